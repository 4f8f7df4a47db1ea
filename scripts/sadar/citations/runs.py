"""One run of citeproc: all citations of the document, said in one language."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sadar import pandoc
from sadar.citations.items import Item
from sadar.errors import ManuscriptError, OutputError, SadarError
from sadar.manuscript import CROSS_REFERENCE, Manuscript
from sadar.manuscript.tree import Blocks, Inlines, Node, attributes, para, rewrite, walk

ENTRY = "ref-"
#: How many works citeproc compares with one another in a moment; beyond, it takes minutes.
MANY = 300


@dataclass(frozen=True)
class Run:
    """What citeproc made: inlines by the number of the citation, blocks of entries by the key of the work, in order."""

    citations: dict[int, Inlines]
    entries: dict[str, Blocks]


def skeleton(value: Any) -> Inlines:
    """Return the citations below ``value`` and the notes, whose places citeproc counts, and nothing else."""
    found: Inlines = []
    if isinstance(value, list):
        for item in value:
            found += skeleton(item)
    elif isinstance(value, dict):
        if value.get("t") == "Cite":
            return [value] if is_citation(value) else []
        inner = skeleton(value.get("c"))
        return [{"t": "Note", "c": [para(inner)]}] if value.get("t") == "Note" else inner
    return found


def run(manuscript: Manuscript, places: Inlines, items: Sequence[Item], csl: bytes, lang: str, name: str) -> Run:
    """Run citeproc.

    Args:
        manuscript: for the version of its tree.
        places: citations and notes, as ``skeleton`` returns them.
        items: the works to be listed; a citation that names none of them is left out.
        csl: the style.
        lang: the language of the run.
        name: the style's file, for messages.

    Raises:
        ManuscriptError: the style can't be read, or names something that is not there.

    """
    keys = {item["id"] for item in items}
    numbers = [number for number, cite in enumerate(cites_of(places)) if _names_one(cite, keys)]
    here = rewrite(places, lambda node: node if node["t"] != "Cite" or _names_one(node, keys) else [])
    document = {**manuscript.document(), "blocks": [para([place]) for place in here],
                "meta": {"nocite": {"t": "MetaInlines", "c": [_cites_all()]}}}
    with tempfile.TemporaryDirectory() as temporary:
        bibliography, style = Path(temporary, "items.json"), Path(temporary, "style.csl")
        try:
            bibliography.write_text(json.dumps(items, ensure_ascii=False), "utf-8")
            style.write_bytes(csl)
            blocks: Blocks = pandoc.cite(document, bibliography, style, lang)["blocks"]
        except OSError as error:
            raise OutputError.one("disk-full", f"a temporary file could not be written: {error.strerror or error}",
                                  remedy="make room on the disk, then build again") from error
        except SadarError as error:
            if error.findings[0].code not in ("pandoc-failed", "pandoc-memory", "pandoc-time"):
                raise
            raise ManuscriptError.one("csl", f"the citations can't be made: {error.findings[0].message}", file=name,
                                      remedy="compare the CSL style with that of the house, or look at the works it "
                                      "names") from None
    return Run({number: cite["c"][1] for number, cite in zip(numbers, cites_of(blocks), strict=True)},
               dict(_entries(blocks)))


def chunks(keys: Sequence[str], references: Mapping[str, Item], langs: Mapping[str, str]) -> list[list[str]]:
    """Divide many works so that all whose first names share a family name, and can be mistaken, stay together.

    Works of one language come together as far as that allows: each language of a chunk asks for a run of its own.
    """
    if len(keys) <= MANY:
        return [list(keys)]
    families: dict[str, list[str]] = {}
    for key in keys:
        families.setdefault(first_name(references[key]), []).append(key)
    result: list[list[str]] = [[]]
    for together in sorted(families.values(), key=lambda family: langs[family[0]]):
        if len(result[-1]) + len(together) > MANY // 2:
            result.append([])
        result[-1] += together
    return [chunk for chunk in result if chunk]


def first_name(item: Item) -> str:
    """Return the family name by which a work is cited, or its title."""
    for field in ("author", "editor", "translator"):
        for person in item.get(field) or []:
            return str(person.get("family") or person.get("literal")).casefold()
    return str(item.get("title") or item["id"]).casefold()


def is_citation(node: Node) -> bool:
    """Tell whether an element is a citation of works, and no cross-reference."""
    return node["t"] == "Cite" and not any(CROSS_REFERENCE.match(source["citationId"]) for source in node["c"][0])


def _names_one(cite: Node, keys: Collection[str]) -> bool:
    return any(citation["citationId"] in keys for citation in cite["c"][0])


def cites_of(value: Any) -> list[Node]:
    """Return the citations below ``value``, in reading order."""
    return [node for node in walk(value) if is_citation(node)]


def keys_of(value: Any) -> list[str]:
    """Return the keys that are cited below ``value``, each once, in the order of their first citations."""
    return list(dict.fromkeys(citation["citationId"] for cite in cites_of(value) for citation in cite["c"][0]))


def key_of(node: Node) -> str:
    """Return the key of the work to whose entry a link leads; nothing for any other element."""
    target: str = node["c"][2][0] if node["t"] == "Link" else ""
    return target.removeprefix(f"#{ENTRY}") if target.startswith(f"#{ENTRY}") else ""


def _cites_all() -> Node:
    citation = {"citationId": "*", "citationPrefix": [], "citationSuffix": [], "citationMode": {"t": "NormalCitation"},
                "citationNoteNum": 0, "citationHash": 0}
    return {"t": "Cite", "c": [[citation], []]}


def _entries(blocks: Blocks) -> Iterator[tuple[str, Blocks]]:
    for node in walk(blocks):
        if node["t"] == "Div" and "csl-entry" in attributes(node)[1]:
            yield attributes(node)[0].removeprefix(ENTRY), node["c"][1]
