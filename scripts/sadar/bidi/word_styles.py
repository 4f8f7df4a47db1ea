"""Styles for paragraphs that run against their document: each style that needs one gets a sibling.

A direction set on a paragraph alone is lost when a translator gives it another style, and can't be given again by
choosing one. So “Bibliography” has “Bibliography LTR” beside it in a right-to-left document, based on it and different
in its direction alone (``w:bidi`` in the style: ISO 29500-1, 17.3.1.6). Headings keep their own: running heads look for
the style “heading 1” (STYLEREF), and would show the title of another chapter, or an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml import etree

from sadar.bidi.base import direction_of_language
from sadar.bidi.word import w

Element = Any


def add_siblings(styles: Element, parts: Iterable[Element], lang: str) -> None:
    """Give every paragraph that runs against the document its style's sibling, and add those styles.

    Args:
        styles: the root of ``styles.xml``.
        parts: the roots of the parts, whose paragraphs were marked by :func:`sadar.bidi.word.mark`.
        lang: the language of the document.

    """
    own = direction_of_language(lang)
    other = "ltr" if own == "rtl" else "rtl"
    known = {style.get(w("styleId")): style for style in styles.iter(w("style"))}
    kept = [name for name, style in known.items() if style.find(f"{w('pPr')}/{w('outlineLvl')}") is not None
            or (style.find(f"{w('pPr')}/{w('bidi')}") is not None and name != "Normal")]
    made: set[str] = set()
    for paragraph in (paragraph for part in parts for paragraph in part.iter(w("p"))):
        named = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
        if named is None or _direction(paragraph) != other or (name := named.get(w("val"), "")) in kept:
            continue
        if name not in known:
            continue
        named.set(w("val"), name + other.capitalize())
        if name not in made:
            made.add(name)
            styles.append(_sibling(known[name], other))


def _direction(paragraph: Element) -> str:
    bidi = paragraph.find(f"{w('pPr')}/{w('bidi')}")
    return "ltr" if bidi is None or bidi.get(w("val")) in ("0", "false", "off") else "rtl"


def _sibling(style: Element, direction: str) -> Element:
    identifier, name = style.get(w("styleId")), style.find(w("name")).get(w("val"))
    sibling = etree.Element(w("style"), {w("type"): "paragraph", w("customStyle"): "1",
                                         w("styleId"): identifier + direction.capitalize()})
    etree.SubElement(sibling, w("name"), {w("val"): f"{name} {direction.upper()}"})
    etree.SubElement(sibling, w("basedOn"), {w("val"): identifier})
    etree.SubElement(sibling, w("qFormat"))
    properties = etree.SubElement(sibling, w("pPr"))
    etree.SubElement(properties, w("bidi"), {w("val"): "0"} if direction == "ltr" else {})
    return sibling
