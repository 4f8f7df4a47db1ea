"""Figures: only pictures that stand by themselves and are of a bounded size are taken.

A figure goes into an EPUB as it is, and may come from a stranger: a drawing could ask a reader's program to run
scripts or to fetch other files (SVG 2, 15 and 16.1), a small file could unpack to gigabytes. So drawings are held
against a list of what drawings need, and pictures are recognised by their content, not by their name.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from lxml import etree

if TYPE_CHECKING:
    from PIL import Image

KINDS = {".svg": "SVG", ".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
LARGEST_FILE = 64 * 1024 * 1024
MOST_PIXELS = 100_000_000
#: How much longer one side of a drawing may be than the other; it is drawn at the width of the page.
LONGEST_ASPECT = 20
MOST_DRAWN = 100_000

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = frozenset(re.findall(r"\w+", """
svg g defs symbol use title desc metadata path rect circle ellipse line polyline polygon
linearGradient radialGradient stop pattern clipPath mask marker image style switch filter feBlend feColorMatrix
feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow
feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight
feSpecularLighting feSpotLight feTile feTurbulence"""))
#: Namespaces that drawing programs add for themselves; no reader runs what is in them.
NEUTRAL = re.compile(r"\{http://(www\.inkscape\.org|sodipodi\.sourceforge\.net|www\.w3\.org/1999/02/22-rdf|"
                     r"purl\.org|creativecommons\.org|web\.resource\.org)[^}]*\}")
BASE = "{http://www.w3.org/XML/1998/namespace}base"
INSIDE = re.compile(r"\s*(#|data:image/(png|jpeg|gif);base64,|$)", re.IGNORECASE)
ASKS = re.compile(r"url\(\s*['\"]?\s*(?!#|['\"]?#|data:image/(?:png|jpeg|gif))|@import|image-set|image\(|"
                  r"expression\(|\\", re.IGNORECASE)


def faults(path: Path) -> Iterator[tuple[str, int]]:
    """Yield what keeps a figure from being taken, each with its line in the file (0 where it has none)."""
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        yield f"its kind is not one of {', '.join(sorted(KINDS))}", 0
    elif path.stat().st_size > LARGEST_FILE:
        yield f"it is larger than {LARGEST_FILE >> 20} MiB", 0
    elif kind == "SVG":
        yield from _drawing_faults(path.read_bytes())
    else:
        yield from _picture_faults(path, kind)


def svg_text(path: Path) -> str:
    """Return a drawing as text, whatever encoding its file has."""
    return etree.tostring(etree.fromstring(path.read_bytes(), _parser()), encoding="unicode")


def size_of_unsized(path: Path) -> tuple[float, float] | None:
    """Return the width and height in pixels of a drawing that says them by its viewBox alone (SVG 2, 8.2)."""
    if KINDS.get(path.suffix.lower()) != "SVG":
        return None
    root = etree.fromstring(path.read_bytes(), _parser())
    if _length(root.get("width")) and _length(root.get("height")):
        return None
    width, height = _sides(root)
    return (width, height) if width and height else None


@contextmanager
def opened(source: Path | BinaryIO, kind: str) -> Iterator[Image.Image]:
    """Open a picture; Pillow's warning of large ones is left out, for what is too large is said in our words."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        image = Image.open(source, formats=[kind])
    with image:
        yield image


def _picture_faults(path: Path, kind: str) -> Iterator[tuple[str, int]]:
    from PIL import Image

    try:
        with opened(path, kind) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                yield f"it has more than {MOST_PIXELS // 1_000_000} million pixels", 0
                return
            image.load()
    except Image.DecompressionBombError:
        yield f"it has more than {MOST_PIXELS // 1_000_000} million pixels", 0
    except (OSError, ValueError, SyntaxError):
        yield f"it is no {kind} picture, or a damaged one", 0


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _drawing_faults(data: bytes) -> Iterator[tuple[str, int]]:
    try:
        root = etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        yield f"it is not well-formed XML: {error.msg}", error.lineno or 0
        return
    if root.tag != f"{SVG}svg":
        yield "its root is not <svg> in the namespace of SVG", root.sourceline or 0
        return
    information = root.getroottree().docinfo
    if (information.system_url and "w3.org" not in information.system_url) or b"<!ENTITY" in data:
        yield "its document type is not SVG's own", 1
    if data.count(b"<?xml-stylesheet"):
        yield "it asks for a style sheet in another file", 1
    yield from _size_faults(root)
    for element in root.iter(etree.Element):
        yield from _element_faults(element)
    if _drawn(root) > MOST_DRAWN:
        yield f"its <use> elements draw more than {MOST_DRAWN} parts", 0


def _size_faults(root: etree._Element) -> Iterator[tuple[str, int]]:
    sides = _sides(root)
    if not all(sides):
        yield "it has neither a viewBox nor a width and a height", root.sourceline or 0
    elif max(sides) > LONGEST_ASPECT * min(sides):  # type: ignore[type-var, operator]
        yield f"one of its sides is more than {LONGEST_ASPECT} times as long as the other", root.sourceline or 0


def _sides(root: etree._Element) -> list[float | None]:
    sides = [_length(root.get(name)) for name in ("width", "height")]
    box = re.split(r"[\s,]+", (root.get("viewBox") or "").strip())
    return [_length(box[2]), _length(box[3])] if len(box) == 4 and None in sides else sides


def _length(value: str | None) -> float | None:
    match = re.fullmatch(r"\s*(\d*\.?\d+(?:e[+-]?\d+)?)\s*(px|pt|pc|mm|cm|in|em|ex)?\s*", value or "", re.IGNORECASE)
    return float(match.group(1)) if match else None


def _element_faults(element: etree._Element) -> Iterator[tuple[str, int]]:
    line, tag = element.sourceline or 0, str(element.tag)
    if tag.removeprefix(SVG) in ("text", "tspan", "textPath"):
        yield "it has letters as <text>, which not every output could set: turn them into paths", line
    elif not (tag.startswith(SVG) and tag.removeprefix(SVG) in ELEMENTS) and not NEUTRAL.match(tag):
        yield f"it has an element that is not taken: <{etree.QName(tag).localname}>", line
    for name, value in element.attrib.items():
        local = etree.QName(name).localname.lower()
        if local.startswith("on"):
            yield f"it has a script in “{local}”", line
        elif name == BASE or (local in ("href", "src") and not INSIDE.match(value)) or ASKS.search(value):
            yield f"it asks for another file in “{local}”: {value[:60]}", line
    if tag == f"{SVG}style" and ASKS.search("".join(element.itertext())):
        yield "its style asks for another file", line


def _drawn(root: etree._Element) -> int:
    """Count the elements that are drawn, those that ``use`` repeats too; more than MOST_DRAWN need no exact count."""
    targets = {element.get("id", ""): element for element in root.iter(etree.Element) if element.get("id")}
    known: dict[etree._Element, int] = {}

    def count(element: etree._Element, depth: int) -> int:
        if element in known:
            return known[element]
        if depth > 50:
            return MOST_DRAWN + 1
        total = 1 + sum(count(child, depth + 1) for child in element.iterchildren(etree.Element))
        if element.tag == f"{SVG}use":
            reference = element.get("href") or element.get("{http://www.w3.org/1999/xlink}href") or ""
            target = targets.get(reference.removeprefix("#"))
            total += count(target, depth + 1) if target is not None else 0
        known[element] = total
        return total

    return count(root, 0)
