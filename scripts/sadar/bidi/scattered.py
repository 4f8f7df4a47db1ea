"""Rows of a right-to-left text that a program left in pieces, a line for each, wherever direction or face changes.

pdfminer.six does so by itself: a glyph that is painted far from the one before it begins a line, as it does after every
number and Latin word of a row that was painted run by run. The lines go into boxes by where they begin and end, and so
nothing but their places on the page, which the text no longer has, tells which of them were a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sadar.bidi.base import runs_right_to_left

FOREIGN = re.compile(r"[A-Za-zÀ-ɏ\d]")
#: How a piece looks that goes on in another line, and one that another line goes before: the space, bracket or maqaf
#: beside the missing run on the left; the space, stop or bracket on the right.
GOES_ON, FOLLOWS = re.compile(r"[ (\[־]"), re.compile(r".*[ .,;:)\]]$")
#: So many lines of each kind must be there, and so many times more than lines that hold both directions.
ENOUGH, TIMES = 5, 10


def pieces(lines: Iterable[str]) -> int:
    """Return how many lines, given as they look with the spaces at their ends, are pieces of rows; 0 in other texts.

    Where rows are whole, lines of both directions are many; where they lie in pieces, there are hardly any.
    """
    goes_on = follows = foreign = either = both = 0
    for line in lines:
        if not runs_right_to_left(line):
            foreign += bool(FOREIGN.search(line))
        elif FOREIGN.search(line):
            both += 1
        else:
            ends, begins = bool(GOES_ON.match(line)), bool(FOLLOWS.match(line))
            goes_on, follows, either = goes_on + ends, follows + begins, either + (ends or begins)
    fewest = min(goes_on, follows, foreign)
    return foreign + either if fewest >= ENOUGH and fewest > TIMES * both else 0
