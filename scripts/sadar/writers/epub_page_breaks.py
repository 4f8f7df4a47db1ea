"""The pages of the printed book in an EPUB: an anchor at the place in the text where each of them begins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from sadar.writers.epub_documents import OPS
from sadar.writers.page_starts import WHOLE, PageStart, counted, length, local, outside
from sadar.writers.xhtml import Element

#: Elements inside of which no page begins: the anchor stands before them.
UNDIVIDED = {"a", "sup", "sub"}


@dataclass(frozen=True)
class PageBreak:
    """An anchor: its id, and the page's number as it is printed."""

    identifier: str
    label: str


def insert(regions: Mapping[str, Sequence[Element]], starts: Sequence[PageStart],
           said: Callable[[str], str]) -> list[PageBreak]:
    """Put an anchor before the word, picture or formula with which each page begins; return those that were put.

    A page that begins in text which only pages have (a contents, endnotes) gets none.

    Args:
        regions: the elements of each region, which are changed.
        starts: the pages, in their order.
        said: makes of a page's number what is read aloud.

    """
    waiting: dict[str, list[tuple[int, PageBreak]]] = defaultdict(list)
    for number, start in enumerate(starts, start=1):
        waiting[start.region].append((start.marks, PageBreak(f"sadar-page-{number}", start.label)))
    made: list[PageBreak] = []
    for region, pages in waiting.items():
        places = _Places({marks for marks, _ in pages})
        for element in regions.get(region, []):
            places.read(element, None)
        for marks, page in reversed(pages):  # the last one first: the places before it stay what they are
            if marks in places.found:
                _put(places.found[marks], _anchor(page, said))
                made.append(page)
    return sorted(made, key=lambda page: int(page.identifier.rpartition("-")[2]))


@dataclass(frozen=True)
class _Place:
    """A place before ``character`` of an element's text (of the text behind it, where ``tail`` says so)."""

    element: Element
    character: int
    tail: bool = False


class _Places:
    """Where the anchors for some marks of a region would stand, by the marks' numbers."""

    def __init__(self, wanted: set[int]) -> None:
        self.wanted = wanted
        self.found: dict[int, _Place] = {}
        self.count = 0

    def read(self, element: Element, before: _Place | None) -> None:
        """Pass over an element; all its marks are ``before`` a place, where it is not to be divided."""
        if outside(element) or not local(element):
            return
        if before is None and local(element) in UNDIVIDED | WHOLE:
            before = _before(element)
        if local(element) in WHOLE:
            self._take(1, lambda _: before or _Place(element, 0))
            return
        self._text(element.text, before, lambda at: _Place(element, at))
        for child in element:
            self.read(child, before)
            self._text(child.tail, before, lambda at, child=child: _Place(child, at, tail=True))  # type: ignore[misc]

    def _text(self, text: str | None, before: _Place | None, place: Callable[[int], _Place]) -> None:
        self._take(length(text), lambda number: before or place(_start(text or "", number)))

    def _take(self, number: int, place: Callable[[int], _Place]) -> None:
        for marks in self.wanted.intersection(range(self.count, self.count + number)):
            self.found[marks] = place(marks - self.count)
        self.count += number


def _before(element: Element) -> _Place | None:
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return _Place(previous, len(previous.tail or ""), tail=True)
    return _Place(parent, len(parent.text or "")) if parent is not None else None


def _start(text: str, number: int) -> int:
    """Return the place where the word begins in which a text's mark of this number stands."""
    start: int | None = None
    for at, character in enumerate(text):
        if character.isspace():
            start = None
        elif start is None:
            start = at
        if counted(character):
            if not number:
                return at if start is None else start
            number -= 1
    return len(text)


def _put(place: _Place, anchor: Element) -> None:
    text = (place.element.tail if place.tail else place.element.text) or ""
    head, anchor.tail = text[:place.character], text[place.character:]
    if place.tail:
        parent = place.element.getparent()
        if parent is None:
            return
        place.element.tail = head
        parent.insert(parent.index(place.element) + 1, anchor)
    else:
        place.element.text = head
        place.element.insert(0, anchor)


def _anchor(page: PageBreak, said: Callable[[str], str]) -> Element:
    return etree.Element("span", {f"{{{OPS}}}type": "pagebreak", "role": "doc-pagebreak", "id": page.identifier,
                                  "aria-label": said(page.label)})
