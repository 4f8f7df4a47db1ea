"""Points and vowels of a PDF's page brought to their letters by the order of painting.

A mark that takes no room says little by its place: it may stand beside its letter, over the next one. But it is stored
behind its letter, and so painted before it in a run that is painted from left to right, and behind it in another.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from sadar.importers.pdf_rows import Glyph

#: The room, in ems, that a mark may take to be one without; and how far it may stand from its letter.
NO_ROOM, NEAR = 0.01, 0.6


def marked(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Return glyphs, in the order of painting, each with the marks that belong to it; other marks stay as they are."""
    found: list[Glyph] = []
    waiting: list[Glyph] = []
    for glyph in glyphs:
        if _is_mark(glyph):
            waiting.append(glyph)
            continue
        left, behind = _shared(found[-1] if found else None, waiting, glyph)
        if found and behind:
            found[-1] = _with(found[-1], behind)
        rest = [mark for mark in waiting if mark not in left and mark not in behind]
        found += [*rest, _with(glyph, left)]
        waiting = []
    return [*found, *waiting]


def _is_mark(glyph: Glyph) -> bool:
    return glyph.right - glyph.left <= NO_ROOM * glyph.size and all(map(unicodedata.combining, glyph.letter))


def _shared(before: Glyph | None, marks: Sequence[Glyph], after: Glyph) -> tuple[list[Glyph], list[Glyph]]:
    """Return which marks between two glyphs belong to the one behind them, and which to the one before them."""
    to_right = before is None or after.left > before.left or not _same_line(before, after)
    left = [mark for mark in marks if _is_near(mark, after) and (to_right or not _is_near(mark, before))]
    return left, [mark for mark in marks if mark not in left and _is_near(mark, before)]


def _same_line(one: Glyph, other: Glyph) -> bool:
    return abs(one.base - other.base) < min(one.size, other.size) / 2


def _is_near(mark: Glyph, letter: Glyph | None) -> bool:
    if letter is None or letter.letter.isspace():
        return False
    far = NEAR * letter.size
    return letter.left - far <= mark.left <= letter.right + far and abs(mark.base - letter.base) <= letter.size


def _with(glyph: Glyph, marks: Sequence[Glyph]) -> Glyph:
    """Return a glyph with marks behind its letter, in the order that all programs expect (NFC)."""
    if not marks:
        return glyph
    return glyph._replace(letter=unicodedata.normalize("NFC", glyph.letter + "".join(mark.letter for mark in marks)))
