"""A DOCX in the hands of translators' tools: OmegaT and LibreOffice, and what is found in it afterwards."""

from __future__ import annotations

import html
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lxml import etree

from conftest import run
from sadar import build
from sadar.bidi.base import direction_of_language
from sadar.checks.words import RUNNING
from sadar.manuscript import REGION, Manuscript, paragraph_ids
from sadar.manuscript.tree import Node, attributes, plain, rewrite, walk
from sadar.matter import acknowledgement_as_note

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PARTS = ("word/document.xml", "word/footnotes.xml")
OMEGAT = Path("/usr/share/omegat/OmegaT.jar")
PROJECT = """\
<?xml version="1.0" encoding="UTF-8"?>
<omegat><project version="1.0"><source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir>
<tm_dir>__DEFAULT__</tm_dir><glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file>
<dictionary_dir>__DEFAULT__</dictionary_dir><source_lang>HE</source_lang><target_lang>EN</target_lang>
<sentence_seg>false</sentence_seg><support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags></project></omegat>
"""
SOURCE = re.compile(r'<tuv lang="HE">\s*<seg>(.*?)</seg>', re.DOTALL)
TARGET = re.compile(r'(<tuv lang="EN">\s*<seg>)(.*?)(</seg>)', re.DOTALL)
TAG = re.compile(r"<[^<>]+>")
#: What LibreOffice puts behind the name of a bookmark that it has read a second time: those of notes.
COPY = re.compile(r"_Copy_\d+$")
#: A language that nobody speaks, and that says of each of its letters which Hebrew one it translates.
TRANSLATED = str.maketrans("אבגדהוזחטיכלמנסעפצקרשתךםןףץ", "abcdefghijklmnopqrstuvABCDE")


@dataclass(frozen=True)
class Tags:
    """What OmegaT shows: how many different segments, how many tags in them, and how many in the worst."""

    segments: int
    tags: int
    worst: int

    @property
    def per_segment(self) -> float:
        return self.tags / self.segments


def _omegat(docx: Path, into: Path, *arguments: str) -> None:
    """Run OmegaT over a project of one file; it is made where it is not there yet, and keeps nothing outside of it."""
    assert OMEGAT.exists(), "OmegaT is missing: run bash scripts/test.sh"
    for name in ("source", "target", "omegat", "tm", "glossary", "dictionary"):
        (into / name).mkdir(parents=True, exist_ok=True)
    (into / "omegat.project").write_text(PROJECT)
    shutil.copy(docx, into / "source")
    run("java", "-Djava.awt.headless=true", f"-Duser.home={into}", "-jar", OMEGAT, into, f"--config-dir={into}/config",
        *arguments, timeout=120)


def _memory(docx: Path, into: Path) -> str:
    """Return the translation memory that OmegaT makes of a file, each segment translated by itself."""
    path = into / "all.tmx"
    _omegat(docx, into, "--mode=console-createpseudotranslatetmx", f"--pseudotranslatetmx={path}",
            "--pseudotranslatetype=equal")
    return path.read_text("utf-8")


def tags(docx: Path, into: Path) -> Tags:
    """Count the tags in the segments of a file, as OmegaT's translators see them."""
    counts = [len(TAG.findall(html.unescape(segment))) for segment in SOURCE.findall(_memory(docx, into))]
    return Tags(len(counts), sum(counts), max(counts))


def translated(docx: Path, into: Path, *, words: bool) -> Path:
    """Pass a file through OmegaT; with ``words``, each is put into the language that nobody speaks."""
    if words:
        memory = TARGET.sub(lambda found: found[1] + found[2].translate(TRANSLATED) + found[3], _memory(docx, into))
        (into / "omegat/project_save.tmx").write_text(memory, "utf-8")
    _omegat(docx, into, "--mode=console-translate")
    return into / "target" / docx.name


def saved_anew(docx: Path, into: Path, *, by: str) -> Path:
    """Let LibreOffice save a file anew, ``by`` way of a DOCX or of an ODT."""
    for form, path in (("docx", docx),) if by == "docx" else (("odt", docx), ("docx", into / "odt" / f"{docx.stem}.odt")):
        run("soffice", f"-env:UserInstallation=file://{into}/profile", "--headless", "--convert-to", form, "--outdir",
            into / form, path, timeout=120)
    return into / "docx" / docx.name


def _roots(docx: Path) -> Iterator[etree._Element]:
    with zipfile.ZipFile(docx) as package:
        for name in PARTS:
            yield etree.fromstring(package.read(name))


def texts_by_id(docx: Path) -> dict[str, str]:
    """Return the text of the paragraph of each id, without spaces.

    LibreOffice divides a paragraph in two where its page ends and the next has another running head, ends bookmarks
    one letter too early now and then, and those in a list that is a field at the end of the list: the paragraphs that
    a bookmark touches count, up to the next id.
    """
    found: dict[str, str] = {}
    for root in _roots(docx):
        names: dict[str, str] = {}
        for paragraph in root.iter(f"{W}p"):
            for start in paragraph.iter(f"{W}bookmarkStart"):
                name = COPY.sub("", start.get(f"{W}name"))
                if paragraph_ids.is_paragraph_id(name):
                    assert name not in found, f"{name} is there twice"
                    names, found[name] = {start.get(f"{W}id"): name}, ""
            for name in names.values():
                found[name] += _text(paragraph)
            for end in paragraph.iter(f"{W}bookmarkEnd"):
                names.pop(end.get(f"{W}id"), None)
        assert not names
    return found


