"""Text of an unknown order shown safely among other text: isolated, its invisible characters by their numbers."""

from __future__ import annotations

import unicodedata

from sadar.bidi.levels import FSI, PDI


def shown(text: str) -> str:
    """Return a text on one line that moves nothing beside it, and in which nothing is hidden (UAX #9, 2.7; UTS #55).

    Line feeds become ⏎ and tabs ⇥; format and control characters their numbers: ⟨U+202B⟩.
    """
    visible = "".join(_visible(letter) for letter in text)
    return f"{FSI}{visible}{PDI}"


def _visible(letter: str) -> str:
    if letter in "\n\t":
        return "⏎" if letter == "\n" else "⇥"
    if unicodedata.category(letter) in ("Cf", "Cc", "Co", "Zl", "Zp"):
        return f"⟨U+{ord(letter):04X}⟩"
    return letter
