"""Rows of a text whose lines were divided as they were painted, with marks left at their heads (``bidi.painted``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sadar.bidi.painted import rows
from sadar.importers import Certainty
from sadar.importers.ledger import Ledger
from sadar.importers.paragraphs import KEYWORDS_LABEL
from sadar.importers.text_lines import Line

RULE = "painted-order"
#: A label whose colon went to the end of the line, with the stop that ends the line in its place: it was a piece.
LABELLED = re.compile(rf"({KEYWORDS_LABEL})([;,.])(\s.*):", re.IGNORECASE)


def rows_read(lines: Sequence[Line], ledger: Ledger) -> list[Line]:
    """Return the rows of the lines, each in the order of reading."""
    ends = [place for place, line in enumerate(lines[:-1])
            if not line.text or not lines[place + 1].text or lines[place + 1].page != line.page]
    found = []
    for row in rows([line.raw for line in lines], ends):
        first, last = lines[row.places[0]], lines[row.places[-1]]
        before = "\n".join(lines[place].text for place in row.places)
        read = LABELLED.sub(r"\1:\3\2", row.text) if LABELLED.fullmatch(row.text) else row.text
        text = ledger.changed(RULE, first.where, before, read, Certainty.CERTAIN if row.sure else Certainty.LIKELY)
        found.append(replace(first, text=text, goes_on=last.goes_on, until=last.last))
    return found
