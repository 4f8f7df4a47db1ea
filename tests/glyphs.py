"""What a PDF of any producer shows: the letters of each line from left to right, told by the shapes drawn there.

Extracted text is never trusted, since a glyph's text may be wrong where its place is right and the other way round.
A glyph is known by its outline: the embedded face's outlines are looked up among those of the whole faces, whose own
character maps and substitutions (GSUB) say which letters an outline may stand for.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage

from sadar.bidi.base import runs_right_to_left

#: How far, in type sizes, a line's next lower glyph may lie; superiors of the next line are further off.
RISE = 0.62
#: A space as wide as this part of the type size may be one between the cells of a table.
GAP = 0.45
#: How much of a glyph, of its width, no kerning covers.
COVERED = 0.2
UNKNOWN = "\ufffd"
TATWEEL = "\u0640"


@dataclass(frozen=True)
class Glyph:
    """A glyph on a page: its letters as shown from left to right, its origin and its end, its size, in points.

    ``run`` is where the string that it was drawn with begins at the left, and where it ends.
    """

    letters: str
    x: float
    y: float
    end: float
    size: float
    run: tuple[float, float] = (0, 0)


def visible(letter: str) -> bool:
    return letter != "\ufffc" and not letter.isspace() and unicodedata.category(letter) not in ("Mn", "Cf", "Zs", "Cc")


def lines(path: Path, faces: Iterable[Path], letters: Iterable[str]) -> Iterator[list[str]]:
    """Yield each line as its pieces, from left to right, page by page from the top.

    ``letters`` are all that may be shown: other shapes come as ``UNKNOWN``.
    """
    for page in _pages(path, [_shapes(face, frozenset(letters)) for face in sorted(faces)]):
        line: list[Glyph] = []
        for glyph in sorted(page, key=lambda glyph: -glyph.y):
            if line and line[-1].y - glyph.y > RISE * max(line[-1].size, glyph.size):
                yield _pieces(line)
                line = []
            line.append(glyph)
        if line:
            yield _pieces(line)


def _pieces(line: list[Glyph]) -> list[str]:
    pieces, end = [""], 0.0
    for glyph in _ordered(line):
        if pieces[-1] and glyph.x - end > GAP * glyph.size:
            pieces.append("")
        pieces[-1] += glyph.letters
        end = max(end, glyph.end)
    return pieces


def _ordered(line: list[Glyph]) -> list[Glyph]:
    """Return glyphs by their middles; where two strings lie over one another, by the strings' middles.

    LibreOffice 7.4 measures the last letter of an Arabic word too narrow where it stands in left-to-right text, and
    draws it over its neighbours. A string in a gap of another is no such case: a face that lacked a letter left it.
    """
    ordered = sorted(line, key=lambda glyph: glyph.x + glyph.end)
    moved = True
    while moved:
        moved = False
        for place in range(len(ordered) - 1):
            one, other = ordered[place:place + 2]
            common = min(one.end, other.end) - max(one.x, other.x)
            covered = common > COVERED * min(one.end - one.x, other.end - other.x)
            crossing = other.run[0] < one.run[0] < other.run[1] < one.run[1]
            if (crossing or covered) and sum(one.run) > sum(other.run):
                ordered[place:place + 2] = [other, one]
                moved = True
    return ordered


def _pages(path: Path, faces: list[Shapes]) -> Iterator[list[Glyph]]:
    with path.open("rb") as file:
        reader = _Reader(PDFResourceManager(), faces)
        interpreter = PDFPageInterpreter(reader.rsrcmgr, reader)
        for page in PDFPage.get_pages(file):
            reader.glyphs = []
            interpreter.process_page(page)
            yield reader.glyphs


class _Reader(PDFTextDevice):
    """Collects the glyphs of a page; pdfminer follows the text operators (ISO 32000-1, 9.4)."""

    def __init__(self, resources: PDFResourceManager, faces: list[Shapes]) -> None:
        super().__init__(resources)
        self.faces = faces
        self.glyphs: list[Glyph] = []
        self.fonts: dict[int, dict[int, str]] = {}

    def render_string(self, *arguments: Any) -> None:
        before = len(self.glyphs)
        super().render_string(*arguments)
        drawn = self.glyphs[before:]
        self.glyphs[before:] = [replace(glyph, run=(min(other.x for other in drawn), max(other.end for other in drawn)))
                                for glyph in drawn]

    def render_char(self, matrix: Sequence[float], font: Any, fontsize: float, scaling: float, rise: float, cid: int,
                    *_: Any) -> float:
        advance = float(font.char_width(cid) * fontsize * scaling)
        if id(font) not in self.fonts:
            self.fonts[id(font)] = _letters_by_code(font, self.faces)
        letters = self.fonts[id(font)].get(cid, UNKNOWN)
        shown = "".join(filter(visible, reversed(letters) if runs_right_to_left(letters) else letters))
        if shown:
            x, y = matrix[4], matrix[5] + rise * matrix[3]
            self.glyphs.append(Glyph(shown, x, y, x + advance * matrix[0], abs(fontsize * matrix[0])))
        return advance


def _letters_by_code(font: Any, faces: list[Shapes]) -> dict[int, str]:
    """Return the letters of each code of a font of the PDF, by the outlines of its embedded program."""
    if "FontFile2" not in font.descriptor:
        return {}
    with TTFont(io.BytesIO(font.descriptor["FontFile2"].resolve().get_data())) as face:
        order = face.getGlyphOrder()
        outlines = _outlines(face, order)
        codes = dict(enumerate(order))
        if not hasattr(font, "cidcoding"):  # a simple font: its own character map tells the glyph of a code
            codes = {code & 0xFF: name for table in face["cmap"].tables for code, name in table.cmap.items()}
    found = {}
    for code, name in codes.items():
        known = (shapes.letters[outlines[name]] for shapes in faces if outlines[name] in shapes.letters)
        found[code] = next(known, UNKNOWN) if outlines[name] else ""
    drawn = [said for code, said in found.items() if outlines[codes[code]]]
    # A face drawn in an optical size has outlines that no file has.
    return _by_number(font, faces) if 2 * drawn.count(UNKNOWN) > len(drawn) and hasattr(font, "cidcoding") else found


def _by_number(font: Any, faces: list[Shapes]) -> dict[int, str]:
    """Return the letters of each glyph of a face by its id, which WeasyPrint keeps; it names a face by family and style."""
    name = str(font.basefont).split("+")[-1].replace("-", "")
    found = {}
    for shapes in faces:
        if name.startswith(shapes.family) and ("Italic" in name) == shapes.slanted:
            found = shapes.numbers
    return found


@dataclass(frozen=True)
class Shapes:
    """What the outlines of a face stand for, and its glyph ids; ``twins`` are letters drawn exactly alike."""

    family: str
    slanted: bool
    letters: dict[str, str]
    numbers: dict[int, str]
    twins: tuple[tuple[str, str], ...]


@cache
def _shapes(path: Path, letters: frozenset[str]) -> Shapes:
    with TTFont(path) as face:
        meanings = _meanings(face, letters)
        outlines = _outlines(face, meanings)
        found: dict[str, str] = {}
        twins = []
        for glyph, said in sorted(meanings.items(), key=lambda item: (len(item[1]), item[1])):
            if outlines[glyph]:
                shown = found.setdefault(outlines[glyph], said)
                if len(shown) == len(said) == 1 and shown != said:
                    twins.append((shown, said))
        family = str(face["name"].getBestFamilyName()).replace(" ", "")
        numbers = {face.getGlyphID(glyph): said for glyph, said in meanings.items()}
        return Shapes(family, bool(face["post"].italicAngle), found, numbers, tuple(twins))


def _outlines(face: TTFont, glyphs: Iterable[str]) -> dict[str, str]:
    found, drawn = {}, face.getGlyphSet()
    for glyph in glyphs:
        pen = DecomposingRecordingPen(drawn)
        drawn[glyph].draw(pen)
        found[glyph] = repr(pen.value) if pen.value else ""
    return found


def _meanings(face: TTFont, letters: frozenset[str]) -> dict[str, str]:
    """Return which of some letters each glyph stands for: by the face's character map, then by its substitutions."""
    found: dict[str, str] = {}
    # A glyph may serve an apostrophe and a modifier letter: text means the apostrophe.
    for code, glyph in sorted(face.getBestCmap().items(), key=lambda item: (unicodedata.category(chr(item[0])) == "Lm", item)):
        if chr(code) in letters or chr(code) == TATWEEL:  # LibreOffice fills lines with joining strokes
            found.setdefault(glyph, plain(chr(code)))
    lookups = [table.ExtSubTable if hasattr(table, "ExtSubTable") else table
               for lookup in (face["GSUB"].table.LookupList.Lookup if "GSUB" in face else []) for table in lookup.SubTable]
    rules = [rule for table in lookups for rule in _substitutions(table)]
    _follow(rules, found)
    for glyphs, made in rules:
        for rest in made[1:] if all(glyph in found for glyph in glyphs) else ():
            found.setdefault(rest, "")  # the dots that a letter is taken apart into
    _follow(rules, found)
    return found


