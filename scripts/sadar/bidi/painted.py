"""Lines of right-to-left text in which the letters were turned to the order of reading, and the marks beside them not.

MuPDF from 1.24 on does so (``source/pdf/pdf-op-run.c``, ``guess_bidi_level``; ``source/fitz/stext-device.c``). Each
character has a flag: letters of right-to-left scripts 1, other letters, digits, and signs of numbers 0; marks and
spaces that of the character painted before them, which is 0 where a text object begins. In a line, each run of
characters with the flag 1 is turned around. So the marks that end a piece of right-to-left text, which is painted from
left to right and begins with them, stay at its head, and as they look. A new line begins where a character with the
flag of the last one is not painted beside it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sadar.bidi.letters import POINTS
from sadar.bidi.stored_order import ENOUGH, STOP, TIMES, WORD, signs

#: Classes of UAX #9 by the flag that MuPDF gives them; the others have that of the character before.
FLAGS = {"R": True, "AL": True, "AN": True, "L": False, "EN": False, "ES": False, "ET": False}
R = "\u05be\u05c0\u05c3\u05d0-\u05f4\u0620-\u064a\u066e-\u06d3"
_STOPS = r"(?:\.\.\.|…|[!?؟]{1,3}|[.,;:،؛])"
_CLOSES, _OPENS = r"[)\]}»\"'”’]", r"[(\[{«\"'“‘„]"
#: What may stand behind a piece, before one within a row, and before the first one of a row, in the order of reading.
TAIL = re.compile(rf"{_CLOSES}*{_STOPS}?(?:[–—/]|(?:\s[–—])?(?:\s{_OPENS}*)?)")
WITHIN = re.compile(rf"{_CLOSES}*{_STOPS}?\s(?:[–—]\s)?{_OPENS}*")
FIRST = re.compile(rf"(?:(?:\.\.\.|…)\s?)?(?:[–—•*-]\s)?{_OPENS}*")
#: Marks that can't stand so in the order of reading: a space before what closes, or behind what opens.
TURNED = re.compile(rf"\s[{STOP})\]](?!\.\.)|[(\[]\s|[,.;:][,.;:](?!\.)|[,;:!?]$")
#: The number of a note or of a list's item, as it looks.
LABEL = re.compile(r"\s*(?P<marks>[.)])(?P<number>\d{1,3})(?!\d)")
NUMBER, OF_NUMBER = re.compile(r"\d{1,3}"), re.compile(rf"\.(?=[{R}]|$)")
BARE_LABEL = re.compile(r"\d{1,3}[.)]\s*")
#: Where a row goes on with a piece that runs from left to right; where cells, or a word and a name, have no space.
GOES_ON = re.compile(r"[\s(\[–/-]$")
GLUED = re.compile(rf"(?<=[{R}]{{3}})(?=[^\W\d_])(?![{R}])|(?<=[{R}]{{2}})(?<!\u05be)(?=\d{{4}}(?!\d))"
                   rf"|(?<=[^\W\d_]{{3}})(?<![{R}])(?=[{R}]{{3}})")
#: A stop at the head of a line, before a word; one behind a word at a line's end; stops within a line.
AT_HEAD = re.compile(rf"^\s?[{STOP}](?!\.\.)\s?[(\[)\]]?\s?[{R}]", re.MULTILINE)
AT_END = re.compile(rf"[{R}][״”\"')\]]?[{STOP}]\s*$", re.MULTILINE)
BEFORE = re.compile(rf"(?<=\S)\s+[{STOP}](?=[{R}])")
BEHIND = re.compile(rf"(?<=[{R}])[{STOP}](?=\s+\S)")
#: A stop that ends a line behind a space: so type people who set the space before each stop.
TYPED_AT_END = re.compile(rf"[{R}]\s+[{STOP}]\s*$", re.MULTILINE)
#: Where a cell of a table ends in a line that looks: in such a line a foreign word stands on the left of a suffix.
CELL = re.compile(rf"(?<=[{R}]{{2}})(?=[^\W\d_])(?![{R}])")
#: Marks between letters.
GAP = re.compile(rf"(?<=[{R}])[^\w{R}{POINTS}]+(?=[{R}])")
#: A word of a right-to-left script, with its points.
LETTERS = re.compile(rf"[{R}][{R}\u0591-\u05c7\u064b-\u065f]*")


@dataclass(frozen=True)
class Row:
    """A row: the places of the lines that it was made of, its text, and whether it could be read in one way only."""

    places: tuple[int, ...]
    text: str
    sure: bool = True


def _in_order(text: str) -> bool:
    """Tell whether the letters of words are in the order of reading."""
    found = signs(" ".join(WORD.findall(text)))
    return found[False] >= ENOUGH and found[False] > TIMES * found[True]


def by_pieces(text: str) -> bool:
    """Tell whether a text's pieces stand in the order of reading, the marks that end them at their heads."""
    heads = len(AT_HEAD.findall(text))
    return heads >= ENOUGH and heads > TIMES * len(AT_END.findall(text)) and not by_words(text) and _in_order(text)


