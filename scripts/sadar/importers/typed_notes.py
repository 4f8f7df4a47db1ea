"""Notes that were typed: a raised number in the text, and at its end a paragraph that begins with that number."""

from __future__ import annotations

import re

from sadar.importers import Certainty
from sadar.importers.blocks import place, text, without_start
from sadar.importers.excerpts import shown
from sadar.importers.ledger import Ledger
from sadar.manuscript.tree import Blocks, Node, para, plain, rewrite, walk

HEADINGS = {"הערות", "הערות שוליים", "הערות סיום", "notes", "endnotes", "footnotes", "примечания", "ملاحظات", "הערות:"}
DEFINITION = re.compile(r"\[?(\d{1,4})[\].)]?\s*(?=\D)")
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True))
RAISED_NUMBER = re.compile(f"[{''.join(RAISED)}]+")


def joined(blocks: Blocks, ledger: Ledger) -> Blocks:
    """Return blocks in which notes stand where they are called, if calls and notes are the same numbers in order."""
    blocks = rewrite(blocks, _raised)
    notes, start, end = _definitions(blocks)
    calls = [int(plain(node).strip()) for node in walk(blocks[:start]) if _is_call(node)]
    expected = list(range(1, len(notes) + 1))
    if notes and calls == expected:
        return [*_set(blocks[:start], notes, ledger), *blocks[end:]]
    if notes and calls and (set(calls) & set(expected)):
        ledger.ask("typed-notes", place(blocks[start]), shown(" ".join(map(str, calls))),
                f"raised numbers in the text ({len(calls)}) and the notes at its end ({len(notes)}) do not match: "
                "make notes of them by hand")
    return blocks


def _set(blocks: Blocks, notes: list[Blocks], ledger: Ledger) -> Blocks:
    left = iter(notes)

    def change(node: Node) -> Node:
        if not _is_call(node):
            return node
        note = next(left)
        ledger.changed("typed-note", place(note[0]), f"{plain(node)} … {shown(text(note[0]))}", "a note",
                   Certainty.LIKELY)
        return {"t": "Note", "c": note}

    result: Blocks = rewrite(blocks, change)
    return result


def _definitions(blocks: Blocks) -> tuple[list[Blocks], int, int]:
    """Return the notes at the end, numbered from 1, and the places where they begin and end."""
    if blocks and blocks[-1]["t"] == "OrderedList" and blocks[-1]["c"][0][0] == 1:
        start = len(blocks) - 1
        notes = [[para(item["c"]) if item["t"] == "Plain" else item for item in items] for items in blocks[-1]["c"][1]]
        return notes, start - _headings_before(blocks, start), len(blocks)
    for start in reversed(range(len(blocks))):
        if _number(blocks[start]) == 1:
            notes, end = _numbered_from(blocks, start)
            return notes, start - _headings_before(blocks, start), end
    return [], len(blocks), len(blocks)


def _headings_before(blocks: Blocks, start: int) -> int:
    return int(start > 0 and text(blocks[start - 1]).casefold() in HEADINGS)


def _number(block: Node) -> int | None:
    found = DEFINITION.match(text(block)) if block["t"] == "Para" else None
    return int(found[1]) if found else None


def _numbered_from(blocks: Blocks, start: int) -> tuple[list[Blocks], int]:
    """Return the notes that count 1, 2, 3, … from a place, and where they end; a note goes on up to the next one."""
    numbers = {_number(block): at for at, block in enumerate(blocks) if at >= start}
    notes: list[Blocks] = []
    at = start
    while (number := len(notes) + 1) in numbers and numbers[number] >= at:
        if notes and any(block["t"] not in ("Para", "BlockQuote") for block in blocks[at:numbers[number]]):
            break
        if notes:
            notes[-1] += blocks[at:numbers[number]]
        first = blocks[numbers[number]]
        found = DEFINITION.match(text(first))
        notes.append([{**first, "c": without_start(first["c"], len(found[0].rstrip()) if found else 0)}])
        at = numbers[number] + 1
    return notes, at


def _is_call(node: Node) -> bool:
    return node["t"] == "Superscript" and plain(node).strip().isdigit() and plain(node).strip().isascii()


def _raised(node: Node) -> Node | list[Node]:
    """Divide a text at raised digits, which programs write for superscript numbers."""
    if node["t"] != "Str" or not RAISED_NUMBER.search(node["c"]):
        return node
    made: list[Node] = []
    end = 0
    for found in RAISED_NUMBER.finditer(node["c"]):
        if found.start() > end:
            made.append({"t": "Str", "c": node["c"][end:found.start()]})
        made.append({"t": "Superscript", "c": [{"t": "Str", "c": "".join(RAISED[digit] for digit in found[0])}]})
        end = found.end()
    return [*made, {"t": "Str", "c": node["c"][end:]}] if end < len(node["c"]) else made
