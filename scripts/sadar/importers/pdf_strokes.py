"""Strokes that lengthen Arabic words to fill a line (kashida): some programs draw them without saying what they are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sadar.importers.pdf_rows import Glyph

#: What stands for a glyph of which the file doesn't say what letter it is.
UNKNOWN = "\ufffd"
#: How far, in ems, a stroke may lie from its letter.
NEAR = 0.1


def without_strokes(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Return glyphs, in the order of painting, without strokes, each letter as long as it is with those before it.

    Strokes are unknown glyphs that are laid over one another, as no letters are; one alone is told by its width, which
    is that of those.
    """
    laid = {_width(glyph) for one, other in pairwise(glyphs) for glyph in (one, other)
            if one.letter == other.letter == UNKNOWN and one.base == other.base and _width(one) == _width(other)
            and abs(one.left - other.left) < (one.right - one.left) / 2}
    found: list[Glyph] = []
    for glyph in reversed(glyphs):
        if glyph.letter != UNKNOWN or _width(glyph) not in laid:
            found.append(glyph)
        elif found and glyph.left < found[-1].left <= glyph.right + NEAR * glyph.size:
            found[-1] = found[-1]._replace(left=glyph.left)
    return found[::-1]


def _width(glyph: Glyph) -> float:
    return round((glyph.right - glyph.left) / glyph.size, 2) if glyph.size else 0.0
