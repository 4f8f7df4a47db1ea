"""PDF: read by where its glyphs stand, not by the order in which they are stored."""

from __future__ import annotations

from pathlib import Path

from sadar.errors import ManuscriptError
from sadar.importers import Draft, Importer
from sadar.importers.drafting import draft_of
from sadar.importers.furniture import without_furniture
from sadar.importers.ledger import Ledger
from sadar.importers.pdf_glyphs import rows_of
from sadar.importers.pdf_layout import Layout
from sadar.importers.pdf_strokes import UNKNOWN
from sadar.importers.text_lines import Line


def read(path: Path) -> Draft:
    """Make a draft of a PDF.

    Raises:
        ManuscriptError: it is protected by a password, broken, too large, or holds no text.

    """
    rows = rows_of(path)
    if not rows:
        raise ManuscriptError.one("pdf-without-text", "the file holds no text: its pages are pictures", file=path.name,
                                  remedy="recognize its letters first (OCR), and import what comes of it")
    ledger = Ledger()
    layout = Layout(rows, ledger)
    lines = [Line(number, row.page, layout.text(row), spot=row.where) for number, row in enumerate(rows)]
    for line in lines:
        if UNKNOWN in line.text:
            ledger.ask("letter-unknown", line.where, line.text, "the file doesn't say which letters these glyphs are")
    for row in rows:
        if not row.table and not row.certain:
            ledger.ask("table-uncertain", row.where, layout.text(row), "from here on, rows look like a table's whose "
                       "columns are not certain: they stand as lines of text")
    large = {line for line in lines if layout.is_large(rows[line.number])}  # a title may be a running head, too
    small, first_page = without_furniture([line for line in lines if line not in large], ledger)
    kept = large.union(small)
    paragraphs, notes = layout.paragraphs([rows[line.number] for line in lines if line in kept])
    return draft_of(paragraphs, notes, first_page, ledger)


PDF = Importer(read)
