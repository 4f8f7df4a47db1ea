"""Gradients of drawings as patterns of their own kind (ISO 32000-1, 8.7.4).

WeasyPrint 70.0 lays a gradient as the tile of a tiling pattern, one unit wide: poppler shows nothing of it, and where
tiles meet others show a seam. An opaque one is put in the pattern's place here; one that lets shine through is left.
"""

from __future__ import annotations

import re
from typing import Any

import pikepdf

#: What a tile draws that holds a gradient and nothing else; the form that it draws paints the gradient.
TILE = re.compile(rb"\s*(?:/a1(?:\.0)? gs\s+)?(/x\d+) Do\s*")
GRADIENT = re.compile(rb"\s*(/s\d+) sh\s*")


def untile(pdf: pikepdf.Pdf) -> None:
    """Replace every tiling pattern that holds an opaque gradient alone by the pattern of this gradient."""
    for item in pdf.objects:
        if not isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
            continue
        for holder in (item, item.get("/Resources")):
            patterns = holder.get("/Pattern") if isinstance(holder, pikepdf.Dictionary) else None
            if isinstance(patterns, pikepdf.Dictionary):
                for name, pattern in patterns.items():
                    if (gradient := _gradient_of(pattern)) is not None:
                        patterns[name] = pdf.make_indirect(pikepdf.Dictionary(
                            Type=pikepdf.Name.Pattern, PatternType=2, Matrix=pattern.Matrix, Shading=gradient))


def _gradient_of(pattern: Any) -> Any:
    if not isinstance(pattern, pikepdf.Stream) or not (tile := TILE.fullmatch(pattern.read_bytes())):
        return None
    form = pattern.Resources.XObject[tile[1].decode()]
    if str(form.get("/Subtype", "")) != "/Form" or not (painted := GRADIENT.fullmatch(form.read_bytes())):
        return None
    return form.Resources.Shading[painted[1].decode()]
