"""The DOCX as Word and a translator meet it: styles, fields, heads, lists, tables, figures, properties."""

import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import etree

from conftest import REFERENCES, ROOT, Ran, built, run

sys.path.insert(0, str(ROOT / "tests/bench"))
import book

from sadar import build

Element = etree._Element
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
EMU_PER_MM = 36000
TALL = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 60"><rect width="10" height="60"/></svg>'
YAML = """\
title: ספר קטן על Latin
short-title: ספר קטן
lang: he
author: [{name: {given: דנה, family: לוי}}, Ann Smith]
abstract: תקציר.
keywords: [מילה, word]
translations: {en: {title: A Small Book, abstract: An abstract.}}
funding:
  - awards: [{id: 77-1, source: [{name: קרן לדוגמה}]}]
publication: {type: book, publisher: הוצאה, publisher-place: חיפה, date: 2026, license: CC BY 4.0, doi: 10.1000/182}
bibliography: references.yaml
"""
TEXT = """\
# פרק Hebrew

ראו @fig-tall, @tbl-one ו־@sec-second, וגם [כאן](#fig-tall).[^he] מובאה [@smith2010, p. 7].

![כיתוב *ובו* הטיה](tall.svg){#fig-tall alt="מלבן גבוה"}

| עמודה | column |
|:------|-------:|
| ערך   | Latin value of some length |

: כיתוב הטבלה {#tbl-one}

- פריט

  המשכו

    - פריט פנימי

1. ראשון

> A Latin extract, all of it.

```
code = 1
```

נוסחה: $a^2$.

## משנה {#sec-second}

עוד.

# A Latin chapter

English[^en] words only.

[^he]: הערה ובה Latin.
[^en]: A note in English, all of it.
"""


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Element]:
    """The parts of a small book's DOCX, by their names."""
    where = tmp_path_factory.mktemp("docx") / "small"
    where.mkdir()
    for name, content in {"manuscript.yaml": YAML, "text.md": TEXT, "references.yaml": REFERENCES, "tall.svg": TALL}.items():
        (where / name).write_text(content, "utf-8")
    prepared = build.prepare(where)
    assert build.write(prepared, "docx", where / "small.docx") == ()
    return parts_of(where / "small.docx")


def parts_of(path: Path) -> dict[str, Element]:
    with zipfile.ZipFile(path) as archive:
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith((".xml", ".rels"))}


def paragraphs(root: Element, style: str) -> list[Element]:
    return [paragraph for paragraph in root.iter(f"{W}p") if style_of(paragraph) == style]


