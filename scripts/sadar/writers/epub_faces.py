"""The faces that an EPUB carries: each cut down to the letters that are set in it, with its licence."""

from __future__ import annotations

from collections.abc import Sequence

from sadar.style import Style
from sadar.style.faces import FontFile, letters_of, licence_of, subset
from sadar.writers.epub_documents import Page


def letters(pages: Sequence[Page]) -> frozenset[int]:
    """Return the letters of all documents, and those of ASCII, which the reader's program may add."""
    text = "".join(text for page in pages for element in page.parts for text in element.itertext())
    return frozenset(ord(letter) for letter in text if letter.isprintable()) | frozenset(range(0x20, 0x7F))


def cut_down(style: Style, letters: frozenset[int]) -> tuple[list[FontFile], dict[str, bytes]]:
    """Cut every face down to the letters that it alone is asked for, in the order of the style's stack.

    Returns:
        The font files for the style sheet, and what is to be stored by name, licences too.

    """
    faces: list[FontFile] = []
    files: dict[str, bytes] = {}
    rest, family, own = letters, "", frozenset[int]()
    code = {face.family for face in style.tokens.faces.code}
    for font in style.fonts():
        if font.family != family:
            family, own = font.family, (letters if font.family in code else rest) & letters_of(font.path)
            rest -= own
        if own:
            faces.append(font)
            files[font.name] = subset(font, own)
            files[f"{family.lower().replace(' ', '-')}-licence.txt"] = licence_of(font).encode()
    return faces, files
