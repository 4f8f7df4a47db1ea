"""The print PDF for publishers and the screen PDF for readers: the same pages, each finished for its use."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf

from sadar.bidi.base import reading_direction
from sadar.manuscript import Manuscript
from sadar.style import Style
from sadar.writers import Format, pdf_fonts, pdf_gradients, pdf_print, pdf_screen
from sadar.writers.pdf_pages import lay_out
from sadar.writers.press_inks import profile_of


def write_print(manuscript: Manuscript, style: Style, path: Path) -> None:
    """Write the PDF for the printer: PDF/X with bleed and marks, and nothing that is no ink.

    Raises:
        MissingToolError: Pango, a face or the printer's colour profile is not installed.
        ManuscriptError: the house style or a figure is at fault.

    """
    profile = profile_of(style)  # first: laying out a book takes a minute
    with _pages(manuscript, style) as pdf:
        pdf_print.finish(pdf, manuscript, style, profile)
        pdf.save(path, deterministic_id=True, **pdf_print.saved(style))


def write_screen(manuscript: Manuscript, style: Style, path: Path) -> None:
    """Write the PDF for the screen: tagged, with bookmarks, links and metadata.

    Raises:
        MissingToolError: Pango or a face is not installed.
        ManuscriptError: the house style or a figure is at fault.

    """
    with _pages(manuscript, style) as pdf:
        pdf_screen.finish(pdf, manuscript, style)
        pdf.save(path, deterministic_id=True, **pdf_screen.SAVED)


@contextmanager
def _pages(manuscript: Manuscript, style: Style) -> Iterator[pikepdf.Pdf]:
    """Open the pages as they were laid out, with what both files need.

    They say that pages turn from right to left and that the title is shown (ISO 32000-1, 12.2).
    """
    with pikepdf.open(io.BytesIO(lay_out(manuscript, style))) as pdf:
        pdf_fonts.clean_names(pdf)
        pdf_gradients.untile(pdf)
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(
            DisplayDocTitle=True, Direction=pikepdf.Name(reading_direction(manuscript.metadata.lang)))
        yield pdf


PRINT = Format("-print.pdf", write_print)
SCREEN = Format(".pdf", write_screen)
