"""Workarounds for WeasyPrint 70.0, each shown to be needed: when a test here fails, its module may go."""

import base64
import io
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from conftest import Ran, built

PAGE = """
import sys
from pathlib import Path
from sadar.style import Style
from sadar.style.faces import isolated_fontconfig
isolated = isolated_fontconfig()
isolated.__enter__()
import weasyprint
if sys.argv[1] != "raw":
    from sadar.bidi import weasyprint_lines
    from sadar.writers import weasyprint_notes, weasyprint_pictures, weasyprint_text
    weasyprint_lines.apply()
    weasyprint_notes.apply()
    weasyprint_pictures.apply()
    weasyprint_text.apply()
if sys.argv[1] == "mended":
    from sadar.writers import weasyprint_justification
    weasyprint_justification.apply(5)
faces = "".join(f'@font-face{{font-family:"{f.family}";src:url("{f.path.as_uri()}");font-weight:{f.weight};'
                f'font-style:{f.style}}}' for f in Style(Path(".")).fonts())
css = (faces + '@page{size:300px 400px;margin:50px} '
       'html{font-family:"Source Serif 4","Frank Ruhl Libre";font-size:16px;text-align:justify} p,body{margin:0}')
html = weasyprint.HTML(string=f'<html lang=he dir=rtl><style>{css}</style>' + sys.argv[2])
document = html.render()
if len(sys.argv) > 3:
    document.write_pdf(sys.argv[3])

def boxes(box):
    for child in getattr(box, "children", []):
        if type(child).__name__ == "TextBox" and child.text.strip():
            yield child
        yield from boxes(child)

for box in (box for page in document.pages for box in boxes(page._page_box)):
    print(f"{box.position_x:.1f}|{box.position_x + box.width:.1f}|{box.position_y:.1f}|{box.text}")
"""


def lines(mode: str, body: str, *more: str | Path) -> list[tuple[float, float, float, str]]:
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", PAGE, mode, body, *map(str, more)],
                          capture_output=True, text=True, check=True, timeout=120)
    rows = [line.split("|", 3) for line in done.stdout.splitlines()]
    return [(float(left), float(right), float(top), text) for left, right, top, text in rows]


INDENTED = '<p style="text-indent:20px">אב גד הו זח טי כל מנ סע פצ קר שת אב גד הו זח טי כל מנ סע פצ קר שת</p>'


@pytest.mark.parametrize(("mode", "right"), [("raw", 250), ("mended", 230)])
def test_an_indent_is_on_the_right(mode: str, right: float) -> None:
    assert lines(mode, INDENTED)[0][1] == pytest.approx(right, abs=0.2)


def test_a_hanging_indent_sets_the_first_line_out_to_the_right() -> None:
    body = INDENTED.replace("text-indent:20px", "text-indent:-20px;margin-right:20px")
    first, second, *_ = lines("mended", body)
    assert first[1] == pytest.approx(250, abs=0.2)
    assert second[1] == pytest.approx(230, abs=0.2)


BROKEN = "<p>אב גד הו <span dir=ltr>12</span> זח טי כל, <span dir=ltr>QuadratschriftQuadratschrift</span> אב גד הו</p>"


@pytest.mark.parametrize(("mode", "overflows"), [("raw", True), ("mended", False)])
def test_a_space_collapsed_at_the_end_of_a_justified_line_moves_nothing(mode: str, overflows: bool) -> None:
    rows = lines(mode, BROKEN)
    first = [row for row in rows if abs(row[2] - rows[0][2]) < 8]
    assert (min(row[0] for row in first) < 49) is overflows


#: Of some widths, the text before the element fits but for its space.
FITTING = "<p dir=ltr style=width:{}px>abc def ghi jkl mno, <em>pqrstuvw</em></p>"


