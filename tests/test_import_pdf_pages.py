"""What stands on a PDF's pages besides lines of text: columns, tables, figures, lists, notes behind the text; and what it says of itself."""

import io
import random
import resource
import time
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from weasyprint import HTML

import drawn_article
from extractions import share, text_of
from sadar import build, importing
from sadar.bidi.turned_ranges import rising
from sadar.errors import ManuscriptError
from sadar.importers import Draft
from sadar.importers.pdf_columns import blocks
from sadar.importers.pdf_dots import bullets
from sadar.importers.pdf_drawings import Box, drawings
from sadar.importers.pdf_rows import Glyph

CSS = """@page { size: A5; margin: 18mm } body { font: 11pt/1.4 "Frank Ruhl Libre"; margin: 0 } h1 { font-size: 20pt } h2 { font-size: 14pt }
p { text-align: justify; margin: 0 0 3mm } caption, figcaption { font-size: 9pt } td, th { padding: 1mm 3mm } img, svg { width: 40mm }"""
WORDS = ["אות", "שורה", "דפוס", "עברית", "רווח", "מילה", "ספר", "גופן", "סידור", "עמוד", "פסקה", "כתב", "נקודה", "קו", "מטריצה", "עופרת", "נייר", "דיו"]


class Words:
    """Hebrew words that mean nothing, in an order that a seed gives."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def some(self, number: int) -> str:
        return " ".join(self.dice.choice(WORDS) for _ in range(number))

    def prose(self, paragraphs: int) -> list[str]:
        return [f"{self.some(self.dice.randint(25, 60))}." for _ in range(paragraphs)]


def page(body: str, into: Path, css: str = "", head: str = "") -> Path:
    """A PDF of a page's HTML, from right to left."""
    html = f"<html lang=he dir=rtl><meta charset=utf-8>{head}<style>{CSS}{css}</style>{body}"
    HTML(string=html, base_url=f"{into}/").write_pdf(into / "page.pdf")
    return into / "page.pdf"


def read(path: Path) -> Draft:
    return importing.read(path).draft


def questions(draft: Draft) -> set[str]:
    return {question.code for question in draft.questions}


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


@pytest.mark.parametrize(("program", "least"), [("by_sadar", 0.999), ("by_libreoffice", 0.995), ("by_chromium", 0.995)])
def test_an_article_that_was_not_looked_at_comes_back(tmp_path: Path, program: str, least: float) -> None:
    """Chromium's page has no colophon: its words can't come back."""
    folder = drawn_article.make(tmp_path / "drawn", 23, sections=4)
    into = tmp_path / program
    into.mkdir()
    imported = importing.read(getattr(drawn_article, program)(folder, into))
    importing.write(imported, tmp_path / "made")
    right, wrong = share(build.prepare(folder).manuscript, text_of(tmp_path / "made"), points=False)
    assert right >= least, "\n".join(wrong)
    written, drawn = imported.draft.text, (folder / "drawn.md").read_text("utf-8")
    for sign in ("\n[^", "\n# ", "\n> ", "\n|", "\n1. ", "\n4. ", "\n- "):
        assert written.count(sign) == drawn.count(sign), sign


def test_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    """The right one first; a heading above both, a figure and a table within them."""
    words = Words(1)
    Image.linear_gradient("L").save(tmp_path / "a.png")
    text = words.prose(14)
    table = "<table><caption>טבלה 1. הגופנים</caption><tr><th>שם<th>שנה</tr><tr><td>דויד<td>1954</tr><tr><td>קורן<td>1962</tr></table>"
    body = f"<h1>כותר המאמר</h1><p>דנה לוי<div style='columns: 2; column-gap: 8mm'>{paragraphs(text[:5])}<figure><img src=a.png>" \
           f"<figcaption>איור 1. אות אחת</figcaption></figure>{paragraphs(text[5:8])}{table}{paragraphs(text[8:])}</div>"
    draft = read(page(body, tmp_path, f"{RULED} @page {{ size: A4 }} table {{ break-inside: avoid }}"))
    blocks_ = [" ".join(block.split()) for block in draft.text.strip().split("\n\n")]
    figure = next(block for block in blocks_ if block.startswith("!["))
    assert figure.startswith("![אות אחת](figures/figure-1.png){") and "#fig-1}" in figure
    table = next(block for block in blocks_ if block.startswith("|"))
    assert table.split(" | ")[:2] == ["| שם", "שנה"] and "| דויד | 1954 |" in table
    assert " ".join(block for block in blocks_ if block not in (figure, table, ": הגופנים {#tbl-1}")) == " ".join(text)
    assert draft.metadata["title"] == "כותר המאמר"


