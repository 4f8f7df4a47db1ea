"""Citations as live fields: what Zotero and pandoc find in them, and that nothing else of a DOCX changes."""

import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypandoc
import pytest
from lxml import etree

import rendered
import translators
from conftest import REFERENCES, ROOT, YAML, Ran, run
from sadar import build
from test_outputs import VALIDATOR

W = translators.W
TEXT = """\
פסקה [ראו @cohen2003, עמ׳ 5 ואילך; @smith2010, pp. 54-60, a *fine* book].

כפי שהראו @cohen2003 [עמ׳ 5], ובעקבותיהם [-@smith2010, ch. 2] ו־@smith2010 וגם @smith2010 [p. 7; @cohen2003].

הערה.[^n] עוד הערה, Foreign [@cohen2003, fol. 3; @smith2010, דף ט].

[^n]: הערה ובה [@smith2010, p. 7]. וגם @cohen2003 [עמ׳ 9] וסוף.
"""
#: Of each citation its sources: key, prefix, suffix as pandoc reads them back, and whether the author is left out.
CITED = [
    [("cohen2003", "ראו", "page 5 ואילך", False), ("smith2010", "", "page 54-60 , a fine book", False)],
    [("cohen2003", "", "page 5", True)], [("smith2010", "", "chapter 2", True)], [("smith2010", "", "", True)],
    [("smith2010", "", "page 7", True), ("cohen2003", "", "", False)],
    [("smith2010", "", "page 7", False)], [("cohen2003", "", "page 9", True)],
    [("cohen2003", "", "folio 3", False), ("smith2010", "", "folio ט", False)],
]


@dataclass(frozen=True)
class Built:
    """A manuscript with live citations, its files, and those without."""

    prepared: build.Prepared
    live: Path
    plain: Path


