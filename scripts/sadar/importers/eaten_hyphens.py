"""Hyphens that poppler took out where a line ended with one: it joins the word, whosever the hyphen was."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sadar.importers.ledger import Ledger
from sadar.importers.text_lines import Line

#: A word of Latin letters, with its hyphens.
WORD = re.compile(r"[A-Za-zÀ-ɏ]+(?:-[A-Za-zÀ-ɏ]+)*")
#: Where a hyphen may be missing: before a capital within a word.
CAPITAL = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])")


def hyphens_restored(lines: Sequence[Line], ledger: Ledger) -> list[Line]:
    """Return the lines with hyphens before capitals within words that are written with them elsewhere in the text."""
    elsewhere = {word.casefold() for line in lines for word in WORD.findall(line.text) if "-" in word}
    if not elsewhere:
        return list(lines)

    def word(match: re.Match[str]) -> str:
        mended = CAPITAL.sub("-", match[0])
        return mended if mended != match[0] and mended.casefold() in elsewhere else match[0]

    return [replace(line, text=ledger.changed("hyphen-restored", line.where, line.text, WORD.sub(word, line.text)))
            for line in lines]
