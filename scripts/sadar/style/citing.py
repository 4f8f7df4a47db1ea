"""How citations speak: the terms of each language, and what the house decides for every CSL style."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator

from sadar.manuscript.languages import script_of_language
from sadar.manuscript.record import Frozen

#: What stands for a form of a term that is not given.
FORMS = {"short": "long", "verb-short": "verb"}


def _pair(value: object) -> object:
    return [value, value] if isinstance(value, str) else value


def _forms(value: object) -> object:
    return value if isinstance(value, dict) else {"long": value}


Counted = Annotated[tuple[str, str], BeforeValidator(_pair)]


Gender = Annotated[str, Field(pattern="^(masculine|feminine|neuter)$")]


class Term(Frozen):
    """A term, in the forms of CSL 1.0.2 (appendix II), each for one and for several."""

    long: Counted
    short: Counted | None = None
    symbol: Counted | None = None
    verb: Counted | None = None
    verb_short: Counted | None = None
    gender: str | None = None

    def form(self, name: str) -> tuple[str, str] | None:
        """Return a form, else what stands for it; None where the term has nothing like it."""
        said: tuple[str, str] | None = getattr(self, name.replace("-", "_"))
        return said if said or not FORMS.get(name) else self.form(FORMS[name])


class Terms(Frozen):
    """The terms of one language: those that the locale shipped with pandoc lacks or has wrong."""

    terms: dict[str, Annotated[Term, BeforeValidator(_forms)]] = Field(default_factory=dict)
    ordinals: dict[Gender, list[str]] = Field(default_factory=dict)
    ordinal_follows: tuple[str, ...] = ()
    ordinal_ending: str = ""
    months: tuple[str, ...] = ()
    months_after_day: tuple[str, ...] = ()
    seasons: tuple[str, ...] = ()
    day_month: Annotated[str, Field(pattern=r"\{day\}.*\{month\}|\{month\}.*\{day\}")] = "{day} {month}"

    @field_validator("months", "months_after_day")
    @classmethod
    def _twelve(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if value and len(value) != 12:
            raise ValueError("twelve months are needed")
        return value


class Citing(Frozen):
    """What the house decides: the order of the list, and how numbers, articles and locators are read and written."""

    order: list[str]
    headings: bool
    year_suffixes: dict[str, Annotated[list[str], Field(min_length=22)]]
    articles: dict[str, list[str]]
    locators: dict[str, list[str]]

    def scripts(self, document: str) -> list[str]:
        """Return the scripts of the list's parts in their order, that of the document's language first."""
        return list(dict.fromkeys([script_of_language(document), *self.order]))


def base_of(lang: str) -> str:
    """Return the language of a tag without region and script: ``he`` of ``he-IL``."""
    return lang.replace("_", "-").split("-")[0].lower()
