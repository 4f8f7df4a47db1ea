"""The structure tree of a tagged PDF, made of the page's elements (ISO 32000-1, 14.7 and 14.8; ISO 14289-1, 7).

What comes in is the tree of XHTML elements with the marked content that was drawn for each, in reading order. What
goes out has standard structure types alone: notes stand behind the paragraph that calls them, headings skip no level,
and elements that say nothing are gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

NOTE_CLASS = "sadar-note"
#: The call of an endnote, which is a link; that of a footnote is generated.
CALL_CLASS = "note-call"
ENTRY_CLASS = "csl-entry"
SVG = "{http://www.w3.org/2000/svg}svg"
CALL, MARKER, LIST_MARKER = "footnote-call", "footnote-marker", "marker"
#: Structure types of XHTML elements; what is not here is passed through, and its content belongs to what is around it.
ROLES = {
    "html": "Document", "main": "Part", "section": "Sect", "nav": "Sect", "figure": "Div", "figcaption": "Caption",
    "p": "P", "pre": "P", "blockquote": "BlockQuote", "ul": "L", "ol": "L", "dl": "L", "li": "LI", "dt": "Lbl",
    "dd": "LBody", "table": "Table", "caption": "Caption", "thead": "THead", "tbody": "TBody", "tfoot": "TFoot",
    "tr": "TR", "th": "TH", "td": "TD", "em": "Span", "strong": "Span", "code": "Code", "q": "Quote", "a": "Link",
    "img": "Figure", SVG: "Formula", **{f"h{level}": f"H{level}" for level in range(1, 7)},
}
HEADINGS = frozenset(f"H{level}" for level in range(1, 7))
INLINE = frozenset({"Span", "Code", "Quote", "Link", "Reference", "Figure", "Formula", "BibEntry", "Lbl"})
#: Elements out of which a note is lifted, to stand behind them.
LINES = HEADINGS | {"P", "BibEntry", "Span", "Code", "Quote", "Link", "Reference", "Lbl"}
#: Elements in which lines stand in paragraphs; the others of them only where they hold blocks too.
GROUPS = frozenset({"Document", "Part", "Sect", "Div", "BlockQuote", "Note"})
MIXED = frozenset({"LBody", "TD", "TH", "Caption"})
#: Elements that mean something without content: a row has as many cells as the others.
CELLS = frozenset({"TD", "TH"})
NUMBERINGS = {"1": "Decimal", "a": "LowerAlpha", "A": "UpperAlpha", "i": "LowerRoman", "I": "UpperRoman"}


@dataclass(eq=False)
class Content:
    """What was drawn between two marks: the index of its page, its text, and where its marks stand in a stream."""

    page: int
    text: str
    place: Any
    lang: str = ""


@dataclass(eq=False)
class Annotation:
    """A link's annotation: the index of its page, and its dictionary."""

    page: int
    dictionary: Any


@dataclass(eq=False)
class Source:
    """An XHTML element, or a part of it that CSS generates, with what was drawn for it and below it."""

    tag: str
    attributes: Mapping[str, str]
    generated: str = ""
    kids: list[Source | Content | Annotation] = field(default_factory=list)
    #: Of a picture: left, bottom, right and top in default user space.
    box: tuple[float, float, float, float] | None = None

    @property
    def classes(self) -> list[str]:
        """The names of its classes."""
        return self.attributes.get("class", "").split()


