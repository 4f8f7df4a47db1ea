"""Bullets that are drawn, not set: Chromium's lists have them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sadar.importers.pdf_drawings import Box
from sadar.importers.pdf_rows import Glyph, baselines

#: A bullet's least and greatest side, in points, and how far it is from a square.
SMALLEST, LARGEST, SQUARE = 1.5, 8.0, 0.2
#: How far before its row it stands, and how high, in ems.
NEAREST, FARTHEST, HIGHEST = 0.2, 2.5, 0.7


def is_dot(left: float, bottom: float, right: float, top: float) -> bool:
    """Tell whether a shape is as small and as square as a bullet."""
    width, height = right - left, top - bottom
    return SMALLEST <= width <= LARGEST and abs(width - height) <= SQUARE * width


def bullets(glyphs: Sequence[Glyph], dots: Sequence[Box], *, leftwards: bool) -> Iterator[Glyph]:
    """Yield a bullet for each dot that stands before a row."""
    if not dots:
        return
    for line in baselines(glyph for glyph in glyphs if not glyph.letter.isspace()):
        base, size = line[0].base, max(glyph.size for glyph in line)
        start = max(glyph.right for glyph in line) if leftwards else min(glyph.left for glyph in line)
        for dot in dots:
            away = dot.left - start if leftwards else start - dot.right
            if base <= dot.bottom and dot.top <= base + HIGHEST * size and NEAREST * size <= away <= FARTHEST * size:
                yield Glyph("•", dot.left, dot.right, base, size, line[0].weight)
