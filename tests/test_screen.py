"""The screen PDF: its tags, metadata, page labels, and a preflight that sees each rule broken."""

import io
import re
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from conftest import REFERENCES, ROOT, SEED, Ran, built, run
from sadar import build
from sadar.checks import pdf_screen
from sadar.checks.pdf_tree import Node, Tagged
from sadar.manuscript.licences import licence_address
from sadar.paged import for_pages
from sadar.writers import pdf
from sadar.writers.structure_tree import Annotation, Content, Source
from sadar.writers.structure_tree import build as tree_of

YAML = """\
title: כותרת *ראשית*
lang: he
author:
  - {name: {given: דנה, family: לוי}, orcid: 0000-0002-1825-0097}
  - Ann Smith
abstract: תקציר קצר.
keywords: [מסחר, ים]
translations:
  en: {title: English title, abstract: An abstract.}
funding:
  - awards: [{id: 77-1, source: [{name: קרן לדוגמה, ror: 03yrm5c26, doi: 10.13039/501100001659}]}]
publication: {type: article, container-title: כתב עת, volume: 5, issue: 2, first-page: 121, publisher: הוצאה,
              date: 2026-05-17, doi: 10.1000/182, license: CC BY 4.0}
bibliography: references.yaml
"""
TEXT = """\
פסקה ובה Latin words ו[слово]{lang=ru} ומובאה [@cohen2003, עמ׳ 5].[^a] ראו @tbl-a ואת [הקישור](https://example.org/a_b).

[^a]: הערה ובה *Deutsch*.

# סעיף[^h]

[^h]: הערה לכותרת.

### רמה שדילגו אליה

> מובאה[^q] ארוכה.

[^q]: הערה למובאה.

1. אחד[^l]
2. שניים
   - מקונן
     - עמוק

[^l]: הערה לרשימה.

מונח[^d]
: הגדרה

: הגדרה שנייה

[^d]: הערה למונח.

נוסחה $x^2$ כאן.

![כיתוב[^c]](dot.png){#fig-a fig-alt="נקודה שחורה"}

[^c]: הערה לכיתוב.

| עיר | שנה |
|---|---|
%s

: הטבלה[^t] {#tbl-a}

[^t]: הערה לטבלה.

%s

This is English (with brackets).
"""
ROWS = "\n".join(f"| עיר{row} | {1000 + row} |" for row in range(3))
MANY_ROWS = "\n".join(f"| עיר{row} | {1000 + row} |" for row in range(50))
LONG = "פסקה.[^z] המשך.\n\n[^z]: " + " ".join(f"מילה{word} של הערה ארוכה." for word in range(500)) + "\n\n    פסקה שנייה."

Made = SimpleNamespace
KEPT: list[pikepdf.Pdf] = []


def made(folder: Path, text: str, yaml: str = YAML) -> Made:
    folder.mkdir(parents=True)
    (folder / "manuscript.yaml").write_text(yaml)
    (folder / "article.md").write_text(text)
    (folder / "references.yaml").write_text(REFERENCES)
    shutil.copy(ROOT / "tests/data/dot.png", folder)
    prepared = build.prepare(folder)
    path = folder / "screen.pdf"
    pdf.write_screen(prepared.manuscript, prepared.style, path)
    return Made(path=path, manuscript=prepared.manuscript, style=prepared.style)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(tmp_path_factory.mktemp("screen") / "small", TEXT % (ROWS, ""))


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(tmp_path_factory.mktemp("screen") / "long", TEXT % (MANY_ROWS, LONG))


def tree(path: Path) -> Node:
    opened = pikepdf.open(path)
    KEPT.append(opened)  # its elements are read later on
    root = Tagged(opened, path.name).root
    assert root
    return root


def outline(node: Node, depth: int = 0) -> str:
    kids = "".join(outline(kid, depth + 1) for kid in node.kids if isinstance(kid, Node))
    return f"{'  ' * depth}{node.role}\n{kids}"


# --- what is written ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["small", "long"])
def test_what_is_written_breaks_no_rule(which: str, request: pytest.FixtureRequest) -> None:
    it = request.getfixturevalue(which)
    assert list(pdf_screen.check(it.manuscript, it.style, it.path)) == []
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", it.path)
    assert "warning" not in run("mutool", "info", it.path).replace("warning: ICC support is not available", "")


