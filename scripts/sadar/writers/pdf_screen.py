"""The finish of the screen PDF: what can be searched, copied, read aloud and kept."""

from __future__ import annotations

from typing import Any

import pikepdf

from sadar.manuscript import Manuscript
from sadar.style import Style

#: How the file is saved.
SAVED: dict[str, Any] = {"object_stream_mode": pikepdf.ObjectStreamMode.generate}


def finish(pdf: pikepdf.Pdf, manuscript: Manuscript, style: Style) -> None:
    """Trim the pages: on a screen there is no bleed."""
    for page in pdf.pages:
        page.mediabox = page.bleedbox = page.cropbox = page.trimbox
