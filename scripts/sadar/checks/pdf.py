"""A PDF, reopened with PDFium: every word of the manuscript stands on a page, inside the type area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sadar.checks import type_area
from sadar.checks.letters import Letter, letters_of, scale_of
from sadar.checks.type_area import Sheet
from sadar.checks.words import missing, reversed_where_needed, words
from sadar.findings import Finding
from sadar.manuscript import Manuscript
from sadar.matter import note_marks
from sadar.paged import for_pages
from sadar.style import Style
from sadar.style.tokens import POINTS_PER_MILLIMETRE

#: A gap between two letters of a line, in ems before the page scales its type, from which on they belong to different
#: words. PDFium leaves out some spaces that are text of their own, of another face, and these may be narrow.
GAP = 0.11
#: How far, in ems, letters of one line may lie from one another: Arabic words descend, superiors rise.
RISE = 0.6
#: The least ratio of two sizes of type that belong to different words (a superior, a Latin word in Hebrew text).
SIZES = 1.02


def check(manuscript: Manuscript, style: Style, path: Path) -> Iterator[Finding]:
    """Check a PDF against the manuscript it was made from."""
    import pypdfium2

    on_lines: list[list[str]] = []
    with pypdfium2.PdfDocument(path) as document:
        for number, page in enumerate(document):
            text = page.get_textpage()
            letters = list(letters_of(text))
            on_lines += [list(words(line)) for line in _lines(page, letters, style)]
            yield from type_area.check(manuscript, style, Sheet(path.name, number, page, letters, scale_of(text)))
    found = Counter(word for line in on_lines for word in line)
    # The calls and marks of notes are generated: no word of the manuscript's may hide behind their numbers.
    paged = for_pages(manuscript, style)
    found -= Counter(mark for mark in note_marks(paged) for _ in ("call", "mark"))
    yield from missing(paged, found, path.name, on_lines)


def lines(path: Path, style: Style) -> Iterator[str]:
    """Yield the lines of the type area of every page, words in reading order, the order of words as on the page.

    Letters are taken by their places: what a PDF says of its text's order is not to be trusted in right-to-left text.
    """
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            yield from _lines(page, letters_of(page.get_textpage()), style)


def _lines(page: Any, letters: Iterable[Letter], style: Style) -> Iterator[str]:
    left, bottom, right, top = page.get_trimbox()
    top -= style.tokens.page.top * POINTS_PER_MILLIMETRE * 0.9
    bottom += style.tokens.page.bottom * POINTS_PER_MILLIMETRE * 0.9
    letters = [letter for letter in letters if bottom <= letter.y <= top and left <= letter.x <= right]
    line: list[Letter] = []
    for letter in sorted(letters, key=lambda letter: (-letter.y, letter)):
        if line and line[0].y - letter.y > RISE * max(line[0].size, letter.size):
            yield reversed_where_needed(_spaced(sorted(line)))
            line = []
        line.append(letter)
    yield reversed_where_needed(_spaced(sorted(line)))


def _spaced(letters: list[Letter]) -> Iterator[str]:
    """Yield letters from left to right, with a space at every gap; letters of one glyph stay together."""
    cluster = ""
    previous: Letter | None = None
    for letter in letters:
        if previous is not None and abs(letter.x - previous.x) < 0.01:
            cluster += letter.text
            continue
        if cluster:
            yield cluster
        if previous is not None and (
                letter.x - previous.end > GAP * letter.size
                or max(letter.size, previous.size) > SIZES * min(letter.size, previous.size)):
            yield " "
        cluster, previous = letter.text, letter
    if cluster:
        yield cluster
