"""Fields of a Word file: citations of Zotero, Mendeley and EndNote get keys of their own, lists that sadar makes go.

Zotero writes ``ADDIN ZOTERO_ITEM CSL_CITATION {json}``, Mendeley's older plug-in ``ADDIN CSL_CITATION {json}``, its
newer one a content control tagged ``MENDELEY_CITATION_v3_`` and the same JSON in base 64, EndNote ``ADDIN EN.CITE`` and
XML, in the instruction or in base 64 beside it. Numbers of such works count in somebody's library: two authors' may be
the same.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from sadar.citations.keys import key_of
from sadar.importers.elements import remove
from sadar.importers.excerpts import WHOLE
from sadar.importers.ledger import Ledger
from sadar.importers.packages import Element
from sadar.importers.word_parts import W

CSL = re.compile(r"ADDIN (?:ZOTERO_ITEM |Mendeley Citation\S* )?CSL_CITATION\s*({.*})", re.DOTALL)
ENDNOTE = re.compile(r"ADDIN EN\.CITE\b(?!\.DATA)\s*(<EndNote>.*</EndNote>)?", re.DOTALL)
LISTS = re.compile(r"\s*(ADDIN (ZOTERO_BIBL|Mendeley Bibliography|EN\.REFLIST|CSL_BIBLIOGRAPHY)|BIBLIOGRAPHY\b)")
CONTENTS = re.compile(r"\s*(TOC|INDEX|TOA)\b")
#: Fields that show what lies in another file, and fields that draw: what they showed last stays.
ELSEWHERE = re.compile(r"\s*(INCLUDEPICTURE|INCLUDETEXT|LINK|DDE|DDEAUTO|IMPORT|RD)\b\s*(\S*)")
DRAWN = re.compile(r"\s*(EQ|ADVANCE|BARCODE|DISPLAYBARCODE)\b(.*)", re.DOTALL)
#: Fields inside of fields: EndNote's are two deep.
DEEPEST = 16
MENDELEY = ("MENDELEY_CITATION_v3_", "MENDELEY_BIBLIOGRAPHY")


@dataclass
class Field:
    """A complex field (ISO 29500-1, 17.16.18): its elements, the text of its instruction, the fields inside it."""

    begin: Element
    instructions: list[Element] = field(default_factory=list)
    result: list[Element] = field(default_factory=list)
    inner: list[Field] = field(default_factory=list)
    separated: bool = False
    runs: list[Element] = field(default_factory=list)

    @property
    def instruction(self) -> str:
        """The field's code."""
        return "".join(element.text or "" for element in self.instructions)

    @property
    def shown(self) -> str:
        """What the field showed last."""
        return "".join(text for run in self.result for text in run.itertext(f"{W}t"))


@dataclass
class Works:
    """The works that fields cite, each with its key."""

    ledger: Ledger
    keys: dict[tuple[str, ...], str] = field(default_factory=dict)

    def key_of(self, name: str, year: str, title: str) -> str:
        """Return the key of a work, the same one for the same work."""
        same = tuple(re.sub(r"[\W_]", "", part.casefold()) for part in (name, year, title))
        if same not in self.keys:
            self.keys[same] = key_of(name, year, set(self.keys.values()))
        return self.keys[same]


def rewritten(part: Element, works: Works, where: Mapping[Element, str]) -> list[Element]:
    """Give citations keys, in place, and take lists made by programs out.

    Returns:
        The paragraphs that such a list left empty.

    """
    _content_controls(part, works.ledger, where)
    emptied = []
    for found in list(_fields(part)):
        place = where.get(next(found.begin.iterancestors(f"{W}p")), WHOLE)
        text = found.instruction
        if match := CSL.search(text):
            _csl(found, match.group(1), works, place)
        elif match := ENDNOTE.search(text):
            _endnote(found, match.group(1) or _beside(found), works, place)
        elif LISTS.match(text) or CONTENTS.match(text):
            rule = "list-by-program" if LISTS.match(text) else "contents"
            emptied += _taken_out(found, rule, works.ledger, where)
        elif match := ELSEWHERE.match(text):
            works.ledger.ask("external", place, found.shown or text.strip(), "a field shows another file, which is not "
                             f"fetched: {match.group(1)} {match.group(2)}")
        elif (match := DRAWN.match(text)) and not found.shown:
            works.ledger.ask("field", place, text.strip(), "a field that Word draws, and whose text is its code alone")
    return emptied


