"""Every line of the PDF reads right: specimen, seed and drawn paragraphs against UAX #9, and planted faults are seen."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import fuzz
import oracle
from conftest import ROOT, SEED
from sadar import build, pandoc
from sadar.matter import acknowledgement_as_note
from sadar.writers import xhtml


def compared(folder: Path, path: Path) -> oracle.Result:
    """Lay out a manuscript's screen PDF and compare its lines."""
    prepared = build.prepare(folder)
    build.formats()["pdf"].write(prepared.manuscript, prepared.style, path)
    return oracle.compare(acknowledgement_as_note(prepared.manuscript), path, prepared.style)


def test_every_line_of_the_specimen_reads_right(specimen: Path) -> None:
    prepared = build.prepare(ROOT / "manuscript")
    result = oracle.compare(acknowledgement_as_note(prepared.manuscript), specimen / "specimen.pdf", prepared.style)
    assert result.wrong == []
    assert result.compared > 350


@pytest.mark.skipif(not SEED.exists(), reason="the seed article lies beside the project only where it is developed")
def test_every_line_of_the_seed_reads_right(tmp_path: Path) -> None:
    folder = tmp_path / "seed"
    folder.mkdir()
    shutil.copy(ROOT / "tests/data/seed/manuscript.yaml", folder)
    shutil.copy(SEED, folder / "article.md")
    result = compared(folder, tmp_path / "seed.pdf")
    assert result.wrong == []
    assert result.compared > 200


@pytest.mark.parametrize("seed", [1, 2])
def test_every_line_of_drawn_paragraphs_reads_right(tmp_path: Path, seed: int) -> None:
    result = compared(fuzz.make(tmp_path / "fuzz", 40, seed), tmp_path / "fuzz.pdf")
    assert result.wrong == []
    assert result.compared > 150


TEXT = "אבג (Middle *East* Journal, 1974) דהו ב־1948 זחט *Pravda*, *Izvestia* יכל."


@pytest.mark.parametrize("fault", ["none", "runs not wrapped", "a direction removed", "a bracket flipped"])
def test_a_planted_fault_is_seen(folder: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                 fault: str) -> None:
    to_html = pandoc.to_html
    if fault == "runs not wrapped":
        monkeypatch.setattr(xhtml.runs, "wrap", lambda manuscript: manuscript)
    elif fault == "a direction removed":
        monkeypatch.setattr(pandoc, "to_html", lambda document: to_html(document).replace(' dir="ltr"', ""))
    elif fault == "a bracket flipped":
        monkeypatch.setattr(pandoc, "to_html", lambda document: to_html(document).replace("אבג (", "אבג )"))
    result = compared(folder("title: א\nlang: he\n", TEXT, references=None), tmp_path / "planted.pdf")
    assert result.compared > 2
    assert bool(result.wrong) is (fault != "none")
