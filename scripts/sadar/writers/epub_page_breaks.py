"""The pages of the printed book in an EPUB: an anchor at the place in the text where each of them begins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from sadar.writers.page_starts import WHOLE, PageStart, counted, local, outside
from sadar.writers.xhtml import Element

OPS = "http://www.idpf.org/2007/ops"
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
        places = list(_places(regions.get(region, [])))
        for marks, page in reversed(pages):
            if marks < len(places):
                _put(places[marks], _anchor(page, said))
                made.append(page)
    return sorted(made, key=lambda page: int(page.identifier.rpartition("-")[2]))


@dataclass(frozen=True)
class _Place:
    """A place before ``character`` of an element's text (of the text behind it, where ``tail`` says so)."""

    element: Element
    character: int
    tail: bool = False


def _places(elements: Sequence[Element]) -> Iterator[_Place]:
    """Yield where an anchor for each mark of a region would stand."""
    for element in elements:
        yield from _inside(element, None)


def _inside(element: Element, before: _Place | None) -> Iterator[_Place]:
    """Yield the places of an element and its parts; all are ``before``, where the element is not to be divided."""
    if outside(element) or not local(element):
        return
    if before is None and local(element) in UNDIVIDED | WHOLE:
        before = _before(element)
    if local(element) in WHOLE:
        yield before or _Place(element, 0)
        return
    yield from (before or _Place(element, at) for at in _starts(element.text))
    for child in element:
        yield from _inside(child, before)
        yield from (before or _Place(child, at, tail=True) for at in _starts(child.tail))


def _before(element: Element) -> _Place | None:
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return _Place(previous, len(previous.tail or ""), tail=True)
    return _Place(parent, len(parent.text or "")) if parent is not None else None


def _starts(text: str | None) -> Iterator[int]:
    """Yield, for each mark of a text, the place where its word begins."""
    start: int | None = None
    for at, character in enumerate(text or ""):
        if character.isspace():
            start = None
        elif start is None:
            start = at
        if counted(character):
            yield at if start is None else start


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
