"""Directions in a part of a DOCX: of paragraphs, of runs, of the calls of notes, of tables and of their cells."""

from __future__ import annotations

from collections.abc import Iterator

from sadar.bidi.base import LEFT_TO_RIGHT, RIGHT_TO_LEFT, Direction, direction_of_most, direction_of_text
from sadar.bidi.visual import depends_on_base
from sadar.bidi.word import w
from sadar.bidi.word_direction import RUN_MARK, has_letters, order, order_in_word, right_to_left
from sadar.bidi.word_markup import Paragraph, columns_run_left
from sadar.checks.docx_text import Text
from sadar.checks.saying import shown
from sadar.findings import Finding, Place, Severity
from sadar.manuscript.languages import scripts_of
from sadar.untrusted_zip import Element

#: How Word's menus name the two directions of a paragraph.
BUTTON = {LEFT_TO_RIGHT: "Left-to-Right Text Direction", RIGHT_TO_LEFT: "Right-to-Left Text Direction"}
#: A paragraph of more characters is no text, and its order is not reckoned.
LONGEST = 100_000
#: Alignments that name a side.
SIDES = ("left", "right")


def findings(text: Text, document: Direction) -> Iterator[Finding]:
    """Yield what is wrong with the directions of a part.

    Args:
        text: the part.
        document: which way the whole document runs.

    """
    for paragraph in text.paragraphs:
        if not paragraph.letters:
            continue
        found = _code(text, paragraph) or list(_base(text, paragraph, document))
        yield from found
        yield from _runs(text, paragraph, sound=not found)
    for table in text.root.iter(w("tbl")):
        yield from _table(text, table, document)


def _code(text: Text, paragraph: Paragraph) -> list[Finding]:
    """Return the finding of code that runs from right to left."""
    if direction_of_most(paragraph.letters, LEFT_TO_RIGHT) != LEFT_TO_RIGHT:
        return []
    said = "the code runs from right to left"
    if text.is_code(paragraph) and paragraph.base == RIGHT_TO_LEFT:
        remedy = f"give its style {BUTTON[LEFT_TO_RIGHT]} (w:bidi w:val=\"0\")"
    elif any(run.marked and not has_letters(run.text, RIGHT_TO_LEFT) and text.is_code_letters(run.element)
             for run in paragraph.runs):
        said, remedy = "code in the line is marked as right-to-left", "take the mark off its runs"
    else:
        return []
    return [Finding("docx-code-direction", f"{said}: {text.shown(paragraph)}", text.place(paragraph), remedy)]


def _base(text: Text, paragraph: Paragraph, document: Direction) -> Iterator[Finding]:
    if not scripts_of(paragraph.letters) or (text.is_code(paragraph) and paragraph.base == LEFT_TO_RIGHT):
        return
    wanted = direction_of_text(paragraph.letters, document)
    if paragraph.base in (wanted, direction_of_most(paragraph.letters, wanted)):
        return
    remedy = f"give the paragraph, or its style, {BUTTON[wanted]}"
    if wanted == document:
        yield Finding("docx-paragraph-direction", "the paragraph runs the other way than its text: "
                      f"{text.shown(paragraph)}", text.place(paragraph), remedy)
    elif depends_on_base(paragraph.letters):
        yield Finding("docx-foreign-direction", "text that runs the other way stands in a paragraph that does not, and "
                      f"programs that follow UAX #9 show it out of order: {text.shown(paragraph)}",
                      text.place(paragraph), remedy, Severity.WARNING)


def _runs(text: Text, paragraph: Paragraph, *, sound: bool) -> Iterator[Finding]:
    """Hold the marks of a paragraph's runs against its letters; where its base is sound, its order against UAX #9."""
    place, said = text.place(paragraph), text.shown(paragraph)
    unmarked = next((run for run in paragraph.runs if not run.marked and has_letters(run.text, RIGHT_TO_LEFT)), None)
    foreign = next((run for run in paragraph.runs if run.marked and has_letters(run.text, LEFT_TO_RIGHT)
                    and not text.is_code_letters(run.element)), None)
    if unmarked is not None:
        yield Finding("docx-run-unmarked", "right-to-left letters are not marked as such, and take size, weight and "
                      f"face of Latin ones: {shown(unmarked.text)} in {said}", place,
                      f"mark their run as right-to-left ({RUN_MARK}), or type them anew with their own keyboard")
    if foreign is not None:
        yield Finding("docx-run-foreign", "left-to-right letters are marked as right-to-left, and take the face and "
                      f"language of those: {shown(foreign.text)} in {said}", place,
                      f"take the mark ({RUN_MARK}) off their run", Severity.WARNING)
    if sound and len(paragraph.text) <= LONGEST:
        yield from _orders(paragraph, place, said, marks_fit=unmarked is None and foreign is None)


def _orders(paragraph: Paragraph, place: Place, said: str, *, marks_fit: bool) -> Iterator[Finding]:
    wanted = right_to_left(paragraph.text, paragraph.base)
    marked, calls = paragraph.flags, [run.is_call for run in paragraph.runs for _ in run.text]
    if wanted == marked:
        return
    right = order(paragraph.text, paragraph.base)
    with_calls = [one if call else other for one, other, call in zip(marked, wanted, calls, strict=True)]
    if with_calls != wanted and order_in_word(paragraph.text, with_calls, paragraph.base) != right:
        yield Finding("docx-note-call", "a note's number stands on the wrong side of the words beside it, because its "
                      f"run is not marked as the text around it: {said}", place,
                      f"mark the run of the call ({RUN_MARK})")
    without = [other if call else one for one, other, call in zip(marked, wanted, calls, strict=True)]
    if marks_fit and order_in_word(paragraph.text, without, paragraph.base) != right:
        yield Finding("docx-run-order", "Word shows numbers or punctuation in another order than programs that follow "
                      f"UAX #9: {said}", place, "mark the runs as their text resolves (ISO 29500-1, I.7)",
                      Severity.WARNING)


def _table(text: Text, table: Element, document: Direction) -> Iterator[Finding]:
    letters = " ".join(element.text or "" for element in table.iter(w("t")))
    wanted = direction_of_text(letters, document)
    columns = max((len(row.findall(w("tc"))) for row in table.iter(w("tr"))), default=0)
    place = text.place_of(table)
    if wanted == LEFT_TO_RIGHT or not has_letters(letters, RIGHT_TO_LEFT):
        return
    if columns < 2 or columns_run_left(table, text.formats):
        return
    yield Finding("docx-table-direction", f"the columns of the table run from left to right: {shown(letters)}", place,
                  "Table Properties, Table direction: Right-to-left (w:bidiVisual)",
                  Severity.ERROR if document == wanted else Severity.WARNING)
    sides = sum(_names_a_side(text, paragraph) for paragraph in table.iter(w("p")))
    if sides:
        yield Finding("docx-cell-side", f"{sides} paragraphs in cells of the table are aligned to a side, by a program "
                      "that knows no tables from right to left: “left” is the right side in them, and “right” the left "
                      f"one: {shown(letters)}", place, "look at its columns, and align them anew", Severity.WARNING)


def _names_a_side(text: Text, paragraph: Element) -> bool:
    """Tell whether a paragraph from right to left is aligned by the name of a side (ISO 29500-1, 17.18.44).

    Word and LibreOffice know that “left” is where such a paragraph begins, and so their own tables are right.
    """
    side = paragraph.find(f"{w('pPr')}/{w('jc')}")
    return side is not None and side.get(w("val")) in SIDES and text.formats.on(paragraph, "bidi")
