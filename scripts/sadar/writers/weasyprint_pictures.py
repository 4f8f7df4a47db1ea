"""A fault of WeasyPrint 70.0 in pictures, mended from outside: a grey PNG of 16 bits is drawn as noise.

The library writes its samples as if they had 8 bits. Here such a picture has 8 bits before the library sees it: more
are told apart neither by a screen nor by a plate. ``tests/test_weasyprint.py`` fails as soon as the library does so.
"""

from __future__ import annotations

from typing import Any

from PIL import Image

VERSION = "70.0"


def apply() -> None:
    """Mend the pictures in this process, once, if WeasyPrint is the version with the fault."""
    import weasyprint
    from weasyprint import images

    if weasyprint.__version__ != VERSION or hasattr(images, "sadar_original"):
        return
    images.sadar_original = raster = images.RasterImage

    class RasterImage(raster):  # type: ignore[misc, valid-type]
        def __init__(self, picture: Image.Image, name: str, data: bytes | None, filename: Any = None,
                     *others: Any, **options: Any) -> None:
            if picture.mode.startswith("I;16"):
                form = picture.format
                picture = picture.convert("I").point(lambda sample: sample * (1 / 257) + 0.5).convert("L")
                picture.format, data, filename = form, None, None
            super().__init__(picture, name, data, filename, *others, **options)

    images.RasterImage = RasterImage
