"""Lines of an extracted text brought to the order of reading, by the evidence of the file and of each line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from sadar.bidi import brackets, inverse, letters, painted, swapped
from sadar.bidi.base import runs_right_to_left
from sadar.bidi.line_ends import with_head_turned, without_gaps
from sadar.bidi.restored import begins_with_stop, restored, spelled_lines, with_range_turned
from sadar.bidi.stored_order import signs, stored_as_it_looks
from sadar.importers import Certainty
from sadar.importers.cut_rows import rows_joined
from sadar.importers.eaten_hyphens import hyphens_restored
from sadar.importers.ledger import Ledger
from sadar.importers.painted_rows import VISUAL_ORDER, rows_read, words_read
from sadar.importers.run_rows import parted
from sadar.importers.scattered_rows import SCATTERED, asked_of_scattered
from sadar.importers.segment_order import SEGMENT_ORDER, segments_undone
from sadar.importers.text_lines import Line

RUNS_SWAPPED, WORDS_REVERSED = "runs-swapped", "words-reversed"
#: The rules that bring a whole text to the order of reading from how it looks.
FROM_LOOKS = (VISUAL_ORDER, SEGMENT_ORDER)


def in_reading_order(lines: Sequence[Line], ledger: Ledger) -> list[Line]:
    """Return the lines with letters, order and brackets put right, each change noted."""
    lines = _each(lines, ledger, "presentation-forms", letters.without_forms)
    text = "\n".join(line.text for line in lines)
    if inverse.spelled_out(text):
        lines = _as_read(lines, ledger, spelled_lines([line.text for line in lines]))
        lines = hyphens_restored(lines, ledger)
        lines = _each(lines, ledger, "space", without_gaps)
    else:
        lines = segments_undone(lines, ledger)
        text = "\n".join(line.text for line in lines)
    lines = _each(lines, ledger, "controls", letters.without_controls)
    if not runs_right_to_left(text):
        return lines
    if not any(change.rule in FROM_LOOKS for change in ledger.changes):
        if painted.by_words(text):
            lines = words_read(lines, ledger)
        elif painted.by_pieces(text):
            lines = rows_read(lines, ledger)
        elif stored_as_it_looks(signs(text)):
            asked_of_scattered(lines, ledger)
            lines = _as_read(lines, ledger, *restored([line.raw for line in lines]))
        elif swapped.words_reversed(line.text for line in lines):
            lines = _each(lines, ledger, WORDS_REVERSED, swapped.with_words_turned)
        else:
            lines = _each(_runs_swapped_back(_words_turned(lines, ledger), ledger), ledger, "numeral",
                          swapped.with_numerals_joined, Certainty.LIKELY)
    if any(change.rule in FROM_LOOKS for change in ledger.changes):
        lines = _ranges_turned(_each(lines, ledger, "range", with_range_turned, Certainty.LIKELY), ledger)
    if any(letters.points_astray(line.text) for line in lines):
        lines = lines if any(line.by_segments for line in lines) else rows_joined(lines, ledger)
        lines = _each(lines, ledger, "points", letters.with_points_placed, Certainty.LIKELY)
    # Lines whose runs were swapped back have their brackets right, and say nothing of the others.
    swapped_back = {change.where for change in ledger.changes if change.rule == RUNS_SWAPPED}
    kinds = brackets.turned_kinds(line.text for line in lines if line.where not in swapped_back)
    lines = _each(lines, ledger, "brackets", lambda line: brackets.with_brackets_turned(line, kinds))
    for line in [] if parted(lines) or ledger.asked(SCATTERED) else lines:
        if begins_with_stop(line.text):
            ledger.ask("order-uncertain", line.where, line.text, "the line begins with a stop; it was left as it is")
    return lines


def _each(lines: Sequence[Line], ledger: Ledger, rule: str, change: Callable[[str], str],
          certainty: Certainty = Certainty.CERTAIN) -> list[Line]:
    return [replace(line, text=ledger.changed(rule, line.where, line.text, change(line.text), certainty))
            for line in lines]


def _as_read(lines: Sequence[Line], ledger: Ledger, texts: Sequence[str],
             likely: Collection[int] = ()) -> list[Line]:
    return [replace(line, text=ledger.changed(VISUAL_ORDER, line.where, line.text, text,
                                              Certainty.LIKELY if place in likely else Certainty.CERTAIN))
            for place, (line, text) in enumerate(zip(lines, texts, strict=True))]


def _ranges_turned(lines: Sequence[Line], ledger: Ledger) -> list[Line]:
    """Return the lines with ranges of pages that count up, where a left-to-right run goes on over a line's end."""
    found = list(lines)
    for before, place in pairwise(place for place, line in enumerate(lines) if line.text):
        text = with_head_turned(found[place].text, found[before].text)
        ledger.changed("range", found[place].where, found[place].text, text, Certainty.LIKELY)
        found[place] = replace(found[place], text=text)
    return found


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
