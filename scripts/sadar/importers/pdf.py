"""PDF: read by where its glyphs stand, not by the order in which they are stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sadar.errors import ManuscriptError
from sadar.importers import Draft, Importer, Question
from sadar.importers.drafting import draft_of
from sadar.importers.furniture import without_furniture
from sadar.importers.ledger import Ledger
from sadar.importers.pdf_glyphs import read_pages
from sadar.importers.pdf_layout import Layout
from sadar.importers.pdf_order import with_foreign_brackets
from sadar.importers.pdf_rows import Row
from sadar.importers.pdf_said import with_said
from sadar.importers.pdf_strokes import UNKNOWN
from sadar.importers.pictures import FOLDER
from sadar.importers.text_lines import Line


def read(path: Path) -> Draft:
    """Make a draft of a PDF.

    Raises:
        ManuscriptError: it is protected by a password, broken, too large, or holds no text.

    """
    found = read_pages(path)
    rows = [row for row in found.rows if not (row.picture and row.clusters)]
    if not any(row.clusters for row in rows):
        raise ManuscriptError.one("pdf-without-text", "the file holds no text: its pages are pictures", file=path.name,
                                  remedy="recognize its letters first (OCR), and import what comes of it")
    rows = with_foreign_brackets(rows)
    ledger = Ledger()
    layout = Layout(rows, ledger)
    ledger.questions += [Question(*doubt) for doubt in found.doubts]
    for row in found.rows:
        if row.picture and row.clusters:
            ledger.ask("words-in-drawing", row.where, layout.text(row), f"these words are in figures/{row.picture}")
    lines = [Line(number, row.page, layout.text(row), spot=row.where) for number, row in enumerate(rows)]
    for line in lines:
        if UNKNOWN in line.text:
            ledger.ask("letter-unknown", line.where, line.text, "the file doesn't say which letters these glyphs are")
    for row in rows:
        if not row.table and not row.certain:
            ledger.ask("table-uncertain", row.where, layout.text(row), "from here on, rows look like a table's whose "
                       "columns are not certain: they stand as lines of text")
    furnished = _repeated(rows)
    # A title may be a running head, too.
    large = {line for line in lines if layout.is_large(rows[line.number]) or rows[line.number].picture}
    small, first_page = without_furniture([line for line in lines if line not in large], ledger)
    kept = large.union(small)
    paragraphs, notes = layout.paragraphs([rows[line.number] for line in lines if line in kept
                                           and rows[line.number].picture not in furnished])
    draft = draft_of(paragraphs, notes, first_page, ledger)
    files = {f"{FOLDER}/{name}": data for name, data in found.pictures.items() if name not in furnished}
    metadata = with_said(draft.metadata, found.said, ledger)
    return replace(draft, metadata=metadata, files=files, questions=tuple(ledger.questions))


def _repeated(rows: Sequence[Row]) -> set[str]:
    """Return the pictures that stand on several pages: a publisher's sign, not a figure."""
    pages = {(row.picture, row.page) for row in rows if row.picture}
    return {name for name, times in Counter(name for name, _ in pages).items() if times > 2}


PDF = Importer(read)
