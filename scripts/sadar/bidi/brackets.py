"""Brackets that were stored as they look in right-to-left lines, and so stand the wrong way round.

What a bracket should be is told by the spaces around it: one that has a space before it and none behind it opens.
Some producers turn all brackets around, some those beside Latin letters, most none. So brackets are counted by what
they hold, and only those of a kind that is mostly wrong are turned.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from sadar.bidi.base import letters_by_direction, runs_right_to_left
from sadar.bidi.visual import MIRRORED

OPENING, CLOSING = "([{", ")]}"
#: Marks that may stand between a space and an opening bracket, and between a closing one and a space.
LEADS, TRAILS = "\"“„״'׳‘’«([{)]}", ".,;:!?\"”״'׳’»،؛؟)]}(["
#: So many times more brackets of a kind must be wrong than right.
TIMES = 3
#: How many characters beside a bracket are looked at.
NEAR = 40
BRACKET = re.compile(r"[()\[\]{}]")
#: An omission in a quotation, turned around.
OMISSION = re.compile(r"\](\s?(?:\.{2,3}|…)\s?)\[")
#: A number or a letter of a list, “1)”.
OF_LIST = re.compile(r"(?:^|\s)\w{1,2}$")


def _roles(line: str) -> Iterator[tuple[int, bool, bool]]:
    """Yield the place of each bracket whose role the spaces tell, if it opens, and if it holds Latin or digits."""
    for match in BRACKET.finditer(OMISSION.sub(lambda omitted: "\ufffc" * len(omitted.group()), line)):
        place = match.start()
        before, after = line[max(0, place - NEAR):place].rstrip(LEADS), line[place + 1:place + NEAR].lstrip(TRAILS)
        starts = not before or before[-1].isspace() or before[-1] in "-־–—/"
        ends = not after or after[0].isspace() or after[0] in "-־–—/"
        inside_right = line[place + 1:place + 2]
        inside_left = line[place - 1:place]
        if starts and not ends and not inside_right.isspace():
            yield place, True, not runs_right_to_left(inside_right)
        elif ends and not starts and not inside_left.isspace():
            yield place, False, not runs_right_to_left(inside_left)


def _wrong(line: str, place: int, opens: bool) -> bool:
    return (line[place] in OPENING) != opens


def turned_kinds(lines: Iterable[str]) -> frozenset[bool]:
    """Return which brackets of a text stand the wrong way round: those beside Latin letters and digits (True), others.

    Only lines in which most letters run from right to left are asked.
    """
    counted: Counter[tuple[bool, bool]] = Counter()
    for line in lines:
        if is_right_to_left_line(line):
            counted.update((foreign, _wrong(line, place, opens)) for place, opens, foreign in _roles(line))
    return frozenset(kind for kind in (True, False) if counted[kind, True] > TIMES * counted[kind, False])


def with_brackets_turned(line: str, kinds: frozenset[bool]) -> str:
    """Return a line in which brackets of the kinds that are wrong are turned, where the spaces say that they are."""
    if not kinds or not is_right_to_left_line(line):
        return line
    line = OMISSION.sub(r"[\1]", line)
    letters = list(line)
    for place, opens, foreign in _roles(line):
        if _wrong(line, place, opens) and foreign in kinds:
            letters[place] = MIRRORED[line[place]]
    return "".join(letters)


def unbalanced(text: str) -> bool:
    """Tell whether brackets of a text don't pair; those of a list (“1)”) need no partner."""
    stack = []
    for match in BRACKET.finditer(text):
        mark = match.group()
        if mark in OPENING:
            stack.append(mark)
        elif stack:
            if MIRRORED[stack.pop()] != mark:
                return True
        elif not OF_LIST.search(text[:match.start()]):
            return True
    return bool(stack)


def is_right_to_left_line(line: str) -> bool:
    """Tell whether most letters of a line run from right to left."""
    counted = letters_by_direction(line)
    return counted["rtl"] > counted["ltr"]
