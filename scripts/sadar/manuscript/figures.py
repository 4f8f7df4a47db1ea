"""SVG figures: only drawings that stand by themselves are taken, for they go into an EPUB as they are.

A drawing from a stranger may ask a reader's program to run scripts or to fetch other files (SVG 2, 15 and 16.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

SVG = "{http://www.w3.org/2000/svg}"
FORBIDDEN = {f"{SVG}{name}": f"<{name}>" for name in ("script", "foreignObject", "iframe", "audio", "video", "set",
                                                     "animate", "animateMotion", "animateTransform", "handler")}
HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
INSIDE = re.compile(r"\s*(#|data:image/(png|jpeg|gif);base64,)", re.IGNORECASE)
REFERENCE = re.compile(r"url\(\s*['\"]?\s*(?!#|data:image/)|@import|expression\(", re.IGNORECASE)


def faults(data: bytes) -> Iterator[tuple[str, int]]:
    """Yield what keeps an SVG drawing from being taken, each with its line in the file (0 where there is none)."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        yield f"it is not well-formed XML: {error.msg}", error.lineno or 0
        return
    if root.tag != f"{SVG}svg":
        yield "its root is not <svg> in the namespace of SVG", root.sourceline or 0
        return
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and dtd.entities():
        yield "it declares entities", 1
    if not (root.get("viewBox") or (root.get("width") and root.get("height"))):
        yield "it has neither a viewBox nor a width and a height", root.sourceline or 0
    for element in root.iter(etree.Element):
        line = element.sourceline or 0
        if element.tag in FORBIDDEN:
            yield f"it has a {FORBIDDEN[str(element.tag)]} element", line
        for name, value in element.attrib.items():
            if str(name).lower().startswith("on"):
                yield f"it has a script in “{name}”", line
            if (name in HREFS and not INSIDE.match(str(value))) or REFERENCE.search(str(value)):
                yield f"it asks for another file in “{etree.QName(name).localname}”: {str(value)[:60]}", line
        if element.tag == f"{SVG}style" and REFERENCE.search("".join(element.itertext())):
            yield "its style asks for another file", line
