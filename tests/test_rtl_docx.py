"""The right-to-left check over any DOCX: pandoc's raw output, ours with faults planted, well-made foreign ones, hostile ones."""

import re
import struct
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

import foreign_books
import foreign_documents as foreign
from conftest import REFERENCES, ROOT, Ran, run
from sadar import build
from sadar.bidi.word_direction import order, order_in_word, right_to_left
from sadar.checks import docx, rtl_docx
from sadar.checks.docx_formats import Formats
from sadar.findings import Finding

#: The sixteen faults of pandoc's DOCX, and the codes by which they are said.
FAULTS = {
    1: {"docx-paragraph-direction"}, 2: {"docx-run-foreign"}, 3: {"docx-note-call"}, 4: {"docx-foreign-direction"},
    5: {"docx-table-direction"}, 6: {"docx-cell-side"}, 7: {"docx-section-direction", "docx-page-size"}, 8: {"docx-face"},
    9: {"docx-digits"}, 10: {"docx-code-direction"}, 11: {"docx-note-star"}, 12: {"docx-style-missing"}, 13: {"docx-language"},
    14: {"docx-theme-language", "docx-leak"}, 15: {"docx-runs"}, 16: {"docx-bookmark"}}
YAML = """\
title: כותרת המאמר
lang: he
slug: own
author: [{name: {given: דנה, family: לוי}}]
abstract: תקציר קצר.
funding:
  - awards: [{id: 77-1, source: [{name: קרן לדוגמה}]}]
bibliography: references.yaml
"""
TEXT = """\
# מבוא {#sec-intro}

פסקה ובה *Middle* East (Krammer 1974, 54–123) ומובאה [@cohen2003, עמ׳ 5; @smith2010, p. 7].[^n] ראו @sec-intro.

> This is a quotation in English, and it ends here.

[^n]: הערה ובה **מודגש** וגם [word]{lang=de}.

```
x = [1, 2]
```

| נמל ^א^ | שנה         |
|---------|-------------|
| עכו     | 1291[^t] `x = 1` |

: כיתוב {#tbl-trade}

[^t]: הערת התא.

# שיטה

Krammer[^k] כתב זאת, וגם עוד משפט שלם אחד.

[^k]: See Smith, *A Book* (London, 2010).
"""
THEME = "word/theme/theme1.xml"
DOCUMENT, NOTES, STYLES = "word/document.xml", "word/footnotes.xml", "word/styles.xml"
SETTINGS, FONTS, MAIN_RELS = "word/settings.xml", "word/fontTable.xml", "word/_rels/document.xml.rels"
SECTION = '<w:sectPr><w:pgSz w:w="9638" w:h="13606"/><w:pgMar w:top="1"/><w:bidi/></w:sectPr>'
Change = tuple[str, str, str]


def found_in(path: Path) -> list[Finding]:
    return list(rtl_docx.findings(path))