def _fields(part: Element) -> Iterator[Field]:
    """Yield the outermost fields of a part; a simple field is left as it is: pandoc shows its text."""
    opened: list[Field] = []
    for run in list(part.iter(f"{W}r")):
        for holder in opened:
            holder.runs.append(run)
            if holder.separated:
                holder.result.append(run)
        for element in run:
            kind = element.get(f"{W}fldCharType") if element.tag == f"{W}fldChar" else None
            if kind == "begin" and len(opened) < DEEPEST:
                opened.append(Field(element, runs=[run]))
            elif kind == "separate" and opened:
                opened[-1].separated = True
            elif kind == "end" and opened:
                closed = opened.pop()
                if opened:
                    opened[-1].inner.append(closed)
                if not opened or (LISTS.match(opened[-1].instruction) is None and opened[-1].separated):
                    yield closed
            elif element.tag == f"{W}instrText" and opened and not opened[-1].separated:
                opened[-1].instructions.append(element)


def _csl(found: Field, text: str, works: Works, place: str) -> None:
    try:
        data, _ = json.JSONDecoder().raw_decode(text)
        items = [item for item in data["citationItems"] if item.get("itemData")]
        complete = len(items) == len(data["citationItems"]) > 0
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        complete = False
    if not complete:
        _unreadable(found, works, place)
        return
    program = "Zotero" if "ZOTERO" in found.instruction else "Mendeley"
    text, keys = _with_keys(items, works)
    works.ledger.changed("citation-field", place, f"{found.shown} ({program})", _cited(keys))
    _set(found, f" ADDIN ZOTERO_ITEM CSL_CITATION {text} ")


def _cited(keys: list[str]) -> str:
    return f"[{'; '.join(f'@{known}' for known in keys)}]"


def _with_keys(items: list[dict[str, Any]], works: Works) -> tuple[str, list[str]]:
    """Return the code of a citation whose works go by keys, and the keys."""
    made = []
    for item in items:
        data = {name: value for name, value in item["itemData"].items() if name not in ("abstract", "citation-key")}
        names = data.get("author") or data.get("editor") or [{}]
        issued = data.get("issued") or {}
        year = str((issued.get("date-parts") or [[""]])[0][0]) if isinstance(issued, dict) else str(issued)
        if isinstance(issued, dict) and not year:
            year = str(issued.get("raw") or issued.get("literal") or "")
        name = str(names[0].get("family") or names[0].get("literal") or "")
        known = works.key_of(name, "".join(re.findall(r"\d{4}", year)[:1]), str(data.get("title") or ""))
        kept = {key: item[key] for key in ("locator", "label", "prefix", "suffix", "suppress-author", "author-only")
                if item.get(key) not in (None, "", False)}
        made.append({"id": known, "uris": [known], **kept, "itemData": {**data, "id": known}})
    return json.dumps({"citationItems": made}, ensure_ascii=False), [item["id"] for item in made]


def _endnote(found: Field, text: str, works: Works, place: str) -> None:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(text.encode(), parser)
        cites = list(root.iter("Cite"))
        complete = bool(cites) and all(cite.find("record") is not None for cite in cites) and "<!" not in text
    except (etree.XMLSyntaxError, ValueError):
        complete = False
    if not complete:
        _unreadable(found, works, place)
        return
    keys = []
    for cite in cites:
        name = "".join(next(cite.iter("author", "Author"), etree.Element("none")).itertext())
        year = "".join(next(cite.iter("year", "Year"), etree.Element("none")).itertext())
        title = "".join(next(cite.iter("title"), etree.Element("none")).itertext())
        known = works.key_of(name.split(",")[0], year, title)
        keys.append(known)
        for element in cite.iter("RecNum", "rec-number", "key"):
            element[:] = []
            element.text = known
    works.ledger.changed("citation-field", place, f"{found.shown} (EndNote)", _cited(keys))
    _set(found, f" ADDIN EN.CITE {etree.tostring(root, encoding='unicode')} ")


