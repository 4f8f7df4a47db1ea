"""Direction: levels by UAX #9, marks on the tree, runs wrapped across elements, runs marked in Word."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from sadar import pandoc, reader
from sadar.bidi import runs, structure, word
from sadar.bidi.base import direction_of_language, direction_of_text
from sadar.bidi.levels import embedding_levels
from sadar.bidi.word import w
from sadar.manuscript import Manuscript
from sadar.writers import pdf_pages, xhtml

Folder = Callable[..., Path]


def marked(folder: Folder, text: str, lang: str = "he") -> Manuscript:
    manuscript, _ = reader.read(folder(f"title: א\nlang: {lang}\n", text, references=None))
    return structure.mark(manuscript)


def html(manuscript: Manuscript) -> str:
    return pandoc.to_html({**manuscript.document(), "blocks": manuscript.region("body")}).strip()


@pytest.mark.parametrize(("text", "base", "levels"), [
    ("אב ab", "rtl", "11122"),
    ("ab אב", "ltr", "00011"),
    ("א (ab) א", "rtl", "11122111"),  # N0: the brackets follow the paragraph
    ("א 12-3", "rtl", "112222"),
    ("א ab 12", "rtl", "1122222"),
    ("ab\ufffccd", "rtl", "22222"),
    ("א\u2066ab\u2069.", "rtl", "112211"),  # X5a: an isolate is a neutral outside
])
def test_levels_follow_the_algorithm(text: str, base: Any, levels: str) -> None:
    assert "".join(map(str, embedding_levels(text, base))) == levels


@pytest.mark.parametrize(("lang", "direction"), [
    ("he", "rtl"), ("ar", "rtl"), ("fa-IR", "rtl"), ("yi", "rtl"), ("en", "ltr"), ("ru", "ltr"), ("az-Arab", "rtl"),
    ("la", "ltr"), ("syr", "rtl")])
def test_languages_have_the_direction_of_their_script(lang: str, direction: str) -> None:
    assert direction_of_language(lang) == direction


def test_a_language_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not a known language"):
        direction_of_language("xx")


def test_a_text_of_another_script_throughout_has_its_direction() -> None:
    assert direction_of_text("Visual order (1993).", "rtl") == "ltr"
    assert direction_of_text("Visual סדר", "rtl") == "rtl"
    assert direction_of_text("1993, 12.", "rtl") == "rtl"


def test_marks_of_structure(folder: Folder, golden: Callable[[str, str], None]) -> None:
    text = """\
פסקה עברית ובה [слово]{lang=ru} ו־`code` ו־<https://example.org/>.

An English paragraph among Hebrew ones.[^n]

[^n]: A Latin note.

> An English extract.

- item
- another

- פריט
- item

| כותרת | Latin |
|-------|-------|
| תא    | cell  |

*הדגשה* ו־*emphasis*.

# English heading

::: {lang=ar}
نص عربي.
:::