def codes(path: Path) -> Counter[str]:
    return Counter(finding.code for finding in found_in(path))


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small DOCX of our own that has everything but a figure."""
    folder = tmp_path_factory.mktemp("own")
    for name, text in {"manuscript.yaml": YAML, "article.md": TEXT, "references.yaml": REFERENCES}.items():
        (folder / name).write_text(text, "utf-8")
    run(sys.executable, "-m", "sadar", "build", folder, "--to", "docx", "--output", folder / "out")
    return folder / "out" / "own.docx"


@pytest.fixture
def planted(own: Path, tmp_path: Path) -> Callable[..., Path]:
    """Write the small DOCX with changes: (part, pattern, replacement); a part that is not there is added."""

    def make(*changes: Change) -> Path:
        parts = foreign.parts_of(own)
        for part, old, new in changes:
            text = parts.get(part, b"").decode()
            parts[part] = re.sub(old, new, text, count=1, flags=re.DOTALL).encode()
            assert parts[part].decode() != text, (part, old)
        return foreign.write(tmp_path / "planted.docx", parts)

    return make


def test_our_own_has_no_findings(own: Path) -> None:
    assert [str(finding) for finding in found_in(own)] == []


def test_the_specimen_has_no_findings(tmp_path: Path) -> None:
    run(sys.executable, "-m", "sadar", "build", ROOT / "manuscript", "--to", "docx", "--output", tmp_path)
    assert [str(finding) for finding in found_in(tmp_path / "specimen.docx")] == []


def test_raw_pandoc_is_flagged_on_every_rule(tmp_path: Path) -> None:
    found = found_in(foreign.by_pandoc(tmp_path))
    said = {finding.code for finding in found}
    assert {number for number, wanted in FAULTS.items() if not wanted <= said} == set()
    for finding in found:
        assert finding.place.file
        assert finding.remedy
    first = next(finding for finding in found if finding.code == "docx-paragraph-direction")
    assert (first.place.file, first.place.line, "“כותרת המאמר”" in first.message) == (DOCUMENT, 1, True)
    note = next(finding for finding in found if finding.place.file == NOTES and finding.code == "docx-foreign-direction")
    assert "note 2, “See Smith, A Book" in note.message


def relationship(kind: str, target: str, mode: str = "") -> str:
    return f'<Relationship Id="rId77" Type="{foreign.RELATIONS}/{kind}" Target="{target}"{mode}/></Relationships>'


@pytest.mark.parametrize(("expected", "changes"), [
    ({"docx-paragraph-direction"}, [(DOCUMENT, '(<w:pStyle w:val="Author"/>)<w:bidi/>', r'\1<w:bidi w:val="0"/>')]),
    ({"docx-paragraph-direction"}, [(DOCUMENT, '(<w:pStyle w:val="Author"/>)<w:bidi/>', r"\1"),
                                    (STYLES, '(w:styleId="Author".*?<w:pPr>)', r'\1<w:bidi w:val="0"/>')]),
    ({"docx-run-foreign"}, [(DOCUMENT, '(<w:lang w:val="en"/>)(</w:rPr><w:t xml:space="preserve">Krammer<)', r"<w:rtl/>\1\2")]),
    ({"docx-run-unmarked"}, [(DOCUMENT, '<w:rPr><w:rtl/></w:rPr>(<w:t xml:space="preserve">תקציר<)', r"\1")]),
    ({"docx-run-order"}, [(DOCUMENT, r'( East \(Krammer)( 1974, 54)', r'\1</w:t></w:r><w:r><w:rPr><w:rtl/></w:rPr><w:t xml:space="preserve">\2')]),
    ({"docx-note-call"}, [(DOCUMENT, '(Krammer</w:t></w:r><w:r><w:rPr><w:rStyle w:val="FootnoteReference"/>)<w:rtl/>', r"\1")]),
    ({"docx-foreign-direction"}, [(DOCUMENT, '(<w:pStyle w:val="BibliographyLtr"/>)<w:bidi w:val="0"/>', r"\1<w:bidi/>")]),
    ({"docx-table-direction"}, [(DOCUMENT, "<w:bidiVisual/>", "")]),
    ({"docx-table-direction", "docx-cell-side"}, [(DOCUMENT, "<w:bidiVisual/>", ""), (
        DOCUMENT, '(<w:pStyle w:val="Compact"/><w:bidi/>)', r'\1<w:jc w:val="right"/>')]),
    (set(), [(DOCUMENT, '(<w:pStyle w:val="Compact"/><w:bidi/>)', r'\1<w:jc w:val="right"/>')]),
    ({"docx-section-direction"}, [(DOCUMENT, r"<w:bidi/>\s*<w:rtlGutter/>", "")]),
    ({"docx-page-size"}, [(DOCUMENT, "<w:pgSz [^>]*>", "")]),
    ({"docx-gutter"}, [(DOCUMENT, 'w:gutter="0"', 'w:gutter="300"'), (DOCUMENT, "<w:rtlGutter/>", "")]),
    ({"docx-note-restart"}, [(DOCUMENT, '(<w:pStyle w:val="BlockTextLtr"/><w:bidi w:val="0"/>)', rf"\1{SECTION}"),
                             (DOCUMENT, r"(<w:pgSz w:h[^>]*>)", r'<w:footnotePr><w:numRestart w:val="eachSect"/></w:footnotePr>\1')]),
    ({"docx-twin"}, [(STYLES, '(w:styleId="Heading1".*?<w:b/>)<w:bCs/>', r"\1")]),
    ({"docx-twin"}, [(STYLES, '(w:styleId="Title".*?<w:sz w:val="42"/>)<w:szCs w:val="42"/>', r"\1")]),
    ({"docx-twin"}, [(DOCUMENT, "<w:b/><w:bCs/><w:rtl/>", "<w:i/><w:rtl/>")]),
    ({"docx-twin"}, [(STYLES, "(<w:tblStylePr .*?<w:b/>)<w:bCs/>", r"\1")]),
    ({"docx-face", "docx-digits"}, [(STYLES, 'w:cs="Times New Roman"', "")]),
    ({"docx-face"}, [(FONTS, "</w:font>", '<w:sig w:usb0="00000001"/></w:font>')]),
    ({"docx-digits"}, [(FONTS, "</w:font>", '<w:sig w:usb0="00000800"/></w:font>')]),
    (set(), [(FONTS, "</w:font>", '<w:sig w:usb0="00000801"/></w:font>')]),
    (set(), [(STYLES, 'w:cs="Times New Roman"', 'w:cstheme="minorBidi"')]),
    ({"docx-theme-language", "docx-face", "docx-digits"}, [(STYLES, 'w:cs="Times New Roman"', 'w:cstheme="minorBidi"'),
                                                           (SETTINGS, '(<w:themeFontLang w:val="en-US") w:bidi="he"', r"\1"),
                                                           (THEME, r'(<a:minorFont>.*?<a:cs typeface=")[^"]+', r"\1")]),
    ({"docx-code-direction"}, [(DOCUMENT, '(<w:pStyle w:val="SourceCode"/>)<w:bidi w:val="0"/>', r"\1<w:bidi/>")]),
    ({"docx-code-direction"}, [(DOCUMENT, '(<w:rStyle w:val="VerbatimChar"/>)([^א-ת]{,80}>x = 1<)', r"\1<w:rtl/>\2")]),
    ({"docx-note-star"}, [(DOCUMENT, r' w:customMarkFollows="1"/><w:t>\*</w:t>', "/>"), (NOTES, r"<w:t>\*</w:t>", "<w:footnoteRef/>")]),
    ({"docx-note-star"}, [(NOTES, "> הערה ובה", "> * הערה ובה")]),
    ({"docx-note-mark"}, [(NOTES, r"<w:t>\*</w:t>", "<w:footnoteRef/>")]),
    ({"docx-note-mark"}, [(NOTES, "<w:footnoteRef/>", "<w:t>1</w:t>")]),
    ({"docx-note-missing"}, [(NOTES, r'<w:footnote w:id="\d+"><w:p><w:pPr><w:pStyle w:val="FootnoteTextLtr"/><w:bidi w:val="0"/>.*?</w:footnote>', "")]),
    ({"docx-note-uncalled"}, [(DOCUMENT, r'(Krammer</w:t></w:r>)<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/>.*?</w:r>', r"\1")]),
    ({"docx-style-missing"}, [(STYLES, 'w:styleId="TableNormal"', 'w:styleId="Other"')]),
    ({"docx-style-missing"}, [(STYLES, '(w:styleId="Subtitle".*?w:basedOn w:val=)"Normal"', r'\1"Subtitle"')]),
    ({"docx-list-missing"}, [(DOCUMENT, '(<w:pStyle w:val="Author"/>)', r'\1<w:numPr><w:numId w:val="99"/></w:numPr>')]),
    ({"docx-language"}, [(STYLES, 'w:bidi="he"', 'w:bidi="ar-SA"')]),
    ({"docx-language"}, [(STYLES, ' w:bidi="he"', "")]),
    ({"docx-revision-ids"}, [(DOCUMENT, '<w:p>(<w:pPr><w:pStyle w:val="Author"/>)', r'<w:p w:rsidR="00AB12CD">\1')]),
    ({"docx-revision-ids"}, [(SETTINGS, "</w:compat>", '</w:compat><w:rsids><w:rsid w:val="00AB12CD"/></w:rsids>')]),
    ({"docx-leak"}, [("docProps/custom.xml", "^", '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-'
                      'properties"><property name="Client"/></Properties>'),
                     ("_rels/.rels", "</Relationships>", relationship("custom-properties", "docProps/custom.xml"))]),
    ({"docx-leak"}, [("word/_rels/settings.xml.rels", "^", f'<Relationships xmlns="{foreign.RELATIONSHIPS}">' + relationship(
        "attachedTemplate", "file:///C:/Users/dana/normal.dotm", ' TargetMode="External"'))]),
    ({"docx-leak"}, [("customXml/item1.xml", "^", "<a/>"),
                     (MAIN_RELS, "</Relationships>", relationship("customXml", "../customXml/item1.xml"))]),
    ({"docx-leak"}, [(DOCUMENT, "(<w:r>)(<w:rPr><w:rtl/></w:rPr><w:t xml:space=\"preserve\">דנה)",
                      r'<w:r><w:drawing><pic:cNvPr descr="data:image/png;base64,AAAA"/></w:drawing></w:r>\1\2')]),
    ({"docx-bookmark"}, [(DOCUMENT, 'w:name="ref-smith2010"', 'w:name="ref:smith"'), (DOCUMENT, 'w:anchor="ref-smith2010"', 'w:anchor="ref:smith"')]),
    ({"docx-bookmark"}, [(DOCUMENT, 'w:name="sadar_title_1"', 'w:name="Sadar_body_1"')]),
    ({"docx-bookmark"}, [(DOCUMENT, 'w:name="sadar_title_1"', f'w:name="{"r" * 41}"')]),
    ({"docx-bookmark"}, [(DOCUMENT, "<w:bookmarkEnd [^>]*>", "")]),
    ({"docx-link"}, [(DOCUMENT, 'w:anchor="ref-smith2010"', 'w:anchor="ref-other"')]),
    ({"docx-link"}, [(DOCUMENT, "<w:body>", r'<w:body><w:p><w:r><w:instrText> PAGEREF _Toc9 \\h </w:instrText></w:r></w:p>')]),
    ({"docx-reference"}, [(DOCUMENT, 'r:id="rId6"', 'r:id="rId66"')]),
    ({"docx-reference"}, [(MAIN_RELS, 'Target="header1.xml"', 'Target="header9.xml"')]),
    ({"docx-path"}, [("../../evil", "^", "x")]),
])
def test_each_rule_sees_its_fault_and_no_other(planted: Callable[..., Path], expected: set[str], changes: list[Change]) -> None:
    found = found_in(planted(*changes))
    assert {finding.code for finding in found} == expected, [str(finding) for finding in found]
    for finding in found:
        assert finding.place.file
        assert finding.remedy


def test_runs_that_divide_nothing(own: Path, tmp_path: Path) -> None:
    """A run for every word: what one paragraph may have, a whole text may not; ids of sessions divide nothing either."""
    parts = foreign.parts_of(own)
    root = etree.fromstring(parts[DOCUMENT])
    w = f"{{{foreign.W}}}"
    for number, text in enumerate(list(root.iter(f"{w}t"))):
        for word in (text.text or "").split(" ")[1:]:
            more = etree.fromstring(etree.tostring(text.getparent()))
            more.find(f"{w}t").text = f" {word}"
            text.getparent().addnext(more)
            if number == 9:
                more.set(f"{w}rsidR", "00AB12CD")
    parts[DOCUMENT] = etree.tostring(root)
    found = {finding.code: finding for finding in found_in(foreign.write(tmp_path / "a.docx", parts))}
    assert set(found) >= {"docx-runs"}
    assert re.match(r"\d\d runs have the properties of the run before them, [2-9]\.\d in a paragraph", found["docx-runs"].message)


def test_effective_values_not_literal_ones(own: Path, tmp_path: Path) -> None:
    """Either the styles say the direction, or the paragraphs do: both files are right; neither is not."""
    parts = foreign.parts_of(own)
    bare = parts[DOCUMENT].replace(b"<w:bidi/></w:pPr>", b"</w:pPr>")
    assert bare != parts[DOCUMENT]
    unstyled = parts[STYLES].replace(b"<w:bidi/>", b"")
    assert codes(foreign.write(tmp_path / "styles.docx", {**parts, DOCUMENT: bare, NOTES: parts[NOTES].replace(b"<w:bidi/>", b"")})) == {}
    direct = foreign.write(tmp_path / "direct.docx", {**parts, STYLES: unstyled})
    assert found_in(direct) == []
    found = codes(foreign.write(tmp_path / "neither.docx", {**parts, DOCUMENT: bare, STYLES: unstyled}))
    assert found["docx-paragraph-direction"] > 10


def test_formats_come_down_the_chain() -> None:
    """ISO 29500-1, 17.7.2 and 17.7.3: nearer ones win, a toggle that is on in both styles is off, direct formatting is final."""
    names = f'xmlns:w="{foreign.W}"'
    styles = etree.fromstring(
        f'<w:styles {names}><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="20"/><w:rFonts w:cs="A"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:styleId="a" w:default="1"><w:pPr><w:bidi/></w:pPr><w:rPr><w:sz w:val="22"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="round"><w:basedOn w:val="round"/></w:style>'
        '<w:style w:type="character" w:styleId="c"><w:rPr><w:b/><w:rFonts w:ascii="B"/></w:rPr></w:style></w:styles>')
    body = etree.fromstring(
        f'<w:body {names}><w:p><w:r/></w:p><w:p><w:pPr><w:pStyle w:val="b"/></w:pPr><w:r/><w:r><w:rPr><w:rStyle w:val="c"/></w:rPr></w:r>'
        '<w:r><w:rPr><w:rStyle w:val="c"/><w:b/><w:rFonts w:cs="D"/></w:rPr></w:r></w:p>'
        '<w:p><w:pPr><w:pStyle w:val="round"/><w:bidi w:val="off"/></w:pPr></w:p></w:body>')
    formats = Formats(styles)
    runs = list(body.iter(f"{{{foreign.W}}}r"))
    assert [formats.on(paragraph, "bidi") for paragraph in body] == [True, True, False]
    assert [formats.of(run)["sz"].value for run in runs] == ["22", "22", "22", "22"]
    assert [formats.on(run, "b") for run in runs] == [False, True, False, True]
    assert [formats.of(run)["rFonts.cs"].value for run in runs] == ["A", "A", "A", "D"]
    assert formats.of(runs[2])["rFonts.ascii"].value == "B"


@pytest.mark.parametrize(("text", "marks", "same"), [
    ("אב Cd. הו", "111110111", False),  # the full stop within the Latin words' reach
    ("אב Cd. הו", "111001111", True), ("אב C++ הו", "1110001111", False), ("אב 54–123", "111111111", True),
    ("אב 54–123", "111000000", False), ("אב \u202a54–123\u202c גד", "1111000000" + "1111", True),
    ("אב \u202a54–123\u202c גד", "1" * 14, False), ("אב 1948 גד", "1110000111", True), ("אב (Cd 1974) הו", "1111000000111110"[:15], True)])
def test_the_order_in_word(text: str, marks: str, same: bool) -> None:
    flags = [mark == "1" for mark in marks[:len(text)]]
    assert (order_in_word(text, flags, "rtl") == order(text, "rtl")) == same
    assert order_in_word(text, right_to_left(text, "rtl"), "rtl") == order(text, "rtl")


def test_no_false_alarms_in_what_word_writes(tmp_path: Path) -> None:
    for lang in foreign_books.SENTENCES:
        path = foreign.write(tmp_path / f"{lang}.docx", foreign.word(lang))
        assert [str(finding) for finding in found_in(path)] == []


def test_word_s_strict_files_are_read_too(tmp_path: Path) -> None:
    strict = {name: text.replace(foreign.W, "http://purl.oclc.org/ooxml/wordprocessingml/main").replace(
        foreign.RELATIONS, "http://purl.oclc.org/ooxml/officeDocument/relationships") for name, text in foreign.word("he").items()}
    assert codes(foreign.write(tmp_path / "strict.docx", strict)) == {}
    strict["word/styles.xml"] = strict["word/styles.xml"].replace("<w:bidi/>", "")
    assert codes(foreign.write(tmp_path / "strict.docx", strict))["docx-paragraph-direction"] > 20


def test_no_false_alarms_in_what_libreoffice_writes(tmp_path: Path) -> None:
    """It divides runs where nothing changes, and leaves the numbers of notes unmarked: true, where Latin letters follow."""
    langs = list(foreign_books.SENTENCES)
    sources = [tmp_path / f"{lang}.fodt" for lang in langs]
    for lang, source in zip(langs, sources, strict=True):
        source.write_text(foreign.fodt(lang), "utf-8")
    for path in foreign.by_libreoffice(tmp_path, *sources):
        for finding in found_in(path):
            latin = finding.code == "docx-note-call" and re.search("note [0-9]+, “[A-Za-z]", finding.message)
            assert latin or finding.code == "docx-runs", str(finding)


def test_an_english_article_with_hebrew_in_it(tmp_path: Path) -> None:
    """Its pages and tables run from left to right; only what is right-to-left in it must be marked."""
    parts = foreign.word("en")
    assert "שלום" in parts[DOCUMENT]
    assert codes(foreign.write(tmp_path / "a.docx", parts)) == {}
    parts[DOCUMENT] = parts[DOCUMENT].replace("<w:rtl/>", "")
    assert codes(foreign.write(tmp_path / "a.docx", parts))["docx-run-unmarked"] >= 3
    parts = {name: re.sub("[א-ת]+", "x", text) for name, text in parts.items()}
    assert codes(foreign.write(tmp_path / "a.docx", parts)) == {}


def test_hostile_and_broken_files_are_refused(own: Path, tmp_path: Path, sadar: Callable[..., Ran]) -> None:
    whole, parts = own.read_bytes(), foreign.parts_of(own)
    end = whole.rfind(b"PK\5\6")
    raw: dict[str, bytes] = {
        "this is no readable DOCX: the archive has no directory": b"no zip",
        "an older file of Word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "directory is too large": whole[:end + 12] + struct.pack("<L", 0xFFFFFFF0) + whole[end + 16:]}
    entities = b'<!DOCTYPE a [<!ENTITY b "c">]><w:styles xmlns:w="x">&b;</w:styles>'
    changed: dict[str, dict[str, bytes]] = {
        "[docx-unreadable]": {"_rels/.rels": b"<a/>"}, "is not well-formed": {DOCUMENT: b"<a>"},
        "declares entities": {STYLES: entities}, "more than 30,000,000 bytes": {DOCUMENT: b" " * 31_000_000}}
    for message, data in raw.items():
        path = tmp_path / "raw.docx"
        path.write_bytes(data)
        ran = sadar("check", path)
        assert (ran.code, message in ran.err) == (1, True), ran.err
        assert ran.err.count("error:") == 1
    changed["nested too deeply"] = {DOCUMENT: parts[DOCUMENT].replace("תקציר קצר".encode(), ("\u2067" * 3000 + "א").encode())}
    for message, more in changed.items():
        ran = sadar("check", foreign.write(tmp_path / "changed.docx", {**parts, **more}))
        assert (ran.code, message in ran.err) == (1, True), ran.err
    for name in parts:  # each part missing: a finding or none, and never a fault of ours
        left = {other: data for other, data in parts.items() if other != name}
        assert sadar("check", foreign.write(tmp_path / "less.docx", left)).code in (0, 1)


def test_a_large_file_is_checked_within_seconds_and_bounded_memory(tmp_path: Path) -> None:
    import resource
    import time

    parts = foreign.word("he")
    one = re.search("<w:p><w:pPr></w:pPr><w:r>.*?</w:p>", parts[DOCUMENT])
    assert one
    endless = f"<w:p><w:r><w:rPr><w:rtl/></w:rPr><w:t>{'אב (גד) ' * 600_000}</w:t></w:r></w:p>"
    deep = "<w:sdt><w:sdtContent>" * 60 + one[0] + "</w:sdtContent></w:sdt>" * 60
    parts[DOCUMENT] = parts[DOCUMENT].replace("<w:body>", "<w:body>" + one[0] * 9_000 + deep + endless)
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    assert codes(foreign.write(tmp_path / "large.docx", parts)).keys() <= {"docx-note-missing", "docx-note-uncalled"}
    assert time.monotonic() - started < 30
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 600_000


def test_the_command_line_checks_a_document(sadar: Callable[..., Ran], own: Path, planted: Callable[..., Path]) -> None:
    ran = sadar("check", own)
    assert (ran.code, ran.err, ran.out) == (0, "", f"{own}: no errors, 0 warnings\n")
    path = planted((DOCUMENT, "<w:bidiVisual/>", ""), (STYLES, 'w:styleId="TableNormal"', 'w:styleId="Other"'))
    ran = sadar("check", path)
    assert (ran.code, ran.out) == (1, f"{path}: 1 errors, 2 warnings\n")
    assert re.search(r"^word/document.xml:\d+: error: the columns of the table run from left to right: “נמל", ran.err, re.MULTILINE)
    assert "DOCX" in sadar("check", "--help").out


def test_a_build_fails_on_an_error_of_this_check(sadar: Callable[..., Ran], folder: Callable[..., Path]) -> None:
    style = (ROOT / "styles/docx/styles.xml.jinja").read_text("utf-8")
    thin = style.replace("<w:b/><w:bCs/>", "<w:b/>")
    assert thin != style
    ran = sadar("build", folder(files={"styles/docx/styles.xml.jinja": thin}), "--to", "docx", "--output", "out")
    assert (ran.code, "[docx-twin]" in ran.err) == (1, True)
    assert not Path("out/small.docx").exists()


@pytest.mark.parametrize(("code", "changes"), [
    ("note-words-missing", [(NOTES, "הערת התא", "אחרת"), (NOTES, "> הערה ובה ", "> הערה ובה הערת התא ")]),
    ("cell-words-missing", [(DOCUMENT, ">עכו<", "><"), (DOCUMENT, ">נמל", ">נמל עכו")]),
    ("head rows of table 1-missing", [(DOCUMENT, '<w:tblHeader w:val="on"/>', "")]),
    ("caption-words-missing", [(DOCUMENT, "כיתוב</w:t>", "</w:t>"), (DOCUMENT, ">תקציר קצר", ">תקציר קצר כיתוב")]),
    ("alternative-missing", []),
])
def test_words_stand_where_they_belong(tmp_path: Path, code: str, changes: list[Change]) -> None:
    """Each file has every word of the manuscript, and one of them in another's place."""
    dot = (ROOT / "tests/data/dot.png").read_bytes()
    text = TEXT + '\n\n![כיתוב האיור](dot.png){#fig-dot fig-alt="תיאור המפה" width=1mm}\n'
    for name, data in {"manuscript.yaml": YAML.encode(), "article.md": text.encode(), "references.yaml": REFERENCES.encode(), "dot.png": dot}.items():
        (tmp_path / name).write_bytes(data)
    prepared = build.prepare(tmp_path)
    made = tmp_path / "made.docx"
    build.formats()["docx"].write(prepared.manuscript, prepared.style, made)
    parity = {"note-words-missing", "cell-words-missing", "head rows of table 1-missing", "caption-words-missing", "alternative-missing",
              "words-missing"}

    def said(path: Path) -> set[str]:
        return {finding.code for finding in docx.check(prepared.manuscript, prepared.style, path)} & parity

    assert said(made) == set()
    parts = foreign.parts_of(made)
    for part, old, new in changes or [(DOCUMENT, 'docPr descr="תיאור המפה"', 'docPr descr="תיאור"')]:
        text = parts[part].decode()
        parts[part] = re.sub(old, new, text, count=1).encode()
        assert parts[part].decode() != text, old
    assert said(foreign.write(tmp_path / "changed.docx", parts)) == {code}


def test_the_archive_is_read_by_relationships_and_not_by_names(tmp_path: Path) -> None:
    parts = {name.replace("word/", "elsewhere/").replace("document", "main"): text.replace("word/document", "elsewhere/main")
             for name, text in foreign.word("he").items()}
    path = foreign.write(tmp_path / "a.docx", parts)
    assert codes(path) == {}
    with zipfile.ZipFile(path) as archive:
        assert "word/document.xml" not in archive.namelist()
