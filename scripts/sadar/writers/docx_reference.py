"""The reference document for pandoc, made by program from the style's tokens and templates."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from sadar.bidi.base import is_right_to_left
from sadar.errors import ManuscriptError
from sadar.manuscript import Manuscript
from sadar.style import Style
from sadar.writers.archive import Archive, moment

#: The parts of the reference document and the templates they are rendered from, in the order of the archive.
PARTS = {
    "[Content_Types].xml": "content_types", "_rels/.rels": "package_rels", "word/document.xml": "document",
    "word/_rels/document.xml.rels": "document_rels", "word/styles.xml": "styles", "word/settings.xml": "settings",
    "word/fontTable.xml": "font_table", "word/header1.xml": "header_recto",
    "word/header2.xml": "header_verso", "word/footer1.xml": "footer",
    "word/footnotes.xml": "footnotes", "word/numbering.xml": "numbering",
    "word/theme/theme1.xml": "theme",
}
TWIPS_PER_MILLIMETRE = 1440 / 25.4
#: The language of left-to-right text of which nothing is said, in a right-to-left document.
FOREIGN = "en-US"


#: Parts that pandoc makes of its own, and that are taken from the reference document after it.
OWN_PARTS = ("word/settings.xml", "word/fontTable.xml", "word/theme/theme1.xml")


def write_reference(path: Path, manuscript: Manuscript, style: Style) -> dict[str, bytes]:
    """Write the reference document of a manuscript; return those of its parts for which pandoc writes its own.

    Raises:
        ManuscriptError: a template is at fault.

    """
    parts = {name: _part(name, manuscript, style).encode() for name in PARTS}
    with Archive(path) as out:
        for name, part in parts.items():
            out.writestr(name, part)
    return {name: parts[name] for name in OWN_PARTS}


def _part(name: str, manuscript: Manuscript, style: Style) -> str:
    metadata = manuscript.metadata
    context = {
        "metadata": metadata, "lang": metadata.lang, "right_to_left": is_right_to_left(metadata.lang),
        "foreign": FOREIGN if is_right_to_left(metadata.lang) else metadata.lang,
        "text": manuscript.text, "kind": style.tokens.kinds.of(metadata.publication.type),
        "twips": lambda millimetres: round(millimetres * TWIPS_PER_MILLIMETRE),
        "half": lambda points: round(points * 2), "twentieth": lambda points: round(points * 20),
    }
    part = style.render(f"docx/{PARTS[name]}.xml.jinja", **context)
    try:
        etree.fromstring(part.encode())
    except etree.XMLSyntaxError as error:
        raise ManuscriptError.one("template", f"this makes no well-formed XML: {error.msg}",
                                  file=f"styles/docx/{PARTS[name]}.xml.jinja", line=error.lineno or 0,
                                  remedy="compare it with the template of the house style") from None
    return part


def properties(manuscript: Manuscript, style: Style) -> bytes:
    """Return the document's core properties (ISO 29500-2, 11): what the metadata say and nothing of this machine."""
    metadata = manuscript.metadata
    modified = moment(metadata).strftime("%Y-%m-%dT%H:%M:%SZ")
    return style.render("docx/core.xml.jinja", metadata=metadata, text=manuscript.text,
                        words=style.words(metadata.lang), modified=modified).encode()
