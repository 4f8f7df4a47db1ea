"""The letters of a PDF's page by their places, read with PDFium."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator
from typing import Any, NamedTuple


class Letter(NamedTuple):
    """A letter by its place: x of its origin and its end, rank in the content stream, baseline, size of type."""

    x: float
    end: float
    rank: int
    y: float
    size: float
    text: str


def letters_of(text: Any) -> Iterator[Letter]:
    """Yield the letters of a page's text (of pypdfium2), in points from its lower left, without points and accents."""
    import pypdfium2.raw as pdfium

    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    for index in range(text.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(text, index))
        if unicodedata.category(letter) == "Mn":
            continue  # points and accents are not compared, and they stand beside letters
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        pdfium.FPDFText_GetLooseCharBox(text, index, box)
        if letter.isspace() and box.right - x.value < 0.1:
            continue  # PDFium's own invention; it has no width, and may stand inside a pointed word
        yield Letter(x.value, box.right, index, y.value, pdfium.FPDFText_GetFontSize(text, index), letter)


def scale_of(text: Any) -> float:
    """Return by how much the page enlarges its type: sizes of letters are said before that."""
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    return abs(matrix.d) if text.count_chars() and pdfium.FPDFText_GetMatrix(text, 0, matrix) else 1
