"""Figures of the DOCX: put into the tree as data, described, and no larger than the type area."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from sadar.errors import ManuscriptError
from sadar.manuscript import Manuscript
from sadar.manuscript.figures import svg_text
from sadar.manuscript.folder import inside
from sadar.manuscript.tree import Node, attributes, words
from sadar.style import Style

Element = Any
DOTS_PER_INCH = 300
#: English Metric Units, in which DrawingML measures (ISO 29500-1, 20.1.2.1).
EMU_PER_MILLIMETRE = 36000
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
ANCHORED = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
EMBEDDED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
#: What is left of a page beside a figure: the rest is for its caption.
HEIGHT_OF_FIGURES = 0.85


def embedded(node: Node, manuscript: Manuscript, style: Style) -> Node:
    """Put a figure into the document itself: pandoc's sandbox reads no files."""
    if node["t"] != "Image" or node["c"][2][0].startswith("data:"):
        return node
    attr, alternative, (url, title) = node["c"]
    if said := attributes(node)[2].get("alt"):
        alternative = words(said)  # pandoc describes a picture by what stands between its brackets
    path = inside(manuscript.folder, url, asked_by="figures")
    kind = path.suffix.lower().lstrip(".").replace("jpg", "jpeg")
    data = path.read_bytes()
    if kind == "svg":
        kind, data = "png", _drawn(path, style.tokens.measure)
    return {**node, "c": [attr, alternative, [f"data:image/{kind};base64,{base64.b64encode(data).decode()}", title]]}


def _drawn(path: Path, width: float) -> bytes:
    """Draw an SVG as PNG, ``width`` millimetres wide at 300 dots per inch.

    Raises:
        ManuscriptError: it can't be drawn.

    """
    import resvg_py

    try:
        return bytes(resvg_py.svg_to_bytes(svg_string=svg_text(path),
                                           width=round(width / 25.4 * DOTS_PER_INCH),
                                           skip_system_fonts=True))
    except ValueError as error:
        raise ManuscriptError.one("figure", f"this drawing can't be drawn: {error}", file=path.name,
                                  remedy="save it anew as plain SVG or as PNG") from None


def mend(root: Element, style: Style) -> None:
    """Scale drawings down to the type area, and take away the copy of its data that pandoc gives a picture as name."""
    page = style.tokens.page
    widest = style.tokens.measure * EMU_PER_MILLIMETRE
    highest = (page.height - page.top - page.bottom) * HEIGHT_OF_FIGURES * EMU_PER_MILLIMETRE
    for number, inline in enumerate(root.iter(f"{ANCHORED}inline"), start=1):
        extents = [*inline.findall(f"{ANCHORED}extent"), *inline.iter(f"{DRAWING}ext")]
        extents = [extent for extent in extents if extent.get("cx")]
        scale = min([1.0, *(min(widest / max(int(extent.get("cx")), 1), highest / max(int(extent.get("cy")), 1))
                            for extent in extents)])
        for side in "TBLR":
            inline.set(f"dist{side}", "0")  # unsaid, it is an eighth of an inch to LibreOffice
        for extent in extents:
            extent.set("cx", str(int(int(extent.get("cx")) * scale)))
            extent.set("cy", str(int(int(extent.get("cy")) * scale)))
        for said in [*inline.findall(f"{ANCHORED}docPr"), *inline.iter(f"{PICTURE}cNvPr")]:
            said.set("name", f"Picture {number}")
            if not said.get("title"):
                said.attrib.pop("title", None)
            if said.tag == f"{PICTURE}cNvPr":
                said.attrib.pop("descr", None)