def bookmarks(docx: Path) -> tuple[list[str], list[str], list[str]]:
    """Return the names of all bookmarks, the targets of all links and references within it, and the bookmarks' numbers."""
    roots = list(_roots(docx))
    starts = [start for root in roots for start in root.iter(f"{W}bookmarkStart")]
    return ([start.get(f"{W}name") for start in starts],
            [link.get(f"{W}anchor") for root in roots for link in root.iter(f"{W}hyperlink") if link.get(f"{W}anchor")]
            + [field.get(f"{W}instr").split()[1] for root in roots for field in root.iter(f"{W}fldSimple")
               if field.get(f"{W}instr").startswith(" REF ")],
            [start.get(f"{W}id") for start in starts])


def runs(docx: Path, identifier: str) -> list[tuple[str, list[str]]]:
    """Return the text and the properties of each run of a paragraph."""
    paragraph = next(start.getparent() for root in _roots(docx) for start in root.iter(f"{W}bookmarkStart")
                     if start.get(f"{W}name") == identifier)
    return [(run.findtext(f"{W}t"), [" ".join([etree.QName(said).localname, *said.attrib.values()])
                                     for said in run.iterfind(f"{W}rPr/*")]) for run in paragraph.iter(f"{W}r")]


def outside(docx: Path) -> str:
    """Return the text that stands in paragraphs, but not in the bookmark of an id; a contents repeats the headings."""
    found = ""
    for root in _roots(docx):
        for line in [paragraph for paragraph in root.iter(f"{W}p") if any(
                re.match(r"TOC\d", style.get(f"{W}val", "")) for style in paragraph.iter(f"{W}pStyle"))]:
            line.getparent().remove(line)
        inside: set[str] = set()
        for element in root.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd", f"{W}t"):
            if paragraph_ids.is_paragraph_id(element.get(f"{W}name", "")):
                inside.add(element.get(f"{W}id"))
            inside -= {element.get(f"{W}id")} if element.tag == f"{W}bookmarkEnd" else set()
            found += "" if inside else element.text or ""
    return _bare(found)


def texts_of(manuscript: Manuscript) -> dict[str, str]:
    """Return the text of each paragraph of a manuscript by its id, without spaces and notes."""
    shown = [node for node in manuscript.blocks if attributes(node)[0].removeprefix(f"{REGION}-") not in RUNNING]
    marked = paragraph_ids.add(replace(manuscript, blocks=shown))
    return {identifier: _bare(plain(content, notes=False)) for node in walk(marked.blocks)
            for identifier, content in _contents(node)}


def _contents(node: Node) -> Iterator[tuple[str, Any]]:
    """Yield the id and the content of each paragraph that an element is or holds, terms and verses too."""
    kind, content = node["t"], node.get("c")
    if kind == "Div" and paragraph_ids.is_paragraph_id(attributes(node)[0]):
        yield attributes(node)[0], content[1]
    elif kind == "LineBlock":
        yield attributes(content[0][0])[0], content
    for inlines in {"Para": [content], "Plain": [content], "Header": content[2:] if kind == "Header" else [],
                    "DefinitionList": [term for term, _ in content] if kind == "DefinitionList" else []}.get(kind, []):
        if inlines and paragraph_ids.is_paragraph_id(identifier := attributes(inlines[0])[0]):
            yield identifier, inlines


def _text(element: etree._Element) -> str:
    return _bare("".join(text.text or "" for text in element.iter(f"{W}t")))


def _bare(text: str) -> str:
    return re.sub(r"[\s\u200e\u200f\u061c\u202a-\u202e*]", "", text)


def notes(docx: Path) -> tuple[list[str], int]:
    """Return the notes' texts, sorted and without spaces, and how many calls there are."""
    document, footnotes = _roots(docx)
    said = [_text(note) for note in footnotes.iter(f"{W}footnote")
            if note.get(f"{W}type") is None]
    return sorted(said), len(list(document.iter(f"{W}footnoteReference")))


def citations(docx: Path) -> list[tuple[str, str]]:
    """Return the target and the text of each link to an entry of the list, in order."""
    return [(link.get(f"{W}anchor"), _text(link))
            for root in _roots(docx) for link in root.iter(f"{W}hyperlink")
            if (link.get(f"{W}anchor") or "").startswith("ref-")]


def raw(prepared: build.Prepared, path: Path) -> Path:
    """Write what pandoc makes of the same words by itself, without a reference document and without any mending."""
    import pypandoc

    manuscript = acknowledgement_as_note(prepared.manuscript)
    lang = manuscript.metadata.lang
    shown = [node for node in manuscript.blocks if attributes(node)[0].removeprefix(f"{REGION}-") not in RUNNING]
    document = {**manuscript.document(), "meta": {name: {"t": "MetaString", "c": value} for name, value in
                                                  (("lang", lang), ("dir", direction_of_language(lang)))},
                "blocks": rewrite(shown, lambda node: None if node["t"] == "Image" else node)}
    run(pypandoc.get_pandoc_path(), "--from=json", "--to=docx", f"--output={path}", input=json.dumps(document))
    return path
