"""Names of authors that stand at the head of a line whose citation, further on, has only the year.

A program that joins the runs of a row without spaces leaves them so; the list of works says which name has the year.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sadar.importers import Certainty
from sadar.importers.ledger import Ledger
from sadar.importers.paragraphs import LIST_HEADING
from sadar.importers.text_lines import Line

YEAR = r"(?:1[4-9]|20)\d\d"
#: A name and the year of its work, at the head of an entry of the list.
ENTRY = re.compile(rf"(?P<name>[א-ת][א-ת״׳־-]+), [^()]{{1,80}}\((?P<year>{YEAR})\)")
#: A name before the beginning of a line, and a bracket that begins with a year, perhaps behind “see also”.
STRAY = re.compile(rf"(?P<name>[א-ת][א-ת״׳־-]+),\s+(?P<text>[^()]*\((?:(?:ו?ראו|גם|השוו|למשל)\s+)*)"
                   rf"(?P<year>{YEAR})(?=[;,)])")


def names_returned(lines: Sequence[Line], ledger: Ledger) -> list[Line]:
    """Return the lines with each stray name before its year, where an entry of the list has both."""
    heading = next((place for place in range(len(lines) - 1, 0, -1) if LIST_HEADING.fullmatch(lines[place].text)), None)
    if heading is None:
        return list(lines)
    works = {(entry["name"], entry["year"]) for line in lines[heading:] if (entry := ENTRY.match(line.text))}
    found = []
    for line in lines[:heading]:
        stray = STRAY.match(line.text)
        text = line.text
        if stray and (stray["name"], stray["year"]) in works:
            text = ledger.changed("name-returned", line.where, text, f"{stray['text']}{stray['name']}, "
                                  f"{text[stray.start('year'):]}", Certainty.LIKELY)
        found.append(replace(line, text=text))
    return [*found, *lines[heading:]]
