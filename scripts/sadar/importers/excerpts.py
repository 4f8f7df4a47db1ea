"""Texts and places as a log shows them."""

from __future__ import annotations

#: How much of a text a log shows.
SHOWN = 120
WHOLE = "whole file"


def shown(text: str) -> str:
    """Return the beginning of a text, in one line."""
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN].rstrip()}…"


def paragraph(number: int | None) -> str:
    """Return how a person finds a paragraph; paragraphs without text are not counted."""
    return f"paragraph {number}" if number else WHOLE