def _follow(rules: Sequence[tuple[tuple[str, ...], tuple[str, ...]]], found: dict[str, str]) -> None:
    before = -1
    while len(found) > before:
        before = len(found)
        for glyphs, made in rules:
            if all(glyph in found for glyph in glyphs):
                found.setdefault(made[0], "".join(found[glyph] for glyph in glyphs))


def _substitutions(table: Any) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield what a subtable substitutes: glyphs, and what takes their place (OpenType, GSUB types 1 to 4 and 8)."""
    kind = table.LookupType
    if kind == 1:
        yield from (((one,), (other,)) for one, other in table.mapping.items())
    elif kind == 2:
        yield from (((one,), tuple(others)) for one, others in table.mapping.items() if others)
    elif kind == 3:
        yield from (((one,), (other,)) for one, others in table.alternates.items() for other in others)
    elif kind == 4:
        yield from (((first, *ligature.Component), (ligature.LigGlyph,))
                    for first, ligatures in table.ligatures.items() for ligature in ligatures)
    elif kind == 8:
        yield from (((one,), (other,)) for one, other in zip(table.Coverage.glyphs, table.Substitute, strict=True))


def plain(text: str) -> str:
    """Return a text decomposed, in small letters, without points and joining strokes.

    Points stand on letters whatever the order of the line, and LibreOffice draws small capitals as capitals.
    """
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if unicodedata.category(letter) != "Mn" and letter != TATWEEL).lower()


def twins(faces: Iterable[Path], letters: Iterable[str]) -> dict[int, str]:
    """Return the letters that some face draws exactly alike, each with the one that stands for them all."""
    found: dict[int, str] = {}
    for face in sorted(faces):
        for pair in _shapes(face, frozenset(letters)).twins:
            one, other = sorted(_standing_for(letter, found) for letter in pair)
            if one != other:
                found[ord(other)] = one
    return {letter: _standing_for(chr(letter), found) for letter in found}


def _standing_for(letter: str, found: dict[int, str]) -> str:
    while ord(letter) in found:
        letter = found[ord(letter)]
    return letter
