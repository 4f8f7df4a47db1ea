"""The oracle of a PDF's lines: glyphs by their place against UAX #9 reordering of the manuscript's logical text.

Nothing here trusts extracted text, and nothing uses ``bidi.runs``, which it is to judge: glyph ids are read from the
content streams and mapped through the inverse cmap of the very face; the logical text comes from the tree before
runs were wrapped, with explicit directions as isolates, and is resolved and reordered line by line (UAX #9, L1-L4).
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont

from sadar.bidi.base import Direction, direction_of_language
from sadar.bidi.levels import embedding_levels
from sadar.manuscript import Manuscript
from sadar.manuscript.tree import Node, attributes
from sadar.style import Style

MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
#: How far, in points, a line's superiors and inferiors lie apart at the most; the next line's superiors are further off.
RISE = 7.2
POINTS = 72 / 25.4  # in a millimetre
OBJECT = "\ufffc"
LRI, RLI, PDI = "\u2066", "\u2067", "\u2069"


def visible(letter: str) -> bool:
    return letter != OBJECT and not letter.isspace() and unicodedata.category(letter) not in ("Mn", "Cf", "Zs")


@dataclass
class Paragraph:
    """A paragraph's logical text and levels; ``at`` is how far lines have used it up."""

    text: str
    levels: Sequence[int]
    at: int = 0

    def next_line(self, length: int) -> range:
        """Return the places of a line of ``length`` visible letters from here; spaces and marks of direction too."""
        seen, end = 0, self.at
        while end < len(self.text) and seen < length:
            seen += visible(self.text[end])
            end += 1
        return range(self.at, end)

    def reordered(self, places: range) -> str:
        """Return the visible letters at ``places`` as a line shows them, from left to right (UAX #9, L2 and L4)."""
        order = list(places)
        for level in range(max((self.levels[place] for place in order), default=0), 0, -1):
            start = 0
            while start < len(order):
                end = start
                while end < len(order) and self.levels[order[end]] >= level:
                    end += 1
                order[start:end] = reversed(order[start:end])
                start = max(end, start + 1)
        return "".join(self.text[place].translate(MIRRORED) if self.levels[place] % 2 else self.text[place]
                       for place in order if visible(self.text[place]))


@dataclass
class Result:
    """How many lines were compared, and those that are wrong or fit no paragraph."""

    compared: int = 0
    wrong: list[str] = field(default_factory=list)


class _Logical:
    """The paragraphs of a manuscript, notes apart, with what is generated before and in them."""

    def __init__(self, manuscript: Manuscript) -> None:
        self.document: Direction = direction_of_language(manuscript.metadata.lang)
        self.notes = 0
        self.found: list[tuple[str, Direction]] = []
        for name, blocks in manuscript.regions():
            if name not in ("short-title", "volume-title"):
                self.blocks(blocks, self.document)

    def blocks(self, value: Any, base: Direction, lead: str = "") -> None:
        if isinstance(value, list):
            for item in value:
                self.blocks(item, base, lead)
                lead = ""
        elif isinstance(value, dict) and "t" in value:
            self.block(value, base, lead)

    def block(self, node: Node, base: Direction, lead: str) -> None:
        kind, content = node["t"], node.get("c")
        said = attributes(node)[2].get("dir")
        base = base if said is None else "rtl" if said == "rtl" else "ltr"
        if kind in ("Para", "Plain", "Header"):
            inlines = content[2] if kind == "Header" else content
            for number, line in enumerate(self.text(inlines, base).split("\n")):
                self.found.append((lead + line if number == 0 else line, base))
        elif kind == "CodeBlock":
            self.found += [(line, "ltr") for line in content[1].split("\n")]
        elif kind == "BulletList":
            for item in content:
                self.blocks(item, base, "–")
        elif kind == "OrderedList":
            for number, item in enumerate(content[1], start=content[0][0]):
                self.blocks(item, base, f"{number}.")
        elif kind == "DefinitionList":
            for term, definitions in content:
                self.found.append((self.text(term, base), base))
                self.blocks(definitions, base)
        elif kind == "Div":
            self.blocks(content[1], base, lead)
        elif content is not None:
            self.blocks(content, base)

    def text(self, inlines: Sequence[Node], base: Direction) -> str:
        return "".join(self.inline(node, base) for node in inlines)

    def inline(self, node: Node, base: Direction) -> str:
        kind, content = node["t"], node.get("c")
        said = attributes(node)[2].get("dir")
        if kind == "Str":
            return str(content)
        if kind in ("Space", "SoftBreak"):
            return " "
        if kind == "LineBreak":
            return "\n"
        if kind == "Code":
            return f"{LRI}{content[1]}{PDI}"
        if kind == "Note":
            return self.note(node)
        if kind in ("Math", "Image"):
            return OBJECT
        inlines = content[1] if kind in ("Span", "Link", "Cite", "Quoted") else content
        inner = self.text(inlines, base)
        return f"{LRI if said == 'ltr' else RLI}{inner}{PDI}" if said else inner

    def note(self, node: Node) -> str:
        star = "sadar-star-note" in attributes(node["c"][0])[1]
        self.notes += not star
        mark = "*" if star else str(self.notes)
        self.blocks(node["c"], self.document, f"{LRI}{mark}{PDI}{'' if star else '.'}")
        return f"{LRI}{mark}{PDI}"


def paragraphs(manuscript: Manuscript) -> list[Paragraph]:
    """Return the paragraphs of a manuscript as the passes left it, before runs are wrapped."""
    found = [(bare(text), base) for text, base in _Logical(manuscript).found]
    return [Paragraph(text, embedding_levels(text, base)) for text, base in found if text.strip()]


