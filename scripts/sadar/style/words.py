"""The words that sadar itself adds to a publication, one file per language, and the way names are joined there."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list

from sadar.manuscript.record import Frozen

#: The categories of CLDR's plural rules, and the form that serves where a language file leaves one out.
PLURAL_FALLBACK = "other"


class Labels(Frozen):
    """Headings and labels."""

    abstract: str
    keywords: str
    notes: str
    bibliography: str
    bibliography_parts: dict[str, str]
    bibliography_others: str
    acknowledgement: str
    colophon: str
    contents: str
    title_page: str
    landmarks: str
    body: str
    figure: str
    table: str
    back_to_text: str
    cover: str
    page_list: str
    description: str


class Work(Frozen):
    """How a kind of publication is spoken of: “this article”, and its grammatical gender."""

    phrase: str
    gender: str


class Acknowledgement(Frozen):
    """The sentence that names funders and awards.

    ``sentence`` by the gender of the work, with ``{work}`` and ``{support}``; ``funders`` by how many there are,
    with ``{names}``; ``award`` by how many numbers there are, with ``{ids}``.
    """

    sentence: dict[str, str]
    funders: dict[str, str]
    award: dict[str, str]


class Colophon(Frozen):
    """The lines of the colophon, each with the place for what it says."""

    in_container: str
    edited_by: dict[str, str]
    edition: str
    published: str
    doi: str
    isbn_print: str
    isbn_epub: str
    license: str
    typeset: str


class Accessibility(Frozen):
    """The sentences of an EPUB's accessibility summary, each said only where it holds.

    ``figures``: every figure has an alternative text; ``undescribed``: some lack one.
    """

    structure: str
    pages: str
    figures: str
    undescribed: str
    math: str


class Marks(Frozen):
    """What the marks that people type become: the quotation marks, opening and closing, those inside of others.

    ``apostrophe`` is geresh in Hebrew, ``within_word`` gershayim, ``hyphen`` maqaf; other letters lack the latter two.
    """

    quotation: tuple[str, str]
    quotation_inside: tuple[str, str]
    apostrophe: str
    within_word: str | None = None
    hyphen: str | None = None


class WordList(Frozen):
    """One language's file."""

    labels: Labels
    works: dict[str, Work]
    acknowledgement: Acknowledgement
    colophon: Colophon
    caption: str
    marks: Marks
    front_folios: str
    calendar: Literal["hebrew"] | None = None
    section_reference: str
    keyword_separator: str
    page: str
    print_source: str
    accessibility: Accessibility
    and_before_foreign: str | None = None


class Words:
    """The words of one language, with its rules for plurals and lists (CLDR, through Babel)."""

    def __init__(self, lang: str, entries: WordList) -> None:
        """Take the words of ``lang`` (a BCP 47 code)."""
        self.lang = lang
        self.entries = entries
        self._locale = Locale.parse(lang, sep="-")

    @property
    def labels(self) -> Labels:
        """Headings and labels."""
        return self.entries.labels

    def counted(self, forms: Mapping[str, str], number: int) -> str:
        """Return the form of ``forms`` (by CLDR category) that this language uses with ``number``."""
        return forms.get(self._locale.plural_form(number)) or forms[PLURAL_FALLBACK]

    def joined(self, names: Sequence[str]) -> str:
        """Join names as this language does: “א, ב וג”, “a, b and c”.

        Where “and” is a prefix, a maqaf stands between it and a word of another script (a rule of the Academy of
        the Hebrew Language); the file of the language says so with ``and-before-foreign``.
        """
        text: str = format_list(list(names), style="standard", locale=self._locale)
        foreign = self.entries.and_before_foreign
        if foreign and len(names) > 1 and names[-1][:1].isascii():
            head = text.removesuffix(names[-1]).rstrip("-־ ").removesuffix(foreign[0])
            text = f"{head}{foreign}{names[-1]}"
        return text

    def date(self, date: str, hebrew_date: str | None = None) -> str:
        """Return a date (a year, a month or a day, ISO 8601) as it is said: “ו׳ סיון תשפ״א, 17 במאי 2021”.

        Where its publications are dated by the Hebrew calendar too, that date stands first: ``hebrew_date`` if it is
        given, else the year in which most of the civil year or the whole of the month lies.
        """
        year, *rest = (int(part) for part in date.split("-"))
        if not rest:
            civil = date
        elif len(rest) == 1:
            civil = format_skeleton("yMMMM", datetime.date(year, rest[0], 1), locale=self._locale)
        else:
            civil = format_date(datetime.date(year, *rest), "long", locale=self._locale)
        if self.entries.calendar is None:
            return civil
        return f"{hebrew_date or _hebrew(year, *rest)}, {civil}"

    def acknowledgement(self, kind: str, awards: Sequence[tuple[Sequence[str], Sequence[str]]]) -> str:
        """Compose the sentence for awards, each a pair: the funders' names, the award's numbers."""
        entry, work = self.entries.acknowledgement, self.entries.works[kind]
        parts = []
        for funders, ids in awards:
            number = f" ({self.counted(entry.award, len(ids)).format(ids=', '.join(ids))})" if ids else ""
            parts.append(f"{self.joined(funders)}{number}")
        count = sum(len(funders) for funders, _ in awards)
        support = self.counted(entry.funders, count).format(names="; ".join(parts))
        sentence = entry.sentence.get(work.gender) or entry.sentence[PLURAL_FALLBACK]
        return sentence.format(work=work.phrase, support=support)


def _hebrew(year: int, month: int = 1, day: int | None = None) -> str:
    """Return the Hebrew date of a day, else the Hebrew year; it begins in September or October."""
    from pyluach.dates import GregorianDate

    if day:
        return str(GregorianDate(year, month, day).to_heb().hebrew_date_string())
    return str(GregorianDate(year, month, 28).to_heb().hebrew_year())
