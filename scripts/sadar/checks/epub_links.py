"""Links of an EPUB: each leads somewhere, notes lead back, and the page list names the page breaks in their order.

DPUB-ARIA 1.1 and the EPUB 3 structural semantics vocabulary name the parts; EPUB 3.3, 7.4, the page list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from sadar.bidi.base import Direction
from sadar.bidi.markup import XHTML, Paragraph
from sadar.checks.epub_archive import resolved
from sadar.errors import ManuscriptError
from sadar.findings import Finding, Place, Severity

Element = etree._Element
TYPE = "{http://www.idpf.org/2007/ops}type"
CALL = frozenset(("noteref", "doc-noteref"))
NOTE = frozenset(("footnote", "endnote", "rearnote", "note", "doc-footnote", "doc-endnote"))
BREAK = frozenset(("pagebreak", "doc-pagebreak"))
LIST = "page-list"
REFERRING = ("href", "src", "{http://www.w3.org/1999/xlink}href", "data", "poster")
#: So many ids and links of a book are kept to be compared.
KEPT = 2_000_000
NAMED = 8

Target = tuple[str, str]


@dataclass(frozen=True)
class Reference:
    """A link or call: where it stands, where it leads to, and the ids by which it can be led back to."""

    place: Place
    href: str
    target: Target | None
    ids: frozenset[Target] = frozenset()


@dataclass
class Links:
    """What the documents of a book hold of ids, links, notes and page breaks."""

    names: frozenset[str]
    ids: dict[str, set[str]] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    calls: list[Reference] = field(default_factory=list)
    notes: dict[Target, tuple[Place, frozenset[Target]]] = field(default_factory=dict)
    breaks: dict[Target, tuple[Place, str]] = field(default_factory=dict)
    pages: list[tuple[Reference, str]] = field(default_factory=list)
    has_list: bool = False
    _kept: int = 0

    def take(self, root: Element, file: str) -> None:
        """Take what a document holds.

        Raises:
            ManuscriptError: the book holds more than can be kept.

        """
        ids = self.ids.setdefault(file, set())
        for element in root.iter("{*}*"):
            if name := element.get("id"):
                ids.add(name)
                self._kept += 1
            kinds = kinds_of(element)
            if kinds & NOTE and name:
                back = frozenset(target for link in element.iter(XHTML + "a")
                                 if (target := resolved(file, link.get("href", ""))))
                self.notes[file, name] = Place(file, element.sourceline or 0), back
            if kinds & BREAK:
                label = element.get("aria-label") or element.get("title") or "".join(element.itertext())
                self.breaks[file, name or ""] = Place(file, element.sourceline or 0), " ".join(label.split())
            for attribute in REFERRING:
                if href := element.get(attribute):
                    self._refer(element, file, href, call=bool(kinds & CALL))
                    self._kept += 1
        for nav in root.iter(XHTML + "nav"):
            if LIST in kinds_of(nav):
                self.has_list = True
                self.pages += [(self._reference(link, file, link.get("href", "")), " ".join("".join(
                    link.itertext()).split())) for link in nav.iter(XHTML + "a")]
        if self._kept > KEPT:
            raise ManuscriptError.one("epub-too-large", f"the book has more than {KEPT:,} ids and links", file=file,
                                      remedy="links and notes were not compared")

    def take_ncx(self, root: Element, file: str) -> None:
        """Take the links of the table of contents for old readers."""
        self.references += [self._reference(content, file, content.get("src", ""))
                            for content in root.iter("{*}content")]

    def _refer(self, element: Element, file: str, href: str, *, call: bool) -> None:
        reference = self._reference(element, file, href)
        self.references.append(reference)
        if call:
            near = [element, *element.iterancestors(XHTML + "sup", XHTML + "span"), *element.iter("{*}*")]
            ids = frozenset((file, name) for item in near if (name := item.get("id")))
            self.calls.append(Reference(reference.place, href, reference.target, ids))

    @staticmethod
    def _reference(element: Element, file: str, href: str) -> Reference:
        return Reference(Place(file, element.sourceline or 0), href, resolved(file, href))

    def findings(self, navigation: str | None) -> Iterator[Finding]:
        """Yield what is wrong with links, notes and page list, once all documents are taken.

        Args:
            navigation: the navigation document; where there is none, or none that can be read, no list is missed.

        """
        for reference in self.references:
            yield from self._broken(reference)
        yield from self._notes()
        if self.has_list or (self.breaks and navigation in self.ids):
            yield from self._pages()

    def _broken(self, reference: Reference) -> Iterator[Finding]:
        if reference.target is None:
            return
        file, fragment = reference.target
        said = f"the link “{reference.href[:80]}” leads"
        if file.startswith("../"):
            yield Finding("epub-path", f"{said} out of the book", reference.place, "let it lead to a file of the book")
        elif file not in self.names:
            if not any(name.startswith(f"{file}/") for name in self.names):
                yield Finding("link-broken", f"{said} to a file that is not there", reference.place, "mend its target")
        elif fragment and file in self.ids and fragment not in self.ids[file] and "(" not in fragment:
            yield Finding("link-broken", f"{said} to a place that is not there", reference.place, "mend its target")

    def _notes(self) -> Iterator[Finding]:
        calls: dict[Target, set[Target]] = {}
        for call in self.calls:
            if call.target in self.notes:
                calls.setdefault(call.target, set()).update(call.ids)
            elif call.target and call.target[1] in self.ids.get(call.target[0], ()):
                yield Finding("note-unmarked", f"the call “{call.href[:80]}” leads to an element that is not marked as "
                              "a note: it can't pop up", call.place,
                              'write epub:type="footnote" role="doc-footnote" on the note', Severity.WARNING)
        for target, (place, back) in self.notes.items():
            if target not in calls:
                yield Finding("note-uncalled", f"no call leads to the note “{target[1]}”", place,
                              'mark its call with epub:type="noteref" role="doc-noteref"', Severity.WARNING)
            elif not back & calls[target]:
                yield Finding("note-backlink", f"the note “{target[1]}” does not lead back to its call", place,
                              'add a link to the call\'s id, with role="doc-backlink"', Severity.WARNING)

    def _pages(self) -> Iterator[Finding]:
        if not self.has_list:
            yield Finding("page-list-missing", f"the documents have {len(self.breaks)} page breaks, and the navigation "
                          "no page list", next(iter(self.breaks.values()))[0], "add a nav of the type page-list",
                          Severity.WARNING)
            return
        listed = [reference.target for reference, _ in self.pages]
        for reference, label in self.pages:
            found = self.breaks.get(reference.target) if reference.target else None
            if found is None:
                yield Finding("page-list", f"the page “{label}” of the page list leads to no page break",
                              reference.place, 'mark the place with role="doc-pagebreak"')
            elif found[1] and label not in (found[1], found[1].split()[-1]) and found[1] not in label:
                yield Finding("page-list", f"the page “{label}” of the page list leads to the page “{found[1]}”",
                              reference.place, "let both say the same")
        if left := [f"“{label}”" for target, (_, label) in self.breaks.items() if target not in set(listed)]:
            yield Finding("page-list", f"the page list lacks pages: {', '.join(left[:NAMED])}", self.pages[0][0].place
                          if self.pages else Place(), "add them", Severity.WARNING)
        order = [target for target in self.breaks if target in set(listed)]
        if order != [target for target in listed if target in self.breaks]:
            yield Finding("page-list", "the page list is in another order than the pages", self.pages[0][0].place,
                          "list them as they come")

    def against_pdf(self, pdf: Path) -> Iterator[Finding]:
        """Hold the page list against the labels of a PDF's pages (ISO 32000-1, 12.4.2).

        A page without a place in the text, such as one of pictures alone, may be missing from the list.
        """
        import pikepdf

        try:
            with pikepdf.open(pdf) as file:
                labels = [str(page.label) for page in file.pages]
        except (pikepdf.PdfError, OSError, ValueError):
            return  # a PDF that can't be read is no fault of the book's
        listed = [label for _, label in self.pages]
        if unknown := [f"“{label}”" for label in listed if label not in labels]:
            yield Finding("page-list-pdf", f"{pdf.name} has no pages {', '.join(unknown[:NAMED])}, which the page list "
                          "names", self.pages[0][0].place, "take the page list from the finished pages")
        elif [labels.index(label) for label in listed] != sorted(labels.index(label) for label in listed):
            yield Finding("page-list-pdf", f"the page list is in another order than the pages of {pdf.name}",
                          self.pages[0][0].place, "take the page list from the finished pages")


def kinds_of(element: Element) -> set[str]:
    """Return the roles and the structural semantics of an element."""
    return {*element.get("role", "").split(), *element.get(TYPE, "").split()}


def lost_in_popups(paragraphs: list[Paragraph], roots: tuple[Element, ...], root: Direction,
                   file: str) -> Iterator[Finding]:
    """Yield notes whose direction is said around their text, where a reader that shows them alone leaves it behind."""
    for paragraph in paragraphs:
        chain = [paragraph.element, *paragraph.element.iterancestors()]
        note = next((place for place, element in enumerate(chain) if kinds_of(element) & NOTE), None)
        if (note is not None and paragraph.base != root and paragraph.said_by in chain[max(note, 1):]
                and paragraph.said_by not in roots):
            yield Finding("note-direction", "the note's direction is said around its text, and is lost where notes pop "
                          "up by themselves", Place(file, paragraph.element.sourceline or 0),
                          "say it on its paragraph too", Severity.WARNING)
