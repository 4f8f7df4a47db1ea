"""Sections of a book's DOCX: each chapter opens a page of its own, and its notes begin at 1 (ISO 29500-1, 17.6)."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from lxml import etree

from sadar.bidi.word import w
from sadar.manuscript import Manuscript
from sadar.manuscript.tree import attributes
from sadar.matter import CHAPTER, RENUMBERED
from sadar.style import Style

Element = Any
CHAPTER_STYLE = "Heading1"


def divide(root: Element, manuscript: Manuscript, style: Style) -> None:
    """Begin a section before each chapter, and before the back matter that has a heading like theirs."""
    classes = {name for block in manuscript.region("body") for name in attributes(block)[1]}
    if CHAPTER not in classes:
        return
    body = root.find(w("body"))
    last = body[-1]
    first = True
    for heading in [block for block in body if _style_of(block) == CHAPTER_STYLE]:
        before = heading.getprevious()
        if before is not None:
            _end_section(before, last, first=first)
            first = False
    if not first:
        recto = style.tokens.kinds.of(manuscript.metadata.publication.type).chapters == "recto"
        for section in root.iter(w("sectPr")):
            _complete(section, restart=RENUMBERED in classes, recto=recto)
        for start in last.findall(w("pgNumType")):
            last.remove(start)


def _style_of(block: Element) -> str:
    found = block.find(f"{w('pPr')}/{w('pStyle')}")
    return "" if found is None else found.get(w("val"), "")


def _end_section(block: Element, last: Element, *, first: bool) -> None:
    """Let a section end with ``block``: its properties stand in its last paragraph (17.6.18)."""
    if block.tag != w("p"):
        after = etree.Element(w("p"))
        block.addnext(after)
        block = after
    properties = block.find(w("pPr"))
    if properties is None:
        properties = etree.Element(w("pPr"))
        block.insert(0, properties)
    section = deepcopy(last)
    if not first:
        for start in section.findall(w("pgNumType")):
            section.remove(start)
    change = properties.find(w("pPrChange"))
    if change is not None:
        change.addprevious(section)
    else:
        properties.append(section)


def _complete(section: Element, *, restart: bool, recto: bool) -> None:
    """Add the notes' numbering and the kind of break, in the order of the schema (17.6.17)."""
    at = len(section.findall(w("headerReference"))) + len(section.findall(w("footerReference")))
    if restart:
        notes = etree.Element(w("footnotePr"))
        etree.SubElement(notes, w("numRestart"), {w("val"): "eachSect"})
        section.insert(at, notes)
        at += 1
    section.insert(at, etree.Element(w("type"), {w("val"): "oddPage" if recto else "nextPage"}))
