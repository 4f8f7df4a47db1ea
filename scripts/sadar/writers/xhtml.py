"""The tree as XHTML, made once and shared by PDF and EPUB: elements per region, and the notes apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

from lxml import etree

from sadar import pandoc
from sadar.bidi import runs
from sadar.citations import live
from sadar.citations.process import CITED_AT
from sadar.citations.runs import ENTRY
from sadar.errors import ManuscriptError
from sadar.findings import Finding
from sadar.manuscript import REGION, Manuscript
from sadar.manuscript.tree import Blocks, Node, div, rewrite, span
from sadar.matter import note_marks

Element = etree._Element
NOTE_CALL = "sadar-note-call"
NOTE = "sadar-note"
#: A table of more rows than this may be divided between pages.
LONG_TABLE = 20
STAR = "*"
XHTML = "http://www.w3.org/1999/xhtml"
MATHML = "http://www.w3.org/1998/Math/MathML"


@dataclass(frozen=True)
class Note:
    """A note: its mark (a number, or ``*``) and its blocks."""

    mark: str
    blocks: tuple[Element, ...]


@dataclass(frozen=True)
class Fragments:
    """The publication's regions as lists of block elements.

    In them stands, for each note, ``<span class="sadar-note-call" data-note="N"/>`` where N counts ``notes`` from 0.
    """

    regions: dict[str, list[Element]]
    notes: tuple[Note, ...]

    def copy(self, region: str) -> list[Element]:
        """Return a region's elements for a writer to change; none where there is no such region."""
        return [deepcopy(element) for element in self.regions.get(region, [])]

    def note(self, call: Element) -> Note:
        """Return the note that a call stands for."""
        return self.notes[int(call.get("data-note", "0"))]


def fragments(manuscript: Manuscript) -> Fragments:
    """Make XHTML of every region and note, directions resolved run by run."""
    notes: list[Blocks] = []

    def take(node: Node) -> Node:
        if node["t"] != "Note":
            return node
        notes.append(node["c"])
        return span([], classes=(NOTE_CALL,), note=str(len(notes) - 1))

    bare = replace(manuscript, blocks=live.without(manuscript.blocks))
    blocks: Blocks = rewrite(runs.wrap(bare).blocks, take)
    noted = [div(note, f"{NOTE}-{number}") for number, note in enumerate(notes)]
    html = pandoc.to_html({**manuscript.document(), "blocks": [*blocks, *noted]})
    root = etree.fromstring(f"<root>{html}</root>", etree.XMLParser(resolve_entities=False, huge_tree=True))
    for failed in root.iter("span"):
        if (failed.get("class") or "").startswith("math "):
            tex = "".join(failed.itertext()).strip("$ ")
            raise ManuscriptError([Finding("math", f"this formula is no TeX that can be set: {tex[:60]}",
                                           manuscript.place_of(tex), "correct it; \\text{…} takes Latin letters")])
    divisions = {child.get("id", ""): child for child in root}
    for division in divisions.values():
        _tidy(division)
    marks = note_marks(manuscript)
    return Fragments(
        {name.removeprefix(f"{REGION}-"): list(division) for name, division in divisions.items()
         if name.startswith(REGION)},
        tuple(Note(mark, tuple(divisions[f"{NOTE}-{number}"])) for number, mark in enumerate(marks)))


def _tidy(division: Element) -> None:
    for element in list(division.iter("div", "p", "table", "section")):
        if element is division:
            continue
        classes = element.get("class", "").split()
        if element.tag == "div" and not set(element.attrib) - MARKS and len(element) == 1 and not _has_text(element):
            _lift(element)
        elif "references" in classes:
            _as_list(element)
    for table in list(division.iter("table")):
        if table.getparent() is not None:
            _enclose(table)
    for element in division.iter("td", "th"):
        if "style" in element.attrib:  # a column's alignment: “left” is where its line begins
            element.set("style", element.get("style", "").replace("left", "start").replace("right", "end"))
    for element in division.iter("figcaption"):
        element.attrib.pop("aria-hidden", None)  # the caption says more than the alternative text
    for element in division.iter("th"):
        element.set("scope", "col")
    for element in division.iter("a"):
        if element.get("href", "").startswith(f"#{ENTRY}"):
            element.set("role", "doc-biblioref")


#: What a Div that only carries marks of direction and language may have; it is lifted onto its single child.
MARKS = {"lang", "dir"}


def _has_text(element: Element) -> bool:
    return bool((element.text or "").strip() or any((child.tail or "").strip() for child in element))


def _lift(element: Element) -> None:
    child, parent = element[0], element.getparent()
    if parent is None:
        return
    for name, value in element.attrib.items():
        if name not in child.attrib:
            child.set(name, value)
    child.tail = element.tail
    parent.replace(element, child)


def _enclose(table: Element) -> None:
    """Put a table into a division with its caption: there it can be kept on one page, or scrolled on a phone."""
    rows = sum(1 for _ in table.iter("tr"))
    division = etree.Element("div", {"class": "table long" if rows > LONG_TABLE else "table"})
    division.tail, table.tail = table.tail, None
    table.addprevious(division)
    division.append(table)


def _as_list(references: Element) -> None:
    """Make the bibliography a list: a screen reader then says how many entries there are."""
    references.tag = "ul"
    references.attrib.pop("role", None)
    for entry in references:
        entry.tag = "li"
        entry.attrib.pop("role", None)
        paragraph = etree.Element("p")
        paragraph.text, entry.text = entry.text, None
        paragraph.extend(list(entry))
        entry.append(paragraph)
        # Readers that show an entry in a popup take the paragraph alone: it must carry the marks too.
        for name in sorted(MARKS & set(entry.attrib)):
            paragraph.set(name, entry.attrib[name])


def take_citing_places(element: Element) -> Iterator[tuple[Element, list[str]]]:
    """Yield the paragraph of each entry below ``element``, and the ids of the places that cite it: taken off there."""
    for entry in element.iter("li"):
        if ids := entry.attrib.pop(f"data-{CITED_AT}", "").split():
            yield entry[0], ids


def serialise(elements: Sequence[Element]) -> str:
    """Return elements as XML text for a template; the template's root declares the namespace of XHTML."""
    return "".join(etree.tostring(element, encoding="unicode") for element in elements)


def inner(elements: Sequence[Element]) -> str:
    """Return what lies inside of elements, without their own tags, joined by a space."""
    parts = []
    for element in elements:
        text = etree.tostring(element, encoding="unicode", with_tail=False)
        parts.append(re.sub(r"^<[^>]*>|</[^>]*>$", "", text) if not text.endswith("/>") else "")
    return " ".join(part for part in parts if part)
