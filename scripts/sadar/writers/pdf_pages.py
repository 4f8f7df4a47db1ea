"""The pages of a publication, laid out by WeasyPrint once for the printer and for the screen."""

from __future__ import annotations

import logging
import warnings
import weakref
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree
from markupsafe import Markup

from sadar.bidi import weasyprint_lines
from sadar.bidi.base import direction_of_language, page_sides
from sadar.errors import ManuscriptError, MissingToolError
from sadar.findings import Finding
from sadar.manuscript import Manuscript
from sadar.manuscript.figures import size_of_unsized
from sadar.manuscript.folder import inside
from sadar.matter import STAR_NOTE
from sadar.paged import for_pages
from sadar.style import Style
from sadar.style.faces import isolated_fontconfig
from sadar.style.tokens import Kind
from sadar.writers import (
    page_labels,
    pdf_sections,
    pdf_tables,
    weasyprint_justification,
    weasyprint_notes,
    weasyprint_pictures,
    weasyprint_tags,
    weasyprint_text,
)
from sadar.writers.drawn_math import draw
from sadar.writers.page_starts import REGION, PageStart, starts
from sadar.writers.xhtml import (
    MATHML,
    NOTE_CALL,
    STAR,
    Element,
    Fragments,
    fragments,
    inner,
    serialise,
    take_citing_places,
)