```
$ git add
```
"""
    golden("structure.html", html(marked(folder, text)))


@pytest.mark.parametrize(("text", "expected"), [
    ("Middle *East* Journal", '<span lang="en" dir="ltr">Middle <em>East</em> Journal</span>'),
    ("א Middle *East* Journal א", 'א <span lang="en" dir="ltr">Middle <em>East</em> Journal</span> א'),
    ("א (*Krammer*, 1974, pp. 54-123) א", 'א (<span dir="ltr"><span lang="en"><em>Krammer</em>, 1974, pp</span>. 54-123</span>) א'),
    ("א un*believ*able", 'א <span lang="en" dir="ltr">un<em>believ</em>able</span>'),
    ("א **ab אב** א", 'א <strong><span lang="en" dir="ltr">ab</span> אב</strong> א'),
    ("א **אב ab** cd א", 'א <strong>אב </strong><span dir="ltr"><strong><span lang="en">ab</span></strong> <span lang="en">cd</span></span> א'),
    ("א 25.5% א", 'א <span dir="ltr">25.5%</span> א'),
    ("א [a א b](#x) א\n\n# ב {#x}", 'א <a href="#x"><span lang="en" dir="ltr">a</span> א <span lang="en" dir="ltr">b</span></a> א'),
    ("א [IBM]{lang=en} א", 'א <span dir="ltr" lang="en">IBM</span> א'),
    ("א IBM^2^ א", 'א <span dir="ltr"><span lang="en">IBM</span><sup>2</sup></span> א'),
])
def test_runs_are_wrapped_across_elements(folder: Folder, text: str, expected: str) -> None:
    body = html(runs.wrap(marked(folder, f"אב {text}" if text.startswith("Middle") else text))).split("\n")[0]
    assert body.removeprefix("<p>אב ").removeprefix("<p>").removesuffix("</p>") == expected


def test_an_element_that_is_split_keeps_its_id_once(folder: Folder) -> None:
    body = html(runs.wrap(marked(folder, "א [אב ab]{#one .c} cd א")))
    assert body.count('id="one"') == 1
    assert body.count('class="c"') == 2


def test_left_to_right_documents_wrap_hebrew(folder: Folder) -> None:
    assert html(runs.wrap(marked(folder, "A word שלום *עולם* here.", "en"))) == (
        '<p>A word <span lang="he" dir="rtl">שלום <em>עולם</em></span> here.</p>')


def word_part(body: str) -> etree._Element:
    return etree.fromstring(f'<w:document xmlns:w="{word.W}"><w:body>{body}</w:body></w:document>')


def word_runs(part: etree._Element) -> list[tuple[str, bool]]:
    return [("".join(run.itertext()), run.find(f"{w('rPr')}/{w('rtl')}") is not None) for run in part.iter(w("r"))]


def test_runs_in_word_are_marked_by_resolved_direction() -> None:
    part = word_part('<w:p><w:pPr><w:bidi/></w:pPr><w:r><w:rPr><w:rtl/></w:rPr>'
                     '<w:t>ראו (Krammer 1974, 54–123) בשנת 1948.</w:t></w:r></w:p>')
    word.mark(part, "he", etree.Element("styles"))
    assert word_runs(part) == [("ראו (", True), ("Krammer 1974, 54–123", False), (") בשנת 1948.", True)]


def test_equal_neighbours_are_merged_and_code_is_left_to_right() -> None:
    part = word_part(
        '<w:p><w:pPr><w:bidi/></w:pPr><w:r><w:t>אב</w:t></w:r><w:r><w:t xml:space="preserve"> </w:t></w:r>'
        '<w:r><w:t>גד </w:t></w:r><w:r><w:rPr><w:rStyle w:val="VerbatimChar"/><w:rtl/></w:rPr><w:t>x=1</w:t></w:r></w:p>'
        '<w:p><w:pPr><w:pStyle w:val="SourceCode"/><w:bidi/></w:pPr><w:r><w:t>$ git add</w:t></w:r></w:p>')
    word.mark(part, "he", etree.Element("styles"))
    assert word_runs(part) == [("אב גד ", True), ("x=1", False), ("$ git add", False)]
    bases = [bidi.get(w("val"), "1") for bidi in part.iter(w("bidi"))]
    assert bases == ["1", "0"]


def test_tables_in_word_run_from_right_to_left() -> None:
    part = word_part('<w:tbl><w:tblPr><w:tblStyle w:val="Table"/><w:tblW/></w:tblPr></w:tbl>')
    word.mark(part, "he", etree.Element("styles"))
    assert [child.tag for child in next(part.iter(w("tblPr")))] == [w("tblStyle"), w("bidiVisual"), w("tblW")]


@pytest.mark.parametrize(("text", "lang", "expected"), [
    ("ספר של C. F. Rühl, לייפציג", "he", 'ספר של <span lang="en">C. F. Rühl</span>, לייפציג'),
    ("ה־IBM", "he", 'ה־<span lang="en">IBM</span>'),
    ("א Middle *East* Journal ב", "he", 'א <span lang="en">Middle <em>East</em> Journal</span> ב'),
    ("א Облик книги и Book ב", "he", 'א <span lang="ru">Облик книги и</span> <span lang="en">Book</span> ב'),
    ("א [Über]{lang=de} Book ב", "he", 'א <span dir="ltr" lang="de">Über</span> <span lang="en">Book</span> ב'),
    ("א [a **ב** c](#x) ב\n\n# ג {#x}", "he",
     'א <a href="#x"><span lang="en">a</span> <strong>ב</strong> <span lang="en">c</span></a> ב'),
    ("א 12, 13 ב", "he", "א 12, 13 ב"),
    ("A שלום b", "en", 'A <span lang="he">שלום</span> b'),
    ("א `code` ב", "he", 'א <code dir="ltr">code</code> ב'),
])
def test_foreign_runs_get_the_language_of_their_script(folder: Folder, text: str, lang: str, expected: str) -> None:
    assert html(marked(folder, text, lang)).split("\n")[0] == f"<p>{expected}</p>"


@pytest.mark.parametrize(("link", "address"), [
    ("[https://doi.org/10.1/x/](https://doi.org/10.1/x/)", True), ("[doi.org/x](https://doi.org/x)", True),
    ("<a@b.org>", True), ("[Book](https://doi.org/x)", False)])
def test_a_link_that_shows_its_target_is_left_to_right(folder: Folder, link: str, address: bool) -> None:
    """Citeproc's links have no class of their own; as addresses they may be broken anywhere."""
    body = html(marked(folder, f"א {link} ב"))
    assert ('dir="ltr"' in body) is address
    assert ('class="uri"' in body or 'class="email"' in body) is address


def test_a_note_keeps_its_direction_within_a_left_to_right_run(folder: Folder) -> None:
    """In the PDF a note stands where it is called: inside of the run that the call is in."""
    manuscript, _ = reader.read(folder("title: א\nlang: he\n", "א IBM East^[הערה] Policy ב", references=None))
    made = xhtml.fragments(structure.mark(manuscript))
    call = next(element for element in made.regions["body"][0].iter("span") if element.get("class") == xhtml.NOTE_CALL)
    pdf_pages._place_note(call, made, "he")
    assert (call.getparent().get("dir"), call.get("dir"), call.get("lang")) == ("ltr", "rtl", "he")