def by_words(text: str) -> bool:
    """Tell whether a text stands as it looks but for the letters of its words, each of which was painted by itself.

    The stops that end sentences then stand at the heads of lines, not at their ends.
    """
    before = len(BEFORE.findall(text))
    ends = len(AT_END.findall(text)) + len(TYPED_AT_END.findall(text))
    return (before >= ENOUGH and before > TIMES * len(BEHIND.findall(text)) and ends <= len(AT_HEAD.findall(text))
            and _in_order(text))


def as_it_looks(line: str) -> list[str]:
    """Return a line with the letters of each right-to-left word turned back to how they look.

    A word that a foreign one follows without a space ends a cell of a table: the next cell is a line of its own.
    """
    return [LETTERS.sub(lambda word: word.group()[::-1], cell) for cell in CELL.split(line)]


def rows(lines: Sequence[str], ends: Iterable[int]) -> list[Row]:
    """Return the rows of a text that was painted in pieces, each in the order of reading.

    Args:
        lines: the lines with the spaces at their ends.
        ends: the places of lines behind which no row goes on.

    """
    longest = max((len(line) for line in lines), default=0)
    closed = frozenset(ends)
    found: list[Row] = []
    label = 0
    for place, line in enumerate(lines):
        before = found[-1] if found and place - 1 not in closed else None
        painted = lines[place - 1] if before else ""
        row = before.text if before and len(before.text) + len(line) <= longest else ""
        number = int(row) if NUMBER.fullmatch(row) else 0
        if number and number == label + 1 and OF_NUMBER.match(line):
            label = number
            goes_on, text, sure = True, f". {_read(line[1:], '', '')[1]}", False
        else:
            goes_on, text, sure = _read(line, painted, row)
        if before and goes_on:
            found[-1] = Row((*before.places, place), before.text + text, sure=False)
        else:
            found.append(Row((place,), text, sure))
    return [Row(row.places, GLUED.sub(" ", row.text.strip()), row.sure) for row in found]


def _flag(letter: str) -> bool | None:
    return FLAGS.get(unicodedata.bidirectional(letter))


def _parts(line: str) -> list[tuple[bool | None, str]]:
    """Return the parts of a line, strong ones and the marks between them by turns, marks at both ends."""
    kinds = [_flag(letter) for letter in line]
    strong = [place for place, kind in enumerate(kinds) if kind is not None]
    found: list[tuple[bool | None, str]] = []
    end = 0
    for kind, group in groupby(strong, lambda place: kinds[place]):
        places = list(group)
        found += [(None, line[end:places[0]]), (kind, line[places[0]:places[-1] + 1])]
        end = places[-1] + 1
    return [*found, (None, line[end:])]


