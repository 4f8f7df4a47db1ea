"""Lines of a right-to-left text that were stored as they look, each brought to the order of reading."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

from sadar.bidi import inverse, letters, pieces, segments
from sadar.bidi.base import letters_by_direction, runs_right_to_left
from sadar.bidi.cited_names import Works, works_of
from sadar.bidi.line_ends import ends_left_to_right
from sadar.bidi.plausible import faults, likeliest_base
from sadar.bidi.stored_order import ENOUGH, STOP, TIMES

#: A line that holds nothing but marks and digits has the direction of the text.
WORDLESS = re.compile(r"[\W\d_]*")
#: The number of a list's item that was painted before its text, and so stands at the line's other end.
LABEL = re.compile(r"\s+([.)])(\d{1,3})(?=[^\s\d])")
#: Words of two scripts without a space between them, as cells of a table are, which were painted one by one.
OWN, OTHER = f"[{inverse.LETTERS}]{{2}}", rf"[^\W\d_{inverse.RIGHT}]{{2}}"
CELLS = re.compile(f"{OWN}{OTHER}|{OTHER}{OWN}")
AT_HEAD = re.compile(rf"^\s*[{STOP})\]]")
#: Two code points of as many digits, and the dash between them.
RANGE = re.compile(r"(?<![\w+–-])(U\+[\dA-F]{4})(–)(U\+[\dA-F]{4})(?![\w+–-])")
BEGINS_WITH_STOP = re.compile(rf"[{STOP}](?!\.)\S*\s*\w")


def spelled_lines(lines: Sequence[str]) -> list[str]:
    """Return the lines of a text whose embeddings spell out how each looks (``inverse.spelled_out``).

    Numbers alone run from left to right where a line beside them has as many words, and Latin letters among them.
    """
    return _all_restored([inverse.spelled_looks(line).strip() for line in lines], mirrored=False)


def _all_restored(looks: Sequence[str], *, mirrored: bool) -> list[str]:
    return [line if ends_left_to_right(line, looks[place - 1:place]) or (_is_row(line) and any(
                _is_like(line, other) for other in (*looks[max(0, place - 1):place], *looks[place + 1:place + 2])))
            else _restored(line, mirrored=mirrored) for place, line in enumerate(looks)]


def _is_row(line: str) -> bool:
    return len(line.split()) > 1 and WORDLESS.fullmatch(line) is not None


def _is_like(line: str, other: str) -> bool:
    counted = letters_by_direction(other)
    return counted["ltr"] > 0 and not counted["rtl"] and len(other.split()) == len(line.split())


def restored(lines: Sequence[str]) -> tuple[list[str], set[int]]:
    """Return the lines of a text, read in the way, of three, that leaves the fewest faults.

    With them come the places of those in which a word was taken for two that the text has elsewhere.

    Brackets may be stored or drawn; runs may stand as they look, or in the order of reading with only their letters
    as they look, and then the spaces at a line's ends, which ``lines`` must still have, are those of runs within it.
    """
    bare = [letters.without_controls(letters.without_forms(line)) for line in lines]
    # Once for each line: the head of a table may stand over each of its parts.
    known = Counter(word for line in dict.fromkeys(bare) for word in pieces.OWN_WORD.findall(line[::-1]))
    ways = ([_restored(line, mirrored=False) for line in bare], [_restored(line, mirrored=True) for line in bare],
            [_in_pieces(line, known).strip() for line in bare])
    best = min(ways, key=lambda found: sum(map(faults, found)))
    if best is not ways[2]:
        return [_in_pieces(line, known).strip() if CELLS.search(line) else best[place]
                for place, line in enumerate(bare)], set()
    works = works_of(best)
    best = [_in_pieces(line, known, works).strip() for line in bare]
    return best, {place for place, line in enumerate(bare) if _in_pieces(line, {}, {}).strip() != best[place]}


def of_segments(lines: Sequence[str]) -> list[list[str]] | None:
    """Return the lines of a text whose segments were ordered, each as the rows that it holds; None of any other text.

    ``lines`` must still have the spaces at their ends.

    Of such a text hardly a line with foreign words or numbers reads well, and nearly all do once the order is undone:
    no other text reads so much better then. A line that reads worse was ordered otherwise: it has no rows.
    """
    told = [line for line in lines if line][:segments.SAMPLE]
    found, wrong = segments.signs(told), sum(map(faults, told))
    if found[True] < ENOUGH or found[True] <= found[False] or wrong < ENOUGH or not any(
            map(segments.COMMA_BEFORE.search, told)):
        return None
    left, place = min((sum(sum(map(faults, _rows(line, manner))) for line in told), place)
                      for place, manner in enumerate(segments.MANNERS))
    if wrong <= TIMES * left:
        return None
    manner = segments.MANNERS[place]
    looks = [_looks(line, manner) for line in lines]
    read = _all_restored([row.strip() for row in chain(*looks)], mirrored=manner.mirrored)
    raised = iter([segments.with_raised_returned(text, above, row) if runs_right_to_left(row) else text
                   for text, above, row in zip(read, ["", *read][:len(read)], chain(*looks), strict=True)])
    return [rows if sum(map(faults, rows)) <= faults(line) else []
            for line, rows in zip(lines, [[next(raised) for _ in rows] for rows in looks], strict=True)]


def _rows(line: str, manner: segments.Manner) -> list[str]:
    return [_restored(row, mirrored=manner.mirrored) for row in _looks(line, manner)]


def _looks(line: str, manner: segments.Manner) -> list[str]:
    return segments.rows_at_hyphens(letters.without_controls(segments.looks_of_segments(line, manner)))


def with_range_turned(line: str) -> str:
    """Return a line whose ranges of code points count up: the ends of one that was laid from right to left changed."""
    return RANGE.sub(lambda found: f"{found[3]}{found[2]}{found[1]}" if found[1] > found[3] else found[0], line)


def begins_with_stop(line: str) -> bool:
    """Tell whether a right-to-left line begins with a stop, which a line in the order of reading never does."""
    return BEGINS_WITH_STOP.match(line) is not None and runs_right_to_left(line)


def _restored(looks: str, *, mirrored: bool) -> str:
    label = LABEL.match(looks)
    if label:
        return f"{label[2]}{label[1]} {_restored(looks[label.end():], mirrored=mirrored)}"
    looks = looks.strip()
    if not runs_right_to_left(looks):
        foreign = not AT_HEAD.match(looks) and (not WORDLESS.fullmatch(looks) or looks[-1:] in STOP)
        return looks if foreign else inverse.logical_order(looks, "rtl", mirrored=mirrored)
    return inverse.logical_order(looks, likeliest_base([looks], "rtl", mirrored=mirrored), mirrored=mirrored)


def _in_pieces(line: str, known: Mapping[str, int], works: Works = pieces.NOTHING) -> str:
    return pieces.in_pieces(line, "rtl", known, works) if runs_right_to_left(line) or AT_HEAD.match(line) else line
