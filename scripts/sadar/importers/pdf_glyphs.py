"""The glyphs of a PDF, page by page, as rows: run as a program of its own, within bounds of memory and time.

A stranger's file may make any reader loop or grow: ``rows_of`` calls ``python -m sadar.importers.pdf_glyphs FILE``.
"""

from __future__ import annotations

import json
import logging
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sadar.errors import ManuscriptError
from sadar.importers.pdf_dots import Dot, bullets, is_dot
from sadar.importers.pdf_marks import marked
from sadar.importers.pdf_page import page_rows
from sadar.importers.pdf_rows import Glyph, Row
from sadar.importers.pdf_spaces import NON_JOINER, with_spaces_told
from sadar.importers.pdf_strokes import UNKNOWN, without_strokes
from sadar.importers.pdf_tables import Rule

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
#: A box that is no wider, in points, is a rule.
THIN_BOX = 2.5
#: What the program says when it can't go on, by its exit code.
FAULTS = {
    3: ("pdf-encrypted", "is protected by a password", "save it without the password, and import that file"),
    4: ("pdf-broken", "is broken, or is no PDF", "get the file anew, or open it in a viewer and print it to a PDF"),
    5: ("pdf-too-large", f"has more than {MOST_PAGES:,} pages or {MOST_GLYPHS:,} letters", "divide it into parts"),
}


def rows_of(path: Path) -> list[Row]:
    """Return the rows of a PDF's pages.

    Raises:
        ManuscriptError: it is protected, broken, too large, or takes too long.

    """
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL))
        if END_OF_FILE not in file.read():
            raise _fault(path, *FAULTS[4])
    try:
        done = subprocess.run([sys.executable, "-m", __name__, path.absolute()], capture_output=True,  # noqa: S603
                              timeout=LONGEST)
    except subprocess.TimeoutExpired:
        raise _fault(path, "pdf-too-large", f"took more than {LONGEST} seconds", "divide it into parts") from None
    if done.returncode:
        raise _fault(path, *FAULTS.get(done.returncode, FAULTS[4]))
    return [Row(**row) for row in map(json.loads, done.stdout.splitlines())]


def _fault(path: Path, code: str, message: str, remedy: str) -> Exception:
    return ManuscriptError.one(code, f"the file {message}", file=path.name, remedy=remedy)


def _main(path: str) -> int:
    from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser
    from pdfminer.psexceptions import PSException

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    logging.disable()
    try:
        with Path(path).open("rb") as file:
            count = 0
            for number, page in enumerate(PDFPage.create_pages(PDFDocument(PDFParser(file))), start=1):
                found = list(_in(_laid_out(page)))
                glyphs = with_spaces_told(without_strokes(marked([item for item in found if isinstance(item, Glyph)])))
                rules = [item for item in found if isinstance(item, Rule)]
                dots = [item for item in found if isinstance(item, Dot)]
                count += len(glyphs)
                if number > MOST_PAGES or count > MOST_GLYPHS:
                    return 5
                for row in page_rows([*glyphs, *bullets(glyphs, dots)], rules, number):
                    sys.stdout.write(json.dumps(row.__dict__) + "\n")
            return 0 if number else 4
    except PDFEncryptionError:
        return 3
    except MemoryError:
        return 5
    except (PSException, ArithmeticError, AttributeError, LookupError, NameError, RuntimeError, TypeError, ValueError):
        return 4  # what pdfminer falls over in a broken file


def _laid_out(page: Any) -> Any:
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager

    shared = PDFResourceManager()
    device = PDFPageAggregator(shared, laparams=None)
    PDFPageInterpreter(shared, device).process_page(page)
    return device.get_result()


def _in(container: Any) -> Iterator[Glyph | Rule | Dot]:
    from pdfminer.layout import LTChar, LTContainer, LTCurve, LTLine, LTRect

    for item in container:
        if isinstance(item, LTChar):
            text = PRIVATE.sub(UNKNOWN, UNMAPPED.sub(UNKNOWN, item.get_text().translate(BULLETS)))
            if item.upright and (text.isprintable() or text == NON_JOINER):
                weight = BOLD_WEIGHT if BOLD.search(item.fontname) else REGULAR
                yield Glyph(text, item.x0, item.x1, item.matrix[5], item.size, weight)
        elif isinstance(item, LTCurve) and item.fill and is_dot(*item.bbox):
            yield Dot(*item.bbox)
        elif isinstance(item, LTRect | LTLine):
            yield from _rules(item)
        elif isinstance(item, LTContainer):
            yield from _in(item)


def _rules(item: Any) -> Iterator[Rule]:
    """Yield a thin box or a straight line; the sides of a box that is drawn."""
    left, bottom, right, top = item.bbox
    if min(right - left, top - bottom) <= THIN_BOX:
        yield Rule(left, bottom, right, top)
    elif item.stroke:
        yield from (Rule(left, bottom, right, bottom), Rule(left, top, right, top),
                    Rule(left, bottom, left, top), Rule(right, bottom, right, top))


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1]))
