"""The lines of a text file: decoded, numbered, by pages where form feeds part them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from pathlib import Path

from sadar.bidi.segments import AT_HYPHEN, NO_LETTER
from sadar.errors import ManuscriptError
from sadar.manuscript.folder import CONTROL, LARGEST_TEXT

FORM_FEED = "\f"
#: The marks at the beginning of a file that tell its encoding.
ENCODINGS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


#: Where so small a part of the pages have text, form feeds stand for something else too.
EMPTY = 0.6


@dataclass(frozen=True)
class Line:
    """A line: its number in the file, its page counted from 1, its text without the spaces at its ends.

    ``goes_on``: white space stood at its end, which some extractors leave where a paragraph goes on; ``indent``:
    the width of what stood before it; ``raw``: the line with the spaces at its ends; ``until``: the last line of the
    file that was joined with it; ``by_segments``: a right-to-left line whose segments were ordered, in which what
    stands behind a raised number may have come before it.
    """

    number: int
    page: int
    text: str
    goes_on: bool = False
    indent: int = 0
    spot: str = ""
    raw: str = ""
    until: int = 0
    by_segments: bool = False

    @property
    def last(self) -> int:
        """The number of the last line of the file that it was made of."""
        return max(self.number, self.until)

    @property
    def where(self) -> str:
        """The line as a person finds it; ``spot`` where the file has no lines of its own."""
        return self.spot or f"line {self.number}"


def lines_of(path: Path) -> list[Line]:
    """Read a text file.

    Raises:
        ManuscriptError: it is larger than 16 MiB, neither UTF-8 nor UTF-16, or holds control characters.

    """
    if path.stat().st_size > LARGEST_TEXT:
        raise ManuscriptError.one("file-too-large", f"the file is larger than {LARGEST_TEXT >> 20} MiB",
                                  file=path.name, remedy="split it into several files")
    data = path.read_bytes()
    encoding = next((name for mark, name in ENCODINGS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ManuscriptError.one(
            "not-utf8", f"byte {error.start + 1} is not {encoding.upper()}", file=path.name,
            line=data.count(b"\n", 0, error.start) + 1,
            remedy="save the file as UTF-8; old Hebrew files are often Windows-1255") from None
    return lines_from(text.replace("\r\n", "\n").replace("\r", "\n"), path.name)


def lines_from(text: str, name: str) -> list[Line]:
    """Return the lines of a text; form feeds begin a page."""
    lines, page = [], 1
    for number, whole in enumerate(text.split("\n"), start=1):
        for part, piece in enumerate(whole.split(FORM_FEED)):
            page += part > 0
            if control := CONTROL.search(AT_HYPHEN.sub("", piece.replace(NO_LETTER, ""))):
                raise ManuscriptError.one(
                    "control-character", f"the file holds the control character U+{ord(control[0]):04X}", file=name,
                    line=number, remedy="remove it: it is no text")
            if part and not piece:
                continue
            stripped = piece.strip()
            indent = len((piece[:len(piece) - len(piece.lstrip())]).expandtabs(8))
            lines.append(Line(number, page, stripped, piece != piece.rstrip() and bool(stripped), indent,
                              raw=piece))
    return _counted(lines)


def _counted(lines: list[Line]) -> list[Line]:
    """Return the lines with their pages counted anew, where form feeds stand twice and every other page is empty."""
    filled = sorted({line.page for line in lines if line.text})
    if len(filled) < 2 or len(filled) > EMPTY * filled[-1]:
        return lines
    return [replace(line, page=bisect_left(filled, line.page) + 1) for line in lines]