@pytest.mark.parametrize(("mode", "broken"), [("raw", True), ("mended", False)])
def test_a_text_that_fits_but_for_its_last_space_is_not_broken_behind_its_first_word(mode: str, broken: bool) -> None:
    bodies = "".join(FITTING.format(tenth / 10) for tenth in range(1500, 2100, 5))
    assert any(text == "abc" for *_, text in lines(mode, bodies)) is broken


@pytest.mark.parametrize(("mode", "whole"), [("raw", False), ("mended", True)])
def test_pointed_letters_can_be_read_back(mode: str, whole: bool, tmp_path: Path) -> None:
    from sadar.checks.words import reversed_where_needed

    path = tmp_path / "points.pdf"
    lines(mode, "<p>נִבְרְאוּ בְּעֶרֶב שַׁבָּת, ברא ערב שבת</p>", path)
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        text = document[0].get_textpage().get_text_range()
    letters = sorted(letter for letter in reversed_where_needed(text) if "א" <= letter <= "ת")
    assert (letters == sorted("נבראובערבשבתבראערבשבת")) is whole


DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><rect width="5" height="5"/></svg>'


def test_a_drawing_in_a_line_that_says_no_size_crashes_the_library() -> None:
    """The first of the two crashes: as long as it is there, the PDF writer must give such a drawing a size."""
    with pytest.raises(subprocess.CalledProcessError) as crash:
        lines("mended", f"<p>א {DRAWING} ב</p>")
    assert "position_x" in crash.value.stderr


@pytest.mark.parametrize("text", ["א ![](f.svg) ב", "א ![](f.svg){width=1cm} ב", "| א | ![](f.svg) |\n|---|---|\n| ג | ד |"])
def test_no_crash_reaches_a_user_with_a_drawing_in_a_line(folder: Callable[..., Path], sadar: Callable[..., Ran], text: str) -> None:
    built(sadar, folder("title: א\nlang: he\n", text, references=None, files={"f.svg": DRAWING}), to=("pdf",))


@pytest.mark.parametrize("text", ["א [^[ב]^[ג]]{lang=he} ד", "א **^[ב]^[ג]** ד", "א [[^[ב]^[ג]]{.x}](#a) ד\n\n# ה {#a}", "^[ב]^[ג]"])
def test_no_crash_reaches_a_user_with_nothing_but_notes_in_an_element(folder: Callable[..., Path], sadar: Callable[..., Ran],
                                                                      text: str) -> None:
    """The second: an inline box of right-to-left direction whose two or more children are all taken out of the line."""
    built(sadar, folder("title: א\nlang: he\n", text, references=None), to=("pdf",))


#: The thirteenth line has a note, with which the fourteenth no longer fits on the page, and that has one too.
NOTED = ("<style>@page{@footnote{margin:0;padding-top:10px}} p{line-height:20px;orphans:2;widows:2} "
         ".n{float:footnote;line-height:20px} ::footnote-call{line-height:0}</style>"
         f"<p>{'<br>'.join(['אב'] * 12)}</p><p>גד<span class=n>ראשונה</span><br>הו<span class=n>שנייה</span><br>זח<br>טי</p>")


@pytest.mark.parametrize(("mode", "notes"), [("raw", ["ראשונה"]), ("mended", ["ראשונה", "שנייה"])])
def test_a_line_that_is_kept_keeps_its_note(mode: str, notes: list[str]) -> None:
    assert [text for *_, text in lines(mode, NOTED) if text in ("ראשונה", "שנייה")] == notes


@pytest.mark.parametrize(("mode", "flush"), [("raw", False), ("mended", True)])
def test_justified_lines_end_at_the_margin_in_chromium(mode: str, flush: bool, tmp_path: Path) -> None:
    lines(mode, f"<p>{'אבגדהוזחטיכל אבגדהוזחט, ' * 8}</p>", path := tmp_path / "line.pdf")
    with pypdfium2.PdfDocument(path) as document:
        text = document[0].get_textpage()
        boxes = [text.get_charbox(index, loose=True) for index in range(text.count_chars())]
    rights = {top: max(box[2] for box in boxes if round(box[1]) == top) for top in {round(box[1]) for box in boxes}}
    first = [right for right in rights.values() if right > 165]
    assert len(first) > 4
    assert all(right == pytest.approx(250 * 0.75, abs=0.5) for right in first) == flush


