"""Pictures for the press: those of the screen's colours become CMYK, or grey where nothing in them is coloured."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO

import pikepdf
from PIL import Image, ImageChops, ImageCms

from sadar.writers.press_inks import Inks

#: Pixels that are taken at a time: what is unpacked beside the picture itself stays below 20 MB.
STRIP = 1 << 20
#: JPEG's quality for a picture that was a JPEG: no difference is seen, and none of its colour is thinned out.
QUALITY = 95
LUMINOSITY = (0.3, 0.59, 0.11, 0)
MODES = {"/DeviceRGB": "RGB", "/DeviceGray": "L", "/DeviceCMYK": "CMYK"}


def for_press(picture: pikepdf.Stream, inks: Inks, *, mask: bool = False, opaque: bool = False) -> None:
    """Rewrite an image XObject in DeviceCMYK or DeviceGray; one that is in either of them stays as it is.

    ``mask`` makes it grey, for a soft mask; ``opaque`` lays a picture that lets shine through on white paper.
    """
    flatten = opaque and "/SMask" in picture
    mode = MODES[str(picture.ColorSpace)]
    strips = _flattened(picture, mode) if flatten else _strips(picture)
    if mode != "RGB":
        if flatten:
            _write(picture, strips, mode)
    elif mask:
        _write(picture, (strip.convert("L", LUMINOSITY) for strip in strips), "L")
    elif all(_neutral(strip) for strip in _strips(picture)):
        _write(picture, (strip.getchannel("R") for strip in strips), "L")
    elif _is_jpeg(picture):
        _write_jpeg(picture, strips, _way_of_jpeg(picture, inks))
    else:
        _write(picture, (inks.transform.apply(strip) for strip in strips), "CMYK")
    if flatten:
        del picture.SMask


def _is_jpeg(picture: pikepdf.Stream) -> bool:
    return str(picture.get("/Filter", "")) == "/DCTDecode"


def _strips(picture: pikepdf.Stream) -> Iterator[Image.Image]:
    """Yield a picture from the top, some rows at a time, in the mode of its colour space."""
    mode, width, height = MODES[str(picture.ColorSpace)], int(picture.Width), int(picture.Height)
    rows = max(1, STRIP // width)
    edges = [(top, min(top + rows, height)) for top in range(0, height, rows)]
    if _is_jpeg(picture):
        with Image.open(BytesIO(picture.read_raw_bytes())) as whole:
            yield from (whole.crop((0, top, width, bottom)).convert(mode) for top, bottom in edges)
    else:
        data, wide = memoryview(picture.read_bytes()), width * len(mode)
        for top, bottom in edges:
            yield Image.frombytes(mode, (width, bottom - top), bytes(data[top * wide:bottom * wide]))


def _flattened(picture: pikepdf.Stream, mode: str) -> Iterator[Image.Image]:
    """Yield the strips as they look on white, where their soft mask lets the paper through."""
    assert isinstance(picture.SMask, pikepdf.Stream)
    for strip, alpha in zip(_strips(picture), _strips(picture.SMask), strict=True):
        yield Image.composite(strip, Image.new(mode, strip.size, "white"), alpha)


def _neutral(strip: Image.Image) -> bool:
    red, green, blue = strip.split()
    return all(ImageChops.difference(red, other).getextrema() == (0, 0) for other in (green, blue))


def _way_of_jpeg(picture: pikepdf.Stream, inks: Inks) -> ImageCms.ImageCmsTransform:
    """Return the way to CMYK from the RGB that a JPEG says it is in; from sRGB where it says none, or a broken one."""
    with Image.open(BytesIO(picture.read_raw_bytes())) as opened:
        said = opened.info.get("icc_profile")
    if said:
        try:
            return inks.transform_from(ImageCms.ImageCmsProfile(BytesIO(said)))
        except (OSError, ImageCms.PyCMSError):
            pass
    return inks.transform


def _write(picture: pikepdf.Stream, strips: Iterator[Image.Image], mode: str) -> None:
    packer = zlib.compressobj()
    packed = b"".join([*(packer.compress(strip.tobytes()) for strip in strips), packer.flush()])
    _replace(picture, packed, mode, pikepdf.Name.FlateDecode)


def _write_jpeg(picture: pikepdf.Stream, strips: Iterator[Image.Image], way: ImageCms.ImageCmsTransform) -> None:
    whole = Image.new("CMYK", (int(picture.Width), int(picture.Height)))
    top = 0
    for strip in strips:
        whole.paste(way.apply(strip), (0, top))
        top += strip.height
    file = BytesIO()
    whole.save(file, "JPEG", quality=QUALITY, subsampling=0)
    _replace(picture, file.getvalue(), "CMYK", pikepdf.Name.DCTDecode)
    picture.Decode = pikepdf.Array([1, 0] * 4)  # Pillow writes inks the way Photoshop does: 255 is none


def _replace(picture: pikepdf.Stream, data: bytes, mode: str, packing: pikepdf.Name) -> None:
    picture.write(data, filter=packing)
    if "/Decode" in picture:
        del picture.Decode
    picture.ColorSpace = pikepdf.Name.DeviceCMYK if mode == "CMYK" else pikepdf.Name.DeviceGray
    picture.BitsPerComponent = 8
