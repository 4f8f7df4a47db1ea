"""The DOCX: pandoc writes it with a reference document made from the tokens, and its faults are mended after it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sadar import pandoc
from sadar.bidi import implicit_marks
from sadar.bidi.base import direction_of_language
from sadar.citations.joining import CITED
from sadar.citations.process import CITED_AT
from sadar.manuscript import Manuscript, paragraph_ids
from sadar.manuscript.tree import Blocks, Node, attributes, div, para, rewrite, with_attributes
from sadar.matter import STAR_NOTE, acknowledgement_as_note
from sadar.style import Style
from sadar.writers import Format, docx_bookmarks, docx_citations
from sadar.writers.docx_fields import to_fields, with_contents
from sadar.writers.docx_figures import embedded
from sadar.writers.docx_package import STAR_STYLE, finish
from sadar.writers.docx_reference import write_reference

#: Regions in the order of the file, with the style of their paragraphs; None keeps pandoc's own styles.
FRONT = {"title": "Title", "subtitle": "Subtitle", "authors": "Author", "affiliations": "Affiliation",
         "abstract": "Abstract", "keywords": "Abstract", "contents": "TOC Heading"}


def write(manuscript: Manuscript, style: Style, path: Path) -> None:
    """Write the DOCX.

    Raises:
        ManuscriptError: the house style or a figure is at fault.

    """
    lang = manuscript.metadata.lang
    named = paragraph_ids.add(docx_bookmarks.with_safe_names(with_contents(manuscript, style)))
    noted = implicit_marks.add(acknowledgement_as_note(named), isolates=False)
    document = {**noted.document(), "blocks": to_fields(_blocks(noted), style, lang), "meta": {
        "lang": {"t": "MetaString", "c": lang}, "dir": {"t": "MetaString", "c": direction_of_language(lang)}}}
    document = rewrite(document, lambda node: embedded(node, manuscript, style))
    with tempfile.TemporaryDirectory() as temporary:
        reference, raw = Path(temporary, "reference.docx"), Path(temporary, "raw.docx")
        own = write_reference(reference, manuscript, style)
        pandoc.to_docx(document, reference, raw)
        finish(raw, own, path, manuscript, style)


def _blocks(manuscript: Manuscript) -> Blocks:
    """Put the regions in order, each paragraph with the Word style of its region."""
    blocks: Blocks = []
    for name, style in FRONT.items():
        blocks += _styled(manuscript.region(name), style)
    blocks += manuscript.region("body") + manuscript.region("bibliography")
    for lang in manuscript.metadata.translations:
        for name, style in {**FRONT, "title": "Translated Title"}.items():
            blocks += _styled(manuscript.region(f"{lang}-{name}"), style)
    blocks += _styled(manuscript.region("colophon"), "Colophon")
    cited: Blocks = rewrite(docx_citations.unlinked([_star(node) for node in blocks]), _cited)
    return cited


def _cited(node: Node) -> Node:
    """Give entries their style, and leave citations without the ids to which other formats lead back."""
    identifier, classes, pairs = attributes(node)
    if "csl-entry" in classes:
        pairs.pop(CITED_AT, None)
        return with_attributes(node, identifier, classes, {**pairs, "custom-style": "Bibliography"})
    return with_attributes(node, "", classes, pairs) if identifier.startswith(CITED) else node


def _styled(blocks: Blocks, style: str) -> Blocks:
    def change(node: Node) -> Node:
        if node["t"] == "Header" and "label" in attributes(node)[1]:
            return _with_style([para(node["c"][2])], f"{style} Title")
        if node["t"] == "Header":
            return _with_style([para(node["c"][2])], f"{style} Heading")
        return node

    titled: Blocks = [rewrite(node, change) if node["t"] in ("Header", "Div") else node for node in blocks]
    return [_with_style(titled, style)] if titled else []


def _with_style(blocks: Blocks, style: str) -> Node:
    return with_attributes(div(blocks), "", [], {"custom-style": style})


def _star(node: Node) -> Node:
    def change(inner: Node) -> Node:
        identifier, classes, pairs = attributes(inner)
        if STAR_NOTE in classes:
            return with_attributes(inner, identifier, classes, {**pairs, "custom-style": STAR_STYLE})
        return inner

    changed: Node = rewrite(node, change)
    return changed


DOCX = Format(".docx", write)
