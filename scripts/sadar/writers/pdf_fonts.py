"""The names of the faces in a PDF: plain, so that no workflow trips over them."""

from __future__ import annotations

import re

import pikepdf

#: What a PostScript name may not hold, or should not: Pango's names for faces come with commas and stray hyphens.
STRAY = re.compile(r"[^A-Za-z0-9+-]+|(?<=.)-+$")


def clean_names(pdf: pikepdf.Pdf) -> None:
    """Take out of the names of faces what does not belong there: ``AINQAB+Source-Serif-4,`` has a comma too many.

    The name of a font, of its descendant and of its descriptor stay the same (ISO 32000-1, 9.7.6.1, 9.8.1).
    """
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary):
            for key in ("/BaseFont", "/FontName"):
                if key in item:
                    name = str(item[key])[1:]
                    if name != (cleaned := STRAY.sub("", name)):
                        item[key] = pikepdf.Name(f"/{cleaned}")
