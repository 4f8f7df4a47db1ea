"""The printer's inks: the profile of the printing condition, and colours of the screen brought into it.

Whatever is neutral (r = g = b) is printed in black ink alone: text in four inks would show coloured edges as soon as
the plates lie a tenth of a millimetre apart. Other colours go from sRGB through the profile, relative colorimetric
with black point compensation, which leaves the paper white and keeps the shadows apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageCms

from sadar.errors import ManuscriptError, MissingToolError
from sadar.style import Style

#: Where systems keep their colour profiles (the freedesktop.org base directories, colord).
PROFILE_FOLDERS = (Path("/usr/local/share/color/icc"), Path("/usr/share/color/icc"))
PACKAGE = "apt-get install libgs-common"
LARGEST_PROFILE = 16 * 1024 * 1024
#: The parts of a colour, each from 0 to 1: red, green, blue; or cyan, magenta, yellow, black; or one of grey.
Colour = tuple[float, ...]


def profile_of(style: Style) -> bytes:
    """Return the ICC profile that ``tokens.yaml`` names: a file of ``styles/icc/``, else of the system.

    Raises:
        MissingToolError: there is no such file.
        ManuscriptError: it is no profile of a CMYK printer, or of a version that the standard doesn't take.

    """
    wanted = style.tokens.print
    path = _found(style, wanted.profile)
    fault = ""
    if path.stat().st_size > LARGEST_PROFILE:
        fault = f"it is larger than {LARGEST_PROFILE >> 20} MiB"
    else:
        data = path.read_bytes()
        try:
            profile = ImageCms.ImageCmsProfile(BytesIO(data)).profile
        except (OSError, ImageCms.PyCMSError):
            fault = "it is no ICC profile"
        else:
            if profile.xcolor_space.strip() != "CMYK" or profile.device_class != "prtr":
                fault = "it is not the profile of a printer with CMYK inks"
            elif profile.version >= 4 and wanted.standard == "pdf/x-1a":
                # A file of PDF 1.4 may hold profiles of ICC.1:1999-04, version 2, at most (PDF Reference 1.4, 4.5.4).
                fault = f"PDF/X-1a takes profiles of version 2, and it has version {profile.version}"
    if fault:
        raise ManuscriptError.one("profile", f"the colour profile “{wanted.profile}” can't be taken: {fault}",
                                  file="styles/tokens.yaml", remedy="name the profile that your printer gave you, and "
                                  "put it into styles/icc/ beside the manuscript")
    return data


def _found(style: Style, name: str) -> Path:
    try:
        return style.find(f"icc/{name}")
    except ManuscriptError as error:
        if error.findings[0].code != "file-missing":
            raise
    for folder in PROFILE_FOLDERS:
        if found := sorted(folder.rglob(name)):
            return found[0]
    raise MissingToolError.one("profile-missing", f"the printer's colour profile “{name}” is nowhere on this machine",
                               remedy=f"{PACKAGE}, if it is the house's; or put it into styles/icc/ beside the "
                               "manuscript")


@dataclass(frozen=True)
class Inks:
    """A printing condition, by its ICC profile."""

    profile: bytes

    @cached_property
    def transform(self) -> ImageCms.ImageCmsTransform:
        """The way from a picture in sRGB to one in CMYK."""
        return self.transform_from(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")))

    def transform_from(self, profile: ImageCms.ImageCmsProfile) -> ImageCms.ImageCmsTransform:
        """Return the way from a picture in the RGB of a profile to one in CMYK."""
        return ImageCms.buildTransform(
            profile, ImageCms.ImageCmsProfile(BytesIO(self.profile)), "RGB", "CMYK",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC, flags=ImageCms.Flags.BLACKPOINTCOMPENSATION)

    def through_profile(self, colours: Sequence[Colour], way: ImageCms.ImageCmsTransform | None = None) -> list[Colour]:
        """Return colours of sRGB, or of where ``way`` begins, as CMYK: neutral ones too, which run over into others."""
        picture = Image.new("RGB", (len(colours), 1))
        picture.putdata([tuple(round(part * 255) for part in colour) for colour in colours])
        data = (way or self.transform).apply(picture).tobytes()
        return [tuple(ink / 255 for ink in data[at:at + 4]) for at in range(0, len(data), 4)]

    @lru_cache(maxsize=4096)  # noqa: B019 - an Inks lives as long as one file is written
    def of_rgb(self, colour: Colour, way: ImageCms.ImageCmsTransform | None = None) -> Colour:
        """Return a colour of sRGB, or of where ``way`` begins, as CMYK: black ink alone for what is neutral."""
        if neutral(colour):
            return 0, 0, 0, 1 - colour[0]
        return self.through_profile([colour], way)[0]


def neutral(colour: Colour) -> bool:
    """Say whether a colour of an RGB space is black, white or a grey between them."""
    return max(colour) - min(colour) < 0.5 / 255


def luminosity(colour: Colour) -> float:
    """Return the luminosity of an RGB colour as a soft mask takes it (ISO 32000-1, 11.5.3)."""
    red, green, blue = colour
    return 0.3 * red + 0.59 * green + 0.11 * blue


def rgb_of_lab(colour: Colour) -> Colour:
    """Return a colour of L*a*b* (0 to 100, −128 to 127 twice) in sRGB, with what lies outside of it brought in."""
    lightness, a, b = colour
    picture = Image.new("LAB", (1, 1), (round(lightness * 2.55), round(a) + 128, round(b) + 128))
    way = ImageCms.buildTransform(ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")),
                                  ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")), "LAB", "RGB")
    red, green, blue = way.apply(picture).tobytes()
    return red / 255, green / 255, blue / 255

