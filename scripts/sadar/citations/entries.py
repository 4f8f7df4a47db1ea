"""The inspection of a reference list: what a work lacks, what can't be right in it, and works that are there twice."""

from __future__ import annotations

import datetime
import difflib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sadar.findings import Finding, Severity
from sadar.manuscript import Reference, identifiers
from sadar.manuscript.languages import language_tag

Item = Mapping[str, Any]
#: The fields that a type of CSL 1.0.2 needs for an entry by which a reader finds the work; “|” stands between fields
#: of which one will do. (Chicago Manual of Style 17, chapter 14, and APA 7, chapter 10, ask for these.)
NEEDED: dict[str, str] = {
    "article": "author title issued",
    "article-journal": "author title container-title issued volume|issue page|number|DOI",
    "article-magazine": "title container-title issued",
    "article-newspaper": "title container-title issued",
    "bill": "title issued|number",
    "book": "author|editor|translator title issued publisher",
    "broadcast": "title issued",
    "chapter": "author title container-title issued publisher page|DOI|URL",
    "classic": "title",
    "collection": "title",
    "dataset": "title issued publisher|URL|DOI",
    "document": "title",
    "entry": "title container-title issued",
    "entry-dictionary": "title container-title issued",
    "entry-encyclopedia": "title container-title issued",
    "event": "title issued",
    "figure": "title",
    "graphic": "title",
    "hearing": "title issued",
    "interview": "author issued",
    "legal_case": "title number|container-title issued",
    "legislation": "title issued|number",
    "manuscript": "title archive|publisher|archive_location",
    "map": "title issued",
    "motion_picture": "title issued",
    "musical_score": "title issued",
    "pamphlet": "title issued",
    "paper-conference": "author title container-title|event-title|event issued",
    "patent": "title number issued",
    "performance": "title issued",
    "periodical": "title",
    "personal_communication": "author issued",
    "post": "author title|genre URL issued",
    "post-weblog": "author title URL issued",
    "regulation": "title issued|number",
    "report": "title issued author|editor|publisher",
    "review": "author container-title issued",
    "review-book": "author container-title issued",
    "software": "title issued publisher|URL|DOI",
    "song": "title issued",
    "speech": "author title issued",
    "standard": "title number|issued",
    "thesis": "author title issued publisher genre",
    "treaty": "title issued|number",
    "webpage": "title URL issued|accessed",
}
#: How an entry is marked of which a citation is all that is known, under “custom” (CSL JSON's place for what it lacks).
CITED_ONLY = {"known": "author and year only"}
#: Years of works that people cite; beyond, a digit is missing or there is one too many.
FIRST_YEAR, YEARS_AHEAD = 1000, 5


def findings(references: Mapping[str, Reference], today: datetime.date) -> Iterator[Finding]:
    """Yield a warning for each thing in a reference list that a production editor would ask about.

    Args:
        references: the works by key, read and well formed.
        today: the day from which years in the future are counted.

    """
    known: dict[tuple[str, ...], str] = {}
    for key, reference in references.items():
        for message, remedy, code in _of(reference.item, today):
            yield Finding(code, f"the work “{key}” {message}", reference.place, remedy, Severity.WARNING)
        for same in _sameness(reference.item):
            other = known.setdefault(same, key)
            if other != key:
                yield Finding("reference-duplicate", f"the works “{other}” and “{key}” have the same {same[0]}",
                              reference.place, f"cite one of them only; the other is at {references[other].place}",
                              Severity.WARNING)
                break


def _of(item: Item, today: datetime.date) -> Iterator[tuple[str, str, str]]:
    kind = str(item.get("type"))
    if item.get("custom") == CITED_ONLY and not item.get("title"):
        yield ("is known by author and year only: it lacks title, and publisher, or container-title with page, or URL",
               "say what it is (type: book, chapter, webpage …), add what is known, and remove “custom”",
               "reference-cited-only")
        return
    if kind not in NEEDED:
        near = difflib.get_close_matches(kind, NEEDED, n=1)
        yield (f"has a type that CSL does not know: “{kind}”",
               f"write {near[0] if near else 'book, chapter, webpage, …'}", "reference-type-unknown")
    lacking = [fields.replace("|", " or ") for fields in NEEDED.get(kind, "title").split()
               if not any(item.get(field) not in (None, "", [], {}) for field in fields.split("|"))]
    if lacking:
        yield (f"({kind}) lacks {', '.join(lacking)}",
               "add what is known; “issued: {literal: …}” says that a date is not", "reference-incomplete")
    if (said := item.get("language")) and not language_tag(str(said)):
        yield (f"has a language that nobody knows: “{said}”", "write he, en, de, ru, …", "reference-language")
    for field, value in item.items():
        if isinstance(value, dict) and (wrong := _wrong_date(value, today)):
            yield (f"has in “{field}” what is no date: {wrong}", "write a year such as 2021, or 2021-05-17",
                   "reference-year")
    for field, right in NUMBERS.items():
        for number in re.split(r"[,;]\s*|\s+(?=97[89])", str(item.get(field) or "")):
            try:
                _ = number and right(number)
            except ValueError as error:
                yield (f"has a wrong {field}, “{number}”: {error}", "compare it with the work itself",
                       "reference-identifier")


def _wrong_date(date: Item, today: datetime.date) -> str:
    for parts in date.get("date-parts") or []:
        year, month, day = (*(int(part) for part in parts), 1, 1)[:3]
        if not FIRST_YEAR <= abs(year) <= today.year + YEARS_AHEAD:
            return str(year)
        try:
            datetime.date(max(abs(year), 1), month if month <= 12 else 1, day)
        except ValueError:
            return "-".join(map(str, parts))
        if not 0 < month <= 24:  # 13 to 24 are seasons
            return "-".join(map(str, parts))
    said = str(date.get("literal") or date.get("raw") or "")
    return said if re.search(r"\d", said) and not re.search(r"(?<!\d)\d{4}(?!\d)", said) else ""


def _issn(value: str) -> str:
    from stdnum import issn
    from stdnum.exceptions import ValidationError

    try:
        return str(issn.validate(value))
    except ValidationError as error:
        raise ValueError(f"this ISSN is wrong: {error}".rstrip(".")) from None


NUMBERS: dict[str, Callable[[str], str]] = {"DOI": identifiers.doi, "ISBN": identifiers.isbn, "ISSN": _issn}


def _sameness(item: Item) -> Iterator[tuple[str, ...]]:
    """Yield by what two works would be one: their DOI, or author, title, year, volume and pages."""
    if item.get("DOI"):
        yield "DOI", str(item["DOI"]).casefold().removeprefix("https://doi.org/")
    first: Item = next(iter(item.get("author") or item.get("editor") or []), {})
    name = first.get("family") or first.get("literal") or ""
    parts = (item.get("issued") or {}).get("date-parts") or [[]]
    title = _letters(str(item.get("title") or ""))
    if title:
        yield ("author, title and year", _letters(str(name)), title, str(parts[0][:1]), str(item.get("volume")),
               str(item.get("number")), str(item.get("page")))


def _letters(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text).casefold() if letter.isalnum())
