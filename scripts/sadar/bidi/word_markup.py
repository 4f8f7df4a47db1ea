"""Paragraphs of WordprocessingML as Word sees them: their text, their base direction, and ``w:rtl`` run by run.

Whatever stands in a line and is no text, such as a call, a picture or a formula, is one neutral character.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from lxml import etree

from sadar.bidi.base import Direction
from sadar.bidi.levels import OBJECT
from sadar.bidi.word import w

Element = etree._Element
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
LINE = "\N{LINE SEPARATOR}"
#: What inline elements of a run stand for in the text.
TEXT_OF = {w("tab"): "\t", w("ptab"): "\t", w("br"): LINE, w("cr"): LINE, w("noBreakHyphen"): "\N{NON-BREAKING HYPHEN}",
           w("softHyphen"): "\N{SOFT HYPHEN}"}
#: Elements of a run that show nothing.
SILENT = frozenset(w(name) for name in (
    "rPr", "instrText", "delInstrText", "delText", "fldChar", "lastRenderedPageBreak", "separator",
    "continuationSeparator", "annotationRef", "commentReference"))
CALLS = frozenset(w(name) for name in ("footnoteReference", "endnoteReference"))
#: The number of a note, which stands before its text.
NUMBERS = frozenset(w(name) for name in ("footnoteRef", "endnoteRef"))
#: What holds runs; what is deleted or moved away holds none that are seen.
HOLDING = frozenset(w(name) for name in ("hyperlink", "ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple",
                                         "customXml"))
#: Explicit embeddings and overrides (Annex I.7), and the character that ends them.
EMBEDDING = {(w("dir"), "rtl"): "\u202b", (w("dir"), "ltr"): "\u202a", (w("bdo"), "rtl"): "\u202e",
             (w("bdo"), "ltr"): "\u202d"}
END = "\u202c"


class Formats(Protocol):
    """What styles and direct formatting say together."""

    def on(self, element: Element, name: str) -> bool:
        """Tell whether a paragraph, run or table has a property that is on or off."""


@dataclass(frozen=True)
class Run:
    """A run, or what stands in a line beside runs: its text, and whether ``w:rtl`` holds for it."""

    element: Element
    text: str
    marked: bool

    @cached_property
    def is_call(self) -> bool:
        """Tell whether it is a note's call, or the number before a note's text."""
        return any(child.tag in CALLS or child.tag in NUMBERS for child in self.element)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: its number in its part, counted from 1, its base direction, its runs."""

    element: Element
    number: int
    base: Direction
    runs: tuple[Run, ...]

    @cached_property
    def text(self) -> str:
        """The text as the algorithm sees it."""
        return "".join(run.text for run in self.runs)

    @cached_property
    def letters(self) -> str:
        """The text alone, without calls, pictures and embeddings, spaces as one."""
        kept = "".join(run.text for run in self.runs if not run.is_call and run.element.tag == w("r"))
        return " ".join(kept.replace(OBJECT, "").split())

    @property
    def flags(self) -> list[bool]:
        """For each character, whether its run has ``w:rtl``."""
        return [run.marked for run in self.runs for _ in run.text]


def paragraphs(root: Element, formats: Formats) -> Iterator[Paragraph]:
    """Yield every paragraph of a part, those of its text boxes too."""
    number = 0
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if element.tag == FALLBACK:
            walk.skip_subtree()  # says again, for old programs, what stands beside it
        elif element.tag == w("p"):
            number += 1
            base: Direction = "rtl" if formats.on(element, "bidi") else "ltr"
            yield Paragraph(element, number, base, tuple(_runs(element, formats)))


def columns_run_left(table: Element, formats: Formats) -> bool:
    """Tell whether a table's columns run from right to left."""
    return formats.on(table, "bidiVisual")


def _runs(parent: Element, formats: Formats) -> Iterator[Run]:
    for child in parent:
        if child.tag == w("r"):
            text = "".join(_texts(child))
            yield Run(child, text, bool(text) and formats.on(child, "rtl"))
        elif child.tag in HOLDING:
            yield from _runs(child, formats)
        elif child.tag in (w("dir"), w("bdo")):
            opened = EMBEDDING.get((child.tag, child.get(w("val"), "")))
            yield Run(child, opened or "", False)
            yield from _runs(child, formats)
            yield Run(child, END if opened else "", False)
        elif str(child.tag).startswith(MATH):
            yield Run(child, OBJECT, parent.tag == w("p") and formats.on(parent, "bidi"))


def _texts(run: Element) -> Iterator[str]:
    for child in run:
        if child.tag == w("t"):
            yield child.text or ""
        elif child.tag not in SILENT:
            yield TEXT_OF.get(str(child.tag), OBJECT if str(child.tag).startswith("{") else "")
