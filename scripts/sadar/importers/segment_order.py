"""Text whose lines were ordered by segments, as PDFium orders them, and rows that it joined at a hyphen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sadar.bidi.base import runs_right_to_left
from sadar.bidi.letters import without_forms, without_lone_letters
from sadar.bidi.restored import of_segments
from sadar.bidi.segments import NO_LETTER, rows_at_hyphens
from sadar.importers.ledger import Ledger
from sadar.importers.text_lines import Line

SEGMENT_ORDER = "segment-order"
#: What stands for a character that is not known (U+FFFD).
UNKNOWN = "\N{REPLACEMENT CHARACTER}"


def segments_undone(lines: Sequence[Line], ledger: Ledger) -> list[Line]:
    """Return the lines as they are read, if their segments were ordered; and each row of the page as a line."""
    found = of_segments([without_forms(line.raw) for line in lines])
    if found is None:
        rule, found = "row-ended", [rows_at_hyphens(line.text) for line in lines]
    else:
        rule, found = SEGMENT_ORDER, [[without_lone_letters(row) for row in rows] for rows in found]
    return [row for line, rows in zip(lines, found, strict=True) for row in _rows(line, rows, rule, ledger)]


def _rows(line: Line, rows: Sequence[str], rule: str, ledger: Ledger) -> Iterator[Line]:
    if not rows:
        ledger.ask("order-uncertain", line.where, line.text, "it reads worse in the order of the other lines")
        rows = [line.text]
    texts = ledger.changed(rule, line.where, line.text, "\n".join(rows)).split("\n")
    for place, text in enumerate(texts):
        if NO_LETTER in text:
            text = text.replace(NO_LETTER, UNKNOWN)
            ledger.ask("glyph-unknown", line.where, text, "the PDF does not say which letter a glyph stands for")
        last = place == len(texts) - 1
        yield line if rule != SEGMENT_ORDER and text == line.text else replace(
            line, text=text, raw=text, indent=0 if place else line.indent, goes_on=last and line.goes_on,
            by_segments=rule == SEGMENT_ORDER and runs_right_to_left(text))
