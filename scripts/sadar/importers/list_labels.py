"""Labels of lists that stand on lines of their own: programs set them apart, before their item's first line or behind it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sadar.importers import Certainty
from sadar.importers.ledger import Ledger
from sadar.importers.note_numbers import ENDED, beside
from sadar.importers.text_lines import Line

#: Bullets, those among them that only a face of symbols has (private use of Wingdings and Symbol), and dashes.
BULLETS = "•●○◦▪■□▫‣⁃∙\uf0b7\uf0a7\uf0d8\uf0fc"
PRIVATE = re.compile("^[\uf0b7\uf0a7\uf0d8\uf0fc](?=\\s|$)")
LABEL = re.compile(rf"(\d{{1,2}})[.)]|[{BULLETS}–—-]")
#: The fewest labels that make a list, and the most lines of an item.
FEWEST, LONGEST = 2, 30


def labels_returned(lines: Sequence[Line], ledger: Ledger) -> list[Line]:
    """Return the lines with each label of a list before its item's first line."""
    found = [replace(line, text=PRIVATE.sub("•", line.text)) for line in lines]
    places = list(_labels(found))
    behind = Counter(not ENDED.search(found[near].text) for place in places for near in beside(found, place)
                     if near < place)
    taken = set()
    for place in places:
        near = next((near for near in beside(found, place) if (near < place) == (behind[True] > behind[False])), None)
        if near is None or near in taken or LABEL.fullmatch(found[near].text):
            continue
        text = f"{found[place].text} {found[near].text}"
        ledger.changed("list-label", found[near].where, f"{found[place].text}\n{found[near].text}", text,
                       Certainty.LIKELY)
        found[near] = replace(found[near], text=text, number=min(found[near].number, found[place].number),
                              until=max(found[near].last, found[place].last))
        taken.add(place)
    return [line for place, line in enumerate(found) if place not in taken]


def _labels(lines: Sequence[Line]) -> Iterator[int]:
    """Yield the places of labels that make a list: numbers that count up from 1, or the same sign again."""
    run: list[tuple[int, str]] = []
    for place, line in enumerate(lines):
        label = LABEL.fullmatch(line.text)
        if not label:
            continue
        if run and place - run[-1][0] <= LONGEST and line.text == _following(run[-1][1]):
            run.append((place, line.text))
            continue
        if len(run) >= FEWEST:
            yield from (found for found, _ in run)
        run = [(place, line.text)] if label[1] in (None, "1") else []
    if len(run) >= FEWEST:
        yield from (found for found, _ in run)


def _following(label: str) -> str:
    return f"{int(label[:-1]) + 1}{label[-1]}" if label[:-1].isdigit() else label
