"""Sections of a book's DOCX: each chapter opens a page of its own, and its notes begin at 1 (ISO 29500-1, 17.6)."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from lxml import etree

from sadar.bidi.word import properties_of, style_of, w
from sadar.manuscript import Manuscript
from sadar.manuscript.tree import attributes
from sadar.matter import CHAPTER, RENUMBERED

Element = Any
#: Styles of headings that open a section: a chapter's, and that of the colophon.
OPENING = ("Heading1", "ColophonHeading")


def divide(root: Element, manuscript: Manuscript) -> None:
    """Begin a section before each chapter, and before the back matter that has a heading like theirs."""
    classes = {name for block in manuscript.region("body") for name in attributes(block)[1]}
    if CHAPTER not in classes:
        return
    body = root.find(w("body"))
    last = body[-1]
    first = True
    for heading in [block for block in body if style_of(block) in OPENING]:
        before = heading.getprevious()
        if before is not None:
            _end_section(before, last, first=first)
            first = False
    if first:
        return
    sections = list(root.iter(w("sectPr")))
    kinds = _numbering(body) if RENUMBERED in classes else [""] * len(sections)
    for section, kind in zip(sections, kinds, strict=True):
        _complete(section, numbering=kind)
    for start in last.findall(w("pgNumType")):
        last.remove(start)


def _numbering(body: Element) -> list[str]:
    """Return for each section whether its notes begin at 1.

    LibreOffice counts by chapter or throughout, for a whole document, and numbers anew only where a section says
    other than the one before: told the same by every section, it numbers all notes of the second chapter on with 0.
    Two sections without notes at the end, of which only the last begins at 1, make it count by chapter.
    """
    with_notes = [False]
    for block in body:
        with_notes[-1] |= block.find(f".//{w('footnoteReference')}") is not None
        if block.find(f".//{w('sectPr')}") is not None:
            with_notes.append(False)
    kinds = ["eachSect"] * len(with_notes)
    behind = len(with_notes) - 1 - max((at for at, found in enumerate(with_notes) if found), default=-1)
    if behind:
        kinds[-min(behind, 2)] = "continuous"
    return kinds


def _end_section(block: Element, last: Element, *, first: bool) -> None:
    """Let a section end with ``block``: its properties stand in its last paragraph (17.6.18)."""
    if block.tag != w("p"):
        after = etree.Element(w("p"))
        block.addnext(after)
        block = after
    properties = properties_of(block)
    section = deepcopy(last)
    if not first:
        for start in section.findall(w("pgNumType")):
            section.remove(start)
    change = properties.find(w("pPrChange"))
    if change is not None:
        change.addprevious(section)
    else:
        properties.append(section)


def _complete(section: Element, *, numbering: str) -> None:
    """Add the notes' numbering and the kind of break, in the order of the schema (17.6.17).

    Chapters open on the next page, in print on a recto: LibreOffice, where it saves a file with ``oddPage``, breaks
    paragraphs in two at the ends of pages, and where a link stands there, writes what is no XML.
    """
    at = len(section.findall(w("headerReference"))) + len(section.findall(w("footerReference")))
    section.insert(at, etree.Element(w("type"), {w("val"): "nextPage"}))
    if numbering:
        notes = etree.Element(w("footnotePr"))
        etree.SubElement(notes, w("numRestart"), {w("val"): numbering})
        section.insert(at, notes)
