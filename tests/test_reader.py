"""Texts and reference lists: every fault is one message with file, line and remedy; files join in order."""

import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, YAML
from sadar import reader
from sadar.errors import ManuscriptError
from sadar.manuscript.tree import plain, walk

Folder = Callable[..., Path]


def faults(folder: Path) -> list[str]:
    with pytest.raises(ManuscriptError) as caught:
        reader.read(folder)
    return [f"{finding.place} {finding.code}" for finding in caught.value.findings]


@pytest.mark.parametrize(("text", "expected"), [
    ("שורה\n\nמובאה [@nobody, p. 3].", ["article.md:3 citation-unknown"]),
    ("ראו[^a].\n\n[^a]: אחת.\n\n[^a]: שתיים.", ["article.md:5 note-twice"]),
    ("ראו.\n\n[^a]: אחת.", ["article.md:3 note-unused"]),
    ("ראו[^a].", ["article.md:1 note-undefined"]),
    ("א\n\n![כיתוב](figures/none.svg)", ["article.md:3 file-missing"]),
    ("א\n\n![כיתוב](../outside.svg)", ["article.md:3 path-outside"]),
    ("א\n\n![כיתוב](https://example.org/a.png)", ["article.md:3 path-outside"]),
    ("א\n\n![כיתוב](article.md)", ["article.md:3 figure"]),
    ("מילה <b>חזקה</b>.", ["article.md:1 raw-markup"] * 2),
    ("---\ntitle: א\n---\n\nטקסט", ["article.md:1 yaml-header"]),
    ("# א {#x}\n\n## ב {#x}\n", ["article.md:1 id-twice"]),
    ("ראו [כאן](#nowhere).", ["article.md:1 link-target"]),
    ("", ["article.md text-empty"]),
    ("א\n\n<!-- a --><script>alert(1)</script><!-- b -->", ["article.md:3 raw-markup"]),
    ('א [ב]{onclick="x()"} [ג]{style="display:none"}', ["article.md:1 attribute-unknown"] * 2),
    ("א [ב]{lang=xx} [ג]{dir=up}", ["article.md:1 direction-unknown", "article.md:1 language-unknown"]),
    ("[א](javascript:alert) [ב](file:///etc/passwd) [ג](other.md)", ["article.md:1 link-address"] * 3),
    ("א [ב]{.sadar-note-call}\n\n::: {.csl-entry}\nג\n:::", ["article.md:1 name-taken", "article.md:3 name-taken"]),
    ("א^[ב ^[ג]]", ["article.md:1 note-nested"]),
    ("א $x=\\text{ב}$", ["article.md:1 math-letters"]),
    ("א\n\nב\x08ג", ["article.md:3 control-character"]),
    ("[@nobody] ו[^a] וגם <br>", ["article.md:1 citation-unknown", "article.md:1 note-undefined",
                                  "article.md:1 raw-markup"]),
])
def test_a_fault_of_the_text_is_named_with_its_line(folder: Folder, text: str, expected: list[str]) -> None:
    assert sorted(faults(folder(text=text))) == expected


def test_a_text_that_is_not_utf8_is_refused(folder: Folder) -> None:
    assert faults(folder(files={"article.md": "שורה\n".encode() + "שלום".encode("cp1255")})) == ["article.md:2 not-utf8"]


def test_a_folder_without_text_is_refused(folder: Folder) -> None:
    assert faults(folder(text=None))[0].endswith("text-missing")


@pytest.mark.parametrize(("name", "content", "expected"), [
    ("references.yaml", "references:\n- id: a\n  type: book\n  title: [\n", "references.yaml:5 yaml-syntax"),
    ("references.yaml", "references:\n- {id: a, type: book}\n- {id: a, type: book}\n", "references.yaml:3 reference-twice"),
    ("references.yaml", "references:\n- {type: book}\n", "references.yaml:2 reference-id"),
    ("references.yaml", "references:\n- {id: a}\n", "references.yaml:2 reference-type"),
    ("references.yaml", "title: x\n", "references.yaml:1 references-form"),
    ("references.json", '[{"id": "a",}]', "references.json:1 references-syntax"),
    ("references.bib", "@book{a, title = {x\n\n", "references.bib:4 references-syntax"),
    ("references.txt", "a", "references.txt references-form"),
])
def test_a_bad_reference_list_is_refused(folder: Folder, name: str, content: str, expected: str) -> None:
    where = folder(YAML.replace("references.yaml", name), references=None, files={name: content})
    assert faults(where) == [expected]


