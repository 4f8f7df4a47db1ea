"""The pictures and drawings of a PDF's pages as files: JPEG as it is, all else as PNG; nothing is decoded unbounded."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from sadar.importers.pdf_drawings import Box
from sadar.importers.pdf_rows import Glyph
from sadar.manuscript import figures

#: The most pictures of a file, and their bytes altogether.
MOST, MOST_BYTES = 2_000, 500_000_000
#: A drawing becomes a picture of so many pixels to the inch, and of no more.
DENSITY, MOST_DRAWN = 300, 40_000_000
POINTS = 72
#: A picture that takes so much of its page is the page itself, or lies behind its text; a smaller side is in a line.
WHOLE, SMALLEST = 0.85, 12.0


class Figure(NamedTuple):
    """A picture on a page: its file's name and its edges."""

    name: str
    box: Box


class Doubt(NamedTuple):
    """What is asked about a place on a page: ``importers.Question``."""

    code: str
    where: str
    text: str
    reason: str


@dataclass
class Pictures:
    """Writes a PDF's pictures into a folder."""

    path: Path
    folder: Path
    doubts: list[Doubt] = field(default_factory=list)
    _names: dict[int, str] = field(default_factory=dict)
    _bytes: int = 0
    _opened: dict[str, Any] = field(default_factory=dict)

    def of_page(self, images: Sequence[tuple[Any, Box]], drawn: Sequence[Box], glyphs: Sequence[Glyph], page: int,
                edges: Box) -> Iterator[Figure]:
        """Yield the figures of a page; ``images`` are pdfminer's, ``edges`` the page's."""
        for image, box in images:
            where = f"page {page}"
            if box.area > WHOLE * edges.area:
                if glyphs:
                    self._ask("picture-behind", where, "a picture lies behind the whole page, and is left out")
                continue
            if min(box.right - box.left, box.top - box.bottom) < SMALLEST:
                self._ask("picture-in-line", where, f"a picture of {_size(box)} stands {_place(box)}: it is left out")
                continue
            yield from self._written(image, box, where)
        for box in drawn:
            name = self._saved(lambda at=box: self._rendered(page, at, edges), ".png", f"page {page}")  # type: ignore[misc]
            if name:
                self._ask("drawing", f"page {page}", f"what is drawn {_place(box)}, a figure or a formula, was made a "
                          f"picture, figures/{name}", name)
                yield Figure(name, box)

    def _written(self, image: Any, box: Box, where: str) -> Iterator[Figure]:
        number = image.stream.objid
        if number is not None and number in self._names:
            yield Figure(self._names[number], box)
            return
        if number is None:
            self._ask("picture", where, f"a picture within the page's own text {_place(box)} is left out")
            return
        found = self._open("pikepdf").get_object((number, 0))
        width, height = int(found.get("/Width", 0)), int(found.get("/Height", 0))
        if not 0 < width * height <= figures.MOST_PIXELS:
            self._ask("picture", where, f"a picture {_place(box)} has more than {figures.MOST_PIXELS // 1_000_000} "
                      "million pixels, or says no size: it is left out")
            return
        if name := self._saved(lambda: _encoded(found), "", where):
            self._names[number] = name
            yield Figure(name, box)

    def _saved(self, make: Callable[[], tuple[bytes, str]], suffix: str, where: str) -> str:
        """Write a picture; return its name, or nothing where it couldn't be made."""
        if len(self._names) >= MOST or self._bytes > MOST_BYTES:
            self._ask("picture", where, "the file has too many pictures: this one and those that follow are left out")
            return ""
        try:
            data, kind = make()
        except MemoryError:
            raise
        except Exception as error:
            self._ask("picture", where, f"a picture can't be read ({type(error).__name__}): it is left out")
            return ""
        count = sum(1 for _ in self.folder.iterdir()) + 1
        name = f"figure-{count}{suffix or kind}"
        (self.folder / name).write_bytes(data)
        self._bytes += len(data)
        return name

    def _rendered(self, page: int, box: Box, edges: Box) -> tuple[bytes, str]:
        found = self._open("pypdfium2")[page - 1]
        width, height = found.get_size()
        if abs(width - (edges.right - edges.left)) > 1 or abs(height - (edges.top - edges.bottom)) > 1:
            raise ValueError("the page is cropped")
        scale = min(DENSITY / POINTS, (MOST_DRAWN / box.area) ** 0.5)
        around = Box(max(box.left - 2, 0), max(box.bottom - 2, 0), min(box.right + 2, width), min(box.top + 2, height))
        image = found.render(scale=scale, crop=(around.left, around.bottom, width - around.right,
                                                height - around.top)).to_pil()
        return _png(image.convert("L") if _is_grey(image) else image.convert("RGB")), ".png"

    def _open(self, library: str) -> Any:
        """Return the file as pikepdf or PDFium has it, opened where the first picture asks for it."""
        if library not in self._opened:
            if library == "pikepdf":
                import pikepdf

                self._opened[library] = pikepdf.open(self.path)
            else:
                import pypdfium2

                self._opened[library] = pypdfium2.PdfDocument(self.path)
        return self._opened[library]

    def _ask(self, code: str, where: str, reason: str, text: str = "") -> None:
        self.doubts.append(Doubt(code, where, text, reason))


def _encoded(found: Any) -> tuple[bytes, str]:
    """Return a picture's file and its suffix: a JPEG that any program shows as it is, all else as PNG."""
    from pikepdf import Name, PdfImage

    image = PdfImage(found)
    plain = "/SMask" not in found and "/Mask" not in found and "/Decode" not in found
    if plain and image.filters == ["/DCTDecode"] and found.get("/ColorSpace") in (Name.DeviceRGB, Name.DeviceGray):
        return bytes(found.read_raw_bytes()), ".jpg"
    picture = image.as_pil_image()
    if picture.mode not in ("1", "L", "RGB", "P"):
        picture = picture.convert("RGB")
    if "/SMask" in found:
        mask = PdfImage(found["/SMask"])
        if mask.width * mask.height <= figures.MOST_PIXELS:
            picture = picture.convert("RGB")
            picture.putalpha(mask.as_pil_image().convert("L").resize(picture.size))
    return _png(picture), ".png"


def _png(picture: Any) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "PNG", optimize=False)
    return stream.getvalue()


def _is_grey(picture: Any) -> bool:
    from PIL import ImageChops

    red, green, blue = picture.convert("RGB").split()
    return all(ImageChops.difference(red, other).getbbox() is None for other in (green, blue))


def _size(box: Box) -> str:
    return f"{box.right - box.left:.0f} × {box.top - box.bottom:.0f} points"


def _place(box: Box) -> str:
    return f"{box.left:.0f} points from the left and {box.bottom:.0f} from the bottom"
