"""The notes of a PDF: at the feet of its pages, or together behind the text; told by their numbers and their calls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from sadar.importers.labels import LIST_HEADING
from sadar.importers.notes import CALLED
from sadar.importers.paragraphs import END
from sadar.importers.pdf_order import Order
from sadar.importers.pdf_rows import CALL, END_OF_CALL, Row

#: Type that is so many times smaller than the text's is that of notes; so many times larger, of headings.
SMALL, LARGE = 0.88, 1.06
#: How a note begins: its number, raised or with a stop.
NUMBER = re.compile(rf"{CALL}(\d+){END_OF_CALL}|(\d{{1,3}})[.)](?=\s|$)")
#: The heading of the notes behind a text.
HEADING = re.compile(r"הערות(?: שוליים| סיום)?|(?:foot|end)?notes|примечания|الهوامش|یادداشت‌?ها", re.IGNORECASE)
#: Stands for a page where any will do.
ANY = 0


class Notes:
    """The rows of a document's notes, a group for each, and the others.

    ``body``: the rows of the text; ``numbered``: the notes in their order; ``starred``: what a star calls at a foot;
    ``headings``: those that stood above notes behind the text.
    """

    def __init__(self, rows: Sequence[Row], order: Order, size: float) -> None:
        """Take the rows, without page furniture, and the size of the text's type."""
        self._order, self._size = order, size
        self._called = {(row.page, number) for row in rows for number in _calls(order.text(row))}
        self.body: list[Row] = []
        self.headings: list[Row] = []
        feet: list[list[Row]] = []
        for _, page in groupby(rows, lambda row: (row.page, row.block)):
            of_page = list(page)
            start = self._foot(of_page, feet)
            self.body += of_page[:start]
            for row in of_page[start:]:
                if self._opens(row) or not feet:
                    feet.append([])
                feet[-1].append(row)
        self.numbered = [group for group in feet if self.number(group[0])]
        self.starred = [group for group in feet if not self.number(group[0])]
        if not self.numbered:
            self._take_from_behind()
        self._by_call: dict[tuple[int, str], int] = {}
        for number, group in enumerate(self.numbered, start=1):
            called = self.number(group[0])
            self._by_call.setdefault((group[0].page, called), number)
            self._by_call.setdefault((ANY, called), number)

    def number(self, row: Row) -> str:
        """Return the number with which a row begins."""
        match = NUMBER.match(self._order.text(row))
        return (match[1] or match[2]) if match else ""

    def called(self, number: str, page: int) -> int:
        """Return which note a number calls that is printed raised on this page; 0 for none."""
        return next((self._by_call[of, number] for of in (page, page + 1, ANY) if (of, number) in self._by_call), 0)

    def _foot(self, page: Sequence[Row], feet: Sequence[Sequence[Row]]) -> int:
        """Return the place where a page's notes begin: what is small at its end, down from a number or a star.

        Where the last note of the page before is not at its end, all that is small there.
        """
        start = len(page)
        while start and page[start - 1].size <= SMALL * self._size and not (
                page[start - 1].table or page[start - 1].picture):
            start -= 1
        cut = feet and not END.search(self._order.text(feet[-1][-1])) and feet[-1][-1].page >= page[0].page - 1
        while start < len(page) and not cut and not self._opens(page[start]):
            start += 1
        return start

    def _opens(self, row: Row) -> bool:
        """Tell whether a note begins: a number that isn't raised must be called nearby, or nothing be."""
        text = self._order.text(row)
        number = self.number(row)
        near = {called for page, called in self._called if abs(page - row.page) <= 1}
        return text.startswith("*") or bool(number and (text.startswith(CALL) or not near or number in near))

    def _take_from_behind(self) -> None:
        """Take the notes that stand together behind the text: as many as are called, each with its number."""
        wanted = list(dict.fromkeys(number for row in self.body for number in _calls(self._order.text(row))))
        if not wanted or wanted != [str(number) for number in range(1, len(wanted) + 1)]:
            return
        begins = [place for place, row in enumerate(self.body) if self.number(row) == "1"]
        for start in reversed(begins):
            groups = list(self._behind(self.body[start:], wanted))
            calls = {number for row in self.body[:start] for number in _calls(self._order.text(row))}
            if len(groups) == len(wanted) and calls >= {*wanted}:
                end = start + sum(map(len, groups))
                headed = start > 0 and HEADING.fullmatch(self._order.text(self.body[start - 1]).strip(" :")) is not None
                self.headings = self.body[start - 1:start] if headed else []
                self.body = [*self.body[:start - headed], *self.body[end:]]
                self.numbered = groups
                return

    def _behind(self, rows: Sequence[Row], wanted: Sequence[str]) -> Iterator[list[Row]]:
        """Yield the notes that begin here, each up to the next; the last one up to a heading."""
        group: list[Row] = []
        number = 0
        for row in rows:
            if row.size > LARGE * self._size or LIST_HEADING.fullmatch(self._order.text(row)):
                break
            if number < len(wanted) and self.number(row) == wanted[number]:
                if group:
                    yield group
                group, number = [], number + 1
            group.append(row)
        if group:
            yield group


def _calls(text: str) -> list[str]:
    """Return the numbers of a row that are printed raised, that of a note at its beginning left out."""
    return [found.group().strip(CALL + END_OF_CALL) for found in CALLED.finditer(text) if found.start()]