RULED = "table { border-collapse: collapse } tr { border-top: .5pt solid; border-bottom: .5pt solid }"
BOOK = ("table { border-collapse: collapse; border-top: 1pt solid; border-bottom: 1pt solid } thead { border-bottom: .5pt solid } "
        "td, th { vertical-align: top; padding: 0 2mm }")
BARE = "table { border-spacing: 0 } td, th { padding: 1.5mm 4mm; vertical-align: middle }"
TABLE = ("<table><thead><tr><th>שם<th>הסבר<th>שנה<th>Foundry</tr></thead><tr><td>דויד<td style='width: 25mm'>אות שנחתכה בידי איסמר דויד<td>1954<td>Intertype"
         "</tr><tr><td>קורן<td>אות לספרי קודש<td>1962<td>Deberny</tr><tr><td>הדסה<td>אות של פרידלנדר<td>1958<td>Amsterdam</tr></table>")


@pytest.mark.parametrize("css", [RULED, BOOK, BARE], ids=["rules", "three-rules", "no-rules"])
def test_a_table_comes_as_a_table(tmp_path: Path, css: str) -> None:
    words = Words(2)
    draft = read(page(f"<h1>כותר</h1>{paragraphs(words.prose(3))}{TABLE}{paragraphs(words.prose(3))}", tmp_path, css))
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in draft.text.split("\n") if line.startswith("|")]
    assert rows[0] == ["שם", "הסבר", "שנה", "Foundry"]
    assert rows[2:] == [["דויד", "אות שנחתכה בידי איסמר דויד", "1954", "Intertype"], ["קורן", "אות לספרי קודש", "1962", "Deberny"],
                        ["הדסה", "אות של פרידלנדר", "1958", "Amsterdam"]]
    assert ("table-rows" in questions(draft)) == (css == BOOK)


def test_columns_that_are_uncertain_stay_rows(tmp_path: Path) -> None:
    """Two columns without a rule: a list of dates, a play, a table?"""
    words = Words(3)
    rows = "".join(f"<tr><td style='width: 30mm'>{words.some(1)}<td>{words.some(2)}</tr>" for _ in range(4))
    draft = read(page(f"<h1>כותר</h1>{paragraphs(words.prose(3))}<table>{rows}</table>{paragraphs(words.prose(3))}", tmp_path))
    assert "|" not in draft.text
    assert "table-uncertain" in questions(draft)


def test_a_list_and_a_contents_make_no_table(tmp_path: Path) -> None:
    words = Words(4)
    items = "".join(f"<li>{text}</li>" for text in words.prose(4))
    draft = read(page(f"<h1>כותר</h1>{paragraphs(words.prose(3))}<ol>{items}</ol><ul>{items}</ul>", tmp_path))
    assert draft.text.count("\n4. ") == 1 and draft.text.count("\n- ") == 4
    assert not {"table-uncertain", "table-rows"} & questions(draft)