@pytest.fixture(scope="module", params=["author-date", "notes"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build a manuscript with a style of citation, once as it is and once with live citations."""
    where = tmp_path_factory.mktemp("live")
    references = REFERENCES.replace("id: smith2010,", "id: smith2010, DOI: 10.1000/182,")
    for name, content in (("manuscript.yaml", f"{YAML}slug: small\ncsl: {request.param}\n"), ("article.md", TEXT),
                          ("references.yaml", references)):
        (where / name).write_text(content, "utf-8")
    prepared = build.prepare(where, live_citations=True)
    for folder, one in ((where / "with", prepared), (where / "without", build.prepare(where))):
        for name in ("docx", "epub"):
            build.write(one, name, folder / f"small.{name}")
    return Built(prepared, where / "with", where / "without")


def read_back(docx: Path) -> list[list[tuple[str, str, str, bool]]]:
    """Return what pandoc finds in the citation fields of a DOCX."""
    found: list[list[tuple[str, str, str, bool]]] = []

    def read(value: Any) -> None:
        if isinstance(value, dict) and value.get("t") == "Cite":
            found.append([(source["citationId"], translators.plain(source["citationPrefix"]).strip(),
                           translators.plain(source["citationSuffix"]).strip().removeprefix(", ").strip(),
                           source["citationMode"]["t"] == "SuppressAuthor") for source in value["c"][0]])
        elif isinstance(value, dict | list):
            for item in value.values() if isinstance(value, dict) else value:
                read(item)

    read(json.loads(run(pypandoc.get_pandoc_path(), "--from=docx+citations", "--to=json", "--quiet", docx))["blocks"])
    return found


def fields(docx: Path) -> list[tuple[dict[str, Any], str]]:
    """Return the object and the result of each citation field."""
    found = []
    with zipfile.ZipFile(docx) as package:
        for part in translators.PARTS:
            for paragraph in etree.fromstring(package.read(part)).iter(f"{W}p"):
                code, text, depth = "", "", ""
                for element in paragraph.iter(f"{W}fldChar", f"{W}instrText", f"{W}t"):
                    depth = element.get(f"{W}fldCharType", depth)
                    code += (element.text or "") if element.tag == f"{W}instrText" else ""
                    text += (element.text or "") if element.tag == f"{W}t" and depth == "separate" else ""
                    if depth == "end" and code:
                        if said := re.fullmatch(r" ADDIN ZOTERO_ITEM CSL_CITATION (\{.*\}) ", code):
                            found.append((json.loads(said[1]), text))
                        code = text = ""
    return found


def letters(docx: Path) -> list[Any]:
    """Return every letter with its direction and form; the language of what is no letter, and links, left out."""
    found: list[Any] = []
    with zipfile.ZipFile(docx) as package:
        for part in translators.PARTS:
            for paragraph in etree.fromstring(package.read(part)).iter(f"{W}p"):
                found.append([element.attrib.values() for element in paragraph.iterfind(f"{W}pPr/*")])
                for text in paragraph.iter(f"{W}t"):
                    said = [(child.tag, *child.attrib.values()) for child in text.getparent().iterfind(f"{W}rPr/*")
                            if "Hyperlink" not in child.attrib.values()]
                    found += [(letter, [one for one in said if one[0] != f"{W}lang" or letter.isalpha()])
                              for letter in text.text or ""]
    return found


def test_citations_come_back_and_nothing_else_changes(made: Built) -> None:
    docx, plain = made.live / "small.docx", made.plain / "small.docx"
    assert sorted(read_back(docx)) == sorted(CITED)
    assert json.loads(run("node", VALIDATOR, docx))["errors"] == []
    assert letters(docx) == letters(plain)
    assert translators.texts_by_id(docx) == translators.texts_by_id(plain)
    assert (made.live / "small.epub").read_bytes() == (made.plain / "small.epub").read_bytes()
    assert fields(plain) == []


def test_the_fields_hold_what_zotero_asks_for(made: Built) -> None:
    found = fields(made.live / "small.docx")
    assert len(found) == len(CITED)
    for citation, text in found:
        assert citation["properties"]["plainCitation"] == citation["properties"]["formattedCitation"] == text
        assert citation["schema"].endswith("/csl-citation.json")
        for item in citation["citationItems"]:
            assert item["itemData"]["id"] == item["id"]
            assert item["itemData"]["author"]
        first = citation["citationItems"][0]
        if first.get("suppress-author"):  # the author is a word of the sentence
            assert first["itemData"]["author"][0]["family"] not in text
    assert len({citation["citationID"] for citation, _ in found}) == len(found)
    uris = {item["id"]: item["uris"] for citation, _ in found for item in citation["citationItems"]}
    assert uris["smith2010"] == ["https://doi.org/10.1000/182"]
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", uris["cohen2003"][0])
    numbers = [citation["properties"]["noteIndex"] for citation, _ in found]
    assert numbers in ([0, 0, 0, 0, 0, 0, 2, 2], [2, 3, 4, 5, 6, 7, 7, 8])  # 1 is the * note
    with zipfile.ZipFile(made.live / "small.docx") as package:
        document = package.read("word/document.xml").decode()
    assert document.count("ADDIN ZOTERO_BIBL") == 1
    assert document.count('"begin"') == document.count('"separate"') == document.count('"end"')
    assert document.index("ZOTERO_BIBL") < document.rindex("Press") < document.rindex('"end"')


def test_the_fields_stand_in_the_right_order_and_live_through_translators_tools(made: Built, tmp_path: Path) -> None:
    path = made.live / "small.docx"
    result = rendered.compared(made.prepared, "docx", tmp_path)
    assert result.compared > 10
    assert result.wrong == []
    for other in (translators.saved_anew(path, tmp_path / "office", by="docx"),
                  translators.translated(path, tmp_path / "omegat", words=True)):
        assert read_back(other) == read_back(path)
        assert translators.texts_by_id(other).keys() == translators.texts_by_id(path).keys()


def test_the_specimen_is_valid_with_live_citations(tmp_path: Path) -> None:
    build.write(build.prepare(ROOT / "manuscript", live_citations=True), "docx", tmp_path / "live.docx")
    assert json.loads(run("node", VALIDATOR, tmp_path / "live.docx"))["errors"] == []
    assert len(fields(tmp_path / "live.docx")) == len(read_back(tmp_path / "live.docx")) == 21


def test_the_command_line_makes_them(folder: Callable[..., Path], sadar: Callable[..., Ran], tmp_path: Path) -> None:
    assert "--live-citations" in sadar("build", "--help").out
    assert sadar("build", folder(), "--to", "docx", "--output", tmp_path / "out", "--live-citations").code == 0
    assert [citation["citationItems"][0]["id"] for citation, _ in fields(tmp_path / "out/small.docx")] == [
        "cohen2003", "smith2010"]
