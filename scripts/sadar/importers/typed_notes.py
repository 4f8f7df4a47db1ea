"""Notes that were typed: a raised number in the text, and at its end a paragraph that begins with that number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sadar.importers import Certainty
from sadar.importers.blocks import place, text, without_start
from sadar.importers.log import Log, shown
from sadar.manuscript.tree import Blocks, Node, para, plain, rewrite, walk

HEADINGS = {"הערות", "הערות שוליים", "הערות סיום", "notes", "endnotes", "footnotes", "примечания", "ملاحظات", "הערות:"}
DEFINITION = re.compile(r"\[?(\d{1,4})[\].)]?\s*(?=\D)")
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True))
RAISED_NUMBER = re.compile(f"[{''.join(RAISED)}]+")


def joined(blocks: Blocks, log: Log) -> Blocks:
    """Return blocks in which notes stand where they are called, if calls and notes are the same numbers in order."""
    blocks = rewrite(blocks, _raised)
    notes, start = _definitions(blocks)
    calls = [int(plain(node).strip()) for node in walk(blocks[:start]) if _is_call(node)]
    expected = list(range(1, len(notes) + 1))
    if notes and calls == expected:
        return _set(blocks[:start], notes, log)
    if notes and calls and (set(calls) & set(expected)):
        log.ask("typed-notes", place(blocks[start]), shown(" ".join(map(str, calls))),
                f"raised numbers in the text ({len(calls)}) and the notes at its end ({len(notes)}) do not match: "
                "make notes of them by hand")
    return blocks


def _set(blocks: Blocks, notes: list[Blocks], log: Log) -> Blocks:
    left = iter(notes)

    def change(node: Node) -> Node:
        if not _is_call(node):
            return node
        note = next(left)
        log.change("typed-note", place(note[0]), f"{plain(node)} … {shown(text(note[0]))}", "a note",
                   Certainty.LIKELY)
        return {"t": "Note", "c": note}

    result: Blocks = rewrite(blocks, change)
    return result


def _definitions(blocks: Blocks) -> tuple[list[Blocks], int]:
    """Return the notes at the end, numbered from 1, and the place where they begin."""
    if blocks and blocks[-1]["t"] == "OrderedList" and blocks[-1]["c"][0][0] == 1:
        start = len(blocks) - 1
        return [[para(item["c"]) if item["t"] == "Plain" else item for item in items] for items in blocks[-1]["c"][1]], \
            start - _headings_before(blocks, start)
    for start in range(len(blocks)):
        notes = list(_numbered_from(blocks[start:]))
        if notes:
            return notes, start - _headings_before(blocks, start)
    return [], len(blocks)


def _headings_before(blocks: Blocks, start: int) -> int:
    return int(start > 0 and text(blocks[start - 1]).casefold() in HEADINGS)


def _numbered_from(blocks: Blocks) -> Iterator[Blocks]:
    """Yield the notes if every block is one, or goes on with one, and they count 1, 2, 3, …"""
    notes: list[Blocks] = []
    for block in blocks:
        found = DEFINITION.match(text(block)) if block["t"] == "Para" else None
        if found and int(found[1]) == len(notes) + 1:
            notes.append([{**block, "c": without_start(block["c"], len(found[0].rstrip()))}])
        elif notes and block["t"] in ("Para", "BlockQuote") and not found:
            notes[-1].append(block)
        else:
            return
    yield from notes


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
