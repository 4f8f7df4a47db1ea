"""The type area of a PDF's page: nothing of the text stands outside it, and no justified line is full of holes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from sadar.bidi.base import page_sides
from sadar.checks.letters import Letter
from sadar.findings import Finding, Severity
from sadar.manuscript import Manuscript
from sadar.style import Style
from sadar.style.tokens import POINTS_PER_MILLIMETRE

#: How far, in points, a letter's advance may reach over an edge: side bearings, rounding.
TOLERANCE = 1.5
#: A line of running text has at least this many words; where fewer stand in a line, a gap says nothing.
FEWEST = 4
#: How much, in ems, the spaces of one justified line may differ.
ALIKE = 0.4
REMEDIES = {
    "overfull": "divide a long word or formula, or take a column out of the table",
    "overfull-foot": "divide the row of the table, or the code, that fills more than a page",
    "picture-outside": "give the figure a width: {width=80%}",
    "loose-line": "reword the line, or let spacing.word in styles/tokens.yaml be larger",
}


@dataclass(frozen=True)
class Sheet:
    """A page that is checked: the file's name, the page's index from 0, the page, its letters, their scale."""

    file: str
    index: int
    page: Any
    letters: Sequence[Letter]
    scale: float


@dataclass(frozen=True)
class _Area:
    left: float
    bottom: float
    right: float
    top: float


def check(manuscript: Manuscript, style: Style, sheet: Sheet) -> Iterator[Finding]:
    """Yield what stands outside the type area of a page, and lines whose words stand too far apart."""
    area = _area(manuscript, style, sheet)
    out = [letter for letter in sheet.letters if area.bottom <= letter.y <= area.top and not letter.text.isspace()
           and (letter.x < area.left - TOLERANCE or letter.end > area.right + TOLERANCE)]
    if out:
        yield _finding("overfull", sheet, f"text stands outside of the type area: “{_text(out)}”")
    below = [letter for letter in sheet.letters if letter.y < area.bottom - TOLERANCE and not letter.text.isspace()]
    if len({round(letter.y) for letter in below}) > 1:
        yield _finding("overfull-foot", sheet, f"text stands below the type area: “{_text(below)}”")
    yield from _pictures(sheet, area)
    for line in _loose(sheet, area, style):
        yield _finding("loose-line", sheet, f"the words of a line stand too far apart: “{_text(line)}”")


def _area(manuscript: Manuscript, style: Style, sheet: Sheet) -> _Area:
    """Return the type area of a page by its trim and the margins of its side of the spread."""
    metadata, page = manuscript.metadata, style.tokens.page
    kind = style.tokens.kinds.of(metadata.publication.type)
    opens_on_recto = kind.title_page or metadata.publication.first_page % 2 == 1
    recto, verso = page_sides(metadata.lang)
    side = recto if (sheet.index % 2 == 0) == opens_on_recto else verso
    margins = {side: page.outer, ({"left", "right"} - {side}).pop(): page.inner}
    left, bottom, right, top = sheet.page.get_trimbox()
    scale = POINTS_PER_MILLIMETRE
    return _Area(left + margins["left"] * scale, bottom + page.bottom * scale, right - margins["right"] * scale,
                 top - page.top * scale)


def _pictures(sheet: Sheet, area: _Area) -> Iterator[Finding]:
    import pypdfium2.raw as pdfium

    for found in sheet.page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM), max_depth=1):
        left, bottom, right, top = found.get_bounds()
        over = max(area.left - left, right - area.right, area.bottom - bottom, top - area.top)
        covers = left <= sheet.page.get_trimbox()[0] and right >= sheet.page.get_trimbox()[2]  # the page as a whole
        if over > TOLERANCE and not covers:
            yield _finding("picture-outside", sheet, f"a picture stands {over:.0f} pt outside of the type area")


def _loose(sheet: Sheet, area: _Area, style: Style) -> Iterator[list[Letter]]:
    """Yield justified lines, from edge to edge, of which even the narrowest space is wider than the style allows."""
    spacing = style.tokens.spacing
    indent = spacing.indent * style.tokens.type.text.size + TOLERANCE
    inside = [letter for letter in sheet.letters if area.bottom <= letter.y <= area.top and not letter.text.isspace()]
    inside.sort(key=lambda letter: (round(letter.y), letter.x))
    for _, group in groupby(inside, key=lambda letter: round(letter.y)):
        line = list(group)
        size = max(letter.size for letter in line) * sheet.scale
        if line[0].x > area.left + indent or line[-1].end < area.right - indent:
            continue
        gaps = [after.x - before.end for before, after in pairwise(line) if after.x - before.end > 0.14 * size]
        alike = gaps and max(gaps) - min(gaps) < ALIKE * size  # the columns of a table are not
        if alike and len(gaps) >= FEWEST - 1 and min(gaps) > (spacing.word + 0.1) * size:
            yield line


def _finding(code: str, sheet: Sheet, message: str) -> Finding:
    return Finding(code, f"page {sheet.index + 1} of {sheet.file}: {message}", remedy=REMEDIES[code],
                   severity=Severity.WARNING)


def _text(letters: Sequence[Letter]) -> str:
    return "".join(letter.text for letter in sorted(letters, key=lambda letter: letter.rank))[:40]
