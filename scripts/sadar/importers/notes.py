"""Notes of an extracted text: paragraphs that begin with a number, joined with the raised digits that call them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from sadar.importers import Certainty
from sadar.importers.ledger import Ledger
from sadar.importers.paragraphs import END, ENTRY_HEAD, Kind, Paragraph

#: A note at the foot of a page: its number, perhaps with a stop, and its text.
NOTE = re.compile(r"(\d{1,3})(?:[.)]\s*|\s+)(?=[^\W\d]|[״“\"(])")
#: Where a number stands that calls a note: at a word or behind its stop, alone.
CALL = r"(?<=[^\s\d(\[–־-])\s?{}(?=\s|$|[,.;:)])|(?<=[.,:;!?״”])\s?{}(?=\s|$)"
CALLED = re.compile("\x02\\d+\x03")
#: How much of a text the log shows; the shortest paragraph that a page may have cut.
SHOWN, LONG = 60, 60
#: Lines of notes have so many times more letters than lines of the text.
SMALLER = 1.08


def with_notes(paragraphs: Sequence[Paragraph], ledger: Ledger) -> tuple[list[Paragraph], dict[int, Paragraph]]:
    """Return the paragraphs with the calls of notes between control characters, and the notes by their numbers.

    Numbers count up from 1 or the first that is there, and each note stands behind its call; what doesn't fit this is
    left in the text, and listed.
    """
    notes: dict[int, int] = {}
    calls: dict[int, tuple[int, int, int]] = {}
    number, begin = 1, (0, 0)
    while found := _pair(paragraphs, number, begin, set(notes.values())):
        place, start, end, at = found
        calls[number], notes[number] = (place, start, end), at
        begin, number = (place, end), number + 1
    texts = [paragraph.text for paragraph in paragraphs]
    for called, (place, start, end) in sorted(calls.items(), reverse=True):
        texts[place] = f"{texts[place][:start]}\x02{called}\x03{texts[place][end:]}"
    made: dict[int, Paragraph] = {}
    taken = set(notes.values())
    for called, at in notes.items():
        match = NOTE.match(texts[at])
        made[called] = paragraphs[at].with_text(texts[at][match.end() if match else 0:])
        for rest in _continued(paragraphs, at, notes.get(called + 1), taken):
            made[called] = made[called].with_text(f"{made[called].text} {texts[rest]}")
            taken.add(rest)
        ledger.changed("note", paragraphs[at].where, paragraphs[at].text[:SHOWN], f"[^{called}]: "
                       f"{made[called].text[:SHOWN]}", Certainty.LIKELY)
    kept = [paragraph.with_text(texts[place]) for place, paragraph in enumerate(paragraphs) if place not in taken]
    return rejoined(kept, ledger), made


def _continued(paragraphs: Sequence[Paragraph], at: int, following: int | None, taken: set[int]) -> Iterator[int]:
    """Yield the paragraphs that go on with a note: those below it, set as small, and where a page cut it, the next."""
    page = paragraphs[at].pages[1]
    place = at + 1
    small = SMALLER * median(paragraph.widest for paragraph in paragraphs if paragraph.first != paragraph.last)
    while place < len(paragraphs) and paragraphs[place].pages == (page, page) and place not in taken:
        if paragraphs[place].kind is not Kind.TEXT or paragraphs[place].widest < small:
            return
        yield place
        place += 1
    cut = not END.search(paragraphs[place - 1].text)
    if cut and following and following - 1 not in taken and following - 1 >= place and END.search(
            paragraphs[following - 1].text) and paragraphs[following - 1].pages[0] == page + 1:
        yield following - 1


def rejoined(paragraphs: Sequence[Paragraph], ledger: Ledger) -> list[Paragraph]:
    """Join a paragraph that a page's end, and the notes there, have cut."""
    found: list[Paragraph] = []
    for paragraph in paragraphs:
        before = found[-1] if found else None
        if (before and before.kind is Kind.TEXT and paragraph.kind is Kind.TEXT and not END.search(
                CALLED.sub("", before.text)) and before.pages[1] == paragraph.pages[0] - 1
                and len(before.text) > LONG and "*" not in (paragraph.text[0], before.text[0])
                and not ENTRY_HEAD.match(paragraph.text)):
            ledger.changed("page-joined", paragraph.where, f"{before.text[-SHOWN:]}\n{paragraph.text[:SHOWN]}",
                           f"{before.text[-SHOWN:]} {paragraph.text[:SHOWN]}", Certainty.LIKELY)
            found[-1] = replace(before, text=f"{before.text} {paragraph.text}", last=paragraph.last,
                                pages=(before.pages[0], paragraph.pages[1]))
        else:
            found.append(paragraph)
    return found


def _pair(paragraphs: Sequence[Paragraph], number: int, begin: tuple[int, int],
          taken: set[int]) -> tuple[int, int, int, int] | None:
    """Find the next note: the paragraph that holds its call, the call's place there, and the note's paragraph."""
    call = re.compile(CALL.format(number, number))
    last = max(taken, default=-1)
    for at in range(last + 1, len(paragraphs)):
        match = NOTE.match(paragraphs[at].text)
        if not match or int(match[1]) != number or paragraphs[at].kind is not Kind.TEXT:
            continue
        for place in range(begin[0], at):
            first, last_page = paragraphs[place].pages
            if place in taken or not first <= paragraphs[at].pages[0] <= last_page + 1:
                continue
            called = call.search(paragraphs[place].text, begin[1] if place == begin[0] else 0)
            if called:
                return place, called.start(), called.end(), at
    return None
