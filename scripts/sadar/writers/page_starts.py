"""Where the pages of the PDF begin in the text, so that an EPUB can name the same pages.

A place is told by its region and by the number of marks before it there. A mark is a character that is neither space
nor format character, or a picture or formula as a whole. Notes, calls and running heads hold none, so that text
flowing in another format counts the same.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

#: The attribute by which the elements of a region are known in the document that is laid out.
REGION = "data-sadar-region"
TITLE = "title"
#: What counts as one mark, and what is inside of it as none.
WHOLE = {"img", "svg", "math"}
#: Classes of what stands outside of the flow, or is generated: notes and their calls, running heads.
OUTSIDE = {"sadar-note", "sadar-note-call", "note-call", "running"}


@dataclass(frozen=True)
class PageStart:
    """A page: its number as the PDF's label says it, and the place of the first thing on it that flows."""

    label: str
    region: str
    marks: int


@cache
def counted(character: str) -> bool:
    """Tell whether a character is a mark: lines may end and directions be marked without any."""
    return unicodedata.category(character) not in ("Zs", "Zl", "Zp", "Cc", "Cf") and character != "\u034f"


def local(element: Any) -> str:
    """Return an element's name without its namespace; nothing for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def outside(element: Any) -> bool:
    """Tell whether an element holds no marks."""
    return not OUTSIDE.isdisjoint(element.get("class", "").split())


def starts(document: Any, tree: Any, pdf: bytes) -> tuple[PageStart, ...]:
    """Return the start of every page on which something of a region begins or goes on.

    Args:
        document: WeasyPrint's document, laid out.
        tree: the tree that was laid out, whose regions' outermost elements carry ``REGION``.
        pdf: the PDF made of it, with its page labels.

    """
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as made:
        labels = [str(page.label) for page in made.pages]
    places = _Places(tree)
    found = []
    for index, page in enumerate(document.pages):
        first = None
        for box in _leaves(page._page_box.children[0]):
            place = places.pass_over(box)
            first = first or place
        if index == 0:  # the title is set without the marks of its region
            first = (TITLE, 0)
        if first is not None:
            found.append(PageStart(labels[index], *first))
    return tuple(found)


def _leaves(box: Any) -> Iterator[Any]:
    """Yield the boxes of text and of pictures, in their order."""
    if hasattr(box, "text") or (box.element is not None and local(box.element) in WHOLE):
        yield box
        return
    for child in box.children:
        yield from _leaves(getattr(child, "_box", child))


class _Places:
    """The place of each mark of an element's own text, passed over in the order in which boxes show it."""

    def __init__(self, tree: Any) -> None:
        #: Region, place and number of the marks of each piece of an element's own text.
        self.own: dict[Any, list[tuple[str, int, int]]] = {}
        self.passed: dict[Any, int] = {}
        self.count: dict[str, int] = {}
        for element in tree.iter():
            if region := element.get(REGION):
                self._read(element, region)

    def _read(self, element: Any, region: str) -> None:
        if outside(element) or not local(element):
            return
        self.own[element] = []
        if local(element) in WHOLE:
            self._marks(element, region, 1)
            return
        self._marks(element, region, length(element.text))
        for child in element:
            self._read(child, region)
            self._marks(element, region, length(child.tail))

    def _marks(self, element: Any, region: str, number: int) -> None:
        at = self.count.get(region, 0)
        self.own[element].append((region, at, number))
        self.count[region] = at + number

    def pass_over(self, box: Any) -> tuple[str, int] | None:
        """Return the place of the first mark that a box shows; none where it shows none, or one shown before.

        The head of a table is shown again on each of its pages.
        """
        if box.element not in self.own or "::" in (box.element_tag or ""):
            return None
        number = 1 if local(box.element) in WHOLE else length(box.text)
        passed = self.passed.get(box.element, 0)
        if not number:
            return None
        self.passed[box.element] = passed + number
        for region, at, own in self.own[box.element]:
            if passed < own:
                return region, at + passed
            passed -= own
        return None


def length(text: str | None) -> int:
    """Return the number of marks in a text."""
    return sum(counted(character) for character in text or "")
