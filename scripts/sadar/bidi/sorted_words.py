"""Words of right-to-left text that were sorted by where they stand on the page, from left to right, as PyMuPDF can.

Letters are in the order of reading within each word. Marks are words of their own, with spaces that nobody set, and a
foreign word that a bracket closes was sorted by the bracket, which stands on the left of the whole phrase.
"""

from __future__ import annotations

import re

from sadar.bidi.base import runs_right_to_left
from sadar.bidi.stored_order import ENOUGH, STOP

#: Marks alone between spaces.
ALONE = re.compile(rf"(?<=\s)[{STOP}(](?=\s)")
#: A last word with its bracket, the words before it, and the gap that it left; a number that a bracket holds alone.
CLOSED = re.compile(r"(?<!\S)(?P<last>[\w.,%–-]+)\)(?P<stop>[.,;:]?)(?P<first>[^\W\d_א-ת][^()א-ת]*?)"
                    r"(?:\s{2,}|(?=\s*\())")
NUMBER = re.compile(r"(?<!\S)(?P<last>\d[\d.,%–-]*)\)(?P<stop>[.,;:]?)(?=\s*\()")
#: A stop alone, which ends the word on its right.
STOP_ALONE = re.compile(rf"(?:(?<=\s)|^)([{STOP}])\s+(?=\w)")
#: Spaces that stand at a mark in the order of reading.
SPACED = re.compile(rf"(?<=\()\s+|\s+(?=[{STOP})](?!\.\.))|(?<=\u05be)\s+(?=\d)")


def are_sorted(text: str) -> bool:
    """Tell whether marks of a text, whose words were painted one by one, stand alone between spaces."""
    return len(ALONE.findall(text)) >= ENOUGH


def marks_returned(line: str) -> str:
    """Return a line of sorted words, as it looks, with stops and the words that brackets close in their places."""
    if not runs_right_to_left(line):
        return line
    line = CLOSED.sub(lambda found: f"{found['stop']}){found['first'].rstrip()} {found['last']} ", line)
    return STOP_ALONE.sub(r"\1", NUMBER.sub(r"\g<stop>)\g<last>", line))


def unspaced(line: str) -> str:
    """Return a line, brought to the order of reading, without the spaces beside marks."""
    return " ".join(SPACED.sub("", line).split())
