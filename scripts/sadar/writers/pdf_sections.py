"""The parts of a book as elements: chapters with their running heads, and notes gathered behind the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy

from lxml import etree

from sadar.bidi.base import DIRECTION_OF_CALLS
from sadar.matter import CHAPTER, RENUMBERED
from sadar.writers.xhtml import NOTE_CALL, STAR, Element, Fragments


def in_chapters(elements: Sequence[Element]) -> list[Element]:
    """Put each chapter into a section; where no heading opens one, return the elements as they are.

    A section begins with its running head: ``<div class="running chapter">`` with the heading's text, without notes.
    """
    if not any(CHAPTER in _classes(element) for element in elements):
        return list(elements)
    sections: list[Element] = []
    for element in elements:
        if CHAPTER in _classes(element) or not sections:
            renumbered = [RENUMBERED] if RENUMBERED in _classes(element) else []
            sections.append(etree.Element("section", {"class": " ".join(["chapter", *renumbered])}))
            if CHAPTER in _classes(element):
                sections[-1].append(_head(element))
        sections[-1].append(element)
    return sections


def as_chapter(elements: Sequence[Element]) -> list[Element]:
    """Put back matter that its own heading opens, such as the bibliography, into a section like a chapter."""
    section = etree.Element("section", {"class": "chapter"})
    section.extend([_head(element) for element in elements[:1]])
    section.extend(elements)
    return [section]


def _head(heading: Element) -> Element:
    head = etree.Element("div", {"class": "running chapter"})
    copied = deepcopy(heading)
    for call in list(copied.iter("span")):
        if call.get("class") == NOTE_CALL:
            _cut_out(call)
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


def endnotes(made: Fragments, elements: Sequence[Element]) -> Iterator[Element]:
    """Turn the note calls below ``elements`` into links, and yield the notes they lead to, headed by their chapters.

    The ``*`` note stays where it is: it belongs to its page.
    """
    for element in elements:
        heading = next((found for found in element.iter("h2") if RENUMBERED in _classes(found)), None)
        calls = [call for call in element.iter("span")
                 if call.get("class") == NOTE_CALL and made.note(call).mark != STAR]
        if heading is not None and calls:
            title = _head(heading)
            title.tag, title.attrib["class"] = "h3", "of-chapter"
            yield title
        for call in calls:
            yield _endnote(call, made)


def _endnote(call: Element, made: Fragments) -> Element:
    note, number = made.note(call), call.get("data-note", "")
    del call.attrib["data-note"]
    call.tag, call.text = "a", note.mark
    call.attrib.update({"class": "note-call", "id": f"sadar-call-{number}", "href": f"#sadar-note-{number}",
                        "dir": DIRECTION_OF_CALLS})
    blocks = [deepcopy(block) for block in note.blocks]
    made_of = etree.Element("div", {"class": "endnote", "id": f"sadar-note-{number}"})
    first = blocks[0]
    if first.tag != "p":
        first = etree.Element("p")
        made_of.append(first)
    for name in ("dir", "lang"):
        if value := blocks[0].get(name):
            made_of.set(name, value)
    mark = etree.Element("a", {"class": "note-mark", "href": f"#sadar-call-{number}"})
    mark.text = f"{note.mark}."
    mark.tail = f" {first.text or ''}"
    first.text = None
    first.insert(0, mark)
    made_of.extend(blocks)
    return made_of


def _classes(element: Element) -> list[str]:
    return element.get("class", "").split()
