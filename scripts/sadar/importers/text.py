"""Plain text, as it was typed or as a program took it out of a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sadar.bidi.brackets import unbalanced
from sadar.importers import Draft, Importer
from sadar.importers.bibliography import listed_in
from sadar.importers.citing import Citer
from sadar.importers.furniture import without_furniture
from sadar.importers.ledger import Ledger
from sadar.importers.matter import without_matter
from sadar.importers.notes import with_notes
from sadar.importers.paragraphs import Kind, Paragraph, paragraphs_of
from sadar.importers.text_lines import Line, lines_of
from sadar.importers.text_order import in_reading_order


def read(path: Path) -> Draft:
    """Make a draft of a text file.

    Raises:
        ManuscriptError: it is larger than 16 MiB, neither UTF-8 nor UTF-16, or holds control characters.

    """
    ledger = Ledger()
    return draft_of(in_reading_order(lines_of(path), ledger), ledger)


def draft_of(lines: Sequence[Line], ledger: Ledger) -> Draft:
    """Make a draft of lines that are in the order of reading."""
    lines, first_page = without_furniture(lines, ledger)
    paragraphs, notes = with_notes(paragraphs_of(lines, ledger), ledger)
    body, metadata = without_matter(paragraphs, ledger)
    if first_page:
        metadata["publication"] = {"first-page": first_page}
    body, listed = listed_in(body, ledger)
    citer = Citer(listed, ledger)
    text = "\n\n".join([*(_written(paragraph, citer) for paragraph in body),
                        *(f"[^{number}]: {citer.markdown(note.text, note.where)}" for number, note in notes.items())])
    _ask(body, ledger)
    return Draft(metadata, f"{text}\n", tuple(citer.items.values()), {}, tuple(ledger.changes), tuple(ledger.questions))


def _written(paragraph: Paragraph, citer: Citer) -> str:
    text = citer.markdown(paragraph.text, paragraph.where)
    if paragraph.kind is Kind.HEADING:
        return f"{'#' * paragraph.level} {text}"
    return f"> {text}" if paragraph.kind is Kind.QUOTE else text


def _ask(body: Sequence[Paragraph], ledger: Ledger) -> None:
    for paragraph in body:
        if unbalanced(paragraph.text):
            ledger.ask("brackets-unpaired", paragraph.where, paragraph.text, "brackets don't pair")




TEXT = Importer(read)
