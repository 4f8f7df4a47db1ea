"""Base directions: of a language, and of a paragraph."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Literal, get_args

from fontTools import unicodedata as ucd

from sadar.manuscript.languages import script_of_language, scripts_of

Direction = Literal["ltr", "rtl"]
LEFT_TO_RIGHT: Direction = "ltr"
RIGHT_TO_LEFT: Direction = "rtl"
#: The values of the attribute by which an author says a direction.
DIRECTIONS: frozenset[str] = frozenset(get_args(Direction))
#: Note calls, like code, are isolates: a number beside a call is no part of it.
DIRECTION_OF_CALLS: Direction = "ltr"


def _direction_of_script(script: str) -> Direction:
    return "rtl" if ucd.script_horizontal_direction(script, "LTR") == "RTL" else "ltr"


def direction_of_language(lang: str) -> Direction:
    """Return the direction in which a language's script runs."""
    return _direction_of_script(script_of_language(lang))


def direction_of_text(text: str, document: Direction) -> Direction:
    """Return the direction of a text: another than the document's only where all its letters run that way."""
    directions = {_direction_of_script(script) for script in scripts_of(text)}
    return directions.pop() if len(directions) == 1 else document


def letters_by_direction(text: str) -> Counter[Direction]:
    """Count the letters of a text by the direction of their scripts."""
    counted: Counter[Direction] = Counter()
    for script, count in scripts_of(text).items():
        counted[_direction_of_script(script)] += count
    return counted


def direction_of_most(text: str, document: Direction) -> Direction:
    """Return the direction in which most letters of a text run; the document's where they are as many, or none."""
    counted = letters_by_direction(text)
    return max(counted, key=lambda direction: (counted[direction], direction == document), default=document)


def as_direction(said: str) -> Direction | None:
    """Return the direction that a word in markup or in a style sheet says, or None."""
    word = said.strip().lower()
    return "rtl" if word == "rtl" else "ltr" if word == "ltr" else None


def opposite(direction: Direction) -> Direction:
    """Return the other direction."""
    return "ltr" if direction == "rtl" else "rtl"


def reads_leftwards(direction: Direction) -> bool:
    """Tell whether lines of a direction begin on the right."""
    return direction == "rtl"


@lru_cache(maxsize=8192)  # asked of every letter of every page
def runs_right_to_left(text: str) -> bool:
    """Tell whether a text has a letter of a right-to-left script."""
    return any(_direction_of_script(script) == "rtl" for script in scripts_of(text))


def reading_direction(lang: str) -> str:
    """Return the name that a PDF's viewer preferences give to the way pages turn (ISO 32000-1, table 150)."""
    return "/R2L" if direction_of_language(lang) == "rtl" else "/L2R"


def writing_mode(direction: str) -> str:
    """Return the name that a tagged PDF gives to a direction of lines (ISO 32000-1, table 344)."""
    return "/RlTb" if direction == "rtl" else "/LrTb"


def is_right_to_left(lang: str) -> bool:
    """Tell whether a language is written from right to left."""
    return direction_of_language(lang) == "rtl"


def page_sides(lang: str) -> tuple[str, str]:
    """Return the sides of the spread on which recto and verso lie: a right-to-left book has its recto on the left."""
    return ("left", "right") if is_right_to_left(lang) else ("right", "left")
