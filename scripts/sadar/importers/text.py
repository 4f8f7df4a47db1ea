"""Plain text, as it was typed or as a program took it out of a PDF."""

from __future__ import annotations

from pathlib import Path

from sadar.importers import Draft, Importer
from sadar.importers.doubts import asked_about
from sadar.importers.drafting import draft_of
from sadar.importers.furniture import without_furniture
from sadar.importers.ledger import Ledger
from sadar.importers.list_labels import labels_returned, without_stacks
from sadar.importers.notes import rejoined, with_notes
from sadar.importers.paragraphs import paragraphs_of
from sadar.importers.run_rows import parted, rows_joined
from sadar.importers.text_lines import lines_of
from sadar.importers.text_order import FROM_LOOKS, in_reading_order
from sadar.importers.typed_lines import are_typed
from sadar.importers.unmarked_pages import with_pages


def read(path: Path) -> Draft:
    """Make a draft of a text file.

    Raises:
        ManuscriptError: it is larger than 16 MiB, neither UTF-8 nor UTF-16, or holds control characters.

    """
    ledger = Ledger()
    lines, first_page = without_furniture(with_pages(in_reading_order(lines_of(path), ledger), ledger), ledger)
    lines, notes = with_notes(lines, ledger)
    lines = without_stacks(lines, ledger)
    lines = labels_returned(rows_joined(lines, ledger), ledger, in_runs=parted(lines))
    apart = are_typed(lines, ledger)
    paragraphs = rejoined(paragraphs_of(lines, ledger, apart=apart), ledger)
    if any(change.rule in FROM_LOOKS for change in ledger.changes):
        asked_about(paragraphs, notes.values(), ledger)
    return draft_of(paragraphs, notes, first_page, ledger)


TEXT = Importer(read)
