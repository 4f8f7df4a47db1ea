"""Text drawn as outlines by HarfBuzz, for pictures: no reader's program chooses a face or an order of its own."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sadar.bidi import visual
from sadar.bidi.base import Direction
from sadar.bidi.levels import embedding_levels
from sadar.style.faces import FontFile, letters_of


@dataclass(frozen=True)
class Line:
    """A line of text: its width in ems and its outlines, SVG paths in ems with y downwards and the base line at 0."""

    width: float
    path: str


class Pen:
    """Draws paragraphs in the first of some faces that has a letter."""

    def __init__(self, faces: Sequence[FontFile]) -> None:
        self._faces = [(letters_of(face.path), _font(face)) for face in faces]

    def lines(self, text: str, base: Direction, measure: float) -> list[Line]:
        """Draw a paragraph in lines that are no wider than ``measure`` ems, of about equal width.

        A word that is wider stands in a line of its own.
        """
        text = " ".join(text.split())
        levels = embedding_levels(text, base)
        number = len(self._broken(text, levels, measure))
        narrow, wide = 0.0, measure
        for _ in range(8):  # the narrowest measure that takes no more lines
            middle = (narrow + wide) / 2
            fits = len(self._broken(text, levels, middle)) <= number
            narrow, wide = (narrow, middle) if fits else (middle, wide)
        return self._broken(text, levels, wide)

    def _broken(self, text: str, levels: Sequence[int], measure: float) -> list[Line]:
        lines: list[Line] = []
        start, end = 0, 0
        for place in [*(at for at, letter in enumerate(text) if letter == " "), len(text)]:
            if end > start and self._line(text[start:place], levels[start:place]).width > measure:
                lines.append(self._line(text[start:end], levels[start:end]))
                start = end + 1
            end = place
        return [*lines, self._line(text[start:], levels[start:])]

    def _line(self, text: str, levels: Sequence[int]) -> Line:
        at, path = 0.0, []
        for start, end, direction in visual.runs(levels):
            for font, piece in visual.from_left(list(self._pieces(text[start:end])), direction):
                advance, drawn = _drawn(font, piece, direction, at)
                at += advance
                path.append(drawn)
        return Line(at, "".join(path))

    def _pieces(self, text: str) -> Iterator[tuple[Any, str]]:
        """Divide a run by the faces in which it is set; a mark goes with its letter."""
        font, piece = None, ""
        for character in text:
            stays = unicodedata.combining(character) or unicodedata.category(character) == "Cf"
            found = font if stays and font else next(
                (own for known, own in self._faces if ord(character) in known), self._faces[0][1])
            if found is not font and piece:
                yield font, piece
                piece = ""
            font, piece = found, piece + character
        if piece:
            yield font, piece


def _font(face: FontFile) -> Any:
    import uharfbuzz

    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(face.path))))
    if any(axis.tag == "wght" for axis in font.face.axis_infos):
        font.set_variations({"wght": face.weight})
    return font


def _drawn(font: Any, text: str, direction: Direction, at: float) -> tuple[float, str]:
    """Shape a piece; return its advance in ems and its outlines from ``at`` on."""
    import uharfbuzz

    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = direction
    uharfbuzz.shape(font, buffer)
    em = font.face.upem
    path: list[str] = []
    x = 0
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        font.draw_glyph_with_pen(info.codepoint, _SvgPen(
            path, at + (x + position.x_offset) / em, position.y_offset / em, 1 / em))
        x += position.x_advance
    return x / em, "".join(path)


class _SvgPen:
    """A pen of fontTools' kind that writes the data of an SVG path, in ems to four places."""

    def __init__(self, path: list[str], x: float, y: float, scale: float) -> None:
        self.path, self.x, self.y, self.scale = path, x, y, scale

    def _add(self, command: str, *points: tuple[float, float]) -> None:
        said = " ".join(f"{self.x + x * self.scale:.4f} {-self.y - y * self.scale:.4f}" for x, y in points)
        self.path.append(command + said)

    def moveTo(self, point: tuple[float, float]) -> None:
        self._add("M", point)

    def lineTo(self, point: tuple[float, float]) -> None:
        self._add("L", point)

    def qCurveTo(self, *points: tuple[float, float]) -> None:
        self._add("Q", *points)

    def curveTo(self, *points: tuple[float, float]) -> None:
        self._add("C", *points)

    def closePath(self) -> None:
        self.path.append("Z")

    def endPath(self) -> None:
        pass
