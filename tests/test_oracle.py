"""Every line of every output reads right: specimen, seed and drawn texts against UAX #9, and planted faults are seen."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import fuzz
import rendered
from conftest import ROOT, SEED
from sadar import build, pandoc
from sadar.bidi import implicit_marks, word
from sadar.bidi.word import w
from sadar.writers import epub, xhtml

FORMATS = ("pdf", "print", "epub", "docx")


@pytest.mark.parametrize("name", FORMATS)
def test_every_line_of_the_specimen_reads_right(tmp_path: Path, name: str) -> None:
    result = rendered.compared(build.prepare(ROOT / "manuscript"), name, tmp_path)
    assert result.wrong == []
    assert result.compared > 390


@pytest.mark.skipif(not SEED.exists(), reason="the seed article lies beside the project only where it is developed")
@pytest.mark.parametrize("name", FORMATS)
def test_every_line_of_the_seed_reads_right(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "seed"
    folder.mkdir()
    shutil.copy(ROOT / "tests/data/seed/manuscript.yaml", folder)
    shutil.copy(SEED, folder / "article.md")
    result = rendered.compared(build.prepare(folder), name, tmp_path)
    assert result.wrong == []
    assert result.compared > 250


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(("lang", "width"), [("he", 120), ("ar", 150), ("fa", 170)])
def test_every_line_of_drawn_texts_reads_right(tmp_path: Path, name: str, lang: str, width: int) -> None:
    prepared = build.prepare(fuzz.make(tmp_path / "fuzz", 12, 3, lang, width))
    result = rendered.compared(prepared, name, tmp_path, width=width - 30)
    assert result.wrong == []
    assert result.compared > 60


TEXT = ("אבג (Middle *East* Journal, 1974) דהו ב־1948 זחט *Pravda*, *Izvestia* יכל. אבג [C++]{lang=en} [Java]{lang=en} "
        "דהו IBM East^[הערה ובה IBM ועוד מילים.] Policy.^[הערה שנייה.] זחט.")


def nothing(value: object, **_: object) -> object:
    return value


@pytest.mark.parametrize(("name", "fault"), [
    *((name, "none") for name in FORMATS),
    ("pdf", "runs not wrapped"), ("print", "runs not wrapped"),
    ("pdf", "a direction removed"), ("epub", "a direction removed"), ("docx", "a direction removed"),
    ("pdf", "a bracket flipped"), ("epub", "a bracket flipped"), ("docx", "a bracket flipped"),
    ("pdf", "a note left out"), ("epub", "a note left out"),
    ("docx", "no marks for isolates"),
])
def test_a_planted_fault_is_seen(folder: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                 name: str, fault: str) -> None:
    prepared = build.prepare(folder("title: א\nlang: he\n", TEXT, references=None))
    to_html, to_docx, mark = pandoc.to_html, pandoc.to_docx, word.mark
    if fault == "runs not wrapped":
        monkeypatch.setattr(xhtml.runs, "wrap", nothing)
    elif fault == "a direction removed":
        monkeypatch.setattr(pandoc, "to_html", lambda document: to_html(document).replace(' dir="ltr"', ""))
        monkeypatch.setattr(epub, "direction_of_language", lambda lang: "ltr")
        monkeypatch.setattr(word, "mark", lambda part, *known: turned(part, known, mark))
    elif fault == "a bracket flipped":
        monkeypatch.setattr(pandoc, "to_html", lambda document: to_html(document).replace("אבג (", "אבג )"))
        monkeypatch.setattr(pandoc, "to_docx", lambda document, *files: to_docx(flipped(document), *files))
    elif fault == "a note left out":
        monkeypatch.setattr(pandoc, "to_html", lambda document: to_html(document).replace("ועוד מילים", ""))
    elif fault == "no marks for isolates":
        monkeypatch.setattr(implicit_marks, "add", nothing)
    result = rendered.compared(prepared, name, tmp_path)
    assert result.compared > 2
    assert bool(result.wrong) is (fault != "none")


def turned(part: Any, known: tuple[Any, ...], mark: Callable[..., None]) -> None:
    """Mark a part of a DOCX, then make every paragraph a left-to-right one."""
    mark(part, *known)
    for bidi in part.iter(w("bidi")):
        bidi.set(w("val"), "0")


def flipped(value: object) -> object:
    """Return a tree whose opening brackets close."""
    if isinstance(value, list):
        return [flipped(item) for item in value]
    if isinstance(value, dict):
        return {key: item.replace("(", ")") if key == "c" and isinstance(item, str) else flipped(item)
                for key, item in value.items()}
    return value
