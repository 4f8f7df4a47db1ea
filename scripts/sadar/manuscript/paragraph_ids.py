"""Lasting ids of paragraphs: by them a translated file finds its way back into the manuscript's tree.

An id is ``sadar_REGION_N`` for the N-th paragraph of a region, and for those of its notes ``sadar_REGION_N_nK_M``: the
M-th paragraph of the K-th note that is called in it. Paragraphs are counted from 1 in the order of the tree; headings,
cells, captions, items, terms, verses, code and formulas are paragraphs too. A ``-`` in a region's name becomes ``_``.
Word takes letters, digits and ``_`` for a bookmark's name, forty at most.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any

from sadar.manuscript import REGION, Manuscript
from sadar.manuscript.tree import Inlines, attributes, div, plain, span, walk

PREFIX = "sadar_"
#: What is no text, and yet what a translator may have to touch.
FORMULA = "Math"


def add(manuscript: Manuscript) -> Manuscript:
    """Put into every paragraph that has text an empty Span with its id, before its inlines.

    Code, and a formula that stands alone, have a Div with the id around them: a Span would change what they are.
    """
    blocks = []
    for node in manuscript.blocks:
        name = attributes(node)[0].removeprefix(f"{REGION}-").replace("-", "_")
        blocks.append(_Region(f"{PREFIX}{name}_").of(node))
    return replace(manuscript, blocks=blocks)


def is_paragraph_id(name: str) -> bool:
    """Tell whether a name is that of a paragraph."""
    return name.startswith(PREFIX)


class _Region:
    """Counts the paragraphs of a region, or of a note."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.numbers = count(1)

    def of(self, value: Any) -> Any:
        """Return blocks, or whatever holds blocks, with ids."""
        if isinstance(value, list):
            return [self.of(item) for item in value]
        if not isinstance(value, dict):
            return value
        kind, content = value.get("t"), value.get("c", [])
        if kind in ("Para", "Plain"):
            if len(content) == 1 and content[0]["t"] == FORMULA:
                return div([value], self._next())
            return {**value, "c": self._paragraph(content)}
        if kind == "Header":
            return {**value, "c": [*content[:2], self._paragraph(content[2])]}
        if kind == "CodeBlock":
            return div([value], self._next())
        if kind == "LineBlock":
            identifier = self._next()
            lines = _with_notes(content, identifier, count(1))
            return {**value, "c": [_headed(lines[0], identifier), *lines[1:]]}
        if kind == "DefinitionList":
            return {**value, "c": [[self._paragraph(term), self.of(meant)] for term, meant in content]}
        return {key: self.of(item) for key, item in value.items()}

    def _next(self) -> str:
        return f"{self.prefix}{next(self.numbers)}"

    def _paragraph(self, inlines: Inlines) -> Inlines:
        identifier = self._next()
        if not _has_text(inlines):
            return inlines
        return _headed(_with_notes(inlines, identifier, count(1)), identifier)


def _has_text(inlines: Inlines) -> bool:
    return bool(plain(inlines).strip()) or any(node["t"] == FORMULA for node in walk(inlines))


def _headed(inlines: Inlines, identifier: str) -> Inlines:
    return [span([], identifier), *inlines]


def _with_notes(value: Any, identifier: str, numbers: Iterator[int]) -> Any:
    """Return inlines in which the paragraphs of notes have ids."""
    if isinstance(value, list):
        return [_with_notes(item, identifier, numbers) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("t") == "Note":
        return {**value, "c": _Region(f"{identifier}_n{next(numbers)}_").of(value["c"])}
    return {key: _with_notes(item, identifier, numbers) for key, item in value.items()}
