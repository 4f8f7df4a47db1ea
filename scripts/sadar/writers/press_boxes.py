"""The boxes of a page for the press, and the marks by which it is cut (ISO 32000-1, 14.11.2 and 14.11.3)."""

from __future__ import annotations

import pikepdf

from sadar.style import Style
from sadar.style.tokens import POINTS_PER_MILLIMETRE
from sadar.writers.press_content import number

#: In millimetres: how far from the bleed the crop marks begin, and how long they are.
GAP = 1
LENGTH = 5
#: How thick a mark is, in points.
THICKNESS = 0.25
MARKS = "/CropMarks"


class Sheet:
    """The sheet that holds a page: its boxes, in points from the lower left corner, and its crop marks.

    The marks are drawn in the colour “All” (ISO 32000-1, 8.6.6.4): they stand on every plate, those of spot colours
    too, and plates are laid one on another by them.
    """

    def __init__(self, pdf: pikepdf.Pdf, style: Style) -> None:
        page = style.tokens.page
        self.bleed = page.bleed * POINTS_PER_MILLIMETRE
        self.edge = self.bleed + (GAP + LENGTH) * POINTS_PER_MILLIMETRE
        self.width, self.height = page.width * POINTS_PER_MILLIMETRE, page.height * POINTS_PER_MILLIMETRE
        self.media = self._box(self.edge)
        self.marks = self._marks(pdf)

    def _box(self, around: float) -> list[float]:
        return [round(value, 4) for value in (self.edge - around, self.edge - around,
                                              self.edge + self.width + around, self.edge + self.height + around)]

    def lay(self, page: pikepdf.Page, content: bytes, pdf: pikepdf.Pdf) -> None:
        """Give a page its boxes, its content (with the trimmed page's corner at 0 0), and marks around it.

        The content is clipped to the bleed: a line that is too long must not run into the marks.
        """
        left, bottom, right, top = bleed = self._box(self.bleed)
        page.obj.MediaBox = pikepdf.Array(self.media)
        page.obj.BleedBox = pikepdf.Array(bleed)
        page.obj.TrimBox = pikepdf.Array(self._box(0))
        clip = b" ".join(number(value) for value in (left, bottom, right - left, top - bottom))
        shift = number(self.edge)
        page.obj.Contents = pdf.make_stream(
            b"q\n%b re W n\n1 0 0 1 %b %b cm\n%b\nQ\n%b Do\n" % (clip, shift, shift, content, MARKS.encode()))
        if "/XObject" not in page.obj.Resources:
            page.obj.Resources.XObject = pikepdf.Dictionary()
        page.obj.Resources.XObject[MARKS] = self.marks

    def _marks(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        lines = []
        start, end = self.bleed + GAP * POINTS_PER_MILLIMETRE, self.edge
        for side, extent in ((0, self.width), (1, self.height)):
            other = self.height if side == 0 else self.width
            for along in (self.edge, self.edge + extent):
                for inner, outer in ((self.edge - start, self.edge - end),
                                     (self.edge + other + start, self.edge + other + end)):
                    points = [(along, inner), (along, outer)]
                    lines.append(b"%b %b m %b %b l S" % tuple(
                        number(value) for point in points for value in (point if side == 0 else point[::-1])))
        tint = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[0] * 4, C1=[1] * 4, N=1)
        every_plate = pikepdf.Array([pikepdf.Name.Separation, pikepdf.Name.All, pikepdf.Name.DeviceCMYK, tint])
        resources = pikepdf.Dictionary(ColorSpace=pikepdf.Dictionary(All=every_plate))
        return pdf.make_stream(b"/All CS 1 SCN %b w\n%b\n" % (number(THICKNESS), b"\n".join(lines)),
                               Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=self.media,
                               Resources=resources)
