"""Page furniture: running heads and page numbers, found at the edges of pages or between blank lines, taken out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby, pairwise

from sadar.bidi.stored_order import STOP
from sadar.importers import Certainty
from sadar.importers.ledger import Ledger
from sadar.importers.text_lines import Line

RULE = "page-furniture"
#: A page number, alone, between dashes, or beside a running head.
NUMBER = re.compile(r"(?:^|\s|(?<=[^\W\d]))[-–—]?\s?(\d{1,4})\s?[-–—]?(?:$|\s|(?=[^\W\d]))")
ALONE = re.compile(r"[-–—]?\s?\d{1,4}\s?[-–—]?")
#: How many lines at each edge of a page may be furniture; how long a running head may be.
EDGE, LONGEST_HEAD = 2, 120
#: The fewest letters of a page that no mark parts from the next: numbers that stand closer together are the text's own.
SMALLEST_PAGE = 400
#: On so large a part of the pages a running head stands, where no page number is beside it.
OFTEN = 0.3
SENTENCE_END = re.compile(r"[.!?:״”\"»)…]$")


def without_furniture(lines: Sequence[Line], ledger: Ledger) -> tuple[list[Line], int | None]:
    """Return the lines without page furniture, which the log keeps, and the first page's number where it is sure."""
    if len({line.page for line in lines}) > 1:
        found, first = _by_pages(lines)
        certainty = Certainty.CERTAIN
    else:
        found, first = _between_blanks(lines, ledger), None
        certainty = Certainty.LIKELY
    for line in lines:
        if line in found:
            ledger.changed(RULE, line.where, line.text, "", certainty)
    return [line for line in lines if line not in found], first


def _by_pages(lines: Sequence[Line]) -> tuple[set[Line], int | None]:
    pages = {page: [line for line in group if line.text] for page, group in groupby(lines, lambda line: line.page)}
    edges = {page: list(dict.fromkeys([*of_page[:EDGE], *of_page[-EDGE:]])) for page, of_page in pages.items()}
    offsets = Counter(offset for page, of_page in edges.items() for offset in {
        int(number) - page for line in of_page for number in NUMBER.findall(line.text)
        if len(line.text) <= LONGEST_HEAD})
    offset, times = offsets.most_common(1)[0] if offsets else (0, 0)
    numbered = times >= max(2, 0.6 * len(pages))
    heads = Counter(bare(line.text) for of_page in edges.values() for line in of_page
                    if len(line.text) <= LONGEST_HEAD and not line.text.endswith(tuple(STOP)))
    found = set()
    for page, of_page in edges.items():
        numbers = [numbered and str(page + offset) in NUMBER.findall(line.text) for line in of_page]
        for place, (line, is_number) in enumerate(zip(of_page, numbers, strict=True)):
            if page == lines[0].page and place < EDGE and not any(numbers[:EDGE]):
                continue  # a head says on other pages what the title says here
            times = heads[bare(line.text)] if bare(line.text) else 0
            beside = numbers[:EDGE] if place < EDGE else numbers[EDGE:]
            is_head = times > 1 and (times >= OFTEN * len(pages) or any(beside))
            if (is_number and (is_head or ALONE.fullmatch(line.text))) or (is_head and len(pages) > 2):
                found.add(line)
    return found, (1 + offset if numbered and 1 + offset > 0 else None)


def bare(text: str) -> str:
    """Return the words of a line without numbers and marks, as running heads are compared."""
    return " ".join(re.sub(r"[\d\W]+", " ", text).split())


def _between_blanks(lines: Sequence[Line], ledger: Ledger) -> set[Line]:
    """Find a number between blank lines where a sentence goes on before and behind, with the running head beside it."""
    blocks = list(_blocks(lines))
    found: set[Line] = set()
    for place in _numbers_of_pages(blocks):
        block = blocks[place]
        run = [block[0]]
        before, after = place - 1, place + 1
        for step in (-1, 1):
            beside = place + step
            if 0 < beside < len(blocks) - 1 and len(blocks[beside]) == 1 and _is_head(blocks[beside][0]):
                run.append(blocks[beside][0])
                before, after = min(before, beside - (step < 0)), max(after, beside + (step > 0))
        interrupted = blocks[before][-1].goes_on or not SENTENCE_END.search(blocks[before][-1].text)
        if interrupted or len(run) > 1:
            found.update(run)
            ledger.ask("page-number", block[0].where, block[0].text, "a page number was taken out; if it stood at a "
                       "page's head, the text begins on the page before: say “first-page:” under “publication:”")
            for line in run[1:]:
                ledger.ask("running-head", line.where, line.text, "a running head was taken out; it may name the book "
                           "or journal (“container-title:”), and its letters may be wrong")
    return found


def _numbers_of_pages(blocks: Sequence[list[Line]]) -> Iterator[int]:
    """Yield the places of blocks, but the first and last, that are a number alone, at least a page from any other."""
    ends = list(accumulate(sum(len(line.text) for line in block) for block in blocks))
    alone = [place for place, block in enumerate(blocks) if len(block) == 1 and ALONE.fullmatch(block[0].text)]
    close = {place for pair in pairwise(alone) if ends[pair[1]] - ends[pair[0]] < SMALLEST_PAGE for place in pair}
    if ends and ends[-1] >= SMALLEST_PAGE:
        yield from (place for place in alone if place not in close and 0 < place < len(blocks) - 1)


def _is_head(line: Line) -> bool:
    return len(line.text) <= LONGEST_HEAD and not line.goes_on and line.text[-1] not in STOP


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    for filled, group in groupby(lines, lambda line: bool(line.text)):
        if filled:
            yield list(group)
