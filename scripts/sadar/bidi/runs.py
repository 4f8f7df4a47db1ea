"""The pass that wraps runs of a higher embedding level, for engines that resolve every text box on its own.

WeasyPrint lays out each box as a paragraph of its own and forgets the context at every tag and line break. Here a
paragraph is resolved whole, across its inline elements (UAX #9), and every run above its base level becomes an
element with a direction. An element that crosses the end of a run is split there; its id stays on the first part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sadar.bidi.base import Direction, direction_of_language
from sadar.bidi.levels import LEVEL, OBJECT, embedding_levels
from sadar.bidi.paragraphs import WRAPPERS_WITH_HEAD, children_of, direction_of, with_children, with_paragraphs
from sadar.manuscript import Manuscript
from sadar.manuscript.tree import Inlines, Node, attributes, span, with_attributes


@dataclass(frozen=True)
class _Leaf:
    """A piece of a paragraph that no run divides: its element, the elements around it, its level."""

    node: Node
    around: tuple[Node, ...]
    level: int = 0


def wrap(manuscript: Manuscript) -> Manuscript:
    """Wrap every run of a higher level in every paragraph, note, heading, cell and caption."""
    base = direction_of_language(manuscript.metadata.lang)
    return replace(manuscript, blocks=with_paragraphs(manuscript.blocks, base, _Runs(base).paragraph))


class _Runs:
    def __init__(self, document: Direction) -> None:
        self.document = document
        self.identifiers: set[str] = set()

    def paragraph(self, inlines: Inlines, base: Direction) -> Inlines:
        leaves = list(self._leaves(inlines, ()))
        resolved: list[_Leaf] = []
        for part in _lines(leaves):
            resolved += self._levels(part, base)
        return self._build(resolved, 0, LEVEL[base])

    def _leaves(self, inlines: Inlines, around: tuple[Node, ...]) -> Iterator[_Leaf]:
        for node in inlines:
            kind = node["t"]
            if "dir" in attributes(node)[2] and kind in WRAPPERS_WITH_HEAD:
                inner = self.paragraph(node["c"][1], direction_of(node, self.document))
                yield _Leaf(with_children(node, inner), around)
            elif (children := children_of(node)) is not None:
                yield from self._inside(node, children, around)
            elif kind == "Note":
                yield _Leaf({**node, "c": with_paragraphs(node["c"], self.document, self.paragraph)}, around)
            else:
                yield _Leaf(node, around)

    def _inside(self, node: Node, children: Inlines, around: tuple[Node, ...]) -> Iterator[_Leaf]:
        if children:
            yield from self._leaves(children, (*around, node))
        else:
            yield _Leaf(node, around)

    def _levels(self, leaves: Sequence[_Leaf], base: Direction) -> Iterator[_Leaf]:
        """Give every leaf its level; a Str that a level boundary cuts becomes several leaves."""
        levels = embedding_levels("".join(_text(leaf.node) for leaf in leaves), base)
        start = 0
        for leaf in leaves:
            text = _text(leaf.node)
            own = levels[start:start + len(text)]
            start += len(text)
            for piece, level in _pieces(text, own):
                node = {"t": "Str", "c": piece} if leaf.node["t"] == "Str" else leaf.node
                yield replace(leaf, node=node, level=level)

    def _build(self, leaves: Sequence[_Leaf], depth: int, level: int) -> Inlines:
        """Nest leaves again in their elements, ``depth`` elements deep, and in runs above ``level``."""
        built: Inlines = []
        start = 0
        while start < len(leaves):
            run = _run_end(leaves, start, level)
            around = leaves[start].around
            if len(around) <= depth:
                if run > start:
                    built.append(self._run(leaves[start:run], depth, level))
                    start = run
                else:
                    built.append(leaves[start].node)
                    start += 1
                continue
            element = around[depth]
            end = _element_end(leaves, start, depth, element)
            if run >= end:
                built.append(self._run(leaves[start:run], depth, level))
                start = run
                continue
            if leaves[end - 1].level > level and end < len(leaves) and leaves[end].level > level:
                while leaves[end - 1].level > level:  # the last run crosses the element's end: split before it
                    end -= 1
            built.append(self._element(element, self._build(leaves[start:end], depth + 1, level)))
            start = end
        return built

    def _run(self, leaves: Sequence[_Leaf], depth: int, level: int) -> Node:
        direction: Direction = "rtl" if level % 2 == 0 else "ltr"
        inlines = self._build(leaves, depth, level + 1)
        if len(inlines) == 1 and inlines[0]["t"] == "Span" and direction_of(inlines[0], None) is None:
            identifier, classes, pairs = attributes(inlines[0])  # one box less to lay out
            return with_attributes(inlines[0], identifier, classes, {**pairs, "dir": direction})
        return span(inlines, dir=direction)

    def _element(self, element: Node, inlines: Inlines) -> Node:
        identifier, classes, pairs = attributes(element)
        if identifier and identifier in self.identifiers:
            element = with_attributes(element, "", classes, pairs)
        self.identifiers.add(identifier)
        return with_children(element, inlines)


def _text(node: Node) -> str:
    if node["t"] == "Str":
        return str(node["c"])
    return " " if node["t"] in ("Space", "SoftBreak", "LineBreak") else OBJECT


def _lines(leaves: Sequence[_Leaf]) -> Iterator[Sequence[_Leaf]]:
    """Divide a paragraph at its forced line breaks: each part is a paragraph to the algorithm (CSS Writing Modes 4)."""
    start = 0
    for position, leaf in enumerate(leaves, start=1):
        if leaf.node["t"] == "LineBreak":
            yield leaves[start:position]
            start = position
    yield leaves[start:]


def _pieces(text: str, levels: Sequence[int]) -> Iterator[tuple[str, int]]:
    start = 0
    for position in range(1, len(text) + 1):
        if position == len(text) or levels[position] != levels[start]:
            yield text[start:position], levels[start]
            start = position


def _run_end(leaves: Sequence[_Leaf], start: int, level: int) -> int:
    end = start
    while end < len(leaves) and leaves[end].level > level:
        end += 1
    return end


def _element_end(leaves: Sequence[_Leaf], start: int, depth: int, element: Node) -> int:
    end = start
    while end < len(leaves) and len(leaves[end].around) > depth and leaves[end].around[depth] is element:
        end += 1
    return end
