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
    "word/fontTable.xml": "font_table", "word/header1.xml": "header", "word/footer1.xml": "footer",
    "word/footnotes.xml": "footnotes", "word/numbering.xml": "numbering",
}
TWIPS_PER_MILLIMETRE = 1440 / 25.4


def write_reference(path: Path, manuscript: Manuscript, style: Style) -> None:
    """Write the reference document of a manuscript.

    Raises:
        ManuscriptError: a template is at fault.

    """
    lang = manuscript.metadata.lang
    context = {
        "metadata": manuscript.metadata, "lang": lang, "right_to_left": is_right_to_left(lang), "text": manuscript.text,
        "twips": lambda millimetres: round(millimetres * TWIPS_PER_MILLIMETRE),
        "half": lambda points: round(points * 2), "twentieth": lambda points: round(points * 20),
    }
    with Archive(path) as out:
        for name, template in PARTS.items():
            part = style.render(f"docx/{template}.xml.jinja", **context)
            try:
                etree.fromstring(part.encode())
            except etree.XMLSyntaxError as error:
                raise ManuscriptError.one("template", f"this makes no well-formed XML: {error.msg}",
                                          file=f"styles/docx/{template}.xml.jinja", line=error.lineno or 0,
                                          remedy="compare it with the template of the house style") from None
            out.writestr(name, part)


def properties(manuscript: Manuscript, style: Style) -> bytes:
    """Return the document's core properties (ISO 29500-2, 11): what the metadata say and nothing of this machine."""
    return style.render("docx/core.xml.jinja", metadata=manuscript.metadata, text=manuscript.text,
                        modified=moment(manuscript.metadata).strftime("%Y-%m-%dT%H:%M:%SZ")).encode()