def test_drawings_become_pictures_and_their_words_are_listed(tmp_path: Path) -> None:
    words = Words(5)
    svg = ("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 60' style='display: block'><circle cx='30' cy='30' r='25' fill='#ccc'/>"
           "<path d='M60 10 L95 50 L60 50 Z'/><text x='40' y='34' font-size='8'>Axis</text></svg>")
    draft = read(page(f"<h1>כותר</h1>{paragraphs(words.prose(2))}{svg}{paragraphs(words.prose(2))}", tmp_path))
    assert list(draft.files) == ["figures/figure-1.png"]
    with Image.open(io.BytesIO(draft.files["figures/figure-1.png"])) as picture:
        assert 300 < picture.width < 700 and picture.mode in ("L", "RGB")
    assert "(figures/figure-1.png)" in draft.text
    assert {"drawing", "words-in-drawing"} <= questions(draft)
    assert "Axis" not in draft.text


def with_image(tmp_path: Path, **fields: object) -> Path:
    """A PDF with a paragraph, and an image below it whose dictionary has these entries; ``data`` is its stream."""
    path = page(paragraphs(Words(6).prose(2)), tmp_path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        data = fields.pop("data")
        image = pdf.make_stream(data, pikepdf.Dictionary(Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, **fields))
        found = pdf.pages[0]
        found.Resources["/XObject"] = pikepdf.Dictionary(I1=image)
        found.contents_add(b"q 100 0 0 80 60 60 cm /I1 Do Q")
        pdf.save(path, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    return path


def test_a_gigantic_picture_of_a_pdf_is_not_decoded(tmp_path: Path) -> None:
    import zlib

    squeeze = zlib.compressobj(9)
    data = b"".join(squeeze.compress(bytes(1 << 22)) for _ in range(64)) + squeeze.flush()
    path = with_image(tmp_path, data=data, Width=60_000, Height=60_000, ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8,
                      Filter=pikepdf.Name.FlateDecode)
    begin, memory = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    draft = read(path)
    assert time.monotonic() - begin < 30
    assert (resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss - memory) * 1024 < 600_000_000
    assert draft.files == {}
    assert ["million pixels" in question.reason for question in draft.questions if question.code == "picture"] == [True]


@pytest.mark.parametrize(("kind", "data"), [(pikepdf.Name.JPXDecode, b"no picture"), (pikepdf.Name.FlateDecode, b"x\x9cbroken"),
                                            (pikepdf.Name.JBIG2Decode, b"\0" * 40)])
def test_a_broken_picture_is_listed(tmp_path: Path, kind: pikepdf.Name, data: bytes) -> None:
    draft = read(with_image(tmp_path, data=data, Width=40, Height=30, ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8, Filter=kind))
    assert draft.files == {} and "picture" in questions(draft)


def test_a_jpeg_comes_as_it_is(tmp_path: Path) -> None:
    stream = io.BytesIO()
    Image.radial_gradient("L").convert("RGB").save(stream, "JPEG")
    draft = read(with_image(tmp_path, data=stream.getvalue(), Width=256, Height=256, ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8,
                            Filter=pikepdf.Name.DCTDecode))
    assert draft.files == {"figures/figure-1.jpg": stream.getvalue()}


def test_a_sign_on_every_page_is_no_figure(tmp_path: Path) -> None:
    Image.new("L", (40, 40), 99).save(tmp_path / "sign.png")
    css = "@page { @top-left { content: url(sign.png) } }"
    draft = read(page(f"<h1>כותר</h1>{paragraphs(Words(7).prose(30))}", tmp_path, css))
    assert draft.files == {} and "![" not in draft.text


SAID = "<title>שם מן הקובץ</title><meta name=author content='Dana Levi'>"


def test_what_the_file_says_of_itself_helps_where_the_page_is_silent(tmp_path: Path) -> None:
    silent = read(page(paragraphs(Words(8).prose(4)), tmp_path, head=SAID))
    assert silent.metadata["title"] == "שם מן הקובץ"
    assert silent.metadata["author"] == [{"name": {"given": "Dana", "family": "Levi"}}]
    assert sum(question.code == "metadata" for question in silent.questions) == 2
    told = read(page(f"<h1>כותר הדף</h1><p>משה כהן</p>{paragraphs(Words(8).prose(4))}", tmp_path, head=SAID))
    assert told.metadata["title"] == "כותר הדף"
    assert told.metadata["author"] == [{"name": {"given": "משה", "family": "כהן"}}]
    assert "metadata" not in questions(told)


def test_notes_behind_the_text_are_joined_with_their_calls(tmp_path: Path) -> None:
    words = Words(9)
    text = [f"{one[:-1]}.<sup style='font-size: 7pt; line-height: 0'>{number}</sup>" for number, one in enumerate(words.prose(4), start=1)]
    notes = "".join(f"<p>{number}. הערה {words.some(6)}.</p>" for number in range(1, 5))
    draft = read(page(f"<h1>כותר</h1>{paragraphs(text)}<h2>הערות</h2>{notes}<h2>ביבליוגרפיה</h2><p>לוי, ד׳ (2003). ספר. ירושלים: מאגנס.</p>",
                      tmp_path))
    assert draft.text.count("\n[^") == 4 and "הערות" not in draft.text
    assert len(draft.references) == 1


def test_ranges_of_identifiers_rise() -> None:
    assert rising("בתחום U+2069–U+2066, וכן A9–A4", "rtl") == "בתחום U+2066–U+2069, וכן A4–A9"
    for right in ("בתחום U+2066–U+2069", "גיל 12–9, ISO-8859-8", "B9–A4", "x10–x9"):
        assert rising(right, "rtl") == right
    assert rising("U+2069–U+2066", "ltr") == "U+2069–U+2066"


def line(text: str, left: float, base: float) -> list[Glyph]:
    return [Glyph(letter, left + 5 * place, left + 5 * place + 5, base, 10, 400) for place, letter in enumerate(text)]


def test_verses_and_narrow_gaps_make_no_columns() -> None:
    full = [glyph for row in range(12) for glyph in line("אבגדהוזחטי" * 6, 0, 500 - 12 * row)]
    assert len(blocks(full, leftwards=True, known=[])) == 1
    two = [glyph for row in range(12) for left in (0, 170) for glyph in line("אבגדהוזחטי" * 3, left, 500 - 12 * row)]
    assert [round(min(glyph.left for glyph in block)) for block in blocks(two, leftwards=True, known=[])] == [170, 0]
    assert [round(min(glyph.left for glyph in block)) for block in blocks(two, leftwards=False, known=[])] == [0, 170]


@pytest.mark.parametrize("left", [160, 160.5, 161, 161.5])
def test_a_gutter_of_one_em_parts_columns_wherever_it_lies(left: float) -> None:
    """As LaTeX's, which is 10 points wide."""
    two = [glyph for row in range(12) for start in (0, left) for glyph in line("אבגדהוזחטי" * 3, start, 500 - 12 * row)]
    assert len(blocks(two, leftwards=True, known=[])) == 2


def test_a_frame_around_text_is_no_drawing_and_a_dot_before_a_row_is_a_bullet() -> None:
    text = [glyph for row in range(12) for glyph in line("אבגדהוזחטי" * 6, 20, 500 - 12 * row)]
    assert drawings([Box(0, 300, 340, 520)], [], text, Box(0, 0, 600, 800)) == ([], [])
    assert [round(dot.left) for dot in bullets(line("שורה", 0, 100), [Box(28, 102, 32, 106), Box(80, 102, 84, 106)], leftwards=True)] == [28]


def test_a_map_of_very_many_shapes_takes_no_long_time() -> None:
    dice = random.Random(1)
    shapes = [Box(x, y, x + 2, y + 2) for x, y in ((dice.uniform(50, 400), dice.uniform(100, 300)) for _ in range(50_000))]
    begin = time.monotonic()
    assert len(drawings(shapes, shapes, [], Box(0, 0, 600, 800))[0]) == 1
    assert time.monotonic() - begin < 10


def test_a_drawing_alone_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(ManuscriptError, match="no text"):
        read(page("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><circle cx='4' cy='4' r='4'/></svg>", tmp_path))
