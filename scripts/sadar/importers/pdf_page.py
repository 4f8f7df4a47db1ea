"""The rows of a page in the order in which they are read: its columns one after the other, its tables cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from sadar.bidi.base import reads_leftwards
from sadar.importers.pdf_columns import blocks
from sadar.importers.pdf_dots import bullets
from sadar.importers.pdf_drawings import Box, drawings
from sadar.importers.pdf_pictures import Doubt, Figure, Pictures
from sadar.importers.pdf_rows import Glyph, Row, direction_of, lines_of, row_of
from sadar.importers.pdf_tables import Table, doubtful, parts


@dataclass
class Found:
    """What a page holds by its kind: ``rules`` are straight, too, ``dots`` may be bullets, ``edges`` are its own.

    ``gutters``: those of pages before; ``turned``: the letters that don't run along the page, as they were painted.
    """

    edges: Box
    gutters: list[float]
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    straight: list[Box] = field(default_factory=list)
    curves: list[Box] = field(default_factory=list)
    dots: list[Box] = field(default_factory=list)
    images: list[tuple[Any, Box]] = field(default_factory=list)
    turned: str = ""


def page_rows(found: Found, pictures: Pictures, page: int) -> Iterator[Row]:
    """Yield the rows of a page, each with its number there; pictures stand among them."""
    if found.turned.strip():
        pictures.doubts.append(Doubt("text-turned", f"page {page}", found.turned, "this text runs up the page or "
                                     "aslant, as a watermark does; it is not in the manuscript, and is given as it was "
                                     "painted"))
    drawn, within = drawings(found.curves, found.straight, found.glyphs, found.edges)
    for box in within[:1]:
        lines = lines_of(glyph for glyph in found.glyphs
                         if glyph.base < box.top and box.bottom < glyph.base + glyph.size)
        text = "".join(row_of(lines[0], page, 1).clusters)[::-1] if lines else ""
        pictures.doubts.append(Doubt("drawn-in-line", f"page {page}", text, f"{len(within)} shapes are drawn within "
                                     "lines of this page, signs or formulas perhaps: they are not in the text"))
    figures = list(pictures.of_page(found.images, drawn, found.glyphs, page, found.edges))
    drawn = [figure.box for figure in figures if figure.box in drawn]
    glyphs = [glyph for glyph in found.glyphs if not any(box.holds(glyph) for box in drawn)]
    leftwards = reads_leftwards(direction_of(glyph.letter for glyph in glyphs))
    glyphs += bullets(glyphs, found.dots, leftwards=leftwards)
    numbers = count(1)
    columns = blocks(glyphs, leftwards=leftwards, known=found.gutters)
    for number, (block, of_block) in enumerate(_with_figures(columns, figures)):
        for row in _block_rows(block, of_block, found.rules, page):
            yield replace(row, number=next(numbers), block=number)
    for figure in figures:
        for line in lines_of(glyph for glyph in found.glyphs if figure.box in drawn and figure.box.holds(glyph)):
            yield replace(row_of(line, page, next(numbers)), picture=figure.name)


def _with_figures(found: Sequence[list[Glyph]], figures: Sequence[Figure]) -> list[tuple[list[Glyph], list[Figure]]]:
    """Return blocks, each with the figures that stand in it: in its column, and not below its end."""
    placed: list[tuple[list[Glyph], list[Figure]]] = [(block, []) for block in found] or [([], [])]
    for figure in figures:
        middle = (figure.box.left + figure.box.right) / 2
        beside = [(block, of_block) for block, of_block in placed if block and min(
            glyph.left for glyph in block) <= middle <= max(glyph.right for glyph in block)]
        reaching = [of_block for block, of_block in beside if min(glyph.base for glyph in block) < figure.box.bottom]
        (reaching[0] if reaching else beside[-1][1] if beside else placed[-1][1]).append(figure)
    return placed


def _block_rows(glyphs: Sequence[Glyph], figures: Sequence[Figure], rules: Sequence[Box], page: int) -> Iterator[Row]:
    lines = lines_of(glyphs)
    waiting = sorted(figures, key=lambda figure: -figure.box.top)
    start = 0
    for place, line in enumerate(lines):
        if waiting and line[0].base < waiting[0].box.bottom:
            yield from _part_rows(lines[start:place], rules, page)
            start = place
            while waiting and line[0].base < waiting[0].box.bottom:
                yield _picture_row(waiting.pop(0), page)
    yield from _part_rows(lines[start:], rules, page)
    for figure in waiting:
        yield _picture_row(figure, page)


def _picture_row(figure: Figure, page: int) -> Row:
    box = figure.box
    return Row(page, 0, round(box.left, 1), round(box.right, 1), round(box.bottom, 1), 0, 0, [], picture=figure.name)


def _part_rows(lines: Sequence[list[Glyph]], rules: Sequence[Box], page: int) -> Iterator[Row]:
    for part in parts(lines, rules):
        if isinstance(part, Table):
            for cell, of_cell in sorted(part.cells.items()):
                for line in of_cell:
                    yield replace(row_of(line, page, 0), table=round(part.top), cell=cell, certain=part.certain)
            continue
        doubt = doubtful(part)
        for line in part:
            yield replace(row_of(line, page, 0), certain=line is not doubt)