def _beside(found: Field) -> str:
    """Return EndNote's XML from the data beside the field, or beside the field ``EN.CITE.DATA`` inside of it."""
    for holder in (found, *found.inner):
        for data in holder.begin.iter(f"{W}fldData"):
            try:
                text = base64.b64decode("".join((data.text or "").split())).decode("utf-8", "replace").strip("\0 ")
            except (binascii.Error, ValueError):
                continue
            if text.startswith("<EndNote>"):
                return text
    return ""


def _set(found: Field, instruction: str) -> None:
    for inner in found.inner:
        for run in (inner.begin.getparent(), *inner.runs):
            parent = run.getparent() if run is not None else None
            if run is not None and parent is not None and run not in found.result:
                parent.remove(run)
    for data in list(found.begin):
        found.begin.remove(data)
    first, *others = [element for element in found.instructions if element.getparent() is not None]
    first.text = instruction
    for element in others:
        element.text = ""


def _unreadable(found: Field, works: Works, place: str) -> None:
    works.ledger.ask("citation-without-data", place, found.shown, "a citation of a reference manager that does not "
                     "carry its work: it stays as text")
    _set(found, " QUOTE ")


def _taken_out(found: Field, rule: str, ledger: Ledger, where: Mapping[Element, str]) -> list[Element]:
    """Remove what a field made, which may be many paragraphs; return those that are empty now."""
    paragraphs: dict[Element, list[str]] = {}
    for run in found.runs:
        paragraph = next(run.iterancestors(f"{W}p"))
        paragraphs.setdefault(paragraph, []).extend(run.itertext(f"{W}t"))
        if (parent := run.getparent()) is not None:
            parent.remove(run)
    for paragraph, texts in paragraphs.items():
        if text := "".join(texts).strip():
            ledger.changed(rule, where.get(paragraph, WHOLE), text, "")
    return [paragraph for paragraph in paragraphs if not "".join(paragraph.itertext(f"{W}t")).strip()]


def _content_controls(part: Element, ledger: Ledger, where: Mapping[Element, str]) -> None:
    """Make fields of the citations that Mendeley keeps in content controls."""
    for control in list(part.iter(f"{W}sdt")):
        tag = control.find(f"{W}sdtPr/{W}tag")
        said = tag.get(f"{W}val", "") if tag is not None else ""
        content = control.find(f"{W}sdtContent")
        if content is None or not said.startswith(MENDELEY):
            continue
        if said.startswith(MENDELEY[1]):
            for paragraph in [*content.iter(f"{W}p")]:
                if text := "".join(paragraph.itertext(f"{W}t")).strip():
                    ledger.changed("list-by-program", where.get(paragraph, WHOLE), text, "")
            remove(control)
            continue
        try:
            text = base64.b64decode(said.removeprefix(MENDELEY[0])).decode()
        except (binascii.Error, ValueError):
            text = "{}"
        _as_field(control, content, f" ADDIN CSL_CITATION {text or '{}'} ")


def _as_field(control: Element, content: Element, instruction: str) -> None:
    def run(tag: str, text: str = "", **attributes: str) -> Element:
        made = etree.Element(f"{W}r")
        inner = etree.SubElement(made, f"{W}{tag}", {f"{W}{name}": said for name, said in attributes.items()})
        inner.text = text or None
        return made

    for element in (run("fldChar", fldCharType="begin"), run("instrText", instruction),
                    run("fldChar", fldCharType="separate"), *content, run("fldChar", fldCharType="end")):
        control.addprevious(element)
    remove(control)
