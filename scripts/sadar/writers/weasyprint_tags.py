"""The tags of a PDF, written anew: those of WeasyPrint 70.0 can't be mended afterwards.

It tags the boxes of each page, not the elements of the document: what is divided over pages becomes several elements,
notes stand far from their calls and have no role, heads of tables are tagged again on every page, running heads are
marked content that nothing owns, and no run has a language. Here every piece of drawn content goes back to the element
that it was drawn for, and ``structure_tree`` makes the tree of these. ``tests/test_screen.py`` fails as soon as the
library does so itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sadar.bidi.base import writing_mode
from sadar.writers.structure_tree import CALL, HEADINGS, INLINE, Annotation, Content, Element, Source, build

VERSION = "70.0"
POINTS_PER_PIXEL = 0.75
#: Of an element's attributes in the page: the marks of content that is no part of the document (ISO 32000-1, 14.8.2.2).
PAGINATION = {"Type": "/Pagination"}


def apply() -> None:
    """Take the place of WeasyPrint's tags in this process, once, if it is the version with the faults."""
    import weasyprint
    from weasyprint import pdf
    from weasyprint.pdf.stream import Stream

    if weasyprint.__version__ != VERSION or hasattr(pdf, "sadar_original"):
        return
    pdf.sadar_original, pdf.add_tags = pdf.add_tags, _add_tags
    marked = Stream.marked

    @contextmanager
    def marked_at_place(stream: Any, box: Any, tag: str) -> Iterator[None]:
        place = len(stream.stream)
        with marked(stream, box, tag):
            if stream._tags is not None:
                stream._tags[box]["place"] = (stream, place)
            yield

    Stream.marked = marked_at_place


def _add_tags(pdf: Any, document: Any, pdf_version: Any, page_streams: list[Any]) -> None:
    pages = [page._page_box for page in document.pages]
    reading = _Reading(pages, [stream._tags for stream in page_streams])
    _Writing(pdf, page_streams).write(build(reading.root), reading)


class _Reading:
    """Finds, page by page, what was drawn for which element of the document."""

    def __init__(self, pages: list[Any], tags: list[dict[Any, Any]]) -> None:
        html = next(child for child in pages[0].children if child.element_tag == "html").element
        self.parents = {child: parent for parent in html.iter() for child in parent}
        self.root = Source("html", html.attrib)
        self.sources: dict[tuple[Any, str], Source] = {(html, ""): self.root}
        self.contents: list[Content] = []
        #: Annotations of what is drawn outside of the document, in running heads, and second ones inside of links.
        self.loose: list[Annotation] = []
        self.heads: set[Any] = set()
        for number, page in enumerate(pages):
            self.page, self.height, self.tags = number, page.margin_height(), tags[number]
            earlier = set(self.heads)
            for child in page.children:
                self._read(child, earlier, artifact=hasattr(child, "at_keyword"))
            tags[number].clear()

    def _read(self, box: Any, earlier: set[Any], *, artifact: bool, linked: bool = False) -> None:
        box = getattr(box, "_box", box)  # of what is placed absolutely
        if getattr(box, "is_header", False) or getattr(box, "is_footer", False):
            artifact = artifact or box.element in earlier
            self.heads.add(box.element)
        element, generated = box.element, (box.element_tag or "").partition("::")[2]
        annotation = Annotation(self.page, box.link_annotation) if box.link_annotation else None
        if element is not None and not artifact:
            self._source(element, generated)
        if annotation and not linked and (link := self._link_around(element)) in self.sources:
            self.sources[link].kids.append(annotation)
        elif annotation:
            self.loose.append(annotation)
        if box in self.tags:
            content = Content(self.page, getattr(box, "text", ""), self.tags[box]["place"])
            self.contents.append(content)
            if not artifact:
                source = self._source(element, generated)
                source.kids.append(content)
                if not hasattr(box, "text"):
                    source.box = self._rectangle(box)
        for child in getattr(box, "children", ()):
            self._read(child, earlier, artifact=artifact, linked=linked or annotation is not None)

    def _link_around(self, element: Any) -> tuple[Any, str]:
        """Return the key of the link that an element is or lies in."""
        while element is not None and element.tag != "a":
            element = self.parents.get(element)
        return element, ""

    def _rectangle(self, box: Any) -> tuple[float, float, float, float]:
        left, top = box.content_box_x(), box.content_box_y()
        edges = (left, self.height - top - box.height, left + box.width, self.height - top)
        return edges[0] * POINTS_PER_PIXEL, edges[1] * POINTS_PER_PIXEL, edges[2] * POINTS_PER_PIXEL, (
            edges[3] * POINTS_PER_PIXEL)

    def _source(self, element: Any, generated: str) -> Source:
        """Return the source of an element, hung into the tree where it is first met."""
        generated = generated.removesuffix("first-line").removesuffix("::")  # no part, but a style of a part
        known = self.sources.get((element, generated))
        if known:
            return known
        made = self.sources[element, generated] = Source(str(element.tag), element.attrib, generated)
        at_call = generated == CALL
        around = element if generated and not at_call else self.parents[element]
        self._source(around, "").kids.append(made)
        if at_call:
            self._source(element, "")  # a note that comes on a later page belongs here too
        return made


