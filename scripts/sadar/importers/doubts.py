"""What may be wrong in an extracted text and is left as it is: words that look glued, lines that may be cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from sadar.importers.excerpts import WHOLE, shown
from sadar.importers.ledger import Ledger
from sadar.importers.paragraphs import END, Kind, Paragraph

WORD = re.compile(r"[^\W\d_]+")
#: The fewest letters of a word within another, the most of a word that is looked at, and the most words that are shown.
SHORTEST, LONGEST, MOST = 3, 40, 10
#: So many short paragraphs in a row may be cells, and so short they are.
CELLS, CELL = 8, 40


def asked_about(paragraphs: Sequence[Paragraph], notes: Iterable[Paragraph], ledger: Ledger) -> None:
    """Ask about words that look glued, in one question, and about each row of lines that may be a table."""
    glued = list(_glued(paragraph.text for paragraph in (*paragraphs, *notes)))
    if glued:
        more = f" and {len(glued) - MOST} more" if len(glued) > MOST else ""
        ledger.ask("words-glued", WHOLE, "; ".join(glued[:MOST]) + more,
                   "each stands nowhere else, and may be two words that do")
    for short, group in groupby(paragraphs, _may_be_cell):
        cells = list(group)
        if short and len(cells) >= CELLS:
            ledger.ask("table-cells", f"lines {cells[0].first}–{cells[-1].last}",
                       shown(" / ".join(cell.text for cell in cells)),
                       "perhaps the cells of a table, whose rows are lost: their order may be wrong")


def _may_be_cell(paragraph: Paragraph) -> bool:
    return paragraph.kind is Kind.TEXT and len(paragraph.text) <= CELL and not END.search(paragraph.text)


def _glued(texts: Iterable[str]) -> Iterator[str]:
    """Yield the words that are two, with a hyphen where they meet."""
    times = Counter(word for text in texts for word in WORD.findall(text))
    for word, count in times.items():
        if count == 1 and 2 * SHORTEST <= len(word) <= LONGEST:
            cuts = [cut for cut in range(SHORTEST, len(word) - SHORTEST + 1) if _are_words(word, cut, times)]
            if len(cuts) == 1:
                yield f"{word[:cuts[0]]}|{word[cuts[0]:]}"


def _are_words(word: str, cut: int, times: Mapping[str, int]) -> bool:
    first, second = times[word[:cut]], times[word[cut:]]
    return min(first, second) > 0 and max(first, second) > 1
