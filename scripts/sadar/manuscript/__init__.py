"""What a manuscript is: its metadata, its syntax tree, its references and the folder they came from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sadar.findings import Place
from sadar.manuscript.metadata import Metadata
from sadar.manuscript.tree import Blocks, Node, attributes, div, plain

#: The class of a Span whose direction is that of its own letters.
ISOLATED = "sadar-isolated"
REGION = "sadar-region"
#: Keys that ``@key`` takes for cross-references (Quarto's prefixes), not for citations.
CROSS_REFERENCE = re.compile(r"(fig|tbl|sec)-")


@dataclass(frozen=True)
class Source:
    """One text file of the manuscript: its path in the folder, with forward slashes, and its text."""

    name: str
    text: str

    def line_of(self, *needles: str) -> int:
        """Return the first line, counted from 1, that holds one of ``needles``; 0 where there is none."""
        for number, line in enumerate(self.text.split("\n"), start=1):
            if any(needle in line for needle in needles):
                return number
        return 0


@dataclass(frozen=True)
class Reference:
    """A work of the reference list: its CSL JSON item, and the place in the file where it is written."""

    item: Mapping[str, Any]
    place: Place


@dataclass(frozen=True)
class Manuscript:
    """The whole manuscript between two stages; a pass returns another one and leaves this as it is.

    ``blocks`` holds one Div for each region of the publication (title, abstract, body, bibliography, …), so
    that every pass reaches all text that a reader will see, that of the metadata too.
    """

    folder: Path
    metadata: Metadata
    blocks: Blocks
    references: Mapping[str, Reference]
    sources: tuple[Source, ...]
    pandoc_api: tuple[int, ...]

    def regions(self) -> Iterator[tuple[str, Blocks]]:
        """Yield each region's name and blocks, in the order of the publication."""
        for node in self.blocks:
            yield attributes(node)[0].removeprefix(f"{REGION}-"), node["c"][1]

    def region(self, name: str) -> Blocks:
        """Return the blocks of a region; none where the publication has no such region."""
        return next((blocks for found, blocks in self.regions() if found == name), [])

    def with_region(self, name: str, blocks: Blocks) -> Manuscript:
        """Return the manuscript with a region replaced, or added at the end."""
        made = region(name, blocks)
        names = [found for found, _ in self.regions()]
        if name not in names:
            return replace(self, blocks=[*self.blocks, made])
        return replace(self, blocks=[made if found == name else old
                                     for found, old in zip(names, self.blocks, strict=True)])

    def text(self, name: str) -> str:
        """Return the text of a region in one line, without notes and marks of form, as file metadata want it."""
        return " ".join(plain(self.region(name), notes=False).split())

    def document(self) -> Node:
        """Return the tree as a whole pandoc document, without metadata."""
        return {"pandoc-api-version": list(self.pandoc_api), "meta": {}, "blocks": self.blocks}

    def place_of(self, *needles: str) -> Place:
        """Return the first place in the text files where one of ``needles`` stands."""
        for source in self.sources:
            if line := source.line_of(*needles):
                return Place(source.name, line)
        return Place(self.sources[0].name if self.sources else "")


    def place_of_key(self, key: str) -> Place:
        """Return the first place where a key is cited, and not a longer key that begins like it."""
        cited = re.compile(rf"@(?:\{{{re.escape(key)}\}}|{re.escape(key)}(?!\w|[:.#$%&+?<>~/-]\w))")
        for source in self.sources:
            if found := cited.search(source.text):
                return Place(source.name, source.text.count("\n", 0, found.start()) + 1)
        return self.place_of(f"@{key}")


def region(name: str, blocks: Blocks) -> Node:
    """Make the Div that holds a region of the publication."""
    return div(blocks, f"{REGION}-{name}")