@dataclass(eq=False)
class Element:
    """A structure element; ``attributes`` has an owner (Table, List, Layout) and its attributes."""

    role: str
    kids: list[Kid]
    lang: str
    direction: str
    alternative: str = ""
    attributes: dict[str, dict[str, Any]] = field(default_factory=dict)

    def walk(self) -> Iterator[Element]:
        """Yield the element and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.walk()

    def text(self, without: str = "") -> str:
        """Return the text of all content below the element, leaving out elements of one role."""
        return " ".join("".join(self._texts(without)).split())

    def description(self) -> str:
        """Return the text of the element, or of the picture that stands for it."""
        return self.text() or " ".join(element.alternative for element in self.walk() if element.alternative)

    def _texts(self, without: str) -> Iterator[str]:
        for kid in self.kids:
            if isinstance(kid, Content):
                yield kid.text
            elif isinstance(kid, Element) and kid.role != without:
                yield from kid._texts(without)


Kid = Element | Content | Annotation


def build(root: Source) -> Element:
    """Return the structure tree of a document; its root element is a Document."""
    document, = _converted(root, "", "", contents=False)
    assert isinstance(document, Element)
    _level(document)
    _in_their_languages(document)
    return document


def _converted(source: Source, lang: str, direction: str, *, contents: bool) -> list[Kid]:
    """Return what an element becomes: one structure element and the notes lifted out of it, or its kids alone."""
    lang, direction = source.attributes.get("lang", lang), source.attributes.get("dir", direction)
    contents = contents or source.tag == "nav"
    kids: list[Kid] = []
    for kid in source.kids:
        if isinstance(kid, Source):
            kids += _converted(kid, lang, direction, contents=contents)
        else:
            if isinstance(kid, Content):
                if contents and "." in kid.text and not kid.text.strip(" ."):
                    continue  # the leader before a page number is drawn as an artifact
                kid.lang = lang
            kids.append(kid)
    role = _role(source, contents=contents)
    if not kids and role not in CELLS:
        return []
    if role is None:
        return kids
    if role == "Figure" and not source.attributes.get("alt"):
        return []  # a picture that says nothing is drawn as an artifact
    return _arranged(Element(role, kids, lang, direction, _alternative(source), _attributes(source, role)), source,
                     contents=contents)


def _role(source: Source, *, contents: bool) -> str | None:
    if source.generated:
        known = {CALL: "Reference", MARKER: "Lbl", LIST_MARKER: "Lbl"}
        return known.get(source.generated)
    if NOTE_CLASS in source.classes:
        return "Note"
    if source.tag == "a" and not any(isinstance(kid, Annotation) for kid in source.kids):
        return None
    if contents and source.tag in ("ul", "ol", "li"):
        return "TOCI" if source.tag == "li" else "TOC"
    return ROLES.get(source.tag)


def _alternative(source: Source) -> str:
    return source.attributes.get("aria-label" if source.tag == SVG else "alt", "")


def _attributes(source: Source, role: str) -> dict[str, dict[str, Any]]:
    """Return the attributes of ISO 32000-1, 14.8.5, that only the element in the page knows."""
    said = source.attributes
    if role == "L" and source.tag != "dl" and any(
            isinstance(kid, Source) and kid.generated == LIST_MARKER
            for item in source.kids if isinstance(item, Source) for kid in item.kids):
        kind = NUMBERINGS[said.get("type", "1")] if source.tag == "ol" else "Disc"
        return {"List": {"ListNumbering": f"/{kind}"}}
    if role in CELLS:
        spans = {name: int(said[name.lower()]) for name in ("ColSpan", "RowSpan") if said.get(name.lower(), "1") != "1"}
        scope = {"Scope": "/Row" if said.get("scope") == "row" else "/Column"} if role == "TH" else {}
        return {"Table": {**spans, **scope}} if spans or scope else {}
    if source.box:
        return {"Layout": {"BBox": source.box}}
    return {}


def _arranged(element: Element, source: Source, *, contents: bool) -> list[Kid]:
    """Give an element the kids that its role may have, and return it with the notes that stand behind it."""
    role = element.role
    if role == "Reference":
        element.kids = [_like(element, "Lbl", element.kids)]
    elif role == "Link" and (contents or CALL_CLASS in source.classes):
        element = _like(element, "Reference", [element])
    elif role == "LI":
        labels = [kid for kid in element.kids if _is(kid, "Lbl")]
        body = _like(element, "LBody", [kid for kid in element.kids if kid not in labels])
        if ENTRY_CLASS in source.classes:
            for paragraph in body.kids:
                if isinstance(paragraph, Element) and paragraph.role == "P":
                    paragraph.role = "BibEntry"
        element.kids = [*labels, *([_in_paragraphs(body)] if body.kids else [])]
    elif source.tag == "dl":
        element.kids = list(_terms(element))
    if element.role in LINES:
        notes = [kid for kid in element.kids if _is(kid, "Note")]
        element.kids = [kid for kid in element.kids if kid not in notes]
        return [element, *notes]
    return [_in_paragraphs(element)]


def _terms(element: Element) -> Iterator[Element]:
    """Yield the items of a list of definitions: a term is the label, and all its definitions are the body."""
    labels: list[Kid] = []
    bodies: list[Kid] = []
    for kid in [*element.kids, None]:
        if kid is None or (_is(kid, "Lbl") and bodies):
            body = _like(element, "LBody", bodies)
            yield _like(element, "LI", [*labels, *([_in_paragraphs(body)] if bodies else [])])
            labels, bodies = [], []
        if kid is not None and _is(kid, "Lbl"):
            labels.append(kid)
        elif isinstance(kid, Element) and kid.role == "LBody":
            bodies += _in_paragraphs(_like(kid, "Div", kid.kids)).kids
        elif kid is not None:
            bodies.append(kid)


def _in_paragraphs(element: Element) -> Element:
    """Put runs of lines into paragraphs where blocks stand beside them, and notes behind the run that calls them."""
    blocks = [kid for kid in element.kids if not _is_inline(kid) and not _is(kid, "Note")]
    if element.role not in GROUPS | MIXED:
        return element
    enclose = element.role in GROUPS or bool(blocks)
    made: list[Kid] = []
    run: list[Kid] = []
    notes: list[Kid] = []

    def end() -> None:
        if run:
            drawn = all(_is(kid, "Figure") or _is(kid, "Formula") for kid in run)
            made.extend([_like(element, "P", list(run))] if enclose and not drawn else run)
        made.extend(notes)
        run.clear()
        notes.clear()

    for kid in element.kids:
        if _is(kid, "Note"):
            notes.append(kid)
        elif _is_inline(kid) and not (element.role == "Note" and _is(kid, "Lbl")):
            run.append(kid)
        else:
            end()
            made.append(kid)
    end()
    element.kids = made
    return element


def _is(kid: Kid | None, role: str) -> bool:
    return isinstance(kid, Element) and kid.role == role


def _is_inline(kid: Kid) -> bool:
    return not isinstance(kid, Element) or kid.role in INLINE


def _like(element: Element, role: str, kids: list[Kid]) -> Element:
    return Element(role, kids, element.lang, element.direction)


def _level(document: Element) -> None:
    """Set the levels of headings so that none is skipped (ISO 14289-1, 7.4.2), whatever the text says."""
    open_levels: list[str] = []
    for element in document.walk():
        if element.role in HEADINGS:
            while open_levels and open_levels[-1] >= element.role:
                open_levels.pop()
            open_levels.append(element.role)
            element.role = f"H{len(open_levels)}"


def _in_their_languages(element: Element) -> None:
    """Put content in another language than its element's into a Span: a content has no language of its own."""
    made: list[Kid] = []
    for kid in element.kids:
        if isinstance(kid, Content) and kid.lang != element.lang and kid.text.strip():
            last = made[-1] if made else None
            if isinstance(last, Element) and last.role == "Span" and last.lang == kid.lang and all(
                    isinstance(inner, Content) for inner in last.kids):
                last.kids.append(kid)
            else:
                made.append(Element("Span", [kid], kid.lang, element.direction))
        else:
            if isinstance(kid, Element):
                _in_their_languages(kid)
            made.append(kid)
    element.kids = made
