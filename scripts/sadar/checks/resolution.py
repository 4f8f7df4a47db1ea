"""Pictures that have too few pixels for the press, told from the manuscript before anything is laid out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sadar.findings import Finding, Place, Severity
from sadar.manuscript import Manuscript
from sadar.manuscript.folder import inside
from sadar.manuscript.tree import attributes, walk
from sadar.style import Style

#: The least resolution of a picture on the page, in pixels per inch.
LEAST = 200
#: The natural size of a picture, as a page of CSS has it.
CSS = 96
MILLIMETRES = 25.4
LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*(px|cm|mm|in|inch|pt|pc|em|%|)")
#: EXIF's orientations (tag 274) from 5 on are turned by a quarter.
ORIENTATION, TURNED = 274, 5


@dataclass(frozen=True)
class Coarse:
    """A picture of the manuscript with too few pixels: its file, size in pixels, resolution on the page, and place."""

    url: str
    pixels: tuple[int, int]
    dpi: float
    place: Place


def coarse(manuscript: Manuscript, style: Style) -> list[Coarse]:
    """Return the pictures that are printed with fewer than LEAST pixels per inch, each with its lowest resolution."""
    found: dict[str, Coarse] = {}
    for node in walk(manuscript.blocks):
        url = node["c"][2][0] if node["t"] == "Image" else ""
        if not url or not (pixels := _pixels(inside(manuscript.folder, url, asked_by="figures"))):
            continue
        dpi = _dpi(pixels, attributes(node)[2], style)
        if round(dpi) < LEAST and (url not in found or dpi < found[url].dpi):
            place = manuscript.place_of(f"]({url}", f"](<{url}", f"]: {url}", url, quote(url))
            found[url] = Coarse(url, pixels, dpi, place)
    return list(found.values())


def findings(manuscript: Manuscript, style: Style) -> Iterator[Finding]:
    """Yield a warning for each picture that has too few pixels."""
    for picture in coarse(manuscript, style):
        width = int(picture.pixels[0] / LEAST * MILLIMETRES)
        yield Finding("figure-resolution", f"the picture “{picture.url}” is printed with {picture.dpi:.0f} pixels per "
                      f"inch, and looks coarse below {LEAST}", picture.place,
                      f"take one of more pixels, or set it smaller: width={width}mm", Severity.WARNING)


def _pixels(path: Path) -> tuple[int, int] | None:
    """Return the width and height of a picture as it is shown; None for a drawing, which has no pixels."""
    from PIL import Image

    if path.suffix.lower() == ".svg":
        return None
    with Image.open(path) as image:
        width, height = image.size
        turned = image.getexif().get(ORIENTATION, 1) >= TURNED
    return (height, width) if turned else (width, height)


def _dpi(pixels: tuple[int, int], pairs: dict[str, str], style: Style) -> float:
    """Return the pixels per inch on the page, as ``page.css`` sets it: no picture is wider than the type area."""
    measure = style.tokens.measure / MILLIMETRES
    width = _inches(pairs.get("width", ""), measure, style)
    height = _inches(pairs.get("height", ""), None, style)
    if width is None:
        width = height * pixels[0] / pixels[1] if height else pixels[0] / CSS
    width = min(width, measure)
    return min(pixels[0] / width, pixels[1] / height if height and "width" in pairs else float("inf"))


def _inches(length: str, whole: float | None, style: Style) -> float | None:
    match = LENGTH.fullmatch(length.strip())
    if not match or not float(match[1]):
        return None
    number, unit = float(match[1]), match[2]
    if unit == "%":
        return whole and number / 100 * whole
    return number / {"px": CSS, "": CSS, "cm": MILLIMETRES / 10, "mm": MILLIMETRES, "in": 1, "inch": 1, "pt": 72,
                     "pc": 6, "em": 72 / style.tokens.type.text.size}[unit]
