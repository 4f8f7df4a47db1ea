"""Paragraphs of XHTML as a reading system sees them: their text, their base direction, and where that was said.

A paragraph is a run of inline content between the boundaries of blocks or line breaks (CSS Writing Modes 4, 2.4.1).
Inline elements with a direction of their own are isolates (HTML, 15.3.5), ``dir=auto`` takes the first strong letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from sadar.bidi.base import Direction, as_direction
from sadar.bidi.levels import FSI, LRI, OBJECT, PDI, RLI, first_strong

Element = etree._Element
XHTML = "{http://www.w3.org/1999/xhtml}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: The direction of a document that says none (HTML, 3.2.6.4).
UNSAID: Direction = "ltr"
INLINE = frozenset(XHTML + name for name in (
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "q", "rb", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
    "tt", "u", "var", "wbr"))
#: Elements that are one neutral character to the text around them (UAX #9, 3.2), and such as are no text at all.
OBJECTS = frozenset(XHTML + name for name in (
    "img", "audio", "video", "object", "input", "iframe", "canvas", "svg"))
NO_TEXT = frozenset(XHTML + name for name in ("head", "script", "style", "template", "rt", "rp"))
AUTO = "auto"
INITIATOR = {"ltr": LRI, "rtl": RLI, AUTO: FSI}


@dataclass(frozen=True)
class Context:
    """What holds inside of an element: language, direction (None for ``auto``), and the element that said it."""

    lang: str = ""
    direction: Direction | None = UNSAID
    said_by: Element | None = None


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: its block's element, its text with isolates, its base, its language, its text by language.

    ``outside`` is the text that stands in no isolate, and so depends on the base.
    """

    element: Element
    text: str
    base: Direction
    said_by: Element | None
    lang: str
    pieces: tuple[tuple[str, str], ...]
    outside: str

    @property
    def letters(self) -> str:
        """The text alone, without isolates and objects."""
        return "".join(text for text, _ in self.pieces)


def attribute(direction: Direction) -> str:
    """Return the attribute that says a direction, for a message."""
    return f'dir="{direction}"'


def own_direction(element: Element, styled: Mapping[Element, Direction]) -> Direction | str | None:
    """Return what an element says of its direction: a direction, ``auto``, or None; a style sheet's word wins."""
    said = element.get("dir") or ""
    auto = AUTO if said.strip().lower() == AUTO or (element.tag == XHTML + "bdi" and not as_direction(said)) else None
    return styled.get(element) or as_direction(said) or auto


def own_language(element: Element) -> str | None:
    """Return the language that an element says; ``xml:lang`` wins over ``lang`` (HTML, 3.2.6.2)."""
    said = element.get(XML_LANG)
    return element.get("lang") if said is None else said


@dataclass
class _Run:
    """The paragraph that is being read."""

    block: Element
    context: Context
    parts: list[str] = field(default_factory=list)
    pieces: list[tuple[str, str]] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def add(self, text: str | None, lang: str, *, isolated: bool) -> None:
        if text:
            self.parts.append(text)
            self.pieces.append((text, lang))
            self.outside += [] if isolated else [text]


def paragraphs(root: Element, styled: Mapping[Element, Direction]) -> Iterator[Paragraph]:
    """Yield the paragraphs of a document that hold any text, in its order.

    Args:
        root: the ``html`` element.
        styled: the directions that style sheets give to elements; alone, they order nothing inside of a line (CSS
            Writing Modes 4, 2.1), and are not seen on inline elements.

    """
    contexts = [Context()]
    blocks = [_Run(root, contexts[0])]
    isolates: list[str] = []

    def finished() -> Iterator[Paragraph]:
        run = blocks[-1]
        if any(text.strip() for text, _ in run.pieces):
            text = " ".join("".join(run.parts).split())
            base = run.context.direction or first_strong(text)
            yield Paragraph(run.block, text, base, run.context.said_by, run.context.lang, tuple(run.pieces),
                            "".join(run.outside))
        run.parts[:], run.pieces[:], run.outside[:] = isolates, [], []

    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        inline = element.tag in INLINE
        around = contexts[-1]
        if event == "start":
            said, lang = own_direction(element, {} if inline else styled), own_language(element)
            direction = around.direction if said is None else as_direction(said)
            own = Context(around.lang if lang is None else lang, direction,
                          around.said_by if said is None else element)
            contexts.append(own)
            if element.tag in NO_TEXT or element.tag in OBJECTS or not str(element.tag).startswith(XHTML):
                walk.skip_subtree()
                if element.tag not in NO_TEXT:
                    blocks[-1].parts.append(OBJECT)
            elif inline:
                if said is not None:
                    isolates.append(INITIATOR[said])
                    blocks[-1].parts.append(isolates[-1])
                blocks[-1].add(element.text, own.lang, isolated=bool(isolates))
            else:
                yield from finished()
                blocks.append(_Run(element, own, list(isolates)))
                blocks[-1].add(element.text, own.lang, isolated=bool(isolates))
        else:
            contexts.pop()
            if inline and own_direction(element, {}) is not None:
                isolates.pop()
                blocks[-1].parts.append(PDI)
            elif not inline and blocks[-1].block is element:
                yield from finished()
                blocks.pop()
            if element is not root:
                blocks[-1].add(element.tail, contexts[-1].lang, isolated=bool(isolates))
