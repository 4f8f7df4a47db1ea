"""The pass that adds implicit directional marks for engines without isolates.

Word, LibreOffice and reading systems without a browser know no ``dir`` inside of a paragraph: they resolve its text as
if every isolate were open. Where that would set a line in another order, marks (LRM, RLM, ALM: UAX #9, 2.6) are put
at the ends of isolates, as few as will do; and where marks can't do it, because an isolate holds text of the other
direction, an embedding (2.1). The order in engines that do know isolates stays what it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from fontTools.unicodedata import bidirectional

from sadar.bidi.base import Direction, direction_of_language
from sadar.bidi.levels import OBJECT, embedding_levels
from sadar.bidi.paragraphs import INLINES, children_of, direction_of, with_children
from sadar.manuscript import Manuscript
from sadar.manuscript.tree import Inlines, Node

LRM, RLM, ALM = "\u200e", "\u200f", "\u061c"
LRE, RLE, PDF = "\u202a", "\u202b", "\u202c"
LRI, RLI, PDI = "\u2066", "\u2067", "\u2069"
LINE_SEPARATOR = "\u2028"
#: Where a mark may stand at an isolate: outside and inside of its beginning and end.
BEFORE, FIRST, LAST, AFTER = range(4)
Marks = dict[int, str]


def add(manuscript: Manuscript) -> Manuscript:
    """Add marks to every paragraph, note, heading, cell and caption that needs them."""
    base = direction_of_language(manuscript.metadata.lang)
    return replace(manuscript, blocks=_blocks(manuscript.blocks, base, base))


def _blocks(value: Any, base: Direction, document: Direction) -> Any:
    if isinstance(value, list):
        if value and all(isinstance(item, dict) and item.get("t") in INLINES for item in value):
            return _paragraph(value, base, document)
        return [_blocks(item, base, document) for item in value]
    if isinstance(value, dict) and "t" in value and "c" in value:
        return {**value, "c": _blocks(value["c"], direction_of(value, base), document)}
    return value


def _paragraph(inlines: Inlines, base: Direction, document: Direction) -> Inlines:
    text = _Text(base)
    text.read(inlines, base)
    marks = text.needed()
    return list(_marked(inlines, iter(marks), document))


@dataclass
class _Isolate:
    """An isolate, or a forced line break: there the next line is resolved as if it were a paragraph."""

    direction: Direction
    around: Direction
    marks: Marks = field(default_factory=dict)
    line_break: bool = False

    def candidates(self, *, arabic: bool, embedding: bool) -> Iterator[Marks]:
        """Yield marks that may be put here, the fewest first."""
        outer = [LRM] if self.around == "ltr" else [RLM, ALM] if arabic else [RLM]
        inner = [LRM] if self.direction == "ltr" else [RLM, ALM] if arabic else [RLM]
        places = [(BEFORE, mark) for mark in outer] + [(AFTER, mark) for mark in outer]
        if not self.line_break:
            places += [(LAST, mark) for mark in inner] + [(FIRST, mark) for mark in inner]
        for count in range(5):
            for chosen in combinations(places, count):
                if len({place for place, _ in chosen}) == count:
                    yield dict(chosen)
        if embedding and not self.line_break:
            control = LRE if self.direction == "ltr" else RLE
            for count in range(3):
                for chosen in combinations([place for place in places if place[0] in (BEFORE, AFTER)], count):
                    yield {**dict(chosen), FIRST: control, LAST: PDF}


class _Text:
    """A paragraph's characters between its isolates, and what marks make of their order."""

    def __init__(self, base: Direction) -> None:
        self.base = base
        self.parts: list[str | tuple[_Isolate, bool]] = []
        self.isolates: list[_Isolate] = []

    def read(self, inlines: Inlines, around: Direction) -> None:
        for node in inlines:
            if isolate := _isolate_of(node, around):
                self.isolates.append(isolate)
                self.parts.append((isolate, True))
                if node["t"] in ("Code", "Note"):
                    self.parts.append(node["c"][1] if node["t"] == "Code" else OBJECT)
                elif not isolate.line_break:
                    self.read(children_of(node) or [], isolate.direction)
                self.parts.append((isolate, False))
            elif (children := children_of(node)) is not None:
                self.read(children, around)
            else:
                self.parts.append(_text_of(node))

    def needed(self) -> list[Marks]:
        """Return the marks of each isolate."""
        if self.isolates:
            wanted = self._orders(isolating=True)
            arabic = any(bidirectional(letter) == "AL" for part in self.parts
                         if isinstance(part, str) for letter in part)
            faults = self._faults(wanted)
            for embedding in (False, True):
                for isolate in self.isolates if faults else []:
                    faults = self._improve(isolate, wanted, faults, arabic=arabic, embedding=embedding)
        return [isolate.marks for isolate in self.isolates]

    def _improve(self, isolate: _Isolate, wanted: Sequence[int], faults: int, *, arabic: bool, embedding: bool) -> int:
        best = isolate.marks
        for candidate in isolate.candidates(arabic=arabic, embedding=embedding):
            isolate.marks = candidate
            if (left := self._faults(wanted)) < faults:
                best, faults = candidate, left
            if not faults:
                break
        isolate.marks = best
        return faults

    def _faults(self, wanted: Sequence[int]) -> int:
        """Count the characters that would stand elsewhere, with isolates or without."""
        return sum(one != other for isolating in (False, True)
                   for one, other in zip(wanted, self._orders(isolating=isolating), strict=True))

    def _orders(self, *, isolating: bool) -> list[int]:
        """Return each character's level in its line's simplest order, marks and controls left out."""
        lines: list[list[str]] = [[]]
        for part in self.parts:
            if isinstance(part, str):
                lines[-1] += part
                continue
            isolate, begins = part
            outside, inside = ((BEFORE, FIRST) if begins else (AFTER, LAST))
            marks = [isolate.marks.get(place, "") for place in (outside, inside)]
            control = (LRI if isolate.direction == "ltr" else RLI) if begins else PDI
            if isolate.line_break:
                lines[-1].append("\0" + marks[0])
                if begins:
                    lines.append([])
            else:
                shown = [marks[0], control if isolating else "", marks[1]]
                lines[-1].append("\0" + "".join(shown if begins else reversed(shown)))
        if isolating:
            levels = [embedding_levels(_joined(line), self.base) for line in lines]
        else:
            whole = embedding_levels(LINE_SEPARATOR.join(map(_joined, lines)), self.base)
            levels, start = [], 0
            for line in lines:
                levels.append(whole[start:start + len(_joined(line))])
                start += len(levels[-1]) + 1
        found: list[int] = []
        for line, own in zip(lines, levels, strict=True):
            found += _simplest(_of_characters(line, own), {"ltr": 0, "rtl": 1}[self.base])
        return found


