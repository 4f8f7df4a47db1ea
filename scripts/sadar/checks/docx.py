"""A DOCX, reopened with python-docx: every word, note, figure, table and entry of the manuscript is in its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from sadar.checks import docx_contents, rtl_docx
from sadar.checks.parts import parts_of
from sadar.checks.words import count, missing
from sadar.findings import Finding
from sadar.manuscript import Manuscript
from sadar.style import Style

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
FOOTNOTES = "/word/footnotes.xml"


def check(manuscript: Manuscript, style: Style, path: Path) -> Iterator[Finding]:
    """Check a DOCX against the manuscript it was made from."""
    import docx

    package = docx.Document(str(path)).part.package
    parts = {str(part.partname): part.blob for part in package.iter_parts()}
    body = etree.fromstring(parts["/word/document.xml"])
    notes = etree.fromstring(parts[FOOTNOTES])
    yield from missing(manuscript, docx_contents.counted(body) + docx_contents.counted(notes), path.name)
    expected = parts_of(manuscript)
    numbered = [note for note in notes.iter(f"{W}footnote") if note.find(f".//{W}footnoteRef") is not None]
    calls = [call for call in body.iter(f"{W}footnoteReference") if call.get(f"{W}customMarkFollows") is None]
    figures = list(body.iter(PICTURE)) + list(notes.iter(PICTURE))
    formulas = list(body.iter(FORMULA)) + list(notes.iter(FORMULA))
    tables = [table for root in (body, notes) for table in root.iter(f"{W}tbl") if _style(table) == "Table"]
    entries = [style for style in body.iter(f"{W}pStyle") if style.get(f"{W}val", "").startswith("Bibliography")]
    yield from count("notes", expected.notes, len(numbered), path.name)
    yield from count("note calls", expected.notes, len(calls), path.name)
    yield from count("tables", expected.tables, len(tables), path.name)
    yield from count("entries", expected.entries, len(entries), path.name)
    yield from count("figures", expected.figures, len(figures), path.name)
    yield from count("formulas", expected.formulas, len(formulas), path.name)
    yield from docx_contents.findings(manuscript, body, notes, tables, path.name)
    yield from rtl_docx.findings(path)


def _style(table: etree._Element) -> str:
    style = table.find(f"{W}tblPr/{W}tblStyle")
    return "" if style is None else style.get(f"{W}val", "")
