"""Lists that were typed: paragraphs that begin with “•” or count (1), (2), (3) become lists."""

from __future__ import annotations

import re
from typing import Any

from sadar.importers import Certainty
from sadar.importers.blocks import inlines_of, place, role, text, without_start
from sadar.importers.excerpts import shown
from sadar.importers.ledger import Ledger
from sadar.manuscript.tree import Blocks, Node

#: Marks that stand for nothing but an item of a list, and those that may begin a line of speech.
BULLET = re.compile(r"([•●○◦▪■□▫‣⁃∙·\uf0b7\uf0a7\uf0d8o])\s+(?=\S)")
DASH = re.compile(r"([-–—*])\s+(?=\S)")
NUMBER = re.compile(r"(\((\d{1,3})\)|(\d{1,3})([.)]))\s+(?=\S)")
#: The kinds of number as pandoc names them.
PARENTHESES, ONE_PARENTHESIS, PERIOD = "TwoParens", "OneParen", "Period"


def made(blocks: Blocks, ledger: Ledger) -> Blocks:
    """Return blocks in which typed lists are lists."""
    result: Blocks = []
    place_ = 0
    while place_ < len(blocks):
        items = _bullets(blocks, place_) or _numbers(blocks, place_)
        if not items:
            result.append(_inside(blocks[place_], ledger))
            place_ += 1
            continue
        group = blocks[place_:place_ + len(items)]
        content = [[{**block, "t": "Plain", "c": without_start(block["c"], length)}]
                   for block, length in zip(group, (length for length, _ in items), strict=True)]
        result.append(_list(content, items[0][1]))
        ledger.changed("typed-list", place(group[0]), shown(" / ".join(text(block)[:30] for block in group)),
                   f"a list of {len(items)} items", Certainty.LIKELY)
        place_ += len(items)
    return result


def _inside(block: Node, ledger: Ledger) -> Node:
    if block["t"] == "BlockQuote":
        return {**block, "c": made(block["c"], ledger)}
    if block["t"] == "Div":
        return {**block, "c": [block["c"][0], made(block["c"][1], ledger)]}
    return block


def _beginning(block: Node, pattern: re.Pattern[str]) -> re.Match[str] | None:
    if block["t"] != "Para" or inlines_of(block) is None or role(block) in ("caption", "title", "author"):
        return None
    return pattern.match(text(block))


def _bullets(blocks: Blocks, start: int) -> list[tuple[int, Any]]:
    """Return the length of each item's mark, and what kind of list it is; nothing where no list begins here."""
    for pattern, fewest in ((BULLET, 1), (DASH, 2)):
        first = _beginning(blocks[start], pattern)
        if not first or (first[1] == "o" and not _beginning_again(blocks, start, "o")):
            continue
        items = []
        for at in range(start, len(blocks)):
            found = _beginning(blocks[at], pattern)
            if not found or found[1] != first[1]:
                break
            items.append((len(found[1]), None))
        if len(items) >= fewest:
            return items
    return []


def _beginning_again(blocks: Blocks, start: int, letter: str) -> bool:
    found = _beginning(blocks[start + 1], BULLET) if start + 1 < len(blocks) else None
    return found is not None and found[1] == letter


def _numbers(blocks: Blocks, start: int) -> list[tuple[int, Any]]:
    items: list[tuple[int, Any]] = []
    form = ""
    for expected, at in enumerate(range(start, len(blocks)), start=1):
        found = _beginning(blocks[at], NUMBER)
        if not found or int(found[2] or found[3]) != expected:
            break
        own = PARENTHESES if found[2] else ONE_PARENTHESIS if found[4] == ")" else PERIOD
        if form and own != form:
            break
        form = own
        items.append((len(found[1]), form))
    return items if len(items) > 1 else []


def _list(items: list[Blocks], form: str | None) -> Node:
    if form is None:
        return {"t": "BulletList", "c": items}
    return {"t": "OrderedList", "c": [[1, {"t": "Decimal"}, {"t": form}], items]}