#: What the types of ordered lists in HTML are called in CSS; WeasyPrint reads neither type nor start.
LIST_STYLES = {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
PANGO = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def lay_out(manuscript: Manuscript, style: Style) -> bytes:
    """Lay out the pages, and return them as a PDF with tags, links and outline, with a bleed and without marks.

    The writers of the print PDF and of the screen PDF each finish it in their own way. What was laid out last is kept,
    so that both have the same pages and the work is done once.

    Raises:
        MissingToolError: Pango or a face is not installed.
        ManuscriptError: the house style or a figure is at fault.

    """
    return _pages(manuscript, style)[0]


def page_starts(manuscript: Manuscript, style: Style) -> tuple[PageStart, ...]:
    """Lay out the pages as ``lay_out`` does, and return where in the text each of them begins.

    Raises:
        MissingToolError, ManuscriptError: as ``lay_out`` does.

    """
    return _pages(manuscript, style)[1]


#: The publication that was laid out last, its style, and its pages.
_last: tuple[weakref.ref[Manuscript], Style, tuple[bytes, tuple[PageStart, ...]]] | None = None


def _pages(manuscript: Manuscript, style: Style) -> tuple[bytes, tuple[PageStart, ...]]:
    global _last
    if _last and _last[0]() is manuscript and _last[1] is style:
        return _last[2]
    with isolated_fontconfig():
        made = _laid_out(manuscript, style)
    _last = weakref.ref(manuscript), style, made
    return made


def _laid_out(manuscript: Manuscript, style: Style) -> tuple[bytes, tuple[PageStart, ...]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # “no fonts configured”: that is what is wanted here
            import cssselect2
            import weasyprint
    except OSError as error:
        raise MissingToolError.one("pango-missing", f"WeasyPrint finds no Pango: {error}", remedy=PANGO) from None
    weasyprint_lines.apply()
    weasyprint_notes.apply()
    weasyprint_pictures.apply()
    weasyprint_tags.apply()
    page_labels.apply()
    weasyprint_text.apply()
    weasyprint_justification.apply(style.tokens.spacing.word)
    paged = for_pages(manuscript, style)
    made = fragments(paged)
    _divide(made, style.tokens.kinds.of(manuscript.metadata.publication.type), style.tokens.measure)
    for elements in (*made.regions.values(), *(note.blocks for note in made.notes)):
        for element in elements:
            _prepare(element, made, style, manuscript)
    source = style.render("pdf/document.xhtml.jinja", **_context(paged, style, made))
    if "@font-face" not in source:
        raise ManuscriptError.one("template", "the page has no faces: the template leaves out {{ css }}",
                                  file="styles/pdf/document.xhtml.jinja",
                                  remedy="compare it with the template of the house style")
    tree = ElementTree.fromstring(source)  # noqa: S314 - the text was serialised here, from a parsed tree
    faults = _Faults()
    weasyprint.LOGGER.setLevel(logging.ERROR)
    weasyprint.LOGGER.addHandler(faults)
    try:
        page = weasyprint.HTML(string="", base_url=manuscript.folder.resolve().as_uri() + "/",
                               url_fetcher=_fetcher(manuscript.folder, style))
        # A note with a list in it may stand in a paragraph: no HTML parser would leave it there, so none is asked.
        page.wrapper_element = cssselect2.ElementWrapper.from_html_root(tree, content_language=None)
        page.etree_element = tree
        document = page.render()
    finally:
        weasyprint.LOGGER.removeHandler(faults)
    if faults.findings:
        raise ManuscriptError(faults.findings)
    written: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True, finisher=page_labels.write)
    return written, starts(document, tree, written)


def _divide(made: Fragments, kind: Kind, measure: float) -> None:
    """Cut running heads to a line; put the chapters of a book, and what stands behind them, into sections."""
    regions = made.regions
    for name in ("short-title", "volume-title"):
        regions[name] = [pdf_sections.shortened(line, measure) for line in regions[name]]
    if kind.title_page or kind.chapters != "run-on":
        regions["body"] = pdf_sections.in_chapters(regions["body"], measure)
        for name in ("notes", "bibliography"):
            if name in regions:
                regions[name] = pdf_sections.as_chapter(regions[name], measure)
    for name, elements in regions.items():
        for element in elements:
            element.set(REGION, name)


class _Faults(logging.Handler):
    """Hears what WeasyPrint would only log: a resource that it leaves out of the page is a loss."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.findings: list[Finding] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.findings.append(Finding("pdf-resource", f"WeasyPrint: {record.getMessage()}",
                                     remedy="look at the figure or the style sheet that it names"))


def _context(manuscript: Manuscript, style: Style, made: Fragments) -> dict[str, Any]:
    metadata = manuscript.metadata
    direction = direction_of_language(metadata.lang)
    regions = {name: Markup(serialise(elements)) for name, elements in made.regions.items()}  # noqa: S704
    return {
        "metadata": metadata, "text": manuscript.text, "regions": regions, "dir": direction,
        "kind": style.tokens.kinds.of(metadata.publication.type),
        "heading": {name: Markup(inner(elements)) for name, elements in made.regions.items()},  # noqa: S704
        "translations": {lang: direction_of_language(lang) for lang in metadata.translations},
        "css": Markup(_css(manuscript, style, direction)),  # noqa: S704
    }


def _css(manuscript: Manuscript, style: Style, direction: str) -> str:
    faces = [{"family": font.family, "weight": font.weight, "style": font.style, "url": font.path.as_uri()}
             for font in style.fonts()]
    recto, verso = page_sides(manuscript.metadata.lang)
    css = style.render("pdf/page.css.jinja", faces=faces, text_stack=style.stack("text"),
                       code_stack=style.stack("code"), recto=recto, verso=verso, dir=direction,
                       kind=style.tokens.kinds.of(manuscript.metadata.publication.type),
                       front_folios=style.words(manuscript.metadata.lang).entries.front_folios,
                       first_page=manuscript.metadata.publication.first_page)
    return css.replace("&", "&amp;").replace("<", "&lt;")


def _prepare(element: Element, made: Fragments, style: Style, manuscript: Manuscript) -> None:
    """Put notes where they are called, and draw math."""
    for call in list(element.iter("span")):
        if call.get("class") == NOTE_CALL:
            _place_note(call, made, manuscript.metadata.lang)
    for numbered in element.iter("ol"):
        first, kind = numbered.get("start", "1"), LIST_STYLES.get(numbered.get("type", "1"), "decimal")
        numbered.set("style", f"counter-reset: list-item {int(first) - 1}; list-style-type: {kind}")
    for image in element.iter("img"):
        path = inside(manuscript.folder, image.get("src", ""), asked_by="figures")
        image.set("src", path.as_uri())
        in_a_line = not any(parent.tag == "figure" for parent in image.iterancestors())
        if in_a_line and "style" not in image.attrib and (size := size_of_unsized(path)):
            # WeasyPrint 70.0 ends with an AttributeError where a drawing in a line has no size of its own.
            image.set("style", f"width: {size[0]}px; height: {size[1]}px")
    for table in element.iter("table"):
        pdf_tables.fit(table, manuscript, style)
    for math in list(element.iter(f"{{{MATHML}}}math")):
        draw(math, style.tokens.type.text.size)
    for paragraph, ids in take_citing_places(element):
        _lead_back(paragraph, ids[0])


def _lead_back(paragraph: Element, identifier: str) -> None:
    """Let an entry, up to the first link that it has itself, lead to the first place that cites it.

    A shorter link, of the name alone, made WeasyPrint 70.0 break the line behind it.
    """
    link = etree.Element("a", {"href": f"#{identifier}", "class": "backlink"})
    link.text, paragraph.text = paragraph.text, None
    for child in list(paragraph):
        if next(child.iter("a"), None) is not None:
            break
        link.append(child)
    paragraph.insert(0, link)


def _place_note(call: Element, made: Fragments, lang: str) -> None:
    """Put a note where it is called; of what is around its call it takes over neither direction nor language."""
    note = made.note(call)
    call.set("class", "sadar-note sadar-star" if note.mark == STAR else "sadar-note")
    del call.attrib["data-note"]
    first, *others = [deepcopy(block) for block in _unwrapped(note.blocks)]
    call.set("dir", first.get("dir") or direction_of_language(lang))
    call.set("lang", first.get("lang") or lang)
    if first.tag == "p":
        first.tag = "span"  # runs on behind the marker
    call.extend([first, *others])


def _unwrapped(blocks: tuple[Element, ...]) -> Iterator[Element]:
    for block in blocks:
        if block.tag == "div" and STAR_NOTE in block.get("class", ""):
            yield from block
        else:
            yield block


def _fetcher(folder: Path, style: Style) -> Any:
    """Return WeasyPrint's fetcher: files of the manuscript's folder and the style's faces, and nothing else."""
    import weasyprint

    allowed = {font.path.resolve() for font in style.fonts()}

    class Fetcher(weasyprint.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            parts = urlsplit(url)
            path = Path(unquote(parts.path))
            if parts.scheme == "data":
                return super().fetch(url, headers)
            if parts.scheme != "file":
                raise ManuscriptError.one("network", f"“{url}” would be fetched from the network", file=str(folder),
                                          remedy="copy the file into the manuscript's folder")
            if path.resolve() not in allowed:
                root = folder.resolve()
                name = str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
                inside(folder, name, asked_by="figures")
            return super().fetch(url, headers)

    return Fetcher(allowed_protocols={"file", "data"})
