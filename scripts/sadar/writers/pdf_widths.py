"""One width for every glyph of a PDF: WeasyPrint 70.0 has two where a face of variable weight is set bold.

Pango measures such letters in the face's own weight, and they are set by these widths; the face is then embedded in
bold, with the widths of bold. ISO 19005-3, 6.2.11.5, wants one. Letters stay where the layout put them: the embedded
face is given the widths by which it was set.
"""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont

THOUSAND = 1000


def agree(pdf: pikepdf.Pdf) -> None:
    """Give every embedded face the widths that the file tells of it."""
    for font in {font.objgen: font for page in pdf.pages
                 for font in page.Resources.get("/Font", pikepdf.Dictionary()).values()}.values():
        own = font.DescendantFonts[0]
        if "/FontFile2" in own.FontDescriptor:
            _agree(own, own.FontDescriptor.FontFile2)


def _agree(own: Any, program: Any) -> None:
    told = [*own.get("/W", [])]
    widths = {int(first) + offset: float(width)
              for first, part in zip(told[::2], told[1::2], strict=True) for offset, width in enumerate(part)}
    with TTFont(io.BytesIO(program.read_bytes()), lazy=True, recalcTimestamp=False) as face:
        em, order, metrics = face["head"].unitsPerEm, face.getGlyphOrder(), face["hmtx"].metrics
        others = {name: round(width * em / THOUSAND) for code, width in widths.items() if code < len(order)
                  and abs(metrics[name := order[code]][0] * THOUSAND / em - width) > 1}
        if not others:
            return
        for name, width in others.items():
            metrics[name] = (width, metrics[name][1])
        made = io.BytesIO()
        face.save(made)
    data = made.getvalue()
    program.write(data)
    program.Length1 = len(data)
