"""Notes taken out of the lines of a text, a sign left where each is called; the paragraphs that they cut joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import groupby

from sadar.bidi.swapped import typical_length
from sadar.importers import Certainty
from sadar.importers.labels import LIST_HEADING
from sadar.importers.ledger import Ledger
from sadar.importers.note_numbers import ALONE, ENDED, NOTE, Pair, beside, is_raised, paired
from sadar.importers.paragraphs import END, ENTRY_HEAD, Kind, Paragraph, joined
from sadar.importers.run_rows import parted, rows
from sadar.importers.text_lines import Line

CALLED = re.compile("\x02\\d+\x03")
#: How much of a text the log shows; the shortest paragraph that a page may have cut.
SHOWN, LONG = 60, 60
#: Lines of notes have so many times more letters than lines of the text.
SMALLER = 1.08
#: A note's last line is shorter than this part of a full one, unless a page cut the note.
SHORT = 0.8
#: The most lines that an acknowledgement at a page's foot has.
MOST_OF_STAR = 8


def with_notes(lines: Sequence[Line], ledger: Ledger) -> tuple[list[Line], dict[int, Paragraph]]:
    """Return the lines with the calls of notes between control characters, and the notes by their numbers."""
    pairs, at_end = paired(lines)
    feet = _feet(lines, pairs, at_end)
    taken = {place for places in feet.values() for place in places}
    whole = "\n".join(line.text for line in lines)
    notes = {number: _note([lines[place] for place in places], number, whole, ledger)
             for number, places in feet.items()}
    kept = _called(lines, pairs)
    stars = _stars(lines, taken)
    for place in _star_calls(lines, stars):
        ledger.changed("note-call", lines[place].where, lines[place].text, "")
        kept[place] = None
    return [line for place, line in enumerate(kept) if line is not None and place not in taken and place not in stars
            ] + [lines[place] for place in stars], notes


def _stars(lines: Sequence[Line], taken: Collection[int]) -> list[int]:
    """Return the places of the note with a star, an acknowledgement, where it cuts the text at the foot of a page."""
    for page, group in groupby(range(len(lines)), lambda place: lines[place].page):
        foot = [place for place in group if lines[place].text and place not in taken]
        star = next((place for place in reversed(foot) if lines[place].text.startswith("*")), None)
        if star is not None and page < lines[-1].page and foot[-1] - star < MOST_OF_STAR:
            return [place for place in foot if place >= star]
    return []


def _star_calls(lines: Sequence[Line], stars: Collection[int]) -> Iterator[int]:
    """Yield the places of stars alone that call a note with a star below them."""
    last = max((place for place, line in enumerate(lines) if line.text.startswith("*")), default=0)
    yield from (place for place in range(last) if lines[place].text == "*" and place not in stars)


def _note(group: Sequence[Line], number: int, whole: str, ledger: Ledger) -> Paragraph:
    match = NOTE.match(group[0].text)
    texts = [group[0].text[match.end() if match else 0:], *(line.text for line in group[1:])]
    where = f"line {group[0].number}"
    text = joined([text for text in texts if text] or [""], whole, where, ledger)
    note = Paragraph(text, group[0].number, group[-1].last, pages=(group[0].page, group[-1].page),
                     widest=max(len(line.text) for line in group))
    ledger.changed("note", note.where, f"{group[0].text[:SHOWN]}", f"[^{number}]: {text[:SHOWN]}", Certainty.LIKELY)
    return note


def _called(lines: Sequence[Line], pairs: Mapping[int, Pair]) -> list[Line | None]:
    """Return the lines with the signs of calls; a number that stood alone joins the line that ends beside it."""
    found: list[Line | None] = list(lines)
    calls = [(number, pair.call) for number, pair in pairs.items() if pair.call]
    alone = [call.line for _, call in calls if ALONE.fullmatch(lines[call.line].text)]
    below = Counter(near > place for place in alone for near in beside(lines, place) if ENDED.search(lines[near].text))
    for number, call in reversed(calls):
        sign = f"\x02{number}\x03"
        if call.line not in alone:
            line = found[call.line] or lines[call.line]
            before, behind = line.text[:call.start].rstrip(), line.text[call.end:]
            text = f"{behind.strip()}{sign}" if is_raised(line, call) else f"{before}{sign}{behind}"
            found[call.line] = replace(line, text=text)
            continue
        near = sorted(beside(lines, call.line), key=lambda place: (
            place > call.line) == (below[True] > below[False]), reverse=True)
        if near:
            line = found[near[0]] or lines[near[0]]
            found[near[0]] = replace(line, text=f"{line.text}{sign}")
            found[call.line] = None
    return found


def _feet(lines: Sequence[Line], pairs: Mapping[int, Pair], at_end: bool) -> dict[int, list[int]]:
    """Return the places of the lines of each note."""
    order = sorted(pair.note for pair in pairs.values())
    first_of_page = {lines[start].page: start for start in reversed(order)}
    of_rows = rows(lines)
    widths = {place: sum(len(lines[other].text) + 1 for other in row) - 1 for row in of_rows for place in row}
    full = typical_length("x" * widths[row[0]] for row in of_rows
                          if row[0] < first_of_page.get(lines[row[0]].page, len(lines)) or at_end)
    small = SMALLER * full
    calling = {pair.call.line for pair in pairs.values() if pair.call}
    feet: dict[int, list[int]] = {}
    for number, pair in pairs.items():
        limit = next((start for start in order if start > pair.note), len(lines))
        feet[number] = list(_lines_of(lines, widths, pair.note, limit, small, at_end))
    if lines and lines[-1].page > lines[0].page and not at_end:
        for places in feet.values():
            places += _cut_rest(lines, of_rows, widths, places[-1], first_of_page, small, calling)
    return feet


def _lines_of(lines: Sequence[Line], widths: Mapping[int, int], start: int, limit: int, small: float,
              at_end: bool) -> Iterator[int]:
    """Yield the places of a note's lines up to the next note, the page's end, or where it ends and others follow."""
    paged = lines[-1].page > lines[0].page
    before = start
    for place in range(start, limit):
        line = lines[place]
        if not line.text:
            continue
        if line.text.startswith("*") or (at_end and LIST_HEADING.fullmatch(line.text)):
            return
        if not at_end and line.page != lines[start].page:
            return
        is_last = limit == len(lines) or (not at_end and (not paged or lines[limit].page != line.page))
        if is_last and place > start and ENDED.search(lines[before].text):
            apart = line.number > lines[before].last + 1 and widths[place] < small
            if apart or (not paged and widths[before] < SHORT * small):
                return
        yield place
        before = place


def _cut_rest(lines: Sequence[Line], of_rows: Sequence[list[int]], widths: Mapping[int, int], last: int,
              first_of_page: Mapping[int, int], small: float, calling: Set[int]) -> list[int]:
    """Return the lines with which a note goes on at the foot of the next page: as wide as notes are, and above them.

    Lines that call a note (``calling``) are none of a note.
    """
    page = lines[last].page
    is_cut = not ENDED.search(lines[last].text) and (widths[last] > SHORT * small or parted(lines)) and not any(
        line.text and line.page == page for line in lines[last + 1:])
    until = first_of_page.get(page + 1, len(lines))
    rest = [[place for place in row if place < until] for row in of_rows
            if lines[row[0]].page == page + 1 and row[0] < until]
    found: list[int] = []
    while is_cut and rest and not calling & set(rest[-1]):
        is_end = not found and ENDED.search(lines[rest[-1][-1]].text) is not None
        if widths[rest[-1][0]] < small and not is_end:
            break
        found = rest.pop() + found
    return found


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
