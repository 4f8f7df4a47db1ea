"""Rows of a PDF's pages put together into paragraphs: by size and weight of type, indents, short lines and gaps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import groupby

from sadar.bidi.base import Direction, direction_of_language, reads_leftwards
from sadar.bidi.inverse import logical_places
from sadar.bidi.plausible import faults, likeliest_base
from sadar.bidi.visual import MIRRORED
from sadar.importers import Certainty
from sadar.importers.ledger import Ledger
from sadar.importers.matter import language
from sadar.importers.notes import CALLED, rejoined
from sadar.importers.paragraphs import END, ENTRY_HEAD, LIST_HEADING, Kind, Paragraph, joined
from sadar.importers.pdf_rows import CALL, END_OF_CALL, Row

#: Type that is so many times smaller than the text's is that of notes; so many times larger, of headings.
SMALL, LARGE, BOLD = 0.88, 1.06, 600
#: Sizes that differ by less, in ems, are those of two scripts in one text.
SAME_SIZE = 0.085
#: A first line's indent, and an inset on both sides, in ems; which part of the measure a last line leaves free.
INDENT, FREE = 0.6, 0.08
#: A gap that is so many times larger than the text's leading parts paragraphs.
GAP = 1.35
#: Lines of a heading stand no farther apart, in ems.
HEADING_GAP = 1.5
LONGEST_HEADING = 3
OBJECT = "\ufffc"
DEEPEST, SHOWN = 3, 60
#: Stands for a page where any will do.
ANY = 0
#: How a note begins: its number, raised or with a stop.
NUMBER = re.compile(rf"{CALL}(\d+){END_OF_CALL}|(\d{{1,3}})[.)](?=\s|$)")


class Layout:
    """The rows of a document, and what is usual in it."""

    def __init__(self, rows: Sequence[Row], ledger: Ledger) -> None:
        """Take all rows of a document."""
        self._rows, self._ledger = rows, ledger
        self._document: Direction = direction_of_language(language("".join(_looks(row) for row in rows)))
        self._mirrored = False
        stored, drawn = ([self._ordered(row, self._base([row]), mirrored) for row in rows]
                         for mirrored in (False, True))
        self._mirrored = sum(map(faults, drawn)) < sum(map(faults, stored))
        letters: Counter[float] = Counter()
        for row in rows:
            letters[row.size] += len(row.clusters)
        self._size = letters.most_common(1)[0][0]
        #: The numbers of notes by page and by the number that is printed.
        self._notes: dict[tuple[int, str], int] = {}
        self._whole = ""

    def text(self, row: Row) -> str:
        """Return a row's text in the order in which it is read."""
        return self._ordered(row, self._base([row]), self._mirrored)

    def _ordered(self, row: Row, base: Direction, mirrored: bool) -> str:
        return "".join(MIRRORED.get(row.clusters[place], row.clusters[place]) if mirrored and backwards
                       else row.clusters[place] for place, backwards in
                       logical_places(_looks(row), base, mirrored=mirrored))

    def _base(self, rows: Sequence[Row]) -> Direction:
        return likeliest_base([_looks(row) for row in rows], self._document, mirrored=self._mirrored)

    @cached_property
    def _leading(self) -> float:
        gaps = Counter(round(one.base - two.base) for one, two in zip(self._rows, self._rows[1:], strict=False)
                       if one.page == two.page and one.size == two.size == self._size)
        return gaps.most_common(1)[0][0] if gaps else 1.4 * self._size

    def paragraphs(self, rows: Sequence[Row]) -> tuple[list[Paragraph], dict[int, Paragraph]]:
        """Return the paragraphs of the text in their order, and the notes by their numbers."""
        self._whole = "\n".join(self.text(row) for row in rows)
        body: list[Row] = []
        feet: list[list[Row]] = []
        for _, page in groupby(rows, lambda row: row.page):
            of_page = list(page)
            start = self._foot(of_page, feet)
            body += of_page[:start]
            for row in of_page[start:]:
                if self._opens_note(row):
                    feet.append([])
                feet[-1].append(row)
        for number, group in enumerate((group for group in feet if self._number(group[0])), start=1):
            called = self._number(group[0])
            self._notes.setdefault((group[0].page, called), number)
            self._notes.setdefault((ANY, called), number)
        notes = {number: self._note(group, number) for number, group in
                 enumerate((group for group in feet if self._number(group[0])), start=1)}
        stars = [self._made(group) for group in feet if not self._number(group[0])]
        return rejoined([*self._with_headings(list(self._groups(body))), *stars], self._ledger), notes

    def _foot(self, page: Sequence[Row], feet: Sequence[Sequence[Row]]) -> int:
        """Return the place where a page's notes begin: what is small at its end, down from a number or a star.

        Where the last note of the page before is not at its end, all that is small there.
        """
        start = len(page)
        while start and page[start - 1].size <= SMALL * self._size:
            start -= 1
        cut = feet and not END.search(self.text(feet[-1][-1])) and feet[-1][-1].page == page[0].page - 1
        while start < len(page) and not cut and not self._opens_note(page[start]):
            start += 1
        return start

    def _opens_note(self, row: Row) -> bool:
        return bool(self._number(row)) or self.text(row).startswith("*")

    def _number(self, row: Row) -> str:
        match = NUMBER.match(self._ordered(row, self._base([row]), self._mirrored))
        return (match[1] or match[2]) if match else ""

    def _note(self, group: Sequence[Row], number: int) -> Paragraph:
        note = self._made(group)
        text = (CALLED if note.text.startswith(CALL) else NUMBER).sub("", note.text, count=1)
        self._ledger.changed("note", note.where, note.text[:SHOWN], f"[^{number}]: {text[:SHOWN]}")
        return note.with_text(text.strip())

    def _edges(self, rows: Sequence[Row]) -> dict[int, tuple[float, float]]:
        edges = {}
        for number, page in groupby(rows, lambda row: row.page):
            of_page = list(page)
            plain = [row for row in of_page if row.size == self._size] or of_page
            edges[number] = min(row.left for row in plain), max(row.right for row in plain)
        return edges

    def _groups(self, rows: Sequence[Row]) -> Iterator[list[Row]]:
        edges = self._edges(rows)
        group: list[Row] = []
        listing = False
        for row in rows:
            text = self.text(row)
            if group and (bool(ENTRY_HEAD.match(text)) if listing and row.size == group[-1].size
                          else self._begins(group, row, edges)):
                yield group
                group = []
            group.append(row)
            if LIST_HEADING.fullmatch(text):
                listing = True
                yield group
                group = []
            elif row.size > LARGE * self._size:
                listing = False
        if group:
            yield group

    def _begins(self, group: Sequence[Row], row: Row, edges: dict[int, tuple[float, float]]) -> bool:
        before, base = group[-1], self._base([*group, row])
        ended = END.search(CALLED.sub("", self.text(before))) is not None
        if abs(before.size - row.size) > SAME_SIZE * max(before.size, row.size) or (_bold(before) != _bold(row) and (
                before.size != self._size or ended)):
            return True
        if before.size == row.size > LARGE * self._size and before.page == row.page:
            return before.base - row.base > HEADING_GAP * row.size
        free, _ = _from(base, before, edges)
        _, indent = _from(base, row, edges)
        _, indent_before = _from(base, before, edges)
        width = edges[row.page][1] - edges[row.page][0]
        if before.page == row.page and before.base - row.base > GAP * self._leading * row.size / self._size:
            return True
        inset = indent - indent_before > INDENT * row.size and free < FREE * width if before.page == row.page else (
            indent > INDENT * row.size and ended)
        return inset or (free > FREE * width and ended)

    def _made(self, group: Sequence[Row]) -> Paragraph:
        base = self._base(group)
        texts = [self._with_calls(self._ordered(row, base, self._mirrored), row.page) for row in group]
        first, last = group[0], group[-1]
        spot = first.where if first is last else f"{first.where} to {last.where}"
        kind = Kind.QUOTE if self._is_inset(group) else Kind.TEXT
        text = joined(texts, self._whole, first.where, self._ledger)
        if len(group) > 1:
            self._ledger.changed("lines-joined", spot, f"{len(group)} lines",
                                 "a block quotation" if kind is Kind.QUOTE else "one paragraph")
        return Paragraph(text, first.number, last.number, kind, pages=(first.page, last.page),
                         widest=max(len(part) for part in texts), spot=spot)

    def _with_calls(self, text: str, page: int) -> str:
        """Return a row's text in which raised digits that call no note are digits."""
        def change(match: re.Match[str]) -> str:
            called = match.group().strip(CALL + END_OF_CALL)
            number = next((self._notes[of, called] for of in (page, page + 1, ANY) if (of, called) in self._notes), 0)
            return f"{CALL}{number}{END_OF_CALL}" if number else called

        return CALLED.sub(change, text)

    def _is_inset(self, group: Sequence[Row]) -> bool:
        edges = self._edges([row for row in self._rows if row.page in (group[0].page, group[-1].page)])
        sides = [_from(self._base(group), row, edges) for row in group]
        return (all(free > INDENT * self._size and indent > INDENT * self._size for free, indent in sides)
                and group[0].size <= self._size and len(group) > 1
                and max(indent for _, indent in sides) < 5 * self._size)

    def _with_headings(self, groups: Sequence[Sequence[Row]]) -> list[Paragraph]:
        """Make paragraphs; those in larger or bold type are headings, of a level for each size."""
        kinds = [(group[0].size, _bold(group[0])) if self._heads(group) else None for group in groups]
        # A title page has sizes of its own: those count that stand before the text.
        ranks = {kind for kind, after in zip(kinds, groups[1:], strict=False) if kind and after[0].size == self._size}
        found = []
        for place, (group, kind) in enumerate(zip(groups, kinds, strict=True)):
            paragraph = self._made(group)
            if (kind and place and group[0].page > self._rows[0].page) or (kind and kind in kinds[:place]):
                level = min(DEEPEST, 1 + sum(kind < other for other in ranks))
                paragraph = replace(paragraph, kind=Kind.HEADING, level=level)
                self._ledger.changed("heading", paragraph.where, paragraph.text, f"{'#' * level} {paragraph.text}",
                                     Certainty.LIKELY)
            found.append(paragraph)
        return found

    def _heads(self, group: Sequence[Row]) -> bool:
        bold = all(_bold(row) for row in group)
        return (group[0].size > LARGE * self._size or (bold and group[0].size >= self._size)) and (
            len(group) <= LONGEST_HEADING and not END.search(CALLED.sub("", self.text(group[-1]))))


def _looks(row: Row) -> str:
    return "".join(OBJECT if cluster.startswith(CALL) else cluster[0] for cluster in row.clusters)


def _bold(row: Row) -> bool:
    return row.weight >= BOLD


def _from(base: Direction, row: Row, edges: dict[int, tuple[float, float]]) -> tuple[float, float]:
    """Return how much room a row leaves at its end, and at its beginning."""
    left, right = row.left - edges[row.page][0], edges[row.page][1] - row.right
    return (left, right) if reads_leftwards(base) else (right, left)
