"""What leads from place to place in an EPUB: notes and entries, each with its way back, and links between documents.

A reading system that pops a note or an entry up takes the children of its ``aside`` or ``li`` alone: direction and
language stand on each of them again.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from lxml import etree

from sadar.bidi.base import DIRECTION_OF_CALLS, direction_of_language
from sadar.bidi.markup import XML_LANG
from sadar.writers.epub_documents import OPS, Page
from sadar.writers.xhtml import NOTE_CALL, Element, Fragments, take_citing_places


def link(pages: Sequence[Page], made: Fragments, lang: str, back: str) -> None:
    """Put notes, ways back and addresses into the documents.

    Args:
        pages: the documents, which are changed.
        made: where the notes are.
        lang: the language of the publication.
        back: what a link back to the text is called.

    """
    for page in pages:
        _note(page, made, back)
        _lead_back(page, back)
    _lead_between(pages)
    for page in pages:
        for element in page.parts:
            for block in _popped(element):
                block.set("lang", block.get("lang") or page.lang or lang)
                block.set("dir", block.get("dir") or direction_of_language(page.lang or lang))
            for marked in element.iter(etree.Element):
                if marked.get("lang"):
                    marked.set(XML_LANG, marked.get("lang", ""))


def _note(page: Page, made: Fragments, back: str) -> None:
    """Turn note calls into links and add the notes they lead to, each with its way back."""
    for element in page.elements:
        for call in list(element.iter("span")):
            if call.get("class") != NOTE_CALL:
                continue
            note, number = made.note(call), call.get("data-note")
            del call.attrib["data-note"], call.attrib["class"]
            call.tag = "a"
            call.attrib.update({f"{{{OPS}}}type": "noteref", "role": "doc-noteref", "id": f"sadar-call-{number}",
                                "href": f"#sadar-note-{number}", "class": "noteref", "dir": DIRECTION_OF_CALLS})
            call.text = note.mark
            aside = etree.Element("aside", {f"{{{OPS}}}type": "footnote", "role": "doc-footnote",
                                            "id": f"sadar-note-{number}"})
            aside.extend([deepcopy(block) for block in note.blocks])
            link = etree.Element("a", {"role": "doc-backlink", "href": f"#sadar-call-{number}", "title": back})
            link.text = f"{note.mark}."
            first = aside[0] if aside[0].tag == "p" else etree.Element("p")
            if first is not aside[0]:
                aside.insert(0, first)
            link.tail = " " + (first.text or "").lstrip()
            first.text = None
            first.insert(0, link)
            page.notes.append(aside)


def _lead_back(page: Page, back: str) -> None:
    """Put arrows behind each entry, to the places that cite it."""
    for element in page.elements:
        for paragraph, ids in take_citing_places(element):
            for number, identifier in enumerate(ids, start=1):
                link = etree.SubElement(paragraph, "a", {"role": "doc-backlink", "href": f"#{identifier}",
                                                         "title": back, "class": "backlink"})
                link.text = f"↑{number}" if len(ids) > 1 else "↑"
                previous = link.getprevious()
                if previous is not None:
                    previous.tail = f"{previous.tail or ''} "
                else:
                    paragraph.text = f"{paragraph.text or ''} "


def _lead_between(pages: Sequence[Page]) -> None:
    """Lead links between documents to the file in which their target is."""
    home = {identifier: page for page in pages for element in page.parts
            for inner_element in element.iter() if (identifier := inner_element.get("id"))}
    for page in pages:
        for element in page.parts:
            for link in element.iter("a"):
                target = link.get("href", "")
                if target.startswith("#") and (there := home.get(target[1:])) is not None and there is not page:
                    link.set("href", f"{there.name}.xhtml{target}")


def _popped(element: Element) -> list[Element]:
    """Return the children of notes and entries, which a popup takes out of what is around them."""
    around = [element] if element.tag == "aside" else [
        entry for entry in element.iter("li") if "csl-entry" in entry.get("class", "").split()]
    return [child for entry in around for child in entry.iterchildren(etree.Element)]
