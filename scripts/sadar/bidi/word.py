"""Direction in WordprocessingML: bases of paragraphs, ``w:rtl`` run by run, columns of tables.

Pandoc marks paragraphs (it writes ``w:bidi`` from the tree's marks) but sets ``w:rtl`` on every run. Here each
paragraph is resolved as a whole by UAX #9 and a run is marked only where ISO 29500-1, Annex I, asks for it: where
its characters resolve to right-to-left, or are numbers in right-to-left text.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from copy import deepcopy

from lxml import etree

from sadar.bidi.base import Direction, direction_of_language
from sadar.bidi.levels import OBJECT
from sadar.bidi.word_direction import has_letters, right_to_left

Element = etree._Element
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
#: Styles of code: always from left to right.
CODE_STYLES = {"SourceCode", "VerbatimChar"}
#: Where ``w:bidi`` and ``w:bidiVisual`` stand among their siblings (ISO 29500-1, 17.3.1.26 and 17.4.59).
AFTER_BIDI = ("adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents",
              "suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId",
              "cnfStyle", "rPr", "sectPr", "pPrChange")
AFTER_JC = AFTER_BIDI[AFTER_BIDI.index("jc") + 1:]
AFTER_RTL = ("cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath")


def w(name: str) -> str:
    """Return the qualified name of an element or attribute of WordprocessingML."""
    return f"{{{W}}}{name}"


def style_of(paragraph: Element) -> str:
    """Return the id of a paragraph's style; an empty one where none is named."""
    properties = paragraph.find(w("pPr"))
    return "" if properties is None else _style(properties, "pStyle")


def properties_of(element: Element, kind: str = "pPr") -> Element:
    """Return the properties of a paragraph, a run (``rPr``) or a row (``trPr``); they are made where there are none."""
    properties = element.find(w(kind))
    if properties is None:
        properties = etree.Element(w(kind))
        element.insert(0, properties)
    return properties


def mark(part: Element, lang: str, styles: Element) -> None:
    """Mark the direction of every paragraph, run and table of a part, in place.

    Args:
        part: the root of ``document.xml`` or ``footnotes.xml`` as pandoc wrote it.
        lang: the language of the document.
        styles: the root of ``styles.xml``: what is centred by its style stays so, whatever its direction.

    """
    document = direction_of_language(lang)
    centred = {style.get(w("styleId"), "") for style in styles.iter(w("style"))
               if style.find(f"{w('pPr')}/{w('jc')}[@{w('val')}='center']") is not None}
    for table in part.iter(w("tbl")):
        if document == "rtl":
            _mark_table(table)
    for paragraph in part.iter(w("p")):
        _mark_paragraph(paragraph, document, centred)


def _mark_paragraph(paragraph: Element, document: Direction, centred: Set[str]) -> None:
    properties = properties_of(paragraph)
    bidi = properties.find(w("bidi"))
    base: Direction = "rtl" if bidi is not None else "ltr"
    if bidi is None and paragraph.find(f".//{w('t')}") is None:
        base = document  # the line that parts notes from the text has no direction of its own
    if _style(properties, "pStyle") in CODE_STYLES:
        base = "ltr"
    if bidi is not None:
        properties.remove(bidi)
        is_item = properties.find(w("numPr")) is not None  # whose bullet or number stands where the others' do
        if base == "rtl" and not is_item and _is_set_apart(paragraph):  # a left-to-right cell or heading among others
            base = "ltr"
            if properties.find(w("jc")) is None and _style(properties, "pStyle") not in centred:
                _insert(properties, etree.Element(w("jc"), {w("val"): "end"}), AFTER_JC)
    if base == "rtl":
        _insert(properties, etree.Element(w("bidi")), AFTER_BIDI)
    elif document == "rtl":
        _insert(properties, etree.Element(w("bidi"), {w("val"): "0"}), AFTER_BIDI)
    if not len(properties):
        paragraph.remove(properties)
    _mark_runs(paragraph, base)


def _is_set_apart(paragraph: Element) -> bool:
    """Tell whether all of a paragraph's text stands in left-to-right spans, where pandoc sets no ``w:rtl``."""
    runs = [run for run in paragraph.iter(w("r")) if _is_plain(run)]
    return bool(runs) and not any(run.find(f"{w('rPr')}/{w('rtl')}") is not None or _is_code(run) for run in runs)


def _mark_runs(paragraph: Element, base: Direction) -> None:
    """Split runs where direction changes, mark them, and merge neighbours that are equal."""
    runs = [run for run in paragraph.iter(w("r")) if _paragraph_of(run) is paragraph]
    texts = [_text(run) for run in runs]
    whole = "".join(texts)
    flags = right_to_left(whole, base)
    start = 0
    for run, text in zip(runs, texts, strict=True):
        own = flags[start:start + len(text)]
        start += len(text)
        for piece, rtl in _divided(run, own):
            _flag(piece, rtl and (not _is_code(run) or has_letters(piece.findtext(w("t")) or "", "rtl")))
    for parent in [paragraph, *paragraph.iter(w("hyperlink"))]:
        _merge(parent)


