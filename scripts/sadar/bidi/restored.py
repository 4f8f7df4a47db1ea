"""Lines of a right-to-left text that were stored as they look, each brought to the order of reading."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sadar.bidi import inverse, letters
from sadar.bidi.base import runs_right_to_left
from sadar.bidi.plausible import faults, likeliest_base
from sadar.bidi.stored_order import STOP

#: A line that holds nothing but marks and digits has the direction of the text.
WORDLESS = re.compile(r"[\W\d_]*")
AT_HEAD = re.compile(rf"^\s*[{STOP})\]]")
BEGINS_WITH_STOP = re.compile(rf"[{STOP}](?!\.)\S*\s*\w")


def spelled_line(line: str) -> str:
    """Return a line whose embeddings spell out how it looks (``inverse.spelled_out``)."""
    return _restored(inverse.spelled_looks(line), mirrored=False)


def restored(lines: Sequence[str]) -> list[str]:
    """Return the lines of a text, read in the way, of three, that leaves the fewest faults.

    Brackets may be stored or drawn; runs may stand as they look, or in the order of reading with only their letters
    as they look, and then the spaces at a line's ends, which ``lines`` must still have, are those of runs within it.
    """
    bare = [letters.without_controls(letters.without_forms(line)) for line in lines]
    ways = ([_restored(line, mirrored=False) for line in bare], [_restored(line, mirrored=True) for line in bare],
            [_in_pieces(line).strip() for line in bare])
    return min(ways, key=lambda found: sum(map(faults, found)))


def begins_with_stop(line: str) -> bool:
    """Tell whether a right-to-left line begins with a stop, which a line in the order of reading never does."""
    return BEGINS_WITH_STOP.match(line) is not None and runs_right_to_left(line)


def _restored(looks: str, *, mirrored: bool) -> str:
    looks = looks.strip()
    if not runs_right_to_left(looks):
        foreign = not AT_HEAD.match(looks) and not WORDLESS.fullmatch(looks)
        return looks if foreign else inverse.logical_order(looks, "rtl", mirrored=mirrored)
    return inverse.logical_order(looks, likeliest_base([looks], "rtl", mirrored=mirrored), mirrored=mirrored)


def _in_pieces(line: str) -> str:
    return inverse.in_pieces(line, "rtl") if runs_right_to_left(line) or AT_HEAD.match(line) else line
