"""Glyphs of a page put together into rows, from left to right: points with their letters, raised digits as calls."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from sadar.bidi.base import Direction, direction_of_language
from sadar.manuscript.languages import likeliest_language

#: The part of an em that a gap must have to be a space; glyphs of spaces that are narrower stand for nothing.
SPACE, THIN = 0.11, 0.05
#: How far a baseline may lie from a row's, in ems; how small a raised glyph is, and how high it may stand.
SAME_LINE, RAISED, HIGHEST = 0.15, 0.85, 0.75
#: Which part of a line's letters must have a size that is the line's.
SOME = 0.1
#: Signs that call notes, besides digits.
SIGNS = "*†‡"
#: The signs around the number of a note that is called.
CALL, END_OF_CALL = "\x02", "\x03"


class Glyph(NamedTuple):
    """A glyph's letter, its left and right edge, its baseline, its height and its weight (400 is regular)."""

    letter: str
    left: float
    right: float
    base: float
    size: float
    weight: int


@dataclass(frozen=True)
class Row:
    """A line of a page: what stands in it from left to right, each letter with its points; lengths in points.

    ``base`` counts from the bottom of the page; ``number`` is the row's on its page, from 1; ``block`` that of the
    column, or of what stands above or below columns; ``table`` the height of its table on the page, 0 for none;
    ``cell`` the row and the column there, from the top left; ``certain``: each row of that table is told by rules or
    by gaps; ``picture``: the file that stands here, whose drawing held what is in the row.
    """

    page: int
    number: int
    left: float
    right: float
    base: float
    size: float
    weight: int
    clusters: list[str]
    block: int = 0
    table: int = 0
    cell: tuple[int, int] = (0, 0)
    certain: bool = True
    picture: str = ""

    @property
    def where(self) -> str:
        """The row as a person finds it."""
        return f"page {self.page}, line {self.number}"


def direction_of(letters: Iterable[str]) -> Direction:
    """Return the direction of the language that the letters of a page, or of a document, tell."""
    return direction_of_language(likeliest_language("".join(letters)))


def baselines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Return glyphs by their baselines, from the top."""
    lines: list[list[Glyph]] = []
    for glyph in sorted((glyph for glyph in glyphs if glyph.size > 0), key=lambda glyph: -glyph.base):
        if lines and abs(lines[-1][0].base - glyph.base) <= SAME_LINE * glyph.size:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return lines


def lines_of(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Return the lines of glyphs that hold letters, from the top, raised digits in those that they belong to."""
    return [line for line in _with_raised(baselines(glyphs)) if any(not glyph.letter.isspace() for glyph in line)]


def _with_raised(lines: Sequence[list[Glyph]]) -> list[list[Glyph]]:
    """Put raised glyphs, which stand above the baseline of larger ones, into the line of these."""
    found: list[list[Glyph]] = []
    waiting: list[list[Glyph]] = []
    for line in lines:
        size, base = _size(line), line[0].base
        for small in waiting:
            if _size(small) <= RAISED * size and small[0].base - base <= HIGHEST * size:
                line = [*line, *small]
            else:
                found.append(small)
        waiting = []
        if all(glyph.letter.isdigit() or glyph.letter.isspace() or glyph.letter in SIGNS for glyph in line):
            waiting.append(line)
        else:
            found.append(line)
    return sorted([*found, *waiting], key=lambda line: -min(glyph.base for glyph in line))


def _size(line: Sequence[Glyph]) -> float:
    """Return the largest size that some of a line's letters have: faces of other scripts are often set smaller."""
    sizes = Counter(round(glyph.size, 1) for glyph in line if not glyph.letter.isspace())
    return max((size for size, count in sizes.items() if count >= SOME * sizes.total()), default=0.0)


def row_of(line: Sequence[Glyph], page: int, number: int) -> Row:
    """Make a row of a line that holds letters."""
    letters = [glyph for glyph in line if not glyph.letter.isspace()]
    size = _size(line)
    base = min(glyph.base for glyph in letters)
    spaces = [(glyph.left + glyph.right) / 2 for glyph in line
              if glyph.letter.isspace() and glyph.right - glyph.left > THIN * size]
    marks = [glyph for glyph in letters if unicodedata.combining(glyph.letter[0])]
    bases = sorted((glyph for glyph in letters if not unicodedata.combining(glyph.letter[0])),
                   key=lambda glyph: (glyph.left + glyph.right, glyph.left))
    texts = [glyph.letter for glyph in bases]
    for mark in marks:
        if bases:
            at = max(range(len(bases)), key=lambda place: _overlap(bases[place], mark))
            texts[at] += mark.letter
    clusters: list[str] = []
    for place, glyph in enumerate(bases):
        before = bases[place - 1] if place else None
        if before and (glyph.left - before.right > SPACE * size or any(
                before.left < space < glyph.right and before.right <= space + THIN * size and
                space - THIN * size <= glyph.left for space in spaces)):
            clusters.append(" ")
        texts[place] = unicodedata.normalize("NFC", texts[place])  # points in the order that all programs expect
        raised = glyph.size <= RAISED * size and glyph.base - base > SAME_LINE * size and glyph.letter.isdigit()
        clusters.append(f"{CALL}{texts[place]}{END_OF_CALL}" if raised else texts[place])
    left, right = min(glyph.left for glyph in letters), max(glyph.right for glyph in letters)
    weight = Counter(glyph.weight for glyph in letters).most_common(1)[0][0]
    return Row(page, number, round(left, 1), round(right, 1), round(base, 1), size, weight, _calls(clusters))


def _overlap(base: Glyph, mark: Glyph) -> tuple[float, float]:
    """Return how much of a mark stands over or under a letter, and how near their middles are."""
    shared = min(base.right, mark.right) - max(base.left, mark.left)
    return round(shared, 2), -abs(base.left + base.right - mark.left - mark.right)


def _calls(clusters: Sequence[str]) -> list[str]:
    """Join the digits of a call into one."""
    found = []
    for raised, group in groupby(clusters, lambda cluster: cluster.startswith(CALL)):
        parts = list(group)
        found += [CALL + "".join(part.strip(CALL + END_OF_CALL) for part in parts) + END_OF_CALL] if raised else parts
    return found
