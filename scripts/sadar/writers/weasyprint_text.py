"""A fault of WeasyPrint 70.0 in the text of a PDF, mended from outside: pointed letters can't be read back.

For each glyph the text is kept of the first cluster in which it was drawn. In a cluster of several glyphs (a letter
with its points) one glyph gets all of the text and the others none, for the whole file: letters vanish from
extracted text, and points bring letters with them that are not there. Here a glyph that stands for one character of
its face gets that character. ``tests/test_weasyprint_text.py`` fails as soon as the library does so itself.
"""

from __future__ import annotations

import io
import unicodedata
from typing import Any

VERSION = "70.0"


def apply() -> None:
    """Mend the map from glyphs to text in this process, once, if WeasyPrint is the version with the fault."""
    import weasyprint
    from weasyprint import pdf

    if weasyprint.__version__ != VERSION or hasattr(pdf, "sadar_original"):
        return
    pdf.sadar_original = build = pdf.build_fonts_dictionary

    def build_fonts_dictionary(document: Any, fonts: dict[Any, Any], *others: Any) -> Any:
        for font in fonts.values():
            _mend(font)
        return build(document, fonts, *others)

    pdf.build_fonts_dictionary = build_fonts_dictionary


def _mend(font: Any) -> None:
    from fontTools.ttLib import TTFont

    wrong = [glyph for glyph, text in font.to_unicode.items() if not text or _has_mark(text)]
    if not wrong:
        return
    with TTFont(io.BytesIO(font.file_content), fontNumber=font.index, lazy=True) as file:
        characters: dict[int, int] = {}
        for code, name in sorted(file.getBestCmap().items()):
            characters.setdefault(file.getGlyphID(name), code)
    for glyph in wrong:
        if glyph in characters:
            font.to_unicode[glyph] = unicodedata.normalize("NFD", chr(characters[glyph]))


def _has_mark(text: str) -> bool:
    return any(unicodedata.category(letter) == "Mn" for letter in unicodedata.normalize("NFD", text))
