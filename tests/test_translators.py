"""What a translator's tools leave of a DOCX: the ids of its paragraphs, its notes and its citations; few tags in it."""

import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import fuzz
import translators
from conftest import REFERENCES, ROOT, SEED, Ran, built, run

sys.path.insert(0, str(ROOT / "tests/bench"))
import book

from sadar import build
from sadar.manuscript import paragraph_ids
from sadar.writers.docx_fields import with_contents
from test_outputs import VALIDATOR

NAMES = ["specimen", "drawn", "book"]


@pytest.fixture(scope="module")
def files(specimen: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[build.Prepared, Path]]:
    """The specimen, a drawn article and a drawn book, of all that a manuscript may hold, each with its DOCX."""
    where = tmp_path_factory.mktemp("translators")
    made = {"specimen": (build.prepare(ROOT / "manuscript"), specimen / "specimen.docx")}
    for name, folder in (("drawn", fuzz.make(where / "drawn", 50, 3)), ("book", book.make(where / "book", 50))):
        made[name] = (build.prepare(folder), where / f"{name}.docx")
        build.write(made[name][0], "docx", made[name][1])
    return made


@pytest.mark.parametrize("name", NAMES)
def test_every_paragraph_has_an_id_of_its_own_place(files: dict[str, tuple[build.Prepared, Path]], name: str) -> None:
    prepared, path = files[name]
    found = translators.texts_by_id(path)
    expected = translators.texts_of(with_contents(prepared.manuscript, prepared.style))
    assert found.keys() == expected.keys()
    assert [name for name, text in expected.items() if text != found[name]] == []
    assert {name for name in found if not re.fullmatch(r"[A-Za-z]\w{0,39}", name, re.ASCII)} == set()
    assert translators.outside(path) == ""


@pytest.mark.parametrize("by", ["docx", "odt"])
@pytest.mark.parametrize("name", NAMES)
def test_ids_notes_and_citations_live_through_libreoffice(
        files: dict[str, tuple[build.Prepared, Path]], name: str, by: str, tmp_path: Path) -> None:
    _, path = files[name]
    saved = translators.saved_anew(path, tmp_path, by=by)
    assert translators.texts_by_id(saved) == translators.texts_by_id(path)
    assert translators.notes(saved) == translators.notes(path)
    assert translators.citations(saved) == translators.citations(path)


@pytest.mark.parametrize("name", NAMES)
def test_ids_notes_and_citations_live_through_omegat(
        files: dict[str, tuple[build.Prepared, Path]], name: str, tmp_path: Path) -> None:
    _, path = files[name]
    same = translators.translated(path, tmp_path / "same", words=False)
    assert translators.texts_by_id(same) == translators.texts_by_id(path)
    assert translators.notes(same) == translators.notes(path)
    assert translators.citations(same) == translators.citations(path)
    other = translators.translated(path, tmp_path / "other", words=True)
    assert translators.texts_by_id(other) == {name: text.translate(translators.TRANSLATED)
                                              for name, text in translators.texts_by_id(path).items()}
    said, calls = translators.notes(path)
    assert translators.notes(other) == (sorted(text.translate(translators.TRANSLATED) for text in said), calls)
    assert translators.citations(other) == [(target, text.translate(translators.TRANSLATED))
                                            for target, text in translators.citations(path)]


def test_a_segment_has_fewer_tags_than_in_what_pandoc_writes(
        files: dict[str, tuple[build.Prepared, Path]], tmp_path: Path) -> None:
    """What is left is one tag for each change of form, direction or link, and one for each note called."""
    prepared, path = files["specimen"]
    own = translators.tags(path, tmp_path / "own")
    other = translators.tags(translators.raw(prepared, tmp_path / "raw.docx"), tmp_path / "other")
    assert own.per_segment < 0.63 * other.per_segment
    assert own.worst < other.worst


@pytest.mark.skipif(not SEED.exists(), reason="the seed article lies beside the project only where it is developed")
def test_the_seed_has_a_tenth_of_the_tags_of_what_pandoc_writes(tmp_path: Path) -> None:
    folder = tmp_path / "seed"
    folder.mkdir()
    shutil.copy(ROOT / "tests/data/seed/manuscript.yaml", folder)
    shutil.copy(SEED, folder / "article.md")
    prepared = build.prepare(folder)
    build.write(prepared, "docx", tmp_path / "seed.docx")
    own = translators.tags(tmp_path / "seed.docx", tmp_path / "own")
    other = translators.tags(translators.raw(prepared, tmp_path / "raw.docx"), tmp_path / "other")
    assert own.per_segment < 0.1 * other.per_segment


def test_translated_words_are_other_words(files: dict[str, tuple[build.Prepared, Path]]) -> None:
    """The test above would tell nothing of a translation that changes nothing."""
    _, path = files["specimen"]
    assert "מן" in translators.texts_by_id(path)["sadar_title_1"]
    assert "מן".translate(translators.TRANSLATED) == "mC"


STRANGE = """\
# פרק {#sec-a:b.c}

# אחר {#סעיף}

# שלישי {#a-very-long-identifier-that-goes-on-and-on-and-on}

# רביעי {#sadar_body_1}

ראו @sec-a:b.c ו[כאן](#סעיף) ו[שם](#a-very-long-identifier-that-goes-on-and-on-and-on) ו[כאן](#sadar_body_1) [@כהן:2003].

- $$x^2$$

| א     | ב |
|-------|---|
| $y_1$ |   |

# לא נקרא {#sec-silent}
"""


def test_links_lead_to_bookmarks_whose_names_are_kept_and_others_are_gone(
        folder: Callable[..., Path], sadar: Callable[..., Ran]) -> None:
    references = REFERENCES.replace("id: cohen2003", "id: כהן:2003")
    path = built(sadar, folder(text=STRANGE, references=references), ["docx"]) / "small.docx"
    names, targets, numbers = translators.bookmarks(path)
    assert numbers == [str(number) for number in range(len(names))]
    assert len(targets) == 5
    others = {name for name in names if not paragraph_ids.is_paragraph_id(name)}
    assert others == set(targets)
    assert len(names) == len(set(names))
    assert [name for name in names if not re.fullmatch(r"[A-Za-z_][\w-]{0,39}", name, re.ASCII)] == []
    assert {"sadar_body_6", "sadar_body_9"} <= set(names)  # the formulas in item and cell
    assert "sadar_body_11" not in names  # the empty cell is no paragraph
    assert json.loads(run("node", VALIDATOR, path))["errors"] == []


def test_what_has_no_letters_takes_the_language_of_its_neighbour(
        folder: Callable[..., Path], sadar: Callable[..., Ran]) -> None:
    text = "גופן Source Serif 4 וגם ***מודגש*** **כאן**, Серый Gray סוף.\n\n5 [Quadratschrift]{lang=de}, and more.\n"
    path = built(sadar, folder(text=text), ["docx"]) / "small.docx"
    assert translators.runs(path, "sadar_body_1") == [
        ("גופן ", ["rtl"]), ("Source Serif 4", ["lang en"]), (" וגם ", ["rtl"]), ("מודגש", ["b", "bCs", "rtl"]),
        (" ", ["rtl"]), ("כאן", ["b", "bCs", "rtl"]), (", ", ["rtl"]), ("Серый ", ["lang ru"]), ("Gray", ["lang en"]),
        (" סוף.", ["rtl"])]
    assert translators.runs(path, "sadar_body_2") == [("5 Quadratschrift", ["lang de"]), (", and more.", ["lang en"])]
