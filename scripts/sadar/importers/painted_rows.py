"""Rows of a text whose lines were divided as they were painted, with marks left at their heads (``bidi.painted``)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sadar.bidi.painted import as_it_looks, rows
from sadar.bidi.restored import restored
from sadar.bidi.sorted_words import are_sorted, marks_returned, unspaced
from sadar.importers import Certainty
from sadar.importers.excerpts import WHOLE
from sadar.importers.furniture import NUMBER, bare
from sadar.importers.labels import KEYWORDS_LABEL
from sadar.importers.ledger import Ledger
from sadar.importers.text_lines import Line

RULE, VISUAL_ORDER = "painted-order", "visual-order"
#: A label whose colon went to the end of the line, with the stop that ends the line in its place: it was a piece.
LABELLED = re.compile(rf"({KEYWORDS_LABEL})([;,.])(\s.*):", re.IGNORECASE)


def rows_read(lines: Sequence[Line], ledger: Ledger) -> list[Line]:
    """Return the rows of the lines, each in the order of reading."""
    heads = Counter(bare(line.text) for line in lines if NUMBER.search(line.text))
    ends = [place for place, line in enumerate(lines[:-1])
            if not line.text or not lines[place + 1].text or lines[place + 1].page != line.page
            or (" " in bare(line.text) and heads[bare(line.text)] > 1)]  # a running head with its number
    found = []
    for row in rows([line.raw for line in lines], ends):
        first, last = lines[row.places[0]], lines[row.places[-1]]
        before = "\n".join(lines[place].text for place in row.places)
        read = LABELLED.sub(r"\1:\3\2", row.text) if LABELLED.fullmatch(row.text) else row.text
        text = ledger.changed(RULE, first.where, before, read, Certainty.CERTAIN if row.sure else Certainty.LIKELY)
        found.append(replace(first, text=text, goes_on=last.goes_on, until=last.last))
    return found


def words_read(lines: Sequence[Line], ledger: Ledger) -> list[Line]:
    """Return lines whose words were painted one by one, as they look, in the order of reading."""
    by_place = are_sorted("\n".join(line.text for line in lines))
    raw = [marks_returned(line.raw) if by_place else line.raw for line in lines]
    parted = [(line, look) for line, painted in zip(lines, raw, strict=True) for look in as_it_looks(painted)]
    texts, likely = restored([look for _, look in parted])
    if by_place:
        texts = [unspaced(text) for text in texts]
        ledger.ask("words-sorted", WHOLE, "", "the words were sorted by where they stand on the page (PyMuPDF: "
                   "sort=True), which takes rows that run from right to left apart: take the text out without sorting, "
                   "or import the PDF itself")
    return [replace(line, text=ledger.changed(VISUAL_ORDER, line.where, line.text, text, Certainty.LIKELY if (
        by_place or place in likely) else Certainty.CERTAIN)) for place, ((line, _), text) in enumerate(
            zip(parted, texts, strict=True))]
