"""The marked content of a PDF's pages: what is drawn under which mark, and the text that its glyphs give back.

ISO 32000-1, 14.6 (marked content) and 9.10 (text of glyphs). Nothing is known here of how the file was made.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pikepdf

from sadar.bidi.base import runs_right_to_left

SHOWING = frozenset({"Tj", "TJ", "'", '"'})
PAINTING = SHOWING | {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "INLINE IMAGE"}
#: What the marks of a page's content are read by; all else is left unparsed.
READ = " ".join(sorted(PAINTING | {"BMC", "BDC", "EMC", "Tf", "BI", "ID", "EI", "k", "K", "cs", "CS"}))
CMYK = frozenset({"k", "K"})
HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")
MAPS = re.compile(rb"begin(bfchar|bfrange)(.*?)end", re.DOTALL)
#: Values that say nothing of a glyph (ISO 19005-3, 6.2.11.7.2).
NO_TEXT = frozenset({"", "\x00", "\ufeff", "\ufffe"})


@dataclass
class Page:
    """What was read of a page: texts by the numbers of their marks, and what stands under none."""

    texts: dict[int, str] = field(default_factory=dict)
    repeated: set[int] = field(default_factory=set)
    #: Texts of headers, footers and what is repeated on other pages.
    artifacts: list[str] = field(default_factory=list)
    #: Things drawn that are neither content nor artifact, or both.
    unmarked: int = 0
    confused: int = 0
    #: Colours told in inks, which a file that is meant in sRGB can't hold.
    inks: int = 0


class Fonts:
    """The fonts of a file as text is read by them, each read once; counts the glyphs that say no text."""

    def __init__(self) -> None:
        self.known: dict[Any, dict[int, str]] = {}
        self.untold: Counter[str] = Counter()
        self.missing: Counter[str] = Counter()
        self.used: dict[Any, set[int]] = {}

    def text(self, font: Any, codes: bytes) -> Iterator[str]:
        """Yield the text of each glyph of a string, in the order in which they are drawn."""
        key = font.objgen
        if key not in self.known:
            self.known[key] = to_unicode(font)
            self.used[key] = set()
        known, used, name = self.known[key], self.used[key], str(font.get("/BaseFont", ""))
        for start in range(0, len(codes) - 1, 2):
            code = int.from_bytes(codes[start:start + 2], "big")
            used.add(code)
            text = known.get(code, "")
            if code == 0:
                self.missing[name] += 1
            elif text in NO_TEXT:
                self.untold[name] += 1
            yield text


def to_unicode(font: Any) -> dict[int, str]:
    """Return the texts of a font's codes, of its ToUnicode map; none where it has no map."""
    if "/ToUnicode" not in font or not isinstance(font.ToUnicode, pikepdf.Stream):
        return {}
    known: dict[int, str] = {}
    for kind, body in MAPS.findall(font.ToUnicode.read_bytes()):
        values = [bytes.fromhex(value.decode()) for value in HEX.findall(body)]
        if kind == b"bfchar":
            for code, text in zip(values[::2], values[1::2], strict=False):
                known[int.from_bytes(code, "big")] = text.decode("utf-16-be", "replace")
        else:
            for first, last, start in zip(values[::3], values[1::3], values[2::3], strict=False):
                begin = int.from_bytes(first, "big")
                for number in range(begin, int.from_bytes(last, "big") + 1):
                    known[number] = chr(int.from_bytes(start, "big") + number - begin)
    return known


@dataclass
class _Mark:
    """An open mark: its number (None: it has none), whether it is an artifact, and the texts of its glyphs."""

    number: int | None
    artifact: bool
    actual: str | None
    glyphs: list[str] = field(default_factory=list)


def read_page(page: Any, fonts: Fonts) -> Page:
    """Read the marks of a page, or of a form that it shows, and the texts under them in reading order."""
    read = Page()
    resources: Any = page.get("/Resources", {})
    faces: Any = resources.get("/Font", {})
    objects: Any = resources.get("/XObject", {})
    marks: list[_Mark] = []
    font: Any = None
    for instruction in pikepdf.parse_content_stream(page, READ):
        operator = str(instruction.operator)
        operands: Any = getattr(instruction, "operands", [])
        if operator in ("BMC", "BDC"):
            marks.append(_opened(operands, read))
        elif operator == "EMC" and marks:
            _close(marks.pop(), read)
        elif operator == "Tf":
            font = faces.get(str(operands[0]))
        elif operator in CMYK:
            read.inks += 1
        elif operator in PAINTING:
            numbered = [mark for mark in marks if mark.number is not None]
            artifacts = [mark for mark in marks if mark.artifact]
            form = objects.get(str(operands[0])) if operator == "Do" else None
            strings = operands[0] if operator == "TJ" else operands[-1:] if operator in SHOWING else ()
            codes = b"".join(bytes(part) for part in strings if isinstance(part, pikepdf.String))
            drawn = bool(codes) or operator not in SHOWING
            if not numbered and not artifacts and drawn and not (form is not None and "/StructParents" in form):
                read.unmarked += 1
            if numbered and artifacts:
                read.confused += 1
            if codes and font is not None and marks:
                marks[-1].glyphs += fonts.text(font, codes)
    return read


def _opened(operands: Any, read: Page) -> _Mark:
    properties: Any = operands[1] if len(operands) > 1 and isinstance(operands[1], pikepdf.Dictionary) else {}
    number = int(properties["/MCID"]) if "/MCID" in properties else None
    if number is not None:
        if number in read.texts:
            read.repeated.add(number)
        read.texts.setdefault(number, "")
    actual = str(properties["/ActualText"]) if "/ActualText" in properties else None
    return _Mark(number, str(operands[0]) == "/Artifact", actual)


def _close(mark: _Mark, read: Page) -> None:
    text = mark.actual if mark.actual is not None else "".join(_in_reading_order(mark.glyphs))
    if mark.number is not None:
        read.texts[mark.number] += text
    elif mark.artifact and text.strip():
        read.artifacts.append(text)


@cache
def _right_to_left(glyph: str) -> bool:
    return runs_right_to_left(glyph)


def _in_reading_order(glyphs: list[str]) -> list[str]:
    """Return the texts of glyphs that stand from left to right in the order in which they are read."""
    if not any(_right_to_left(glyph) for glyph in glyphs):
        return glyphs
    read: list[str] = []
    run: list[str] = []
    for glyph in reversed(glyphs):
        if glyph.isalnum() and not _right_to_left(glyph):
            run.insert(0, glyph)  # a number among right-to-left letters
        else:
            read += [*run, glyph]
            run = []
    return [*read, *run]
