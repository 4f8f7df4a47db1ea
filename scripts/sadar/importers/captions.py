"""Captions beside figures and tables: joined with them, their typed numbers left to sadar, mentions references."""

from __future__ import annotations

import re
from typing import Any

from sadar.importers import Certainty
from sadar.importers.blocks import place, role, stripped, text, without_start
from sadar.importers.excerpts import shown
from sadar.importers.ledger import Ledger
from sadar.manuscript.tree import Blocks, Inlines, Node, rewrite

#: What the text calls a figure or table by, its kind and number or its old id, and the new id.
Numbers = dict[tuple[str, int] | str, str]
FIGURE, TABLE = "fig", "tbl"
#: The words by which figures and tables are called in the languages of manuscripts.
WORDS = {FIGURE: "איור|תרשים|תמונה|ציור|גרף|מפה|figure|fig\\.?|рис\\.?|рисунок|شكل|صورة|תצלום",
         TABLE: "טבלה|לוח|table|таблица|табл\\.?|جدول"}
LABEL = {kind: re.compile(rf"(?:{words})\s*(\d+)\s*[.:–—-]?\s*", re.IGNORECASE) for kind, words in WORDS.items()}
#: A mention: a Hebrew prefix, the word, the number (which ends there).
PREFIX = r"([ובכלמשה]{0,3}־?)"
#: No longer caption belongs to a figure by its place alone.
LONGEST = 600


def joined(blocks: Blocks, ledger: Ledger) -> Blocks:
    """Return blocks whose figures and tables have the captions that stood beside them, and numbers of sadar's."""
    numbers: Numbers = {}
    counts = {FIGURE: 0, TABLE: 0}
    result = _of_list(blocks, ledger, numbers, counts)
    return _with_references(result, numbers, ledger)


def _of_list(blocks: Blocks, ledger: Ledger, numbers: Numbers, counts: dict[str, int]) -> Blocks:
    result: Blocks = []
    taken: set[int] = set()
    for at, block in enumerate(blocks):
        kind = _kind(block)
        if kind is None or at in taken:
            if at not in taken:
                result.append(_inside(block, ledger, numbers, counts))
            continue
        identifier = f"{kind}-{counts[kind] + 1}"
        order = (at - 1, at + 1) if kind == TABLE else (at + 1, at - 1)
        beside = next((other for other in order if 0 <= other < len(blocks) and other not in taken
                       and _is_caption(blocks[other], kind)), None)
        own = block["c"][1][1] if kind == TABLE else []
        if beside is None:
            counts[kind] += bool(own)
            result.append(_own_caption(block, own, identifier, numbers, ledger) if own else block)
            continue
        if own and text(own[0]) != text(blocks[beside]):
            ledger.ask("caption", place(blocks[beside]), shown(text(own[0])), "the table is described so in its "
                       "properties, too")
        taken.add(beside)
        counts[kind] += 1
        caption = blocks[beside]
        if beside < at:
            result.pop()  # the caption stands above
        inlines = _unnumbered(caption, kind, identifier, numbers)
        ledger.changed("caption", place(caption), shown(text(caption)), f"the caption of {identifier}",
                   Certainty.CERTAIN if role(caption) == "caption" else Certainty.LIKELY)
        numbers[_own_id(block)] = identifier
        result.append(_captioned(block, kind, identifier, inlines))
    return result


def _own_caption(table: Node, own: Blocks, identifier: str, numbers: Numbers, ledger: Ledger) -> Node:
    """Return a table that has a caption already, with an id in the place of a typed number."""
    caption = own[0]
    if len(own) > 1 or caption["t"] not in ("Para", "Plain") or not LABEL[TABLE].match(text(caption)):
        return table
    ledger.changed("caption", place(caption), shown(text(caption)), f"the caption of {identifier}")
    numbers[_own_id(table)] = identifier
    return _captioned(table, TABLE, identifier, _unnumbered(caption, TABLE, identifier, numbers))


def _unnumbered(caption: Node, kind: str, identifier: str, numbers: Numbers) -> Inlines:
    """Return a caption's inlines without its typed number, and keep what that number now is."""
    label = LABEL[kind].match(text(caption))
    if label:
        numbers[kind, int(label[1])] = identifier
    inlines = without_start(caption["c"], len(label[0].rstrip()) if label else 0)
    while len(inlines) == 1 and inlines[0]["t"] in ("Emph", "Strong"):  # the form of all captions of the file
        inlines = stripped(inlines[0]["c"])
    return inlines


