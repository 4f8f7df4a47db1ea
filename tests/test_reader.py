"""Texts and reference lists: every fault is one message with file, line and remedy; files join in order."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import YAML
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
    ("א\n\n![כיתוב](article.md)", ["article.md:3 figure-kind"]),
    ("מילה <b>חזקה</b>.", ["article.md:1 raw-markup"] * 2),
    ("---\ntitle: א\n---\n\nטקסט", ["article.md:1 yaml-header"]),
    ("# א {#x}\n\n## ב {#x}\n", ["article.md:1 id-twice"]),
    ("ראו [כאן](#nowhere).", ["article.md:1 link-target"]),
    ("", ["article.md text-empty"]),
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
    assert [node["c"][1][0] for node in walk(body) if node["t"] == "Header"] == ["sec-two", "section-1"]


def test_a_duplicate_note_in_the_second_file_names_that_file(folder: Folder) -> None:
    where = folder("title: א\nlang: he\n", text=None, references=None,
                   files={"a.md": "א[^1]\n\n[^1]: א\n", "b.md": "ב[^1]\n\n[^1]: ב\n\n[^1]: ג\n"})
    assert faults(where) == ["b.md:5 note-twice"]


def test_ascii_quotation_marks_in_abbreviations_stay_as_they_are(folder: Folder) -> None:
    manuscript, _ = reader.read(folder(text='צה"ל וארה"ב.'))
    assert plain(manuscript.region("body")).strip() == 'צה"ל וארה"ב.'


def test_a_figure_without_alternative_text_is_a_warning(folder: Folder) -> None:
    where = folder(text="א\n\n![](a.png)", files={"a.png": b"x"})
    _, warnings = reader.read(where)
    assert [warning.code for warning in warnings] == ["figure-alt"]
