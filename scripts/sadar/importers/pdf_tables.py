"""Tables of a page: told by rules of one length above and below, or by three columns of white between its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sadar.importers.pdf_columns import pieces
from sadar.importers.pdf_drawings import Box
from sadar.importers.pdf_rows import Glyph

#: How near two rules' ends lie that are one's or of one length, in points; how long a table's rule is.
NEAR, SHORTEST = 3.0, 40.0
#: The white between columns, in ems: between rules, and without.
RULED, UNRULED = 0.5, 1.0
#: The fewest columns and rows of a table without rules; the most rules of a page that are looked at.
COLUMNS, ROWS, MOST_RULES = 3, 3, 400
#: Rows lie so many times farther apart than the lines of a cell; lines of cells that are centred lie nearer.
APART, BETWEEN = 1.1, 0.8
#: What a list's item begins with: a column of these makes no table.
LABEL = re.compile(r"[–—•▪◦‣·-]|\(?\d{1,3}[.)]?|[.)]\d{1,3}")
Line = list[Glyph]


@dataclass(frozen=True)
class Table:
    """The lines of each cell, by row from the top and column from the left; its height on the page, in points."""

    cells: dict[tuple[int, int], list[Line]]
    top: float
    certain: bool


def parts(lines: Sequence[Line], rules: Sequence[Box]) -> Iterator[list[Line] | Table]:
    """Yield what stands in lines of glyphs, which go from the top: lines of text, and tables."""
    text: list[Line] = []
    found = [*_ruled(lines, rules)]
    at = 0
    while at < len(lines):
        table = next(((end, table) for start, end, table in found if start == at), None) or _unruled(lines, at, found)
        if table is None:
            text.append(lines[at])
            at += 1
            continue
        if text:
            yield text
            text = []
        at = table[0]
        yield table[1]
    if text:
        yield text


def doubtful(lines: Sequence[Line]) -> Line | None:
    """Return the first of three rows of text that look like a table's; None where there are none."""
    for start in range(len(lines) - ROWS + 1):
        rows = lines[start:start + ROWS]
        count = [len(pieces(line, UNRULED)) for line in rows]
        edges = _gaps(rows, UNRULED) if min(count) > 1 else []
        if min(count) > 2 or (edges and not any(_is_label(rows, edges, column) for column in (0, len(edges)))):
            return rows[0]
    return None


def _is_label(lines: Sequence[Line], edges: Sequence[float], column: int) -> bool:
    """Tell whether a column has nothing but labels of a list's items."""
    words = ["".join(glyph.letter for glyph in sorted(line, key=lambda glyph: glyph.left)
                     if _column(glyph, edges) == column).strip() for line in lines]
    return all(LABEL.fullmatch(word) for word in words if word)


def _ruled(lines: Sequence[Line], rules: Sequence[Box]) -> Iterator[tuple[int, int, Table]]:
    """Yield the tables between rules, each with the places of its first line and of the line behind it."""
    levels = _levels(rules)[:MOST_RULES]
    uprights = [rule for rule in rules if not is_level(rule)]
    done: set[int] = set()
    for place, (left, right, top) in enumerate(levels):
        if place in done:
            continue
        alike = [other for other in range(place, len(levels)) if other not in done and abs(
            levels[other][0] - left) <= NEAR and abs(levels[other][1] - right) <= NEAR]
        for last in reversed(alike[2:] or (alike[1:] if uprights else [])):
            bottom = levels[last][2]
            inside = [at for at, line in enumerate(lines) if bottom < line[0].base < top and _within(line, left, right)]
            if len(inside) < 2 or inside[-1] - inside[0] >= len(inside):
                continue
            block = [lines[at] for at in inside]
            walls = sorted({round(rule.left) for rule in uprights if left + NEAR < rule.left < right - NEAR
                            and rule.bottom < top and rule.top > bottom})
            edges = walls if _part(walls, block) else _gaps(block, RULED)
            between = [levels[at][2] for at in alike if place < at < last]
            if edges and (table := _table(block, edges, between)):
                yield inside[0], inside[-1] + 1, table
                done |= {at for at in alike if at <= last}
                break


def is_level(rule: Box) -> bool:
    """Tell whether a rule runs from side to side."""
    return rule.right - rule.left > rule.top - rule.bottom


def _levels(rules: Sequence[Box]) -> list[tuple[float, float, float]]:
    """Return the level rules from the top as left edge, right edge and height, pieces of one joined."""
    found: list[tuple[float, float, float]] = []
    for rule in sorted((rule for rule in rules if is_level(rule)), key=lambda rule: (-round(rule.top), rule.left)):
        if found and abs(found[-1][2] - rule.top) <= NEAR / 2 and rule.left <= found[-1][1] + NEAR:
            found[-1] = min(found[-1][0], rule.left), max(found[-1][1], rule.right), found[-1][2]
        else:
            found.append((rule.left, rule.right, rule.top))
    return [rule for rule in found if rule[1] - rule[0] >= SHORTEST]


