"""The text of a PDF's rows in the order in which it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sadar.bidi.base import Direction, letters_by_direction, reads_leftwards
from sadar.bidi.inverse import logical_places
from sadar.bidi.plausible import faults, likeliest_base
from sadar.bidi.turned_ranges import AT_HEAD, ends_rightwards, falls, rising, with_arabic_head
from sadar.bidi.visual import MIRRORED
from sadar.importers.pdf_rows import CALL, Row, direction_of

OBJECT, BRACKETS = "\ufffc", ("(", ")", "[", "]")


class Order:
    """What is usual in a document: its direction, and whether brackets are given as they look."""

    def __init__(self, rows: Sequence[Row]) -> None:
        """Take all rows of a document."""
        self.document: Direction = direction_of(map(looks, rows))
        self._mirrored = False
        self._texts: dict[tuple[int, int], str] = {}
        stored, drawn = ([self._ordered(looks(row), row, self.base([row]), mirrored) for row in rows]
                         for mirrored in (False, True))
        self._mirrored = sum(map(faults, drawn)) < sum(map(faults, stored))

    def text(self, row: Row) -> str:
        """Return a row's text in the order in which it is read, by itself."""
        place = (row.page, row.number)
        if place not in self._texts:
            self._texts[place] = self.within(row, self.base([row]))
        return self._texts[place]

    def within(self, row: Row, base: Direction, before: str = "") -> str:
        """Return a row's text in the order in which it is read in a paragraph, the row before it given so."""
        alone = rising(self._ordered(with_arabic_head(looks(row), before), row, base, self._mirrored), base)
        if not reads_leftwards(base) or not ends_rightwards(before):
            return alone
        with_letters = AT_HEAD.sub(lambda head: "a" * len(head.group()), looks(row))
        found = self._ordered(with_letters, row, base, self._mirrored)
        return alone if falls(found) else found

    def base(self, rows: Sequence[Row]) -> Direction:
        """Return the likeliest direction of the paragraph of which these are rows."""
        return likeliest_base([looks(row) for row in rows], self.document, mirrored=self._mirrored)

    def _ordered(self, shapes: str, row: Row, base: Direction, mirrored: bool) -> str:
        return "".join(MIRRORED.get(row.clusters[place], row.clusters[place]) if mirrored and backwards
                       else row.clusters[place] for place, backwards in
                       logical_places(shapes, base, mirrored=mirrored))


def with_foreign_brackets(rows: Sequence[Row]) -> list[Row]:
    """Return rows; those in a foreign script alone with their brackets turned, if most of them read better so.

    A face has one glyph for a bracket that opens and one that closes and is mirrored; a file that names it once names
    it wrongly in rows of the one direction or the other.
    """
    document = direction_of(map(looks, rows))
    edges = (Counter(round(row.left) for row in rows).most_common(1)[0][0],
             Counter(round(row.right) for row in rows).most_common(1)[0][0])
    foreign = {row.where: row for row in rows if (counted := letters_by_direction(looks(row)))
               and not counted[document] and not _ends_paragraph(row, edges, document)}
    turned = {where: _turned(row) for where, row in foreign.items()}
    gain = sum(faults(looks(row)) - faults(looks(turned[where])) for where, row in foreign.items())
    return [turned.get(row.where, row) for row in rows] if gain > 0 else list(rows)


def _ends_paragraph(row: Row, edges: tuple[float, float], document: Direction) -> bool:
    """Tell whether a short row stands where rows of the document's direction begin: it may end a paragraph of it."""
    free = (row.left - edges[0], edges[1] - row.right)
    begins, ends = (free[1], free[0]) if reads_leftwards(document) else free
    return begins < row.size < ends


def _turned(row: Row) -> Row:
    return replace(row, clusters=[MIRRORED.get(cluster, cluster) if cluster in BRACKETS else cluster
                                  for cluster in row.clusters])


def looks(row: Row) -> str:
    """Return a row from left to right, without points; each call of a note as one character."""
    return "".join(OBJECT if cluster.startswith(CALL) else cluster[0] for cluster in row.clusters)