def test_a_note_stands_behind_the_paragraph_that_calls_it(small: Made) -> None:
    root = tree(small.path)
    pairs = [(kid.text(), after.text()) for node in root.walk() for kid, after in pairwise(node.kids)
             if isinstance(kid, Node) and isinstance(after, Node) and after.role == "Note"]
    for called, noted in (("כותרת", "נכתב"), ("פסקה ובה", "Deutsch"), ("סעיף", "לכותרת"), ("מובאה", "למובאה")):
        assert any(called in paragraph and noted in note for paragraph, note in pairs), (called, noted)
    text = outline(root).replace("  ", "")
    assert "LBody\nReference\nLbl\nNote\nLbl\nP\n" in text  # a list
    assert "LI\nLbl\nReference\nLbl\nLBody\nNote\nLbl\nP\nP\nP\n" in text  # a term and its definitions
    assert "Caption\nReference\nLbl\nNote\nLbl\nP\nTHead" in text  # a table


def test_what_is_divided_over_pages_is_one_element(long: Made) -> None:
    root = tree(long.path)
    notes = [node for node in root.walk() if node.role == "Note"]
    divided = next(note for note in notes if "מילה0" in note.text())
    assert "מילה499" in divided.text()
    assert "פסקה שנייה" in divided.text()
    pages = {kid.Pg.objgen for node in divided.walk() for kid in node.entry.get("/K", [])
             if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/MCR"}
    assert pages
    table, = (node for node in root.walk() if node.role == "Table")
    assert sum(node.role == "TR" for node in table.walk()) == 51
    assert sum(node.role == "TH" for node in table.walk()) == 2


def test_repeated_heads_of_tables_and_running_heads_are_artifacts(long: Made) -> None:
    with pikepdf.open(long.path) as opened:
        pages = Tagged(opened, "x").pages
    assert sum("עיר" in page.artifacts for page in pages) >= 1
    assert all(str(121 + number) in " ".join(page.artifacts) for number, page in enumerate(pages))


def test_roles_follow_the_manuscript(small: Made) -> None:
    root = tree(small.path)
    roles = [node.role for node in root.walk()]
    assert [role for role in roles if re.fullmatch(r"H\d", role)] == ["H1", "H2", "H2", "H3", "H2", "H2", "H2"]
    assert {role: roles.count(role) for role in ("Note", "L", "LI", "Table", "TH", "TD", "Figure", "Formula",
                                                 "BlockQuote", "BibEntry")} == {
        "Note": 8, "L": 5, "LI": 6, "Table": 1, "TH": 2, "TD": 6, "Figure": 1, "Formula": 1, "BlockQuote": 1,
        "BibEntry": 1}
    figure, formula = (next(node for node in root.walk() if node.role == role) for role in ("Figure", "Formula"))
    assert str(figure.entry.Alt) == "נקודה שחורה"
    assert str(formula.entry.Alt) == "x^2"
    left, bottom, right, top = (float(edge) for edge in figure.attribute("/BBox"))
    assert 0 < left < right < 482
    assert 0 < bottom < top < 681
    assert {node.lang for node in root.walk()} == {"he", "en", "ru"}
    assert {text.strip() for lang, text in root.texts() if lang == "ru"} == {"слово"}
    assert root.kids[0].attribute("/WritingMode") == "/RlTb"
    english = next(node for node in root.walk() if node.role == "P" and "brackets" in node.text())
    assert english.attribute("/WritingMode") == "/LrTb"


@pytest.mark.parametrize(("name", "text"), [
    ("pictures", "פסקה ![](dot.png) כאן.\n\n![](dot.png)\n\n[![תמונה](dot.png)](https://example.org/)\n"),
    ("lists", "(@) אחד\n(@) שניים\n\n5. חמש\n6. שש\n\n- א\n\n  פסקה\n\n      קוד\n\n- [ ] משימה\n"),
    ("tables", "+---+---+\n| ארוך  |\n+===+===+\n| - א | ג |\n| - ב |   |\n+---+---+\n|   | > ק |\n+---+---+\n"),
    ("headings", "###### שש\n\nא\n\n#### ארבע $a$\n\nב[^a]\n\n[^a]: # בהערה\n\n# \n\n# כותרת\n\nסוף\n"),
    ("breaks", "א\\\nב ^ג^ ~~ד~~ <https://example.org/very/long/address/that/is/broken/over/lines/because/it/is/so/long> ה\n\n---\n"),
])
def test_all_that_may_be_written_breaks_no_rule(name: str, text: str, tmp_path: Path) -> None:
    it = made(tmp_path / name, text, "title: כותרת $x$\nlang: he\n")
    assert list(pdf_screen.check(it.manuscript, it.style, it.path)) == []


def test_pictures_in_inks_and_what_shines_through_break_no_rule(tmp_path: Path) -> None:
    folder = tmp_path / "inks"
    (folder / "styles/pdf").mkdir(parents=True)
    css = (ROOT / "styles/pdf/page.css.jinja").read_text()
    (folder / "styles/pdf/page.css.jinja").write_text(css + "blockquote { opacity: 0.5; }")
    Image.new("CMYK", (20, 20), (0, 200, 200, 0)).save(folder / "inks.jpg")
    (folder / "manuscript.yaml").write_text("title: כותרת\nlang: he\n")
    (folder / "article.md").write_text("![תמונה](inks.jpg)\n\n> ציטוט *שקוף* כאן.\n")
    prepared = build.prepare(folder)
    pdf.write_screen(prepared.manuscript, prepared.style, folder / "x.pdf")
    assert list(pdf_screen.check(prepared.manuscript, prepared.style, folder / "x.pdf")) == []
    with pikepdf.open(folder / "x.pdf") as opened:
        assert {str(thing.ColorSpace) for thing in opened.objects if isinstance(thing, pikepdf.Stream)
                and thing.get("/Subtype") == "/Image"} == {"/DeviceRGB"}


def test_poppler_reads_the_tree(small: Made) -> None:
    said = run("pdfinfo", "-struct-text", small.path)
    assert "Syntax Error" not in said
    for line in ("Document", "Note <note-00001> (inline)", "/Scope /Column", "BibEntry", "/ListNumbering /Decimal"):
        assert line in said


def test_a_contents_is_a_table_of_contents() -> None:
    def words(text: str) -> Content:
        return Content(0, text, None)

    item = Source("li", {}, kids=[Source("a", {"href": "#x"}, kids=[Annotation(0, {}), words("פרק"), words("7")])])
    nav = Source("nav", {"class": "contents"}, kids=[Source("h2", {}, kids=[words("תוכן")]), Source("ol", {}, kids=[item])])
    root = tree_of(Source("html", {"lang": "he", "dir": "rtl"}, kids=[Source("h1", {}, kids=[words("ספר")]), nav]))
    assert [element.role for element in root.walk()] == [
        "Document", "H1", "Sect", "H2", "TOC", "TOCI", "Reference", "Link"]


def test_bookmarks_leave_out_the_calls_of_notes(small: Made) -> None:
    with pikepdf.open(small.path) as opened, opened.open_outline() as marks:
        assert [mark.title for mark in marks.root] == ["כותרת ראשית"]
        assert marks.root[0].children[1].title == "סעיף"


def test_weasyprint_still_tags_by_page(tmp_path: Path) -> None:
    """What ``weasyprint_tags`` is for: it may go when this fails."""
    import weasyprint
    from weasyprint.pdf import sadar_original

    source = "<html lang=en><style>p{float:footnote}</style><title>x</title><h1>A<p>note</p></h1>"
    ours = weasyprint.pdf.add_tags
    weasyprint.pdf.add_tags = sadar_original
    try:
        (tmp_path / "raw.pdf").write_bytes(weasyprint.HTML(string=source).write_pdf(pdf_variant="pdf/ua-1"))
    finally:
        weasyprint.pdf.add_tags = ours
    assert not [node for node in tree(tmp_path / "raw.pdf").walk() if node.role == "Note"]


# --- metadata ----------------------------------------------------------------------------------------------------


def test_reference_managers_find_what_they_look_for(small: Made) -> None:
    with pikepdf.open(small.path) as opened, opened.open_metadata() as xmp:
        assert xmp["pdfaid:part"] == "3"
        assert xmp["pdfuaid:part"] == "1"
        assert xmp["dc:title"] == "כותרת ראשית"
        assert xmp["dc:creator"] == ["דנה לוי", "Ann Smith"]
        assert xmp["dc:identifier"] == "doi:10.1000/182"
        assert xmp["xmpRights:WebStatement"] == "https://creativecommons.org/licenses/by/4.0/"
        assert opened.docinfo["/doi"] == "10.1000/182"
        packet = opened.Root.Metadata.read_bytes().decode()
        for words in ("<prism:doi>10.1000/182<", "<prism:startingPage>121<", "<schema:identifier>77-1<",
                      "https://ror.org/03yrm5c26", "https://doi.org/10.13039/501100001659", "English title",
                      "https://orcid.org/0000-0002-1825-0097"):
            assert words in packet
        assert packet.encode() in small.path.read_bytes()  # can be found without reading the file


@pytest.mark.parametrize(("words", "address"), [
    ("CC BY 4.0", "licenses/by/4.0/"), ("cc by-nc-nd 4.0", "licenses/by-nc-nd/4.0/"), ("CC-BY-SA-3.0", "licenses/by-sa/3.0/"),
    ("CC0", "publicdomain/zero/1.0/"), ("CC BY", ""), ("כל הזכויות שמורות", ""), ("CC BY 4.0 except figures", ""),
])
def test_a_licence_has_an_address_where_its_words_are_sure(words: str, address: str) -> None:
    assert licence_address(words) == (f"https://creativecommons.org/{address}" if address else "")


def test_what_is_not_in_the_metadata_is_not_in_the_file(tmp_path: Path) -> None:
    it = made(tmp_path / "bare", "פסקה.", "title: כותרת\nlang: he\npublication: {date: 2020}\n")
    assert list(pdf_screen.check(it.manuscript, it.style, it.path)) == []
    packet = run("pdfinfo", "-meta", it.path)
    for words in ("dc:creator", "dc:identifier", "xmpRights:Marked", "schema:", "startingPage>1<", "None"):
        assert words not in packet


def test_the_same_manuscript_gives_the_same_bytes(small: Made, tmp_path: Path) -> None:
    for name in ("one.pdf", "other.pdf"):
        build.write(build.prepare(small.path.parent), "pdf", tmp_path / name)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "other.pdf").read_bytes()


