"""What the pages of a print PDF draw: every operator of their content, with the colour, clip and scale it works in.

Independent of what wrote the file: it is parsed by qpdf, through pikepdf.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf

Box = tuple[float, float, float, float]
#: What has to do with colour, place or marked content; the rest is not even read.
OPERATORS = " ".join([
    "q Q cm gs Do sh Tj TJ ' \" g G rg RG k K cs CS sc SC scn SCN BDC BMC MP DP BI",
    "m l c v y re W W* n f F f* B B* b b* s S"])
SHOWING = {"Tj", "TJ", "'", '"'}
PAINTING = {"f", "F", "f*", "B", "B*", "b", "b*", "s", "S"}
MARKED = {"BDC", "BMC", "MP", "DP"}
DEVICE = {"g": "/DeviceGray", "rg": "/DeviceRGB", "k": "/DeviceCMYK"}
#: Deeper than this a form in a form is not followed: no file of sadar's has more than a few.
DEEPEST = 20


@dataclass(frozen=True)
class State:
    """The part of the graphics state that matters: matrix, clip in the page's space, and the colour of filling."""

    matrix: pikepdf.Matrix
    clip: Box
    space: str = "/DeviceGray"
    colour: tuple[float, ...] = (0,)


@dataclass
class Seen:
    """What was seen on a page; spaces and states come with what they belong to."""

    spaces: set[str] = field(default_factory=set)
    text_colours: set[tuple[str, tuple[float, ...]]] = field(default_factory=set)
    #: Pictures with their resolution in pixels per inch and their size in pixels.
    pictures: list[tuple[float, tuple[int, int]]] = field(default_factory=list)
    marked: bool = False
    shining: bool = False
    #: Lines and areas that lie outside of the bleed; and whether anything runs across its edge.
    outside: int = 0
    across: bool = False
    resources: list[pikepdf.Object] = field(default_factory=list)


def seen_on(page: pikepdf.Page) -> Seen:
    """Walk over all that a page draws."""
    seen = Seen()
    bleed = box(page.obj.get("/BleedBox", page.obj.MediaBox))
    walk = _Walk(seen, bleed)
    walk.group(page.obj)
    walk.over(page, page.obj.get("/Resources", pikepdf.Dictionary()),
              State(pikepdf.Matrix(), box(page.obj.MediaBox)), 0)
    return seen