def _divided(run: Element, flags: list[bool]) -> Iterator[tuple[Element, bool]]:
    """Yield the run, or the runs that take its place, each with its flag."""
    changes = [0, *(at for at in range(1, len(flags)) if flags[at] != flags[at - 1])]
    text = run.find(w("t"))
    if len(changes) == 1 or text is None or text.text is None:
        yield run, bool(flags) and flags[0]
        return
    parent = run.getparent()
    for begin, end in zip(changes, [*changes[1:], len(flags)], strict=True):
        piece = deepcopy(run)
        piece_text = piece.find(w("t"))
        if piece_text is not None:
            piece_text.text = text.text[begin:end]
            piece_text.set(XML_SPACE, "preserve")
        run.addprevious(piece)
        yield piece, flags[begin]
    if parent is not None:
        parent.remove(run)


def _flag(run: Element, rtl: bool) -> None:
    properties = properties_of(run, "rPr")
    said = set()
    for old in list(properties):  # pandoc repeats what nested marks of form say twice
        if old.tag == w("rtl") or old.tag in said:
            properties.remove(old)
        said.add(old.tag)
    if rtl:
        _insert(properties, etree.Element(w("rtl")), AFTER_RTL)
    if not len(properties):
        run.remove(properties)


def directed_like(run: Element) -> Element:
    """Return an empty run with the direction of another."""
    made = etree.Element(w("r"))
    if (rtl := run.find(f"{w('rPr')}/{w('rtl')}")) is not None:
        etree.SubElement(made, w("rPr")).append(deepcopy(rtl))
    return made


def _merge(parent: Element) -> None:
    """Join neighbouring runs of plain text with the same properties: translators see fewer tags."""
    previous: Element | None = None
    for run in list(parent):
        if run.tag != w("r") or not _is_plain(run):
            previous = None
            continue
        if previous is not None and _are_alike(previous, run):
            text = previous.find(w("t"))
            if text is not None:
                if not _has_letters(previous):
                    _say_language(previous, run)
                text.text = (text.text or "") + (run.findtext(w("t")) or "")
                text.set(XML_SPACE, "preserve")
                parent.remove(run)
                continue
        previous = run


def _is_plain(run: Element) -> bool:
    return [child.tag for child in run if child.tag != w("rPr")] == [w("t")]


def _are_alike(run: Element, following: Element) -> bool:
    """Tell whether two runs differ in nothing, or in the language alone where one of them has no letters to spell."""
    if _properties(run) == _properties(following):
        return True
    wordless = not _has_letters(run) or not _has_letters(following)
    return wordless and _properties(run, language=False) == _properties(following, language=False)


def _has_letters(run: Element) -> bool:
    return any(letter.isalpha() for letter in run.findtext(w("t")) or "")


def _say_language(run: Element, following: Element) -> None:
    """Give a run the properties of the one behind it, from which it differs in language."""
    for old in run.findall(w("rPr")):
        run.remove(old)
    properties = following.find(w("rPr"))
    if properties is not None:
        run.insert(0, deepcopy(properties))


def _properties(run: Element, *, language: bool = True) -> list[bytes]:
    properties = run.find(w("rPr"))
    return [etree.tostring(child, with_tail=False) for child in (properties if properties is not None else [])
            if language or child.tag != w("lang")]


def _text(run: Element) -> str:
    """Return a run's text as the algorithm sees it: what is no text is an object."""
    return run.findtext(w("t")) or "" if _is_plain(run) else OBJECT


def _is_code(run: Element) -> bool:
    properties = run.find(w("rPr"))
    return properties is not None and _style(properties, "rStyle") in CODE_STYLES


def _style(properties: Element, kind: str) -> str:
    style = properties.find(w(kind))
    return "" if style is None else style.get(w("val"), "")


def _paragraph_of(run: Element) -> Element | None:
    return next(run.iterancestors(w("p")), None)


def _mark_table(table: Element) -> None:
    """Let columns run from right to left."""
    properties = table.find(w("tblPr"))
    if properties is None:
        return
    style = properties.find(w("tblStyle"))
    properties.insert(0 if style is None else 1, etree.Element(w("bidiVisual")))


def _insert(properties: Element, element: Element, after: tuple[str, ...]) -> None:
    """Put a property where the schema wants it: before the first of those that come after it."""
    names = {w(name) for name in after}
    following = next((child for child in properties if child.tag in names), None)
    if following is None:
        properties.append(element)
    else:
        following.addprevious(element)
