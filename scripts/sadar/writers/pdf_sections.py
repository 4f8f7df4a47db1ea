"""The chapters of a book as sections, each with its running head."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from lxml import etree

from sadar.matter import CHAPTER, RENUMBERED
from sadar.paged import CALL
from sadar.writers.xhtml import NOTE_CALL, Element

#: The letters of a running head that stand in a line beside the folio, for each millimetre of the measure.
LETTERS_OF_HEAD = 0.66


def in_chapters(elements: Sequence[Element], measure: float) -> list[Element]:
    """Put each chapter into a section; a text in which no heading opens one is a single chapter.

    A section begins with its running head: ``<div class="running chapter">`` with the heading's text, without notes,
    cut to a line of the ``measure``, in millimetres.
    """
    sections: list[Element] = []
    for element in elements:
        if CHAPTER in _classes(element) or not sections:
            renumbered = [RENUMBERED] if RENUMBERED in _classes(element) else []
            sections.append(etree.Element("section", {"class": " ".join(["chapter", *renumbered])}))
            if CHAPTER in _classes(element):
                sections[-1].append(_head(element, measure))
        sections[-1].append(element)
    return sections


def as_chapter(elements: Sequence[Element], measure: float) -> list[Element]:
    """Put back matter that its own heading opens, such as the bibliography, into a section like a chapter."""
    section = etree.Element("section", {"class": "chapter"})
    section.extend([_head(element, measure) for element in elements[:1]])
    section.extend(elements)
    return [section]


def shortened(line: Element, measure: float) -> Element:
    """Return a line of a running head, cut behind a word where it would take two lines of the measure (millimetres)."""
    text = " ".join("".join(line.itertext()).split())
    longest = int(LETTERS_OF_HEAD * measure)
    if len(text) <= longest:
        return line
    cut = deepcopy(line)
    for child in list(cut):
        cut.remove(child)
    cut.text = text[:longest].rsplit(" ", 1)[0].rstrip(" ,;:.–—") + "…"
    return cut


def _head(heading: Element, measure: float) -> Element:
    head = etree.Element("div", {"class": "running chapter"})
    copied = deepcopy(heading)
    for call in list(copied.iter("span", "sup")):
        if call.get("class") == NOTE_CALL or any(CALL in _classes(link) for link in call.iter("a")):
            _cut_out(call)
    copied = shortened(copied, measure)
    for element in copied.iter():
        element.attrib.pop("id", None)
        element.attrib.pop("href", None)
    head.text = copied.text
    head.extend(list(copied))
    return head


def _cut_out(element: Element) -> None:
    """Remove an element and leave the text behind it."""
    parent, tail = element.getparent(), element.tail or ""
    if parent is None:
        return
    previous = element.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _classes(element: Element) -> list[str]:
    return element.get("class", "").split()
