"""Ranges of identifiers that were set apart at both ends: in a right-to-left line the second stands on the left.

``U+2066`` and ``U+2069``, each isolated, look in a Hebrew line like the run ``U+2069–U+2066`` from left to right. But
ranges rise: one that falls was two runs.
"""

from __future__ import annotations

import re

from sadar.bidi.base import Direction, reads_leftwards

#: Two identifiers of one form: letters and signs, and a number, perhaps a hexadecimal one.
RANGE = re.compile(r"(?<![\w+.-])(([A-Za-z]+[+.:-]?)([0-9A-F]*\d[0-9A-F]*))([–—-])(\2([0-9A-F]*\d[0-9A-F]*))(?![\w+-])")


def rising(text: str, base: Direction) -> str:
    """Return a line of a paragraph of this direction whose ranges of identifiers rise."""
    return RANGE.sub(_turned, text) if reads_leftwards(base) else text


def _turned(found: re.Match[str]) -> str:
    falls = len(found[3]) == len(found[6]) and found[3] > found[6]
    return f"{found[5]}{found[4]}{found[1]}" if falls else found[0]
