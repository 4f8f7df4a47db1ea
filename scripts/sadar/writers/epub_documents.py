"""The content documents of an EPUB in reading order, made of the shared XHTML: EPUB 3.3, DPUB-ARIA 1.1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree
from markupsafe import Markup

from sadar.bidi.base import Direction, direction_of_language
from sadar.manuscript import Manuscript
from sadar.matter import CHAPTER, published
from sadar.style import Style
from sadar.writers.xhtml import MATHML, NOTE_CALL, Element, Fragments, inner, serialise

OPS = "http://www.idpf.org/2007/ops"
etree.register_namespace("epub", OPS)
#: The kind of the document that holds the text of a publication without chapters.
BODY = "bodymatter"


@dataclass
class Page:
    """A content document: its name, its heading, its elements, and the semantics of its ``section`` (EPUB SSV)."""

    name: str
    title: str
    elements: list[Element]
    kind: str = ""
    role: str = ""
    lang: str = ""
    headings: list[tuple[int, str, str]] = field(default_factory=list)
    notes: list[Element] = field(default_factory=list)

    @property
    def file(self) -> str:
        """The path in the package, from its document."""
        return f"text/{self.name}.xhtml"

    @property
    def dir(self) -> Direction:
        """The direction of its own language, where it has one."""
        return direction_of_language(self.lang)

    @property
    def parts(self) -> list[Element]:
        """The elements of the text and the notes."""
        return [*self.elements, *self.notes]

    @property
    def has_math(self) -> bool:
        """Whether the manifest must say that MathML is in it."""
        return any(element.find(f".//{{{MATHML}}}math") is not None for element in self.parts)


def pages(manuscript: Manuscript, style: Style, made: Fragments) -> tuple[list[Page], list[Page]]:
    """Return the documents before the table of contents and those behind it, in the order of the printed pages."""
    metadata = manuscript.metadata
    labels = style.words(metadata.lang).labels
    bound = style.tokens.kinds.of(metadata.publication.type).title_page
    title = _title_page(manuscript, style, made, with_abstract=not bound)
    thanks = list(_thanks(style, made, labels.acknowledgement))
    abstract = list(_abstract(made, labels.abstract)) if bound else []
    colophon = Page("colophon", labels.colophon, made.copy("colophon"), "colophon", "doc-colophon")
    text = list(_text(made, labels.body))
    listed = [*_bibliography(made, labels.bibliography), *_translations(manuscript, style, made)]
    if bound:
        return [title, colophon, *thanks], [*abstract, *text, *listed]
    return [title], [*text, *thanks, *listed, colophon]


def _title_page(manuscript: Manuscript, style: Style, made: Fragments, *, with_abstract: bool) -> Page:
    metadata = manuscript.metadata
    words = style.words(metadata.lang)
    front = {name: Markup(inner(made.regions[name])) for name in ("title", "subtitle") if name in made.regions}  # noqa: S704
    names = ("authors", "affiliations", *(("abstract", "keywords") if with_abstract else ()))
    blocks = {name: Markup(serialise(made.regions[name])) for name in names if name in made.regions}  # noqa: S704
    opening = style.render("epub/title.xhtml.jinja", heading=front, regions=blocks, metadata=metadata,
                           publisher="" if with_abstract else published(metadata, words))
    return Page("title", words.labels.title_page, list(etree.fromstring(opening)), "titlepage")


def _abstract(made: Fragments, label: str) -> Iterator[Page]:
    if "abstract" in made.regions:
        yield Page("abstract", label, [*made.copy("abstract"), *made.copy("keywords")], role="doc-abstract")


def _bibliography(made: Fragments, label: str) -> Iterator[Page]:
    if "bibliography" in made.regions:
        yield Page("bibliography", label, made.copy("bibliography"), "bibliography", "doc-bibliography")


def _text(made: Fragments, label: str) -> Iterator[Page]:
    chapters = list(_chapters(made.copy("body")))
    for number, chapter in enumerate(chapters, start=1):
        opened = len(chapters) > 1 and CHAPTER in chapter[0].get("class", "").split()
        name = f"chapter-{number}" if len(chapters) > 1 else "text"
        kind, role = ("chapter", "doc-chapter") if opened else (BODY, "")
        yield Page(name, text_of(chapter[0]) if opened else label, chapter, kind, role, headings=_headings(chapter))


def _thanks(style: Style, made: Fragments, label: str) -> Iterator[Page]:
    if "acknowledgement" in made.regions:
        thanks = style.render("xhtml/acknowledgement.xhtml.jinja", labels={"acknowledgement": label},
                              acknowledgement=Markup(serialise(made.regions["acknowledgement"])))  # noqa: S704
        yield Page("acknowledgement", label, list(etree.fromstring(thanks)), "acknowledgments", "doc-acknowledgments")


def _translations(manuscript: Manuscript, style: Style, made: Fragments) -> Iterator[Page]:
    for lang in manuscript.metadata.translations:
        elements = [element for part in ("title", "subtitle", "authors", "abstract", "keywords")
                    for element in made.copy(f"{lang}-{part}")]
        elements[0].tag = "h2"
        abstract = f"{lang}-abstract" in made.regions
        labels = style.words(lang).labels
        yield Page(f"abstract-{lang}", labels.abstract if abstract else text_of(elements[0]), elements,
                   role="doc-abstract" if abstract else "", lang=lang)


def _chapters(body: Sequence[Element]) -> Iterator[list[Element]]:
    """Yield each chapter, and what stands before the first, as a document of its own."""
    chapter: list[Element] = []
    for element in body:
        if CHAPTER in element.get("class", "").split() and chapter:
            yield chapter
            chapter = []
        chapter.append(element)
    yield chapter


def _headings(elements: Sequence[Element]) -> list[tuple[int, str, str]]:
    """Return (depth from 1, id, text) of the headings down to the third level of the contents."""
    return [(int(element.tag[1]) - 1, element.get("id", ""), text_of(element)) for element in elements
            if element.tag in ("h2", "h3", "h4") and element.get("id")]


def text_of(element: Element) -> str:
    """Return an element's text in one line, without the calls of notes."""
    bare = deepcopy(element)
    for call in list(bare.iter("span")):
        if call.get("class") == NOTE_CALL:
            call.text = None
    return " ".join("".join(bare.itertext()).split())
