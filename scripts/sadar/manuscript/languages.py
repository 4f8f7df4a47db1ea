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
#: Letters that Persian has and Arabic has not, and the reverse; the vowels of Yiddish, decomposed or not, and Hebrew
#: points at other letters than these.
PERSIAN, ARABIC = re.compile("[\u067e\u0686\u0698\u06af\u06a9\u06cc]"), re.compile("[\u0643\u064a\u0649\u0629]")
YIDDISH = re.compile("[\u05f0-\u05f2\ufb2e\ufb2f]|\u05d0[\u05b7\u05b8]")
POINTED = re.compile("(?<![\u05d0\u05f2])[\u05b0-\u05b8]")
#: So many of them must be there for each word.
SOME = 0.1


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


def likeliest_language(text: str) -> str:
    """Return the language of a whole text by its letters; Hebrew where it has none.

    Where several languages share a script, letters tell that the others do without: CLDR's exemplar letters of Persian
    against those of Arabic; the vowels of Yiddish, which points no other letters.
    """
    counted = scripts_of(text).most_common(1)
    likely = LIKELY.get(counted[0][0], "he") if counted else "he"
    words = max(len(text.split()), 1)
    if likely == "ar":
        persian, arabic = len(PERSIAN.findall(text)), len(ARABIC.findall(text))
        return "fa" if persian > arabic and persian > SOME * words else "ar"
    if likely == "he":
        vowels = len(YIDDISH.findall(text))
        return "yi" if vowels > SOME * words and vowels > len(POINTED.findall(text)) else "he"
    return likely


def language_of(text: str, document: str) -> str:
    """Return the language that a text's letters tell: the document's where its script leads, else the script's own."""
    counted = scripts_of(text).most_common(1)
    if not counted or counted[0][0] == script_of_language(document):
        return document
    return LIKELY.get(counted[0][0], document)
