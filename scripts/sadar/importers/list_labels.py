"""Labels of lists that stand on lines of their own: before their item's first line or behind it, or all together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from sadar.importers import Certainty
from sadar.importers.ledger import Ledger
from sadar.importers.note_numbers import ENDED, beside
from sadar.importers.text_lines import Line

#: Bullets, those among them that only a face of symbols has (private use of Wingdings and Symbol), and dashes.
BULLETS = "•●○◦▪■□▫‣⁃∙\uf0b7\uf0a7\uf0d8\uf0fc"
PRIVATE = re.compile("^[\uf0b7\uf0a7\uf0d8\uf0fc](?=\\s|$)")
LABEL = re.compile(rf"(\d{{1,2}})[.)]|[{BULLETS}]")
DASH = re.compile("[–—-]")
#: The fewest labels that make a list, and the most lines of an item.
FEWEST, LONGEST = 2, 30


def labels_returned(lines: Sequence[Line], ledger: Ledger, *, in_runs: bool) -> list[Line]:
    """Return the lines with each label of a list before its item's first line.

    Where every run stands by itself (``in_runs``), nothing says whether a label is before its item or behind it.
    """
    if in_runs:
        lines = _without(lines, [[lines[place]] for place in _labels(lines)], ledger)
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


def without_stacks(lines: Sequence[Line], ledger: Ledger) -> list[Line]:
    """Return the lines without labels that stand upon one another."""
    return _without(lines, _stacks(lines), ledger)


def _stacks(lines: Sequence[Line]) -> list[list[Line]]:
    """Return labels that stand upon one another."""
    stacks: list[list[Line]] = [[]]
    for line in lines:
        label = line.text if DASH.fullmatch(line.text) or LABEL.fullmatch(line.text) else ""
        if label and stacks[-1] and _following(stacks[-1][-1].text) == label:
            stacks[-1].append(line)
        elif line.text:
            stacks.append([line] if label else [])
    return [stack for stack in stacks if len(stack) >= FEWEST]


def _without(lines: Sequence[Line], labels: Sequence[Sequence[Line]], ledger: Ledger) -> list[Line]:
    """Return the lines without labels of which nothing says to which lines they belong, and ask about them."""
    taken = [line for group in labels for line in group]
    for _, group in groupby(taken, lambda line: line.page):
        of_page = list(group)
        said = " ".join(line.text for line in of_page)
        ledger.changed("list-label", of_page[0].where, said, "", Certainty.LIKELY)
        ledger.ask("list-labels", of_page[0].where, said, "labels of a list stood apart from its items, and were taken "
                   "out: make a list of the items on this page")
    left_out = set(taken)
    return [line for line in lines if line not in left_out]


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