# --- page labels -------------------------------------------------------------------------------------------------


def test_labels_are_the_numbers_on_the_pages_in_both_files(long: Made, tmp_path: Path) -> None:
    pdf.write_print(long.manuscript, long.style, tmp_path / "print.pdf")
    for path in (long.path, tmp_path / "print.pdf"):
        with pikepdf.open(path) as opened:
            labels = [str(page.label) for page in opened.pages]
            assert labels == [str(121 + number) for number in range(len(labels))]


def test_labels_follow_the_counter_style_and_count_blank_pages(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "manuscript.yaml").write_text("title: ספר\nlang: he\npublication: {type: book}\n")
    (folder / "article.md").write_text("# פרק\n\nפסקה.\n")
    prepared = build.prepare(folder)
    pdf.write_screen(prepared.manuscript, prepared.style, folder / "book.pdf")
    with pikepdf.open(folder / "book.pdf") as opened:
        labels = [str(page.label) for page in opened.pages]
    assert labels == ["א", "ב", "ג", "ד", "1"], "title page, imprint, contents, a blank page, the chapter"


# --- the preflight sees each rule broken -------------------------------------------------------------------------


def element(opened: pikepdf.Pdf, role: str, index: int = 0) -> Any:
    found = [node for node in Tagged(opened, "x").root.walk() if node.role == role]  # type: ignore[union-attr]
    return found[index].entry


