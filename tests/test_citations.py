"""Citations and entries in the language of each work; cross-references; the acknowledgement's sentence."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, YAML
from sadar import build, crossrefs, reader
from sadar.errors import ManuscriptError
from sadar.manuscript.tree import attributes, plain, walk
from sadar.style import Style

Folder = Callable[..., Path]

REFERENCES = """\
references:
- {id: unsaid, type: book, title: ספר בלי לשון, issued: 1999, publisher: א, author: [{family: אלמוני, given: פלוני}]}
- {id: latin, type: book, title: No Language Said, issued: 1999, publisher: B, author: [{family: Doe, given: Jane}, {family: Roe, given: Al}]}
- {id: named, type: book, language: english, title: ספר באנגלית, issued: 1998, publisher: B, author: [{family: Doe, given: Jane}]}
"""


def test_a_work_without_language_has_that_of_its_letters(folder: Folder) -> None:
    references = REFERENCES.replace("language: english", "language: en")
    manuscript = build.prepare(folder(YAML, "[@unsaid; @latin; @named]", references)).manuscript
    assert plain(manuscript.region("body")).strip() == "(אלמוני, 1999; Doe and Roe, 1999; Doe, 1998)"
    langs = {attributes(node)[0]: attributes(node)[2].get("lang") for node in walk(manuscript.region("bibliography"))}
    assert (langs["ref-unsaid"], langs["ref-latin"], langs["ref-named"]) == (None, "en", "en")


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


def test_notes_called_before_and_behind_a_full_stop_are_set_apart(folder: Folder) -> None:
    manuscript = build.prepare(folder("title: א\nlang: he\n", "א^[ב].^[ג] ד", references=None)).manuscript
    paragraph = manuscript.region("body")[0]["c"]
    assert [node["t"] for node in paragraph] == ["Str", "Str", "Note", "Superscript", "Note", "Space", "Str"]


def test_a_title_too_long_for_a_running_head_is_a_warning(folder: Folder) -> None:
    long = "כותרת " * 15
    assert [warning.code for warning in build.prepare(folder(f"title: {long}\nlang: he\n", "א", references=None)).warnings] == ["short-title"]
    assert build.prepare(folder(f"title: {long}\nshort-title: כותרת\nlang: he\n", "א", references=None, name="b")).warnings == ()
