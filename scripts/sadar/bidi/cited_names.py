"""Names by which works are cited, as a text's own list of works has them: an entry begins with names and a year."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

YEAR, INITIAL = r"(?:1[4-9]|20)\d\d", "[א-ת]׳"
#: An entry's beginning: Hebrew names that end with an initial, and the year behind them.
ENTRY = re.compile(rf"(?P<names>[א-ת][^()]{{1,150}}{INITIAL})\s+\((?P<year>{YEAR})\b")
SURNAME = re.compile(r"(?:^|\s)(?P<name>[א-ת][א-ת״־-]+),(?=\s)")
#: An open bracket, perhaps with “see also” in it, before which no initial of a name has been said.
OPEN = re.compile(rf"(?<!{INITIAL} )\([^()\d,]{{0,15}}$")

Works = Mapping[str, frozenset[str]]


def works_of(lines: Iterable[str]) -> Works:
    """Return the names of each year's works as a citation says them, “ברק וגולן” for “ברק, ש׳ וגולן, י׳ (1987)”."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        entry = ENTRY.match(line)
        names = SURNAME.findall(entry["names"]) if entry else []
        if entry and names:
            found[entry["year"]].add(" ".join([*([", ".join(names[:-1])] if names[1:] else []), names[-1]]))
    return {year: frozenset(names) for year, names in found.items()}


def stray_name(text: str, following: str, works: Works) -> int:
    """Return the length of the name, with its comma, that begins a text at whose end a bracket opens for its year.

    Where a program joins what stands in a row, the name comes before the words that it stands behind; 0 where the
    list has no such work.
    """
    for name in works.get(following[:4], ()):
        stray = re.match(rf"{re.escape(name)},\s+".replace(r"\ ", r"\s+"), text)
        if stray and OPEN.search(text[stray.end():]):
            return stray.end()
    return 0
