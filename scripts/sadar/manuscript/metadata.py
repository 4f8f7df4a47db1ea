"""The types of ``manuscript.yaml``: Quarto's and Pandoc's spellings, MyST's plural ones accepted too."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from sadar.manuscript import identifiers
from sadar.manuscript.languages import script_of_language
from sadar.manuscript.record import Frozen

#: Spellings of MyST and of habit, each with the one that the design uses.
ALIASES = {"authors": "author", "affiliation": "affiliations", "keyword": "keywords", "fundings": "funding",
           "editors": "editor", "language": "lang", "sources": "source"}


def _text(value: Any) -> Any:
    """Take a number for a text, as people write ``id: 2026`` without quotation marks."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) or value is None else [value]


def _language(value: str) -> str:
    value = value.replace("_", "-")
    script_of_language(value)
    try:
        Locale.parse(value, sep="-")
    except (UnknownLocaleError, ValueError):
        raise ValueError(f"“{value}” is not a known language") from None
    return value


def _name(value: Any) -> Any:
    return {"literal": value} if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_text), Field(min_length=1)]
Language = Annotated[str, AfterValidator(_language)]
Orcid = Annotated[str, AfterValidator(identifiers.orcid)]
Isbn = Annotated[str, BeforeValidator(_text), AfterValidator(identifiers.isbn)]
Doi = Annotated[str, AfterValidator(identifiers.doi)]
Ror = Annotated[str, AfterValidator(identifiers.ror)]


class Record(Frozen):
    """A mapping of ``manuscript.yaml``: hyphens or underscores in keys alike, other spellings too."""

    model_config = ConfigDict(str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def _spellings(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        known = {name.replace("_", "-") for name in cls.model_fields}
        found: dict[str, Any] = {}
        for key, item in value.items():
            name = key.replace("_", "-")
            if name not in known:
                name = ALIASES.get(name, name) if ALIASES.get(name) in known else key
            if name in found:
                raise ValueError(f"“{key}” says again what “{name}” says")
            found[name] = item
        return found


class Name(Record):
    """A person's name in its parts, or as one literal."""

    given: Text | None = None
    family: Text | None = None
    literal: Text | None = None

    @model_validator(mode="after")
    def _whole(self) -> Name:
        if not (self.family or self.literal):
            raise ValueError("a name needs “family” (and “given”), or “literal”")
        return self

    @property
    def full(self) -> str:
        """The name as it is printed: given name, then family name."""
        return self.literal or " ".join(part for part in (self.given, self.family) if part)

    @property
    def sorted(self) -> str:
        """The name as it is filed: family name, given name."""
        return self.literal or ", ".join(part for part in (self.family, self.given) if part)


class AffiliationRef(Record):
    """A reference to an affiliation of the list."""

    ref: Text


class Author(Record):
    """An author: in short a name only."""

    name: Annotated[Name, BeforeValidator(_name)]
    orcid: Orcid | None = None
    email: Text | None = None
    affiliations: Annotated[list[AffiliationRef], BeforeValidator(_as_list)] = []

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value

    @field_validator("affiliations", mode="before")
    @classmethod
    def _short_refs(cls, value: Any) -> Any:
        return [{"ref": item} if isinstance(item, str) else item for item in _as_list(value) or []]


class Affiliation(Record):
    """An institution to which authors refer by its id."""

    id: Text
    name: Text
    city: Text | None = None
    country: Text | None = None
    ror: Ror | None = None


class Funder(Record):
    """A body that gave an award: in short a name only."""

    name: Text
    ror: Ror | None = None
    doi: Doi | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value


class Award(Record):
    """An award: its number and the funders who gave it."""

    id: Text | None = None
    source: Annotated[list[Funder], BeforeValidator(_as_list)] = Field(min_length=1)


class Funding(Record):
    """Awards, and the sentence where a funder prescribes its wording."""

    awards: list[Award] = []
    statement: Text | None = None

    @model_validator(mode="after")
    def _something(self) -> Funding:
        if not (self.awards or self.statement):
            raise ValueError("funding needs “awards” or a “statement”")
        return self


class Translation(Record):
    """Title, authors, abstract and keywords in another language."""

    title: Text
    subtitle: Text | None = None
    author: Annotated[list[Annotated[Name, BeforeValidator(_name)]], BeforeValidator(_as_list)] = []
    abstract: Text | None = None
    keywords: Annotated[list[Text], BeforeValidator(_as_list)] = []


class IsbnPair(Record):
    """The ISBNs of the printed book and of the EPUB."""

    print: Isbn | None = None
    epub: Isbn | None = None


class Publication(Record):
    """What is published, where and when."""

    type: Literal["article", "chapter", "book", "thesis", "report"] = "article"
    container_title: Text | None = None
    editor: Annotated[list[Annotated[Name, BeforeValidator(_name)]], BeforeValidator(_as_list)] = []
    volume: Text | None = None
    issue: Text | None = None
    edition: Text | None = None
    first_page: int = Field(default=1, ge=1, le=100_000)
    publisher: Text | None = None
    publisher_place: Text | None = None
    date: Annotated[str, BeforeValidator(_text), Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")] | None = None
    hebrew_date: Text | None = None
    doi: Doi | None = None
    isbn: IsbnPair = IsbnPair()
    license: Text | None = None

    @field_validator("date")
    @classmethod
    def _real_date(cls, value: str | None) -> str | None:
        if value:
            year, month, day = (*(int(part) for part in value.split("-")), 1, 1)[:3]
            datetime.date(year, month, day)
        return value

    @field_validator("isbn", mode="before")
    @classmethod
    def _one_isbn(cls, value: Any) -> Any:
        return {"print": value} if isinstance(value, str | int) else value


class Accessibility(Record):
    """A review of the EPUB's accessibility: what it was found to meet, who found so, and where that is reported."""

    conforms_to: Annotated[str, Field(pattern=r"^WCAG 2\.[012] A{1,3}$")]
    certified_by: Text
    report: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None


class Metadata(Record):
    """The whole of ``manuscript.yaml``."""

    title: Text
    subtitle: Text | None = None
    short_title: Text | None = None
    slug: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")] | None = None
    lang: Language
    author: Annotated[list[Author], BeforeValidator(_as_list)] = []
    affiliations: list[Affiliation] = []
    abstract: Text | None = None
    keywords: Annotated[list[Text], BeforeValidator(_as_list)] = []
    translations: dict[Language, Translation] = {}
    funding: Annotated[list[Funding], BeforeValidator(_as_list)] = []
    publication: Publication = Publication()
    accessibility: Accessibility | None = None
    bibliography: Annotated[list[Text], BeforeValidator(_as_list)] = []
    csl: Text | None = None
    contents: Annotated[list[Text], BeforeValidator(_as_list)] = []
