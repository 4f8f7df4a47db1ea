"""What goes wrong where a left-to-right run ends, or a line within it: spaces, and the order of numbers alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sadar.bidi.base import letters_by_direction
from sadar.bidi.stored_order import STOP

#: Spaces that poppler sets where a run ends, in which nobody sets one: within brackets, and behind a maqaf.
GAP = re.compile(r"(?<=[(\[]) +(?=[^\s.])|(?<=[^\s.]) +(?=[)\]])|(?<=־) +(?=\w)")
#: A range of pages at the head of a line, and the end of a line where a left-to-right label stands before them: “pp.”.
RANGE_AT_HEAD = re.compile(r"(\d{1,5})([–-])(\d{1,5})(?![\d–-])")
LABEL = re.compile(r"(?<![A-Za-z])[A-Za-z]{1,3}\.$")
NUMBERS = re.compile(rf"\d[\W\d_]*[{STOP}]")


def without_gaps(line: str) -> str:
    """Return a line without spaces that stand where nobody sets one."""
    return GAP.sub("", line)


def with_head_turned(line: str, before: str) -> str:
    """Return a line whose head goes on with the pages of a label that ends the line before it, counting up."""
    found = RANGE_AT_HEAD.match(line)
    if not found or not LABEL.search(before) or len(found[1]) != len(found[3]) or found[1] <= found[3]:
        return line
    return f"{found[3]}{found[2]}{found[1]}{line[found.end():]}"


def ends_left_to_right(looks: str, before: Sequence[str]) -> bool:
    """Tell whether a line of numbers alone, as it looks, ends a paragraph of left-to-right letters.

    ``before`` is the line above it, where there is one.
    """
    counted = letters_by_direction("".join(before))
    return bool(NUMBERS.fullmatch(looks) and counted["ltr"] and not counted["rtl"] and before[0][-1] in ",-–")
