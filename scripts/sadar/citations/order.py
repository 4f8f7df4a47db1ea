"""The order of the list: the document's script first, each script by its own collation, articles left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sadar.citations.names import with_geresh
from sadar.citations.numerals import value_of
from sadar.citations.references import NAMES
from sadar.manuscript.languages import script_of_language
from sadar.style.citing import Citing, base_of

#: The fields by which styles sort, and which begin with articles.
TITLES = ("title", "title-short", "container-title", "collection-title")
JOINED = "+"
#: The parts of a name that are filed, and what sorts before any letter.
FILED = ("family", "literal")
FIRST_OF_ALL = "0"
ONE_LETTER = str.maketrans({"־": " ", "-": " ", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا"})
#: The year 5000 of the Hebrew calendar began in the autumn of 1239; most of the year תש״א was 1941.
HEBREW_ERA = 1240


@dataclass(frozen=True)
class Part:
    """A part of the list: the works of one script, and the language whose collation orders them."""

    script: str
    lang: str
    keys: list[str]


def parts(keys: Sequence[str], langs: Mapping[str, str], document: str, citing: Citing) -> list[Part]:
    """Divide works by the scripts of their languages, in the order of the style."""
    scripts: dict[str, list[str]] = {}
    for key in keys:
        scripts.setdefault(script_of_language(langs[key]), []).append(key)
    first = citing.scripts(document)
    order = sorted(scripts, key=lambda script: (first.index(script) if script in first else len(first), script))
    return [Part(script, _collation(scripts[script], langs, document), scripts[script]) for script in order]


def _collation(keys: Sequence[str], langs: Mapping[str, str], document: str) -> str:
    counted = Counter(langs[key] for key in keys)
    if document in counted:
        return document
    return min(counted, key=lambda lang: (-counted[lang], lang))


def filed(item: Mapping[str, Any], lang: str, citing: Citing) -> dict[str, Any]:
    """Return a work as it is filed: titles, and the family names of people, without their articles."""
    articles = citing.articles.get(base_of(lang), [])
    joined = [article for article in articles if article.endswith(JOINED)]
    result = dict(item)
    for field in TITLES:
        if isinstance(result.get(field), str):
            result[field] = _word_by_word(_without(result[field], articles))
    for field in NAMES & result.keys():
        names = (name if name.get("family") else {"literal": name.get("literal") or name.get("given", "")}
                 for name in result[field])
        result[field] = [{part: _filed(str(text), articles if part == "literal" else joined) if part in FILED else text
                          for part, text in name.items()} for name in names]
    if year := _civil_year(result.get("issued") or {}):
        result["issued"] = {"date-parts": [[year]]}
    return result


def _filed(name: str, articles: Sequence[str]) -> str:
    """Return a name that sorts before longer ones that begin with it: nothing comes before something."""
    return f"{_word_by_word(_without(name, articles))} {FIRST_OF_ALL}"


def _word_by_word(text: str) -> str:
    """Return a text in which a maqaf or a hyphen divides words, and alif is one letter whatever stands above it."""
    return text.translate(ONE_LETTER)


def _civil_year(issued: Mapping[str, Any]) -> int:
    """Return the civil year of a date that is written in words or Hebrew letters; 0 where it can't be told."""
    said = str(issued.get("literal") or issued.get("raw") or "")
    if found := re.search(r"(?<!\d)\d{4}(?!\d)", said):
        return int(found.group())
    hebrew = next((value for word in with_geresh(said).split() if (value := value_of(word.removeprefix("ה׳"))) > 99), 0)
    return hebrew + HEBREW_ERA if hebrew else 0


def _without(text: str, articles: Sequence[str]) -> str:
    forms = "|".join(re.escape(article.removesuffix(JOINED)) + (r"\s*" if article.endswith(JOINED) else r"\s+")
                     for article in articles)
    return re.sub(rf"^[\W_]*(?:{forms})(?=\S{{2}})", "", text, flags=re.IGNORECASE) if forms else text


