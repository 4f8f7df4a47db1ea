"""The EPUB 3: documents made of the shared XHTML, and what a reading system needs to know of them.

Directions and structure follow EPUB 3.3 and DPUB-ARIA 1.1; the container is written by EbookLib.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markupsafe import Markup

from sadar.bidi import implicit_marks
from sadar.bidi.base import direction_of_language
from sadar.manuscript import Manuscript
from sadar.style import Style
from sadar.writers import (
    Format,
    epub_cover,
    epub_documents,
    epub_faces,
    epub_links,
    epub_metadata,
    epub_page_breaks,
    epub_pictures,
)
from sadar.writers.archive import moment
from sadar.writers.epub_container import Item, write_container
from sadar.writers.epub_documents import OPS, Page
from sadar.writers.pdf_pages import page_starts
from sadar.writers.xhtml import XHTML, fragments, serialise


def write(manuscript: Manuscript, style: Style, path: Path) -> None:
    """Write the EPUB. The PDF's pages are laid out for their numbers, even where no PDF is asked for.

    Raises:
        ManuscriptError: the house style or a figure is at fault.
        MissingToolError: Pango or a face is not installed.

    """
    lang = manuscript.metadata.lang
    words = style.words(lang)
    made = fragments(implicit_marks.add(epub_pictures.described(manuscript, style), isolates=True))
    breaks = epub_page_breaks.insert(made.regions, page_starts(manuscript, style),
                                     lambda number: words.entries.page.format(page=number))
    before, behind = epub_documents.pages(manuscript, style, made)
    pages = [*before, *behind]
    epub_links.link(pages, made, lang, words.labels.back_to_text)
    epub_pictures.adapt(pages, made, words.labels)
    figures = epub_pictures.collect(manuscript, pages)
    homes = {element.get("id", ""): page.file for page in pages for part in page.parts for element in part.iter("span")}
    context: dict[str, Any] = {
        "metadata": manuscript.metadata, "text": manuscript.text, "labels": words.labels,
        "dir": direction_of_language(lang), "pages": pages, "before": before,
        "cover": epub_cover.text(manuscript, style),
        "breaks": [(f"{homes[page.identifier]}#{page.identifier}", page.label) for page in breaks],
        "modified": moment(manuscript.metadata).strftime("%Y-%m-%dT%H:%M:%SZ"),
        **epub_metadata.described(manuscript, style, pages),
    }
    drawing, picture = epub_cover.draw(manuscript, style)
    faces, files = epub_faces.cut_down(style, epub_faces.letters(pages))
    items = [
        Item("text/cover.xhtml", style.render("epub/cover.xhtml.jinja", xhtml=XHTML, **context)),
        *(_document(style, page, context) for page in pages),
        Item("images/cover.svg", drawing), Item("images/cover.png", picture, "cover-image"),
        *(Item(name, data) for name, data in figures.items()),
        *(Item(f"fonts/{name}", data) for name, data in files.items()),
        Item("css/sadar.css", style.render("epub/epub.css.jinja", faces=faces, dir=context["dir"],
                                           text_stack=style.stack("text"), code_stack=style.stack("code"))),
        Item("nav.xhtml", style.render("epub/nav.xhtml.jinja", **context), "nav"),
        Item("toc.ncx", style.render("epub/toc.ncx.jinja", **context)),
    ]
    write_container(path, lambda entries: style.render("epub/content.opf.jinja", items=entries, **context), items)


def _document(style: Style, page: Page, context: dict[str, Any]) -> Item:
    body, notes = (Markup(serialise(elements).replace(f' xmlns:epub="{OPS}"', ""))  # noqa: S704 - the root declares it
                   for elements in (page.elements, page.notes))
    lang = page.lang or context["metadata"].lang
    text = style.render("epub/page.xhtml.jinja", page=page, body=body, notes=notes, xhtml=XHTML, lang=lang, **{
        **context, "dir": direction_of_language(lang)})
    return Item(page.file, text, "mathml" if page.has_math else "")


EPUB = Format(".epub", write)
