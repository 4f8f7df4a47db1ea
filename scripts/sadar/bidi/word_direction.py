"""What ``w:rtl`` on a run means (ISO 29500-1, 17.3.2.30 and Annex I.7): which runs want it, and how Word orders lines.

Word overrides: in a run with ``w:rtl`` neutral characters run from right to left whatever is around them, in one
without it from left to right. Where runs are marked as Annex I.7 asks, that comes to what UAX #9 says.
"""

from __future__ import annotations

from collections.abc import Sequence

from fontTools import unicodedata as ucd

from sadar.bidi.base import Direction
from sadar.bidi.levels import embedding_levels
from sadar.bidi.visual import MIRRORED, from_left, runs

#: The mark, as messages name it.
RUN_MARK = "w:rtl"
#: Letters that stand for what is overridden, when levels are reckoned; behind Arabic letters numbers are Arabic (W2).
OVERRIDDEN = {"L": "a", "R": "א", "AL": "ا"}
#: Bidirectional classes that an override reaches: weak and neutral ones.
NEUTRAL = frozenset(("ES", "ET", "CS", "ON", "WS", "S", "B"))
NUMBERS = frozenset(("EN", "AN"))
#: A character by its place, and whether its mirror image is drawn.
Drawn = tuple[int, bool]


def right_to_left(text: str, base: Direction) -> list[bool]:
    """Tell for each character of a paragraph whether its run is right-to-left in Word's sense."""
    levels = embedding_levels(text, base)
    flags = [level % 2 == 1 for level in levels]
    if base == "ltr":
        return flags
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or (levels[end] > 1) != (levels[start] > 1):
            kinds = {ucd.bidirectional(letter) for letter in text[start:end]}
            # Numbers in right-to-left text. What is neutral stands so deep only in an embedding from left to right,
            # which Word would not keep in a run that is marked: 54–123 would become 123–54.
            if levels[start] > 1 and kinds.isdisjoint(("L", "ON", "WS")):
                flags[start:end] = [True] * (end - start)
            start = end
    return flags


def order(text: str, base: Direction) -> list[Drawn]:
    """Return the visible characters of a paragraph from left to right, were it on one line, by UAX #9."""
    return _drawn(text, embedding_levels(text, base))


def order_in_word(text: str, flags: Sequence[bool], base: Direction) -> list[Drawn]:
    """Return the same as Word orders it.

    Args:
        text: the paragraph.
        flags: for each character, whether its run has ``w:rtl``.
        base: its base direction.

    """
    kinds = [ucd.bidirectional(letter) for letter in text]

    def overridden(place: int) -> bool:
        if not flags[place]:
            return kinds[place] in NEUTRAL or kinds[place] in NUMBERS
        if kinds[place] not in ("ES", "ET", "CS"):
            return kinds[place] in NEUTRAL
        beside = [at for at in (place - 1, place + 1) if 0 <= at < len(text)]
        return not any(flags[at] and kinds[at] in NUMBERS for at in beside)  # a separator in a number belongs to it

    said, script = [], "R"
    for place, letter in enumerate(text):
        script = kinds[place] if kinds[place] in ("R", "AL") else script
        said.append(OVERRIDDEN[script if flags[place] else "L"] if overridden(place) else letter)
    return _drawn(text, embedding_levels("".join(said), base))


def has_letters(text: str, direction: Direction) -> bool:
    """Tell whether a text has letters that run in a direction by themselves."""
    kinds = ("L",) if direction == "ltr" else ("R", "AL")
    return any(letter.isalpha() and ucd.bidirectional(letter) in kinds for letter in set(text))


def _drawn(text: str, levels: Sequence[int]) -> list[Drawn]:
    return [(place, direction == "rtl" and text[place] in MIRRORED)
            for start, end, direction in runs(levels) for place in from_left(range(start, end), direction)
            if not text[place].isspace() and ucd.category(text[place]) != "Cf"]