class _Writing:
    """Writes a structure tree into a pydyf PDF, and the marks of its contents into the streams of the pages."""

    def __init__(self, pdf: Any, page_streams: list[Any]) -> None:
        self.pdf = pdf
        self.streams = page_streams
        #: What each stream's marked contents belong to, by their numbers.
        self.owners: dict[Any, list[Any]] = {stream: [] for stream in page_streams}
        self.annotations: list[tuple[Any, Any]] = []
        self.notes: list[tuple[str, Any]] = []

    def write(self, document: Element, reading: _Reading) -> None:
        import pydyf

        pdf = self.pdf
        root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
        pdf.add_object(root)
        placed: set[Content] = set()
        root["K"] = pydyf.Array([self._element(document, root.reference, None, placed)])
        for content in reading.contents:
            if content not in placed:
                stream, place = content.place
                stream.stream[place:place + 2] = ["/Artifact", pydyf.Dictionary(PAGINATION)]
        numbers = pydyf.Array()
        for key, (stream, owners) in enumerate(self.owners.items()):
            numbers.extend([key, pydyf.Array(owners)])
            if stream not in self.streams:
                stream.extra["StructParents"] = key
        for key, (owner, annotation) in enumerate(self.annotations, start=len(self.owners)):
            numbers.extend([key, owner])
            annotation["StructParent"] = key
        parents = pydyf.Dictionary({"Nums": numbers})
        pdf.add_object(parents)
        root["ParentTree"] = parents.reference
        root["ParentTreeNextKey"] = len(self.owners) + len(self.annotations)
        if self.notes:
            root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(
                [item for name, reference in sorted(self.notes) for item in (pydyf.String(name), reference)])})
        self._loosen(reading.loose)
        self._clean_bookmarks(document)
        pdf.catalog["StructTreeRoot"] = root.reference
        pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})

    def _element(self, element: Element, parent: Any, around: Element | None, placed: set[Content]) -> Any:
        """Write an element and all below it, and return the reference to it."""
        import pydyf

        made = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{element.role}", "P": parent})
        self.pdf.add_object(made)
        reference = made.reference
        page = next((kid.page for kid in element.kids if not isinstance(kid, Element)), None)
        if page is not None:
            made["Pg"] = self.pdf.page_references[page]
        kids = pydyf.Array()
        for kid in element.kids:
            if isinstance(kid, Element):
                kids.append(self._element(kid, reference, element, placed))
            elif isinstance(kid, Content):
                placed.add(kid)
                kids.append(self._content(kid, element.role, reference, page))
            else:
                kids.append(pydyf.Dictionary({"Type": "/OBJR", "Obj": kid.dictionary.reference,
                                              "Pg": self.pdf.page_references[kid.page]}))
                if said := element.description():  # else WeasyPrint's stays, the address
                    kid.dictionary["Contents"] = pydyf.String(said)
                self.annotations.append((reference, kid.dictionary))
        if kids:
            made["K"] = kids
        if around is not None and element.lang != around.lang:
            made["Lang"] = pydyf.String(element.lang)
        if element.alternative:
            made["Alt"] = pydyf.String(element.alternative)
        attributes = {owner: dict(own) for owner, own in element.attributes.items()}
        if element.role not in INLINE and (around is None or element.direction != around.direction):
            attributes.setdefault("Layout", {})["WritingMode"] = writing_mode(element.direction)
        if attributes:
            made["A"] = pydyf.Array([pydyf.Dictionary({"O": f"/{owner}", **{
                name: pydyf.Array(value) if isinstance(value, tuple) else value for name, value in own.items()}})
                for owner, own in attributes.items()])
        if element.role == "Note":
            name = f"note-{len(self.notes) + 1:05}"
            made["ID"] = pydyf.String(name)
            self.notes.append((name, reference))
        return reference

    def _content(self, content: Content, role: str, owner: Any, page: int | None) -> Any:
        """Give a number to the marks of a content, and return what its element has for it."""
        import pydyf

        stream, place = content.place
        owners = self.owners.setdefault(stream, [])
        number = len(owners)
        owners.append(owner)
        marks = pydyf.Dictionary({"MCID": number})
        if content.text and not content.text.strip():
            marks["ActualText"] = pydyf.String(" ")  # a space between two elements is not drawn
        stream.stream[place:place + 2] = [f"/{role}", marks]
        if content.page == page and stream in self.streams:
            return number
        reference = pydyf.Dictionary({"Type": "/MCR", "Pg": self.pdf.page_references[content.page], "MCID": number})
        if stream not in self.streams:
            reference["Stm"] = stream.reference
        return reference

    def _clean_bookmarks(self, document: Element) -> None:
        """Take the calls of notes out of bookmarks: WeasyPrint makes them of all that stands in a heading."""
        headings = {_bare(heading.text()): heading for heading in document.walk()
                    if heading.role in HEADINGS and any(kid.role == "Reference" for kid in heading.walk())}
        for thing in self.pdf.objects:
            if isinstance(thing, dict) and "Title" in thing and "Dest" in thing:
                heading = headings.get(_bare(thing["Title"].string))
                if heading:
                    thing["Title"].string = _without(thing["Title"].string, _bare(heading.text(without="Reference")))

    def _loosen(self, annotations: list[Annotation]) -> None:
        """Take links off running heads, and the second ones that WeasyPrint puts on emphasis inside of a link."""
        for annotation in annotations:
            page = self.pdf.objects[int(self.pdf.page_references[annotation.page].split()[0])]
            page["Annots"].remove(annotation.dictionary.reference)
            if not page["Annots"]:
                del page["Annots"]


def _bare(text: str) -> str:
    return "".join(text.split())


def _without(title: str, letters: str) -> str:
    """Return what of a title is among ``letters``, with its own spaces: a tree has none where a line ended."""
    kept, rest = "", letters
    for letter in title:
        if letter.isspace() or letter == rest[:1]:
            kept += letter
            rest = rest if letter.isspace() else rest[1:]
    return " ".join(kept.split())
