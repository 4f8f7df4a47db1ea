"""Citations as people type them, ``(Smith, 1999, p. 5)``, as Pandoc's citations, with what they say of each work."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sadar.citations.entries import CITED_ONLY
from sadar.citations.keys import key_of
from sadar.importers import Certainty
from sadar.importers.ledger import Ledger
from sadar.importers.markdown import escaped, escaped_inside

Item = Mapping[str, Any]
YEAR = r"(?:(?:1[4-9]|20)\d\d(?:[-–](?:1[4-9]|20)?\d\d)?[a-zא-י]?|תש[א-ת]{0,2}[״\"][א-ת]|n\.d\.|in press)"
BRACKET = re.compile(r"\(([^()\n]{2,300})\)")
NOTE_CALL = re.compile("\x02(\\d+)\x03")
PREFIX = re.compile(r"(?:(?:ו?ראו?|ו?ר׳|גם|למשל|לדוגמה|השוו|ו?כן|see|also|cf\.|e\.g\.,?|vgl\.|siehe|см\.|также|انظر)"
                    r"\s+)*", re.IGNORECASE)
#: What stands in a work behind the year: a label of up to nine letters and a number, or a number alone.
LOCATOR = re.compile(r"(?:[^\W\d]{1,9}[.׳'’]?\s*)?(?:§\s*)?(?:\d[\d:.]*[a-zא-ת]?|[ivxlc]{1,6}|[א-ת]{1,4})"
                     r"(?:\s*[-–,]\s*(?:\d[\d:.]*|[א-ת]{1,4}))*")
NAME = r"(?:(?:[a-z]{2,3}\s){0,2}[A-ZÀ-ÞЀ-Я][\w’'ʼ.־-]*)"
JOINS = r",?\s(?:and|&|und|et|и|y|e)\s"
FOREIGN = re.compile(rf"{NAME}(?:\s{NAME}){{0,4}}(?:,\s{NAME}){{0,5}}(?:{JOINS}{NAME})?(?:\set al\.)?")
OWN_NAME = r"[א-ת][א-ת״׳'\"־-]*"
OWN = re.compile(rf"{OWN_NAME}(?:\s{OWN_NAME}){{0,4}}")
IN_WORK = rf"\s\(({YEAR})(?:[,;]\s*([^()]+))?\)"
NARRATIVE = re.compile(rf"(?<![\w@])({NAME}(?:{JOINS}{NAME})?(?:\set al\.)?){IN_WORK}")
OWN_NARRATIVE = re.compile(rf"({OWN_NAME}(?:\sו{OWN_NAME})?){IN_WORK}")
#: The years of a life or a reign; an initial, which ends the names of an entry; a king's number.
LIFE = re.compile(r"\d{4}[-–]\d{4}")
NO_NAME = re.compile(r"\w\.?|[IVXLC]+")
AND = re.compile(rf"{JOINS}|,\s|\s(?=et al\.)|\sו(?=[א-ת]{{2}})")
MONTHS_SAID = ("ינואר פברואר מרס מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר סתיו אביב קיץ חורף "
               "january february march april may june july august september october november december")
MONTHS = frozenset(MONTHS_SAID.split())
WORK = re.compile(rf"(?P<authors>[^\d()]+?)(?P<comma>,?)\s+(?P<year>{YEAR})(?:[,:]\s*(?P<locator>.+))?")
#: How far before a year its work's title may stand.
BEFORE = 200


@dataclass(frozen=True)
class Cited:
    """One work in a citation: what stands before it, its authors, its year, the place in it."""

    prefix: str
    authors: str
    year: str
    locator: str


class Citer:
    """Turns typed citations into Pandoc's, and gathers the works."""

    def __init__(self, listed: Sequence[Item], ledger: Ledger) -> None:
        """Take the works of the text's own list; without one, works are made of what the citations say."""
        self.items: dict[str, dict[str, Any]] = {str(item["id"]): dict(item) for item in listed}
        self._listed = bool(listed)
        self._ledger = ledger
        self._keys = {(name, year): key for key, item in self.items.items() for name, year in _names_years(item)}

    def markdown(self, text: str, where: str) -> str:
        """Return a paragraph as Markdown, its citations and the calls of its notes as Pandoc writes them."""
        parts, at = [], 0
        for start, end, cited in self.found(text, where):
            parts += [_plain(text[at:start], at == 0), cited]
            at = end
        return "".join([*parts, _plain(text[at:], at == 0)])

    def found(self, text: str, where: str) -> Iterator[tuple[int, int, str]]:
        """Yield where each citation of a text begins and ends, and how Pandoc writes it."""
        at = 0
        while bracket := BRACKET.search(text, at):
            found = self._narrative(text, at, bracket, where) or self._bracketed(bracket, where) or (
                self._year_alone(text, bracket))
            if found:
                start, end, cited = found
                certainty = Certainty.CERTAIN if self._listed else Certainty.LIKELY
                self._ledger.changed("citation", where, text[start:end], cited, certainty)
                yield found
            at = bracket.end()

    def _bracketed(self, bracket: re.Match[str], where: str) -> tuple[int, int, str] | None:
        works = parsed(bracket[1])
        if not works:
            return None
        keys = [self._key(work) for work in works]
        if None in keys:
            self._ledger.ask("citation-unlisted", where, bracket[0], "perhaps a citation, but no work of the list fits")
            return None
        said = "; ".join(_said(work, str(key)) for work, key in zip(works, keys, strict=True))
        return bracket.start(), bracket.end(), f"[{said}]"

    def _year_alone(self, text: str, bracket: re.Match[str]) -> tuple[int, int, str] | None:
        """Cite the work of the list whose title stands before a year in brackets."""
        if not re.fullmatch(YEAR, bracket[1]):
            return None
        before = text[max(0, bracket.start() - BEFORE):bracket.start()].casefold()
        keys = {key for (_, year), key in self._keys.items() if year == bracket[1]}
        named = [key for key in keys if str(self.items[key].get("title") or "\n").casefold() in before]
        return (bracket.start(), bracket.end(), f"[-@{named[0]}]") if len(named) == 1 else None

    def _narrative(self, text: str, at: int, bracket: re.Match[str], where: str) -> tuple[int, int, str] | None:
        """Cite a work whose authors stand in the sentence: “Smith (1999)”."""
        for pattern in (NARRATIVE, OWN_NARRATIVE):
            match = next((found for found in pattern.finditer(text, at, bracket.end()) if found.end() == bracket.end()),
                         None)
            if match is None or (match[3] and not LOCATOR.fullmatch(match[3].strip())) or (
                    LIFE.fullmatch(match[2]) and not self._listed) or NO_NAME.fullmatch(match[1]):
                continue
            start, names = match.start(), match[1]
            if pattern is OWN_NARRATIVE and (names, match[2]) not in self._keys and names[0] == "ו":
                start, names = start + 1, names[1:]
            key = self._keys.get((names, match[2]))
            if key is None and not self._listed and names.lower() not in MONTHS:
                if pattern is OWN_NARRATIVE:
                    self._ledger.ask("citation-uncertain", where, match[0], "a name and a year, perhaps a citation")
                else:
                    key = self._key(Cited("", names, match[2], ""))
            if key is not None:
                place = f" [{escaped_inside(match[3].strip())}]" if match[3] else ""
                return start, match.end(), f"{'־' if start > match.start() else ''}@{key}{place}"
        return None

    def _key(self, work: Cited) -> str | None:
        known = self._keys.get((_folded(work.authors), work.year)) or self._keys.get((work.authors, work.year))
        if known or self._listed:
            return known
        item = _item(work, self.items)
        self.items[str(item["id"])] = item
        self._keys[work.authors, work.year] = self._keys[_folded(work.authors), work.year] = str(item["id"])
        return str(item["id"])