@pytest.mark.parametrize(("name", "content"), [
    ("references.bib", "@book{a, title = {ספר}, author = {כהן, דוד}, year = 2003, langid = {hebrew}}"),
    ("references.ris", "TY  - BOOK\nID  - a\nAU  - כהן, דוד\nTI  - ספר\nPY  - 2003\nER  - \n"),
    ("references.json", '[{"id": "a", "type": "book", "title": "ספר", "issued": {"date-parts": [[2003]]}}]'),
    ("references.yaml", "- {id: a, type: book, title: ספר, issued: 2003}\n"),
])
def test_every_form_of_reference_list_is_read(folder: Folder, name: str, content: str) -> None:
    where = folder(YAML.replace("references.yaml", name), "[@a]", references=None, files={name: content})
    manuscript, _ = reader.read(where)
    assert manuscript.references["a"].item["title"] == "ספר"
    assert manuscript.references["a"].item["issued"]["date-parts"][0][0] in (2003, "2003")


def test_files_join_in_order_and_keep_their_notes_apart(folder: Folder) -> None:
    where = folder("title: א\nlang: he\ncontents: [two.md, sub/one.md]\n", text=None, references=None, files={
        "two.md": "# שתיים {#sec-two}\n\nראשון[^1].\n\n[^1]: הערת הקובץ הראשון.\n",
        "sub/one.md": "# אחת\n\nשני[^1] ו[קישור](#sec-two).\n\n[^1]: הערת הקובץ השני.\n"})
    manuscript, _ = reader.read(where)
    body = manuscript.region("body")
    assert plain(body).split() == ["שתיים", "ראשון", "הערת", "הקובץ", "הראשון.", ".", "אחת", "שני", "הערת", "הקובץ", "השני.", "וקישור."]
    assert [node["c"][1][0] for node in walk(body) if node["t"] == "Header"] == ["sec-two", "sadar-heading-1"]


def test_a_duplicate_note_in_the_second_file_names_that_file(folder: Folder) -> None:
    where = folder("title: א\nlang: he\n", text=None, references=None,
                   files={"a.md": "א[^1]\n\n[^1]: א\n", "b.md": "ב[^1]\n\n[^1]: ב\n\n[^1]: ג\n"})
    assert faults(where) == ["b.md:5 note-twice"]


def test_ascii_quotation_marks_in_abbreviations_stay_as_they_are(folder: Folder) -> None:
    manuscript, _ = reader.read(folder(text='צה"ל וארה"ב.'))
    assert plain(manuscript.region("body")).strip() == 'צה"ל וארה"ב.'


def test_a_figure_without_alternative_text_is_a_warning(folder: Folder) -> None:
    where = folder(text="א\n\n![](a.png)", files={"a.png": (ROOT / "tests/data/dot.png").read_bytes()})
    _, warnings = reader.read(where)
    assert [warning.code for warning in warnings] == ["figure-alt"]


def test_headings_may_be_the_same_in_several_files_whatever_the_files_are_called(folder: Folder) -> None:
    where = folder("title: א\nlang: he\ncontents: [Z.md, a b/z z.md]\n", text=None, references=None, files={
        "Z.md": "# מבוא\n\n## Introduction\n\nראו @sec-q.\n",
        "a b/z z.md": "# מבוא\n\n## Introduction\n\n[כאן](#introduction) ו[שם](#sec-q).\n\n# סוף {#sec-q}\n"})
    manuscript, _ = reader.read(where)
    nodes = list(walk(manuscript.region("body")))
    assert [node["c"][1][0] for node in nodes if node["t"] == "Header"] == [
        "sadar-heading-1", "introduction", "sadar-heading-2", "sadar-heading-3", "sec-q"]
    assert [node["c"][2][0] for node in nodes if node["t"] == "Link"] == ["#sadar-heading-3", "#sec-q"]


@pytest.mark.parametrize("title", ["1948. מלחמה", "- פתיחה", "# אחת", "> ציטוט", "a) ראשון", "% אחוז", "(1) אחת"])
def test_a_title_keeps_what_markdown_would_take_for_a_list(folder: Folder, title: str) -> None:
    manuscript, _ = reader.read(folder(f"title: '{title}'\nlang: he\n", references=None, text="א"))
    assert manuscript.text("title") == title


