"""What the tests share: small manuscripts, the built specimen, the real tools, golden files."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SEED = ROOT.parent / "shared" / "seed" / "000_98fb078da5b7cc6b.txt"
GOLDEN = ROOT / "tests" / "golden"

YAML = """\
title: כותרת המאמר
lang: he
author: [{name: {given: דנה, family: לוי}}]
funding:
  - awards: [{id: 77-1, source: [{name: קרן לדוגמה}]}]
bibliography: references.yaml
"""
TEXT = """\
פסקה ובה *Middle* East ומובאה [@cohen2003, עמ׳ 5].[^n]

[^n]: הערה ובה [@smith2010, p. 7].
"""
REFERENCES = """\
references:
- {id: cohen2003, type: book, language: he, title: ספר, publisher: מאגנס, issued: 2003,
   author: [{family: כהן, given: דוד}, {family: לוי, given: שרה}]}
- {id: smith2010, type: book, language: en, title: A Book, publisher: Press, issued: 2010,
   author: [{family: Smith, given: Ann}]}
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regenerate", action="store_true", help="write the golden files anew instead of comparing")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder of the test's own: a relative path must not write into the project."""
    monkeypatch.chdir(tmp_path)


@dataclass(frozen=True)
class Ran:
    """What a run of the command line left: its exit code and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Make a manuscript's folder; without words it is a small one that builds."""

    def make(yaml: str = YAML, text: str | None = TEXT, references: str | None = REFERENCES,
             files: Mapping[str, str | bytes] = {}, name: str = "small") -> Path:
        where = tmp_path / name
        where.mkdir()
        contents: dict[str, str | bytes] = {"manuscript.yaml": yaml}
        if text is not None:
            contents["article.md"] = text
        if references is not None:
            contents["references.yaml"] = references
        for file, content in {**contents, **files}.items():
            path = where / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return where

    return make


@pytest.fixture
def sadar(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run the command line in this process."""
    from sadar import cli

    def run(*arguments: str | Path) -> Ran:
        capsys.readouterr()
        code = 0
        try:
            cli.main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def specimen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the specimen is built, in every format."""
    output = tmp_path_factory.mktemp("specimen")
    run(sys.executable, "-m", "sadar", "build", ROOT / "manuscript", "--output", output)
    return output


def run(*command: str | Path, code: int = 0, timeout: float = 600, **options: object) -> str:
    """Run a program that must end with an exit code, and return what it printed.

    A program that is missing fails the test: a tool that was skipped has tested nothing.
    """
    words = [str(word) for word in command]
    assert shutil.which(words[0]), f"{words[0]} is missing: run bash scripts/test.sh, which installs it"
    done = subprocess.run(words, capture_output=True, text=True, timeout=timeout, **options)  # type: ignore[call-overload]
    assert done.returncode == code, f"{words} → {done.returncode}\n{done.stdout}\n{done.stderr}"
    return str(done.stdout + done.stderr)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with a golden file, or write it anew with --regenerate."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        text = text.rstrip() + "\n"
        if request.config.getoption("--regenerate"):
            path.write_text(text, "utf-8")
        assert path.exists(), f"{path} is missing: run pytest --regenerate and read what it wrote"
        assert text == path.read_text("utf-8")

    return compare


def built(sadar: Callable[..., Ran], where: Path, to: Sequence[str] = ("print", "pdf", "epub", "docx")) -> Path:
    """Build a manuscript that must build, and return the folder of its files."""
    output = where.parent / f"{where.name}-built"
    ran = sadar("build", where, "--to", ",".join(to), "--output", output)
    assert ran.code == 0, ran.err
    return output
