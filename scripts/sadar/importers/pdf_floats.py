"""Tables and figures of a PDF, and the captions that stand by them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

from sadar.bidi.base import reads_leftwards
from sadar.importers import Certainty
from sadar.importers.captions import FIGURE, LABEL, LONGEST, TABLE
from sadar.importers.ledger import Ledger
from sadar.importers.paragraphs import END, Kind, Paragraph
from sadar.importers.pdf_order import Order
from sadar.importers.pdf_rows import Row
from sadar.importers.pictures import FOLDER

#: Captions are set so many times smaller than the text, or centred in a few rows; how near they stand, in ems.
SMALLER, FEW, NEAR = 0.96, 3, 4.0
#: How much of a caption the log shows.
SHOWN = 60
KINDS = {Kind.TABLE: TABLE, Kind.FIGURE: FIGURE}
#: Makes one text of rows.
Joined = Callable[[Sequence[Row]], str]
Placed = tuple[Sequence[Row], Paragraph]


def table_of(group: Sequence[Row], order: Order, made: Joined, ledger: Ledger) -> Paragraph:
    """Make a table of the rows of its cells."""
    texts = {cell: made(list(rows)) for cell, rows in groupby(group, lambda row: tuple(row.cell))}
    height, width = (1 + max(cell[side] for cell in texts) for side in (0, 1))
    columns = range(width)[::-1] if reads_leftwards(order.document) else range(width)
    cells = tuple(tuple(texts.get((row, column), "") for column in columns) for row in range(height))
    first, last = group[0], group[-1]
    spot = f"page {first.page}, lines {first.number} to {last.number}"
    ledger.changed("table", spot, f"{len(group)} lines", f"a table of {height} rows and {width} columns",
                   Certainty.LIKELY)
    if not all(row.certain for row in group):
        ledger.ask("table-rows", spot, " / ".join(cells[0]), "nothing parts the rows of this table: a line begins one "
                   "where it fills most columns; compare them")
    return Paragraph("", first.number, last.number, Kind.TABLE, pages=(first.page, last.page), spot=spot, cells=cells)


def figure_of(row: Row, edges: tuple[float, float]) -> Paragraph:
    """Make a figure of a picture's row, which stands between these edges of the text."""
    share = round(100 * (row.right - row.left) / max(1.0, edges[1] - edges[0]))
    return Paragraph("", row.number, row.number, Kind.FIGURE, pages=(row.page, row.page), spot=row.where,
                     picture=f"{FOLDER}/{row.picture}", share=min(100, max(1, share)))


def with_captions(placed: Sequence[Placed], size: float, is_centred: Callable[[Row], bool],
                  ledger: Ledger) -> list[Paragraph]:
    """Return paragraphs, captions in the tables and figures by which they stand, tables that a page cut as one.

    Args:
        placed: paragraphs, each with its rows, in their order.
        size: that of the text's type.
        is_centred: tells of a row if it has as much room on both sides.
        ledger: what is joined is noted.

    """
    found: list[Paragraph | None] = [paragraph for _, paragraph in placed]
    for place, (group, paragraph) in enumerate(placed):
        kind = KINDS.get(paragraph.kind)
        for beside in (place - 1, place + 1) if kind == TABLE else (place + 1, place - 1):
            other = found[beside] if kind and 0 <= beside < len(placed) else None
            if other is None or not _is_caption(placed[beside][0], other, group, size, is_centred):
                continue
            label = LABEL[str(kind)].match(other.text)
            ledger.changed("caption", other.where, other.text[:SHOWN], f"the caption of a {paragraph.kind}",
                           Certainty.LIKELY)
            found[place] = replace(paragraph, text=other.text[label.end():] if label else other.text,
                                   numbered=label is not None)
            found[beside] = None
            break
    return _joined([paragraph for paragraph in found if paragraph is not None], ledger)


def _is_caption(rows: Sequence[Row], text: Paragraph, group: Sequence[Row], size: float,
                is_centred: Callable[[Row], bool]) -> bool:
    if text.kind not in (Kind.TEXT, Kind.QUOTE) or len(text.text) > LONGEST:
        return False
    kinds = [LABEL[kind].match(text.text) for kind in (TABLE, FIGURE)]
    if any(kinds):
        return kinds[0 if group[0].table else 1] is not None
    same = rows[0].page == group[0].page
    away = max(rows[-1].base - group[0].base, group[-1].base - rows[0].base) if same else 0.0
    follows = same or rows[-1].page == group[0].page - 1
    small = all(row.size < SMALLER * size for row in rows)
    return follows and away < NEAR * size * (1 + len(rows)) and len(rows) <= FEW and (small or (
        all(map(is_centred, rows)) and not END.search(text.text)))


def _joined(paragraphs: Sequence[Paragraph], ledger: Ledger) -> list[Paragraph]:
    """Join a table that goes on at the head of the next page, its head repeated or not."""
    found: list[Paragraph] = []
    for paragraph in paragraphs:
        before = found[-1] if found else None
        if (before and before.kind is Kind.TABLE and paragraph.kind is Kind.TABLE and not paragraph.text
                and before.pages[1] == paragraph.pages[0] - 1 and len(before.cells[0]) == len(paragraph.cells[0])):
            ledger.changed("page-joined", paragraph.where, " / ".join(paragraph.cells[0])[:SHOWN],
                           "rows of the table of the page before", Certainty.LIKELY)
            rows = paragraph.cells[paragraph.cells[0] == before.cells[0]:]
            found[-1] = replace(before, cells=(*before.cells, *rows), pages=(before.pages[0], paragraph.pages[1]))
        else:
            found.append(paragraph)
    return found
