"""The preflight of the screen PDF: reopened, held against PDF/A-3a and PDF/UA-1, and against the manuscript.

No validator of either is to be had as a package: what of ISO 19005-3, ISO 14289-1 and the Matterhorn Protocol 1.02 a
machine can tell is told here, by reading the file with qpdf's library, and by nothing that wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf

from sadar.checks import pdf, pdf_contents, pdf_file, pdf_form, pdf_xmp
from sadar.checks.pdf_tree import REMEDY, Tagged
from sadar.findings import Finding
from sadar.manuscript import Manuscript
from sadar.paged import for_pages
from sadar.style import Style


def check(manuscript: Manuscript, style: Style, path: Path) -> Iterator[Finding]:
    """Check a screen PDF: words, tags, marks, metadata, fonts, colours, links, bookmarks and page labels."""
    yield from pdf.check(manuscript, style, path)
    yield from preflight(for_pages(manuscript, style), path)


def preflight(manuscript: Manuscript, path: Path) -> Iterator[Finding]:
    """Yield a finding for each rule that a screen PDF breaks; its words are not compared here.

    Args:
        manuscript: as it is set on pages.
        path: the file.

    """
    with pikepdf.open(path) as opened:
        tagged = Tagged(opened, path.name)
        yield from tagged.faults
        yield from pdf_form.findings(tagged)
        yield from pdf_contents.findings(tagged, manuscript)
        yield from pdf_file.findings(tagged, manuscript)
        yield from pdf_xmp.findings(opened, manuscript, [str(page.label) for page in opened.pages], path.name)
        yield from _labels(tagged)


def _labels(tagged: Tagged) -> Iterator[Finding]:
    """Hold the labels of pages against the numbers printed on them (ISO 32000-1, 12.4.2)."""
    if "/PageLabels" not in tagged.pdf.Root:
        yield Finding("labels-missing", f"{tagged.file} does not label its pages", remedy=REMEDY)
        return
    for number, page in enumerate(tagged.pdf.pages):
        printed = re.findall(r"\d+", " ".join(tagged.pages[number].artifacts))
        if printed and page.label not in printed:
            yield Finding("labels-differ", f"{tagged.file} labels page {number + 1} “{page.label}”, and prints "
                          f"{', '.join(printed)} on it", remedy=REMEDY)
