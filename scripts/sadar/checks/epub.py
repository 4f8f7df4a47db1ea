"""An EPUB, reopened as a plain archive: every word, note, figure, table and entry of the manuscript is in it."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from lxml import etree

from sadar.checks import rtl_epub
from sadar.checks.parts import parts_of
from sadar.checks.words import count, missing, words
from sadar.findings import Finding, Place
from sadar.manuscript import Manuscript
from sadar.style import Style

OPF = "{http://www.idpf.org/2007/opf}"
H = "{http://www.w3.org/1999/xhtml}"
MATH = "{http://www.w3.org/1998/Math/MathML}math"
#: What sadar generates is no word of the manuscript's: marks of notes at their calls and before their text.
GENERATED = {"doc-noteref", "doc-backlink"}
#: What a reader's program would run or fetch; nothing of it belongs into a book that stands by itself.
REMOTE = re.compile(rb"""<script|javascript:|@import|url\(\s*['"]?\s*(?:https?:|//)|"""
                    rb"""\ssrc\s*=\s*['"](?:https?:|//)|<link[^>]*href=['"](?:https?:|//)""", re.IGNORECASE)
#: Elements after which a word can't go on.
BREAKS = {f"{H}{name}" for name in ("p", "div", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "a",
                                    "sup", "sub", "aside", "section", "figcaption", "caption", "br", "pre", "header")}


def check(manuscript: Manuscript, style: Style, path: Path) -> Iterator[Finding]:
    """Check an EPUB against the manuscript it was made from."""
    documents = list(_documents(path))
    found = Counter(word for document in documents for word in words(_text(document)))
    yield from missing(manuscript, found, path.name)
    yield from _remote(path)
    yield from rtl_epub.findings(path)
    expected = parts_of(manuscript)
    elements = [element for document in documents for element in document.iter()]
    roles = Counter(element.get("role") for element in elements)
    tags = Counter(element.tag for element in elements)
    entries = sum("csl-entry" in (element.get("class") or "").split() for element in elements)
    yield from count("notes", expected.notes, roles["doc-footnote"], path.name)
    yield from count("note calls", expected.notes, roles["doc-noteref"], path.name)
    yield from count("figures", expected.figures, tags[f"{H}img"] - roles["doc-cover"], path.name)
    yield from count("tables", expected.tables, tags[f"{H}table"], path.name)
    yield from count("formulas", expected.formulas, tags[MATH], path.name)
    yield from count("entries", expected.entries, entries, path.name)
    yield from count("descriptions", expected.descriptions, tags[f"{H}details"], path.name)
    yield from _printed_pages(path, {element.get("id", "") for element in elements
                                     if element.get("role") == "doc-pagebreak"})


def _printed_pages(path: Path, anchors: set[str]) -> Iterator[Finding]:
    """Yield a finding where the list of the printed pages and the anchors in the text are not the same."""
    with zipfile.ZipFile(path) as archive:
        navigation = etree.fromstring(archive.read("EPUB/nav.xhtml"))
    listed = {link.get("href", "").partition("#")[2] for nav in navigation.iter(f"{H}nav")
              if nav.get("role") == "doc-pagelist" for link in nav.iter(f"{H}a")}
    if listed != anchors or not anchors:
        yield Finding("epub-pages", f"{path.name} lists {len(listed)} printed pages and has {len(anchors)} in its text",
                      Place("nav.xhtml"), "compare nav.xhtml.jinja with the template of the house style")


def _remote(path: Path) -> Iterator[Finding]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith((".xhtml", ".css")) and (match := REMOTE.search(archive.read(name))):
                yield Finding("epub-remote", f"{path.name} would run or fetch something: "
                              f"“{match.group().decode('utf-8', 'replace')}”", Place(name),
                              "take it out of the style: a book stands by itself")


def _documents(path: Path) -> Iterator[etree._Element]:
    """Yield the documents of the spine but the navigation, in their order."""
    with zipfile.ZipFile(path) as archive:
        package = etree.fromstring(archive.read("EPUB/content.opf"))
        hrefs = {item.get("id"): item.get("href", "") for item in package.iter(f"{OPF}item")
                 if item.get("properties") != "nav"}
        for reference in package.iter(f"{OPF}itemref"):
            if href := hrefs.get(reference.get("idref")):
                yield etree.fromstring(archive.read(str(PurePosixPath("EPUB", href))))


def _text(document: etree._Element) -> str:
    body = document.find(f"{H}body")
    parts: list[str] = []
    for action, element in etree.iterwalk(body, events=("start", "end")) if body is not None else []:
        if element.tag in BREAKS:
            parts.append(" ")
        if action == "start":
            parts.append("" if element.get("role") in GENERATED else element.text or "")
        elif element is not body:
            parts.append(element.tail or "")
    return "".join(parts)
