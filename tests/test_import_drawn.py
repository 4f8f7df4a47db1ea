"""An article drawn from a seed, set by three programs, taken out of their PDFs by poppler, and imported: what comes back."""

from collections.abc import Callable
from pathlib import Path

import pytest

import drawn_article
from conftest import Ran, run
from extractions import COMPOSED, share, text_of
from sadar import build, importing
from sadar.manuscript import Source
from sadar.manuscript.yaml_source import YamlSource

#: No seed by which a rule was found.
SEED = 7
PROGRAMS = {"sadar": drawn_article.by_sadar, "libreoffice": drawn_article.by_libreoffice, "chromium": drawn_article.by_chromium}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the article, and in it a PDF of each program."""
    folder = drawn_article.make(tmp_path_factory.mktemp("drawn"), SEED)
    for name, by in PROGRAMS.items():
        into = folder / name
        into.mkdir()
        by(folder, into).rename(folder / f"{name}.pdf")
    return folder


@pytest.mark.parametrize(("program", "how", "least"), [
    ("sadar", "", 0.995), ("sadar", "-raw", 0.995), ("sadar", "-layout", 0.995),
    ("libreoffice", "", 0.98), ("libreoffice", "-raw", 0.995), ("libreoffice", "-layout", 0.995),  # it scatters LibreOffice's tables
    ("chromium", "", 0.995), ("chromium", "-raw", 0.995), ("chromium", "-layout", 0.99),
])
def test_an_article_comes_back_from_what_poppler_takes_out(drawn: Path, tmp_path: Path, sadar: Callable[..., Ran], program: str,
                                                           how: str, least: float) -> None:
    text = tmp_path / "drawn.txt"
    run("pdftotext", *filter(None, [how]), drawn / f"{program}.pdf", text)
    imported = importing.read(text)
    importing.write(imported, tmp_path / "made")
    expected = build.prepare(drawn).manuscript
    absent = (COMPOSED,) if program == "chromium" else ()
    right, wrong = share(expected, text_of(tmp_path / "made"), points=False, absent=absent)
    assert right >= least, "\n".join(wrong)
    notes = (drawn / "drawn.md").read_text("utf-8").count("\n[^")
    assert sum(change.rule == "note" for change in imported.draft.changes) == notes
    assert imported.draft.metadata["title"] == YamlSource(Source("", (drawn / "manuscript.yaml").read_text("utf-8"))).value["title"]
    assert len(imported.draft.references) == 5
    assert sadar("check", tmp_path / "made").code == 0
