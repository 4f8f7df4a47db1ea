"""Content streams for the press: one pass over the operators that sets colours in inks and drops what is no ink.

The streams are read by their tokens (ISO 32000-1, 7.2 and 7.8); whatever stays is copied as it is, byte by byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sadar.writers.press_inks import Colour

SPACE_BETWEEN = rb"[\0\t\n\f\r ]+|%[^\r\n]*"
PLAIN = (rb"\[[^][()%<>]*+(?:<[0-9A-Fa-f\0\t\n\f\r ]*+>[^][()%<>]*+)*+\]"  # an array of plain things, as of TJ
         rb"|/[^][()<>{}/%\0\t\n\f\r ]*|[+-]?(?:\d+\.?\d*|\.\d+)|<[0-9A-Fa-f\0\t\n\f\r ]*>|true\b|false\b|null\b")
TOKEN = re.compile(rb"%b|(?P<operand>%b)|(?P<operator>[A-Za-z'\"][A-Za-z0-9]*\*?)|(?P<mark><<|>>|\[|\])|(?P<string>\()"
                   % (SPACE_BETWEEN, PLAIN))
#: Operators of paths, text and states that stay whatever they say, with their operands; most of a page is of these.
STAYING = re.compile(rb"(?>(?>%b|%b)*+(?:BT|ET|T[Jjmdfc*DLrswz]|cm|re|[mlcvyhSsfFBbnWwJjMdi]|[fBbW]\*|ri)"
                     rb"(?![A-Za-z0-9*]))++" % (SPACE_BETWEEN, PLAIN))
FACE = re.compile(rb"(/[^][()<>{}/%\0\t\n\f\r ]*)[^]/[()<>A-Za-z]+Tf")
PARENTHESIS = re.compile(rb"\\.|[()]", re.DOTALL)
#: Operators that name a resource, and the category that it is in.
NAMING = {b"gs": "ExtGState", b"Do": "XObject", b"sh": "Shading", b"Tf": "Font"}
#: The operators that set a colour space or a colour: those of filling are in small letters.
DEVICE = {b"g": b"g", b"G": b"G", b"rg": b"g", b"RG": b"G", b"k": b"g", b"K": b"G"}
SPACE = {b"cs": False, b"CS": True}
COLOUR = {b"sc": False, b"scn": False, b"SC": True, b"SCN": True}
#: Marked content (ISO 32000-1, 14.6): it tells what is drawn, and draws nothing.
MARKED = {b"BMC", b"BDC", b"EMC", b"MP", b"DP"}
MCID = re.compile(rb"/MCID\s+(\d+)")

#: Takes the parts of a colour into ink.
Conversion = Callable[[Colour], Colour]


@dataclass
class Content:
    """A content stream for the press: its bytes, and the resources that it names, by category.

    With each resource stands the number of the marked content in which it was first named; None outside of any.
    """

    data: bytes = b""
    named: dict[str, dict[str, int | None]] = field(default_factory=dict)


def for_press(data: bytes, device: Mapping[int, Conversion], spaces: Callable[[str], Conversion | None]) -> Content:
    """Rewrite a content stream.

    ``device`` converts colours of one, three and four parts, those of the device's spaces; ``spaces`` returns the
    conversion of a colour space among the resources, None for one that stays (Pattern). A conversion that returns one
    part makes grey, and one that returns four makes CMYK.

    Raises:
        ValueError: the bytes are no content stream.

    """
    return _Pass(data, device, spaces).content


class _Pass:
    def __init__(self, data: bytes, device: Mapping[int, Conversion],
                 spaces: Callable[[str], Conversion | None]) -> None:
        self.data, self.device, self.spaces = data, device, spaces
        self.content = Content()
        self.made: list[bytes] = []
        self.kept = 0  # everything before it is in ``made``
        self.mcids: list[int | None] = []
        self.current: list[dict[bool, Conversion | None]] = [{False: None, True: None}]
        self.run()

    def run(self) -> None:
        data, at, end, match, skip = self.data, 0, len(self.data), TOKEN.match, STAYING.match
        start: int | None = None  # where the operands of the next operator begin
        operands: list[bytes] = []
        while at < end:
            if start is None and (staying := skip(data, at)):
                at = staying.end()
                for face in FACE.findall(staying.group()):
                    self.note("Font", face)
                continue
            token = match(data, at)
            if token is None:
                raise ValueError(f"no content stream: {data[at:at + 40]!r}")
            kind = token.lastgroup
            if kind is not None and start is None:
                start = at
            if kind == "string":
                stop = _end_of_string(data, at + 1)
                operands.append(data[at:stop])
                at = stop
                continue
            at = token.end()
            if kind == "operator":
                assert start is not None
                self.operator(token.group(), operands, start, at)
                start, operands = None, []
            elif kind is not None:
                operands.append(token.group())
        self.made.append(data[self.kept:])
        # What a stream saves and never restores would reach the marks that are drawn behind it.
        self.made.append(b"\nQ" * (len(self.current) - 1))
        self.content.data = b"".join(self.made)

    def operator(self, name: bytes, operands: list[bytes], start: int, end: int) -> None:
        if name in NAMING:
            self.note(NAMING[name], operands[0])
        elif name in DEVICE:
            stroke = DEVICE[name] == b"G"
            self.current[-1][stroke] = None
            self.put(_painted(self.device[len(operands)](_numbers(operands)), stroke), start, end)
        elif name in SPACE:
            self.space(operands[0].decode("latin-1")[1:], SPACE[name], start, end)
        elif name in COLOUR:
            self.colour(operands, COLOUR[name], start, end)
        elif name in MARKED:
            self.marked(name, operands, start, end)
        elif name == b"q":
            self.current.append(dict(self.current[-1]))
        elif name == b"Q":
            if len(self.current) == 1:
                raise ValueError("a content stream restores more than it saved")
            self.current.pop()
        elif name == b"BI":
            raise ValueError("an inline image")  # WeasyPrint draws every picture as an XObject

    def space(self, name: str, stroke: bool, start: int, end: int) -> None:
        if name == "Pattern":
            self.current[-1][stroke] = None
            return
        parts = {"DeviceGray": 1, "DeviceRGB": 3, "DeviceCMYK": 4}.get(name)
        conversion = self.device[parts] if parts else self.spaces(name)
        self.current[-1][stroke] = conversion
        black = (0.0,) * (parts or 3) if parts != 4 else (0.0, 0.0, 0.0, 1.0)  # the colour that a space begins with
        self.put(_painted((conversion or self.device[3])(black), stroke), start, end)

    def colour(self, operands: list[bytes], stroke: bool, start: int, end: int) -> None:
        if operands[-1].startswith(b"/"):
            self.note("Pattern", operands[-1])
            return
        conversion = self.current[-1][stroke] or self.device[len(operands)]
        self.put(_painted(conversion(_numbers(operands)), stroke), start, end)

    def marked(self, name: bytes, operands: list[bytes], start: int, end: int) -> None:
        if name == b"EMC":
            if self.mcids:
                self.mcids.pop()
        elif name in (b"BMC", b"BDC"):
            number = MCID.search(b" ".join(operands))
            self.mcids.append(int(number.group(1)) if number else None)
        self.put(b"", start, end)

    def note(self, category: str, name: bytes) -> None:
        number = next((number for number in reversed(self.mcids) if number is not None), None)
        self.content.named.setdefault(category, {}).setdefault(name.decode("latin-1"), number)

    def put(self, made: bytes, start: int, end: int) -> None:
        self.made += (self.data[self.kept:start], made)
        self.kept = end


def _end_of_string(data: bytes, at: int) -> int:
    depth = 1
    while depth:
        found = PARENTHESIS.search(data, at)
        if found is None:
            raise ValueError("a string in a content stream has no end")
        depth += {b"(": 1, b")": -1}.get(found.group(), 0)
        at = found.end()
    return at


def _numbers(operands: list[bytes]) -> Colour:
    return tuple(float(operand) for operand in operands)


def _painted(ink: Colour, stroke: bool) -> bytes:
    operator = {1: b"g", 4: b"k"}[len(ink)]
    return b" ".join([*(number(part) for part in ink), operator.upper() if stroke else operator])


def number(value: float) -> bytes:
    """Write a number as a PDF does: with a decimal point, never with an exponent."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return b"0" if text in ("", "-0") else text.encode()
