"""A tree as Markdown, and the proof that what is read back is the same tree."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from typing import Any

from sadar import pandoc
from sadar.importers.blocks import bare
from sadar.importers.excerpts import WHOLE, shown
from sadar.importers.ledger import Ledger
from sadar.manuscript import Source
from sadar.manuscript.tree import Blocks, Node, attributes, plain, rewrite, walk, with_attributes

#: Comparing takes time that grows with the square of the number of blocks.
MOST_COMPARED = 4000
API = [1, 23, 1]
WORD = re.compile(r"[^\W_]+")
#: What is compared: elements that a reader sees, besides words.
SEEN = ("Note", "Image", "Table", "Math", "Cite", "Header", "BlockQuote", "BulletList", "OrderedList", "CodeBlock",
        "Link", "Emph", "Strong", "Superscript", "Subscript")


def document_of(blocks: Blocks) -> Node:
    """Return blocks as a whole document for pandoc."""
    return {"pandoc-api-version": API, "meta": {}, "blocks": bare(blocks)}


def markdown(blocks: Blocks, ledger: Ledger) -> str:
    """Return blocks as Markdown; ask about every paragraph that would be read otherwise."""
    document = document_of(blocks)
    text = pandoc.to_markdown(document)
    read, _ = pandoc.read_markdown([Source("imported.md", text)], {})
    wanted, found = _comparable(document["blocks"]), _comparable(read["blocks"])
    if wanted != found:
        for before, after in _differences(wanted, found):
            ledger.ask("markdown", WHOLE, shown(before), f"read back, this is “{shown(after)}”: compare it")
    for kind in SEEN:
        counts = [sum(node["t"] == kind for node in walk(tree["blocks"])) for tree in (document, read)]
        if counts[0] != counts[1]:
            ledger.ask("markdown", WHOLE, kind, f"{counts[0]} of these were written, {counts[1]} are read back")
    return text


def words(text: str) -> Counter[str]:
    """Count the words of a text, in small letters."""
    return Counter(WORD.findall("".join(letter for letter in text.casefold() if unicodedata.category(letter) != "Cf")))


def _comparable(blocks: Blocks) -> list[str]:
    """Return the words of each block in order, citations by their keys."""
    def change(node: Node) -> Node | list[Node]:
        if node["t"] == "Cite":
            said = " ".join(f"{plain(item['citationPrefix'])} {item['citationId']} {plain(item['citationSuffix'])}"
                            for item in node["c"][0])
            return {"t": "Str", "c": said}
        if node["t"] == "Image":
            return [*node["c"][1], {"t": "Str", "c": f" {node['c'][2][0]}"}]
        if node["t"] == "Figure":  # its caption is its picture's description
            return list(node["c"][2])
        if node["t"] in ("Math", "RawInline"):
            return {"t": "Str", "c": node["c"][1]}
        identifier, classes, pairs = attributes(node)
        return with_attributes(node, "", classes, pairs) if identifier else node

    tree: Any = rewrite(blocks, change)
    return [" ".join(WORD.findall(line)) for line in plain(tree).split("\n") if WORD.search(line)]


def _differences(wanted: list[str], found: list[str]) -> list[tuple[str, str]]:
    if len(wanted) + len(found) > MOST_COMPARED:
        return [next((pair for pair in zip(wanted, found, strict=False) if pair[0] != pair[1]), ("", ""))]
    matcher = difflib.SequenceMatcher(None, wanted, found, autojunk=False)
    return [(" / ".join(wanted[start:end]), " / ".join(found[begin:stop]))
            for tag, start, end, begin, stop in matcher.get_opcodes() if tag != "equal"]
