"""Citations and a list of works that were typed, in a tree: the list becomes references, the citations Pandoc's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sadar.importers import Certainty
from sadar.importers.bibliography import ENTRY, parsed
from sadar.importers.blocks import place, text
from sadar.importers.citing import Citer
from sadar.importers.labels import LIST_HEADING
from sadar.importers.ledger import Ledger
from sadar.manuscript.tree import Blocks, Inlines, Node, rewrite
from sadar.manuscript.tree import words as words_of

Item = Mapping[str, Any]
#: A work in a citation as Markdown writes it: prefix, minus, key, locator.
WORK = re.compile(r"(?P<prefix>[^@]*?)(?P<minus>-?)@(?P<key>[\w-]+)(?:, (?P<locator>.+))?", re.DOTALL)
NARRATIVE = re.compile(r"(?P<glue>־?)@(?P<key>[\w-]+)(?: \[(?P<locator>.+)\])?", re.DOTALL)
SPACES = ("Space", "SoftBreak")


def told(blocks: Blocks, known: Iterable[Item], ledger: Ledger) -> tuple[Blocks, tuple[Item, ...]]:
    """Return blocks whose typed citations are citations, and the works: those of fields first."""
    works = [*known]
    rest, listed = _listed(blocks, {str(item["id"]) for item in works}, ledger)
    citer = Citer([*works, *listed], ledger)

    def change(node: Node) -> Node:
        if node["t"] not in ("Para", "Plain"):
            return node
        return {**node, "c": list(_cited(node["c"], citer, place(node)))}

    made: Blocks = rewrite(rest, change)
    own = {str(item["id"]) for item in works}
    return made, (*works, *(item for key, item in citer.items.items() if key not in own))


def _listed(blocks: Blocks, taken: set[str], ledger: Ledger) -> tuple[Blocks, list[dict[str, Any]]]:
    """Return the blocks without the list of works at their end, and its works."""
    start = next((at for at in range(len(blocks) - 1, -1, -1)
                  if blocks[at]["t"] in ("Header", "Para") and LIST_HEADING.fullmatch(text(blocks[at]))), None)
    if start is None:
        return blocks, []
    items: list[dict[str, Any]] = []
    end = start + 1
    for entry, at in _entries(blocks, start + 1):
        said = text(entry)
        if not ENTRY.match(said):
            break
        item = parsed(said, taken)
        taken.add(str(item["id"]))
        items.append(item)
        end = at
        whole = "note" not in item
        ledger.changed("reference", place(entry), said, f"@{item['id']} in references.yaml",
                       Certainty.LIKELY if whole else Certainty.UNCERTAIN)
        if not whole:
            ledger.ask("reference-unparsed", place(entry), said, "kept whole as “note” in references.yaml")
    if not items:
        return blocks, []
    ledger.changed("reference", place(blocks[start]), text(blocks[start]), "")
    return [*blocks[:start], *blocks[end:]], items


def _entries(blocks: Blocks, start: int) -> Iterator[tuple[Node, int]]:
    """Yield entries, paragraphs or items of a list, each with the place behind its block."""
    for at in range(start, len(blocks)):
        block = blocks[at]
        if block["t"] in ("BulletList", "OrderedList"):
            items = block["c"] if block["t"] == "BulletList" else block["c"][1]
            yield from ((item[0], at + 1) for item in items if len(item) == 1)
        elif block["t"] in ("Para", "BlockQuote"):
            yield block, at + 1
        else:
            return


def _cited(inlines: Inlines, citer: Citer, where: str) -> Iterator[Node]:
    """Yield a paragraph's inlines, the citations in each stretch of plain text in the place of what was typed."""
    stretch: Inlines = []
    for node in inlines:
        if node["t"] == "Str" or node["t"] in SPACES:
            stretch.append(node)
            continue
        yield from _stretch(stretch, citer, where)
        stretch = []
        yield node
    yield from _stretch(stretch, citer, where)


def _stretch(stretch: Inlines, citer: Citer, where: str) -> Iterator[Node]:
    said = "".join(node["c"] if node["t"] == "Str" else " " for node in stretch)
    found = list(citer.found(said, where)) if "(" in said else []
    if not found:
        yield from stretch
        return
    at = 0
    for start, end, cited in found:
        yield from _plain(said[at:start])
        yield from _citation(cited)
        at = end
    yield from _plain(said[at:])


def _plain(said: str) -> Iterator[Node]:
    for number, word in enumerate(said.split(" ")):
        if number:
            yield {"t": "Space"}
        if word:
            yield {"t": "Str", "c": word}


def _citation(cited: str) -> Iterator[Node]:
    if narrative := NARRATIVE.fullmatch(cited):
        if narrative["glue"]:
            yield {"t": "Str", "c": narrative["glue"]}
        yield _cite([_work(narrative["key"], "", narrative["locator"], "AuthorInText")], cited.lstrip("־"))
        return
    works = [WORK.fullmatch(part) for part in cited[1:-1].split("; ")]
    yield _cite([_work(work["key"], work["prefix"], work["locator"], "SuppressAuthor" if work["minus"] else
                       "NormalCitation") for work in works if work], cited)


def _work(key: str, prefix: str, locator: str | None, mode: str) -> dict[str, Any]:
    place_ = re.sub(r"\\(.)", r"\1", locator or "")
    behind = words_of(place_) if mode == "AuthorInText" else words_of(f", {place_}")
    return {"citationId": key, "citationPrefix": words_of(prefix), "citationSuffix": behind if place_ else [],
            "citationMode": {"t": mode}, "citationNoteNum": 0, "citationHash": 0}


def _cite(works: list[dict[str, Any]], cited: str) -> Node:
    return {"t": "Cite", "c": [works, words_of(cited)]}
