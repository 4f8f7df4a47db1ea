"""Gradients for the press: the functions of axial and radial shadings give inks instead of colours of the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pikepdf

from sadar.writers.press_inks import Colour, Inks, luminosity, neutral

#: Steps in which a gradient between two colours is brought into inks; between them a RIP goes straight.
STEPS = 32


def for_press(shading: pikepdf.Dictionary, pdf: pikepdf.Pdf, inks: Inks, *, mask: bool = False) -> None:
    """Rewrite a shading in DeviceCMYK, or in DeviceGray for a soft mask; one in another space than RGB stays.

    Its function is one of WeasyPrint's: stitched (type 3) of exponential ones (type 2) over 0 to 1.
    """
    if str(shading.ColorSpace) != "/DeviceRGB":
        return
    ends = [end for part in _parts(shading.Function) for end in (_colour(part.C0), _colour(part.C1))]
    if mask:
        convert = _between(lambda colour: (luminosity(colour),))
        shading.ColorSpace = pikepdf.Name.DeviceGray
    elif all(neutral(end) for end in ends):
        convert = _between(inks.of_rgb)
        shading.ColorSpace = pikepdf.Name.DeviceCMYK
    else:
        def convert(part: pikepdf.Object) -> pikepdf.Object:
            return _sampled(part, pdf, inks)
        shading.ColorSpace = pikepdf.Name.DeviceCMYK
    shading.Function = _converted(shading.Function, convert)


def _parts(function: pikepdf.Object) -> Iterator[pikepdf.Object]:
    if int(function.FunctionType) == 3:
        for part in function.Functions:
            yield from _parts(part)
    else:
        yield function


def _converted(function: pikepdf.Object, convert: Callable[[pikepdf.Object], pikepdf.Object]) -> pikepdf.Object:
    if int(function.FunctionType) != 3:
        return convert(function)
    made = pikepdf.Dictionary({key: function[key] for key in ("/FunctionType", "/Domain", "/Bounds", "/Encode")})
    made.Functions = pikepdf.Array([_converted(part, convert) for part in function.Functions])
    return made


def _between(ink: Callable[[Colour], Colour]) -> Callable[[pikepdf.Object], pikepdf.Object]:
    """Return a conversion of the ends of a function: enough where the way between them is one of tone alone."""
    def convert(part: pikepdf.Object) -> pikepdf.Object:
        return pikepdf.Dictionary(FunctionType=2, Domain=part.Domain, N=part.N,
                                  C0=pikepdf.Array(list(ink(_colour(part.C0)))),
                                  C1=pikepdf.Array(list(ink(_colour(part.C1)))))
    return convert


def _sampled(part: pikepdf.Object, pdf: pikepdf.Pdf, inks: Inks) -> pikepdf.Object:
    """Return a function as samples, each taken through the profile: black too, so that nothing leaps within it."""
    start, end, power = _colour(part.C0), _colour(part.C1), float(part.N)
    colours = [tuple(a + (step / STEPS) ** power * (b - a) for a, b in zip(start, end, strict=True))
               for step in range(STEPS + 1)]
    samples = bytes(round(255 * tint) for colour in inks.through_profile(colours) for tint in colour)
    return pdf.make_stream(samples, FunctionType=0, Domain=[0, 1], Range=[0, 1] * 4, Size=[STEPS + 1],
                           BitsPerSample=8)


def _colour(parts: pikepdf.Object) -> Colour:
    return tuple(float(part) for part in parts)
