"""Rows of a PDF's pages put together into paragraphs: by size and weight of type, indents, short lines and gaps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from sadar.bidi.base import Direction, reads_leftwards
from sadar.importers import Certainty
from sadar.importers.labels import LIST_HEADING
from sadar.importers.ledger import Ledger
from sadar.importers.notes import CALLED, rejoined
from sadar.importers.paragraphs import END, ENTRY_HEAD, Kind, Paragraph, joined
from sadar.importers.pdf_floats import SMALLER, figure_of, table_of, with_captions
from sadar.importers.pdf_notes import LARGE, NUMBER, Notes
from sadar.importers.pdf_order import Order
from sadar.importers.pdf_rows import CALL, END_OF_CALL, Row

BOLD = 600
#: Sizes that differ by less, in ems, are those of two scripts in one text.
SAME_SIZE = 0.085
#: A first line's indent, and an inset on both sides, in ems; which part of the measure a last line leaves free.
INDENT, FREE = 0.6, 0.08
#: A row that leaves so much free ends its paragraph wherever the next word would have stood there.
SHORT = 0.25
#: A gap that is so many times larger than the text's leading parts paragraphs.
GAP = 1.35
#: Lines of a heading stand no farther apart, in ems.
HEADING_GAP = 1.5
LONGEST_HEADING = 3
DEEPEST, SHOWN = 3, 60
#: What stands before an item of a list.
LABEL = re.compile(r"(?:[–—•▪◦‣·-]|\d{1,2}[.)])\s+\S")
#: So large a part of a page's rows begins at the edge of its text; others may hang out.
AT_EDGE = 0.2
NO_FLOAT = (0, 0, "")
#: The left and right edge of the text in each column, by page and block.
Edges = dict[tuple[int, int], tuple[float, float]]


class Layout:
    """The rows of a document, and what is usual in it."""

    def __init__(self, rows: Sequence[Row], ledger: Ledger) -> None:
        """Take all rows of a document."""
        self._rows, self._ledger = rows, ledger
        self._order = Order(rows)
        letters: Counter[float] = Counter()
        for row in rows:
            letters[row.size] += len(row.clusters)
        self._size = letters.most_common(1)[0][0]
        self._edges = self._edges_of(rows)
        self._whole = ""

    def text(self, row: Row) -> str:
        """Return a row's text in the order in which it is read."""
        return self._order.text(row)

    def is_large(self, row: Row) -> bool:
        """Tell whether a row is set in larger type than the text."""
        return row.size > LARGE * self._size

    @cached_property
    def _leading(self) -> float:
        gaps = Counter(round(one.base - two.base) for one, two in zip(self._rows, self._rows[1:], strict=False)
                       if (one.page, one.block) == (two.page, two.block) and not one.table
                       and one.size == two.size == self._size)
        return gaps.most_common(1)[0][0] if gaps else 1.4 * self._size

    def paragraphs(self, rows: Sequence[Row]) -> tuple[list[Paragraph], dict[int, Paragraph]]:
        """Return the paragraphs of the text in their order, and the notes by their numbers."""
        self._whole = "\n".join(self.text(row) for row in rows)
        self._notes = Notes(rows, self._order, self._size)
        self._edges = self._edges_of([*self._notes.body, *(row for group in self._notes.numbered for row in group)])
        for row in self._notes.headings:
            self._ledger.changed("notes-heading", row.where, self.text(row), "")
        notes = {number: self._note(group, number) for number, group in enumerate(self._notes.numbered, start=1)}
        stars = [self._made(group) for group in self._notes.starred]
        groups = list(self._groups(self._notes.body))
        body = with_captions(list(zip(groups, self._with_headings(groups), strict=True)), self._size, self._is_centred,
                             self._ledger)
        return rejoined([*body, *stars], self._ledger), notes

    def _note(self, group: Sequence[Row], number: int) -> Paragraph:
        note = self._made(group)
        text = (CALLED if note.text.startswith(CALL) else NUMBER).sub("", note.text, count=1)
        self._ledger.changed("note", note.where, note.text[:SHOWN], f"[^{number}]: {text[:SHOWN]}")
        return replace(note, text=text.strip(), kind=Kind.TEXT)

    def _edges_of(self, rows: Sequence[Row]) -> Edges:
        """Return the left and right edge of each column's text: the farthest at which many rows of its size end."""
        columns: dict[tuple[int, int], list[Row]] = {}
        for row in (row for row in rows if not row.picture):
            columns.setdefault((row.page, row.block), []).append(row)
        edges = {}
        for column, of_column in columns.items():
            plain = [row for row in of_column if row.size == self._size and not row.table] or of_column
            edges[column] = -_edge([-row.left for row in plain]), _edge([row.right for row in plain])
        return edges

    def _groups(self, rows: Sequence[Row]) -> Iterator[list[Row]]:
        group: list[Row] = []
        listing = floated = False
        for row in rows:
            text = self.text(row)
            if group and _floats(row) != _floats(group[-1]):
                floated = _floats(group[-1]) != NO_FLOAT
                yield group
                group = []
            elif row.table or (group and floated and self._goes_on_below(group, row)):
                pass
            elif group and (bool(ENTRY_HEAD.match(text)) if listing and row.size == group[-1].size
                          else self._begins(group, row)):
                floated = False
                yield group
                group = []
            group.append(row)
            if not row.table and LIST_HEADING.fullmatch(text):
                listing = True
                yield group
                group = []
            elif row.size > LARGE * self._size:
                listing = False
        if group:
            yield group

    def _goes_on_below(self, group: Sequence[Row], row: Row) -> bool:
        """Tell whether a caption goes on, which may be centred: what stands below a picture in type of its own."""
        return (row.size == group[-1].size < SMALLER * self._size
                and 0 < group[-1].base - row.base <= HEADING_GAP * row.size)

    def _begins(self, group: Sequence[Row], row: Row) -> bool:
        before, base, edges = group[-1], self._order.base([*group, row]), self._edges
        ended = END.search(CALLED.sub("", self.text(before))) is not None
        if abs(before.size - row.size) > SAME_SIZE * max(before.size, row.size) or (_bold(before) != _bold(row) and (
                before.size != self._size or ended)):
            return True
        same = (before.page, before.block) == (row.page, row.block)
        if before.size == row.size > LARGE * self._size and same:
            return before.base - row.base > HEADING_GAP * row.size
        free, _ = _from(base, before, edges)
        _, indent = _from(base, row, edges)
        _, indent_before = _from(base, before, edges)
        width = edges[row.page, row.block][1] - edges[row.page, row.block][0]
        if same and before.base - row.base > GAP * self._leading * row.size / self._size:
            return True
        if LABEL.match(self.text(group[0])):
            _, hangs = _from(base, group[0], edges)
            if LABEL.match(self.text(row)):
                return abs(indent - hangs) < INDENT * row.size or ended
            if indent - hangs > INDENT * row.size:
                return False
        if hanging := indent_before - indent > INDENT * row.size and bool(LABEL.match(self.text(row))):
            return hanging
        if min(indent, indent_before) > INDENT * row.size and abs(indent - indent_before) < INDENT * row.size:
            # of a quotation, whose own last line is told by the others
            free -= min(_from(base, other, edges)[0] for other in (*group, row))
            return (ended and free > FREE * width) or (free > SHORT * width and _fits(self.text(row), row, free))
        inset = indent - indent_before > INDENT * row.size and free < FREE * width if same else (
            indent > INDENT * row.size and ended)
        return inset or (free > FREE * width and ended) or (free > SHORT * width and _fits(self.text(row), row, free))

    def _made(self, group: Sequence[Row]) -> Paragraph:
        if group[0].picture:
            return figure_of(group[0], self._edges.get((group[0].page, group[0].block), (0.0, 0.0)))
        if group[0].table:
            return table_of(group, self._order, self._text_of, self._ledger)
        texts = self._texts_of(group)
        first, last = group[0], group[-1]
        spot = first.where if first is last else f"{first.where} to {last.where}"
        kind = Kind.QUOTE if self._is_inset(group) else Kind.TEXT
        text = joined(texts, self._whole, first.where, self._ledger)
        if len(group) > 1:
            self._ledger.changed("lines-joined", spot, f"{len(group)} lines",
                                 "a block quotation" if kind is Kind.QUOTE else "one paragraph")
        return Paragraph(text, first.number, last.number, kind, pages=(first.page, last.page),
                         widest=max(len(part) for part in texts), spot=spot)

    def _texts_of(self, group: Sequence[Row]) -> list[str]:
        base = self._order.base(group)
        texts: list[str] = []
        for row in group:
            text = self._order.within(row, base, texts[-1] if texts else "")
            texts.append(self._with_calls(text, row.page))
        return texts

    def _text_of(self, group: Sequence[Row]) -> str:
        return joined(self._texts_of(group), self._whole, group[0].where, self._ledger)

    def _is_centred(self, row: Row) -> bool:
        left, right = self._edges[row.page, row.block]
        return abs((row.left - left) - (right - row.right)) < row.size < row.left - left

    def _with_calls(self, text: str, page: int) -> str:
        """Return a row's text in which raised digits that call no note are digits."""
        def change(match: re.Match[str]) -> str:
            called = match.group().strip(CALL + END_OF_CALL)
            number = self._notes.called(called, page)
            return f"{CALL}{number}{END_OF_CALL}" if number else called

        return CALLED.sub(change, text)

    def _is_inset(self, group: Sequence[Row]) -> bool:
        sides = [_from(self._order.base(group), row, self._edges) for row in group]
        return (all(free > INDENT * self._size and indent > INDENT * self._size for free, indent in sides)
                and group[0].size <= self._size and len(group) > 1
                and max(indent for _, indent in sides) < 5 * self._size and not LABEL.match(self.text(group[0])))

    def _with_headings(self, groups: Sequence[Sequence[Row]]) -> list[Paragraph]:
        """Make paragraphs; those in larger or bold type are headings, of a level for each size.

        On a title page, what is set like a heading of a later page is one.
        """
        first = self._rows[0].page
        kinds = [(group[0].size, _bold(group[0])) if self._heads(group) else None for group in groups]
        later = {kind for kind, group in zip(kinds, groups, strict=True) if kind and group[0].page > first}
        kinds = [kind if place and kind in later else None for place, kind in enumerate(kinds)]
        # Those count that stand before the text: a name in large type is none.
        ranks = {kind for kind, after in zip(kinds, groups[1:], strict=False) if kind and after[0].size == self._size}
        found = []
        for group, kind in zip(groups, kinds, strict=True):
            paragraph = self._made(group)
            if kind:
                level = min(DEEPEST, 1 + sum(kind < other for other in ranks))
                paragraph = replace(paragraph, kind=Kind.HEADING, level=level)
                self._ledger.changed("heading", paragraph.where, paragraph.text, f"{'#' * level} {paragraph.text}",
                                     Certainty.LIKELY)
            found.append(paragraph)
        return found

    def _heads(self, group: Sequence[Row]) -> bool:
        if group[0].table or group[0].picture:
            return False
        bold = all(_bold(row) for row in group)
        return (group[0].size > LARGE * self._size or (bold and group[0].size >= self._size)) and (
            len(group) <= LONGEST_HEADING and not END.search(CALLED.sub("", self.text(group[-1]))))


def _floats(row: Row) -> tuple[int, int, str]:
    """Return which table or picture a row is of."""
    return (row.page, row.table, row.picture) if row.table or row.picture else NO_FLOAT


def _fits(text: str, row: Row, free: float) -> bool:
    """Tell whether a row's first word, and a space, would have stood in what the row before leaves free."""
    return free > (len(text.split(maxsplit=1)[0]) + 2) * (row.right - row.left) / len(row.clusters)


def _edge(ends: Sequence[float]) -> float:
    """Return the farthest place, to a point, at which many of these lie; the farthest where they lie apart."""
    near = Counter(round(end) for end in ends)
    return max((place for place, count in near.items() if count >= AT_EDGE * len(ends)), default=max(ends))


def _bold(row: Row) -> bool:
    return row.weight >= BOLD


def _from(base: Direction, row: Row, edges: Edges) -> tuple[float, float]:
    """Return how much room a row leaves at its end, and at its beginning."""
    left, right = row.left - edges[row.page, row.block][0], edges[row.page, row.block][1] - row.right
    return (left, right) if reads_leftwards(base) else (right, left)
