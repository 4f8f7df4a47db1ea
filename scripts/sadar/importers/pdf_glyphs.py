"""The glyphs of a PDF, page by page, as rows: run as a program of its own, within bounds of memory and time.

A stranger's file may make any reader loop or grow: ``read_pages`` calls ``python -m sadar.importers.pdf_glyphs FILE
FOLDER``.
"""

from __future__ import annotations

import json
import logging
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sadar.errors import ManuscriptError
from sadar.importers.pdf_dots import is_dot
from sadar.importers.pdf_drawings import Box
from sadar.importers.pdf_marks import marked
from sadar.importers.pdf_page import Found, page_rows
from sadar.importers.pdf_pictures import Doubt, Pictures
from sadar.importers.pdf_rows import Glyph, Row
from sadar.importers.pdf_said import said_of
from sadar.importers.pdf_spaces import NON_JOINER, with_spaces_told
from sadar.importers.pdf_strokes import UNKNOWN, without_strokes

#: Bounds: seconds, bytes of memory, pages, glyphs. A book of 2,000 pages takes about two minutes and 300 MB.
LONGEST, MEMORY, MOST_PAGES, MOST_GLYPHS = 600, 2 << 30, 5_000, 12_000_000
#: How pdfminer writes a glyph of which the file doesn't say what letter it is, and what stands for it here.
UNMAPPED = re.compile(r"\(cid:\d+\)")
BOLD, BOLD_WEIGHT, REGULAR = re.compile("bold|black|heavy", re.IGNORECASE), 700, 400
#: How near to its end a whole file says that it ends (ISO 32000-1, annex H, note 18).
TAIL, END_OF_FILE = 1024, b"%%EOF"
#: Private characters: those of symbol faces that stand before an item of a list, and all of them.
BULLETS = dict.fromkeys(map(ord, "\uf0b7\uf0a7\uf0a8\uf0d8\uf0fc\uf06e\uf06f\uf071\uf076"), "•")
PRIVATE = re.compile("[\ue000-\uf8ff]")
#: How far letters may rise for what they go aside, as where a page was laid askew on a scanner.
ASKEW = 0.2
#: A box that is no wider, in points, is a rule.
THIN_BOX = 2.5
#: What the program says when it can't go on, by its exit code.
FAULTS = {
    3: ("pdf-encrypted", "is protected by a password", "save it without the password, and import that file"),
    4: ("pdf-broken", "is broken, or is no PDF", "get the file anew, or open it in a viewer and print it to a PDF"),
    5: ("pdf-too-large", f"has more than {MOST_PAGES:,} pages or {MOST_GLYPHS:,} letters", "divide it into parts"),
}


@dataclass(frozen=True)
class Read:
    """What a PDF holds: its rows, the files of its pictures by name, what is asked, what it says of itself."""

    rows: list[Row]
    pictures: dict[str, bytes]
    doubts: list[Doubt]
    said: dict[str, str]


def read_pages(path: Path) -> Read:
    """Return what a PDF's pages hold.

    Raises:
        ManuscriptError: it is protected, broken, too large, or takes too long.

    """
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL))
        if END_OF_FILE not in file.read():
            raise _fault(path, *FAULTS[4])
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run([sys.executable, "-m", __name__, path.absolute(), folder],  # noqa: S603
                                  capture_output=True, timeout=LONGEST)
        except subprocess.TimeoutExpired:
            raise _fault(path, "pdf-too-large", f"took more than {LONGEST} seconds", "divide it into parts") from None
        if done.returncode:
            raise _fault(path, *FAULTS.get(done.returncode, FAULTS[4]))
        found: dict[str, list[dict[str, Any]]] = {"row": [], "doubt": [], "said": []}
        for line in done.stdout.splitlines():
            kind, value = json.loads(line)
            found[kind].append(value)
        pictures = {file.name: file.read_bytes() for file in sorted(Path(folder).iterdir())}
    return Read([Row(**row) for row in found["row"]], pictures, [Doubt(**doubt) for doubt in found["doubt"]],
                found["said"][0])


