"""The right-to-left check over any EPUB: ours, well-made foreign ones, broken ones, hostile ones."""

import re
import struct
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from lxml import etree

import foreign_books as foreign
from conftest import Ran
from sadar.bidi.markup import paragraphs
from sadar.bidi.stored_order import signs, stored_as_it_looks
from sadar.bidi.visual import visual_order
from sadar.checks import rtl_epub

RTL = 'lang="he" xml:lang="he" dir="rtl"'
TEXT = "הספר נדפס בירושלים בשנת 1948, ונמכר בכל הארץ."


def codes(path: Path) -> Counter[str]:
    return Counter(finding.code for finding in rtl_epub.findings(path))


def document(body: str, root: str = RTL, head: str = "") -> str:
    return f"{foreign.HEAD} {root}>\n<head><title>x</title>{head}</head>\n<body>\n{body}\n</body>\n</html>"


def sound() -> dict[str, str | bytes]:
    """A small book that has everything and nothing wrong."""
    return {
        "a.xhtml": document(
            f'<p>{TEXT}<a epub:type="noteref" role="doc-noteref" id="r1" href="#n1">1</a></p>\n'
            f'<p><span role="doc-pagebreak" id="p5" aria-label="5"/>{TEXT}</p>\n'
            f'<p><span role="doc-pagebreak" id="p6" aria-label="6"/>{TEXT}</p>\n'
            '<p dir="ltr" lang="en">Smith, J. (1999). The History of Trade.</p>\n'
            f'<aside epub:type="footnote" role="doc-footnote" id="n1"><p><a href="#r1">1</a> {TEXT}</p></aside>'),
        "nav.xhtml": document('<nav epub:type="toc"><ol><li><a href="a.xhtml">מבוא קצר</a></li></ol></nav><nav '
                              'epub:type="page-list"><ol><li><a href="a.xhtml#p5">5</a></li><li><a href="a.xhtml#p6">6</a>'
                              "</li></ol></nav>"),
        "s.css": "p { margin-inline-start: 1em; text-align: start }",
    }


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Write the sound book with replacements: (file, what, by what)."""

    def make(*changes: tuple[str, str, str], **options: str) -> Path:
        files = sound()
        opf = foreign.package("he", files, **options)
        for file, old, new in changes:
            if file == "p.opf":
                assert old in opf
                opf = opf.replace(old, new)
            else:
                assert old in files[file]
                files[file] = str(files[file]).replace(old, new)
        return foreign.write(tmp_path / "book.epub", files, opf)

    return make


def test_the_sound_book_has_no_findings(book: Callable[..., Path]) -> None:
    assert list(rtl_epub.findings(book())) == []


@pytest.mark.parametrize(("code", "changes"), [
    ("package-direction", [("p.opf", ' dir="rtl"', "")]),
    ("package-direction", [("p.opf", ' dir="rtl"', ' dir="ltr"')]),
    ("spine-direction", [("p.opf", ' page-progression-direction="rtl"', "")]),
    ("spine-direction", [("p.opf", 'progression-direction="rtl"', 'progression-direction="ltr"')]),
    ("language-missing", [("p.opf", "<dc:language>he</dc:language>", "")]),
    ("language-unknown", [("p.opf", "<dc:language>he<", "<dc:language>qqq<")]),
    ("language-missing", [("a.xhtml", 'lang="he" xml:lang="he" ', "")]),
    ("language-unknown", [("a.xhtml", 'lang="he" xml:lang="he" ', 'lang="qqq" xml:lang="qqq" ')]),
    ("language-wrong", [("a.xhtml", 'lang="he" xml:lang="he" ', 'lang="en" xml:lang="en" '), ("a.xhtml", TEXT, TEXT * 3)]),
    ("language-wrong", [("a.xhtml", 'lang="he" xml', 'lang="yi" xml')]),
    ("document-direction", [("a.xhtml", f"{RTL}>", 'lang="he" xml:lang="he">'), ("a.xhtml", "<p>", '<p dir="rtl">')]),
    ("foreign-undirected", [("a.xhtml", 'dir="ltr" lang="en"', 'lang="en"')]),
    ("foreign-language", [("a.xhtml", 'dir="ltr" lang="en"', 'dir="ltr"')]),
    ("css-direction", [("s.css", "p {", "h6 { direction: rtl } p {")]),
    ("css-direction", [("s.css", "text-align: start", "unicode-bidi: embed")]),
    ("css-direction", [("a.xhtml", '<p dir="ltr"', '<p style="unicode-bidi: isolate" dir="ltr"')]),
    ("css-physical", [("s.css", "text-align: start", "text-align: left")]),
    ("css-physical", [("s.css", "margin-inline-start", "margin-left")]),
    ("css-physical", [("s.css", "text-align: start", "margin: 0 1em 0 2em")]),
    ("css-physical", [("s.css", "p {", "@media screen { p { float: right } } p {")]),
    ("css-physical", [("s.css", "text-align: start", "position: absolute; left: 2em")]),
    ("css-physical", [("a.xhtml", "</title>", "</title><style>p { padding-right: 2em }</style>")]),
    ("css-physical", [("a.xhtml", "<aside ", '<aside style="border-left: 1px solid" ')]),
    ("visual-order", [("a.xhtml", TEXT, "הלא ,םילשוריב ספדנ רפסה .ץראה לכב םירפס םירכמנו")]),
    ("note-backlink", [("a.xhtml", '<a href="#r1">1</a> ', "")]),
    ("note-uncalled", [("a.xhtml", 'epub:type="noteref" role="doc-noteref"', "")]),
    ("note-unmarked", [("a.xhtml", 'epub:type="footnote" role="doc-footnote"', "")]),
    ("note-direction", [("a.xhtml", f'id="n1"><p><a href="#r1">1</a> {TEXT}',
                         'id="n1" dir="ltr" lang="en"><p><a href="#r1">1</a> See Smith, below.')]),
    ("link-broken", [("nav.xhtml", 'href="a.xhtml">', 'href="b.xhtml">')]),
    ("link-broken", [("nav.xhtml", 'href="a.xhtml">', 'href="a.xhtml#none">')]),
    ("link-broken", [("p.opf", 'href="s.css"', 'href="t.css"')]),
    ("epub-path", [("nav.xhtml", 'href="a.xhtml">', 'href="../../../etc/passwd">')]),
    ("page-list", [("nav.xhtml", '<li><a href="a.xhtml#p6">6</a></li>', "")]),
    ("page-list", [("nav.xhtml", 'a.xhtml#p6">6', 'a.xhtml#p6">7')]),
    ("page-list", [("nav.xhtml", '<li><a href="a.xhtml#p5">5</a></li><li><a href="a.xhtml#p6">6</a></li>',
                    '<li><a href="a.xhtml#p6">6</a></li><li><a href="a.xhtml#p5">5</a></li>')]),
    ("page-list", [("a.xhtml", 'role="doc-pagebreak" id="p6"', 'id="p6"')]),
    ("page-list-missing", [("nav.xhtml", "page-list", "landmarks")]),
    ("navigation-missing", [("p.opf", 'properties="nav"', "")]),
    ("epub-unreadable", [("nav.xhtml", "</nav>", "")]),
    ("epub-entity", [("nav.xhtml", "<!DOCTYPE html>", '<!DOCTYPE html [<!ENTITY a "b">]>')]),
])
def test_each_rule_has_a_book_that_breaks_it(book: Callable[..., Path], code: str,
                                             changes: list[tuple[str, str, str]]) -> None:
    found = list(rtl_epub.findings(book(*changes)))
    assert {finding.code for finding in found} == {code}
    for finding in found:
        assert finding.place.file
        assert finding.remedy
        assert finding.place.line or code.startswith(("epub-", "navigation-missing"))


def test_a_paragraph_that_says_the_wrong_direction_is_named_with_its_line(book: Callable[..., Path]) -> None:
    (found,) = rtl_epub.findings(book(("a.xhtml", f"<p>{TEXT}<a", f'<p dir="ltr">{TEXT}<a')))
    assert (found.code, found.place.file, found.place.line) == ("paragraph-direction", "O/a.xhtml", 6)
    assert "“הספר נדפס" in found.message
    assert found.remedy == 'write dir="rtl" on its element'


def test_what_a_document_lacks_is_said_once_with_the_number_of_its_paragraphs(book: Callable[..., Path]) -> None:
    found = list(rtl_epub.findings(book(("a.xhtml", f"{RTL}>", 'lang="he" xml:lang="he">'))))
    assert [finding.code for finding in found] == ["document-direction", "paragraph-direction"]
    assert found[1].message.startswith("4 paragraphs take the wrong direction")


def test_isolates_without_end_are_refused(book: Callable[..., Path]) -> None:
    isolates = "\u2067" * 3000
    assert codes(book(("a.xhtml", "<aside", f"<p>Smith {isolates} Jones.</p><aside")))["epub-unreadable"] == 1


def test_navigation_without_direction(book: Callable[..., Path]) -> None:
    found = codes(book(("nav.xhtml", f"{RTL}>", 'lang="he" xml:lang="he">')))
    assert set(found) == {"navigation-direction", "paragraph-direction"}


@pytest.mark.parametrize("css", [
    "p { margin-left: 0; margin-right: 0 }", "p { margin: 0 2em }", "p { margin: 1em 2em 3em 2em }", "p { padding-left: 0px }",
    "table { margin-left: auto; margin-right: auto }", "[dir=ltr] p { text-align: left }", ":lang(en) { float: left }",
    "p { text-align: center; float: none; clear: both }", "@page { margin-left: 2cm }", "p { left: inherit }"])
def test_sheets_that_say_no_side(book: Callable[..., Path], css: str) -> None:
    assert codes(book(("s.css", "p {", f"{css} p {{"))) == {}


def test_a_direction_that_only_a_style_sheet_says_is_its_own_fault_and_no_other(book: Callable[..., Path]) -> None:
    css = ("s.css", "p {", "body { direction: rtl } p {")
    link = ("a.xhtml", f"{RTL}>", 'lang="he" xml:lang="he">')
    assert codes(book(css, link)) == {"css-direction": 1}


@pytest.mark.parametrize(("html", "expected"), [
    ("<p>אב<br/>Cd.</p>", [("אב", "rtl"), ("Cd.", "rtl")]),
    ('<p dir="auto">Cd אב</p>', [("Cd אב", "ltr")]),
    ("<p>אב <bdi>Cd</bdi> <span dir='ltr'>E.</span></p>", [("אב \u2068Cd\u2069 \u2066E.\u2069", "rtl")]),
    ('<div dir="ltr">Ab<p>Cd</p>Ef</div>', [("Ab", "ltr"), ("Cd", "ltr"), ("Ef", "ltr")]),
    ("<p>אב<img alt='x'/>ג<script>x</script></p>", [("אב\ufffcג", "rtl")]),
    ('<p><m:math xmlns:m="http://www.w3.org/1998/Math/MathML"><m:mi>x</m:mi></m:math> אב</p>', [("\ufffc אב", "rtl")]),
    ('<p>אב <span dir="ltr">Cd<br/>Ef</span> ג</p>', [("אב \u2066Cd", "rtl"), ("\u2066Ef\u2069 ג", "rtl")]),
    ("<table><tr><td>אב</td><td>Cd</td></tr></table>", [("אב", "rtl"), ("Cd", "rtl")]),
])
def test_paragraphs_are_those_of_a_reading_system(html: str, expected: list[tuple[str, str]]) -> None:
    root = etree.fromstring(document(html).encode())
    assert [(found.text, found.base) for found in paragraphs(root, {})] == expected


def test_the_order_on_a_line() -> None:
    assert visual_order("אב Cd.", "rtl") == ".Cd בא"
    assert visual_order("אב Cd.", "ltr") == "בא Cd."
    assert visual_order("(אב)", "rtl") == "(בא)"
    assert visual_order("Amram, D. (1909).", "rtl") != visual_order("Amram, D. (1909).", "ltr")
    assert visual_order("Amram (1909)", "rtl") == visual_order("Amram (1909)", "ltr")


@pytest.mark.parametrize("lang", ["he", "ar", "fa", "yi"])
def test_order_of_storage_is_told_by_what_stands_at_the_wrong_end(lang: str) -> None:
    """All sentences of a language, as they are read and reversed; the short ones alone say nothing."""
    sentences = foreign.SENTENCES[lang]
    as_read, as_it_looks = Counter[bool](), Counter[bool]()
    for sentence in sentences:
        assert not stored_as_it_looks(signs(sentence)), sentence
        as_read += signs(sentence)
        as_it_looks += signs(visual_order(sentence, "rtl"))
    assert not stored_as_it_looks(as_read)
    assert stored_as_it_looks(as_it_looks)


def test_few_signs_or_signs_of_both_orders_say_nothing() -> None:
    assert not stored_as_it_looks(Counter({True: 2}))
    assert not stored_as_it_looks(Counter({True: 9, False: 3}))
    assert stored_as_it_looks(Counter({True: 3}))


@pytest.mark.parametrize("style", foreign.STYLES, ids=lambda style: style.__name__)
def test_no_false_alarms_in_well_made_books(tmp_path: Path, style: Callable[[str], foreign.Files]) -> None:
    for lang in foreign.SENTENCES:
        path = foreign.write(tmp_path / f"{lang}.epub", style(lang), lang=lang)
        assert [str(finding) for finding in rtl_epub.findings(path)] == []


@pytest.mark.parametrize("paragraph", [
    '<p dir="ltr">Smith, J. (1999). The History of Trade (ספר).</p>',
    '<p>1. <span dir="ltr" lang="en">Smith, J. (1999). Trade.</span></p>',
    "<p>(ראו <i>Trade and Ports in the Eastern Mediterranean</i>)</p>",
    "<h2>What Is Trade</h2>", "<td>PDF 1.7</td>", '<p dir="auto">See below.</p>', "<p>12. Trade (general)</p>"])
def test_paragraphs_that_are_well_as_they_are(book: Callable[..., Path], paragraph: str) -> None:
    assert codes(book(("a.xhtml", "<aside", f"{paragraph}<aside"))) == {}


@pytest.mark.parametrize(("lang", "expected"), [("en", {"spine-direction": 1}), ("ja", {}), ("zh-Hant", {})])
def test_pages_that_turn_from_right_to_left_for_another_reason(tmp_path: Path, lang: str, expected: dict[str, int]) -> None:
    opf = foreign.package("he", {}, attributes="").replace("<dc:language>he<", f"<dc:language>{lang}<")
    found = codes(foreign.write(tmp_path / "book.epub", {}, opf))
    del found["navigation-missing"]
    assert found == expected


def test_a_style_sheet_orders_nothing_inside_of_a_line(book: Callable[..., Path]) -> None:
    css = ("s.css", "p {", "code { direction: ltr } p {")
    assert codes(book(css, ("a.xhtml", "<aside", "<h2>1.2. Syntax of <code>nft</code></h2><aside"))) == {"css-direction": 1}


def test_an_epub_2_is_told_that_it_cannot_say_how_pages_turn(book: Callable[..., Path]) -> None:
    (found,) = rtl_epub.findings(book(("p.opf", ' properties="nav"', ""), version="2.0", attributes=""))
    assert (found.code, found.severity) == ("spine-direction", "warning")


def test_the_page_list_is_held_against_a_pdf_beside_the_book(book: Callable[..., Path], tmp_path: Path) -> None:
    path = book()

    def pdf(*labels: int) -> None:
        with pikepdf.new() as made:
            numbers: list[object] = []
            for place, label in enumerate(labels):
                made.add_blank_page()
                numbers += [place, pikepdf.Dictionary(S=pikepdf.Name.D, St=label)]
            made.Root.PageLabels = pikepdf.Dictionary(Nums=numbers)
            made.save(tmp_path / "book.pdf")

    pdf(4, 5, 6)
    assert codes(path) == {}
    pdf(6, 5)
    assert codes(path) == {"page-list-pdf": 1}
    pdf(6, 7)
    (found,) = rtl_epub.findings(path)
    assert (found.code, found.severity) == ("page-list-pdf", "error")
    assert "no pages “5”" in found.message
    (tmp_path / "book.pdf").write_bytes(b"no PDF")
    assert codes(path) == {}


def stripped(source: Path, target: Path, pattern: str, names: str = r".*") -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith((".opf", ".xhtml")) and re.fullmatch(names, name):
                data = re.sub(pattern.encode(), b"", data)
            new.writestr(name, data)
    return target


def test_the_specimen_passes_and_fails_without_its_directions(specimen: Path, tmp_path: Path) -> None:
    """The negative control: EPUBCheck and Ace see no difference between these two books."""
    source = specimen / "specimen.epub"
    assert [str(finding) for finding in rtl_epub.findings(source)] == []
    bare = stripped(source, tmp_path / "bare.epub", r' (dir|page-progression-direction)="[a-z]+"')
    found = list(rtl_epub.findings(bare))
    assert {"package-direction", "spine-direction", "document-direction", "navigation-direction",
            "paragraph-direction"} == {finding.code for finding in found}
    with zipfile.ZipFile(bare) as archive:
        hebrew = Counter[str]()  # a cover is in Hebrew too, and has no text
        for name in archive.namelist():
            if name.endswith(".xhtml") and b'lang="he"' in archive.read(name)[:400]:
                hebrew[name] = sum(re.search("[א-ת]", paragraph.outside) is not None
                                   for paragraph in paragraphs(etree.fromstring(archive.read(name)), {}))
    flagged = [finding for finding in found if finding.code.endswith(("document-direction", "navigation-direction"))]
    assert {finding.place.file for finding in flagged} == {name for name, number in hebrew.items() if number}
    said = sum(int(number.group()) for finding in found
               if finding.code == "paragraph-direction" and (number := re.match(r"\d+", finding.message)))
    assert said == sum(hebrew.values()) > 80


def test_the_specimen_without_the_directions_of_its_entries(specimen: Path, tmp_path: Path) -> None:
    bare = stripped(specimen / "specimen.epub", tmp_path / "bare.epub", r'(?<=<p) dir="ltr"|(?<=csl-entry") dir="ltr"')
    found = codes(bare)
    assert set(found) == {"foreign-undirected"}
    assert found["foreign-undirected"] > 10


@pytest.fixture
def hostile(tmp_path: Path) -> Callable[[dict[str, bytes]], Path]:
    def make(files: dict[str, bytes]) -> Path:
        path = tmp_path / "hostile.epub"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return path

    return make


CONTAINER = foreign.CONTAINER.format("O/p.opf").encode()
LAUGHS = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + number, b"&%c;" % (97 + number) * 20) for number in range(9)) + b']><a b="&j;">&j;</a>'


@pytest.mark.parametrize(("code", "files"), [
    ("epub-unreadable", {}),
    ("epub-unreadable", {"META-INF/container.xml": b"<container/>"}),
    ("epub-unreadable", {"META-INF/container.xml": CONTAINER}),
    ("epub-unreadable", {"META-INF/container.xml": CONTAINER, "O/p.opf": b"<a>" * 5000}),
    ("epub-unreadable", {"META-INF/container.xml": b"\xff\xfe\x00"}),
    ("epub-entity", {"META-INF/container.xml": LAUGHS}),
    ("epub-entity", {"META-INF/container.xml": LAUGHS.decode().encode("utf-16")}),
    ("epub-entity", {"META-INF/container.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}),
    ("epub-too-large", {"META-INF/container.xml": b" " * 11_000_000}),
    ("epub-path", {"../../evil": b"", "META-INF/container.xml": CONTAINER}),
])
def test_hostile_archives_are_refused(hostile: Callable[[dict[str, bytes]], Path], sadar: Callable[..., Ran],
                                      code: str, files: dict[str, bytes]) -> None:
    ran = sadar("check", hostile(files))
    assert ran.code == 1
    assert f"[{code}]" in ran.err


def test_a_broken_archive_is_refused(sadar: Callable[..., Ran], tmp_path: Path, book: Callable[..., Path]) -> None:
    whole = book().read_bytes()
    end = whole.rfind(b"PK\5\6")
    path = tmp_path / "broken.epub"
    for data in (b"", whole[:500], whole[:end + 12] + struct.pack("<L", 0xFFFFFFF0) + whole[end + 16:],
                 whole[:80] + b"\0" * 200 + whole[280:]):
        path.write_bytes(data)
        ran = sadar("check", path)
        assert ran.code == 1
        assert "[epub-unreadable]" in ran.err
        assert ("directory is too large" in ran.err) == (b"\xf0\xff\xff\xff" in data)


def test_many_findings_of_a_kind_are_counted_not_listed(book: Callable[..., Path]) -> None:
    entries = '<p lang="en">Smith, J. (1999).</p>' * 50
    found = list(rtl_epub.findings(book(("a.xhtml", "<aside", f"{entries}<aside"))))
    assert len(found) == 21
    assert found[-1].message == "and 30 more of this kind in the file"


def test_a_large_document_is_checked_within_seconds_and_bounded_memory(tmp_path: Path) -> None:
    import resource
    import time

    deep = "<span dir='ltr'>a" * 200 + "</span>" * 200
    body = f"<p>{TEXT * 20000}</p>" + f"<p>{'<i>א</i>' * 200000}</p><p>{deep}</p>"
    path = foreign.write(tmp_path / "large.epub", {"a.xhtml": document(body), "nav.xhtml": sound()["nav.xhtml"]})
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    codes(path)
    assert time.monotonic() - started < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 600_000


def test_the_command_line_checks_a_book(sadar: Callable[..., Ran], book: Callable[..., Path], tmp_path: Path) -> None:
    path = book()
    ran = sadar("check", path)
    assert (ran.code, ran.err, ran.out) == (0, "", f"{path}: no errors, 0 warnings\n")
    ran = sadar("check", book(("a.xhtml", 'dir="ltr" lang="en"', 'lang="en"')))
    assert (ran.code, ran.out) == (0, f"{path}: no errors, 1 warnings\n")
    assert ran.err.startswith("O/a.xhtml:9: warning: ")
    ran = sadar("check", book(("p.opf", ' page-progression-direction="rtl"', "")))
    assert (ran.code, ran.out) == (1, f"{path}: 1 errors, 0 warnings\n")
    other = tmp_path / "a.odt"
    other.touch()
    assert sadar("check", other).code == 2
    ran = sadar("check", tmp_path / "none.epub")
    assert ran.code == 1
    assert "No such file" in ran.err


def test_a_build_fails_on_an_error_of_this_check(sadar: Callable[..., Ran], folder: Callable[..., Path]) -> None:
    style = (Path(__file__).parent.parent / "styles/epub/content.opf.jinja").read_text("utf-8")
    turned = re.sub(r" page-progression-direction=\"[^\"]*\"", "", style)
    assert turned != style
    ran = sadar("build", folder(files={"styles/epub/content.opf.jinja": turned}), "--to", "epub", "--output", "out")
    assert ran.code == 1
    assert "[spine-direction]" in ran.err
    assert not Path("out/small.epub").exists()
