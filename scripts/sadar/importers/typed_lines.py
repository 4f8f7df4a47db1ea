"""Lines that a person ended, as of poems, dialogues, tables and lists: nobody wrapped them, and none goes on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sadar.importers.ledger import Ledger
from sadar.importers.paragraphs import END, SHORT
from sadar.importers.text_lines import Line

#: What may have been put right in a text that nobody took out of a page.
OF_TYPED = {"controls", "presentation-forms", "space", "points"}
#: Lines so short were not wrapped: no page is so narrow. The part of the lines that are taken for the longest ones.
NARROW, LONGEST = 30, 1 / 20
#: Of so large a part of the lines the next one's first word had room.
MOST = 0.5


def are_typed(lines: Sequence[Line], ledger: Ledger) -> bool:
    """Tell whether each line of a text stands by itself: a program that wraps ends none while the next word has room.

    Said only of a text in which nothing tells of pages.
    """
    filled = [line for line in lines if line.text]
    pairs = [(line, after) for line, after in pairwise(lines) if line.text and after.text]
    from_page = any(change.rule not in OF_TYPED for change in ledger.changes) or any(
        line.page > lines[0].page or line.goes_on for line in filled)
    if not pairs or from_page:
        return False
    longest = sorted(len(line.text) for line in filled)[-1 - int(LONGEST * len(filled))]
    roomy = [len(line.text) + 1 + len(after.text.split()[0]) <= SHORT * longest for line, after in pairs]
    open_ended = [room for room, (line, _) in zip(roomy, pairs, strict=True) if not END.search(line.text)]
    return longest < NARROW or (sum(roomy) >= MOST * len(roomy) and sum(open_ended) >= MOST * len(open_ended))
