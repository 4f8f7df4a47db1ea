"""Lines of an extracted text brought to the order of reading, by the evidence of the file and of each line."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from sadar.bidi import brackets, inverse, letters, swapped
from sadar.bidi.base import runs_right_to_left
from sadar.bidi.plausible import faults, likeliest_base
from sadar.bidi.stored_order import STOP, signs, stored_as_it_looks
from sadar.importers import Certainty
from sadar.importers.ledger import Ledger
from sadar.importers.text_lines import Line

#: A line that holds nothing but marks and digits has the direction of the text.
WORDLESS = re.compile(r"[\W\d_]*")
BEGINS_WITH_STOP = re.compile(rf"[{STOP}](?!\.)\S*\s*\w")
RUNS_SWAPPED, WORDS_REVERSED, VISUAL_ORDER = "runs-swapped", "words-reversed", "visual-order"
AT_HEAD = re.compile(rf"^\s*[{STOP})\]]")


def in_reading_order(lines: Sequence[Line], ledger: Ledger) -> list[Line]:
    """Return the lines with letters, order and brackets put right, each change noted."""
    lines = _each(lines, ledger, "presentation-forms", letters.without_forms)
    text = "\n".join(line.text for line in lines)
    if inverse.spelled_out(text):
        lines = _each(lines, ledger, VISUAL_ORDER, _spelled)
    lines = _each(lines, ledger, "controls", letters.without_controls)
    if not runs_right_to_left(text):
        return lines
    if not any(change.rule == VISUAL_ORDER for change in ledger.changes):
        if stored_as_it_looks(signs(text)):
            lines = _restored_all(lines, ledger)
        elif swapped.words_reversed(line.text for line in lines):
            lines = _each(lines, ledger, WORDS_REVERSED, swapped.with_words_turned)
        else:
            lines = _each(_runs_swapped_back(_words_turned(lines, ledger), ledger), ledger, "numeral",
                          swapped.with_numerals_joined, Certainty.LIKELY)
    if any(letters.points_astray(line.text) for line in lines):
        lines = _each(lines, ledger, "points", letters.with_points_placed, Certainty.LIKELY)
    # Lines whose runs were swapped back have their brackets right, and say nothing of the others.
    swapped_back = {change.where for change in ledger.changes if change.rule == RUNS_SWAPPED}
    kinds = brackets.turned_kinds(line.text for line in lines if line.where not in swapped_back)
    lines = _each(lines, ledger, "brackets", lambda line: brackets.with_brackets_turned(line, kinds))
    for line in lines:
        if BEGINS_WITH_STOP.match(line.text) and runs_right_to_left(line.text):
            ledger.ask("order-uncertain", line.where, line.text, "the line begins with a stop; it was left as it is")
    return lines


def _each(lines: Sequence[Line], ledger: Ledger, rule: str, change: Callable[[str], str],
          certainty: Certainty = Certainty.CERTAIN) -> list[Line]:
    return [replace(line, text=ledger.changed(rule, line.where, line.text, change(line.text), certainty))
            for line in lines]


def _spelled(line: str) -> str:
    looks = inverse.spelled_looks(line).strip()
    if line.startswith(inverse.RLE) and runs_right_to_left(looks):
        return inverse.logical_order(looks, "rtl", mirrored=False)
    return _restored(looks, mirrored=False)


def _restored_all(lines: Sequence[Line], ledger: Ledger) -> list[Line]:
    """Bring lines as they look to the order of reading: of three ways, the one that leaves the fewest faults.

    Brackets may be stored or drawn; runs may stand as they look, or in the order of reading with only their letters
    as they look, and then the spaces at a line's ends are those of runs within it.
    """
    ways: list[Callable[[Line], str]] = [
        lambda line: _restored(line.text, mirrored=False), lambda line: _restored(line.text, mirrored=True),
        lambda line: _in_pieces(letters.without_controls(letters.without_forms(line.raw)))]
    found = [[way(line) for line in lines] for way in ways]
    best = min(found, key=lambda texts: sum(map(faults, texts)))
    return [replace(line, text=ledger.changed(VISUAL_ORDER, line.where, line.text, text.strip()))
            for line, text in zip(lines, best, strict=True)]


def _restored(looks: str, *, mirrored: bool) -> str:
    looks = looks.strip()
    if not runs_right_to_left(looks):
        foreign = not AT_HEAD.match(looks) and not WORDLESS.fullmatch(looks)
        return looks if foreign else inverse.logical_order(looks, "rtl", mirrored=mirrored)
    return inverse.logical_order(looks, likeliest_base([looks], "rtl", mirrored=mirrored), mirrored=mirrored)


def _in_pieces(line: str) -> str:
    return inverse.in_pieces(line, "rtl") if runs_right_to_left(line) or AT_HEAD.match(line) else line


def _words_turned(lines: Sequence[Line], ledger: Ledger) -> list[Line]:
    """Turn single lines whose words run backwards; their gaps are wide, and words stand where they can't."""
    found = list(lines)
    for place in swapped.widely_set([line.text for line in lines]):
        line, turned = found[place], swapped.with_words_turned(found[place].text)
        if swapped.misplaced_words(turned) < swapped.misplaced_words(line.text):
            ledger.changed(WORDS_REVERSED, line.where, line.text, turned, Certainty.LIKELY)
            found[place] = replace(line, text=turned)
        else:
            ledger.ask("order-uncertain", line.where, line.text, "the gaps are wide: the words may run backwards")
    return found


def _runs_swapped_back(lines: Sequence[Line], ledger: Ledger) -> list[Line]:
    found = []
    for line in lines:
        back = swapped.with_runs_swapped_back(line.text) or line.text
        certainty = Certainty.LIKELY if "\t" in line.text else Certainty.CERTAIN
        found.append(replace(line, text=ledger.changed(RUNS_SWAPPED, line.where, line.text, back, certainty)))
    return found
