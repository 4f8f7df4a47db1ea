"""Keys of citations, made of an author's name and a year: ``krammer1974``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

#: Hebrew letters as libraries transliterate them, without points: keys are typed, and are names of bookmarks.
HEBREW = dict(zip("אבגדהוזחטיךכלםמןנסעףפץצקרשת",
                  ["a", "b", "g", "d", "h", "v", "z", "ch", "t", "y", "k", "k", "l", "m", "m", "n", "n", "s", "a", "f", "p",
                   "ts", "ts", "k", "r", "sh", "t"], strict=True))
CYRILLIC = dict(zip("абвгдежзийклмнопрстуфхцчшщъыьэюяё",
                    ["a", "b", "v", "g", "d", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f",
                     "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya", "e"], strict=True))


def key(name: str, year: str, taken: Container[str]) -> str:
    """Return a key of ASCII letters for a work, with a letter behind it where the key is taken."""
    letters = "".join(HEBREW.get(letter) or CYRILLIC.get(letter, letter) for letter in name.casefold())
    ascii_only = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode()
    stem = (re.sub(r"[^a-z]", "", ascii_only)[:30] or "work") + (re.sub(r"\D", "", year)[:4])
    if stem not in taken:
        return stem
    return next(longer for number in range(1, 10_000) if (longer := f"{stem}{_letters(number)}") not in taken)


def _letters(number: int) -> str:
    """Return b, c, …, z, ba, … for 1, 2, …"""
    number, last = divmod(number, 26)
    return (_letters(number) if number else "") + chr(ord("a") + last)
