"""The finish of the print PDF: what a printer's workflow takes as it is."""

from __future__ import annotations

from typing import Any

import pikepdf

from sadar.manuscript import Manuscript
from sadar.style import Style

#: How the file is saved.
SAVED: dict[str, Any] = {}


def finish(pdf: pikepdf.Pdf, manuscript: Manuscript, style: Style) -> None:
    """Take off what is no ink."""
    for page in pdf.pages:
        if "/Annots" in page:
            del page["/Annots"]