class _Walk:
    def __init__(self, seen: Seen, bleed: Box) -> None:
        self.seen, self.bleed = seen, bleed
        self.known: set[tuple[int, int]] = set()

    def over(self, stream: Any, resources: Any, state: State, depth: int) -> None:
        """Walk over a content stream; ``resources`` is what its names stand for."""
        if depth > DEEPEST:
            return
        self.resources(resources, depth)
        stack: list[State] = []
        path: list[tuple[float, float]] = []
        clipping = False
        for instruction in pikepdf.parse_content_stream(stream, OPERATORS):
            operator, operands = str(instruction.operator), instruction.operands
            if operator == "q":
                stack.append(state)
            elif operator == "Q":
                state = stack.pop()
            elif operator == "cm":
                state = replace(state, matrix=pikepdf.Matrix(*map(float, operands)) @ state.matrix)
            elif operator in SHOWING:
                self.seen.text_colours.add((state.space, state.colour))
                self.paint(state, [])
            elif operator in ("m", "l", "c", "v", "y", "re"):
                if not within(state.clip, self.bleed):
                    path += _points(operator, [float(value) for value in operands], state.matrix)
            elif operator in ("W", "W*"):
                clipping = True
            elif operator in PAINTING or operator == "n":
                if operator != "n" and path:
                    self.paint(state, path)
                if clipping and path:
                    state = replace(state, clip=_common(state.clip, _around(path)))
                path, clipping = [], False
            elif operator in MARKED:
                self.seen.marked = True
            elif operator == "Do":
                self.draw(resources.XObject[str(operands[0])], state, resources, depth)
            elif operator == "sh":
                self.paint(state, [(state.clip[0], state.clip[1]), (state.clip[2], state.clip[3])])
            elif operator.lower() in DEVICE:
                self.seen.spaces.add(DEVICE[operator.lower()])
                if operator.islower():
                    state = replace(state, space=DEVICE[operator], colour=tuple(map(float, operands)))
            elif operator in ("cs", "CS"):
                name = str(operands[0])
                space = resources.get("/ColorSpace", {}).get(name, operands[0])
                self.space(space)
                if operator == "cs":
                    state = replace(state, space=name, colour=())
            elif operator in ("sc", "scn"):
                state = replace(state, colour=tuple(float(part) for part in operands
                                                    if not isinstance(part, pikepdf.Name)))
            elif operator == "BI":
                self.seen.spaces.add("inline")

    def draw(self, drawn: Any, state: State, resources: Any, depth: int) -> None:
        """Walk over a form, or measure a picture; both were looked at among the resources."""
        if str(drawn.get("/Subtype", "")) == "/Image":
            matrix, pixels = state.matrix, (int(drawn.Width), int(drawn.Height))
            sides = math.hypot(matrix.a, matrix.b), math.hypot(matrix.c, matrix.d)
            self.seen.pictures.append((min(count / (side / 72) for count, side in zip(pixels, sides, strict=True)
                                           if side), pixels))
            self.paint(state, list(_points("re", [0, 0, 1, 1], matrix)))
        else:
            matrix = pikepdf.Matrix(drawn.get("/Matrix", pikepdf.Matrix())) @ state.matrix
            self.over(drawn, drawn.get("/Resources", resources), replace(state, matrix=matrix), depth + 1)

    def paint(self, state: State, path: list[tuple[float, float]]) -> None:
        if within(state.clip, self.bleed):
            return
        left, bottom, right, top = area = _common(state.clip, _around(path)) if path else state.clip
        if left <= right and bottom <= top and not within(area, self.bleed):
            if path and (right <= self.bleed[0] or left >= self.bleed[2] or top <= self.bleed[1]
                         or bottom >= self.bleed[3]):
                self.seen.outside += 1
            else:
                self.seen.across = True

    def resources(self, resources: Any, depth: int) -> None:
        """Look at everything that a dictionary of resources holds, whether it is used or not."""
        self.seen.resources.append(resources)
        for space in resources.get("/ColorSpace", {}).values():
            self.space(space)
        for shading in resources.get("/Shading", {}).values():
            self.space(shading.ColorSpace)
        for state in resources.get("/ExtGState", {}).values():
            self.state(state, depth)
        for pattern in resources.get("/Pattern", {}).values():
            if "/Shading" in pattern:
                self.space(pattern.Shading.ColorSpace)
            elif self.new(pattern):
                # What it draws is clipped where it is used, and its pictures have no scale of their own.
                self.apart(pattern, depth)
        for drawn in resources.get("/XObject", {}).values():
            if str(drawn.get("/Subtype", "")) == "/Image":
                if "/ColorSpace" in drawn:
                    self.space(drawn.ColorSpace)
                self.seen.shining |= "/SMask" in drawn
            else:
                self.group(drawn)

    def apart(self, stream: Any, depth: int) -> None:
        aside = _Walk(Seen(), self.bleed)
        aside.known = self.known
        aside.over(stream, stream.get("/Resources", pikepdf.Dictionary()), State(pikepdf.Matrix(), self.bleed),
                   depth + 1)
        self.seen.spaces |= aside.seen.spaces
        self.seen.text_colours |= aside.seen.text_colours
        self.seen.marked |= aside.seen.marked
        self.seen.shining |= aside.seen.shining
        self.seen.resources += aside.seen.resources

    def new(self, thing: Any) -> bool:
        new = thing.objgen not in self.known
        self.known.add(thing.objgen)
        return new

    def state(self, state: Any, depth: int) -> None:
        mask = state.get("/SMask")
        self.seen.shining |= (isinstance(mask, pikepdf.Dictionary)
                              or any(float(state.get(key, 1)) < 1 for key in ("/ca", "/CA"))
                              or str(state.get("/BM", "/Normal")) not in ("/Normal", "/Compatible"))
        if isinstance(mask, pikepdf.Dictionary) and self.new(mask.G):
            self.group(mask.G)
            self.apart(mask.G, depth)

    def group(self, holder: Any) -> None:
        if "/Group" in holder:
            self.seen.shining |= str(holder.Group.get("/S", "")) == "/Transparency"
            if "/CS" in holder.Group:
                self.space(holder.Group.CS)

    def space(self, space: Any) -> None:
        """Take down the spaces that a colour space rests on: an ICC-based one with the number of its parts."""
        if isinstance(space, pikepdf.Name):
            self.seen.spaces.add(str(space))
            return
        kind = str(space[0])
        if kind == "/ICCBased":
            self.seen.spaces.add(f"{kind} {int(space[1].N)}")
        elif kind in ("/Separation", "/DeviceN"):
            self.space(space[2])
        elif kind in ("/Indexed", "/Pattern") and len(space) > 1:
            self.space(space[1])
        else:
            self.seen.spaces.add(kind)


def within(inner: Box, outer: Box) -> bool:
    """Say whether a box lies in another, give or take a hundredth of a point."""
    return (inner[0] >= outer[0] - 0.01 and inner[1] >= outer[1] - 0.01
            and inner[2] <= outer[2] + 0.01 and inner[3] <= outer[3] + 0.01)


def box(values: Any) -> Box:
    """Return a box of a page: left, bottom, right, top, in points."""
    left, bottom, right, top = (float(value) for value in values)
    return left, bottom, right, top


def _points(operator: str, values: list[float], matrix: pikepdf.Matrix) -> Iterator[tuple[float, float]]:
    if operator == "re":
        x, y, width, height = values
        values = [x, y, x + width, y, x, y + height, x + width, y + height]
    for at in range(0, len(values), 2):
        x, y = values[at:at + 2]
        yield matrix.a * x + matrix.c * y + matrix.e, matrix.b * x + matrix.d * y + matrix.f


def _around(points: list[tuple[float, float]]) -> Box:
    across, up = [x for x, _ in points], [y for _, y in points]
    return min(across), min(up), max(across), max(up)


def _common(one: Box, other: Box) -> Box:
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