@pytest.mark.parametrize(("yaml", "expected"), [
    ("funding: [{statement: '- א'}]", ["manuscript.yaml statement-form"]),
    ("funding: [{statement: 'א^[ב]'}]", ["manuscript.yaml statement-form"]),
    ("funding: [{statement: א, awards: [{id: AW-9, source: [ב]}]}]", ["manuscript.yaml:3 award-unsaid"]),
    ("affiliations: [{id: a, name: א}, {id: a, name: ב}]", ["manuscript.yaml:3 affiliation-twice"]),
    ("contents: [article.md, article.md]", ["manuscript.yaml:3 contents-twice"]),
    ("subtitle: א <i>ב</i>", ["manuscript.yaml:3 raw-markup"] * 2),
])
def test_a_fault_in_a_text_of_the_metadata_is_found_there(folder: Folder, yaml: str, expected: list[str]) -> None:
    assert faults(folder(f"title: א\nlang: he\n{yaml}\n", "א", references=None)) == expected


@pytest.mark.parametrize(("fields", "code"), [
    ("author: כהן", "reference-names"), ("author: [כהן]", "reference-names"), ("author: {family: כהן}", "reference-names"),
    ("issued: {date-parts: x}", "reference-date")])
def test_a_work_with_a_field_of_the_wrong_form_is_refused(folder: Folder, fields: str, code: str) -> None:
    where = folder(text="[@a]", references=f"references:\n- {{id: a, type: book, title: א, {fields}}}\n")
    assert faults(where) == [f"references.yaml:2 {code}"]


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:h="http://www.w3.org/1999/xhtml" width="40" height="30">{}</svg>'


@pytest.mark.parametrize(("drawing", "message"), [
    (SVG.format("<script>1</script>"), "an element that is not taken: <script>"),
    (SVG.format("<h:script>1</h:script>"), "an element that is not taken: <script>"),
    (SVG.format('<h:img src="http://x/y.png"/>'), "an element that is not taken: <img>"),
    (SVG.format('<rect onload="x()"/>'), "a script in “onload”"),
    (SVG.format('<image href="file:///etc/passwd"/>'), "asks for another file in “href”"),
    (SVG.format('<style>@import "http://x/y.css"</style>'), "its style asks for another file"),
    (SVG.format(r'<style>@\\69mport "http://x/y.css"</style>'), "its style asks for another file"),
    (SVG.format('<rect fill="url(http://x/y#z)"/>'), "asks for another file in “fill”"),
    (SVG.format("<text>שלום</text>"), "letters as <text>"),
    ('<?xml-stylesheet href="http://x/y.css"?>' + SVG.format(""), "a style sheet in another file"),
    ('<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;"), "document type"),
    (SVG.replace("40", "1").replace("30", "100000").format(""), "times as long as the other"),
    (SVG.format('<g id="a">' + "<rect/>" * 40 + "</g>" + "".join(
        f'<g id="{new}">' + f'<use href="#{old}"/>' * 40 + "</g>" for old, new in ("ab", "bc", "cd", "de"))), "draw more than"),
    ('<svg xmlns="http://www.w3.org/2000/svg"/>', "neither a viewBox"),
    ("<svg", "not well-formed"),
    ("<html/>", "its root is not <svg>"),
])
def test_a_drawing_that_does_not_stand_by_itself_is_refused(folder: Folder, drawing: str, message: str) -> None:
    with pytest.raises(ManuscriptError, match=message):
        reader.read(folder(text='א\n\n![ב](a.svg){fig-alt="ג"}', references=None, yaml="title: א\nlang: he\n",
                           files={"a.svg": drawing}))


def test_a_picture_is_known_by_its_content_and_of_a_bounded_size(folder: Folder) -> None:
    dot = (ROOT / "tests/data/dot.png").read_bytes()
    vast = dot[:16] + (60_000).to_bytes(4, "big") * 2 + dot[24:]
    vast = vast[:29] + zlib.crc32(vast[12:29]).to_bytes(4, "big") + vast[33:]
    for name, data, message in (("jpeg", dot, "no JPEG"), ("cut", dot[:40], "damaged"), ("vast", vast, "more than 100 million pixels")):
        suffix = "jpg" if name == "jpeg" else "png"
        with pytest.raises(ManuscriptError, match=message):
            reader.read(folder("title: א\nlang: he\n", f'א\n\n![ב](a.{suffix}){{fig-alt="ג"}}', references=None,
                               files={f"a.{suffix}": data}, name=name))


def test_headings_of_the_abstract_and_of_the_text_do_not_meet(folder: Folder) -> None:
    manuscript, _ = reader.read(folder("title: א\nlang: he\nabstract: |\n  # מטרה\n\n  ב\n", "# מבוא\n\nג", references=None))
    nodes = [node for name in ("abstract", "body") for node in walk(manuscript.region(name))]
    assert len({node["c"][1][0] for node in nodes if node["t"] == "Header"}) == 2
