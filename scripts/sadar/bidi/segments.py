"""Lines that were ordered by segments of one class, as PDFium orders them, brought back to how they look.

PDFium (``CFX_BidiString``, ``CPDF_TextPage::CloseTempLine``) takes a line as it looks and parts it where the class of
its characters changes; it turns the order of the segments around where the line is taken for a right-to-left one, and
each right-to-left segment too. A neutral segment goes with the letters that were put before it, and its brackets are
mirrored with right-to-left ones; digits, their marks and points are never turned. Nothing is lost by that.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import groupby, product
from math import inf

from sadar.bidi.brackets import is_right_to_left_line
from sadar.bidi.inverse import RIGHT
from sadar.bidi.visual import MIRRORED


class _Class(Enum):
    LEFT, RIGHT, WEAK, NEUTRAL = range(4)


#: Classes of UAX #9 by what PDFium takes them for; all others are neutral.
_CLASSES = {"L": _Class.LEFT, "R": _Class.RIGHT, "AL": _Class.RIGHT,
            **dict.fromkeys(("AN", "EN", "NSM", "CS", "ES", "ET", "BN"), _Class.WEAK)}
#: What it writes for a glyph that stands for no letter; and, in its text or where single characters are asked for, for
#: the hyphen at a row's end, behind which it ends no line.
NO_LETTER = "\ufffe"
MARKS = f"{NO_LETTER}\x02"
AT_HYPHEN = re.compile(rf"(?<=\w)[{MARKS}](?=\w)")
#: A stop that stands before a word of Latin letters or a number, and one behind such a word.
STOP_BEFORE = re.compile(rf"(?:^|(?<=[\s()\[\]]))[.,:](?=[^\W_{RIGHT}])")
#: The same of stops that begin no name or number, as “.NET”, “.docx” and “.05” do.
COMMA_BEFORE = re.compile(STOP_BEFORE.pattern.replace("[.,:]", "[,:]"))
STOP_BEHIND = re.compile(rf"[^\W\d_{RIGHT}][.,:](?=[\s()\[\]]|$)")
#: A number that may be raised, a star that calls nothing there, and the end of what either follows.
NUMBER_AT_HEAD = re.compile(r"\d{1,3}(?=\s|$)")
NUMBER_ALONE = re.compile(r"(?<=\s)\d{1,3}(?=\s|$)")
STAR = " *"
ENDED = re.compile(r"[.!?:;…][״”\"’)\]»]*$")


@dataclass(frozen=True)
class Manner:
    """How a program orders segments, which differs from one version to the other, and from one PDF to the other.

    ``lead``: by how many segments right-to-left ones must be more than left-to-right ones in a line that is turned
    around; ``-inf`` in a PDF whose pages turn from right to left, where every line is. ``brackets_first``: whether a
    neutral segment that begins with a bracket is not turned, as where the PDF itself says what the bracket stands for;
    ``mirrored``: whether the PDF has brackets of right-to-left text as they look, not as they are stored.
    """

    lead: float
    brackets_first: bool = False
    mirrored: bool = False


#: All of them, the likelier ones first; and by how many lines of a text one is found.
MANNERS = tuple(Manner(*choice) for choice in product((1, 0, -inf), (False, True), (False, True)))
SAMPLE = 400


def looks_of_segments(line: str, manner: Manner) -> str:
    """Return, from left to right, the characters of a line whose segments were ordered; brackets as in the PDF."""
    segments = list(_segments(line))
    count = [kind for kind, _ in segments].count
    right, left = count(_Class.RIGHT), count(_Class.LEFT)
    backwards = right - left >= manner.lead and (right > 0 or manner.lead < 0)
    found, rightward = [], not backwards
    for kind, text in segments:
        if kind in (_Class.LEFT, _Class.RIGHT):
            rightward = kind is _Class.LEFT
        if kind is not _Class.WEAK and not rightward:
            text = "".join(MIRRORED.get(letter, letter) for letter in text)
            if not (manner.brackets_first and text[0] in "([{"):
                text = text[::-1]
        found.append(text)
    return "".join(reversed(found) if backwards else found)


def rows_at_hyphens(looks: str) -> list[str]:
    """Return the rows of the page that a line holds, as it looks: one that ended with a hyphen was not closed."""
    rows = AT_HYPHEN.split(looks)
    return [*(f"{row}-" for row in rows[:-1]), rows[-1]]


def with_raised_returned(row: str, above: str, looks: str) -> str:
    """Return a right-to-left row in the order in which it is read, where something that is raised cut it.

    What is raised ends what is taken at once: what stands on its right then comes behind what is on its left, and a
    space that it left at the right end tells of it.

    Args:
        row: the row as it is read otherwise.
        above: the row above it, which may be the number that is raised, or begin with it.
        looks: the row as it looks.

    """
    if row.endswith(STAR):
        return f"{STAR.strip()} {row.removesuffix(STAR)}"
    if not looks.endswith(" "):
        return row
    found = [match for match in NUMBER_ALONE.finditer(row) if match.end() == len(row) or ENDED.search(row)]
    above_it = NUMBER_AT_HEAD.match(above)
    if len(found) != 1 or (above_it and (above_it.end() == len(above) or found[0].end() < len(row))):
        return row
    start, end = found[0].span()
    return f"{row[end:].strip()}{row[start:end]} {row[:start].strip()}".strip()


def signs(lines: Iterable[str]) -> Counter[bool]:
    """Count in right-to-left lines the signs of such an order: stops before foreign words or numbers; False, behind."""
    found: Counter[bool] = Counter()
    for line in filter(is_right_to_left_line, lines):
        found[True] += len(STOP_BEFORE.findall(line))
        found[False] += len(STOP_BEHIND.findall(line))
    return found


def _segments(line: str) -> Iterator[tuple[_Class, str]]:
    for kind, letters in groupby(line, _class_of):
        yield kind, "".join(letters)


def _class_of(letter: str) -> _Class:
    return _Class.WEAK if letter in MARKS else _CLASSES.get(unicodedata.bidirectional(letter), _Class.NEUTRAL)
