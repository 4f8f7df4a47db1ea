"""A PDF, reopened with PDFium: every word of the manuscript stands on a page, inside the type area."""

from __future__ import annotations

import ctypes
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sadar.checks.words import missing, reversed_where_needed, words
from sadar.findings import Finding
from sadar.manuscript import Manuscript
from sadar.matter import note_marks
from sadar.paged import for_pages
from sadar.style import Style

POINTS_PER_MILLIMETRE = 72 / 25.4
#: A gap between two letters of a line, in ems, from which on they belong to different words.
GAP = 0.14
#: How far, in ems, letters of one line may lie from one another: Arabic words descend, superiors rise.
RISE = 0.6
#: The least ratio of two sizes of type that belong to different words (a superior, a Latin word in Hebrew text).
SIZES = 1.02


def check(manuscript: Manuscript, style: Style, path: Path) -> Iterator[Finding]:
    """Check a PDF against the manuscript it was made from."""
    on_lines = [list(words(line)) for line in lines(path, style)]
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
            yield from _page_lines(page, style)


def _page_lines(page: Any, style: Style) -> Iterator[str]:
    left, bottom, right, top = page.get_trimbox()
    top -= style.tokens.page.top * POINTS_PER_MILLIMETRE * 0.9
    bottom += style.tokens.page.bottom * POINTS_PER_MILLIMETRE * 0.9
    letters = [letter for letter in _letters(page) if bottom <= letter.y <= top and left <= letter.x <= right]
    line: list[_Letter] = []
    for letter in sorted(letters, key=lambda letter: (-letter.y, letter)):
        if line and line[0].y - letter.y > RISE * max(line[0].size, letter.size):
            yield reversed_where_needed(_spaced(sorted(line)))
            line = []
        line.append(letter)
    yield reversed_where_needed(_spaced(sorted(line)))


class _Letter(NamedTuple):
    """A letter by its place: x of its origin and its end, rank in the content stream, baseline, size of type."""

    x: float
    end: float
    rank: int
    y: float
    size: float
    text: str


def _letters(page: Any) -> Iterator[_Letter]:
    import pypdfium2.raw as pdfium

    text = page.get_textpage()
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    for index in range(text.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(text, index))
        if unicodedata.category(letter) == "Mn":
            continue  # points and accents are not compared, and they stand beside letters
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        pdfium.FPDFText_GetLooseCharBox(text, index, box)
        if letter.isspace() and box.right - x.value < 0.1:
            continue  # PDFium's own invention; it has no width, and may stand inside a pointed word
        yield _Letter(x.value, box.right, index, y.value, pdfium.FPDFText_GetFontSize(text, index), letter)


def _spaced(letters: list[_Letter]) -> Iterator[str]:
    """Yield letters from left to right, with a space at every gap; letters of one glyph stay together."""
    cluster = ""
    previous: _Letter | None = None
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
