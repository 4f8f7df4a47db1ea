"""Citations of a DOCX as live fields, in the form of Zotero's Word plug-in: it restyles them, and so does its user.

A field's code is ``ADDIN ZOTERO_ITEM CSL_CITATION`` with an object of csl-citation.json, that of the list
``ADDIN ZOTERO_BIBL … CSL_BIBLIOGRAPHY``; works are in the fields whole, no library is needed. Document preferences
(``ZOTERO_PREF``) are not written: Zotero asks for a style where there are none, and refuses one that it has not got.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any

from lxml import etree

from sadar.bidi.word import directed_like, w
from sadar.citations.joining import CITED
from sadar.citations.live import BEHIND, sources_of
from sadar.manuscript import Manuscript, paragraph_ids
from sadar.manuscript.tree import Blocks, Node, attributes, rewrite, walk
from sadar.writers.docx_bookmarks import remove
from sadar.writers.docx_fields import character, instruction

Element = etree._Element
SCHEMA = "https://github.com/citation-style-language/schema/raw/master/csl-citation.json"
LISTED = '{"uncited":[],"omitted":[],"custom":[]}'


def unlinked(blocks: Blocks) -> Blocks:
    """Return blocks in which citations that become fields are no links: a field is set anew as a whole."""
    if not sources_of(blocks):
        return blocks

    def change(node: Node) -> Node | list[Node]:
        content: list[Node] = node["c"][1] if attributes(node)[0].startswith(CITED) else []
        return content or node

    changed: Blocks = rewrite(blocks, change)
    return changed


def make_fields(parts: Sequence[Element], manuscript: Manuscript) -> None:
    """Turn what stands between the bookmarks of a citation into a field, and the list of works into one, in place.

    Args:
        parts: the roots of ``document.xml`` and ``footnotes.xml``.
        manuscript: what they were made from.

    """
    sources = sources_of(manuscript.blocks)
    if not sources:
        return
    document = parts[0]
    calls = document.iter(w("footnoteReference"))  # Word's own index counts the note with a mark of its own too
    numbers = {call.get(w("id")): number for number, call in enumerate(calls, start=1)}
    for part in parts:
        starts = {start.get(w("name"), ""): start for start in part.iter(w("bookmarkStart"))}
        ends = {end.get(w("id")): end for end in part.iter(w("bookmarkEnd"))}
        for name in [name for name in starts if name in sources]:
            before, behind = starts[name], starts[name + BEHIND]
            runs = [run for run in _until(behind, before) if run.tag == w("r")]
            note = next(before.iterancestors(w("footnote")), None)
            index = 0 if note is None else numbers.get(note.get(w("id")), 0)
            for piece in _opening(_code(name, sources[name], _text(runs), manuscript, index), runs[0]):
                before.addprevious(piece)
            behind.addprevious(character("end", _run(runs[-1])))
            for bookmark in (before, behind):
                remove(ends[bookmark.get(w("id"))], bookmark)
    _make_list(document, manuscript)


def _until(end: Element, start: Element) -> Iterator[Element]:
    return takewhile(lambda sibling: sibling is not end, start.itersiblings())


def _code(name: str, items: Sequence[Mapping[str, Any]], text: str, manuscript: Manuscript, note: int) -> str:
    works = {item["id"]: manuscript.references[item["id"]].item for item in items}
    citation = {
        "citationID": name.replace("-", ""),
        "properties": {"formattedCitation": text, "plainCitation": text, "noteIndex": note},
        "citationItems": [{"id": item["id"], "uris": [_uri(works[item["id"]])], "itemData": works[item["id"]], **item}
                          for item in items],
        "schema": SCHEMA}
    return f"ITEM CSL_CITATION {json.dumps(citation, ensure_ascii=False)}"


def _uri(work: Mapping[str, Any]) -> str:
    """Return a name of a work that is the same in every document: its DOI, or a UUID made of what is told of it."""
    if work.get("DOI"):
        return f"https://doi.org/{work['DOI']}"
    return uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(work, ensure_ascii=False, sort_keys=True)).urn


def _text(runs: Sequence[Element]) -> str:
    """Return the text that Zotero will find in the field: if it were another, it would be taken for changed by hand."""
    return "".join(text.text or "" for run in runs for text in run.iter(w("t")))


def _make_list(document: Element, manuscript: Manuscript) -> None:
    named = paragraph_ids.add(manuscript).region("bibliography")
    ids = [attributes(node["c"][1][0]["c"][0])[0] for node in walk(named)
           if node["t"] == "Div" and "csl-entry" in attributes(node)[1]]
    found = {start.get(w("name")): start.getparent() for start in document.iter(w("bookmarkStart"))}
    if not ids:
        return
    first, last = found[ids[0]], found[ids[-1]]
    if first is not None and last is not None:
        properties = first.find(w("pPr"))
        for at, piece in enumerate(_opening(f"BIBL {LISTED} CSL_BIBLIOGRAPHY"), start=int(properties is not None)):
            first.insert(at, piece)
        last.append(character("end"))


def _opening(code: str, like: Element | None = None) -> Iterator[Element]:
    """Yield the runs before a field's result (ISO 29500-1, 17.16.18)."""
    yield character("begin", _run(like))
    yield instruction(f"ADDIN ZOTERO_{code}", _run(like))
    yield character("separate", _run(like))


def _run(like: Element | None) -> Element | None:
    """Make a run of the direction of another: a new result takes it from where the old one stood."""
    return None if like is None else directed_like(like)
