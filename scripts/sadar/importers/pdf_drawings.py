"""Drawings on a page: shapes that stand by one another, curves among them, apart from the lines of the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sadar.importers.pdf_rows import Glyph

#: Shapes of one drawing stand so near, in points; a drawing is at least so wide and high.
NEAR, LEAST_WIDTH, LEAST_HEIGHT = 12.0, 24.0, 18.0
#: So many letters may stand in a drawing, and so large a part of the page may it take: else it is a frame.
MOST_LETTERS, MOST_OF_PAGE = 250, 0.7
#: Shapes of a page with more than so many, a map perhaps, are taken by the squares in which they stand.
MOST_SHAPES = 1_000


class Box(NamedTuple):
    """The edges of something on a page, in points from its left bottom corner."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def area(self) -> float:
        """What it covers, in square points."""
        return max(0.0, self.right - self.left) * max(0.0, self.top - self.bottom)

    def touches(self, other: Box, near: float = 0.0) -> bool:
        """Tell whether another overlaps it, or stands so near."""
        return (self.left - near <= other.right and other.left <= self.right + near
                and self.bottom - near <= other.top and other.bottom <= self.top + near)

    def around(self, other: Box) -> Box:
        """Return the box of both."""
        return Box(min(self.left, other.left), min(self.bottom, other.bottom), max(self.right, other.right),
                   max(self.top, other.top))

    def holds(self, glyph: Glyph) -> bool:
        """Tell whether the middle of a glyph stands in it."""
        return (self.left <= (glyph.left + glyph.right) / 2 <= self.right
                and self.bottom <= glyph.base + glyph.size / 3 <= self.top)


def drawings(curves: Sequence[Box], others: Sequence[Box], glyphs: Sequence[Glyph],
             page: Box) -> tuple[list[Box], list[Box]]:
    """Return the drawings of a page, and what is drawn within its lines of text.

    Args:
        curves: what is drawn and is neither box nor straight line.
        others: boxes and straight lines, which may be rules or backgrounds, and belong to what is drawn beside them.
        glyphs: the page's.
        page: its own edges.

    """
    found: list[Box] = []
    inside: list[Box] = []
    for box in _clustered(_coarse(curves), _coarse(others)):
        letters = [glyph for glyph in glyphs if box.holds(glyph)]
        if len(letters) > MOST_LETTERS or box.area > MOST_OF_PAGE * page.area:
            continue
        beside = any(glyph.base < (box.bottom + box.top) / 2 < glyph.base + glyph.size and not box.holds(glyph)
                     and (abs(glyph.right - box.left) < glyph.size or abs(glyph.left - box.right) < glyph.size)
                     for glyph in glyphs if not glyph.letter.isspace())
        if box.right - box.left >= LEAST_WIDTH and box.top - box.bottom >= LEAST_HEIGHT and not beside:
            found.append(box)
        elif beside:
            inside.append(box)
    return found, inside


def _coarse(boxes: Sequence[Box]) -> list[Box]:
    """Return boxes; where there are very many, the squares of a grid in which their middles stand."""
    if len(boxes) <= MOST_SHAPES:
        return list(boxes)
    squares = {(round((box.left + box.right) / 2 // NEAR), round((box.bottom + box.top) / 2 // NEAR)) for box in boxes}
    large = [box for box in boxes if max(box.right - box.left, box.top - box.bottom) > 2 * NEAR][:MOST_SHAPES]
    return [*large, *(Box(NEAR * x, NEAR * y, NEAR * (x + 1), NEAR * (y + 1)) for x, y in sorted(squares)[:10_000])]


def _clustered(curves: list[Box], others: list[Box]) -> list[Box]:
    """Return the boxes of shapes that stand near one another and hold a curve."""
    clusters = _merged(curves)
    grown = True
    while grown:
        grown = False
        for place, box in enumerate(clusters):
            for other in others:
                if box.touches(other, NEAR) and box.around(other) != box:
                    box = box.around(other)
                    grown = True
            clusters[place] = box
        clusters = _merged(clusters)
    return clusters


def _merged(boxes: list[Box]) -> list[Box]:
    """Return boxes of which no two stand near one another."""
    found: list[Box] = []
    for box in sorted(boxes, key=lambda box: -box.top):
        while near := next((other for other in found if box.touches(other, NEAR)), None):
            found.remove(near)
            box = box.around(near)
        found.append(box)
    return found
