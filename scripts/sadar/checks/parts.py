"""What must be in every file besides words: notes, figures, tables, entries."""

from __future__ import annotations

from dataclasses import dataclass

from sadar.manuscript import Manuscript
from sadar.manuscript.tree import attributes, walk


@dataclass(frozen=True)
class Parts:
    """The numbers of things that a file must hold."""

    notes: int
    figures: int
    tables: int
    entries: int
    formulas: int
    descriptions: int


def parts_of(manuscript: Manuscript) -> Parts:
    """Count the parts of a manuscript, all passes done; the ``*`` note is not among the notes."""
    nodes = list(walk(manuscript.blocks))
    kinds = [node["t"] for node in nodes]
    entries = sum("csl-entry" in attributes(node)[1] for node in nodes if node["t"] == "Div")
    described = sum(node["t"] == "Image" and "desc" in attributes(node)[2] for node in nodes)
    return Parts(kinds.count("Note"), kinds.count("Image"), kinds.count("Table"), entries,
                 kinds.count("Math"), described)
