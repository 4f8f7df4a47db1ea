"""The oracle: every line that an output shows against UAX #9 reordering of the manuscript's logical text.

Nothing here trusts extracted text, and nothing uses the passes that it is to judge (``bidi.runs``, ``bidi.word``,
``bidi.plain_marks``): what is shown comes from ``glyphs``, shape by shape; the logical text comes from the tree as the
structure pass left it, explicit directions taken as isolates, and is resolved and reordered line by line (L1-L4).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import glyphs
from glyphs import plain, visible
from sadar.bidi.base import Direction, direction_of_language, runs_right_to_left
from sadar.bidi.levels import LRI, PDI, RLI, embedding_levels
from sadar.checks.words import RUNNING
from sadar.manuscript import Manuscript
from sadar.manuscript.tree import Node, attributes, walk
from sadar.matter import STAR_NOTE
from sadar.style import Style
from sadar.writers.xhtml import STAR

BRACKETS = "()[]{}<>«»‹›"
MIRRORED = str.maketrans(BRACKETS, ")(][}{><»«›‹")
OBJECT = "\ufffc"
DELIMITERS = {"OneParen": "{})", "TwoParens": "({})"}
#: A line of a table has no more cells than this.
CELLS = 6
#: A line in more pieces than this is no line of a table: only one that is spread over the measure.
PIECES = 16


@dataclass
class Paragraph:
    """A paragraph's logical text, of which lines use up the visible letters one after the other.

    ``again`` may be shown any number of times; ``aside`` is not of the text: a line is the text's where it can be.
    """

    text: str
    base: Direction
    twins: dict[int, str] = field(default_factory=dict, repr=False)
    again: bool = False
    aside: bool = False
    at: int = 0
    shown: bool = False
    number: int = 0

    def __post_init__(self) -> None:
        self.levels: list[int] = []
        self.glyphs = ""
        for letter, level in zip(self.text, embedding_levels(self.text, self.base), strict=True):
            drawn = plain(letter)  # a sign such as № is drawn as a whole, whatever the direction
            self.glyphs += drawn if level % 2 == 0 or runs_right_to_left(drawn) else drawn[::-1]
            self.levels += [level] * len(drawn)
        self.places = [place for place, letter in enumerate(self.glyphs) if visible(letter)]
        self.letters = _unmirrored("".join(self.glyphs[place] for place in self.places)).translate(self.twins)

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
        shown = "".join(self.glyphs[place].translate(MIRRORED) if self.levels[place] % 2 else self.glyphs[place]
                        for place in order if visible(self.glyphs[place]))
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
    delimiters: bool = False
    call: str = LRI + "{mark}" + PDI
    others: Sequence[str] = ()
    again: Sequence[str] = ()


class _Logical:
    """The paragraphs of a manuscript, notes apart, with what is generated before and in them."""

    def __init__(self, manuscript: Manuscript, generated: Generated) -> None:
        self.document: Direction = direction_of_language(manuscript.metadata.lang)
        self.generated = generated
        self.notes = 0
        self.found: list[tuple[str, Direction, bool]] = []
        self.head = False
        for name, blocks in manuscript.regions():
            if name not in RUNNING:
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
            first, _, delimiter = content[0]
            form = DELIMITERS.get(delimiter["t"], "{}.") if self.generated.delimiters else "{}."
            for number, item in enumerate(content[1], start=first):
                self.blocks(item, base, form.format(number))
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
        star = STAR_NOTE in attributes(node["c"][0])[1]
        self.notes += not star
        mark = STAR if star else str(self.notes)
        lead = self.generated.note.format(mark=mark)
        self.blocks(node["c"], self.document, f"{LRI}{STAR}{PDI} " if star else f"{lead} ")
        return self.generated.call.format(mark=mark)


def paged(manuscript: Manuscript, pages: int, **generated: Any) -> Generated:
    """Return what pages show outside of the type area: running heads on many, a folio on each."""
    running = [text for name in sorted(RUNNING) if (text := manuscript.text(name).strip())]
    first = manuscript.metadata.publication.first_page
    return Generated(again=running, others=[str(number) for number in range(first, first + pages)], **generated)


def navigated(manuscript: Manuscript, style: Style) -> Generated:
    """Return what an EPUB shows beside the text: headings again in its contents, and the names of its parts."""
    logical = _Logical(manuscript, Generated(call=""))
    headings = [logical.text(node["c"][2], logical.document) for node in walk(manuscript.blocks) if node["t"] == "Header"]
    labels = [str(label) for lang in (manuscript.metadata.lang, *manuscript.metadata.translations)
              for label in vars(style.words(lang).labels).values()]
    titles = [manuscript.text(f"{lang}-title") for lang in manuscript.metadata.translations]
    return Generated(bullet="", others=[*headings, *titles, *labels, *labels])


def compare(manuscript: Manuscript, pdfs: Iterable[Path], faces: Iterable[Path], generated: Generated) -> Result:
    """Compare every line of pages with the manuscript.

    A line that fits no paragraph's next words is wrong, and so is a paragraph whose last words never come.
    """
    known = list(faces)
    logical = _Logical(manuscript, generated)
    said = "".join([text for text, _, _ in logical.found] + [*generated.again, *generated.others])
    letters = frozenset(BRACKETS + said + said.upper() + unicodedata.normalize("NFD", said))
    twins = glyphs.twins(known, letters)
    waiting = [Paragraph(text, base, twins, again, number=number) for number, (text, base, again) in enumerate(logical.found)]
    extra = [Paragraph(text, logical.document, twins, again, aside=True) for texts, again in
             ((generated.again, True), (generated.others, False)) for text in texts]
    result, last = Result(), None
    for path in pdfs:
        for pieces in glyphs.lines(path, known, letters):
            result.compared += 1
            shown = [piece.translate(twins) for piece in pieces]
            candidates = [paragraph for paragraph in (*waiting, *extra) if paragraph.rest]
            reading = _Reading(shown, candidates, last)
            if not reading.matched():
                result.wrong.append(f"{path.stem}: {''.join(pieces)}   {reading.best or 'fits nothing'}")
            last = reading.last
    result.wrong += [f"never shown: {paragraph.letters[paragraph.at:]}" for paragraph in waiting
                     if paragraph.rest and not paragraph.shown]
    return result


class _Reading:
    """A line of pieces, and the paragraphs of which it may show the next words: one, or several in a table's row."""

    def __init__(self, pieces: Sequence[str], candidates: Sequence[Paragraph], last: Paragraph | None) -> None:
        self.last = last
        self.pieces = pieces if len(pieces) <= PIECES else ["".join(pieces)]
        self.candidates = candidates
        self.best = ""
        self.found: dict[tuple[int, int], list[Paragraph]] = {}

    def matched(self) -> bool:
        """Use up what the line shows, if it shows the right next words, in as few cells as can be."""
        for cells in range(1, min(len(self.pieces), CELLS) + 1):
            taken = self._taken(0, cells, ())
            if taken is not None:
                for paragraph, length in taken:
                    paragraph.use(length)
                    self.last = paragraph
                return True
        return False

    def _taken(self, start: int, cells: int, used: tuple[tuple[Paragraph, int], ...]) -> tuple[tuple[Paragraph, int], ...] | None:
        if start == len(self.pieces):
            return used if cells == 0 else None
        if cells == 0:
            return None
        ends = range(start + 1, len(self.pieces) - cells + 2) if cells > 1 else [len(self.pieces)]
        for end in ends:
            for paragraph in self._showing(start, end):
                if not any(paragraph is other for other, _ in used):
                    taken = self._taken(end, cells - 1, (*used, (paragraph, len("".join(self.pieces[start:end])))))
                    if taken is not None:
                        return taken
        return None

    def _likely(self, length: int) -> Callable[[Paragraph], tuple[int, ...]]:
        """Return the order in which paragraphs may go on here: a running head last, that of the line before first."""
        near = self.last.number if self.last else 0
        return lambda paragraph: (paragraph.again and paragraph.aside and not paragraph.at, paragraph is not self.last, paragraph.rest != length,
                                  paragraph.aside, not paragraph.at, abs(paragraph.number - near))

    def _showing(self, start: int, end: int) -> list[Paragraph]:
        """Return the paragraphs whose next words, in order, are the pieces from ``start`` to ``end``."""
        if (start, end) not in self.found:
            cell = "".join(self.pieces[start:end])
            wanted, length = sorted(_unmirrored(cell)), len(cell)
            found = []
            for paragraph in self.candidates:
                if length <= paragraph.rest and sorted(paragraph.letters[paragraph.at:paragraph.at + length]) == wanted:
                    if (right := paragraph.reordered(length)) == cell:
                        found.append(paragraph)
                    elif end - start == len(self.pieces):
                        self.best = f"should be   {right}"
            self.found[start, end] = sorted(found, key=self._likely(length))
        return self.found[start, end]


def _unmirrored(text: str) -> str:
    return "".join(min(letter, letter.translate(MIRRORED)) for letter in text)