def catalog(name: str, value: Any = None) -> Callable[[pikepdf.Pdf], None]:
    def broken(opened: pikepdf.Pdf) -> None:
        if value is None:
            del opened.Root[name]
        else:
            opened.Root[name] = value
    return broken


def packet(old: str, new: str) -> Callable[[pikepdf.Pdf], None]:
    def broken(opened: pikepdf.Pdf) -> None:
        said = opened.Root.Metadata.read_bytes().decode()
        assert old in said
        opened.Root.Metadata.write(said.replace(old, new).encode())
    return broken


def content(old: bytes, new: bytes, page: int = 0) -> Callable[[pikepdf.Pdf], None]:
    def broken(opened: pikepdf.Pdf) -> None:
        stream = opened.pages[page].Contents
        said = stream.read_bytes()
        assert re.search(old, said)
        stream.write(re.sub(old, new, said, count=1))
    return broken


def of(role: str, change: Callable[[Any], Any], index: int = 0) -> Callable[[pikepdf.Pdf], None]:
    return lambda opened: change(element(opened, role, index))


def first_link(change: Callable[[Any], Any]) -> Callable[[pikepdf.Pdf], None]:
    return lambda opened: change(next(page.Annots[0] for page in opened.pages if "/Annots" in page))


def first_font(change: Callable[[Any], Any]) -> Callable[[pikepdf.Pdf], None]:
    def broken(opened: pikepdf.Pdf) -> None:
        with_text = Tagged(opened, "x").fonts.used
        for font in opened.pages[0].Resources.Font.values():
            if with_text.get(font.objgen):
                change(font)
    return broken


