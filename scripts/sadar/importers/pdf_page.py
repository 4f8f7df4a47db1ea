"""The rows of a page in the order in which they are read: its columns one after the other, its tables cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sadar.bidi.base import direction_of_language, reads_leftwards
from sadar.importers.pdf_columns import blocks
from sadar.importers.pdf_rows import Glyph, Row, lines_of, row_of
from sadar.importers.pdf_tables import Rule, Table, doubtful, parts
from sadar.manuscript.languages import likeliest_language


def page_rows(glyphs: Sequence[Glyph], rules: Sequence[Rule], page: int) -> Iterator[Row]:
    """Yield the rows of a page, each with its number there."""
    leftwards = reads_leftwards(direction_of_language(likeliest_language("".join(glyph.letter for glyph in glyphs))))
    number = table = 0
    for block, found in enumerate(blocks(glyphs, leftwards=leftwards)):
        for part in parts(lines_of(found), rules):
            is_table = isinstance(part, Table)
            table += is_table
            lines = [(cell, line) for cell, of_cell in sorted(part.cells.items()) for line in of_cell] if isinstance(
                part, Table) else [((0, 0), line) for line in part]
            doubt = None if isinstance(part, Table) else doubtful(part)
            for cell, line in lines:
                number += 1
                certain = part.certain if isinstance(part, Table) else True
                yield replace(row_of(line, page, number), block=block, table=table if is_table else 0, cell=cell,
                              certain=certain and line is not doubt)
