"""The pass that says in characters what isolates say in markup, for engines that know none.

Word, LibreOffice and reading systems without a browser resolve a paragraph as if every isolate in it were open. Where
that would set a line in another order, directional marks (LRM, RLM, ALM: UAX #9, 2.6) are put at the ends of isolates,
as few as will do. Where marks can't do it, because an isolate holds or stands in text of the other direction, the
paragraph's runs are spelled out as embeddings (2.1).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, count
from typing import Any

from fontTools.unicodedata import bidirectional

from sadar.bidi.base import Direction, direction_of_language
from sadar.bidi.levels import LEVEL, LRI, OBJECT, PDI, RLI, embedding_levels
from sadar.bidi.paragraphs import children_of, direction_of, with_children, with_paragraphs
from sadar.manuscript import Manuscript
from sadar.manuscript.tree import Inlines, Node

LRM, RLM, ALM = "\u200e", "\u200f", "\u061c"
LRE, RLE, PDF = "\u202a", "\u202b", "\u202c"
#: What a note call is to the algorithm: text in an EPUB, a control character to LibreOffice.
CALL_AS_TEXT, CALL_AS_CONTROL = "1", "\x01"
LINE_SEPARATOR = "\u2028"
#: What a paragraph gains at its points, by number: before every character, and outside and inside of isolates' ends.
Marks = dict[int, str]


def add(manuscript: Manuscript, *, isolates: bool) -> Manuscript:
    """Add marks to every paragraph, note, heading, cell and caption that needs them.

    Args:
        manuscript: the tree with its structure's marks.
        isolates: whether some reader of the format knows isolates. There the order must stay what it is, and what
            marks can't do is left to such readers.

    """
    base = direction_of_language(manuscript.metadata.lang)
    return replace(manuscript, blocks=with_paragraphs(
        manuscript.blocks, base, _Pass(base, isolates=isolates).paragraph))


class _Pass:
    def __init__(self, document: Direction, *, isolates: bool) -> None:
        self.document = document
        self.isolates = isolates

    def paragraph(self, inlines: Inlines, base: Direction) -> Inlines:
        paragraph = _Paragraph(base, CALL_AS_TEXT if self.isolates else CALL_AS_CONTROL)
        paragraph.read(inlines, base)
        return self.marked(inlines, paragraph.marks(isolates=self.isolates), count())

    def marked(self, inlines: Inlines, marks: Marks, points: Iterator[int]) -> Inlines:
        """Rebuild inlines with marks, passing the points in the order in which ``_Paragraph.read`` numbered them."""
        found: Inlines = []

        def mark() -> Inlines:
            text = marks.get(next(points))
            return [{"t": "Str", "c": text}] if text else []

        for node in inlines:
            children, kind = children_of(node), node["t"]
            isolated = direction_of(node, None) is not None
            if kind == "Str":
                found.append({**node, "c": "".join(marks.get(next(points), "") + letter for letter in node["c"])})
            elif children is not None and isolated:
                before, first = mark(), mark()
                inner = self.marked(children, marks, points)
                found += [*before, with_children(node, [*first, *inner, *mark()]), *mark()]
            elif children is not None:
                found.append(with_children(node, self.marked(children, marks, points)))
            else:
                own = node
                if kind == "Note":
                    own = {**node, "c": with_paragraphs(node["c"], self.document, self.paragraph)}
                found += [*mark(), *mark(), own, *mark(), *mark()] if _stands_alone(node) else [*mark(), own]
        return found


def _stands_alone(node: Node) -> bool:
    """Tell whether an element without inlines is an isolate; a forced break is one to the lines at its sides."""
    return node["t"] in ("Code", "Note", "LineBreak")


@dataclass(frozen=True)
class _Isolate:
    """An isolate's directions inside and around, and the number of its first point and of its last two."""

    direction: Direction
    around: Direction
    begin: int
    end: int

    def candidates(self, *, arabic: bool, embedding: bool) -> Iterator[Marks]:
        """Yield the marks that may stand here, the fewest first, then an embedding with marks around it."""
        outer, inner = ([LRM] if direction == "ltr" else [RLM, ALM] if arabic else [RLM]
                        for direction in (self.around, self.direction))
        points = [(self.begin, outer), (self.begin + 1, inner), (self.end, inner), (self.end + 1, outer)]
        places = [(point, mark) for point, marks in points for mark in marks]
        for number in range(len(points) + 1):
            for chosen in combinations(places, number):
                if len(dict(chosen)) == number:
                    yield dict(chosen)
        if embedding:
            begun = {self.begin + 1: LRE if self.direction == "ltr" else RLE, self.end: PDF}
            yield from (begun | outside for outside in ({}, {self.end + 1: outer[0]}, {self.begin: outer[0]},
                                                        {self.begin: outer[0], self.end + 1: outer[0]}))