def style_of(paragraph: Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else style.get(f"{W}val", "")


def text_of(element: Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def fields(root: Element) -> dict[str, str]:
    """Instructions of simple fields, with what they show."""
    return {" ".join(field.get(f"{W}instr", "").split()): text_of(field) for field in root.iter(f"{W}fldSimple")}


def instructions(root: Element) -> Iterator[str]:
    return (" ".join((code.text or "").split()) for code in root.iter(f"{W}instrText"))


def styles(parts: dict[str, Element]) -> dict[str, Element]:
    return {style.get(f"{W}styleId", ""): style for style in parts["word/styles.xml"].iter(f"{W}style")}


def test_captions_count_and_references_show_what_stands_in_them(parts: dict[str, Element]) -> None:
    document = parts["word/document.xml"]
    shown = fields(document)
    assert shown[r"SEQ Figure \* ARABIC"] == shown[r"SEQ Table \* ARABIC"] == "1"
    assert text_of(paragraphs(document, "ImageCaption")[0]).startswith("איור\u00a01. ")
    targets = {code.split()[1]: said for code, said in shown.items() if code.startswith("REF ")}
    assert sorted(said.replace("\u00a0", " ") for said in targets.values()) == ["איור 1", "טבלה 1", "משנה"]
    starts = {start.get(f"{W}name"): start for start in document.iter(f"{W}bookmarkStart")}
    for name, said in targets.items():
        inside = []
        for sibling in starts[name].itersiblings():
            if sibling.tag == f"{W}bookmarkEnd" and sibling.get(f"{W}id") == starts[name].get(f"{W}id"):
                break
            inside.append(text_of(sibling))
        assert "".join(inside) == said, "what a field will show once it is updated"
    assert "״משנה״" in text_of(document).replace("\u200f", "")


def test_a_reference_with_words_of_its_own_stays_a_link(parts: dict[str, Element]) -> None:
    links = {text_of(link): link.get(f"{W}anchor") for link in parts["word/document.xml"].iter(f"{W}hyperlink")}
    assert links["כאן"] == "fig-tall"


def test_a_book_has_a_contents_that_word_brings_up_to_date(parts: dict[str, Element]) -> None:
    document = parts["word/document.xml"]
    heading = paragraphs(document, "TOCHeading")[0]
    assert text_of(heading) == "תוכן העניינים"
    lines = [paragraph for paragraph in document.iter(f"{W}p") if re.fullmatch(r"TOC\d", style_of(paragraph))]
    assert [(style_of(line), text_of(line)) for line in lines] == [
        ("TOC1", "פרק Hebrew"), ("TOC2", "משנה"), ("TOC1", "A Latin chapter"), ("TOC1", "רשימת המקורות")]
    assert next(instructions(lines[0])) == r'TOC \o "1-2" \h \z \u'
    assert heading.getnext() is lines[0]
    begun = [char.get(f"{W}fldCharType") for line in lines for char in line.iter(f"{W}fldChar")]
    assert begun.count("begin") == begun.count("end") == len(lines) + 1
    names = {start.get(f"{W}name") for start in document.iter(f"{W}bookmarkStart")}
    assert {link.get(f"{W}anchor") for line in lines for link in line.iter(f"{W}hyperlink")} <= names


def test_items_of_lists_have_words_own_styles(parts: dict[str, Element]) -> None:
    document, known = parts["word/document.xml"], styles(parts)
    found = {name: [text_of(item) for item in paragraphs(document, name)] for name in
             ("ListBullet", "ListContinue", "ListBullet2", "ListNumber")}
    assert found == {"ListBullet": ["פריט"], "ListContinue": ["המשכו"], "ListBullet2": ["פריט פנימי"], "ListNumber": ["ראשון"]}
    assert paragraphs(document, "ListContinue")[0].find(f"{W}pPr/{W}numPr") is None
    for name in found:
        assert f"{W}customStyle" not in known[name].attrib
    indents = {level.find(f"{W}pPr/{W}ind").get(f"{W}start") for kind in parts["word/numbering.xml"].iter(f"{W}abstractNum")
               for level in kind.iter(f"{W}lvl") if level.get(f"{W}ilvl") == "0"}
    assert indents == {known["ListBullet"].find(f"{W}pPr/{W}ind").get(f"{W}start")} == {"360"}


def test_latin_paragraphs_have_styles_of_their_own(parts: dict[str, Element]) -> None:
    document, notes, known = parts["word/document.xml"], parts["word/footnotes.xml"], styles(parts)
    assert [text_of(entry) for entry in paragraphs(document, "BibliographyLtr")] == ["Smith, A. (2010). A Book. Press."]
    assert len(paragraphs(document, "Bibliography")) == 0
    chapter = paragraphs(document, "Heading1")[1]
    assert text_of(chapter) == "A Latin chapter"
    assert chapter.find(f"{W}pPr/{W}bidi").get(f"{W}val") == "0"
    assert "Heading1Ltr" not in known, "running heads show what has the style “heading 1”"
    assert "A Latin extract" in text_of(paragraphs(document, "BlockTextLtr")[0])
    assert text_of(paragraphs(notes, "FootnoteTextLtr")[0]).strip() == "A note in English, all of it."
    for name in ("BibliographyLtr", "FootnoteTextLtr", "BlockTextLtr"):
        assert known[name].find(f"{W}basedOn").get(f"{W}val") == name.removesuffix("Ltr")
        assert known[name].find(f"{W}pPr/{W}bidi").get(f"{W}val") == "0"
    assert not [name for name in known if name.startswith("SourceCode") and name != "SourceCode"]


def test_sizes_bold_and_italic_have_their_twins(parts: dict[str, Element]) -> None:
    for name in ("word/styles.xml", "word/document.xml", "word/footnotes.xml"):
        for properties in parts[name].iter(f"{W}rPr"):
            for one, twin in (("sz", "szCs"), ("b", "bCs"), ("i", "iCs")):
                assert (properties.find(f"{W}{one}") is None) == (properties.find(f"{W}{twin}") is None), etree.tostring(properties)


def test_a_right_bound_recto_has_its_inner_margin_on_the_right(parts: dict[str, Element]) -> None:
    for margins in parts["word/document.xml"].iter(f"{W}pgMar"):
        assert (int(margins.get(f"{W}left")), int(margins.get(f"{W}right"))) == (1587, 1247)  # 28 and 22 mm
    settings = parts["word/settings.xml"]
    assert settings.find(f"{W}mirrorMargins") is not None


def test_heads_are_those_of_the_printed_page(parts: dict[str, Element]) -> None:
    recto, verso = parts["word/header1.xml"], parts["word/header2.xml"]
    assert list(instructions(recto)) == ["STYLEREF 1", "PAGE"]  # the chapter; the folio outside
    assert list(instructions(verso)) == ["PAGE"]
    assert text_of(verso).endswith("ספר קטן")
    document = parts["word/document.xml"]
    for section in document.iter(f"{W}sectPr"):
        assert [(head.tag.removeprefix(W), head.get(f"{W}type")) for head in section if head.tag.endswith("Reference")] == [
            ("headerReference", "default"), ("headerReference", "even"), ("footerReference", "first")]
    assert parts["word/settings.xml"].find(f"{W}evenAndOddHeaders") is not None


def test_tables_fit_the_measure_and_repeat_their_head(parts: dict[str, Element]) -> None:
    table = next(parts["word/document.xml"].iter(f"{W}tbl"))
    rows = table.findall(f"{W}tr")
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    widths = [int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")]
    assert widths[1] > 2 * widths[0]
    assert sum(widths) == pytest.approx(120 / 25.4 * 1440, abs=2)


def test_figures_are_described_and_fit_the_page(parts: dict[str, Element]) -> None:
    inline = next(parts["word/document.xml"].iter(f"{WP}inline"))
    width, height = (int(inline.find(f"{WP}extent").get(name)) / EMU_PER_MM for name in ("cx", "cy"))
    assert height <= 185 * 0.85 + 0.01  # of the type area
    assert height / width == pytest.approx(6, rel=0.01)
    assert inline.find(f"{WP}docPr").get("descr") == "מלבן גבוה"
    named = next(inline.iter(f"{PIC}cNvPr"))
    assert named.get("descr") is None  # pandoc puts the whole picture there, as text
    assert len(etree.tostring(inline)) < 3000


def test_the_properties_say_what_the_metadata_say_and_no_more(parts: dict[str, Element]) -> None:
    core = {etree.QName(element).localname: element.text for element in parts["docProps/core.xml"]}
    assert core["title"] == "ספר קטן על Latin"
    assert core["creator"] == "דנה לוי; Ann Smith"
    assert core["language"] == "he"
    assert core["keywords"] == "מילה; word"
    assert "CC BY 4.0" in (core["description"] or "")
    assert not {"docProps/app.xml", "docProps/custom.xml", "word/comments.xml", "word/webSettings.xml"} & set(parts)
    for name, root in parts.items():
        assert b"rsid" not in etree.tostring(root), name


def test_formulas_are_words_own(parts: dict[str, Element]) -> None:
    formula = next(parts["word/document.xml"].iter("{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"))
    assert "".join(formula.itertext()) == "a2"


def test_code_runs_from_left_to_right_and_so_does_the_line_that_parts_notes_from_right_to_left(parts: dict[str, Element]) -> None:
    code = paragraphs(parts["word/document.xml"], "SourceCode")[0]
    assert code.find(f"{W}pPr/{W}bidi").get(f"{W}val") == "0"
    assert not list(code.iter(f"{W}rtl"))
    for note in parts["word/footnotes.xml"].iter(f"{W}footnote"):
        if note.get(f"{W}type"):
            assert note.find(f"{W}p/{W}pPr/{W}bidi").get(f"{W}val") is None


def test_faces_are_named_with_what_stands_in_for_them(parts: dict[str, Element]) -> None:
    faces = {face.get(f"{W}name"): face.find(f"{W}altName").get(f"{W}val") for face in parts["word/fontTable.xml"].iter(f"{W}font")}
    assert faces["Times New Roman"] == "David,Liberation Serif"
    default = parts["word/styles.xml"].find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}rFonts")
    assert default.get(f"{W}cs") == "Times New Roman"


def test_lines_of_verse_are_not_stretched(parts: dict[str, Element]) -> None:
    assert parts["word/settings.xml"].find(f"{W}compat/{W}doNotExpandShiftReturn") is not None


def test_libreoffice_numbers_notes_by_chapter(folder: Callable[..., Path], sadar: Callable[..., Ran], tmp_path: Path) -> None:
    text = "".join(f"# פרק {number}\n\nטקסט.^[הערה.] ועוד.^[אחרת.]\n\n" for number in ("א", "ב", "ג")) + "[@smith2010]\n"
    path = built(sadar, folder(YAML, text), ["docx"]) / "small.docx"
    run("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "odt", "--outdir", tmp_path, path)
    with zipfile.ZipFile(tmp_path / "small.odt") as opened:
        numbers = re.findall(r"<text:note-citation[^>]*>([^<]+)<", opened.read("content.xml").decode())
    assert numbers == ["*", "1", "2", "1", "2", "1", "2"]


def test_a_book_saved_anew_by_libreoffice_keeps_its_paragraphs_whole(tmp_path: Path) -> None:
    """Sections that open on odd pages made it divide paragraphs at the ends of pages, links in them too."""
    path = tmp_path / "book.docx"
    book.make(tmp_path / "book", 40)
    build.write(build.prepare(tmp_path / "book"), "docx", path)
    run("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "docx", "--outdir", tmp_path / "anew", path)
    saved, own = (parts_of(file)["word/document.xml"] for file in (tmp_path / "anew/book.docx", path))
    assert len(list(saved.iter(f"{W}sectPr"))) == len(list(own.iter(f"{W}sectPr"))) > 2
    whole, divided = (sum(bool(text_of(paragraph)) for paragraph in root.iter(f"{W}p")) for root in (own, saved))
    assert divided == whole > 50


@pytest.mark.parametrize("lang", ["fa", "yi", "he", "ar"])
def test_left_to_right_text_is_proofed_in_a_left_to_right_language(
        folder: Callable[..., Path], sadar: Callable[..., Ran], lang: str) -> None:
    path = built(sadar, folder(f"title: א\nlang: {lang}\n", "א Latin\n", references=None), ["docx"]) / "small.docx"
    default = parts_of(path)["word/styles.xml"].find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    assert (default.get(f"{W}val"), default.get(f"{W}bidi")) == ("en-US", lang)


def test_word_asks_for_no_template_of_the_machine() -> None:
    """The templates of the DOCX name no path and no machine."""
    for template in (ROOT / "styles/docx").iterdir():
        assert not re.search(r"[A-Z]:\\|/home/|/Users/|Normal\.dotm", template.read_text("utf-8")), template
