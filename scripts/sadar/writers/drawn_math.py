"""Math drawn as SVG for the PDF: WeasyPrint does not set MathML."""

from __future__ import annotations

import re

from lxml import etree

from sadar.writers.xhtml import MATHML, Element

SVG = "http://www.w3.org/2000/svg"
#: ziamath measures in pixels of 96 to the inch; sizes of type are in points.
PIXELS_PER_POINT = 96 / 72


def draw(math: Element, size: float) -> None:
    """Replace a MathML element by a drawing of it, with the TeX source as its alternative text.

    Args:
        math: the element, in a tree.
        size: the size of the text around it, in points.

    """
    from ziamath.zmath import Math

    annotation = math.find(f".//{{{MATHML}}}annotation")
    source = (annotation.text or "") if annotation is not None else ""
    bare = etree.fromstring(etree.tostring(math, with_tail=False))
    for semantics in list(bare.iter(f"{{{MATHML}}}semantics")):  # ziamath wants the presentation alone
        parent = semantics.getparent()
        if parent is not None:
            parent.replace(semantics, semantics[0])
    text = re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", etree.tostring(bare, encoding="unicode"))
    drawn = Math(text, size=size * PIXELS_PER_POINT)
    image = etree.fromstring(drawn.svg())
    block = math.get("display") == "block"
    image.set("class", "math display" if block else "math")
    if not block:
        image.set("style", f"vertical-align: {drawn.getyofst():.2f}px")
    image.set("role", "img")
    image.set("aria-label", source)
    image.tail = math.tail
    parent = math.getparent()
    if parent is not None:
        parent.replace(math, image)
