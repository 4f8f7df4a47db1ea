"""Headings that were set bold and nothing more, in files whose styles say nothing of them."""

from __future__ import annotations

from sadar.importers import Certainty
from sadar.importers.blocks import place, role, text
from sadar.importers.excerpts import shown
from sadar.importers.ledger import Ledger
from sadar.importers.word_roles import LONGEST_HEADING, SENTENCE_END
from sadar.manuscript.tree import Blocks, header, walk


def told(blocks: Blocks, ledger: Ledger) -> Blocks:
    """Return blocks in which short bold paragraphs before others are headings, the first of all the title."""
    least = max((node["c"][0] for node in walk(blocks) if node["t"] == "Header"), default=0)
    titled = any(role(block) == "title" for block in blocks)
    result: Blocks = []
    for at, block in enumerate(blocks):
        if not _is_bold(blocks, at):
            result.append(block)
            continue
        title = not titled and at == 0
        level = min(least + 1, 6)
        ledger.changed("title-by-look" if title else "heading-by-look", place(block), shown(text(block)),
                   "title (it stands first and is bold)" if title else f"heading-{level} (a short paragraph, all bold)",
                   Certainty.LIKELY)
        made = {**block, "role": "title"} if title else {**header(level, block["c"]), "number": block.get("number", 0)}
        result.append(made)
    return result


def _is_bold(blocks: Blocks, at: int) -> bool:
    block = blocks[at]
    if block["t"] != "Para" or role(block) or [node["t"] for node in block["c"]] != ["Strong"]:
        return False
    said = text(block)
    following = blocks[at + 1] if at + 1 < len(blocks) else None
    return bool(said) and len(said) <= LONGEST_HEADING and not SENTENCE_END.search(said) and following is not None
