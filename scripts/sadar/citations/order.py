"""The order of the list: the document's script first, each script by its own collation, articles left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sadar.citations.references import NAMES
from sadar.manuscript.languages import script_of_language
from sadar.style.citing import Citing, base_of

#: The fields by which styles sort, and which begin with articles.
TITLES = ("title", "title-short", "container-title", "collection-title")
JOINED = "+"


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
            result[field] = _without(result[field], articles)
    for field in NAMES & result.keys():
        result[field] = [{part: _without(text, joined) if part in ("family", "literal") else text
                          for part, text in name.items()} for name in result[field]]
    return result


def _without(text: str, articles: Sequence[str]) -> str:
    forms = "|".join(re.escape(article.removesuffix(JOINED)) + (r"\s*" if article.endswith(JOINED) else r"\s+")
                     for article in articles)
    return re.sub(rf"^[\W_]*(?:{forms})(?=\S{{2}})", "", text, flags=re.IGNORECASE) if forms else text


