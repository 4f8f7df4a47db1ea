"""Characters that programs for writing leave behind: what is invisible goes, what only looks right is put right.

A paragraph comes in pieces (runs of one form), because what a character is depends on its neighbours in other pieces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sadar.bidi.base import runs_right_to_left
from sadar.manuscript.folder import CONTROL

#: The classes of UAX #9 that stand for no letter, and the marks that have the class of a letter.
CONTROLS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
MARKS = {"LEFT-TO-RIGHT MARK", "RIGHT-TO-LEFT MARK", "ARABIC LETTER MARK"}
SOFT_HYPHEN, HARD_HYPHEN, MAQAF = "\u00ad", "\u2011", "\u05be"
#: Spaces of fixed width that no paragraph of a text needs; the no-break space first.
SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
ZERO_WIDTH = re.compile("[\u200b\u2060\ufeff]")
#: What is asked where the order of letters may have hung on a character that is removed.
OVERRULED = "the order of these letters was overruled by characters, which are removed: compare it with the original"
#: How many letters around a change are shown.
AROUND = 18


@dataclass(frozen=True)
class Cleaned:
    """A rule that changed a paragraph: what stood around the first place, what stands there now, how many places."""

    rule: str
    before: str
    after: str
    times: int
    #: Whether the text's order may have hung on what was removed.
    doubtful: bool = False

    @property
    def counted(self) -> str:
        """What stood around the first place, with the number of places."""
        return f"{self.before} ({self.times} times)" if self.times > 1 else self.before


def is_control(letter: str) -> bool:
    """Tell whether a character is one of those by which UAX #9 is overruled."""
    if unicodedata.category(letter) != "Cf":
        return False
    return unicodedata.bidirectional(letter) in CONTROLS or unicodedata.name(letter, "") in MARKS


def cleaned(pieces: Sequence[str]) -> tuple[list[str], list[Cleaned]]:
    """Return a paragraph's pieces set right, and what was done by each rule."""
    texts, done = list(pieces), list[Cleaned]()
    for rule, step in (("control-characters", _without_strangers), ("direction-marks", _without_controls),
                       ("soft-hyphens", _without_soft_hyphens),
                       ("zero-width", _without_zero_width), ("maqaf", _with_maqaf), ("spaces", _with_plain_spaces),
                       ("double-spaces", _with_single_spaces)):
        before = "".join(texts)
        changed, times = step(texts)
        after = "".join(changed)
        if after != before:
            doubtful = any(unicodedata.bidirectional(letter) in ("LRO", "RLO") for letter in before)
            done.append(Cleaned(rule, *excerpts(before, after), times, doubtful and rule == "direction-marks"))
        texts = changed
    return texts, done


def _without_strangers(pieces: list[str]) -> tuple[list[str], int]:
    made = [CONTROL.sub("", piece) for piece in pieces]
    return made, _lost(pieces, made)


def _without_controls(pieces: list[str]) -> tuple[list[str], int]:
    made = ["".join(letter for letter in piece if not is_control(letter)) for piece in pieces]
    return made, _lost(pieces, made)


def _without_soft_hyphens(pieces: list[str]) -> tuple[list[str], int]:
    made = [piece.replace(SOFT_HYPHEN, "") for piece in pieces]
    return made, _lost(pieces, made)


def _without_zero_width(pieces: list[str]) -> tuple[list[str], int]:
    made = [ZERO_WIDTH.sub("", piece) for piece in pieces]
    return made, _lost(pieces, made)


def _with_maqaf(pieces: list[str]) -> tuple[list[str], int]:
    """Put a maqaf for a hyphen that doesn't break behind a Hebrew letter, a hyphen for it elsewhere."""
    made, times, before = [], 0, " "
    for piece in pieces:
        letters = []
        for letter in piece:
            if letter == HARD_HYPHEN:
                times += 1
                letter = MAQAF if runs_right_to_left(before) else "-"
            letters.append(letter)
            if unicodedata.category(letter) not in ("Mn", "Cf"):
                before = letter
        made.append("".join(letters))
    return made, times


def _with_plain_spaces(pieces: list[str]) -> tuple[list[str], int]:
    return [SPACES.sub(" ", piece) for piece in pieces], sum(len(SPACES.findall(piece)) for piece in pieces)


def _with_single_spaces(pieces: list[str]) -> tuple[list[str], int]:
    made, before, times = [], "", 0
    for piece in pieces:
        letters = []
        for letter in piece:
            if letter == " " and before == " ":
                times += 1
                continue
            letters.append(letter)
            before = letter
        made.append("".join(letters))
    return made, times


def _lost(before: list[str], after: list[str]) -> int:
    return sum(map(len, before)) - sum(map(len, after))


def excerpts(before: str, after: str) -> tuple[str, str]:
    """Return what stands around the first difference, invisible characters said by number."""
    at = next((place for place, (old, new) in enumerate(zip(before, after, strict=False)) if old != new),
              min(len(before), len(after)))
    start = max(0, at - AROUND)
    return visible(before[start:at + AROUND].strip("\n")), visible(after[start:at + AROUND].strip("\n"))


def visible(text: str) -> str:
    """Return a text in which characters that nobody sees are named by their numbers."""
    return "".join(f"<U+{ord(letter):04X}>" if letter != " " and (
        unicodedata.category(letter) in ("Cf", "Zs", "Cc") or letter == HARD_HYPHEN) else letter for letter in text)
