"""Any EPUB held against what right-to-left text needs: EPUBCheck and Ace pass a book whose every direction is missing.

Directions of package, spine, documents, navigation and paragraphs; languages; style sheets; the order in which text is
stored; links, notes and page list. The book may come from anybody (``epub_archive``).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sadar.bidi.base import as_direction
from sadar.bidi.markup import UNSAID
from sadar.checks import epub_links, epub_package, rtl_css, rtl_documents
from sadar.checks.epub_archive import KIND, Book
from sadar.checks.epub_links import Links
from sadar.checks.epub_package import CSS_TYPE, Package
from sadar.checks.saying import contained, limited
from sadar.errors import ManuscriptError
from sadar.findings import Finding, Place
from sadar.untrusted_zip import Element, would_escape

#: Bytes of a style sheet; so many documents and style sheets are read.
STYLE_SHEET, FILES = 1_000_000, 20_000


def findings(path: Path) -> Iterator[Finding]:
    """Check an EPUB; yield a finding for each fault, or the one that keeps the book from being read."""
    yield from limited(contained(_all(path), KIND, path.name))


def _all(path: Path) -> Iterator[Finding]:
    with Book(path) as book:
        yield from would_escape(book, path.name)
        package = epub_package.read(book)
        yield from epub_package.findings(package)
        yield from _files(book, package, path)


def _files(book: Book, package: Package, path: Path) -> Iterator[Finding]:
    for name, line in package.listed:
        if name not in book.names:
            yield Finding("link-broken", f"the manifest names “{name[:80]}”, which is not there",
                          Place(package.file, line), "take it out of the manifest, or add the file")
    if len(package.documents) + len(package.styles) > FILES:
        yield Finding("epub-too-large", f"the book has more than {FILES:,} documents", Place(package.file),
                      "the others were not read")
    rules: list[rtl_css.Directing] = []
    links = Links(book.names)
    concerned: list[Finding] = []
    right_to_left = package.direction is not None and package.direction != UNSAID
    for name in package.styles[:FILES]:
        if name in book.names:
            try:
                css = book.read(name, STYLE_SHEET).decode("utf-8", "replace")
            except ManuscriptError as error:
                yield from error.findings
                continue
            rules += rtl_css.directing(css)
            concerned += rtl_css.findings(css, name)
    for name in package.documents[:FILES]:
        if name in book.names:
            try:
                root = book.tree(name)
                document, inline = _document(root, name, package, rules)
                links.take(root, name)
            except ManuscriptError as error:
                yield from error.findings
                continue
            concerned += inline
            right_to_left |= document.language_runs != UNSAID
            yield from rtl_documents.findings(document, navigation=name == package.navigation)
            yield from _popups(document)
    if right_to_left:
        yield from concerned
    yield from _rest(book, package, links, path)


def _document(root: Element, name: str, package: Package,
              rules: list[rtl_css.Directing]) -> tuple[rtl_documents.Document, list[Finding]]:
    """Make a document of a tree, its ``style`` elements read as style sheets."""
    own, inline = list(rules), list(rtl_css.findings_inline(root, name))
    for style in root.iter("{http://www.w3.org/1999/xhtml}style"):
        if style.get("type", CSS_TYPE) == CSS_TYPE and (css := style.text or ""):
            own += rtl_css.directing(css[:STYLE_SHEET])
            inline += rtl_css.findings(css[:STYLE_SHEET], name)
    return rtl_documents.Document(name, root, package.lang, rtl_css.directed(root, own)), inline


def _popups(document: rtl_documents.Document) -> Iterator[Finding]:
    said = next((direction for element in reversed(document.roots)
                 if (direction := document.styled.get(element) or as_direction(element.get("dir", "")))), UNSAID)
    yield from epub_links.lost_in_popups(document.paragraphs, document.roots, said, document.file)


def _rest(book: Book, package: Package, links: Links, path: Path) -> Iterator[Finding]:
    if package.ncx and package.ncx in book.names:
        try:
            links.take_ncx(book.tree(package.ncx), package.ncx)
        except ManuscriptError as error:
            yield from error.findings
    if package.navigation is None and not package.root.get("version", "3").startswith("2"):
        yield Finding("navigation-missing", "the package has no navigation document", Place(package.file),
                      "add an item with the property nav")
    yield from links.findings(package.navigation)
    pdf = path.with_suffix(".pdf")
    if links.pages and pdf.is_file():
        yield from links.against_pdf(pdf)
