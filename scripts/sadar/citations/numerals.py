"""Hebrew numerals on their way through citeproc, which counts pages and chapters by digits and knows no others.

Each goes through as a number with letters behind it, as 12a is one, and comes back as it was: so it takes its label
and its plural in every style.
"""

from __future__ import annotations

import re

from sadar.citations.names import SMALL

#: From the highest letter to the lowest, with geresh or gershayim or without: ג, צו, ט״ו; then the side of a leaf.
HEBREW = (r"(?=[א-ת])ת{0,2}[קרש]?[\"״]?(?:ט[\"״]?[וז]|[יכלמנסעפצ]?[\"״]?[א-ט]?)['׳]?(?![\w\"״'׳])"
          r"(?:,?\sע[\"״][אב](?:[-–—־]ע[\"״]ב)?(?!\w))?")
VALUES = dict(zip("אבגדהוזחטיכלמנסעפצקרשת", [*range(1, 10), *range(10, 100, 10), 100, 200, 300, 400], strict=True))
NUMERAL = re.compile(rf"(?<![\w\"״]){HEBREW}")
#: A zero before a stand-in: it has done its service.
MADE_NUMBER = re.compile(rf"0(?=[{''.join(SMALL.values())}])")


def as_number(text: str) -> str:
    """Return a text in which each Hebrew numeral is a number for citeproc."""
    return NUMERAL.sub(_as_number, text)


def _as_number(match: re.Match[str]) -> str:
    return "0" + "".join(SMALL.get(letter, letter) for letter in re.sub(r",?\s", "\u00a0", match.group()))


def value_of(text: str) -> int:
    """Return what a Hebrew numeral counts; 0 where a text is none. Thousands are not written, as in years."""
    if not re.fullmatch(HEBREW, text):
        return 0
    return sum(VALUES.get(letter, 0) for letter in text)
