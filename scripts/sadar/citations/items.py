"""Works on their way through citeproc: what people write into fields becomes what a style can count and shorten."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sadar.citations.locators import VALUE, Locators
from sadar.citations.names import for_citeproc as name_for_citeproc
from sadar.citations.names import with_geresh
from sadar.citations.numerals import as_number, value_of
from sadar.citations.references import NAMES
from sadar.style.citing import Terms

Item = Mapping[str, Any]
#: Fields in which an apostrophe is no geresh.
AS_IT_IS = {"id", "URL", "DOI"}
#: Fields that are counted, by Hebrew numerals too, with the labels that some write into them.
COUNTED = {"page": "page", "volume": "volume", "issue": "issue", "chapter-number": "chapter", "collection-number": ""}
#: An edition as it is said in English and Russian: 2nd, 3-е.
ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|\.|-?[яей])")


def for_citeproc(item: Item, terms: Terms, locators: Locators) -> dict[str, Any]:
    """Return a work as citeproc is to read it; ``terms`` are those of the work's language."""
    changed: dict[str, Any] = {key: with_geresh(value) if isinstance(value, str) and key not in AS_IT_IS else value
                               for key, value in item.items()}
    for field in COUNTED.keys() & changed.keys():
        text = re.sub(r"(?<=\d)-(?=\d)", "–", locators.without_label(str(changed[field]), COUNTED[field]))
        changed[field] = as_number(text) if VALUE.fullmatch(text) else text
    if "edition" in changed:
        changed["edition"] = _edition(str(changed["edition"]), terms)
    for field in NAMES & changed.keys():
        changed[field] = [name_for_citeproc(name) for name in changed[field]]
    return changed


def _edition(text: str, terms: Terms) -> str:
    """Return the number of an edition that is given in words or letters: שנייה, ב, 2nd."""
    said = text.removeprefix("מהדורה ").removeprefix("ה")
    spoken = {word: number for words in terms.ordinals.values() for number, word in enumerate(words, start=1)}
    if number := spoken.get(text) or spoken.get(said) or value_of(said):
        return str(number)
    ordinal = ORDINAL.fullmatch(text)
    return ordinal.group(1) if ordinal else text
