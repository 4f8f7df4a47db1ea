"""Word files: what the file says of its text is kept, how it looks is read, and every word is accounted for."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from lxml import etree

from sadar import pandoc
from sadar.importers import Certainty, Changes, Draft, Importer
from sadar.importers.blocks import mark, read_marks
from sadar.importers.excerpts import WHOLE, paragraph, shown
from sadar.importers.ledger import Ledger
from sadar.importers.packages import Element
from sadar.importers.remarks import as_comments
from sadar.importers.tree_draft import Source, draft, guarded
from sadar.importers.word_fields import Works, rewritten
from sadar.importers.word_leftovers import about_parts, taken_out
from sadar.importers.word_looks import looks, runs, text_of
from sadar.importers.word_numbers import Numbers
from sadar.importers.word_parts import MC, W, WordFile, opened, properties_of
from sadar.importers.word_roles import Role, roles
from sadar.importers.word_runs import put_right, revisions, without_formatting
from sadar.importers.written import words

NOTES = ("footnotes", "endnotes")
#: Styles that a role is given, under names that pandoc knows.
QUOTE, CODE = "Block Text", "Source Code"
#: How much of a page's width an inch is, in twentieths of a point.
INCH = 1440


def read(path: Path, changes: Changes = Changes.ACCEPT) -> Draft:
    """Make a draft of a Word file.

    Args:
        path: the file.
        changes: what becomes of tracked changes and comments: ``accept``, ``reject``, or ``notes`` beside the text,
            which no output prints.

    Raises:
        ManuscriptError: the file is broken, hostile, encrypted, too large, or no Word file.

    """
    ledger = Ledger()
    file, left_out = opened(path)
    where = _numbered(file, changes)
    expected = _words_of(file, changes)
    revisions(file, changes, where, ledger)
    column = _column(file.parts["document"])
    languages = _languages(file)
    works = Works(ledger)
    for name in ("document", *NOTES):
        if name in file.parts:
            taken_out(file, name, where, ledger)
            for emptied in rewritten(file.parts[name], works, where):
                _removed(emptied)
    about_parts(file, left_out, ledger)
    totals: Counter[str] = Counter()
    texts = [file.parts[part] for part in ("document", *NOTES) if part in file.parts]
    for part in texts:
        put_right(part, where, ledger)
    _mark_roles(file, changes, where, ledger)
    for part in texts:
        without_formatting(part, where, ledger, totals)
    if totals:
        said = ", ".join(f"{kind} in {count} paragraphs" for kind, count in sorted(totals.items()))
        ledger.changed("formatting", WHOLE, said, "")
    data = file.packed()
    tree = read_marks(pandoc.read_office(data, "docx", "all" if changes == "notes" else changes))
    references = pandoc.cited_items(data) if works.keys else []
    return draft(as_comments(tree["blocks"]), Source(expected, file.media.get, languages, column, {}, references,
                                                     file.kept), ledger, by_weight=False)


def _numbered(file: WordFile, changes: str) -> dict[Element, str]:
    """Return for each paragraph of text and notes how a person finds it."""
    where, number = {}, 0
    for element in file.paragraphs():
        if text_of(element, changes).strip() or next(
                element.iter(f"{W}drawing", f"{W}pict", f"{W}object"), None) is not None:
            number += 1
        where[element] = paragraph(number)
    for part in NOTES:
        if part in file.parts:
            for note in file.parts[part]:
                for element in note.iter(f"{W}p"):
                    where[element] = f"{part.removesuffix('s')} {note.get(f'{W}id')}"
    return where


def _mark_roles(file: WordFile, changes: str, where: dict[Element, str], ledger: Ledger) -> None:
    """Say in every paragraph its number and its role, and give it the style by which pandoc knows the role."""
    known = looks(file, changes)
    paragraphs = list(file.paragraphs())
    _own_styles(file)
    numbers = Numbers(file, ledger)
    for element, role in zip(paragraphs, roles([*paragraphs], known), strict=True):
        _styled(element, role, listed=known.of[element].listed)
        numbers.typed(element, known.of[element], where[element], heading=role.name.startswith("heading"))
        if role.certainty is not Certainty.CERTAIN:
            text = shown(known.of[element].text)
            ledger.changed(f"{role.name.split('-')[0]}-by-look", where[element], text, f"{role.name} ({role.reason})",
                       role.certainty)
        if role.name == "indented":
            ledger.ask("indented", where[element], shown(known.of[element].text),
                    "this paragraph is indented on one side: is it a quotation?")
        if known.of[element].text:
            number = where[element].removeprefix("paragraph ")
            _begin_with(element, mark(int(number) if number.isdigit() else 0, role.name))
    numbers.ask()


def _styled(element: Element, role: Role, *, listed: bool) -> None:
    properties = properties_of(element)
    removed = ["ind", "jc", "outlineLvl"] if not listed else ["jc", "outlineLvl"]
    if role.name and not listed:
        removed += ["pStyle", "numPr"]
    for name in removed:
        for found in properties.findall(f"{W}{name}"):
            properties.remove(found)
    style = {"quote": "sadarQuote", "code": "sadarCode"}.get(role.name, "")
    if role.name.startswith("heading"):
        style = f"sadarHeading{role.name[-1]}"
    if role.name and (style or not listed):
        for found in properties.findall(f"{W}pStyle"):
            properties.remove(found)
        if style:
            properties.insert(0, etree.Element(f"{W}pStyle", {f"{W}val": style}))


def _own_styles(file: WordFile) -> None:
    root = file.parts.setdefault("styles", etree.Element(f"{W}styles", nsmap={"w": W[1:-1]}))
    for style in root.iter(f"{W}style"):  # an indent of a style would make quotations of its paragraphs
        for indent in style.findall(f"{W}pPr/{W}ind"):
            _removed(indent)
    headings = {f"sadarHeading{level}": f"heading {level}" for level in range(1, 7)}
    named = {"sadarQuote": QUOTE, "sadarCode": CODE, **headings}
    for identifier, name in named.items():
        style = etree.SubElement(root, f"{W}style", {f"{W}type": "paragraph", f"{W}styleId": identifier})
        etree.SubElement(style, f"{W}name", {f"{W}val": name})


def _begin_with(element: Element, text: str) -> None:
    run = etree.Element(f"{W}r")
    etree.SubElement(run, f"{W}t").text = text
    element.insert(1 if element[0].tag == f"{W}pPr" else 0, run)


def _column(root: Element) -> float | None:
    """Return the width of the text in inches, by the last section (ISO 29500-1, 17.6.13 and 17.6.11)."""
    sections = list(root.iter(f"{W}sectPr"))
    if not sections:
        return None
    size, margins = sections[-1].find(f"{W}pgSz"), sections[-1].find(f"{W}pgMar")
    if size is None or margins is None:
        return None
    try:
        width = int(size.get(f"{W}w", "")) - int(margins.get(f"{W}left", "")) - int(margins.get(f"{W}right", ""))
    except ValueError:
        return None
    return width / INCH if width > 0 else None


def _languages(file: WordFile) -> Counter[str]:
    """Count the languages that runs and styles name."""
    return Counter(said for part in ("document", "styles") if part in file.parts
                   for lang in file.parts[part].iter(f"{W}lang") for name in ("bidi", "val")
                   if (said := lang.get(f"{W}{name}")))


def _words_of(file: WordFile, changes: str) -> Counter[str]:
    """Count the words of the text, its notes and its text boxes, each box once."""
    found: Counter[str] = Counter()
    for part in ("document", *NOTES):
        for element in file.parts[part].iter(f"{W}p") if part in file.parts else ():
            if not any(parent.tag == f"{MC}Fallback" for parent in element.iterancestors()):
                found.update(words("".join(_apart(run) for run in runs(element, changes))))
    return found


def _apart(run: Element) -> str:
    """Return the text of a run; what is raised or hidden is no part of the word beside it."""
    between = (f"{W}tab", f"{W}br", f"{W}cr", f"{W}noBreakHyphen")
    text = "".join(" " if inner.tag in between else inner.text or "" for inner in run.iterchildren(
        f"{W}t", f"{W}delText", *between))
    apart = next(run.iter(f"{W}vertAlign", f"{W}vanish"), None) is not None
    return f" {text} " if apart else text


def _removed(element: Element) -> None:
    parent = element.getparent()
    if parent is not None and not (parent.tag == f"{W}tc" and len(parent.findall(f"{W}p")) == 1):
        parent.remove(element)


DOCX = Importer(guarded(read), guarded(read))
