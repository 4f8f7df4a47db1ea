"""Languages and scripts of texts, by Unicode's script property and CLDR's likely subtags."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from babel import Locale
from babel.core import get_global
from fontTools import unicodedata as ucd

#: Scripts that CLDR gives no single language for a manuscript to mean by them.
LIKELY = {"Hebr": "he", "Arab": "ar", "Cyrl": "ru", "Latn": "en", "Grek": "el"}


@cache
def script_of_letter(letter: str) -> str | None:
    """Return the ISO 15924 script of a letter; None for marks, digits, punctuation and spaces (UAX #24)."""
    script: str = ucd.script(letter)
    return None if script in ("Zyyy", "Zinh", "Zzzz") or not letter.isalpha() else script


def scripts_of(text: str) -> Counter[str]:
    """Count the letters of a text by script."""
    return Counter(script for letter in text if (script := script_of_letter(letter)))


@cache
def script_of_language(lang: str) -> str:
    """Return the ISO 15924 script in which a language is written: the tag's own (BCP 47), else CLDR's likely one.

    Raises:
        ValueError: CLDR knows no such language.

    """
    language, *rest = lang.replace("_", "-").split("-")
    for part in rest:
        if len(part) == 4 and part.isalpha():
            return part.title()
    likely = get_global("likely_subtags").get(language.lower())
    if not likely:
        raise ValueError(f"“{lang}” is not a known language")
    return str(likely).split("_")[1]


@cache
def language_tag(said: str) -> str | None:
    """Return the BCP 47 tag of a language as people and libraries write it (he, heb, he_IL, Hebrew), or None."""
    first = re.split(r"[;,/]", said)[0].strip()
    language, *rest = first.replace("_", "-").split("-")
    named = str(get_global("language_aliases").get(language.lower(), language.lower())).split("_")[0]
    try:
        script_of_language(named)
    except ValueError:
        return _names_of_languages().get(first.casefold())
    regions = [part.upper() for part in rest if len(part) == 2 and part.isalpha()]
    scripts = [part.title() for part in rest if len(part) == 4 and part.isalpha()]
    return "-".join([named, *scripts[:1], *regions[:1]])


@cache
def _names_of_languages() -> dict[str, str]:
    """Return languages by their names in English and in the languages of right-to-left scripts."""
    return {name.casefold(): code for locale in ("en", "he", "ar", "fa")
            for code, name in Locale(locale).languages.items() if "_" not in code}


def language_of(text: str, document: str) -> str:
    """Return the language that a text's letters tell: the document's where its script leads, else the script's own."""
    counted = scripts_of(text).most_common(1)
    if not counted or counted[0][0] == script_of_language(document):
        return document
    return LIKELY.get(counted[0][0], document)
