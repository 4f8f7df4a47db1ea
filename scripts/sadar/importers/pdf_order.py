"""The text of a PDF's rows in the order in which it is read."""

from __future__ import annotations

from collections.abc import Sequence

from sadar.bidi.base import Direction, direction_of_language
from sadar.bidi.inverse import logical_places
from sadar.bidi.plausible import faults, likeliest_base
from sadar.bidi.turned_ranges import rising
from sadar.bidi.visual import MIRRORED
from sadar.importers.matter import language
from sadar.importers.pdf_rows import CALL, Row

OBJECT = "\ufffc"


class Order:
    """What is usual in a document: its direction, and whether brackets are given as they look."""

    def __init__(self, rows: Sequence[Row]) -> None:
        """Take all rows of a document."""
        self.document: Direction = direction_of_language(language("".join(map(looks, rows))))
        self._mirrored = False
        self._texts: dict[tuple[int, int], str] = {}
        stored, drawn = ([self._ordered(row, self.base([row]), mirrored) for row in rows] for mirrored in (False, True))
        self._mirrored = sum(map(faults, drawn)) < sum(map(faults, stored))

    def text(self, row: Row) -> str:
        """Return a row's text in the order in which it is read, by itself."""
        place = (row.page, row.number)
        if place not in self._texts:
            self._texts[place] = self.within(row, self.base([row]))
        return self._texts[place]

    def within(self, row: Row, base: Direction) -> str:
        """Return a row's text in the order in which it is read in a paragraph of this direction."""
        return rising(self._ordered(row, base, self._mirrored), base)

    def base(self, rows: Sequence[Row]) -> Direction:
        """Return the likeliest direction of the paragraph of which these are rows."""
        return likeliest_base([looks(row) for row in rows], self.document, mirrored=self._mirrored)

    def _ordered(self, row: Row, base: Direction, mirrored: bool) -> str:
        return "".join(MIRRORED.get(row.clusters[place], row.clusters[place]) if mirrored and backwards
                       else row.clusters[place] for place, backwards in
                       logical_places(looks(row), base, mirrored=mirrored))


def looks(row: Row) -> str:
    """Return a row from left to right, without points; each call of a note as one character."""
    return "".join(OBJECT if cluster.startswith(CALL) else cluster[0] for cluster in row.clusters)
