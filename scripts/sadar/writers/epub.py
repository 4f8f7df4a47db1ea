"""The EPUB 3: documents made of the shared XHTML, and what a reading system needs to know of them.

Directions and structure follow EPUB 3.3 and DPUB-ARIA 1.1; the container is written by EbookLib.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree
from markupsafe import Markup

from sadar.bidi import implicit_marks
from sadar.bidi.base import DIRECTION_OF_CALLS, direction_of_language
from sadar.manuscript import Manuscript
from sadar.manuscript.folder import inside
from sadar.manuscript.tree import plain
from sadar.matter import CHAPTER
from sadar.style import Style
from sadar.style.faces import FontFile, letters_of, licence_of, subset
from sadar.writers import Format
from sadar.writers.archive import moment
from sadar.writers.epub_container import Item, write_container
from sadar.writers.xhtml import (
    MATHML,
    NOTE_CALL,
    XHTML,
    Element,
    Fragments,
    fragments,
    inner,
    serialise,
    take_citing_places,
)

OPS = "http://www.idpf.org/2007/ops"


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
    def has_math(self) -> bool:
        """Whether the manifest must say that MathML is in it."""
        return any(element.find(f".//{{{MATHML}}}math") is not None for element in [*self.elements, *self.notes])


def write(manuscript: Manuscript, style: Style, path: Path) -> None:
    """Write the EPUB.

    Raises:
        ManuscriptError: the house style or a figure is at fault.
        MissingToolError: a face is not installed.

    """
    made = fragments(implicit_marks.add(manuscript, isolates=True))
    back = style.words(manuscript.metadata.lang).labels.back_to_text
    pages = [_noted(page, made, back) for page in _pages(manuscript, style, made)]
    _say_math(pages)
    _lead_back(pages, back)
    figures = _figures(manuscript, pages)
    _link(pages)
    lang = manuscript.metadata.lang
    context: dict[str, Any] = {
        "metadata": manuscript.metadata, "text": manuscript.text, "description": _description(manuscript),
        "labels": style.words(lang).labels, "dir": direction_of_language(lang),
        "pages": pages, "identifier": _identifier(manuscript),
        "has_figures": bool(figures), "modified": moment(manuscript.metadata).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    items = [_document(style, page, context) for page in pages]
    items += [Item(name, data) for name, data in figures.items()]
    fonts = _fonts(style, _letters(pages))
    items += [Item(f"fonts/{name}", data) for name, data in fonts[1].items()]
    items.append(Item("css/sadar.css", style.render("epub/epub.css.jinja", faces=fonts[0], dir=context["dir"],
                                                    text_stack=style.stack("text"), code_stack=style.stack("code"))))
    items.append(Item("nav.xhtml", style.render("epub/nav.xhtml.jinja", **context), "nav"))
    items.append(Item("toc.ncx", style.render("epub/toc.ncx.jinja", **context)))
    write_container(path, lambda entries: style.render("epub/content.opf.jinja", items=entries, **context), items)


def _pages(manuscript: Manuscript, style: Style, made: Fragments) -> Iterator[Page]:
    """Yield the documents in reading order."""
    metadata = manuscript.metadata
    labels = style.words(metadata.lang).labels
    front = {name: Markup(inner(made.regions[name])) for name in ("title", "subtitle") if name in made.regions}  # noqa: S704
    blocks = {name: Markup(serialise(made.regions[name])) for name in  # noqa: S704
              ("authors", "affiliations", "abstract", "keywords") if name in made.regions}
    opening = style.render("epub/title.xhtml.jinja", heading=front, regions=blocks, metadata=metadata)
    yield Page("title", labels.title_page, list(etree.fromstring(opening)), "titlepage")
    body = made.copy("body")
    chapters = list(_chapters(body))
    for number, chapter in enumerate(chapters, start=1):
        name = f"chapter-{number}" if len(chapters) > 1 else "text"
        title = labels.body if len(chapters) == 1 or chapter[0].tag != "h2" else _text(chapter[0])
        yield Page(name, title, chapter, "chapter" if len(chapters) > 1 else "bodymatter", headings=_headings(chapter))
    if "acknowledgement" in made.regions:
        thanks = style.render("xhtml/acknowledgement.xhtml.jinja", labels=labels,
                              acknowledgement=Markup(serialise(made.regions["acknowledgement"])))  # noqa: S704
        yield Page("acknowledgement", labels.acknowledgement, list(etree.fromstring(thanks)), "acknowledgments",
                   "doc-acknowledgments")
    if "bibliography" in made.regions:
        yield Page("bibliography", labels.bibliography, made.copy("bibliography"), "bibliography", "doc-bibliography")
    for lang in metadata.translations:
        elements = [element for part in ("title", "subtitle", "authors", "abstract", "keywords")
                    for element in made.copy(f"{lang}-{part}")]
        elements[0].tag = "h2"
        yield Page(f"abstract-{lang}", style.words(lang).labels.abstract, elements, lang=lang)
    yield Page("colophon", labels.colophon, made.copy("colophon"), "colophon", "doc-colophon")


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
    return [(int(element.tag[1]) - 1, element.get("id", ""), _text(element)) for element in elements
            if element.tag in ("h2", "h3", "h4") and element.get("id")]


def _text(element: Element) -> str:
    bare = deepcopy(element)
    for call in list(bare.iter("span")):
        if call.get("class") == NOTE_CALL:
            call.text = None
    return " ".join("".join(bare.itertext()).split())


def _noted(page: Page, made: Fragments, back: str) -> Page:
    """Turn note calls into links and add the notes they lead to, each with its way back."""
    for element in page.elements:
        for call in list(element.iter("span")):
            if call.get("class") != NOTE_CALL:
                continue
            note, number = made.note(call), call.get("data-note")
            del call.attrib["data-note"], call.attrib["class"]
            call.tag = "a"
            call.attrib.update({f"{{{OPS}}}type": "noteref", "role": "doc-noteref", "id": f"sadar-call-{number}",
                                "href": f"#sadar-note-{number}", "class": "noteref", "dir": DIRECTION_OF_CALLS})
            call.text = note.mark
            aside = etree.Element("aside", {f"{{{OPS}}}type": "footnote", "role": "doc-footnote",
                                            "id": f"sadar-note-{number}"})
            aside.extend([deepcopy(block) for block in note.blocks])
            link = etree.Element("a", {"role": "doc-backlink", "href": f"#sadar-call-{number}", "title": back})
            link.text = f"{note.mark}."
            first = aside[0] if aside[0].tag == "p" else etree.Element("p")
            if first is not aside[0]:
                aside.insert(0, first)
            link.tail = " " + (first.text or "").lstrip()
            first.text = None
            first.insert(0, link)
            page.notes.append(aside)
    return page


def _figures(manuscript: Manuscript, pages: Sequence[Page]) -> dict[str, bytes]:
    """Collect the figures under names of their own and point the documents to them."""
    names: dict[Path, str] = {}
    for page in pages:
        for element in [*page.elements, *page.notes]:
            for image in element.iter("img"):
                source = inside(manuscript.folder, image.get("src", ""), asked_by=page.name)
                name = names.setdefault(source, f"images/figure-{len(names) + 1}{source.suffix.lower()}")
                image.set("src", f"../{name}")
    return {name: source.read_bytes() for source, name in names.items()}


def _lead_back(pages: Sequence[Page], back: str) -> None:
    """Put arrows behind each entry, to the places that cite it."""
    for page in pages:
        for element in page.elements:
            for paragraph, ids in take_citing_places(element):
                for number, identifier in enumerate(ids, start=1):
                    link = etree.SubElement(paragraph, "a", {"role": "doc-backlink", "href": f"#{identifier}",
                                                             "title": back, "class": "backlink"})
                    link.text = f"↑{number}" if len(ids) > 1 else "↑"
                    previous = link.getprevious()
                    if previous is not None:
                        previous.tail = f"{previous.tail or ''} "
                    else:
                        paragraph.text = f"{paragraph.text or ''} "


def _say_math(pages: Sequence[Page]) -> None:
    """Give formulas their TeX source as a text alternative."""
    for page in pages:
        for element in [*page.elements, *page.notes]:
            for math in element.iter(f"{{{MATHML}}}math"):
                math.set("alttext", math.findtext(f".//{{{MATHML}}}annotation") or "")


def _link(pages: Sequence[Page]) -> None:
    """Lead links between documents to the file in which their target is."""
    home = {identifier: page for page in pages for element in [*page.elements, *page.notes]
            for inner_element in element.iter() if (identifier := inner_element.get("id"))}
    for page in pages:
        for element in [*page.elements, *page.notes]:
            for link in element.iter("a"):
                target = link.get("href", "")
                if target.startswith("#") and (there := home.get(target[1:])) is not None and there is not page:
                    link.set("href", f"{there.name}.xhtml{target}")


def _document(style: Style, page: Page, context: dict[str, Any]) -> Item:
    body, notes = Markup(serialise(page.elements)), Markup(serialise(page.notes))  # noqa: S704
    lang = page.lang or context["metadata"].lang
    text = style.render("epub/page.xhtml.jinja", page=page, body=body, notes=notes, xhtml=XHTML, lang=lang, **{
        **context, "dir": direction_of_language(lang)})
    return Item(page.file, text, "mathml" if page.has_math else "")


def _letters(pages: Sequence[Page]) -> frozenset[int]:
    text = "".join(text for page in pages for element in [*page.elements, *page.notes] for text in element.itertext())
    return frozenset(ord(letter) for letter in text if letter.isprintable()) | frozenset(range(0x20, 0x7F))


def _fonts(style: Style, letters: frozenset[int]) -> tuple[list[FontFile], dict[str, bytes]]:
    """Cut every face down to the letters that it alone is asked for, in the order of the style's stack."""
    faces: list[FontFile] = []
    files: dict[str, bytes] = {}
    rest, family, own = letters, "", frozenset[int]()
    code = {face.family for face in style.tokens.faces.code}
    for font in style.fonts():
        if font.family != family:
            family, own = font.family, (letters if font.family in code else rest) & letters_of(font.path)
            rest -= own
        if own:
            faces.append(font)
            files[font.name] = subset(font, own)
            files[f"{family.lower().replace(' ', '-')}-licence.txt"] = licence_of(font).encode()
    return faces, files


def _description(manuscript: Manuscript) -> str:
    """Return the abstract in one line, without its heading."""
    return " ".join(plain([block for block in manuscript.region("abstract") if block["t"] != "Header"]).split())


def _identifier(manuscript: Manuscript) -> str:
    """Return an identifier that stays the same over rebuilds: of the DOI or ISBN, else of what names the work."""
    metadata = manuscript.metadata
    publication = metadata.publication
    name = publication.doi or publication.isbn.epub or "\n".join(
        [metadata.slug or "", metadata.title, metadata.lang, *(author.name.full for author in metadata.author)])
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'sadar:{name}')}"


EPUB = Format(".epub", write)
