"""The package of the DOCX: pandoc's parts mended one after another, and written reproducibly."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from lxml import etree

from sadar.bidi import word, word_styles
from sadar.bidi.word import w
from sadar.citations.live import LIVE
from sadar.manuscript import Manuscript
from sadar.style import Style
from sadar.writers import docx_blocks, docx_bookmarks, docx_citations, docx_fields, docx_figures, docx_sections
from sadar.writers.archive import Archive
from sadar.writers.docx_reference import properties

Element = Any
DOCUMENT, NOTES, STYLES = "word/document.xml", "word/footnotes.xml", "word/styles.xml"
NUMBERING = "word/numbering.xml"
NOTES_NAMES = "word/_rels/footnotes.xml.rels"
HEADERS = ("word/header1.xml", "word/header2.xml")
#: Parts that pandoc writes and that say nothing, or something that is not so.
DROPPED = {"docProps/custom.xml", "docProps/app.xml", "word/comments.xml", "word/_rels/comments.xml.rels",
           "word/webSettings.xml"}
STAR_STYLE = "Acknowledgement"


def finish(raw: Path, own: dict[str, bytes], path: Path, manuscript: Manuscript, style: Style) -> None:
    """Mend what pandoc wrote as ``raw``, put our ``own`` parts in place of its, and write the same bytes every time."""
    lang = manuscript.metadata.lang
    with zipfile.ZipFile(raw) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name not in DROPPED}
    trees = {name: etree.fromstring(parts[name]) for name in (DOCUMENT, NOTES, STYLES, NUMBERING, *HEADERS)}
    document, notes = trees[DOCUMENT], trees[NOTES]
    docx_bookmarks.settle([document, notes], spared=(LIVE, docx_fields.REFERENCE))
    for root in (document, notes):
        docx_blocks.mend(root, lang)
        docx_blocks.style_paragraphs(root)
        docx_blocks.join_marks(root)
        docx_blocks.style_lists(root, trees[NUMBERING])
        docx_blocks.mend_tables(root, style)
        docx_figures.mend(root, style)
    docx_blocks.indent_lists(trees[NUMBERING], style)
    docx_blocks.default_language(trees[STYLES], lang)
    for name in (DOCUMENT, NOTES, *HEADERS):
        word.mark(trees[name], lang, trees[STYLES])
    _star_calls(document, notes)
    for root in (document, notes):
        docx_fields.caption_numbers(root)
    docx_fields.references([document, notes])
    kind = style.tokens.kinds.of(manuscript.metadata.publication.type)
    docx_fields.contents(document, kind.contents)
    docx_sections.divide(document, manuscript)
    docx_citations.make_fields([document, notes], manuscript)
    docx_bookmarks.number([document, notes])
    word_styles.add_siblings(trees[STYLES], [document, notes], lang)
    parts |= {name: _serialised(root) for name, root in trees.items()}
    parts |= own
    parts["docProps/core.xml"] = properties(manuscript, style)
    for name in ("[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels"):
        parts[name] = _without_dropped(parts[name])
    parts[NOTES_NAMES] = _with_pictures(parts[NOTES_NAMES], parts["word/_rels/document.xml.rels"], notes)
    with Archive(path) as out:
        for name in ("[Content_Types].xml", *sorted(set(parts) - {"[Content_Types].xml"})):
            out.writestr(name, parts[name])


def _without_dropped(part: bytes) -> bytes:
    root = etree.fromstring(part)
    for element in list(root):
        target = (element.get("PartName") or element.get("Target") or "").lstrip("/")
        if target and any(dropped.endswith(target) for dropped in DROPPED):
            root.remove(element)
    return _serialised(root)


def _with_pictures(names: bytes, of_document: bytes, notes: Element) -> bytes:
    """Name the pictures of notes among the notes' own relationships: pandoc names them among the document's alone."""
    root = etree.fromstring(names)
    used = {blip.get(docx_figures.EMBEDDED) for blip in notes.iter(f"{docx_figures.DRAWING}blip")}
    root.extend(name for name in etree.fromstring(of_document) if name.get("Id") in used)
    return _serialised(root)


def _star_calls(document: Element, notes: Element) -> None:
    """Turn the acknowledgement's note into an unnumbered one (ISO 29500-1, 17.11.7: customMarkFollows)."""
    for note in notes.iter(w("footnote")):
        if any(style.get(w("val")) == STAR_STYLE for style in note.iter(w("pStyle"))):
            for mark in list(note.iter(w("footnoteRef"))):
                mark.addnext(_star_text())
                mark.getparent().remove(mark)
            for call in document.iter(w("footnoteReference")):
                if call.get(w("id")) == note.get(w("id")):
                    call.set(w("customMarkFollows"), "1")
                    call.addnext(_star_text())


def _star_text() -> Element:
    text = etree.Element(w("t"))
    text.text = "*"
    return text


def _serialised(root: Element) -> bytes:
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data
