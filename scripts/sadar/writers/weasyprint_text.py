"""Two faults of WeasyPrint 70.0 in the text of a PDF, mended from outside.

1. Some letters can’t be read back. For each glyph the text is kept of the first cluster in which it was drawn. In a
cluster of several glyphs (a letter with its points, an Arabic letter with a joining stroke) one glyph gets all of the
text and the others none, for the whole file: letters vanish from extracted text, and points bring letters with them
that are not there. Here the text of such a cluster is dealt out before it is drawn: marks to marks, letters to the
first letter.

2. Lines are ragged in Chromium. Strings without a letter stand among those of a line; they are allowed (ISO 32000-1,
9.4.3), but after one PDFium loses the last movement: half of each space of a justified line. They are left out.

``tests/test_weasyprint.py`` fails as soon as the library does so itself.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

VERSION = "70.0"
#: The class of marks in a face's glyph definitions (OpenType, GDEF).
MARK_CLASS = 3
#: The text of a glyph that has none, such as a joining stroke: an empty text makes readers show the glyph's number.
#: U+034F is a mark without a look or a meaning of its own.
NOTHING = "\u034f"


def apply() -> None:
    """Mend the map from glyphs to text in this process, once, if WeasyPrint is the version with the fault."""
    import weasyprint
    from weasyprint.draw import text
    from weasyprint.pdf.stream import Stream
    from weasyprint.text.ffi import ffi

    if weasyprint.__version__ != VERSION or hasattr(text, "sadar_original"):
        return
    text.sadar_original = draw = text.draw_first_line

    def draw_first_line(stream: Any, textbox: Any, *others: Any) -> Any:
        if textbox.text.strip():
            line, _ = textbox.pango_layout.get_first_line()
            run = line.runs[0]
            while run != ffi.NULL:
                _deal_out(stream, run.data, textbox.pango_layout.text.encode())
                run = run.next
        return draw(stream, textbox, *others)

    text.draw_first_line = draw_first_line

    def show_text(stream: Any, strings: str) -> None:
        super(Stream, stream).show_text(strings.replace("<>", " "))

    Stream.show_text = show_text


def _deal_out(stream: Any, item: Any, text: bytes) -> None:
    """Give the glyphs of every cluster of several glyphs their own part of the cluster's text."""
    count = item.glyphs.num_glyphs
    clusters = [item.glyphs.log_clusters[index] for index in range(count)]
    if len(set(clusters)) == count:
        return
    font, _ = stream.add_font(item.item.analysis.font)
    face = _Face.of(font)
    ends = dict(zip(sorted(set(clusters)), [*sorted(set(clusters))[1:], item.item.length], strict=True))
    for start, indices in groupby(range(count), key=clusters.__getitem__):
        glyphs = [item.glyphs.glyphs[index].glyph for index in indices]
        if len(glyphs) > 1:
            part = text[item.item.offset + start:item.item.offset + ends[start]].decode()
            in_order = glyphs[::-1] if item.item.analysis.level % 2 else glyphs
            for glyph, own in face.parts(in_order, part):
                if not font.to_unicode.get(glyph):
                    font.to_unicode[glyph] = own


class _Face:
    """What a face says of its glyphs: the character a glyph stands for, and which glyphs are marks."""

    def __init__(self, data: bytes, index: int) -> None:
        from fontTools.ttLib import TTFont

        with TTFont(io.BytesIO(data), fontNumber=index, lazy=True) as file:
            self.characters: dict[int, str] = {}
            for code, name in sorted(file.getBestCmap().items()):
                self.characters.setdefault(file.getGlyphID(name), unicodedata.normalize("NFD", chr(code)))
            definitions = file["GDEF"].table.GlyphClassDef if "GDEF" in file else None
            classes = definitions.classDefs if definitions else {}
            self.marks = {file.getGlyphID(name) for name, kind in classes.items() if kind == MARK_CLASS}

    @classmethod
    def of(cls, font: Any) -> _Face:
        """Return the face of a WeasyPrint font, read once and kept with it."""
        if not hasattr(font, "sadar_face"):
            font.sadar_face = cls(font.file_content, font.index)
        face: _Face = font.sadar_face
        return face

    def parts(self, glyphs: Sequence[int], text: str) -> Iterator[tuple[int, str]]:
        """Yield each glyph of a cluster, in logical order, with its part of the cluster's text."""
        letters = "".join(letter for letter in text if not unicodedata.combining(letter))
        for glyph in glyphs:
            own = self.characters.get(glyph, "")
            if glyph in self.marks:
                yield glyph, own or NOTHING
            elif own and letters and own[0] in unicodedata.normalize("NFD", text):
                yield glyph, own
                letters = ""
            else:
                yield glyph, letters or NOTHING
                letters = ""