@pytest.mark.parametrize(("mode", "whole"), [("raw", False), ("mended", True)])
def test_a_grey_png_of_16_bits_is_set_to_its_last_row(mode: str, whole: bool, tmp_path: Path) -> None:
    file = io.BytesIO()
    Image.new("I;16", (8, 8), 0x8080).save(file, "PNG")
    data = base64.b64encode(file.getvalue()).decode()
    lines(mode, f'<img style="width:200px" src="data:image/png;base64,{data}">', tmp_path / "page.pdf")
    with pypdfium2.PdfDocument(tmp_path / "page.pdf") as document:
        page = document[0].render(scale=1).to_pil().convert("L")
    # the picture fills a square of 150 points, from 37.5 points on
    assert (page.crop((50, 50, 170, 170)).getextrema() == (128, 128)) == whole


@pytest.mark.parametrize(("mode", "alone"), [("raw", True), ("mended", False)])
def test_a_prefix_is_not_left_alone_before_a_foreign_word(mode: str, alone: bool) -> None:
    body = "".join(f'<p>{"אב גד " * 3}{"א" * more} ב־<span dir="ltr">International</span> אב</p>' for more in range(9))
    found = lines(mode, body)
    ends = [top for _, _, top, text in found if text.endswith("ב־")]
    words = [top for _, _, top, text in found if text.strip() == "International"]
    assert len(ends) == len(words) == 9
    assert any(abs(end - word) > 5 for end, word in zip(ends, words, strict=True)) == alone


@pytest.mark.parametrize(("mode", "alone"), [("raw", True), ("mended", False)])
def test_no_note_call_is_alone_in_a_line(mode: str, alone: bool) -> None:
    style = "<style>.n{float:footnote} ::footnote-call{content:counter(footnote)}</style>"
    body = "".join(f"<p>{'אב גד ' * count}{'א' * more}.<span class=n>הערה</span></p>" for count in (4, 5) for more in range(9))
    at_the_margin = [text for _, right, _, text in lines(mode, style + body) if text.strip().isdigit() and right > 249]
    assert bool(at_the_margin) == alone


@pytest.mark.parametrize(("mode", "flush"), [("unmeasured", False), ("mended", True)])
def test_justified_arabic_lines_end_at_the_margin(mode: str, flush: bool, tmp_path: Path) -> None:
    style = "<style>html{font-family:'Source Serif 4','Amiri' !important}</style>"
    lines(mode, f"{style}<p lang=ar>{'كتاب تاريخ الطباعة حرف سطر في ' * 8}</p>", path := tmp_path / "line.pdf")
    with pypdfium2.PdfDocument(path) as document:
        picture = document[0].render(scale=4).to_pil().convert("L").point(lambda value: 255 * (value < 128))
    ends, end = [], 0.0
    for top in range(0, picture.height, 4):
        box = picture.crop((0, top, picture.width, top + 4)).getbbox()
        end = max(end, box[2] / 4) if box else 0
        ends += [end] if box else [0.0]
    rights = [right for right, after in pairwise([*ends, 0.0]) if right and not after]
    assert len(rights) > 4
    assert all(right > 186 for right in rights[:-1]) == flush


@pytest.mark.parametrize(("mode", "inside"), [("raw", False), ("mended", True)])
def test_a_line_that_ends_in_a_latin_run_before_an_element_begins_at_the_margin(mode: str, inside: bool) -> None:
    body = "".join(f'<p>{"אב גד " * 2}{"א" * more} <span dir="ltr">Israel <em>Constantinople</em> x</span> אב</p>' for more in range(12))
    found = lines(mode, body)
    assert any(text.strip() == "Israel" for *_, text in found), "no line is broken behind it"
    assert (max(right for _, right, _, _ in found) <= 250.3) == inside
