"""Brackets that another program's file holds as they look, as before UAX #9: turned, by the file's own evidence."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from sadar.bidi.brackets import turned_kinds, with_brackets_turned
from sadar.importers.blocks import inlines_of, place
from sadar.importers.ledger import Ledger
from sadar.importers.letters import excerpts
from sadar.manuscript.tree import Blocks, Node, walk

#: What is no part of its paragraph's line, or must stay letter by letter.
APART = ("Note", "Code", "Math", "RawInline", "Image")


def put_right(blocks: Blocks, ledger: Ledger) -> Blocks:
    """Return blocks with the brackets turned that the spaces around them say are the wrong way round, if most are."""
    kinds = turned_kinds(text for _, _, text in _lines(blocks))
    if not kinds:
        return blocks
    result: Blocks = copy.deepcopy(blocks)
    for node, letters, text in _lines(result):
        turned = with_brackets_turned(text, kinds)
        ledger.changed("brackets", place(node), *excerpts(text, turned))
        start = 0
        for letter in letters:
            end = start + len(_text(letter))
            if letter["t"] == "Str":
                letter["c"] = turned[start:end]
            start = end
    return result


def _lines(blocks: Blocks) -> Iterator[tuple[Node, list[Node], str]]:
    """Yield each paragraph with its texts and spaces, and what they say."""
    for node in walk(blocks):
        if (inlines := inlines_of(node)) is not None and (letters := list(_letters(inlines))):
            yield node, letters, "".join(_text(letter) for letter in letters)


def _text(letter: Node) -> str:
    return letter["c"] if letter["t"] == "Str" else " "


def _letters(value: Any) -> Iterator[Node]:
    """Yield the texts and spaces of a paragraph's inlines."""
    if isinstance(value, list):
        for inner in value:
            yield from _letters(inner)
    elif isinstance(value, dict) and value.get("t") in ("Str", "Space", "SoftBreak", "LineBreak"):
        yield value
    elif isinstance(value, dict) and value.get("t") not in APART:
        yield from _letters(value.get("c"))