def _plain(text: str, at_head: bool) -> str:
    written = escaped(text) if at_head else escaped_inside(text)
    return NOTE_CALL.sub(r"[^\1]", written)


def _said(work: Cited, key: str) -> str:
    locator = f", {escaped_inside(work.locator)}" if work.locator else ""
    return f"{work.prefix}@{key}{locator}"


def parsed(inside: str) -> list[Cited]:
    """Return the works that a bracket cites; none where it is no citation."""
    works: list[Cited] = []
    for part in (part.strip() for part in inside.split(";")):
        prefix = PREFIX.match(part)
        lead = prefix.group() if prefix else ""
        match = WORK.fullmatch(part, len(lead))
        if match and _are_authors(match["authors"], bool(match["comma"])) and _locates(match["locator"]):
            works.append(Cited(lead, match["authors"], match["year"], match["locator"] or ""))
            continue
        again = re.fullmatch(YEAR, part)
        if again and works:
            works.append(Cited("", works[-1].authors, part, ""))
        elif works and not works[-1].locator and LOCATOR.fullmatch(part):
            works[-1] = Cited(works[-1].prefix, works[-1].authors, works[-1].year, part)
        else:
            return []
    return works


def _locates(text: str | None) -> bool:
    return not text or re.fullmatch(rf"{LOCATOR.pattern}(?:,\s*{LOCATOR.pattern})*", text.strip()) is not None


def _are_authors(text: str, comma: bool) -> bool:
    words = [word.lower() for word in text.split()]
    if MONTHS.intersection(words) or MONTHS.intersection(word[1:] for word in words):
        return False
    return bool(FOREIGN.fullmatch(text)) or (comma and bool(OWN.fullmatch(text)))


def _folded(authors: str) -> str:
    return " ".join(_families(authors)).casefold()


def _families(authors: str) -> list[str]:
    return [name for name in AND.split(authors) if name and name != "et al."]


def _names_years(item: Item) -> Iterator[tuple[str, str]]:
    """Yield how a work of the list may be cited: by all its authors, by the first and others, by the first alone."""
    names = [str(name.get("family") or name.get("literal")) for name in item.get("author", item.get("editor", ()))]
    issued = item.get("issued")
    parts = issued.get("date-parts", []) if isinstance(issued, Mapping) else [[issued]]
    literal = str(issued.get("literal", "")) if isinstance(issued, Mapping) else ""
    year = "–".join(str(part[0]) for part in parts) or literal
    for cited in {" ".join(names).casefold(), names[0].casefold() if names else "", names[0] if names else "",
                  " and ".join(names), " ו".join(names)}:
        if cited:
            yield cited, year


def _item(work: Cited, taken: Mapping[str, Any]) -> dict[str, Any]:
    names = _families(work.authors)
    year = re.match(r"\d{4}", work.year)
    return {"id": key_of(names[0], work.year, taken), "type": "document",
            "author": [_author(name) for name in names],
            "issued": int(year.group()) if year else {"literal": work.year}, "custom": dict(CITED_ONLY)}


def _author(name: str) -> dict[str, str]:
    """Return a person by the family name; what has several words or capitals only is a body."""
    body = len(name.split()) > 1 and not name.split()[0].islower()
    return {"literal": name} if body or (name.isupper() and len(name) > 1) else {"family": name}
