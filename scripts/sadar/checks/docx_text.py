"""The text of a DOCX: its parts with their paragraphs, which way the whole runs, and how a place in it is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from sadar.bidi.base import (
    LEFT_TO_RIGHT,
    RIGHT_TO_LEFT,
    Direction,
    direction_of_most,
    letters_by_direction,
)
from sadar.bidi.word import w
from sadar.bidi.word_markup import Paragraph, paragraphs
from sadar.checks.docx_formats import Formats
from sadar.checks.saying import shown
from sadar.findings import Place
from sadar.untrusted_zip import Element

NOTES = (w("footnote"), w("endnote"))
#: Styles of code, by their names in Word, LibreOffice and pandoc; and such as set letters inside of a line.
CODE = frozenset(("source code", "html preformatted", "preformatted text"))
CODE_LETTERS = frozenset(("verbatim char", "html code", "html typewriter", "source text"))
#: The share of right-to-left letters from which on what the styles say makes a document a right-to-left one.
ENOUGH = 0.1


@dataclass
class Text:
    """A part with text: its name, its root, its paragraphs, and the numbers of notes by their ids."""

    name: str
    root: Element
    formats: Formats
    numbers: Mapping[str, str] = field(default_factory=dict)
    paragraphs: list[Paragraph] = field(init=False)

    def __post_init__(self) -> None:
        self.paragraphs = list(paragraphs(self.root, self.formats))
        self._by_element = {paragraph.element: paragraph for paragraph in self.paragraphs}
        self._first = {above: paragraph for paragraph in reversed(self.paragraphs)
                       for above in paragraph.element.iterancestors(*NOTES, w("tbl"))}

    def place(self, paragraph: Paragraph | None = None) -> Place:
        """Return the place of a paragraph: its part and its number there."""
        return Place(self.name, paragraph.number if paragraph else 0)

    def place_of(self, element: Element) -> Place:
        """Return the place of the first paragraph of a note or table."""
        return self.place(self._first.get(element))

    def place_at(self, element: Element) -> Place:
        """Return the place of what stands in or before a paragraph."""
        above = next(element.iterancestors(w("p")), None)
        above = next(element.itersiblings(w("p")), None) if above is None else above
        return self.place(self._by_element.get(above)) if above is not None else self.place()

    def shown(self, paragraph: Paragraph) -> str:
        """Return what a person finds a paragraph by: its first words, and the note it stands in."""
        note = next((above for above in paragraph.element.iterancestors(*NOTES)), None)
        number = "" if note is None else self.numbers.get(note.get(w("id"), ""), "?")
        return (f"note {number}, " if number else "") + shown(paragraph.letters)

    def is_code(self, paragraph: Paragraph) -> bool:
        """Tell whether a paragraph is in a style of code."""
        return any(style.name.casefold() in CODE
                   for style in self.formats.chain(self.formats.style_of(paragraph.element)))

    def is_code_letters(self, run: Element) -> bool:
        """Tell whether a run is in a style of code."""
        return self.formats.name_of(run) in CODE_LETTERS


def document_direction(text: Text) -> Direction:
    """Return which way a document runs: as most of its letters, or as styles, sections and paragraphs say.

    A Hebrew article may have more letters in its bibliography than in its text.
    """
    letters = "".join(paragraph.letters for paragraph in text.paragraphs)
    most = direction_of_most(letters, LEFT_TO_RIGHT)
    counted = letters_by_direction(letters)
    if most == LEFT_TO_RIGHT and counted[RIGHT_TO_LEFT] > ENOUGH * counted.total() and _says_right_to_left(text):
        return RIGHT_TO_LEFT
    return most


def _says_right_to_left(text: Text) -> bool:
    bare = etree.Element(w("p"))
    bases = [paragraph.base for paragraph in text.paragraphs if paragraph.letters]
    return (text.formats.on(bare, "bidi") or bases.count(RIGHT_TO_LEFT) > len(bases) / 2
            or any(section.find(w("bidi")) is not None for section in text.root.iter(w("sectPr"))))
