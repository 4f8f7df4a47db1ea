"""The order in which a line's characters are drawn, for what draws letters itself or asks how a line looks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from fontTools.unicodedata import category

from sadar.bidi.base import Direction
from sadar.bidi.levels import embedding_levels

Part = TypeVar("Part")
#: Brackets and quotation marks that are turned around in right-to-left runs (UAX #9, L4).
MIRRORED = {mark: other for one, two in (*zip("([{<", ")]}>", strict=True), *zip("«‹⟨", "»›⟩", strict=True))
            for mark, other in ((one, two), (two, one))}

#: Of a paragraph, so many characters are ordered to see whether its base matters: the rest goes the same way.
LONGEST = 5_000
#: The number of a heading or of an item, which stands on the side where lines begin whatever follows it.
NUMBER = re.compile(r"\W*(?:[^\W\d_]\.)?\d[\d.]*[^\w\s]*\s+[^\w\s]*")


def runs(levels: Sequence[int]) -> list[tuple[int, int, Direction]]:
    """Return the runs of one line from left to right, each with its start, its end and its direction (UAX #9, L2).

    Args:
        levels: the resolved level of every character of the line.

    """
    found: list[tuple[int, int, int]] = []
    for place, level in enumerate(levels):
        if found and found[-1][2] == level:
            found[-1] = found[-1][0], place + 1, level
        else:
            found.append((place, place + 1, level))
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(found):
            end = start
            while end < len(found) and found[end][2] >= level:
                end += 1
            found[start:end] = found[start:end][::-1]
            start = end + 1
    return [(start, end, "rtl" if level % 2 else "ltr") for start, end, level in found]


def from_left(parts: Sequence[Part], direction: Direction) -> list[Part]:
    """Return the parts of one run in the order in which they stand from left to right."""
    return list(reversed(parts)) if direction == "rtl" else list(parts)


def visual_order(text: str, base: Direction) -> str:
    """Return a paragraph as it looks from left to right, were it on one line, without invisible characters."""
    return "".join("".join(from_left([_drawn(letter, direction) for letter in text[start:end]], direction))
                   for start, end, direction in runs(embedding_levels(text, base)))


def depends_on_base(text: str) -> bool:
    """Tell whether a paragraph looks otherwise in the other base direction, beside the side where it begins."""
    number = NUMBER.match(text)
    text = text[number.end() if number else 0:][:LONGEST]
    return visual_order(text, "ltr") != visual_order(text, "rtl")


def _drawn(letter: str, direction: Direction) -> str:
    if category(letter) == "Cf":
        return ""
    return MIRRORED.get(letter, letter) if direction == "rtl" else letter
