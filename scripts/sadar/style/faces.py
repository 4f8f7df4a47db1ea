"""Font files: found in their packages, read for the letters they hold, cut down for the EPUB.

No face of the machine is ever used. Fontconfig, through which WeasyPrint's Pango finds faces, is pointed at a
configuration without folders, so that a page looks the same on a bare server and on a designer's machine.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sadar.errors import MissingToolError
from sadar.style.tokens import Face, FaceStyle

#: The variable that names fontconfig's configuration (fonts-conf(5)).
CONFIGURATION = "FONTCONFIG_FILE"
FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><cachedir>{cache}</cachedir></fontconfig>
"""


@dataclass(frozen=True)
class FontFile:
    """A file of a face: its family, weight (400 or 700) and style."""

    family: str
    weight: int
    style: FaceStyle
    path: Path

    @property
    def name(self) -> str:
        """A file name for a part of this face: ``frank-ruhl-libre-400.woff2``."""
        slant = "-italic" if self.style == "italic" else ""
        return f"{self.family.lower().replace(' ', '-')}-{self.weight}{slant}.woff2"


def files_of(face: Face) -> list[FontFile]:
    """Return the font files of a face.

    Raises:
        MissingToolError: its package is not installed.

    """
    import fontpkg

    found = []
    for weight, style in face.styles:
        try:
            path = fontpkg.path(face.family, weight, style)
        except fontpkg.FontpkgError as error:
            raise MissingToolError.one("font-missing", f"the face {face.family} is missing: {error}",
                                       remedy=f"pip install {face.package}") from None
        if not path.is_file():
            raise MissingToolError.one("font-missing", f"the font file {path.name} of {face.family} is missing",
                                       remedy=f"pip install --force-reinstall {face.package}")
        found.append(FontFile(face.family, weight, style, path))
    return found


def licence_of(font: FontFile) -> str:
    """Return the licence text that the face's package carries beside its files (the OFL asks to pass it on)."""
    return (font.path.parent.parent / "LICENSE").read_text("utf-8")


@lru_cache(maxsize=64)
def letters_of(path: Path) -> frozenset[int]:
    """Return the code points for which a font file has a glyph."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def subset(font: FontFile, letters: frozenset[int]) -> bytes:
    """Return a WOFF2 of one weight that holds no more than ``letters``; layout features stay."""
    import uharfbuzz
    from fontTools.ttLib import TTFont

    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(font.path)))
    wanted = uharfbuzz.SubsetInput()
    wanted.sets(uharfbuzz.SubsetInputSets.UNICODE).set(letters & letters_of(font.path))
    if face.has_var_data:
        wanted.pin_all_axes_to_default(face)
        if any(axis.tag == "wght" for axis in face.axis_infos):
            wanted.pin_axis_location(face, "wght", font.weight)
    output = io.BytesIO()
    with TTFont(io.BytesIO(uharfbuzz.subset(face, wanted).blob.data), recalcTimestamp=False) as file:
        file.flavor = "woff2"
        file.save(output)
    return output.getvalue()


@contextmanager
def isolated_fontconfig() -> Iterator[None]:
    """Hide the machine's own faces from whatever lays out text meanwhile."""
    given = os.environ.get(CONFIGURATION)
    with tempfile.TemporaryDirectory(prefix="sadar-fontconfig-") as folder:
        file = Path(folder, "fonts.conf")
        file.write_text(FONTCONFIG.format(cache=Path(folder, "cache")), "utf-8")
        os.environ[CONFIGURATION] = str(file)
        try:
            yield
        finally:
            os.environ.pop(CONFIGURATION)
            if given is not None:
                os.environ[CONFIGURATION] = given
