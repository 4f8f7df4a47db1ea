"""Which numbers of a text call notes, and which lines begin these: two rows of numbers that count up together.

A digit alone says nothing. Calls and notes are taken for such where both are there, in the same order, each note below
its call: at the foot of its page or of the next one, or all notes behind all calls, at the end.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sadar.importers.text_lines import Line

#: How a note begins: its number, perhaps with a stop, and its text, which some programs give as a line of its own.
NOTE = re.compile(r"(\d{1,3})(?:([.)])(?:\s*(?=[^\W\d]|[״“\"(])|$)|\s+(?=[^\W\d]|[״“\"(])|$)")
STOPS, CLOSING = ".,:;!?…", "״”\"’)\\]»"
#: Where a number may call a note, and how much that says: behind a stop, at a word, behind a stop and a space.
ENDS = rf"[^\W\d_][{STOPS}]|[^\s\d][{CLOSING}]|[{CLOSING}][{STOPS}]"
CALLS = ((re.compile(rf"(?<={ENDS})(\d{{1,3}})(?=\s|$|[.,;:])"), 3.0),
         (re.compile(r"(?<=[^\W\d_a-zA-Z]{2})(\d{1,3})(?=\s|$|[.,:;!?)״”])"), 2.0),
         (re.compile(r"(?<=[^\W\d_])(\d{1,3})(?=\s|$|[.,:;!?)״”])"), 1.0),
         (re.compile(rf"(?<=\d[{STOPS}])(\d{{1,3}})(?=\s|$)"), 0.5),
         (re.compile(rf"(?<=[{STOPS}{CLOSING}]\s)(\d{{1,3}})$"), 1.5),
         (re.compile(rf"(?<=[{STOPS}{CLOSING}]\s)(\d{{1,3}})(?=\s)"), 0.5))
#: A raised number at the head of a line that was ordered by segments and that it ends.
RAISED, RAISED_WEIGHT = re.compile(rf"^(\d{{1,3}})(?=\s\S.*[{STOPS}][{CLOSING}]*$)"), 1.5
ALONE = re.compile(r"\d{1,3}")
ENDED = re.compile(rf"[.!?:…][{CLOSING}]*$")
#: A number alone on its line, beside a line that ends a sentence, and beside others.
ALONE_AT_END, ALONE_WITHIN = 2.0, 0.3
#: What a note's line says: with a stop and text, with text, with a stop alone, the number alone.
WITH_STOP, WITH_TEXT, STOP_ALONE, BARE = 1.0, 0.6, 0.6, 0.3
#: What a number that is left out costs, and how many may be; what the calls of a text must say on the average.
LEFT_OUT, MOST_LEFT_OUT, ENOUGH = 1.0, 3, 1.2
#: Notes at the end are preferred where so large a part of the weight says so.
NEARLY = 0.95
#: The most places that are weighed for one number, and the most lines between a call and its note without pages.
MOST, FARTHEST = 40, 150


@dataclass(frozen=True)
class Call:
    """Where a number stands that may call a note: the line's place in the text, the number's in the line."""

    line: int
    start: int
    end: int
    weight: float


@dataclass(frozen=True)
class Pair:
    """A call and the place of the line with which its note begins; no call where only the note was found."""

    call: Call | None
    note: int
    weight: float


#: Tells whether one pair may follow another.
Follows = Callable[[Pair, Pair], bool]


def paired(lines: Sequence[Line]) -> tuple[dict[int, Pair], bool]:
    """Return calls and notes by their numbers, and whether all notes stand at the end; empty where there are none."""
    calls, notes = _calls(lines), _notes(lines)
    paged = bool(lines) and lines[-1].page > lines[0].page
    at_feet = _chain(_pairs(calls, notes, lines, paged=paged), _at_feet(lines) if paged else _in_order)
    at_end: tuple[float, dict[int, Pair]] = (0.0, {})
    for start in notes.get(1, ())[-MOST // 4:]:
        behind = {number: [place for place in places if place >= start] for number, places in notes.items()}
        before = {number: [call for call in found if call.line < start] for number, found in calls.items()}
        at_end = max(at_end, _chain(_pairs(before, behind, lines, paged=None), _in_order), key=lambda found: found[0])
    # A list may count as the notes at the end do.
    others = {pair.note for pair in at_end[1].values()} != {pair.note for pair in at_feet[1].values()}
    is_at_end = at_end[0] >= at_feet[0] or (others and at_end[0] > NEARLY * at_feet[0])
    chain = at_end[1] if is_at_end else at_feet[1]
    known = [pair.call.weight for pair in chain.values() if pair.call]
    if not known or sum(known) < ENOUGH * len(known):
        return {}, False
    return (chain, True) if is_at_end else (_with_uncalled(chain, notes, lines), False)


def _calls(lines: Sequence[Line]) -> dict[int, list[Call]]:
    found: dict[int, dict[tuple[int, int], Call]] = defaultdict(dict)
    for place, line in enumerate(lines):
        if ALONE.fullmatch(line.text):
            at_end = any(ENDED.search(lines[near].text) for near in beside(lines, place))
            weight = ALONE_AT_END if at_end else ALONE_WITHIN
            found[int(line.text)][place, 0] = Call(place, 0, len(line.text), weight)
            continue
        for pattern, weight in ((RAISED, RAISED_WEIGHT), *CALLS) if line.by_segments else CALLS:
            for match in pattern.finditer(line.text):
                found[int(match[1])].setdefault((place, match.start()), Call(place, match.start(), match.end(), weight))
    return {number: sorted(calls.values(), key=lambda call: (call.line, call.start)) for number, calls in found.items()}


def is_raised(line: Line, call: Call) -> bool:
    """Tell whether a call stands before the line that it ends."""
    return line.by_segments and not call.start and RAISED.match(line.text) is not None


def beside(lines: Sequence[Line], place: int) -> Iterator[int]:
    """Yield the places of the filled lines above and below one on its page."""
    for step in (-1, 1):
        near = place + step
        while 0 <= near < len(lines) and not lines[near].text:
            near += step
        if 0 <= near < len(lines) and lines[near].page == lines[place].page:
            yield near


def _notes(lines: Sequence[Line]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        if match := NOTE.match(line.text):
            found[int(match[1])].append(place)
    return found


def _says(text: str) -> float:
    match = NOTE.match(text)
    if match is None:
        return 0.0
    if match.end() == len(text):
        return STOP_ALONE if match[2] else BARE
    return WITH_STOP if match[2] else WITH_TEXT


def _pairs(calls: Mapping[int, Sequence[Call]], notes: Mapping[int, Sequence[int]], lines: Sequence[Line], *,
           paged: bool | None) -> dict[int, list[Pair]]:
    """Return what may be a call and its note, by their number; ``paged`` is None where notes stand at the end."""
    found: dict[int, list[Pair]] = {}
    for number in sorted(notes):
        pairs = []
        for note in notes[number]:
            for call in reversed(calls.get(number, ())):
                far = paged is not None and (lines[note].page - lines[call.line].page > 1 if paged
                                             else note - call.line > FARTHEST)
                if call.line >= note or far:
                    continue
                # Of two that say as much, the one that stands lower on its page, where nothing but notes follow.
                lower = note / len(lines) / 10 if paged else 0.0
                pairs.append(Pair(call, note, call.weight + _says(lines[note].text) + lower))
        if pairs:
            found[number] = sorted(pairs, key=lambda pair: -pair.weight)[:MOST]
    return found


def _chain(pairs: Mapping[int, Sequence[Pair]], follows: Follows) -> tuple[float, dict[int, Pair]]:
    """Return the weightiest row of pairs that counts up, and its weight."""
    best: dict[int, list[tuple[float, Pair, int, int]]] = {}  # weight, pair, number and place of the pair before
    for number in sorted(pairs):
        rows = []
        for pair in pairs[number]:
            row = (pair.weight - LEFT_OUT * min(number - 1, MOST_LEFT_OUT), pair, 0, 0)
            for before in range(max(1, number - 1 - MOST_LEFT_OUT), number):
                for place, (weight, other, _, _) in enumerate(best.get(before, ())):
                    total = weight + pair.weight - LEFT_OUT * (number - 1 - before)
                    if total > row[0] and follows(other, pair):
                        row = (total, pair, before, place)
            rows.append(row)
        best[number] = rows
    ends = [(row[0], number, place) for number, rows in best.items() for place, row in enumerate(rows)]
    if not ends:
        return 0.0, {}
    score, number, place = max(ends)
    chain: dict[int, Pair] = {}
    while number:
        _, chain[number], number, place = best[number][place]
    return score, dict(sorted(chain.items()))


def _in_order(before: Pair, after: Pair) -> bool:
    return before.note < after.note and _place(before) < _place(after)


def _at_feet(lines: Sequence[Line]) -> Follows:
    """Return what tells that two notes stand at feet: on a page no call is below a note."""
    def follows(before: Pair, after: Pair) -> bool:
        line = _place(after)[0]
        return _in_order(before, after) and (lines[line].page > lines[before.note].page or line < before.note)

    return follows


def _place(pair: Pair) -> tuple[int, int]:
    return (pair.call.line, pair.call.start) if pair.call else (-1, -1)


def _with_uncalled(chain: Mapping[int, Pair], notes: Mapping[int, Sequence[int]],
                   lines: Sequence[Line]) -> dict[int, Pair]:
    """Return the row with the notes between two others of it whose calls were not found."""
    found = dict(chain)
    for first, second in pairwise(chain):
        above, below = chain[first].note, chain[second].note
        for number in range(first + 1, second):
            place = next((place for place in notes.get(number, ()) if above < place < below and lines[place].page in (
                lines[above].page, lines[below].page)), None)
            if place is not None:
                found[number] = Pair(None, place, 0.0)
                above = place
    return dict(sorted(found.items()))
