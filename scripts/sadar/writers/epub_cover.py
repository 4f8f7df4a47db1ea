"""The cover, made of the metadata: a drawing, and the picture of it that shops and shelves show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sadar.bidi.base import Direction, direction_of_language
from sadar.manuscript import Manuscript
from sadar.style import Style
from sadar.style.tokens import Size
from sadar.writers.drawn_text import Line, Pen

#: The width of the picture in pixels, and of the drawing in units; the height follows from the style's page.
WIDTH = 1600
#: The text's share of the width, and how much larger than on a page it is set: the title, and all else.
MEASURE = 0.76
TITLE_SCALE, SCALE = 2.4, 1.7


@dataclass(frozen=True)
class Block:
    """A part of the cover: its lines, with the size and the leading in units of the drawing."""

    lines: tuple[Line, ...]
    size: float
    leading: float

    @property
    def height(self) -> float:
        """The height of its lines."""
        return len(self.lines) * self.leading


def text(manuscript: Manuscript, style: Style) -> str:
    """Return the alternative text of the cover: what can be read on it."""
    metadata = manuscript.metadata
    words = style.words(metadata.lang)
    said = [manuscript.text("title"), manuscript.text("subtitle"),
            words.joined([author.name.full for author in metadata.author]) if metadata.author else "",
            metadata.publication.container_title or "", metadata.publication.publisher or ""]
    return f"{words.labels.cover}: {'. '.join(filter(None, said))}"


def draw(manuscript: Manuscript, style: Style) -> tuple[str, bytes]:
    """Return the cover as SVG, its letters as paths, and as PNG of ``WIDTH`` pixels.

    Raises:
        ManuscriptError: the style's template is at fault.

    """
    import resvg_py

    page = style.tokens.page
    height = round(WIDTH * page.height / page.width)
    drawing = style.render("epub/cover.svg.jinja", width=WIDTH, height=height, blocks=dict(_blocks(manuscript, style)))
    return drawing, bytes(resvg_py.svg_to_bytes(svg_string=drawing, width=WIDTH, height=height, skip_system_fonts=True))


def _blocks(manuscript: Manuscript, style: Style) -> Iterator[tuple[str, Block]]:
    metadata, sizes = manuscript.metadata, style.tokens.type
    names = style.words(metadata.lang).joined([author.name.full for author in metadata.author])
    upright = {weight: Pen([font for font in style.fonts() if font.weight == weight and font.style == "normal"])
               for weight in (400, 700)}
    base = direction_of_language(metadata.lang)
    unit = WIDTH / (style.tokens.page.width / 25.4 * 72)
    for name, said, size, weight, scale, most in (  # most: lines of the full size in whose room it must stand
            ("series", metadata.publication.container_title, sizes.author, 400, SCALE, 2),
            ("title", manuscript.text("title"), sizes.title, 700, TITLE_SCALE, 3),
            ("subtitle", manuscript.text("subtitle"), sizes.subtitle, 400, SCALE, 3),
            ("authors", names if metadata.author else "", sizes.author, 400, SCALE, 2),
            ("publisher", metadata.publication.publisher, sizes.author, 400, SCALE, 1)):
        if said:
            yield name, _fitted(upright[weight], said, base, size, unit * scale, most)


def _fitted(pen: Pen, said: str, base: Direction, size: Size, unit: float, most: int) -> Block:
    """Set a text in its size, or in as much of it as lets it stand in the room of ``most`` lines, no word too wide."""
    share = 1.0
    while True:
        em = size.size * unit * share
        lines = pen.lines(said, base, WIDTH * MEASURE / em)
        block = Block(tuple(lines), em, size.leading * unit * share)
        if block.height <= most * size.leading * unit and all(line.width * em <= WIDTH * MEASURE for line in lines):
            return block
        share *= 0.93