def remove(name: str) -> Callable[[Any], None]:
    return lambda thing: thing.__delitem__(name)


def put(name: str, value: Any) -> Callable[[Any], None]:
    return lambda thing: thing.__setitem__(name, value)


def swap(opened: pikepdf.Pdf) -> None:
    part = element(opened, "Part")
    part.K = Array([part.K[-1], *list(part.K)[:-1]])


def reorder_headings(opened: pikepdf.Pdf) -> None:
    element(opened, "H3").S = Name.H2


def skip(opened: pikepdf.Pdf) -> None:
    element(opened, "H3").S = Name.H5


def drop_item(opened: pikepdf.Pdf) -> None:
    item = element(opened, "LI", -1)
    item.P.K = Array([kid for kid in item.P.K if kid != item])


def another_parent(opened: pikepdf.Pdf) -> None:
    element(opened, "LI").P = element(opened, "Document")


def twice(opened: pikepdf.Pdf) -> None:
    paragraph = element(opened, "P")
    paragraph.K = Array([*paragraph.K, paragraph.K[0]])


def parent_tree(opened: pikepdf.Pdf) -> None:
    listed = opened.Root.StructTreeRoot.ParentTree.Nums[1]
    listed[0], listed[len(listed) - 1] = listed[len(listed) - 1], listed[0]


def empty_element(opened: pikepdf.Pdf) -> None:
    document = element(opened, "Document")
    document.K.append(opened.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=document)))


def unmap(font: Any) -> None:
    font.ToUnicode.write(re.sub(rb"begin(bfchar|bfrange)", b"beginnothing", font.ToUnicode.read_bytes()))


def widths(font: Any) -> None:
    own = font.DescendantFonts[0]
    own.W = Array([own.W[0], Array([float(width) + 50 for width in own.W[1]]), *list(own.W)[2:]])


def labels(opened: pikepdf.Pdf) -> None:
    opened.Root.PageLabels.Nums[1].St = 120


def bookmark(change: Callable[[Any], None]) -> Callable[[pikepdf.Pdf], None]:
    return lambda opened: change(opened.Root.Outlines.First)


def languages(opened: pikepdf.Pdf) -> None:
    for node in Tagged(opened, "x").root.walk():  # type: ignore[union-attr]
        if node.entry.get("/Lang") == "ru":
            del node.entry.Lang


def interpolate(opened: pikepdf.Pdf) -> None:
    next(thing for thing in opened.objects if isinstance(thing, pikepdf.Stream)
         and thing.get("/Subtype") == "/Image").Interpolate = True


def profile(opened: pikepdf.Pdf) -> None:
    opened.Root.OutputIntents[0].DestOutputProfile.N = 4


def inks(opened: pikepdf.Pdf) -> None:
    opened.pages[0].Contents.write(b"0 0 0 1 k\n" + opened.pages[0].Contents.read_bytes())