def _joined(pieces: Sequence[str]) -> str:
    return "".join(piece.removeprefix("\0") for piece in pieces)


def _of_characters(pieces: Sequence[str], levels: Sequence[int]) -> list[int]:
    found, at = [], 0
    for piece in pieces:
        if piece.startswith("\0"):
            at += len(piece) - 1
        else:
            found.append(levels[at])
            at += 1
    return found


def _simplest(levels: Sequence[int], around: int) -> list[int]:
    """Return the lowest levels that set every line of these characters in the same order.

    Two characters of a line stand in the order of the text if and only if the lowest level from one to the other is
    even (UAX #9, L2): only the parity of lowest levels counts.
    """
    found = list(levels)
    waiting = [(0, len(found), around)]
    while waiting:
        start, end, around = waiting.pop()
        lowest = min(found[start:end], default=around)
        level = around + (lowest - around) % 2
        begin = start
        for place in range(start, end):
            if found[place] == lowest:
                if begin < place:
                    waiting.append((begin, place, level))
                found[place], begin = level, place + 1
        if begin < end and begin > start:
            waiting.append((begin, end, level))
    return found


def _isolate_of(node: Node, around: Direction) -> _Isolate | None:
    kind = node["t"]
    if kind == "LineBreak":
        return _Isolate(around, around, line_break=True)
    if kind in ("Code", "Note"):
        return _Isolate("ltr", around)
    own = direction_of(node, None)
    return None if own is None else _Isolate(own, around)


def _text_of(node: Node) -> str:
    """Return the characters of an inline without children."""
    if node["t"] == "Str":
        return str(node["c"])
    return " " if node["t"] in ("Space", "SoftBreak") else OBJECT


def _marked(inlines: Inlines, marks: Iterator[Marks], document: Direction) -> Iterator[Node]:
    for node in inlines:
        children = children_of(node)
        if _isolate_of(node, document) is None:
            yield node if children is None else with_children(node, list(_marked(children, marks, document)))
            continue
        own = next(marks)
        if node["t"] == "Note":
            node = {**node, "c": _blocks(node["c"], document, document)}
        before, first, last, after = (_as_text(own, place) for place in (BEFORE, FIRST, LAST, AFTER))
        if children is None:
            yield from [*before, *first, node, *last, *after]
        else:
            inner = list(_marked(children, marks, document))
            yield from [*before, with_children(node, [*first, *inner, *last]), *after]


def _as_text(marks: Marks, place: int) -> Inlines:
    return [{"t": "Str", "c": marks[place]}] if marks.get(place) else []
