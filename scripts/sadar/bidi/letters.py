"""Letters as they are stored: presentation forms undone, controls taken out, points brought to their letters."""

from __future__ import annotations

import re
import unicodedata

#: Directional marks, embeddings, overrides and isolates (UAX #9, 2), and what some programs leave at the seams of
#: words: the byte order mark, the word joiner and the soft hyphen, at which a typesetter's program may divide.
CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u2060\u00ad]")
#: Hebrew and Arabic presentation forms, and Latin ligatures: one glyph for what is stored as one letter or several.
FORMS = re.compile("[\ufb00-\ufb06\ufb13-\ufb4f\ufb50-\ufdfb\ufe70-\ufefc]+")
#: Points that a glyph may hold together with its letter: dagesh, the dots of shin and sin. Vowels stand beside it.
COMPOSED = "\u05bc\u05c1\u05c2"
VOWELS = "\u05b0-\u05bb\u05c7"
HOLAM = "\u05b9"
LETTERS, FINAL = frozenset("אבגדהוזחטיךכלםמןנסעףפץצקרשת"), "ךםןףץ"
POINTS = "".join(map(chr, (*range(0x5B0, 0x5BD), 0x5C1, 0x5C2, 0x5C7)))
#: Points with the spaces beside them.
SEAM = re.compile(rf"( *[{VOWELS}{COMPOSED}][{VOWELS}{COMPOSED} ]*)")
#: A mark that stands at no letter.
ASTRAY = re.compile(rf"(?:^|\s)[{VOWELS}{COMPOSED}]")
#: A letter alone behind a point and a space: the last one of its word, for a letter that counts has a geresh.
LONE = re.compile(rf"(?<=[א-ת][{POINTS}]) (?=[א-ת](?![\w{POINTS}׳״'\"־]))")


def without_lone_letters(text: str) -> str:
    """Return a text whose words end with their last letters, taken from a page on which points have a width."""
    return LONE.sub("", text)


def without_controls(text: str) -> str:
    """Return a text without directional controls; its letters say its direction."""
    return CONTROLS.sub("", text)


def without_forms(text: str) -> str:
    """Return a text in which presentation forms are the letters that they stand for (UAX #15, compatibility)."""
    return FORMS.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)


def points_astray(text: str) -> bool:
    """Tell whether points stand before their letters: a mark that follows a space marks nothing there."""
    return bool(ASTRAY.search(text))


def begins_with_point(text: str) -> bool:
    """Tell whether a line begins with a point, whose letter then stands elsewhere."""
    return text[:1] in POINTS and bool(text)


def ends_with_point(text: str) -> bool:
    """Tell whether a line ends with points behind a space, at no letter."""
    return text.rstrip(POINTS).endswith(" ")


def with_points_placed(text: str) -> str:
    """Return a text whose points, taken from a page together with their letters' glyphs, follow their letters.

    Glyphs that hold a letter and a dagesh or dot give these in the wrong order; a vowel that is a glyph of its own
    has a space at its side, as wide as the vowel is narrow.
    """
    parts = SEAM.split(text)  # text, points and spaces, text, …
    for place in range(1, len(parts), 2):
        before, seam, after = parts[place - 1:place + 2]
        if after[:1] in LETTERS:
            own, of_next = _shared(before.rstrip(POINTS)[-1:], seam, after[:1])
            parts[place - 1:place + 2] = before + own, "", after[:1] + of_next + after[1:]
    return unicodedata.normalize("NFC", "".join(parts))


def _shared(letter: str, seam: str, following: str) -> tuple[str, str]:
    """Return what of a seam stands behind the letter before it, and which points the following letter gets."""
    if letter not in LETTERS:
        return "".join(point for point in seam if point == " "), seam.replace(" ", "")
    glyph = "".join(point for point in seam if point in COMPOSED or (point == HOLAM and following == "ו"))
    vowels = [point for point in seam if point not in glyph and point != " "]
    space = seam.find(" ")
    has_own = len(vowels) > 1 or (vowels and (space < 0 or seam.index(vowels[0]) < space))
    own = vowels[0] if has_own else ""
    ends = " " if space >= 0 and (not own or letter in FINAL) else ""
    return own + ends, glyph + "".join(vowels[len(own):])
