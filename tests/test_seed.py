"""The article of ../shared/seed, as it was extracted from a PDF, builds to all formats as it stands."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, SEED, Ran, built, run
from sadar.checks import rtl_docx
from test_outputs import VALIDATOR


@pytest.mark.skipif(not SEED.exists(), reason="the seed article lies beside the project only where it is developed")
def test_the_seed_builds_to_all_formats(tmp_path: Path, sadar: Callable[..., Ran]) -> None:
    folder = tmp_path / "seed"
    folder.mkdir()
    shutil.copy(ROOT / "tests/data/seed/manuscript.yaml", folder)
    shutil.copy(SEED, folder / "article.md")
    output = built(sadar, folder)
    assert sorted(file.name for file in output.iterdir()) == ["seed-print.pdf", "seed.docx", "seed.epub", "seed.pdf"]
    first = run("pdftotext", "-l", "1", output / "seed.pdf", "-")
    assert "21-014-41001" in first
    assert "121" in first
    run("qpdf", "--check", output / "seed-print.pdf")
    assert json.loads(run("node", VALIDATOR, output / "seed.docx"))["errors"] == []
    assert "Errors: 0" in run(ROOT / ".venv/bin/openxml-audit", output / "seed.docx")
    assert list(rtl_docx.findings(output / "seed.docx")) == []
