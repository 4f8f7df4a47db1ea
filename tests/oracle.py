"""The oracle: every line that an output shows against UAX #9 reordering of the manuscript's logical text.

Nothing here trusts extracted text, and nothing uses the passes that it is to judge (``bidi.runs``, ``bidi.word``,
``bidi.plain_marks``): what is shown comes from ``glyphs``, shape by shape; the logical text comes from the tree as the
structure pass left it, explicit directions taken as isolates, and is resolved and reordered line by line (L1-L4).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import glyphs
from glyphs import plain, visible
from sadar.bidi.base import Direction, direction_of_language
from sadar.bidi.levels import embedding_levels
from sadar.manuscript import Manuscript
from sadar.manuscript.tree import Node, attributes, walk
from sadar.style import Style
from sadar.writers.xhtml import STAR

MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
OBJECT = "\ufffc"
LRI, RLI, PDI = "\u2066", "\u2067", "\u2069"
#: A line of a table has no more cells than this.
CELLS = 6
#: A line in more pieces than this is no line of a table: only one that is spread over the measure.
PIECES = 16


@dataclass
class Paragraph:
    """A paragraph's logical text, of which lines use up the visible letters one after the other."""

    text: str
    base: Direction
    twins: dict[int, str] = field(default_factory=dict, repr=False)
    again: bool = False
    at: int = 0
    shown: bool = False

    def __post_init__(self) -> None:
        self.levels = embedding_levels(self.text, self.base)
        self.places = [place for place, letter in enumerate(self.text) if visible(letter)]
        self.letters = _unmirrored("".join(self.text[place] for place in self.places)).translate(self.twins)

    @property
    def rest(self) -> int:
        return len(self.places) - self.at

    def reordered(self, length: int) -> str:
        """Return the next ``length`` visible letters as a line shows them, from left to right (UAX #9, L2 and L4)."""
        order = list(range(self.places[self.at], self.places[self.at + length - 1] + 1))
        for level in range(max(self.levels[place] for place in order), 0, -1):
            start = 0
            while start < len(order):
                end = start
                while end < len(order) and self.levels[order[end]] >= level:
                    end += 1
                order[start:end] = reversed(order[start:end])
                start = max(end, start + 1)
        shown = "".join(self.text[place].translate(MIRRORED) if self.levels[place] % 2 else self.text[place]
                        for place in order if visible(self.text[place]))
        return shown.translate(self.twins)

    def use(self, length: int) -> None:
        self.at += length
        if self.again and not self.rest:
            self.at, self.shown = 0, True


@dataclass
class Result:
    """How many lines were compared, and those that are wrong, fit no paragraph or never came."""

    compared: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Generated:
    """What a format sets of its own beside the text: how a note and an item of a list begin, and other lines."""

    note: str = "{mark}."
    bullet: str = "–"
    call: str = LRI + "{mark}" + PDI
    others: Sequence[str] = ()
    again: Sequence[str] = ()
    unseen: Sequence[str] = ("short-title", "volume-title")


class _Logical:
    """The paragraphs of a manuscript, notes apart, with what is generated before and in them."""

    def __init__(self, manuscript: Manuscript, generated: Generated) -> None:
        self.document: Direction = direction_of_language(manuscript.metadata.lang)
        self.generated = generated
        self.notes = 0
        self.found: list[tuple[str, Direction, bool]] = []
        self.head = False
        for name, blocks in manuscript.regions():
            if name not in generated.unseen:
                self.blocks(blocks, self.document)

    def blocks(self, value: Any, base: Direction, lead: str = "") -> None:
        if isinstance(value, list):
            for item in value:
                self.blocks(item, base, lead)
                lead = ""
        elif isinstance(value, dict) and "t" in value:
            self.block(value, base, lead)

    def block(self, node: Node, base: Direction, lead: str) -> None:
        kind, content = node["t"], node.get("c")
        said = attributes(node)[2].get("dir")
        base = base if said is None else "rtl" if said == "rtl" else "ltr"
        if kind in ("Para", "Plain", "Header"):
            inlines = content[2] if kind == "Header" else content
            for number, line in enumerate(self.text(inlines, base).split("\n")):
                self.found.append((lead + line if number == 0 else line, base, self.head))
        elif kind == "CodeBlock":
            self.found += [(line, "ltr", False) for line in content[1].split("\n")]
        elif kind == "BulletList":
            for item in content:
                self.blocks(item, base, self.generated.bullet)
        elif kind == "OrderedList":
            for number, item in enumerate(content[1], start=content[0][0]):
                self.blocks(item, base, f"{number}.")
        elif kind == "DefinitionList":
            for term, definitions in content:
                self.found.append((self.text(term, base), base, False))
                self.blocks(definitions, base)
        elif kind == "LineBlock":
            self.found += [(self.text(line, base), base, False) for line in content]
        elif kind == "Table":  # its head stands again on every page
            for part, self.head in ((content[1], False), (content[3], True), (content[4:], False)):
                self.blocks(part, base)
        elif kind == "Div":
            self.blocks(content[1], base, lead)
        elif content is not None:
            self.blocks(content, base)

    def text(self, inlines: Sequence[Node], base: Direction) -> str:
        return "".join(self.inline(node, base) for node in inlines)

    def inline(self, node: Node, base: Direction) -> str:
        kind, content = node["t"], node.get("c")
        said = attributes(node)[2].get("dir")
        if kind == "Str":
            return str(content)
        if kind in ("Space", "SoftBreak"):
            return " "
        if kind == "LineBreak":
            return "\n"
        if kind == "Code":
            return f"{LRI}{content[1]}{PDI}"
        if kind == "Note":
            return self.note(node)
        if kind in ("Math", "Image"):
            return OBJECT
        inlines = content[1] if kind in ("Span", "Link", "Cite", "Quoted") else content
        inner = self.text(inlines, base)
        return f"{LRI if said == 'ltr' else RLI}{inner}{PDI}" if said else inner

    def note(self, node: Node) -> str:
        star = "sadar-star-note" in attributes(node["c"][0])[1]
        self.notes += not star
        mark = STAR if star else str(self.notes)
        lead = self.generated.note.format(mark=mark)
        self.blocks(node["c"], self.document, f"{LRI}{STAR}{PDI} " if star else f"{lead} ")
        return self.generated.call.format(mark=mark)