def bare(text: str) -> str:
    """Return a text decomposed and without points: they stand on letters, whatever the order of the line."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if unicodedata.category(letter) != "Mn")


def lines(path: Path, style: Style) -> Iterator[list[str]]:
    """Yield each line of the type area as its pieces of text, from left to right, page by page from the top."""
    page_style = style.tokens.page
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            top = float(page.trimbox[3]) - page_style.top * POINTS * 0.9
            bottom = float(page.trimbox[1]) + page_style.bottom * POINTS * 0.9
            boxes = [box for box in _boxes(page, style) if bottom < box[0] < top]
            line: list[tuple[float, float, str]] = []
            for box in sorted(boxes, key=lambda box: -box[0]):
                if line and line[0][0] - box[0] > RISE:
                    yield _joined(line)
                    line = []
                line.append(box)
            if line:
                yield _joined(line)


def _joined(line: list[tuple[float, float, str]]) -> list[str]:
    pieces = ("".join(filter(visible, box[2])) for box in sorted(line, key=lambda box: box[1]))
    return [piece for piece in pieces if piece]


def _boxes(page: Any, style: Style) -> Iterator[tuple[float, float, str]]:
    """Yield (y, x, glyphs as characters) of each piece of text: WeasyPrint sets each with a matrix of its own."""
    faces = {name: _characters(font, style) for name, font in page.Resources.get("/Font", {}).items()}
    stack: list[tuple[float, ...]] = []
    matrix: tuple[float, ...] = (1, 0, 0, 1, 0, 0)
    text: tuple[float, ...] = matrix
    name, letters = "", ""
    for operands, operator in pikepdf.parse_content_stream(page):
        sign = str(operator)
        if sign == "q":
            stack.append(matrix)
        elif sign == "Q":
            matrix = stack.pop()
        elif sign == "cm":
            matrix = _times(tuple(map(float, operands)), matrix)
        elif sign == "BT":
            letters = ""
        elif sign == "Tm":
            text = tuple(map(float, operands))
        elif sign == "Tf":
            name = str(operands[0])
        elif sign in ("Tj", "TJ"):
            for part in operands[0] if sign == "TJ" else operands:
                if isinstance(part, pikepdf.String):
                    data = bytes(part)
                    letters += "".join(faces[name].get(int.from_bytes(data[at:at + 2], "big"), "?")
                                       for at in range(0, len(data), 2))
        elif sign == "ET" and letters:
            whole = _times(text, matrix)
            yield whole[5], whole[4], letters


def _times(one: tuple[float, ...], two: tuple[float, ...]) -> tuple[float, ...]:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = two
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _characters(font: Any, style: Style) -> dict[int, str]:
    """Return the character of each glyph id of a face, by the cmap of the face's own file."""
    base = str(font.BaseFont).split("+")[-1].replace("-", " ")
    file = max((file for file in style.fonts() if base.startswith(file.family)), key=lambda file: len(file.family))
    slanted = [other for other in style.fonts() if other.family == file.family and ("Italic" in base) == (other.style == "italic")]
    with TTFont(slanted[0].path, lazy=True) as face:
        found: dict[int, str] = {}
        # A glyph may serve an apostrophe and a modifier letter: text means the apostrophe.
        codes = sorted(face.getBestCmap().items(), key=lambda item: (unicodedata.category(chr(item[0])) == "Lm", item))
        for code, glyph in codes:
            found.setdefault(face.getGlyphID(glyph), unicodedata.normalize("NFKD", chr(code)))
    for glyph, text in _said(font).items():  # a ligature has no character of its own: its text is all there is
        found.setdefault(glyph, text)
    return found


def _said(font: Any) -> dict[int, str]:
    """Return what a PDF says of its glyphs' text."""
    pairs = re.findall(rb"<([0-9a-f]{4})> <([0-9a-f]*)>", font.ToUnicode.read_bytes())
    return {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}


def compare(manuscript: Manuscript, path: Path, style: Style) -> Result:
    """Compare every line of a PDF with the manuscript; a line that fits no paragraph's next words is wrong."""
    waiting = paragraphs(manuscript)
    result = Result()
    for pieces in lines(path, style):
        result.compared += 1
        best = ""
        for cells in _partitions(pieces):
            matched, best = _match(cells, waiting, best)
            if matched:
                break
        else:
            result.wrong.append(f"{''.join(pieces)}   {best or 'fits nothing'}")
    return result


def _partitions(pieces: Sequence[str]) -> Iterator[list[str]]:
    """Yield the line as one text, then as the cells of a table row: each way to join neighbouring pieces."""
    yield ["".join(pieces)]
    for size in range(2, min(len(pieces), 6) + 1):
        for cuts in itertools.combinations(range(1, len(pieces)), size - 1):
            yield ["".join(pieces[start:end]) for start, end in itertools.pairwise((0, *cuts, len(pieces)))]


def _match(cells: Sequence[str], waiting: Sequence[Paragraph], best: str) -> tuple[bool, str]:
    """Use up what ``cells`` show, if each is the right next line of a paragraph; else say what one should be."""
    taken: list[tuple[Paragraph, int]] = []
    for cell in cells:
        wanted = Counter(map(_plain, cell))
        for paragraph in waiting:
            places = paragraph.next_line(len(cell))
            letters = Counter(_plain(letter) for letter in paragraph.text[places.start:places.stop] if visible(letter))
            if letters != wanted or any(paragraph is other for other, _ in taken):
                continue
            if paragraph.reordered(places) == cell:
                taken.append((paragraph, places.stop))
                break
            if len(cells) == 1:
                best = f"should be   {paragraph.reordered(places)}"
        else:
            return False, best
    for paragraph, end in taken:
        paragraph.at = end
    return True, best


def _plain(letter: str) -> str:
    return min(letter, letter.translate(MIRRORED))
