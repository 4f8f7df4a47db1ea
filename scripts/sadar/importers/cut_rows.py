"""Rows that a program cut at a point of vocalisation, and whose parts it gave from the last to the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sadar.bidi.letters import begins_with_point, ends_with_point
from sadar.importers import Certainty
from sadar.importers.ledger import Ledger
from sadar.importers.text_lines import Line


def rows_joined(lines: Sequence[Line], ledger: Ledger) -> list[Line]:
    """Join the parts of cut rows: no row begins with a point, nor ends with one that stands at no letter.

    What stood before the cut is the line below it; whose letter a point is that ends this line, nothing says.
    """
    rows: list[list[Line]] = []
    for line in lines:
        if rows and _goes_before(line, rows[-1][-1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [row[0] if len(row) == 1 else _joined(row, ledger) for row in rows]


def _goes_before(line: Line, cut: Line) -> bool:
    beside = line.page == cut.page and line.number == cut.number + 1 and bool(line.text and cut.text)
    return beside and (begins_with_point(cut.text) or ends_with_point(line.text))


def _joined(row: Sequence[Line], ledger: Ledger) -> Line:
    parts = [line.text for line in row]
    text = ledger.changed("row-joined", row[0].where, "\n".join(parts), "".join(reversed(parts)), Certainty.LIKELY)
    if any(ends_with_point(part) for part in parts[1:]):
        ledger.ask("points-uncertain", row[0].where, text, "the row was cut at a point, which may be another letter's")
    return replace(row[0], text=text, until=row[-1].number)
