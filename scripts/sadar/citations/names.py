"""Given names on their way through citeproc, which tells the words of a name by capitals and knows no other way.

Letters of Hebrew have none: citeproc would print a full name with full stops (“דוד. יוסף.”) where it is to make
initials. So the first letter of each Hebrew word goes through it as a capital of a script that nobody writes, and
comes back as the letter, with a geresh where citeproc made an initial of it. Names of Arabic letters, which nobody
shortens, and initials that are there already (א״מ) go through as lower-case words, which citeproc leaves whole.
"""

from __future__ import annotations

import re
from typing import Any

from sadar.manuscript.languages import scripts_of


def _letters(*ranges: tuple[int, int]) -> str:
    return "".join(chr(code) for first, last in ranges for code in range(first, last + 1))


#: Hebrew letters and Yiddish digraphs, and the capitals of Old Hungarian that stand for them.
HEBREW = _letters((0x5D0, 0x5EA), (0x5F0, 0x5F2))
CAPITALS = dict(zip(HEBREW, _letters((0x10C80, 0x10CB2)), strict=False))
#: What else stands in words that stay whole: points, Arabic letters of all languages; small letters of Deseret, Osage,
#: Warang Citi, Medefaidrin and Adlam stand for them.
WHOLE = (HEBREW + _letters((0x5B0, 0x5C7), (0x5F3, 0x5F4)) + "\"'"
         + _letters((0x621, 0x63A), (0x641, 0x652), (0x670, 0x671))
         + "–پچڈڑژکگںھہۀۃیےېۓڤڕڵۆێە\u200c\u00a0()-.ـٹٿڇڌڏڙڪڱݨےۇۈۋ")
SMALL = dict(zip(WHOLE, _letters((0x10428, 0x1044F), (0x104D8, 0x104FB), (0x118C0, 0x118DF), (0x16E60, 0x16E7F),
                                 (0x1E922, 0x1E943)), strict=False))
#: What each stand-in stands for, whatever case a style may have changed it to.
LETTER_OF = {stand_in: letter for letter, stand_in in CAPITALS.items()} | {
    changed: letter for letter, stand_in in SMALL.items() for changed in (stand_in, stand_in.upper())}
#: People type an apostrophe for a geresh; pandoc would take it for a quotation mark.
QUOTED = re.compile(r"(?:^|[\s(־-])['’][\u05d0-\u05ea]")
TYPED_GERESH = re.compile(r"(?<=[\u05d0-\u05ea])['’]")
TYPED_GERSHAYIM = re.compile(r"(?<=[\u05d0-\u05ea])[\"”](?=[\u05d0-\u05ea](?![\u05d0-\u05ea]))")
FIRST_LETTER = re.compile(r"(?<![^\s-])[\u05d0-\u05f2]")
#: An initial with a full stop, which the geresh will replace.
STOPPED = re.compile(r"(?<![\u05d0-\u05ea])([\u05d0-\u05ea])\.")
INITIALS = re.compile(r"[\u05d0-\u05ea]+[\"״][\u05d0-\u05ea]+")


def for_citeproc(name: dict[str, Any]) -> dict[str, Any]:
    """Return a CSL name whose given names citeproc can shorten, or leaves whole where they never are."""
    spelled = {part: with_geresh(text) if isinstance(text, str) else text for part, text in name.items()}
    if isinstance(given := spelled.get("given"), str):
        if not spelled.get("family"):
            return {"literal": given}
        spelled["given"] = " ".join(_word(word) for word in STOPPED.sub(r"\1 ", given).split())
    return spelled


def with_geresh(text: str) -> str:
    """Return a text in which an apostrophe behind a Hebrew letter is a geresh, and a mark before the last gershayim."""
    return TYPED_GERSHAYIM.sub("״", text if QUOTED.search(text) else TYPED_GERESH.sub("׳", text))


def _word(word: str) -> str:
    scripts = set(scripts_of(word))
    if scripts == {"Hebr"} and not INITIALS.fullmatch(word):
        return FIRST_LETTER.sub(lambda match: CAPITALS.get(match.group(), match.group()), word.replace("־", "-"))
    if scripts and scripts <= {"Hebr", "Arab"}:
        return "".join(SMALL.get(letter, letter) for letter in word)
    return word
