"""The runs of a Word file: stray characters put right, direct formatting dropped, tracked changes and comments told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from lxml import etree

from sadar.bidi.word_letters import COMPLEX_SCRIPT
from sadar.importers import Certainty
from sadar.importers.excerpts import WHOLE, shown
from sadar.importers.ledger import Ledger
from sadar.importers.letters import HARD_HYPHEN, OVERRULED, SOFT_HYPHEN, cleaned
from sadar.importers.packages import Element
from sadar.importers.word_looks import OFF, text_of, value
from sadar.importers.word_parts import XML_SPACE, W, WordFile

#: Properties of runs that are no part of a text, and what a person calls them (ISO 29500-1, 17.3.2).
FORMATTING = {"rFonts": "fonts", "color": "colours", "sz": "sizes", "szCs": "sizes", "shd": "shading",
              "spacing": "spacing",
              "kern": "spacing", "w": "spacing", "highlight": "highlights", "effect": "effects", "shadow": "effects",
              "outline": "effects", "emboss": "effects", "imprint": "effects", "bdr": "borders", "em": "effects"}
MADE, GONE = ("ins", "moveTo"), ("del", "moveFrom")


def put_right(part: Element, where: Mapping[Element, str], ledger: Ledger) -> None:
    """Put the characters of every paragraph of a part right, in place."""
    for paragraph in part.iter(f"{W}p"):
        for element in list(paragraph.iter(f"{W}softHyphen", f"{W}noBreakHyphen")):
            if next(element.iterancestors(f"{W}p")) is paragraph:
                element.text = SOFT_HYPHEN if element.tag == f"{W}softHyphen" else HARD_HYPHEN
                element.tag = f"{W}t"
        texts = [text for text in paragraph.iter(f"{W}t") if next(text.iterancestors(f"{W}p")) is paragraph
                 and not _is_code(text)]
        made, done = cleaned([text.text or "" for text in texts])
        for text, letters in zip(texts, made, strict=True):
            text.text = letters
            text.set(XML_SPACE, "preserve")
        place = where.get(paragraph, WHOLE)
        for step in done:
            ledger.changed(step.rule, place, step.counted, step.after)
            if step.doubtful:
                ledger.ask("order-overruled", place, shown("".join(made)), OVERRULED)


def without_formatting(part: Element, where: Mapping[Element, str], ledger: Ledger, totals: Counter[str]) -> None:
    """Drop direct formatting, in place; an underlined part of a paragraph is emphasis, a whole one is not."""
    for paragraph in part.iter(f"{W}p"):
        properties = [own for run in paragraph.iter(f"{W}r") for own in run.iterchildren(f"{W}rPr")]
        kinds = set()
        underlined = [run for run in properties if _is_underlined(run)]
        letters = sum(len(_text(run)) for run in underlined)
        partly = 0 < letters < len("".join(text_of(paragraph).split()))
        if underlined and letters:
            text = shown(" ".join(filter(None, (_text(run, keep=True) for run in underlined))))
            ledger.changed("underline", where.get(paragraph, WHOLE), f"{text} (underlined)",
                       f"{text} (emphasis)" if partly else text, Certainty.LIKELY)
        for run in properties:
            if partly and run in underlined:
                for name in ("i", "iCs"):
                    if run.find(f"{W}{name}") is None:
                        etree.SubElement(run, f"{W}{name}")
            _as_shown(run)
            for element in list(run):
                name = etree.QName(element).localname
                if name in FORMATTING:
                    kinds.add(FORMATTING[name])
                if name in FORMATTING or name in COMPLEX_SCRIPT or name in ("u", "lang"):
                    run.remove(element)
        totals.update(kinds)


def _as_shown(properties: Element) -> None:
    """Say weight and slope where they are seen: a run of right-to-left letters has properties of its own for them."""
    complex_script = any((found := properties.find(f"{W}{name}")) is not None and value(found) not in OFF
                         for name in COMPLEX_SCRIPT)
    for name in ("b", "i"):
        own, twin = properties.find(f"{W}{name}"), properties.find(f"{W}{name}Cs")
        if complex_script and own is not None:
            properties.remove(own)
        if twin is not None:
            properties.remove(twin)
            if complex_script:
                twin.tag = f"{W}{name}"
                properties.append(twin)


def _is_underlined(properties: Element) -> bool:
    underline = properties.find(f"{W}u")
    run = properties.getparent()
    linked = run is not None and any(parent.tag == f"{W}hyperlink" for parent in run.iterancestors())
    return underline is not None and value(underline) not in ("none", "") and not linked


def _text(properties: Element, *, keep: bool = False) -> str:
    run = properties.getparent()
    text = "" if run is None else "".join(run.itertext(f"{W}t"))
    return text.strip() if keep else "".join(text.split())


def _is_code(text: Element) -> bool:
    style = next((value(found) for parent in text.iterancestors(f"{W}r") for found in parent.iter(f"{W}rStyle")), "")
    return "Verbatim" in style or "SourceText" in style or "Source_20_Text" in style


def revisions(file: WordFile, changes: str, where: Mapping[Element, str], ledger: Ledger) -> None:
    """Write down every tracked change and comment; moved text becomes deleted and inserted, as pandoc knows them."""
    for kind in ("document", "footnotes", "endnotes"):
        if kind in file.parts:
            _revisions_of(file.parts[kind], changes, where, ledger)
    comments = {comment.get(f"{W}id", ""): comment for comment in file.parts["comments"].iter(f"{W}comment")
                } if "comments" in file.parts else {}
    if changes == "notes":
        return
    about = dict(_commented(file))
    for identifier, comment in comments.items():
        paragraph, words = about.get(identifier, (None, ""))
        text = " / ".join(filter(None, (text_of(inner) for inner in comment.iter(f"{W}p"))))
        said = f"a comment by {comment.get(f'{W}author') or 'somebody'}"
        ledger.ask("comment", where.get(paragraph, WHOLE) if paragraph is not None else WHOLE, text,
                f"{said} about “{shown(words)}”" if words.strip() else said)


def _revisions_of(part: Element, changes: str, where: Mapping[Element, str], ledger: Ledger) -> None:
    for element in list(part.iter(*(f"{W}{name}" for name in (*MADE, *GONE)))):
        name = etree.QName(element).localname
        text = "".join(element.itertext(f"{W}t", f"{W}delText"))
        made = name in MADE
        if name in ("moveTo", "moveFrom"):
            element.tag = f"{W}{'ins' if made else 'del'}"
            for own in element.iter(f"{W}t") if not made else ():
                own.tag = f"{W}delText"
        if not text.strip():
            continue
        place = next((where[parent] for parent in element.iterancestors() if parent in where), WHOLE)
        author = element.get(f"{W}author") or "somebody"
        stays = made if changes == "accept" else not made
        outcome = (text if made else "") + " (and a comment)" if changes == "notes" else text if stays else ""
        ledger.changed(f"tracked-{'insertion' if made else 'deletion'}-{changes}", place,
                   f"{text} ({'inserted' if made else 'deleted'} by {author})", outcome)
    for name in ("rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange", "sectPrChange", "tblGridChange"):
        for element in list(part.iter(f"{W}{name}")):
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)


def _commented(file: WordFile) -> Iterator[tuple[str, tuple[Element, str]]]:
    """Yield each comment's id with the paragraph where it begins and the words that it is about."""
    for part in ("document", "footnotes", "endnotes"):
        opened: dict[str, tuple[Element | None, list[str]]] = {}
        for element in file.parts[part].iter() if part in file.parts else ():
            if element.tag == f"{W}commentRangeStart":
                opened[element.get(f"{W}id", "")] = (next(element.iterancestors(f"{W}p"), None), [])
            elif element.tag in (f"{W}t", f"{W}delText"):
                for _, words in opened.values():
                    words.append(element.text or "")
            elif element.tag in (f"{W}commentRangeEnd", f"{W}commentReference"):
                identifier = element.get(f"{W}id", "")
                paragraph, words = opened.pop(identifier, (None, []))
                paragraph = paragraph if paragraph is not None else next(element.iterancestors(f"{W}p"), None)
                if element.tag == f"{W}commentRangeEnd" and paragraph is not None:
                    yield identifier, (paragraph, "".join(words))
