"""Formats of WordprocessingML as they take effect: defaults, table style, styles in their chains, direct formatting.

The order is that of ISO 29500-1, 17.7.2. Each value knows how near to the text it was said, and where, so that a
property and its twin for complex scripts can be held against one another.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from lxml import etree

from sadar.bidi.word import w
from sadar.untrusted_zip import Element

#: Properties that styles turn on and off again, the one of a paragraph and the one of its letters (17.7.3).
TOGGLES = frozenset(("b", "bCs", "i", "iCs"))
#: Properties of which each attribute is one of its own.
BY_ATTRIBUTE = frozenset(("rFonts", "lang"))
OFF = frozenset(("0", "false", "off"))
DEFAULTS, DIRECT = "the defaults of the document", "direct formatting"
#: Elements between which a chain of styles is no longer followed: it is one that runs in a circle.
DEEPEST = 50
VALUE = w("val")


class Said(NamedTuple):
    """A value, how near to the text it was said, and where."""

    value: str
    near: int
    where: str

    @property
    def on(self) -> bool:
        """Tell whether a property that is on or off is on."""
        return self.value not in OFF


class Style(NamedTuple):
    """A style: its name, what it is based on, and its properties by the element that holds them."""

    name: str
    kind: str
    based: str
    element: Element


class Formats:
    """The styles of a document and what comes of them."""

    def __init__(self, styles: Element | None) -> None:
        root = etree.Element(w("styles")) if styles is None else styles
        self.styles: dict[str, Style] = {}
        self.default: dict[str, str] = {}
        for element in root.iter(w("style")):
            identity, kind = element.get(w("styleId"), ""), element.get(w("type"), "paragraph")
            self.styles.setdefault(identity, Style(_value(element, "name") or identity, kind,
                                                   _value(element, "basedOn"), element))
            if element.get(w("default"), "0") not in OFF:
                self.default.setdefault(kind, identity)
        self._defaults = {"rPr": root.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}"),
                          "pPr": root.find(f"{w('docDefaults')}/{w('pPrDefault')}/{w('pPr')}")}
        self.below = cache(self._below)
        self.chain = cache(self._chain)

    def style_of(self, element: Element) -> str:
        """Return the id of the style of a paragraph, run or table; the default one where it names none that is."""
        kind, holder, name = {w("p"): ("paragraph", "pPr", "pStyle"), w("r"): ("character", "rPr", "rStyle"),
                              w("tbl"): ("table", "tblPr", "tblStyle")}[str(element.tag)]
        properties = element.find(w(holder))
        said = "" if properties is None else _value(properties, name)
        return said if said in self.styles else self.default.get(kind, "")

    def name_of(self, element: Element) -> str:
        """Return the name of the style of a paragraph, run or table, in small letters."""
        style = self.styles.get(self.style_of(element))
        return style.name.casefold() if style else ""

    def of(self, element: Element) -> dict[str, Said]:
        """Return the properties that hold for a paragraph or for a run."""
        paragraph = element if element.tag == w("p") else next(element.iterancestors(w("p")), None)
        table = next(element.iterancestors(w("tbl")), None) if paragraph is not None else None
        around = "" if table is None else self.style_of(table)
        own = "" if paragraph is None else self.style_of(paragraph)
        if element.tag == w("p"):
            found, direct = self.below("pPr", "", own, around), element.find(w("pPr"))
        else:
            found, direct = self.below("rPr", self.style_of(element), own, around), element.find(w("rPr"))
        if direct is None or not len(direct):
            return found
        near = max((said.near for said in found.values()), default=0) + 1
        return {**found, **_said(direct, near, DIRECT)}

    def on(self, element: Element, name: str) -> bool:
        """Tell whether a paragraph, run or table has a property that is on or off."""
        if element.tag == w("tbl"):
            direct = element.find(f"{w('tblPr')}/{w(name)}")
            chain = [style.element.find(f"{w('tblPr')}/{w(name)}") for style in self.chain(self.style_of(element))]
            said = next((one for one in (direct, *chain) if one is not None), None)
            return said is not None and said.get(VALUE, "") not in OFF
        found = self.of(element).get(name)
        return found is not None and found.on

    def _chain(self, identity: str) -> tuple[Style, ...]:
        """Return a style and those on which it is based, the nearest first."""
        found: list[Style] = []
        while identity in self.styles and len(found) < DEEPEST:
            found.append(self.styles[identity])
            identity = found[-1].based
        return tuple(found)

    def _below(self, holder: str, run: str, paragraph: str, table: str) -> dict[str, Said]:
        """Return what holds below direct formatting."""
        found: dict[str, Said] = {}
        defaults = self._defaults[holder]
        if defaults is not None:
            found.update(_said(defaults, 0, DEFAULTS))
        near = 0
        for identity in (table, paragraph, run):
            layer: dict[str, Said] = {}
            for style in reversed(self.chain(identity)):
                near += 1
                properties = style.element.find(w(holder))
                if properties is not None:
                    layer.update(_said(properties, near, f"the style “{style.name}”"))
            for name, said in layer.items():
                before = found.get(name)
                if name in TOGGLES and before is not None and before.near and said.on and before.on:
                    said = said._replace(value="0")  # on in both: off
                elif name in TOGGLES and before is not None and before.near and before.on:
                    said = before
                found[name] = said
        return found


def _said(properties: Element, near: int, where: str) -> dict[str, Said]:
    return {name: Said(value, near, where) for name, value in _flat(properties)}


def _flat(properties: Element) -> Iterator[tuple[str, str]]:
    for child in properties:
        name = etree.QName(child).localname
        if name in BY_ATTRIBUTE:
            yield from ((f"{name}.{etree.QName(key).localname}", str(value)) for key, value in child.attrib.items())
        else:
            yield name, child.get(VALUE, "")


def _value(element: Element, name: str) -> str:
    found = element.find(w(name))
    return "" if found is None else found.get(VALUE, "")