def _within(line: Line, left: float, right: float) -> bool:
    return all(left - NEAR <= glyph.left and glyph.right <= right + NEAR for glyph in line
               if not glyph.letter.isspace())


def _part(walls: Sequence[float], lines: Sequence[Line]) -> bool:
    """Tell whether upright rules part the columns: no letter stands across one."""
    return bool(walls) and not any(glyph.left + 1 < wall < glyph.right - 1 for line in lines for glyph in line
                                   for wall in walls if not glyph.letter.isspace())


def _gaps(lines: Sequence[Line], wide: float) -> list[float]:
    """Return the middles of the white between the columns of all these lines."""
    covered: list[tuple[float, float]] = []
    em = max(glyph.size for glyph in lines[0])
    for left, right in sorted(piece for line in lines for piece in pieces(line, wide)):
        if covered and left - covered[-1][1] < wide * em:
            covered[-1] = covered[-1][0], max(covered[-1][1], right)
        else:
            covered.append((left, right))
    return [(one[1] + two[0]) / 2 for one, two in pairwise(covered)]


def _unruled(lines: Sequence[Line], start: int, ruled: Sequence[tuple[int, int, Table]]) -> tuple[int, Table] | None:
    """Return the table without rules that begins at a line, and the place behind it."""
    limit = min((first for first, _, _ in ruled if first > start), default=len(lines))
    wanted = COLUMNS - 1
    if len(pieces(lines[start], UNRULED)) < 2:
        return None
    end = start + 1
    while end < limit and len(_gaps(lines[start:end + 1], UNRULED)) >= wanted:
        end += 1
    while end - start >= ROWS:
        edges = _gaps(lines[start:end], UNRULED)
        filled = [_filled(line, edges) for line in lines[start:end]]
        near = lines[end - 2][0].base - lines[end - 1][0].base < BETWEEN * _pitch(lines[start:end], edges)
        if len(filled[-1]) >= 2 or near or not filled[-1] & {0, len(edges)}:
            break
        end -= 1  # a short line of text below
    if end - start < ROWS or len(edges) < wanted or sum(len(columns) >= COLUMNS for columns in filled) < ROWS - 1:
        return None
    table = _table(lines[start:end], edges, [])
    return (end, table) if table else None


def _pitch(lines: Sequence[Line], edges: Sequence[float]) -> float:
    """Return how far apart lines lie that follow one another in one column."""
    last: dict[int, float] = {}
    gaps = []
    for line in lines:
        for column in _filled(line, edges):
            if column in last:
                gaps.append(last[column] - line[0].base)
            last[column] = line[0].base
    return min(gaps, default=0.0)


def _filled(line: Line, edges: Sequence[float]) -> set[int]:
    return {_column(glyph, edges) for glyph in line if not glyph.letter.isspace()}


def _column(glyph: Glyph, edges: Sequence[float]) -> int:
    return sum((glyph.left + glyph.right) / 2 > edge for edge in edges)


def _table(lines: Sequence[Line], edges: Sequence[float], between: Sequence[float]) -> Table | None:
    """Make a table of lines; None where there is one row, or a column of a list's labels."""
    bands = [[line for line in lines if sum(line[0].base < rule for rule in between) == number]
             for number in range(len(between) + 1)]
    bands = [band for band in bands if band]
    told = len(bands) > 2 or _lie_apart(bands[-1], edges) or len(bands[-1]) == 1
    rows = bands if len(bands) > 2 else [*bands[:-1], *_rows(bands[-1], edges)]
    listed = len(edges) == 1 and not between and any(_is_label(lines, edges, column) for column in (0, 1))
    if len(rows) < 2 or listed:
        return None
    cells: dict[tuple[int, int], list[Line]] = {}
    for number, row in enumerate(rows):
        for line in row:
            for column in sorted(_filled(line, edges)):
                part = [glyph for glyph in line if _column(glyph, edges) == column]
                cells.setdefault((number, column), []).append(part)
    return Table(cells, lines[0][0].base, certain=told or len(rows) == len(lines))


def _lie_apart(lines: Sequence[Line], edges: Sequence[float]) -> bool:
    """Tell whether rows lie farther apart than the lines of a cell; the first may be a head."""
    apart = [gap > APART * _pitch(lines, edges) for gap in _distances(lines)]
    return any(apart[1:]) and not all(apart)


def _distances(lines: Sequence[Line]) -> list[float]:
    return [one[0].base - two[0].base for one, two in pairwise(lines)]


def _rows(lines: Sequence[Line], edges: Sequence[float]) -> list[list[Line]]:
    """Part lines into rows: where they lie farther apart; where all lie alike, at each that fills most columns."""
    spaced, pitch = _lie_apart(lines, edges), _pitch(lines, edges)
    rows = [[lines[0]]]
    for line, gap in zip(lines[1:], _distances(lines), strict=True):
        if gap > APART * pitch if spaced else 2 * len(_filled(line, edges)) > len(edges) + 1:
            rows.append([])
        rows[-1].append(line)
    return rows