def _fault(path: Path, code: str, message: str, remedy: str) -> Exception:
    return ManuscriptError.one(code, f"the file {message}", file=path.name, remedy=remedy)


def _main(path: str, folder: str) -> int:
    from pdfminer.pdfdocument import PDFEncryptionError
    from pdfminer.psexceptions import PSException

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    logging.disable()
    try:
        return _read(path, folder)
    except PDFEncryptionError:
        return 3
    except MemoryError:
        return 5
    except (PSException, ArithmeticError, AttributeError, LookupError, NameError, RuntimeError, TypeError, ValueError):
        return 4  # what pdfminer falls over in a broken file


def _read(path: str, folder: str) -> int:
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    pictures = Pictures(Path(path), Path(folder))
    with Path(path).open("rb") as file:
        document = PDFDocument(PDFParser(file))
        count = number = 0
        gutters: list[float] = []
        for number, page in enumerate(PDFPage.create_pages(document), start=1):
            laid_out = _laid_out(page)
            found = Found(Box(*laid_out.bbox), gutters)
            _sort(laid_out, found)
            found.glyphs = with_spaces_told(without_strokes(marked(found.glyphs)))
            count += len(found.glyphs)
            if number > MOST_PAGES or count > MOST_GLYPHS:
                return 5
            for row in page_rows(found, pictures, number):
                _write("row", row.__dict__)
        for doubt in pictures.doubts:
            _write("doubt", doubt._asdict())
        _write("said", said_of(document))
    return 0 if number else 4


def _write(kind: str, value: object) -> None:
    sys.stdout.write(json.dumps([kind, value]) + "\n")


def _laid_out(page: Any) -> Any:
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager

    shared = PDFResourceManager()
    device = PDFPageAggregator(shared, laparams=None)
    PDFPageInterpreter(shared, device).process_page(page)
    return device.get_result()


def _sort(container: Any, found: Found) -> None:
    """Sort what a page holds by its kind."""
    from pdfminer.layout import LTChar, LTContainer, LTCurve, LTImage, LTLine, LTRect

    for item in container:
        if isinstance(item, LTChar):
            text = PRIVATE.sub(UNKNOWN, UNMAPPED.sub(UNKNOWN, item.get_text().translate(BULLETS)))
            if not is_level(*item.matrix[:2]):
                found.turned += text if text.isprintable() else ""
            elif item.upright and (text.isprintable() or text == NON_JOINER):
                weight = BOLD_WEIGHT if BOLD.search(item.fontname) else REGULAR
                found.glyphs.append(Glyph(text, item.x0, item.x1, item.matrix[5], item.size, weight))
        elif isinstance(item, LTRect | LTLine):
            found.straight.append(Box(*item.bbox))
            found.rules += _rules(item)
        elif isinstance(item, LTCurve):
            dot = item.fill and is_dot(*item.bbox)
            (found.dots if dot else found.curves).append(Box(*item.bbox))
        elif isinstance(item, LTImage):
            found.images.append((item, Box(*item.bbox)))
        elif isinstance(item, LTContainer):
            _sort(item, found)


def is_level(across: float, up: float) -> bool:
    """Tell whether letters run along the page, by the first row of their matrix: across it, perhaps a little askew."""
    return abs(up) <= ASKEW * abs(across)


def _rules(item: Any) -> Iterator[Box]:
    """Yield a thin box or a straight line; the sides of a box that is drawn."""
    left, bottom, right, top = item.bbox
    if min(right - left, top - bottom) <= THIN_BOX:
        yield Box(left, bottom, right, top)
    elif item.stroke:
        yield from (Box(left, bottom, right, bottom), Box(left, top, right, top),
                    Box(left, bottom, left, top), Box(right, bottom, right, top))


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:3]))
