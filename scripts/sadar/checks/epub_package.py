"""The package of an EPUB: its language, its files in the order of reading, and the directions that it says itself.

EPUB 3.3, 5.4 (``dir``), 5.7.2 (``page-progression-direction``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from sadar.bidi.base import Direction, as_direction, direction_of_language, is_right_to_left, opposite
from sadar.bidi.levels import first_strong
from sadar.bidi.markup import attribute
from sadar.checks.epub_archive import Book, broken, resolved
from sadar.findings import Finding, Place, Severity
from sadar.manuscript.languages import language_tag, script_of_language

Element = etree._Element
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
CONTAINER = "META-INF/container.xml"
XHTML_TYPE, CSS_TYPE, NCX_TYPE = "application/xhtml+xml", "text/css", "application/x-dtbncx+xml"
#: Scripts that are also written from top to bottom, in lines from right to left: pages then turn that way.
VERTICAL = frozenset(("Jpan", "Hans", "Hant", "Hani", "Kore", "Mong"))


@dataclass(frozen=True)
class Package:
    """What the package document says: its file, its languages, and the names of its files by their kinds."""

    file: str
    root: Element
    languages: tuple[str, ...]
    documents: tuple[str, ...]
    styles: tuple[str, ...]
    navigation: str | None
    ncx: str | None
    listed: tuple[tuple[str, int], ...]

    @property
    def lang(self) -> str:
        """Its first language as a known tag, or an empty string."""
        return (language_tag(self.languages[0]) or "") if self.languages else ""

    @property
    def direction(self) -> Direction | None:
        """The direction of its first language."""
        return direction_of_language(self.lang) if self.lang else None


def read(book: Book) -> Package:
    """Read the package document of a book.

    Raises:
        ManuscriptError: there is none, or it can't be read.

    """
    container = book.tree(CONTAINER)
    file = next((name for element in container.iter("{*}rootfile") if (name := element.get("full-path"))), None)
    if file is None:
        raise broken(CONTAINER, "the container names no package document")
    root = book.tree(file)
    if root.tag != f"{OPF}package":
        raise broken(file, "this is no package document")
    items = {item.get("id"): item for item in root.iter(f"{OPF}item")}
    spine = [items[name] for reference in root.iter(f"{OPF}itemref") if (name := reference.get("idref")) in items]
    in_order = list(dict.fromkeys([*spine, *items.values()]))

    def names(kind: str, of: list[Element] = in_order) -> tuple[str, ...]:
        found = [_target(file, item) for item in of if item.get("media-type") == kind]
        return tuple(name for name in dict.fromkeys(found) if name)

    navigation = [item for item in in_order if "nav" in item.get("properties", "").split()]
    return Package(
        file, root, tuple(text for element in root.iter(f"{DC}language") if (text := (element.text or "").strip())),
        names(XHTML_TYPE), names(CSS_TYPE), next(iter(names(XHTML_TYPE, navigation)), None),
        next(iter(names(NCX_TYPE)), None),
        tuple((name, item.sourceline or 0) for item in in_order if (name := _target(file, item))))


def _target(file: str, item: Element) -> str | None:
    target = resolved(file, item.get("href", ""))
    return target[0] if target else None


def findings(package: Package) -> Iterator[Finding]:
    """Yield what is wrong with the language and the directions of the package."""
    root, place = package.root, Place(package.file, package.root.sourceline or 0)
    if not package.languages:
        yield Finding("language-missing", "the package does not say the book's language", place,
                      "add dc:language to its metadata")
    elif not package.lang:
        yield Finding("language-unknown", f"“{package.languages[0]}” is no known language", place,
                      "write a tag of BCP 47: he, ar, fa, yi …")
    direction = package.direction
    if direction is None:
        return
    new = not root.get("version", "3").startswith("2")
    yield from _of_package(package, direction, place, new=new)
    spine = root.find(f"{OPF}spine")
    if spine is None:
        yield Finding("epub-unreadable", "the package has no spine", place, "EPUBCheck says what such a file lacks")
    else:
        yield from _of_spine(package, spine, direction, new=new)


def _of_package(package: Package, direction: Direction, place: Place, *, new: bool) -> Iterator[Finding]:
    said = as_direction(package.root.get("dir", ""))
    other = opposite(direction)
    if said == other:
        yield Finding("package-direction", f"the package says the direction “{said}”, and its language is "
                      f"“{package.lang}”", place, f"write {attribute(direction)} on it")
    elif said is None and new and is_right_to_left(package.lang):
        led = [text for name in ("title", "creator", "publisher") for element in package.root.iter(DC + name)
               if (text := element.text or "") and first_strong(text) == other]
        yield Finding("package-direction", "the package says no direction: titles and names are shown by their first "
                      "letter" + (f", such as “{led[0][:40]}”" if led else ""), place,
                      f"write {attribute(direction)} on it", Severity.WARNING)


def _of_spine(package: Package, spine: Element, direction: Direction, *, new: bool) -> Iterator[Finding]:
    said = as_direction(spine.get("page-progression-direction", ""))
    place = Place(package.file, spine.sourceline or 0)
    if is_right_to_left(package.lang) and said != direction:
        remedy = f"give it the page-progression-direction “{direction}”" if new else "make it an EPUB 3"
        yield Finding("spine-direction", "the spine does not say that pages turn from right to left", place, remedy,
                      Severity.ERROR if new else Severity.WARNING)
    elif said == opposite(direction) and script_of_language(package.lang) not in VERTICAL:
        yield Finding("spine-direction", "the spine says that pages turn from right to left, and the book's language "
                      f"is “{package.lang}”", place, "take page-progression-direction away, if it is not meant",
                      Severity.WARNING)