def _inside(block: Node, ledger: Ledger, numbers: Numbers, counts: dict[str, int]) -> Node:
    if block["t"] == "BlockQuote":
        return {**block, "c": _of_list(block["c"], ledger, numbers, counts)}
    return block


def _kind(block: Node) -> str | None:
    if block["t"] == "Table":
        return TABLE
    if block["t"] in ("Para", "Plain") and [node["t"] for node in block["c"]] == ["Image"]:
        return FIGURE
    return None


def _own_id(block: Node) -> str:
    return str((block if block["t"] == "Table" else block["c"][0])["c"][0][0])


def _is_caption(block: Node, kind: str) -> bool:
    if block["t"] != "Para" or len(text(block)) > LONGEST:
        return False
    other = FIGURE if kind == TABLE else TABLE
    if LABEL[other].match(text(block)):
        return False
    return bool(LABEL[kind].match(text(block))) or role(block) == "caption"


def _captioned(block: Node, kind: str, identifier: str, caption: Inlines) -> Node:
    if kind == TABLE:
        attr = [identifier, *block["c"][0][1:]]
        return {**block, "c": [attr, [None, [{"t": "Plain", "c": caption}]], *block["c"][2:]]}
    image = block["c"][0]
    (_, classes, pairs), described, target = image["c"]
    alt = " ".join(text({"t": "Para", "c": described}).split())
    named = [["fig-alt", alt]] if alt else []
    return {**block, "c": [{**image, "c": [[identifier, classes, [*named, *pairs]], caption, target]}]}


def _with_references(blocks: Blocks, numbers: Numbers, ledger: Ledger) -> Blocks:
    """Return blocks in which “ראו איור 3” refers to that figure, whatever number it will have."""
    if not numbers:
        return blocks
    patterns = {kind: re.compile(rf"{PREFIX}(?:{words})", re.IGNORECASE) for kind, words in WORDS.items()}

    def change(node: Node) -> Node:
        if node["t"] == "Link" and (known := numbers.get(node["c"][2][0].removeprefix("#"))):
            return _reference(known)
        if node["t"] not in ("Para", "Plain") or _kind(node):
            return node
        items = node["c"]
        made: Inlines = []
        at = 0
        while at < len(items):
            found = _mention(items[at:at + 3], patterns, numbers)
            if found is None:
                made.append(items[at])
                at += 1
                continue
            before, identifier, after = found
            ledger.changed("cross-reference", place(node), shown(text({"t": "Para", "c": items[at:at + 3]})),
                       f"{before}@{identifier}{after}", Certainty.LIKELY)
            made += [*([{"t": "Str", "c": before}] if before else []), _reference(identifier),
                     *([{"t": "Str", "c": after}] if after else [])]
            at += 3
        return {**node, "c": made}

    result: Blocks = rewrite(blocks, change)
    return result


def _mention(items: Inlines, patterns: dict[str, re.Pattern[str]],
             numbers: Numbers) -> tuple[str, str, str] | None:
    if [item["t"] for item in items] != ["Str", "Space", "Str"]:
        return None
    number = re.match(r"(\d+)(?!\d|[.,]\d)(\D*)", items[2]["c"])
    opening = re.match(r"[(\[״\"]*", items[0]["c"])
    if number is None or opening is None:
        return None
    for kind, pattern in patterns.items():
        found = pattern.fullmatch(items[0]["c"], opening.end())
        if found and (kind, int(number[1])) in numbers:
            prefix = f"{found[1].rstrip('־')}־" if found[1] else ""
            return opening[0] + prefix, numbers[kind, int(number[1])], number[2]
    return None


def _reference(identifier: str) -> Node:
    citation: dict[str, Any] = {"citationId": identifier, "citationPrefix": [], "citationSuffix": [],
                                "citationMode": {"t": "AuthorInText"}, "citationNoteNum": 0, "citationHash": 0}
    return {"t": "Cite", "c": [[citation], [{"t": "Str", "c": f"@{identifier}"}]]}
