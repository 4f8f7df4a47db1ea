"""What citeproc leaves undone in a language: prefixes joined, ordinals in words, dates, initials, year suffixes.

It reads the signs that ``csl`` put into the terms and ``names`` into the given names, and leaves none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sadar.citations.csl import JOINS, MONTH, NOUN, ORDINALS
from sadar.citations.names import CAPITALS, LETTER_OF
from sadar.citations.numerals import MADE_NUMBER
from sadar.citations.runs import key_of
from sadar.manuscript.languages import script_of_language, script_of_letter
from sadar.manuscript.tree import Inlines, Node, attributes, plain
from sadar.style.citing import Terms

CAPITAL = f"[{''.join(CAPITALS.values())}]"
SIGN = f"[{''.join(ORDINALS.values())}]"
#: A number with its ordinal sign, or without one, and the noun that it is to follow.
NUMBERED_NOUN = re.compile(rf"(\d+{SIGN}?)\s+{NOUN}(\w+)(?!\s*\d)")
ORDINAL = re.compile(rf"(\d+)({SIGN})")
DAY = r"(?P<day>\d{1,2}(?:[-–]\d{1,2})?)(?!\d)"
NAME = rf"{MONTH}(?P<month>\w+)"
#: Days are numbers, also where a style would say them as ordinals.
ORDINAL_DAY = re.compile(rf"(\d){SIGN}(?=(?:[-–]\d+{SIGN}?)?\s{MONTH})|({MONTH}\w+ \d+){SIGN}")
DATES = tuple(re.compile(form) for form in (
    rf"(?P<year>\d{{4}}) {NAME} {DAY}", rf"(?<!\d){DAY}\.? {NAME}", rf"{NAME} {DAY}"))
#: A prefix that waits for its word: what joins it there, and what would join it to foreign letters.
PREFIX = re.compile(rf"{JOINS}(־?)\s*")
#: A prefix before a colon: “נצפה ב:” says nothing more than “נצפה:”.
HANGING_PREFIX = re.compile(rf"\s\w{JOINS}־?(?=:)")
COMMA_BEFORE_PREFIX = re.compile(rf",(?=\s+\w{JOINS})")
#: A letter that stands alone, before another such letter or at the end of its word.
INITIAL = re.compile(rf"({CAPITAL})׳?(?:(?=\.)|(?![\w\"״׳\u0591-\u05c7])|(?={CAPITAL}))(\.?)(\s?)")
HYPHEN = re.compile(rf"-(?={CAPITAL})")
#: Elements in which the year of a work may stand: titles are emphasised, addresses are links.
HOLD_YEARS = {"Para", "Plain", "Span", "Note"}
#: Marks of punctuation that Arabic script has forms of its own for.
ARABIC_MARKS = {",": "،", ";": "؛"}
ARABIC_MARK = re.compile(r"(?<![A-Za-z])([,;])(?=\s|$)")


@dataclass(frozen=True)
class Wording:
    """The words of one language put right."""

    lang: str
    terms: Terms
    suffixes: Sequence[str]
    #: How the years of works are written, by key: so suffixes are told from other letters behind numbers.
    years: Mapping[str, Sequence[str]]
    #: Whether the style puts full stops behind initials.
    stops_initials: bool

    def said(self, value: Any, key: str = "") -> Any:
        """Return blocks or inlines that citeproc made put right; ``key`` is of the work that they speak of."""
        if isinstance(value, list):
            if value and all(isinstance(item, dict) and "t" in item for item in value):
                return self._inlines(value, key)
            return [self.said(item, key) for item in value]
        if isinstance(value, dict) and "c" in value and value["t"] != "Str":
            inner = key_of(value) or (key if value["t"] in HOLD_YEARS else "")
            return {**value, "c": self.said(value["c"], inner)}
        return value

    def _inlines(self, nodes: Inlines, key: str) -> Inlines:
        result: Inlines = []
        groups = [(is_text, list(group)) for is_text, group in groupby(_without_case_marks(nodes), _is_text)]
        for number, (is_text, group) in enumerate(groups):
            if not is_text:
                result += [self.said(node, key) for node in group]
                continue
            after = plain(groups[number + 1][1][0])[:1] if number + 1 < len(groups) else ""
            result += _nodes(self._text("".join(map(_text_of, group)), after, self.years.get(key)))
        return result

    def _text(self, text: str, after: str, years: Sequence[str] | None) -> str:
        text = ORDINAL_DAY.sub(lambda match: match.group(1) or match.group(2), text)
        text = NUMBERED_NOUN.sub(r"\2 \1", text).replace(NOUN, "")
        text = ORDINAL.sub(self._ordinal, text)
        for pattern in DATES:
            text = pattern.sub(self._date, text)
        text = text.replace(MONTH, "")
        text = INITIAL.sub(self._initial, HYPHEN.sub("־", MADE_NUMBER.sub("", text)))
        text = "".join(LETTER_OF.get(letter, letter) for letter in text)
        text = COMMA_BEFORE_PREFIX.sub("", HANGING_PREFIX.sub("", text))
        text = PREFIX.sub(lambda match: self._joint(match, (match.string[match.end():] or after)[:1]), text)
        text = self._with_suffixes(text, years)
        if script_of_language(self.lang) == "Arab":
            text = ARABIC_MARK.sub(lambda match: ARABIC_MARKS[match.group()], text)
        return text

    def _ordinal(self, match: re.Match[str]) -> str:
        gender = next(gender for gender, sign in ORDINALS.items() if sign == match.group(2))
        spoken = self.terms.ordinals.get(gender, [])
        number = int(match.group(1))
        return spoken[number - 1] if 0 < number <= len(spoken) else match.group(1)

    def _date(self, match: re.Match[str]) -> str:
        parts = match.groupdict()
        month = parts["month"]
        if self.terms.months_after_day and month in self.terms.months:
            month = self.terms.months_after_day[self.terms.months.index(month)]
        date = self.terms.day_month.replace("{day}", parts["day"]).replace("{month}", month)
        return f"{date} {parts['year']}" if parts.get("year") else date

    def _joint(self, match: re.Match[str], following: str) -> str:
        """Return what stands between a prefix and the next word: nothing before letters of its own script."""
        script = script_of_letter(LETTER_OF.get(following, following)) if following else None
        foreign = following.isdigit() or (script is not None and script != script_of_language(self.lang))
        return (match.group(1) or "\u00a0") if foreign else ""

    def _initial(self, match: re.Match[str]) -> str:
        """Return a letter with its geresh; the full stop of an initial goes, that of a sentence stays."""
        after = match.string[match.end():]
        stop = match.group(2) if not self.stops_initials or self._ends_names(match, after) else ""
        space = match.group(3) or (" " if after[:1] in LETTER_OF else "")
        return f"{LETTER_OF[match.group(1)]}׳{stop}{space}"

    def _ends_names(self, match: re.Match[str], after: str) -> bool:
        """Tell whether a full stop behind an initial ends names, the family name in front, before a marked title."""
        filed = re.search(rf",\s(?:{CAPITAL}׳?\.?[\s־]*)*$", match.string[:match.start()])
        return filed is not None and not after.strip()

    def _with_suffixes(self, text: str, years: Sequence[str] | None) -> str:
        if years is None or not self.suffixes:
            return text
        undated = self.terms.terms.get("no date")
        forms = [*years, *({*undated.long, *(undated.short or ())} if undated else ())]
        year = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
        text = re.sub(rf"(?<!\w)({year})(-?)([a-z]{{1,2}})(?!\w)", self._suffixed, text)
        return self._letter(text) if re.fullmatch(r"[a-z]{1,2}", text) else text

    def _suffixed(self, match: re.Match[str]) -> str:
        year, hyphen, letter = match.groups()
        joint = "־" if script_of_language(self.lang) == "Hebr" else "-"
        return f"{year}{joint if hyphen or not year[-1].isdigit() else ''}{self._letter(letter)}"

    def _letter(self, suffix: str) -> str:
        """Return the suffix that citeproc counts as a … z, aa …, in the letters of the language."""
        number = 0
        for letter in suffix:
            number = number * 26 + ord(letter) - ord("a") + 1
        letters = self.suffixes
        spoken = ""
        while number:
            number, rest = divmod(number - 1, len(letters))
            spoken = letters[rest] + spoken
        return spoken


def _without_case_marks(nodes: Inlines) -> Iterator[Node]:
    """Yield nodes without the spans by which citeproc keeps the case of lower-case names."""
    for node in nodes:
        if node["t"] == "Span" and attributes(node)[1] == ["nocase"]:
            yield from _without_case_marks(node["c"][1])
        else:
            yield node


def _is_text(node: Node) -> bool:
    return node["t"] in ("Str", "Space")


def _text_of(node: Node) -> str:
    return " " if node["t"] == "Space" else str(node["c"])


def _nodes(text: str) -> Iterator[Node]:
    for is_space, letters in groupby(text, lambda letter: letter == " "):
        yield {"t": "Space"} if is_space else {"t": "Str", "c": "".join(letters)}
