"""Ranges of identifiers that were set apart at both ends: in a right-to-left line the second stands on the left.

``U+2066`` and ``U+2069``, each isolated, look in a Hebrew line like the run ``U+2069–U+2066`` from left to right. But
ranges rise: one that falls was two runs.
"""

from __future__ import annotations

import re
import unicodedata

from sadar.bidi.base import Direction, reads_leftwards

#: Two identifiers of one form: letters and signs, and a number, perhaps a hexadecimal one.
RANGE = re.compile(r"(?<![\w+.-])(([A-Za-z]+[+.:-]?)([0-9A-F]*\d[0-9A-F]*))([–—-])(\2([0-9A-F]*\d[0-9A-F]*))(?![\w+-])")
#: The first token of a right-to-left line, as it looks: digits and what follows them without a space.
AT_HEAD = re.compile(r"(?<![^\s()\[\]])\d[^\s()\[\]\u0590-\u08ff]*$")
NUMBERS = re.compile(r"(\d+)[–-](\d+)")
NO_LETTERS = re.compile(r"[\W\d_]+$")


def ends_rightwards(line: str) -> bool:
    """Tell whether digits that follow a line run with its last letters from left to right (UAX #9, W7)."""
    return _last_strong(line) == "L"


def with_arabic_head(looks: str, before: str) -> str:
    """Return a line, as it looks, whose first numbers are Arabic ones if Arabic letters end the line before (W2)."""
    head = NO_LETTERS.search(looks)
    beside = looks[head.start() - 1:head.start()] if head else ""
    if head is None or (beside and unicodedata.bidirectional(beside) == "L") or _last_strong(before) != "AL":
        return looks
    return looks[:head.start()] + re.sub(r"\d", "\u0660", head.group())


def falls(line: str) -> bool:
    """Tell whether a line begins with a range of numbers of which the second is less than the first."""
    found = NUMBERS.match(line)
    return found is not None and len(found[1]) == len(found[2]) and found[1] > found[2]


def rising(text: str, base: Direction) -> str:
    """Return a line of a paragraph of this direction whose ranges of identifiers rise."""
    return RANGE.sub(_turned, text) if reads_leftwards(base) else text


def _turned(found: re.Match[str]) -> str:
    falls = len(found[3]) == len(found[6]) and found[3] > found[6]
    return f"{found[5]}{found[4]}{found[1]}" if falls else found[0]


def _last_strong(line: str) -> str:
    """Return the class of the last letter of a line; nothing where it has none."""
    kinds = [kind for letter in line if (kind := unicodedata.bidirectional(letter)) in ("L", "R", "AL")]
    return kinds[-1] if kinds else ""
