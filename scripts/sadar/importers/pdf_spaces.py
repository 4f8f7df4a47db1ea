"""Spaces and non-joiners of a PDF's page, told by the glyphs painted beside them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from sadar.importers.pdf_rows import Glyph

#: What parts two letters that would join, as Persian does within words.
NON_JOINER = "\u200c"


def with_spaces_told(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Return glyphs, in the order of painting, with spaces that are spaces.

    A face may have one glyph for space and non-joiner, and the file then names all of them after the one or the other:
    one over which the next glyph is painted has no room, and stands behind the letter on its right. A letter painted
    before that reaches over a space ends in its middle: it is set closer to it.
    """
    found = list(glyphs)
    for place, glyph in enumerate(glyphs):
        if glyph.letter not in (" ", NON_JOINER):
            continue
        width, middle = glyph.right - glyph.left, (glyph.left + glyph.right) / 2
        before = place - 1 if place and _beside(found[place - 1], glyph) else None
        after = place + 1 if place + 1 < len(found) and _beside(found[place + 1], glyph) else None
        if before is not None and after is not None and abs(found[after].left - glyph.left) < width / 2 and (
                glyph.letter == NON_JOINER or all(_joins(found[other]) for other in (before, after))):
            found[after] = found[after]._replace(letter=f"{found[after].letter}{NON_JOINER}")
            found[place] = glyph._replace(letter=" ", right=glyph.left)
            continue
        found[place] = glyph._replace(letter=" ")
        if before is not None and found[before].left < glyph.left < found[before].right:
            found[before] = found[before]._replace(right=min(found[before].right, middle))
        if after is not None and glyph.left < found[after].left < glyph.right:
            found[after] = found[after]._replace(left=max(found[after].left, middle))
    return found


def _joins(glyph: Glyph) -> bool:
    """Tell whether a letter is of those that may join."""
    return unicodedata.bidirectional(glyph.letter[0]) == "AL"


def _beside(other: Glyph, glyph: Glyph) -> bool:
    return abs(other.base - glyph.base) < glyph.size / 2 and not other.letter.isspace()

