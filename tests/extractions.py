"""What programs take out of a PDF, and how much of a manuscript comes back of it: words in their order, by region."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Collection, Iterator
from difflib import SequenceMatcher
from pathlib import Path

import pymupdf
import pypdfium2
from pdfminer.high_level import extract_text
from pdfminer.layout import LAParams

from conftest import run
from sadar import build
from sadar.manuscript import Manuscript
from sadar.manuscript.tree import plain, rewrite, walk

POINT = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]")
#: Regions that are set as running heads only, which an import takes out; and one that is composed of the metadata.
RUNNING, COMPOSED = {"short-title", "volume-title"}, "colophon"


def words(text: str, *, points: bool = True) -> list[str]:
    """Words as they are printed, each with its marks and brackets; without points if told so."""
    text = unicodedata.normalize("NFC", text)
    return (text if points else POINT.sub("", text)).split()


def regions(manuscript: Manuscript) -> Iterator[tuple[str, str]]:
    """The text of each region, notes, figures and tables apart: these are set where there is room."""
    for name, blocks in manuscript.regions():
        floats = [node for node in walk(blocks) if node["t"] in ("Figure", "Table")]
        if name not in RUNNING:
            yield name, plain(rewrite(blocks, lambda node: None if node["t"] in ("Figure", "Table") else node), notes=False)
        for node in floats:
            yield node["t"], plain(node["c"], notes=False)
    for number, node in enumerate(node for node in walk(manuscript.blocks) if node["t"] == "Note"):
        yield f"note {number + 1}", plain(node["c"])


def share(expected: Manuscript, found: str, *, points: bool = True, absent: Collection[str] = ()) -> tuple[float, list[str]]:
    """Which part of the words is right, of all that were expected or all that came, whichever is more; and what differs.

    Each region is aligned with all that came: regions may come in another order, words within one may not.
    ``absent``: regions that the program that set the text left out.
    """
    came = words(found, points=points)
    right = total = 0
    wrong = []
    for name, text in regions(expected):
        if name in absent:
            continue
        wanted = words(text, points=points)
        total += len(wanted)
        matcher = SequenceMatcher(None, wanted, came, autojunk=False)
        for kind, start, end, other, last in matcher.get_opcodes():
            if kind == "equal":
                right += end - start
            elif end > start:
                wrong.append(f"{name}: {' '.join(wanted[start:end])} ≠ {' '.join(came[other:last][:30])}")
    return right / max(total, len(came)), wrong


def text_of(folder: Path) -> str:
    """The whole text of a manuscript as it would be printed, citations and list too."""
    return "\n".join(text for name, text in regions(build.prepare(folder).manuscript) if name != COMPOSED)


def extracted(how: str, pdf: Path, *, by_pages: bool) -> str:
    """The text that a program takes out of a PDF: at once, or page by page with form feeds between the pages."""
    program, *options = how.split()
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    numbers: list[int | None] = [*range(1, len(pages) + 1)] if by_pages else [None]
    if program == "PDFium":
        return ("\f" if by_pages else "\n").join(pages)
    if program == "PyMuPDF":
        with pymupdf.open(pdf) as document:
            return ("\f" if by_pages else "").join(page.get_text() for page in document)
    if program == "pdfminer":  # told to keep a line's runs in one line, or left to itself
        layout = None if options else LAParams(line_overlap=0.1, char_margin=200, boxes_flow=None)
        return "\f".join(extract_text(pdf, page_numbers=[number - 1] if number else None, laparams=layout).rstrip("\f")
                         for number in numbers)
    if program == "mutool":
        return "\f".join(_by_mutool(pdf, number) for number in numbers)
    return "\f".join(run("pdftotext", *options, *(("-f", str(number), "-l", str(number)) if number else ()), pdf, "-").rstrip("\f")
                     for number in numbers)


def _by_mutool(pdf: Path, page: int | None) -> str:
    with tempfile.TemporaryDirectory() as folder:  # what it prints has its warnings in it
        text = Path(folder, "text")
        run("mutool", "draw", "-q", "-F", "text", "-o", text, pdf, *([str(page)] if page else []))
        return text.read_text("utf-8")
