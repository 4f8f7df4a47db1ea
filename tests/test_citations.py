"""Citations and entries in the language of each work; cross-references; the acknowledgement's sentence."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, YAML
from sadar import build, crossrefs, reader
from sadar.errors import ManuscriptError
from sadar.manuscript.tree import plain
from sadar.style import Style

Folder = Callable[..., Path]

REFERENCES = """\
references:
- {id: cohen, type: book, language: he, title: ספר ראשון, publisher: מאגנס, publisher-place: ירושלים, issued: 2003,
   author: [{family: כהן, given: דוד}, {family: לוי, given: שרה}]}
- {id: mixed, type: article-journal, language: he, title: מאמר, container-title: תרביץ, volume: 5, page: 1-9,
   issued: 2010, author: [{family: כהן, given: דוד}, {family: Smith, given: Ann}]}
- {id: smith, type: chapter, language: en, title: A Chapter, container-title: A Book, page: 54-123, issued: 1974,
   publisher: Press, author: [{family: Smith, given: Ann}, {family: Jones, given: Bob}],
   editor: [{family: Brown, given: Carl}]}
- {id: muller, type: book, language: de, title: Ein Buch, publisher: Verlag, issued: 1911,
   author: [{family: Müller, given: Karl}, {family: Schmidt, given: Eva}]}
- {id: ivanov, type: book, language: ru, title: Книга, publisher: Наука, issued: 1980,
   author: [{family: Иванов, given: Иван}, {family: Петров, given: Пётр}]}
- {id: unsaid, type: book, title: ספר בלי לשון, issued: 1999, author: [{family: אלמוני, given: פלוני}]}
- {id: many, type: book, language: en, title: Many, issued: 2001, author: [{family: Aaa, given: A.},
   {family: Bbb, given: B.}, {family: Ccc, given: C.}, {family: Ddd, given: D.}]}
- {id: nodate, type: book, language: he, title: בלי שנה, author: [{family: אלמוני, given: פלוני}]}
"""
TEXT = """\
[@cohen, עמ׳ 5; @smith, pp. 54-60] וכן [@mixed] וכן [@muller, S. 3] וכן [@ivanov] וכן [@unsaid].

@cohen [עמ׳ 7] טוען [-@smith], [ראו @many; ראו גם @nodate].
"""


def test_citations_and_entries_speak_the_language_of_their_work(
        folder: Folder, golden: Callable[[str, str], None]) -> None:
    manuscript = build.prepare(folder(YAML, TEXT, REFERENCES)).manuscript
    text = plain(manuscript.region("body")) + "\n" + plain(manuscript.region("bibliography"))
    golden("citations.txt", "\n".join(line for line in text.split("\n") if line.strip()))


def test_an_uncited_work_is_a_warning(folder: Folder) -> None:
    warnings = build.prepare(folder(text="א [@cohen2003].")).warnings
    assert [(warning.code, str(warning.place)) for warning in warnings] == [("reference-uncited", "references.yaml:4")]


def test_figures_tables_and_sections_are_numbered_and_referred_to(folder: Folder, golden: Callable[[str, str], None]) -> None:
    text = """\
ראו @fig-b, @tbl-one ו־@sec-two; וכן [@fig-a; @fig-b].

![כיתוב ראשון](a.svg){#fig-a fig-alt="חלופה"}

![כיתוב שני](a.svg){#fig-b fig-alt="חלופה"}

| א | ב |
|---|---|
| 1 | 2 |

: כיתוב הטבלה {#tbl-one}

# כותרת[^n] שנייה {#sec-two}

[^n]: הערה בכותרת.
"""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'
    manuscript, _ = reader.read(folder(text=text, files={"a.svg": svg}))
    numbered = crossrefs.number(manuscript, Style(ROOT / "manuscript").words("he"))
    golden("crossrefs.txt", "\n".join(line for line in plain(numbered.region("body")).split("\n") if line.strip()))


@pytest.mark.parametrize(("text", "code"), [("א\n\nראו @fig-none.", "reference-target"),
                                            ("א\n\n[@cohen2003; @sec-a]\n\n# ב {#sec-a}", "reference-mixed")])
def test_a_cross_reference_that_leads_nowhere_is_an_error(folder: Folder, text: str, code: str) -> None:
    manuscript, _ = reader.read(folder(text=text))
    with pytest.raises(ManuscriptError) as caught:
        crossrefs.number(manuscript, Style(ROOT / "manuscript").words("he"))
    assert [(finding.code, finding.place.line) for finding in caught.value.findings] == [(code, 3)]


def test_the_acknowledgement_in_every_language(golden: Callable[[str, str], None]) -> None:
    style = Style(ROOT / "manuscript")
    lines = []
    for lang in ("he", "ar", "fa", "yi", "en", "ru"):
        words = style.words(lang)
        for kind in ("article", "thesis"):
            lines += [f"{lang} {kind}: " + words.acknowledgement(kind, awards) for awards in (
                [(["A"], ["1"])], [(["A", "B"], ["1", "2"])], [(["A"], []), (["B", "C"], ["3"])])]
    golden("acknowledgements.txt", "\n".join(lines))


def test_a_prescribed_statement_is_printed_as_it_is(folder: Folder) -> None:
    yaml = "title: א\nlang: he\nfunding: [{statement: נוסח *Horizon* שנקבע.}]\n"
    manuscript = build.prepare(folder(yaml, "א", references=None)).manuscript
    assert plain(manuscript.region("acknowledgement")).strip() == "נוסח Horizon שנקבע."


def test_authors_carry_the_numbers_of_their_affiliations(folder: Folder) -> None:
    yaml = """\
title: א
lang: he
author:
- {name: {given: דנה, family: בן לוי}, affiliations: [one, two]}
- {name: Ann Smith, affiliations: [two]}
affiliations: [{id: one, name: אוניברסיטה, city: חיפה}, {id: two, name: College}]
"""
    manuscript = build.prepare(folder(yaml, "א", references=None)).manuscript
    assert plain(manuscript.region("authors")).strip() == "דנה בן לוי1,2 ו־Ann Smith2"
    assert plain(manuscript.region("affiliations")).split("\n")[:2] == ["1 אוניברסיטה, חיפה", "2 College"]


def test_notes_called_one_after_the_other_are_set_apart(folder: Folder) -> None:
    manuscript = build.prepare(folder("title: א\nlang: he\n", "א^[ב]^[ג] ד^[ה]", references=None)).manuscript
    paragraph = manuscript.region("body")[0]["c"]
    assert [node["t"] for node in paragraph] == ["Str", "Note", "Superscript", "Note", "Space", "Str", "Note"]


def test_a_title_too_long_for_a_running_head_is_a_warning(folder: Folder) -> None:
    long = "כותרת " * 15
    assert [warning.code for warning in build.prepare(folder(f"title: {long}\nlang: he\n", "א", references=None)).warnings] == ["short-title"]
    assert build.prepare(folder(f"title: {long}\nshort-title: כותרת\nlang: he\n", "א", references=None, name="b")).warnings == ()
