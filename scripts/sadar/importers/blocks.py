"""Paragraphs of a tree under way: each carries its number in the file, and what it is for.

Number and role travel through pandoc as text, between two noncharacters (Unicode 23.7), and are keys of the element
from then on: ``{"t": "Para", "c": …, "number": 17, "role": "quote"}``. They are taken off before anything is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sadar.importers.excerpts import paragraph
from sadar.manuscript.tree import Blocks, Inlines, Node, plain, rewrite, walk

OPEN, CLOSE = "\ufdd0", "\ufdd1"
MARK = re.compile(f"{OPEN}(\\d*)(?::([\\w-]*))?{CLOSE}")
PARAGRAPHS = ("Para", "Plain", "Header", "CodeBlock", "LineBlock")


def mark(number: int, role: str) -> str:
    """Return the text that says a paragraph's number and role."""
    return f"{OPEN}{number}:{role}{CLOSE}"


def read_marks(tree: Any) -> Any:
    """Return a tree whose paragraphs have their numbers and roles as keys."""
    def change(node: Node) -> Node:
        if node["t"] not in PARAGRAPHS:
            return node
        said = _first_mark(node)
        if said is None:
            return node
        made = rewrite(node, _without_mark)
        if node["t"] == "CodeBlock":
            made = {**made, "c": [made["c"][0], MARK.sub("", made["c"][1])]}
        number, role = said
        return {**made, **({"number": int(number)} if number else {}), **({"role": role} if role else {})}

    return rewrite(tree, change)


def numbered(blocks: Blocks) -> Blocks:
    """Return a tree of another kind of file with its paragraphs numbered in order; notes have their own text only."""
    numbers = iter(range(1, 10_000_000))

    def value(item: Any) -> Any:
        if isinstance(item, list):
            return [value(part) for part in item]
        if not isinstance(item, dict):
            return item
        if item.get("t") == "Note":
            return item
        own = {"number": next(numbers)} if item.get("t") in PARAGRAPHS and plain(item).strip() else {}
        return {**{key: value(part) if key != "t" else part for key, part in item.items()}, **own}

    result: Blocks = value(blocks)
    return result


def bare(tree: Any) -> Any:
    """Return a tree as pandoc knows it, without numbers and roles."""
    def change(node: Node) -> Node:
        return {key: item for key, item in node.items() if key in ("t", "c")}

    return rewrite(rewrite(tree, _without_mark), change)


def place(block: Node) -> str:
    """Return how a person finds a block: by the number of its first paragraph."""
    return paragraph(next((node["number"] for node in walk(block) if "number" in node), None))


def role(block: Node) -> str:
    """Return what a block is for, where its file says so."""
    return str(block.get("role", ""))


def inlines_of(block: Node) -> Inlines | None:
    """Return the inlines of a paragraph or heading; None for other blocks."""
    inlines: Inlines | None = block["c"][2] if block["t"] == "Header" else block["c"] if block["t"] in (
        "Para", "Plain") else None
    return inlines


def text(block: Node) -> str:
    """Return the text of a block in one line, without notes."""
    return " ".join(plain(block, notes=False).split())


def stripped(inlines: Inlines) -> Inlines:
    """Return inlines without spaces and line breaks at their ends."""
    spaces = ("Space", "SoftBreak", "LineBreak")
    start, end = 0, len(inlines)
    while start < end and inlines[start]["t"] in spaces:
        start += 1
    while end > start and inlines[end - 1]["t"] in spaces:
        end -= 1
    return inlines[start:end]


def without_start(inlines: Inlines, length: int) -> Inlines:
    """Return inlines without their first ``length`` characters of text, wherever they stand, and spaces behind them."""
    left = length

    def cut(items: Inlines) -> Iterator[Node]:
        nonlocal left
        for node in items:
            if left <= 0:
                yield node
            elif node["t"] == "Str":
                kept = node["c"][left:]
                left -= len(node["c"])
                if kept:
                    yield {**node, "c": kept}
            elif node["t"] in ("Space", "SoftBreak", "LineBreak"):
                left -= 1
            elif node["t"] in ("Emph", "Strong", "Underline", "Superscript", "Subscript", "SmallCaps", "Strikeout"):
                if inner := list(cut(node["c"])):
                    yield {**node, "c": inner}
            elif node["t"] == "Span":
                yield {**node, "c": [node["c"][0], list(cut(node["c"][1]))]}
            else:
                yield node

    return stripped(list(cut(inlines)))


def _first_mark(node: Node) -> tuple[str, str] | None:
    texts = [node["c"][1]] if node["t"] == "CodeBlock" else (
        inner["c"] for inner in walk(node["c"]) if inner["t"] in ("Str", "Code"))
    for said in texts:
        found = MARK.search(said if isinstance(said, str) else said[1])
        if found:
            return found[1], found[2] or ""
    return None


def _without_mark(node: Node) -> Node | None:
    if node["t"] == "Str" and OPEN in node["c"]:
        kept = MARK.sub("", node["c"])
        return {**node, "c": kept} if kept else None
    if node["t"] == "Code" and OPEN in node["c"][1]:
        kept = MARK.sub("", node["c"][1])
        return {**node, "c": [node["c"][0], kept]} if kept else None
    return node
