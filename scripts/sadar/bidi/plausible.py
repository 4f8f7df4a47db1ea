"""How likely a line is in the order of reading: what never stands in a well-set text is counted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sadar.bidi.base import Direction, letters_by_direction, opposite
from sadar.bidi.inverse import logical_order
from sadar.bidi.stored_order import STOP

#: Stops at the head of a line or behind a space, brackets that hold a space, and letters set on digits.
FAULTS = re.compile(rf"^\s*[{STOP})\]](?!\.\.)|\s[{STOP}](?=[^\W\d_]|\s|$)|\s[,:;!?](?=\d)|[(\[](?=\s|$)|\s[)\]]"
                    rf"|[{STOP}]{{2}}(?<!\.\.)|(?<=[א-ת])\d|\d(?=[א-ת])|\([.,;:]|[א-ת]\(|\)[א-ת]")
#: A line with so large a part of its letters in one direction has that direction, unless it reads worse so.
MOST = 0.7


def faults(line: str) -> int:
    """Count what can't stand so in a line that is in the order of reading."""
    return len(FAULTS.findall(line))


def likeliest_base(looks: Sequence[str], document: Direction, *, mirrored: bool) -> Direction:
    """Return the base by which lines, given as they look, read with the fewest faults; else the document's."""
    counted = letters_by_direction("".join(looks))
    if not counted or counted[document] > MOST * counted.total():
        return document
    first = opposite(document) if counted[opposite(document)] > MOST * counted.total() else document
    return min((first, opposite(first)), key=lambda base: sum(
        faults(logical_order(line, base, mirrored=mirrored)) for line in looks))
