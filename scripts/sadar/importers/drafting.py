"""Paragraphs and notes become a draft: metadata, Markdown with citations, references."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set

from sadar.bidi.brackets import unbalanced
from sadar.importers import Draft
from sadar.importers.bibliography import listed_in
from sadar.importers.citing import Citer
from sadar.importers.ledger import Ledger
from sadar.importers.matter import without_matter
from sadar.importers.notes import CALLED
from sadar.importers.paragraphs import Kind, Paragraph
from sadar.importers.scattered_rows import SCATTERED

#: The call of a note as Markdown has it, and the head of one, both escaped.
TYPED_CALL = re.compile(r"\\\[\\\^([\w-]+)\\\]")
TYPED_NOTE = re.compile(rf"{TYPED_CALL.pattern}: ")
#: What stands before an item of a list.
LABEL = re.compile(r"(?:[–—•-]|(\d{1,2})\.)\s+(?=\S)")
#: A figure of at least so many percent of the text's width is as wide as the text.
WHOLE = 97
#: The dashes under a table's head stand for the widths of its columns; so many in a line.
WIDEST = 60


def draft_of(paragraphs: Sequence[Paragraph], notes: Mapping[int, Paragraph], first_page: int | None,
             ledger: Ledger) -> Draft:
    """Make a draft.

    Args:
        paragraphs: all the text, its title first; calls of notes stand in it as ``notes.CALLED`` has them.
        notes: the notes by their numbers.
        first_page: the number of the first page, where it is sure.
        ledger: what was noted on the way.

    """
    body, metadata = without_matter(paragraphs, ledger)
    if first_page:
        metadata["publication"] = {"first-page": first_page}
    body, listed = listed_in(body, ledger)
    citer = Citer(listed, ledger)
    numbers = _numbers(body)
    written = [f"{mark}{_written(paragraph, citer)}{numbers.get(place, '')}".replace("}{", " ")
               for place, (mark, paragraph) in enumerate(_with_lists(body))]
    called = set(re.findall(r"\[\^(\d+)\]", "\n".join(written)))
    written = _with_typed_notes(written, called)
    for number, note in notes.items():
        text = citer.markdown(note.text, note.where)
        written.append(f"[^{number}]: {text}" if str(number) in called else text)
        if str(number) not in called:
            ledger.ask("note-uncalled", note.where, note.text, "the call of this note stood outside of the text")
    for paragraph in (*body, *notes.values()):
        if unbalanced(paragraph.text) and not ledger.asked(SCATTERED):
            text = CALLED.sub("", paragraph.text)
            ledger.ask("brackets-unpaired", paragraph.where, text, "brackets don't pair")
    return Draft(metadata, "\n\n".join(written) + "\n", tuple(citer.items.values()), {}, tuple(ledger.changes),
                 tuple(ledger.questions))


def _with_typed_notes(written: Sequence[str], called: Set[str]) -> list[str]:
    """Return paragraphs with notes that were typed as Markdown has them, called and said, as such."""
    said = {match[1] for text in written if (match := TYPED_NOTE.match(text))}
    calls = {match[1] for text in written for match in TYPED_CALL.finditer(text) if not TYPED_NOTE.match(text)}
    return [TYPED_CALL.sub(lambda call: f"[^{call[1]}]" if call[1] in (said & calls) - called else call[0], text)
            for text in written]


def _with_lists(body: Sequence[Paragraph]) -> Iterator[tuple[str, Paragraph]]:
    """Yield each paragraph with the mark that makes it an item: two dashes in a row make a list, and 1., 2. one."""
    marks = [LABEL.match(paragraph.text) if paragraph.kind is Kind.TEXT else None for paragraph in body]
    for place, (mark, paragraph) in enumerate(zip(marks, body, strict=True)):
        beside = [other for other in (marks[place - 1] if place else None, *marks[place + 1:place + 2]) if other]
        follows = mark is not None and any(
            bool(mark[1]) == bool(other[1]) and abs(int(other[1] or 0) - int(mark[1] or 0)) <= 1 for other in beside)
        if mark and follows:
            yield (f"{mark[1]}. " if mark[1] else "- "), paragraph.with_text(paragraph.text[mark.end():])
        else:
            yield "", paragraph


def _numbers(body: Sequence[Paragraph]) -> dict[int, str]:
    """Return the ids by which sadar numbers the tables and figures that had numbers, by the places of these."""
    return {place: f"{' ' if kind is Kind.TABLE else ''}{{#{name}-{number}}}"
            for kind, name in ((Kind.TABLE, "tbl"), (Kind.FIGURE, "fig"))
            for number, place in enumerate((place for place, paragraph in enumerate(body)
                                            if paragraph.kind is kind and paragraph.numbered), start=1)}


def _written(paragraph: Paragraph, citer: Citer) -> str:
    text = citer.markdown(paragraph.text, paragraph.where)
    if paragraph.kind is Kind.TABLE:
        return _table(paragraph, text, citer)
    if paragraph.kind is Kind.FIGURE:
        return f"![{text}]({paragraph.picture})" + (f"{{width={paragraph.share}%}}" if paragraph.share < WHOLE else "")
    if paragraph.kind is Kind.HEADING:
        return f"{'#' * paragraph.level} {text}"
    return f"> {text}" if paragraph.kind is Kind.QUOTE else text


def _table(paragraph: Paragraph, caption: str, citer: Citer) -> str:
    """Return a pipe table; one with long cells is as wide as the text, each column by its longest cell."""
    rows = [[citer.markdown(cell, paragraph.where) for cell in row] for row in paragraph.cells]
    widths = [max(3, max(map(len, column))) for column in zip(*rows, strict=True)]
    share = min(1.0, WIDEST / sum(widths))
    lines = [rows[0], ["-" * max(3, round(width * share)) for width in widths], *rows[1:]]
    table = "\n".join(f"| {' | '.join(row)} |" for row in lines)
    return f"{table}\n\n: {caption}" if caption else table
