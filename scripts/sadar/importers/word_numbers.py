"""The numbers that Word counts before paragraphs: what pandoc would count otherwise, or drop, is typed or named."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from sadar.citations.numerals import VALUES
from sadar.importers.excerpts import WHOLE, shown
from sadar.importers.ledger import Ledger
from sadar.importers.packages import Element
from sadar.importers.word_looks import Look, value
from sadar.importers.word_parts import XML_SPACE, W, WordFile, properties_of

#: No number is written by more letters than these, and none that is read has more digits.
MOST_LETTERS, LONGEST_NUMBER = 20, 6


def _alphabetic(letters: str) -> Callable[[int], str]:
    """Return how a number is written by the letters of an alphabet; behind the last they are doubled, then tripled."""
    def written(number: int) -> str:
        times, place = divmod(max(number, 1) - 1, len(letters))
        return letters[place] * min(times + 1, MOST_LETTERS)

    return written


def _hebrew_numeral(number: int) -> str:
    """Return a number by the values of Hebrew letters; 15 and 16 spell no name of God, thousands are left out."""
    rest, found = number % 1000, ""
    for letter, worth in sorted(VALUES.items(), key=lambda pair: -pair[1]):
        while rest >= worth and rest not in (15, 16):
            found, rest = found + letter, rest - worth
    return found + {15: "טו", 16: "טז"}.get(rest, "")


#: Formats whose letters Markdown can't count by (ISO 29500-1, 17.18.59), and how each counts.
LETTERS = {"hebrew1": _hebrew_numeral, "hebrew2": _alphabetic("אבגדהוזחטיכלמנסעפצקרשת"),
           "arabicAlpha": _alphabetic("أبتثجحخدذرزسشصضطظعغفقكلمنهوي"),
           "arabicAbjad": _alphabetic("أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"),
           "russianLower": _alphabetic("абвгдежзиклмнопрстуфхцчшщэюя"),
           "russianUpper": _alphabetic("АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ")}
#: Other formats that may stand in the number of a level below; all else is written by digits.
OTHERS = {"lowerLetter": _alphabetic(string.ascii_lowercase), "upperLetter": _alphabetic(string.ascii_uppercase)}
#: A number in a level's text: %1 is that of the first level.
PLACE = re.compile(r"%([1-9])")


@dataclass
class Level:
    """A level of a list: the number it begins with, its format and the text that holds its number."""

    start: int = 1
    format: str = "decimal"
    text: str = ""


@dataclass
class Count:
    """A list's levels, and how far each has been counted."""

    levels: Mapping[int, Level]
    numbers: dict[int, int] = field(default_factory=dict)

    def next(self, level: int) -> str:
        """Count one further at a level, those below begin anew (17.9.10); return what stands before the paragraph."""
        own = self.levels.get(level, Level())
        self.numbers[level] = self.numbers.get(level, own.start - 1) + 1
        for lower in [other for other in self.numbers if other > level]:
            del self.numbers[lower]
        return PLACE.sub(lambda place: self._written(int(place[1]) - 1), own.text)

    def is_outermost(self, level: int) -> bool:
        """Tell whether no list that Markdown can count is around what is counted at this level."""
        return all(self.levels.get(other, Level()).format in LETTERS for other in self.numbers if other < level)

    def _written(self, level: int) -> str:
        own = self.levels.get(level, Level())
        number = self.numbers.get(level, own.start)
        return (LETTERS | OTHERS).get(own.format, str)(number)


class Numbers:
    """The lists of a file while its paragraphs are gone through in their order."""

    def __init__(self, file: WordFile, ledger: Ledger) -> None:
        self.counts = _counts(file.parts["numbering"]) if "numbering" in file.parts else {}
        self.ledger = ledger
        self.headings: list[str] = []

    def typed(self, paragraph: Element, look: Look, where: str, *, heading: bool) -> None:
        """Type the letters of an item that counts by letters which Markdown has no list for."""
        count = self.counts.get(look.numbering[0]) if look.numbering else None
        if not look.numbering or not count or not look.text:
            return
        level = look.numbering[1]
        said = f"{count.next(level)} {look.text}"
        kind = count.levels.get(level, Level())
        if heading and PLACE.search(kind.text):
            self.headings.append(said)
        elif kind.format in LETTERS and count.is_outermost(level):
            _type(paragraph, said[:len(said) - len(look.text)])
            self.ledger.changed("list-letters", where, shown(look.text), shown(said))
        elif kind.format in LETTERS:
            self.ledger.ask("list-letters", where, shown(said),
                            "Word counts this item of a list within a list by letters; here it is counted by numbers")

    def ask(self) -> None:
        """Ask about the numbers of headings."""
        if self.headings:
            self.ledger.ask("heading-numbers", WHOLE, shown(" / ".join(self.headings)), "Word numbers headings, sadar "
                            "doesn't: where the text refers to their numbers, link to the headings")


def _type(paragraph: Element, label: str) -> None:
    properties = properties_of(paragraph)
    for found in properties.findall(f"{W}numPr"):
        properties.remove(found)
    numbering = etree.SubElement(properties, f"{W}numPr")  # a style may number it too: 0 takes that away (17.9.18)
    etree.SubElement(numbering, f"{W}numId", {f"{W}val": "0"})
    run = etree.Element(f"{W}r")
    text = etree.SubElement(run, f"{W}t", {XML_SPACE: "preserve"})
    text.text = label
    properties.addnext(run)


def _counts(numbering: Element) -> dict[str, Count]:
    """Return the lists of a file by their ids; lists of one definition count on (17.9.1, 17.9.15)."""
    defined = {kind.get(f"{W}abstractNumId", ""): {
        _number(level.get(f"{W}ilvl"), 0): _level(level) for level in kind.iter(f"{W}lvl")}
        for kind in numbering.iter(f"{W}abstractNum")}
    shared = {identifier: Count(levels) for identifier, levels in defined.items()}
    found = {}
    for number in numbering.iter(f"{W}num"):
        base = value(number.find(f"{W}abstractNumId"))
        changed = dict(defined.get(base, {}))
        for override in number.iter(f"{W}lvlOverride"):
            at, start = _number(override.get(f"{W}ilvl"), 0), value(override.find(f"{W}startOverride"))
            own = override.find(f"{W}lvl")
            level = _level(own) if own is not None else changed.get(at, Level())
            changed[at] = Level(_number(start, level.start), level.format, level.text)
        same = changed == defined.get(base, {}) and base in shared
        found[number.get(f"{W}numId", "")] = shared[base] if same else Count(changed)
    return found


def _level(element: Element) -> Level:
    return Level(_number(value(element.find(f"{W}start")), 1), value(element.find(f"{W}numFmt")) or "decimal",
                 value(element.find(f"{W}lvlText")))


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) <= LONGEST_NUMBER else otherwise
