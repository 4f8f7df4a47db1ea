"""Citation keys of works that have none: ASCII, of the first author's name and the year, as in ``cohen2003``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from itertools import count

#: Letters whose sound is not the first letter of their Unicode name, at a word's beginning and inside of words.
SOUNDS = {"א": "a", "ה": "h", "ו": "v", "י": "y", "ע": "a", "צ": "ts", "ץ": "ts", "ק": "k", "ש": "sh", "ח": "h",
          "ט": "t", "я": "ya", "ю": "yu", "э": "e", "й": "y", "ь": "", "ъ": "", "ы": "y", "ж": "zh", "ч": "ch",
          "ш": "sh", "щ": "sh"}
INSIDE = {"א": "a", "ו": "o", "י": "i"}
AT_END = {"ה": "a"}
LONGEST = 30


def key_of(name: str, year: str, taken: Collection[str] = ()) -> str:
    """Return a key that is not taken: the name in Latin letters, the year, and a letter where another has the same."""
    base = f"{romanised(name)[:LONGEST] or 'anon'}{''.join(re.findall('[0-9a-z]', year)) or 'nd'}"
    if base not in taken:
        return base
    return next(f"{base}-{number}" for number in count(2) if f"{base}-{number}" not in taken)


def romanised(name: str) -> str:
    """Return a name's letters in a-z, roughly as they sound: each stands for the first of its Unicode name."""
    found = []
    for word in name.split():
        letters = [letter for letter in unicodedata.normalize("NFKD", word) if letter.isalpha()]
        for place, letter in enumerate(letters):
            sound = {**INSIDE, **(AT_END if place == len(letters) - 1 else {})}.get(letter) if place else None
            found.append(_sound(letter.lower()) if sound is None else sound)
    return "".join(found)


def _sound(letter: str) -> str:
    if letter.isascii():
        return letter
    if letter in SOUNDS:
        return SOUNDS[letter]
    last = unicodedata.name(letter, "").split(" WITH ")[0].split(" ")[-1]
    return last[-1:].lower() if len(last) == 2 and last[0] == "E" else last[:1].lower()  # EN, but BE and HE