def paged(manuscript: Manuscript, **generated: Any) -> Generated:
    """Return what pages show outside of the type area: running heads on many, a folio on each."""
    running = [text for name in ("short-title", "volume-title") if (text := manuscript.text(name).strip())]
    first = manuscript.metadata.publication.first_page
    return Generated(again=running, others=[str(number) for number in range(first, first + 999)], **generated)


def navigated(manuscript: Manuscript, style: Style) -> Generated:
    """Return what an EPUB shows beside the text: headings again in its contents, and the names of its parts."""
    logical = _Logical(manuscript, Generated(call=""))
    headings = [logical.text(node["c"][2], logical.document) for node in walk(manuscript.blocks) if node["t"] == "Header"]
    labels = [str(label) for lang in (manuscript.metadata.lang, *manuscript.metadata.translations)
              for label in vars(style.words(lang).labels).values()]
    return Generated(bullet="", others=[*headings, *labels, *labels])


def compare(manuscript: Manuscript, pdfs: Iterable[Path], faces: Iterable[Path], generated: Generated) -> Result:
    """Compare every line of pages with the manuscript.

    A line that fits no paragraph's next words is wrong, and so is a paragraph whose last words never come.
    """
    known = list(faces)
    twins = glyphs.twins(known)
    logical = _Logical(manuscript, generated)
    waiting = [Paragraph(plain(text), base, twins, again) for text, base, again in logical.found]
    extra = [Paragraph(plain(text), logical.document, twins, again) for texts, again in
             ((generated.again, True), (generated.others, False)) for text in texts]
    result = Result()
    for path in pdfs:
        for pieces in glyphs.lines(path, known):
            result.compared += 1
            shown = [piece.translate(twins) for piece in pieces]
            candidates = [paragraph for paragraph in (*waiting, *extra) if paragraph.rest]
            best = ""
            for cells in _partitions(shown):
                matched, best = _match(cells, candidates, best)
                if matched:
                    break
            else:
                result.wrong.append(f"{path.stem}: {''.join(pieces)}   {best or 'fits nothing'}")
    result.wrong += [f"never shown: {paragraph.letters[paragraph.at:]}" for paragraph in waiting
                     if paragraph.rest and not paragraph.shown]
    return result


def _partitions(pieces: Sequence[str]) -> Iterator[list[str]]:
    """Yield the line as one text, then as the cells of a table row: each way to join neighbouring pieces."""
    yield ["".join(pieces)]
    for size in range(2, min(len(pieces), CELLS) + 1 if len(pieces) <= PIECES else 0):
        for cuts in itertools.combinations(range(1, len(pieces)), size - 1):
            yield ["".join(pieces[start:end]) for start, end in itertools.pairwise((0, *cuts, len(pieces)))]


def _match(cells: Sequence[str], candidates: Sequence[Paragraph], best: str) -> tuple[bool, str]:
    """Use up what ``cells`` show, if each is the right next line of a paragraph; else say what one should be."""
    taken: list[tuple[Paragraph, int]] = []
    for cell in cells:
        wanted, length = sorted(_unmirrored(cell)), len(cell)
        for paragraph in sorted(candidates, key=lambda paragraph: (paragraph.again, paragraph.rest != length)):
            if length > paragraph.rest or any(paragraph is other for other, _ in taken):
                continue
            if sorted(paragraph.letters[paragraph.at:paragraph.at + length]) != wanted:
                continue
            if paragraph.reordered(length) == cell:
                taken.append((paragraph, length))
                break
            if len(cells) == 1:
                best = f"should be   {paragraph.reordered(length)}"
        else:
            return False, best
    for paragraph, length in taken:
        paragraph.use(length)
    return True, best


def _unmirrored(text: str) -> str:
    return "".join(min(letter, letter.translate(MIRRORED)) for letter in text)
