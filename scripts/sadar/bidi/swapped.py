"""Lines whose letters are in order while their runs or words are not: what an extractor leaves that sorts half-way.

A line in the order of reading never begins with a full stop, and a word such as “of” never follows one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from sadar.bidi.base import runs_right_to_left
from sadar.bidi.brackets import CLOSING, OPENING, unbalanced
from sadar.bidi.stored_order import STOP, TIMES
from sadar.bidi.visual import MIRRORED

#: A stop, closing bracket and text in brackets at the head of a line, which end the sentence that stands behind them.
HEAD = re.compile(rf"(?P<marks>[{STOP}])(?P<groups>(?:\s?[()\[\]][^()\[\]]+[()\[\]])+)")
#: “II( 181(” and “II(181(” for “181 (II)”.
NUMERAL = re.compile(r"(?<!\w)([IVXLCDM]+)([()])\s?(\d+)\2")
#: Words that belong to what stands behind them, and hardly ever begin a sentence.
LINKS = frozenset(("של", "את"))
#: A word before which a comma stands.
LISTS = "לרבות"
WIDE_GAP = re.compile(r" {2,}")
#: The fewest words of a line that is judged by its gaps.
FEWEST = 5


def with_numerals_joined(line: str) -> str:
    """Return a line in which a Roman numeral and a number stand as they are read: 181 (II)."""
    return NUMERAL.sub(lambda match: f"{match[3]} ({match[1]})", line)


def with_runs_swapped_back(line: str) -> str | None:
    """Return a line that begins with its end, ``.)Smith, 1996( …``, in the order in which it is read.

    None where it is no such line, or where its order can't be told: another run of left-to-right letters follows.
    """
    match = HEAD.match(line)
    if not match:
        return None
    tail = line[match.end():].strip()
    if not (runs_right_to_left(tail) or len(_atoms(match["groups"])) > 3) or re.search("[A-Za-z]", tail):
        return None
    head = "".join(reversed([match["marks"], *_atoms(match["groups"])])).strip()
    if head[0] in CLOSING:  # brackets stored as they look
        head = "".join(MIRRORED[letter] if letter in OPENING + CLOSING else letter for letter in head)
    head = re.sub(r"\s+", " ", head)
    # A tab ends a run: where every word has one, every word is a run of its own.
    words = list(reversed(tail.split("\t"))) if "\t" in tail else [tail]
    return None if unbalanced(head) else " ".join([*(word for word in words if word), head])


def _atoms(groups: str) -> list[str]:
    return [part for part in re.split(r"([()\[\]])", groups) if part]


def widely_set(lines: Sequence[str]) -> list[int]:
    """Return the places of lines whose every gap is wide, in a text where nearly all are narrow."""
    wide = [len(WIDE_GAP.findall(line.strip())) for line in lines]
    gaps = [len(re.findall(r" +", line.strip())) for line in lines]
    if sum(wide) > sum(gaps) / 10:
        return []
    return [place for place, line in enumerate(lines)
            if gaps[place] >= FEWEST and wide[place] >= 0.9 * gaps[place] and runs_right_to_left(line)]


def with_words_turned(line: str) -> str:
    """Return a line with its words in the opposite order; words of Latin letters that stand together keep theirs."""
    words = line.split()
    turned: list[list[str]] = []
    for word in words:
        foreign = re.search(r"[A-Za-z]", word) is not None
        if foreign and turned and re.search(r"[A-Za-z]", turned[0][-1]):
            turned[0].append(word)
        else:
            turned.insert(0, [word])
    return " ".join(word for group in turned for word in group)


def misplaced_words(line: str) -> int:
    """Count the words of a line that can't stand where they do."""
    words = line.split()
    return sum((word[-1] in STOP and after in LINKS) + (word[-1] not in STOP and after == LISTS)
               for word, after in pairwise(words))


def words_reversed(lines: Iterable[str]) -> bool:
    """Tell whether the words of a text's lines run backwards: “of” then follows stops, and precedes none."""
    wrong = right = 0
    for line in lines:
        words = line.split()
        for word, after in pairwise(words):
            wrong += word[-1] in STOP and after in LINKS
            right += after[-1] in STOP and word in LINKS
    return wrong >= FEWEST and wrong > TIMES * right


def typical_length(lines: Iterable[str]) -> float:
    """Return the length of a full line: that of the upper half's middle."""
    lengths = sorted(len(line.strip()) for line in lines if line.strip())
    return median(lengths[len(lengths) // 2:]) if lengths else 0.0
