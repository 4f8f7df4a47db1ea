"""The columns of a page: blocks of glyphs in the order in which they are read, parted by a gutter of white."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, groupby

from sadar.importers.pdf_rows import Glyph, baselines

#: A gutter's least width, and that of a space that parts a row into pieces, in ems.
GUTTER, WIDE = 0.8, 0.8
#: Where a gutter may lie, as parts of the width of the text, and by which steps, in points, it is looked for.
NEAREST, STEP = 0.2, 1.0
#: The fewest rows of a column, and where the gutter is one of pages before; the part of its width that a full row has,
#: and that of its rows that must be full.
FEWEST, FEWER, FULL, MOST = 5, 2, 0.75, 0.6
Piece = tuple[float, float]


def blocks(glyphs: Sequence[Glyph], *, leftwards: bool, known: list[float]) -> list[list[Glyph]]:
    """Return a page's glyphs in blocks: what stands above its columns, these in their order, what stands below.

    ``known``: the gutters of pages before, at which few rows are columns; those of this page are added.
    """
    lines = baselines(glyphs)
    found = _gutter([pieces(line) for line in lines], _em(glyphs), known)
    if found is None:
        return [list(glyphs)] if glyphs else []
    start, end, middle = found
    known.append(middle)
    sides: tuple[list[Glyph], list[Glyph]] = ([], [])
    for glyph in chain.from_iterable(lines[start:end]):
        sides[(glyph.left + glyph.right) / 2 > middle].append(glyph)
    ordered = (lines[:start], *([side] for side in (reversed(sides) if leftwards else sides)), lines[end:])
    return [block for part in ordered
            for block in blocks(list(chain.from_iterable(part)), leftwards=leftwards, known=known)]


def pieces(line: Iterable[Glyph], wide: float = WIDE) -> list[Piece]:
    """Return the left and right edges of what stands in a row, parted where the space is wide (in ems)."""
    found: list[Piece] = []
    for glyph in sorted(line, key=lambda glyph: glyph.left):
        if glyph.letter.isspace():
            continue
        if found and glyph.left - found[-1][1] < wide * glyph.size:
            found[-1] = found[-1][0], max(found[-1][1], glyph.right)
        else:
            found.append((glyph.left, glyph.right))
    return found


def _em(glyphs: Sequence[Glyph]) -> float:
    sizes = sorted(glyph.size for glyph in glyphs)
    return sizes[len(sizes) // 2] if sizes else 0


def _gutter(lines: Sequence[list[Piece]], em: float, known: Sequence[float]) -> tuple[int, int, float] | None:
    """Return between which rows a page has two columns, and the middle of its gutter; None where it has one."""
    edges = [edge for line in lines for piece in line for edge in piece]
    if not edges:
        return None
    left, right = min(edges), max(edges)
    best: tuple[int, int, float] | None = None
    place = left + NEAREST * (right - left)
    while place < right - NEAREST * (right - left):
        at, half = place, GUTTER * em / 2
        free = [all(piece[1] <= at - half or piece[0] >= at + half for piece in line) for line in lines]
        start = 0
        for is_free, group in groupby(free):
            end = start + len(list(group))
            if is_free and (best is None or end - start > best[1] - best[0]) and _are_columns(
                    lines[start:end], at, FEWER if any(abs(at - other) < em for other in known) else FEWEST):
                best = start, end, at
            start = end
        place += STEP
    return best


def _are_columns(lines: Sequence[Sequence[Piece]], middle: float, fewest: int) -> bool:
    """Tell whether full rows without wide spaces, which tables have, stand on both sides."""
    for side in (0, 1):
        rows = [found for line in lines if (found := [piece for piece in line if (piece[0] > middle) == bool(side)])]
        if len(rows) < fewest:
            return False
        width = max(row[-1][1] for row in rows) - min(row[0][0] for row in rows)
        if sum(len(row) == 1 and row[0][1] - row[0][0] >= FULL * width for row in rows) < MOST * len(rows):
            return False
    return True
