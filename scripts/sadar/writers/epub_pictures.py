"""Pictures, formulas, tables and pointed text of an EPUB, made for every reader and every size of screen."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from itertools import count
from pathlib import Path

from lxml import etree

from sadar import marks
from sadar.bidi import structure
from sadar.manuscript import Manuscript, region
from sadar.manuscript.folder import inside
from sadar.manuscript.tree import Node, attributes, para, rewrite, walk, with_attributes, words
from sadar.style import Style
from sadar.style.words import Labels
from sadar.writers.epub_documents import Page
from sadar.writers.xhtml import MATHML, Element, Fragments

#: The author's long description of a figure, and the region that holds it.
DESCRIPTION = "desc"
#: The share of a block's letters that carry points or accents, from which on it is set as pointed text.
POINTED = 0.4
BLOCKS = ("p", "li", "td", "th", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "caption")
#: What may hold a picture, and those of it that hold lines and no blocks.
LINES = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "pre")
HOLDERS = ("figure", "td", "th", "dd", "dt", "li", "figcaption", "caption", *LINES)


def described(manuscript: Manuscript, style: Style) -> Manuscript:
    """Return the manuscript with the long descriptions of its figures as text, each in a region of its own."""
    found: list[Node] = []

    def change(node: Node) -> Node:
        if node["t"] != "Image" or DESCRIPTION not in attributes(node)[2]:
            return node
        identifier, classes, pairs = attributes(node)
        found.append(region(f"{DESCRIPTION}-{len(found)}", [para(words(pairs[DESCRIPTION]))]))
        return with_attributes(node, identifier, classes, {**pairs, DESCRIPTION: str(len(found) - 1)})

    blocks = rewrite(manuscript.blocks, change)
    made = structure.mark(marks.set_right(replace(manuscript, blocks=found), style)) if found else None
    return replace(manuscript, blocks=[*blocks, *(made.blocks if made else [])])


def all_described(manuscript: Manuscript) -> bool:
    """Tell whether the author gave every figure an alternative text; a caption that is said twice is none."""
    return all(attributes(node)[2].get("alt") for node in walk(manuscript.blocks) if node["t"] == "Image")


def adapt(pages: Sequence[Page], made: Fragments, labels: Labels) -> None:
    """Change the documents: descriptions under figures, tables that scroll, formulas and pointed text marked."""
    tables = count(1)
    for page in pages:
        for element in page.parts:
            for image in list(element.iter("img")):
                _describe(image, page, made, labels.description)
            for division in element.iter("div"):
                if "table" in division.get("class", "").split():
                    _let_scroll(division, labels.table, f"sadar-table-{next(tables)}-caption")
            for math in list(element.iter(f"{{{MATHML}}}math")):
                math.set("alttext", math.findtext(f".//{{{MATHML}}}annotation") or "")
                if math.get("display") == "block":
                    _let_move(math)
            for block in element.iter(*BLOCKS):
                if block.find("p") is None and _share_of_points("".join(block.itertext())) > POINTED:
                    block.set("class", f"{block.get('class', '')} pointed".strip())


def collect(manuscript: Manuscript, pages: Sequence[Page]) -> dict[str, bytes]:
    """Collect the figures under names of their own and point the documents to them."""
    names: dict[Path, str] = {}
    for page in pages:
        for element in page.parts:
            for image in element.iter("img"):
                source = inside(manuscript.folder, image.get("src", ""), asked_by=page.name)
                name = names.setdefault(source, f"images/figure-{len(names) + 1}{source.suffix.lower()}")
                image.set("src", f"../{name}")
    return {name: source.read_bytes() for source, name in names.items()}


def _describe(image: Element, page: Page, made: Fragments, label: str) -> None:
    """Put a figure's long description behind it, folded, and lead assistive technology there."""
    number = image.attrib.pop(f"data-{DESCRIPTION}", None)
    if number is None:
        return
    identifier = f"sadar-description-{number}"
    image.set("aria-details", identifier)
    details = etree.Element("details", {"id": identifier, "class": "description"})
    etree.SubElement(details, "summary").text = label
    details.extend([deepcopy(block) for block in made.regions[f"{DESCRIPTION}-{number}"]])
    block = next(parent for parent in image.iterancestors() if parent.tag in HOLDERS)
    if block.tag not in LINES:
        caption = block.find("figcaption")
        block.insert(block.index(caption) if caption is not None else len(block), details)
    elif block.getparent() is not None:
        details.tail, block.tail = block.tail, None
        block.addnext(details)
    else:
        page.elements.insert(page.elements.index(block) + 1, details)


def _let_scroll(division: Element, label: str, identifier: str) -> None:
    """Let a table that is wider than the screen be moved by the keyboard too, and say what it is."""
    division.attrib.update({"tabindex": "0", "role": "group"})
    caption = division.find("table/caption")
    if caption is None:
        division.set("aria-label", label)
    else:
        caption.set("id", caption.get("id") or identifier)
        division.set("aria-labelledby", caption.get("id", ""))


def _let_move(math: Element) -> None:
    """Let a formula that is wider than the screen be moved by the keyboard too: MathML 3 has no ``tabindex``."""
    moved = etree.Element("span", {"class": "formula", "tabindex": "0"})
    moved.tail, math.tail = math.tail, None
    math.addprevious(moved)
    moved.append(math)


def _share_of_points(text: str) -> float:
    letters = [character for character in text if unicodedata.category(character) == "Lo"]
    points = sum(bool(unicodedata.combining(character)) for character in text)
    return points / len(letters) if letters else 0