BROKEN: list[tuple[str, Callable[[pikepdf.Pdf], Any]]] = [
    ("tag-tree", catalog("/StructTreeRoot")),
    ("tag-content-unowned", of("P", lambda paragraph: paragraph.K.__delitem__(0))),
    ("tag-content-missing", of("P", lambda paragraph: paragraph.K.append(999))),
    ("tag-content-twice", twice),
    ("tag-content-unmarked", content(rb"/P\s*<<\s*/MCID \d+\s*>>\s*BDC", rb"/P BMC")),
    ("tag-content-confused", content(rb"(?s)(/P\s*<<\s*/MCID \d+\s*>>\s*BDC)(.*?)EMC", rb"\1 /Artifact BMC \2 EMC EMC")),
    ("tag-parent", another_parent),
    ("tag-parent-tree", parent_tree),
    ("tag-role", of("P", put("/S", Name("/Absatz")))),
    ("tag-nesting", of("LBody", put("/S", Name.P))),
    ("tag-empty", empty_element),
    ("tag-heading-skip", skip),
    ("tag-heading-levels", reorder_headings),
    ("tag-headings", of("H3", put("/S", Name.P))),
    ("tag-order", swap),
    ("tag-language", languages),
    ("tag-alternative", of("Figure", remove("/Alt"))),
    ("tag-alternative", of("Formula", remove("/Alt"))),
    ("tag-box", of("Figure", remove("/A"))),
    ("tag-table-scope", of("TH", remove("/A"))),
    ("tag-table-heads", lambda opened: [of("TH", put("/S", Name.TD))(opened) for _ in range(2)]),
    ("tag-table-rows", lambda opened: element(opened, "TR", 1).K.__delitem__(1)),
    ("tag-list-numbering", of("L", remove("/A"))),
    ("tag-note-id", of("Note", remove("/ID"))),
    ("tag-note-id", lambda opened: opened.Root.StructTreeRoot.__delitem__("/IDTree")),
    ("tag-note-label", of("Note", lambda note: note.K.__delitem__(0))),
    ("tag-note-calls", of("Reference", put("/S", Name.Span))),
    ("tag-note-count", of("Note", put("/S", Name.Sect))),
    ("tag-figure-count", of("Figure", put("/S", Name.Span))),
    ("tag-formula-count", of("Formula", put("/S", Name.Span))),
    ("tag-table-count", of("Table", put("/S", Name.Sect))),
    ("tag-bibentry-count", of("BibEntry", put("/S", Name.P))),
    ("tag-blockquote-count", of("BlockQuote", put("/S", Name.Sect))),
    ("tag-l-count", of("L", put("/S", Name.Sect))),
    ("link-untagged", first_link(remove("/StructParent"))),
    ("link-untagged", of("Link", put("/S", Name.Span))),
    ("link-empty", of("Link", lambda link: link.__setitem__("/K", Array([kid for kid in link.K if isinstance(kid, int)])))),
    ("link-kind", first_link(put("/Subtype", Name.Text))),
    ("link-contents", first_link(remove("/Contents"))),
    ("link-flags", first_link(remove("/F"))),
    ("link-destination", first_link(lambda link: link.__setitem__("/Dest", pikepdf.String("nowhere")))),
    ("bookmark-destination", bookmark(remove("/Dest"))),
    ("bookmark-headings", bookmark(put("/Title", pikepdf.String("אחרת")))),
    ("labels-missing", catalog("/PageLabels")),
    ("labels-differ", labels),
    ("pdf-lang", catalog("/Lang", pikepdf.String("en"))),
    ("pdf-display-title", lambda opened: opened.Root.ViewerPreferences.__delitem__("/DisplayDocTitle")),
    ("pdf-direction", lambda opened: opened.Root.ViewerPreferences.__delitem__("/Direction")),
    ("pdf-marked", catalog("/MarkInfo")),
    ("pdf-tabs", lambda opened: [page.__delitem__("/Tabs") for page in opened.pages]),
    ("pdf-output-intent", catalog("/OutputIntents")),
    ("pdf-output-intent", profile),
    ("pdf-forbidden", catalog("/OpenAction", Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.beep(0)")))),
    ("pdf-image", interpolate),
    ("pdf-inks", inks),
    ("font-embedded", first_font(lambda font: font.DescendantFonts[0].FontDescriptor.__delitem__("/FontFile2"))),
    ("font-subset", first_font(put("/BaseFont", Name("/Whole")))),
    ("font-unicode", first_font(remove("/ToUnicode"))),
    ("font-map", first_font(lambda font: font.DescendantFonts[0].__delitem__("/CIDToGIDMap"))),
    ("font-kind", first_font(put("/Encoding", Name("/Identity-V")))),
    ("font-widths", first_font(widths)),
    ("glyph-unmapped", first_font(unmap)),
    ("glyph-notdef", content(rb"<[0-9a-f]{4}", b"<0000")),
    ("pdfa-claim", packet("<pdfaid:part>3<", "<pdfaid:part>2<")),
    ("pdfua-claim", packet("<pdfuaid:part>1</pdfuaid:part>", "")),
    ("xmp-packet", catalog("/Metadata")),
    ("xmp-packet", packet("</rdf:RDF>", "")),
    ("xmp-schema", packet("<pdfaProperty:name>doi<", "<pdfaProperty:name>other<")),
    ("xmp-title", packet("English title", "Another title")),
    ("xmp-authors", packet("<rdf:li>Ann Smith<", "<rdf:li>Ann<")),
    ("xmp-keywords", packet("<rdf:li>מסחר<", "<rdf:li>סחר<")),
    ("xmp-abstract", packet('<rdf:li xml:lang="en">An abstract.</rdf:li>', "")),
    ("xmp-language", packet("<rdf:li>he<", "<rdf:li>en<")),
    ("xmp-publisher", packet("<rdf:li>הוצאה<", "<rdf:li>אחר<")),
    ("xmp-doi", packet("<prism:doi>10.1000/182<", "<prism:doi>10.1000/183<")),
    ("xmp-rights", packet("<xmpRights:Marked>True</xmpRights:Marked>", "")),
    ("xmp-place", packet("<prism:volume>5<", "<prism:volume>6<")),
    ("xmp-orcid", packet("https://orcid.org/0000", "https://orcid.org/1000")),
    ("xmp-awards", packet("<schema:identifier>77-1<", "<schema:identifier>77-2<")),
    ("xmp-info", lambda opened: opened.docinfo.__setitem__("/Title", "אחרת")),
]


@pytest.mark.parametrize(("code", "broken"), BROKEN, ids=[f"{number}-{code}" for number, (code, _) in enumerate(BROKEN)])
def test_the_preflight_sees_a_broken_rule(code: str, broken: Callable[[pikepdf.Pdf], Any], small: Made) -> None:
    with pikepdf.open(small.path) as opened:
        broken(opened)
        saved = io.BytesIO()
        opened.save(saved, fix_metadata_version=False)
    path = small.path.with_name("broken.pdf")
    path.write_bytes(saved.getvalue())
    assert code in {finding.code for finding in pdf_screen.preflight(for_pages(small.manuscript, small.style), path)}


@pytest.mark.parametrize(("code", "options"), [
    ("pdf-version", {"force_version": "1.4"}), ("pdf-encrypted", {"encryption": pikepdf.Encryption(owner="x", user="")}),
])
def test_the_preflight_sees_how_a_file_was_saved(code: str, options: dict[str, Any], small: Made) -> None:
    path = small.path.with_name("saved.pdf")
    with pikepdf.open(small.path) as opened:
        opened.save(path, **options)
    assert code in {finding.code for finding in pdf_screen.preflight(for_pages(small.manuscript, small.style), path)}


def test_every_rule_has_a_file_that_breaks_it() -> None:
    """The codes of the preflight's modules, as they stand in the text, are those of the tests."""
    text = "".join(path.read_text() for path in (ROOT / "scripts/sadar/checks").glob("pdf_*.py"))
    codes = set(re.findall(r'(?:yield |fault\(|Finding\()"((?:tag|link|bookmark|labels|pdfa?|pdfua|font|glyph|xmp)-[a-z-]+)"', text))
    assert codes - {"pdf-id"} <= {code for code, _ in BROKEN} | {"pdf-version", "pdf-encrypted"}


def test_the_check_compares_words_too(small: Made, sadar: Callable[..., Ran]) -> None:
    assert build._check_of("pdf") is pdf_screen.check
    path = small.path.with_name("wordless.pdf")
    with pikepdf.open(small.path) as opened:
        del opened.pages[-1]
        opened.save(path)
    assert "words-missing" in {finding.code for finding in pdf_screen.check(small.manuscript, small.style, path)}


def test_the_specimen_is_clean(specimen: Path) -> None:
    prepared = build.prepare(ROOT / "manuscript")
    assert list(pdf_screen.preflight(for_pages(prepared.manuscript, prepared.style), specimen / "specimen.pdf")) == []


@pytest.mark.skipif(not SEED.exists(), reason="the seed article lies beside the project only where it is developed")
def test_the_seed_is_clean(tmp_path: Path, sadar: Callable[..., Ran]) -> None:
    folder = tmp_path / "seed"
    folder.mkdir()
    shutil.copy(ROOT / "tests/data/seed/manuscript.yaml", folder)
    shutil.copy(SEED, folder / "article.md")
    assert (built(sadar, folder, ["pdf"]) / "seed.pdf").exists()  # the build runs the check