def _read(line: str, painted: str, row: str) -> tuple[bool, str, bool]:
    """Return whether a line goes on with a row, its text, and if it could be read in one way only.

    ``painted``: the line before it; ``row``: the row so far, nothing where it would get too long.
    """
    parts = _parts(line)
    last = painted.rstrip(POINTS)[-1:]
    level = bool(last) and not _flag(last)
    if len(parts) == 1:  # marks alone were painted as they look
        text = line[::-1] if TURNED.search(f" {line}") or not TAIL.fullmatch(line) else line
        return bool(row) and level and TAIL.fullmatch(text) is not None, text, True
    head, first = parts[0][1], parts[1][0]
    if first:
        goes_on, marks, sure = _head(head, parts[1][1], row, level=level)
        return goes_on, _joined(parts[1:], marks), sure
    if label := LABEL.match(line):
        _, text, sure = _read(line[label.end():], "", "")
        return False, f"{label['number']}{label['marks']} {text.lstrip()}", sure
    foreign = re.search(r"[^\W\d_]", row) is not None and not re.search(f"[{R}]", row)
    return level and not foreign and GOES_ON.search(row) is not None, _joined(parts, ("", "")), True


def _head(marks: str, piece: str, row: str, *, level: bool) -> tuple[bool, tuple[str, str], bool]:
    """Part the marks at the head of a piece: those that stand before it, and those that end it.

    ``level``: the character painted before them had the flag 0, as marks at the beginning of a piece have. Return
    whether the piece goes on with a row, these marks, and if they could be parted in one way only.
    """
    cuts = [(marks[cut:], marks[:cut][::-1]) for cut in range(len(marks) + 1)]
    starts = [(lead, tail) for lead, tail in cuts if TAIL.fullmatch(tail) and FIRST.fullmatch(lead)]
    within = [(lead, tail) for lead, tail in cuts if TAIL.fullmatch(tail) and WITHIN.fullmatch(lead)]
    ahead = [pair for pair in within if bool(pair[1]) == level]
    if level and row and WITHIN.fullmatch(marks[::-1]) and _unpaired(f"{row}{marks[::-1]}") < _unpaired(row):
        return True, (marks[::-1], ""), True  # a piece of marks alone, which closes what the row has opened
    if row and level and BARE_LABEL.fullmatch(row) and any(tail for _, tail in starts):
        space = "" if row[-1].isspace() else " "
        goes_on, pairs = True, [(f"{space}{lead}", tail) for lead, tail in starts if tail]
    else:
        goes_on = bool(row and ahead) and (level or not starts)
        pairs = ahead if goes_on else starts or ahead or within
    if not pairs:
        return False, (marks, ""), False
    best = min(pairs, key=lambda pair: _unpaired(f"{'' if goes_on else pair[0]}{piece}{pair[1]}"))
    return goes_on, best, len(pairs) == 1


def _unpaired(text: str) -> int:
    return abs(text.count("(") - text.count(")")) + abs(text.count("[") - text.count("]")) + text.count('"') % 2


def _joined(parts: Sequence[tuple[bool | None, str]], marks: tuple[str, str]) -> str:
    """Return a line whose pieces have the marks that end them behind them; ``marks`` stand around the first piece."""
    lead, tail = marks
    found = lead
    for place, (kind, text) in enumerate(parts):
        if kind and text:
            piece, tail = _pieces(text, tail), ""
            found += piece
        elif kind is None and TURNED.search(text) and any(beside for beside, _ in parts[place - 1:place]):
            found += text[::-1]
        else:
            found += text
    return found + tail


def _pieces(run: str, tail: str) -> str:
    """Return right-to-left pieces, each with the marks behind it that stand at its head; ``tail`` ends the first."""
    found, start = "", 0
    for gap in GAP.finditer(run):
        if not TURNED.search(gap.group()):
            continue
        cuts = [(gap.group()[cut:], gap.group()[:cut][::-1]) for cut in range(1, len(gap.group()) + 1)]
        pairs = [(lead, after) for lead, after in cuts
                 if TAIL.fullmatch(after) and (not lead or WITHIN.fullmatch(lead))]
        if not pairs:
            continue
        lead, after = pairs[0]
        piece = f"{run[start:gap.start()]}{tail}"
        if not lead and not tail:  # a piece of marks alone
            found, tail = f"{found}{piece}{after}", ""
        else:
            found, tail = f"{found}{piece}{lead}", after
        start = gap.end()
    return f"{found}{run[start:]}{tail}"
