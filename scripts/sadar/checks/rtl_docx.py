"""Any DOCX held against what right-to-left text and its translators need: validators pass one whose marks are wrong.

Directions of paragraphs, runs, calls of notes, tables and sections; faces, sizes and languages as they take effect;
notes, styles, bookmarks; runs that divide nothing; what the file tells of its making. The file may come from anybody
(``docx_package``).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sadar.bidi.base import LEFT_TO_RIGHT, RIGHT_TO_LEFT, Direction
from sadar.bidi.word import w
from sadar.bidi.word_direction import has_letters
from sadar.checks import docx_leaks, docx_notes, docx_references, docx_runs, rtl_docx_paragraphs
from sadar.checks.docx_faces import Faces, Kept, table_twins
from sadar.checks.docx_formats import OFF, Formats
from sadar.checks.docx_package import KIND, Docx, broken_references, settings_of
from sadar.checks.docx_text import Text, document_direction
from sadar.checks.saying import contained, limited
from sadar.findings import Finding, Place, Severity
from sadar.untrusted_zip import Element, would_escape


def findings(path: Path) -> Iterator[Finding]:
    """Check a DOCX; yield a finding for each fault, or the one that keeps the file from being read."""
    yield from limited(contained(_all(path), KIND, path.name))


def _all(path: Path) -> Iterator[Finding]:
    with Docx(path) as package:
        yield from would_escape(package, path.name)
        yield from broken_references(package)
        yield from _read(package)


def _read(package: Docx) -> Iterator[Finding]:
    styles = package.part("styles")
    formats, settings = Formats(styles), settings_of(package)
    body = package.tree(package.main)
    numbers = {name: docx_notes.numbers(body, kind) for kind in docx_notes.KINDS for name in package.parts(kind)}
    document = Text(package.main, body, formats)
    texts = [document, *(Text(name, package.tree(name), formats, numbers.get(name, {}))
                         for name in list(package.texts())[1:])]
    if any(has_letters(paragraph.letters, RIGHT_TO_LEFT) for text in texts for paragraph in text.paragraphs):
        runs = document_direction(document)
        for text in texts:
            yield from rtl_docx_paragraphs.findings(text, runs)
        yield from _sections(document, runs)
        yield from _faces(package, texts, formats, settings)
    for kind in docx_notes.KINDS:
        notes = next((text for text in texts if text.name in package.parts(kind)), None)
        yield from docx_notes.findings(document, notes, kind)
        yield from docx_notes.restarts(document, kind)
    named = next(iter(package.parts("styles")), package.main)
    yield from docx_references.findings(texts, formats, named, package.part("numbering"))
    yield from docx_runs.findings(texts)
    yield from docx_leaks.findings(package, texts, settings)


def _faces(package: Docx, texts: list[Text], formats: Formats, settings: Element) -> Iterator[Finding]:
    kept = Kept(Faces(package.part("theme"), settings, package.part("fontTable")), formats)
    for text in texts:
        kept.take(text)
    yield from kept.findings()
    yield from table_twins(formats, {formats.style_of(table) for text in texts for table in text.root.iter(w("tbl"))
                                     if has_letters("".join(table.itertext()), RIGHT_TO_LEFT)})


def _sections(document: Text, runs: Direction) -> Iterator[Finding]:
    """Yield what is wrong with the sections of a right-to-left document (ISO 29500-1, 17.6)."""
    if runs == LEFT_TO_RIGHT:
        return
    sections = [section for section in document.root.iter(w("sectPr"))
                if (parent := section.getparent()) is not None and parent.tag in (w("body"), w("pPr"))]
    if not sections:
        yield Finding("docx-section-direction", "the document has no section: no page size, and pages from left to "
                      "right", Place(document.name), "set up its pages in Word", Severity.WARNING)
    for number, section in enumerate(sections, 1):
        said = section.find(w("bidi"))
        columns = section.find(w("cols"))
        several = columns is not None and columns.get(w("num"), "1") not in ("0", "1")
        if said is None or said.get(w("val"), "") in OFF:
            yield Finding("docx-section-direction", f"section {number} runs from left to right"
                          f"{', and so do its columns' if several else ''}", Place(document.name),
                          "Page Setup, Layout, Section direction: Right-to-left (w:bidi)",
                          Severity.ERROR if several else Severity.WARNING)
        if section.find(w("pgSz")) is None or section.find(w("pgMar")) is None:
            yield Finding("docx-page-size", f"section {number} says no size of its pages or no margins: each program "
                          "takes its own", Place(document.name), "set them in Page Setup", Severity.WARNING)
        margins = section.find(w("pgMar"))
        gutter = "0" if margins is None else margins.get(w("gutter"), "0")
        if gutter != "0" and section.find(w("rtlGutter")) is None:
            yield Finding("docx-gutter", f"section {number} is bound on the left side", Place(document.name),
                          "Page Setup, Gutter position: Right (w:rtlGutter)", Severity.WARNING)