class _Paragraph:
    """A paragraph as a sequence of parts: “point”, “character”, “control” (an isolate's ends) and “break” (forced)."""

    def __init__(self, base: Direction, call: str) -> None:
        self.base = base
        self.call = call
        self.parts: list[tuple[str, Any]] = []
        self.points = count()
        self.isolates: list[_Isolate] = []

    def read(self, inlines: Inlines, around: Direction) -> None:
        for node in inlines:
            children, own = children_of(node), direction_of(node, None)
            if node["t"] == "Str":
                self._characters(node["c"])
            elif children is not None and own:
                self._isolate(children, own, around)
            elif children is not None:
                self.read(children, around)
            elif _stands_alone(node):
                self._isolate(node, "ltr" if node["t"] == "Code" or self.call == CALL_AS_TEXT else around, around)
            else:
                self._characters(" " if node["t"] in ("Space", "SoftBreak") else OBJECT)

    def _isolate(self, content: Inlines | Node, direction: Direction, around: Direction) -> None:
        initiator = ("control", LRI if direction == "ltr" else RLI)
        begin = self._point()
        if isinstance(content, list):
            self.parts.append(initiator)
            self._point()
            self.read(content, direction)
            end = self._point()
            self.parts.append(("control", PDI))
        else:  # marks can't be put inside
            self._point()
            if content["t"] == "LineBreak":
                self.parts.append(("break", LINE_SEPARATOR))
            else:
                text = content["c"][1] if content["t"] == "Code" else self.call
                self.parts += [initiator, *(("character", letter) for letter in text), ("control", PDI)]
            end = self._point()
        self._point()
        self.isolates.append(_Isolate(direction, around, begin, end))

    def _characters(self, text: str) -> None:
        for letter in text:
            self._point()
            self.parts.append(("character", letter))

    def _point(self) -> int:
        self.parts.append(("point", number := next(self.points)))
        return number

    def marks(self, *, isolates: bool) -> Marks:
        """Return the fewest marks found that set every line in its order."""
        marks: Marks = {}
        if not self.isolates:
            return marks
        wanted = self._orders(marks, isolating=True, by_line=True)
        arabic = any(kind == "character" and bidirectional(letter) == "AL" for kind, letter in self.parts)
        faults = self._faults(wanted, marks, isolates=isolates)
        for isolate in self.isolates:
            before = marks
            for candidate in isolate.candidates(arabic=arabic, embedding=not isolates) if any(faults) else ():
                tried = {**before, **candidate}
                if (left := self._faults(wanted, tried, isolates=isolates)) < faults:
                    marks, faults = tried, left
        if any(faults) and not isolates:
            spelled_out = self._spelled_out(wanted)
            if self._faults(wanted, spelled_out, isolates=False) < faults:
                return spelled_out
        return marks

    def _faults(self, wanted: Sequence[int], marks: Marks, *, isolates: bool) -> tuple[int, ...]:
        """Count the characters that would stand elsewhere, for each kind of engine, the most important first.

        LibreOffice begins a new paragraph at a forced break, others go on.
        """
        engines = [(True, True), (False, True)] if isolates else [(False, True), (False, False)]
        orders = (self._orders(marks, isolating=isolating, by_line=by_line) for isolating, by_line in engines)
        return tuple(sum(one != other for one, other in zip(wanted, order, strict=True)) for order in orders)

    def _orders(self, marks: Marks, *, isolating: bool, by_line: bool) -> list[int]:
        """Return each character's level in the simplest levels that order its line so; breaks have their line's."""
        text, places = "", []
        for kind, value in self.parts:
            if kind == "point":
                text += marks.get(value, "")
            elif kind != "control":
                places.append(len(text))
                text += value
            elif isolating:
                text += value
        lines = text.split(LINE_SEPARATOR)
        if by_line:
            levels = [level for line in lines for level in [*embedding_levels(line, self.base), LEVEL[self.base]]]
        else:
            levels = embedding_levels(text, self.base)
        found: list[int] = []
        own = [levels[place] for place in places]
        for line in "".join(text[place] for place in places).split(LINE_SEPARATOR):
            found += [*_simplest(own[len(found):len(found) + len(line)], LEVEL[self.base]), LEVEL[self.base]]
        return found[:-1]

    def _spelled_out(self, levels: Sequence[int]) -> Marks:
        """Return an embedding for every run above the base, with marks that part it from what is beside it."""
        marks: Marks = {}
        level, waiting = LEVEL[self.base], iter(levels)
        point = 0
        for kind, value in self.parts:
            if kind == "point":
                point = value
            elif kind != "control":
                if (new := next(waiting)) != level:
                    marks[point] = _change(level, new)
                level = new
        marks[point] = marks.get(point, "") + _change(level, LEVEL[self.base])
        return marks


def _change(level: int, new: int) -> str:
    """Return the characters between two neighbours of different levels: the mark belongs to the lower one."""
    mark = LRM if min(level, new) % 2 == 0 else RLM
    if new == level:
        return ""
    opened = "".join(LRE if deeper % 2 == 0 else RLE for deeper in range(level + 1, new + 1))
    return mark + opened if opened else PDF * (level - new) + mark


def _simplest(levels: Sequence[int], around: int) -> list[int]:
    """Return the lowest levels that set every line of these characters in the same order.

    Two characters of a line stand in the order of the text if and only if the lowest level from one to the other is
    even (UAX #9, L2): only the parity of lowest levels counts.
    """
    found = list(levels)
    waiting = [(0, len(found), around)]
    while waiting:
        start, end, around = waiting.pop()
        if start == end:
            continue
        lowest = min(found[start:end])
        level = around + (lowest - around) % 2
        begin = start
        for place in range(start, end):
            if found[place] == lowest:
                waiting.append((begin, place, level))
                found[place], begin = level, place + 1
        waiting.append((begin, end, level))
    return found
