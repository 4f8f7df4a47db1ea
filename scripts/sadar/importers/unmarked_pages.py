"""Pages of a text that no form feed parts, told by page numbers that count up beside running heads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sadar.importers import Certainty
from sadar.importers.excerpts import WHOLE
from sadar.importers.furniture import LONGEST_HEAD, NUMBER, bare
from sadar.importers.ledger import Ledger
from sadar.importers.text_lines import Line

#: The fewest pages that are told so, and the fewest lines of two.
FEWEST, SHORTEST = 3, 10


@dataclass(frozen=True)
class _Numbered:
    """A line that may be a page's furniture: its place and number, the running head, the one of the page before.

    ``weight``: how much a row of such lines up to this one says; a number beside a head says more than one alone.
    """

    place: int
    number: int
    head: str
    before: _Numbered | None = None
    weight: int = 0


def with_pages(lines: Sequence[Line], ledger: Ledger) -> list[Line]:
    """Return the lines with their pages, where page numbers tell them and nothing else does.

    At least half of the numbers must stand beside a head that another page has too: numbers alone may be anything.
    """
    pages = sorted({line.page for line in lines if line.text})
    if len(pages) > 1:
        # Pages that were taken out one by one and put together may have two form feeds between them.
        doubled = len(pages) >= FEWEST and pages == [*range(pages[0], pages[-1] + 1, 2)]
        return [replace(line, page=(line.page + 1) // 2) for line in lines] if doubled else list(lines)
    chain = _chain(lines)
    heads = Counter(numbered.head for numbered in chain if numbered.head)
    if len(chain) < FEWEST or 2 * sum(heads[numbered.head] > 1 for numbered in chain if numbered.head) < len(chain):
        return list(lines)
    last = max(place for place, line in enumerate(lines) if line.text)
    at_foot = chain[-1].place == last
    begins = set()
    for numbered, after in zip(chain, [*chain[1:], None], strict=True):
        below = after is not None and after.place == numbered.place + 1  # a foot above the next page's head
        begins.add(numbered.place + 1 if at_foot or below else numbered.place)
    ledger.changed("pages", WHOLE, "no marks between pages", f"pages {chain[0].number} to {chain[-1].number}, by their "
                   "numbers", Certainty.LIKELY)
    page, found = 1, []
    for place, line in enumerate(lines):
        page += place in begins and place > 0
        found.append(replace(line, page=page))
    return found


def _chain(lines: Sequence[Line]) -> list[_Numbered]:
    """Return the longest row of lines whose numbers count up by one; a page's foot may be above the next one's head."""
    best: dict[int, _Numbered] = {}
    longest: _Numbered | None = None
    heads = Counter(bare(line.text) for line in lines if len(line.text) <= LONGEST_HEAD)
    for place, line in enumerate(lines):
        if len(line.text) > LONGEST_HEAD or (heads[bare(line.text)] == 1 and bare(line.text)):
            continue
        for number in sorted({int(number) for number in NUMBER.findall(line.text)}):
            before = best.get(number - 1)
            if before and place - before.place < SHORTEST and (
                    place - before.place > 1 or (before.before and before.place - before.before.place == 1)):
                continue  # a page's foot and the next one's head may touch, with pages above and below
            head = bare(line.text)
            weight = (before.weight if before else 0) + 1 + bool(head)
            found = _Numbered(place, number, head, before, weight)
            if number not in best or weight >= best[number].weight:
                best[number] = found
            longest = max(longest or found, found, key=lambda numbered: numbered.weight)
    chain: list[_Numbered] = []
    while longest:
        chain.append(longest)
        longest = longest.before
    return chain[::-1]
