"""Rows whose runs of one direction a program gave a line each: told by where no line of a text begins or ends.

Between two letters of the same direction no run ends, so there a row does; a stop or closing bracket begins no row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sadar.bidi.base import runs_right_to_left
from sadar.bidi.stored_order import STOP
from sadar.bidi.swapped import typical_length
from sadar.importers.ledger import Ledger
from sadar.importers.paragraphs import DASHES, END, begins_entry, joined
from sadar.importers.text_lines import Line

#: What begins and ends no line; so large a part of the lines do in a text whose runs were parted.
NEVER_FIRST, NEVER_LAST = (*STOP, ")", "]"), ("(", "[")
SOME = 0.03
#: How much longer than a full line a row may be.
LONGER = 1.1


def parted(lines: Sequence[Line]) -> bool:
    """Tell whether runs stand on lines of their own."""
    filled = [line.text for line in lines if line.text]
    return sum(text.startswith(NEVER_FIRST) and not text.startswith("..") for text in filled) > SOME * len(filled)


def rows(lines: Sequence[Line]) -> list[list[int]]:
    """Return the places of the lines that make each row, blank ones left out."""
    filled = [place for place, line in enumerate(lines) if line.text]
    if not parted(lines):
        return [[place] for place in filled]
    full = typical_length(lines[place].text for place in filled)
    found: list[list[int]] = []
    length = 0
    for at, place in enumerate(filled):
        before = lines[found[-1][-1]] if found else None
        text = lines[place].text
        if before and before.page == lines[place].page and before.last + 1 == lines[place].number and _goes_on(
                before.text, text, length + 1 + len(text) <= LONGER * full,
                [lines[near] for near in filled[at:at + 3]]):
            found[-1].append(place)
            length += 1 + len(text)
        else:
            found.append([place])
            length = len(text)
    return found


def _goes_on(before: str, text: str, fits: bool, beginning: Sequence[Line]) -> bool:
    if _is_label(beginning) or (before in DASHES and text in DASHES):
        return False
    if before.endswith(NEVER_LAST) or (text.startswith(NEVER_FIRST) and not text.startswith("..")):
        return True
    if (text in DASHES and before[-1].isalnum()) or (before[-1] in DASHES and text[0].isdigit()):
        return True
    if END.search(before) and not runs_right_to_left(before):
        return False  # within right-to-left text the stop would begin the next run
    first, second = (next((letter for letter in part if letter.isalnum()), "") for part in (before[::-1], text))
    same = first and second and runs_right_to_left(first) == runs_right_to_left(second)
    return not same and fits and not begins_entry(beginning)


def _is_label(beginning: Sequence[Line]) -> bool:
    """Tell whether the number of a list's item begins here, and its stop is a run of its own."""
    return beginning[0].text.isdigit() and [line.text for line in beginning[1:2]] == ["."]


def rows_joined(lines: Sequence[Line], ledger: Ledger) -> list[Line]:
    """Return the lines with the runs of each row joined."""
    whole = "\n".join(line.text for line in lines)
    found, of_rows = list(lines), rows(lines)
    for row in of_rows:
        if len(row) > 1:
            group = [lines[place] for place in row]
            text = joined([line.text for line in group], whole, group[0].where, ledger)
            found[row[0]] = replace(group[0], text=text, until=group[-1].last)
    gone = {place for row in of_rows for place in row[1:]}
    return [line for place, line in enumerate(found) if place not in gone]
