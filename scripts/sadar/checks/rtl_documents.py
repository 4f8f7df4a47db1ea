"""Direction and language of one document of an EPUB, and of every paragraph in it (HTML, 3.2.6.2 and 3.2.6.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from sadar.bidi.base import (
    DIRECTIONS,
    Direction,
    direction_of_language,
    direction_of_most,
    direction_of_text,
    letters_by_direction,
    opposite,
)
from sadar.bidi.markup import UNSAID, XHTML, XML_LANG, Paragraph, attribute, own_direction, own_language, paragraphs
from sadar.bidi.stored_order import signs, stored_as_it_looks
from sadar.bidi.visual import depends_on_base
from sadar.checks.saying import shown
from sadar.findings import Finding, Place, Severity
from sadar.manuscript.languages import language_tag, scripts_of

Element = etree._Element
#: A paragraph of fewer words, or letters, is a name or a sign in any language.
WORDS, LETTERS = 3, 12
#: The share of letters that run the other way, from which on the language of a document is held to be wrong.
NEARLY_ALL = 0.9
#: In fewer letters, such as those of a contents of foreign names, a document may be in any language.
MANY = 200
#: Text in no language.
CODE = frozenset(XHTML + name for name in ("pre", "code", "kbd", "samp"))


@dataclass
class Document:
    """A document: its name, its root, the language of the book, and what style sheets say of its directions."""

    file: str
    root: Element
    book: str
    styled: Mapping[Element, Direction]
    paragraphs: list[Paragraph] = field(init=False)

    def __post_init__(self) -> None:
        self.paragraphs = [found for found in paragraphs(self.root, self.styled) if scripts_of(found.letters)]

    @property
    def roots(self) -> tuple[Element, ...]:
        """The elements that speak for the whole document."""
        body = self.root.find(XHTML + "body")
        return (self.root,) if body is None else (self.root, body)

    @property
    def lang(self) -> str:
        """The language that it says."""
        return next((said for element in self.roots if (said := own_language(element))), "")

    @property
    def language_runs(self) -> Direction:
        """The direction of its language, or of the book's where it says none that is known."""
        return _direction_of(self.lang) or _direction_of(self.book) or UNSAID

    @property
    def text(self) -> str:
        """All its letters."""
        return "".join(paragraph.letters for paragraph in self.paragraphs)

    def place(self, paragraph: Paragraph | None = None) -> Place:
        """Return the place of a paragraph, or of the document's root."""
        return Place(self.file, (paragraph.element if paragraph else self.root).sourceline or 0)


def findings(document: Document, *, navigation: bool = False) -> Iterator[Finding]:
    """Yield what is wrong with the directions and languages of a document."""
    if not document.paragraphs:
        return
    wrong_language = _has_wrong_language(document)
    inheriting = [paragraph for paragraph in document.paragraphs if _takes_wrong_base(document, paragraph)]
    yield from _language(document, wrong=wrong_language)
    yield from _direction(document, inheriting, "navigation-direction" if navigation else "document-direction")
    for paragraph in document.paragraphs:
        yield from _base(document, paragraph)
        yield from _foreign(document, paragraph, wrong_language=wrong_language)
    yield from _stored(document)


def _language(document: Document, *, wrong: bool) -> Iterator[Finding]:
    place = document.place()
    said, other = document.root.get("lang"), document.root.get(XML_LANG)
    if not document.lang:
        yield Finding("language-missing", "the document does not say its language", place,
                      f'write lang="{document.book}" xml:lang="{document.book}" on its html element', Severity.WARNING)
    elif language_tag(document.lang) is None:
        yield Finding("language-unknown", f"“{document.lang}” is no known language", place,
                      "write a tag of BCP 47: he, ar, fa, yi …", Severity.WARNING)
    elif wrong:
        yield Finding("language-wrong", f"the document is said to be of the language “{document.lang}”, and hardly "
                      "has a letter of its script", place, "write the language of its text there", Severity.WARNING)
    if said is not None and other is not None and said.lower() != other.lower():
        yield Finding("language-wrong", f"lang says “{said}”, xml:lang “{other}”", place, "let both say the same")


def _direction(document: Document, inheriting: list[Paragraph], code: str) -> Iterator[Finding]:
    """Hold the direction of the whole against language and letters."""
    said = [own_direction(element, document.styled) for element in document.roots]
    direction = said[-1] or said[0]
    wanted = direction_of_text(document.text, document.language_runs)
    remedy = f"write {attribute(wanted)} on its html element"
    if direction is None and wanted != UNSAID:
        yield Finding(code, "the document says no direction" if inheriting else
                      "the document says no direction: its paragraphs do, one by one", document.place(), remedy,
                      Severity.ERROR if inheriting else Severity.WARNING)
    elif direction in DIRECTIONS and direction not in (
            wanted, document.language_runs, direction_of_most(document.text, wanted)):
        yield Finding(code, f"the document says the direction “{direction}”, its language and its letters run the "
                      "other way", document.place(), remedy)
    if inheriting:
        yield Finding("paragraph-direction", f"{len(inheriting)} paragraphs take the wrong direction from their "
                      f"document; the first one: {shown(inheriting[0].letters)}", document.place(inheriting[0]), remedy)


def _is_wrong(document: Document, paragraph: Paragraph) -> Direction | None:
    """Return the direction that a paragraph should have, where its own is another.

    What somebody said is right also where most letters run that way: an entry in Latin letters that quotes a title.
    """
    if not scripts_of(paragraph.outside):
        return None
    around = _direction_of(_language_said(paragraph)) or document.language_runs
    wanted = direction_of_text(paragraph.outside, around)
    said = paragraph.said_by is not None and paragraph.base == direction_of_most(paragraph.outside, wanted)
    return None if paragraph.base == wanted or said else wanted


def _takes_wrong_base(document: Document, paragraph: Paragraph) -> bool:
    """Tell whether a paragraph in the document's own direction is wronged by what the whole document says."""
    return ((paragraph.said_by is None or paragraph.said_by in document.roots)
            and _is_wrong(document, paragraph) == document.language_runs)


def _base(document: Document, paragraph: Paragraph) -> Iterator[Finding]:
    wanted = _is_wrong(document, paragraph)
    if wanted is None or _takes_wrong_base(document, paragraph):
        return
    if paragraph.said_by is not None and paragraph.said_by not in document.roots:
        if wanted == document.language_runs or depends_on_base(paragraph.text):
            yield Finding("paragraph-direction", f"the paragraph has the direction “{paragraph.base}”, its text runs "
                          f"the other way: {shown(paragraph.letters)}", document.place(paragraph),
                          f"write {attribute(wanted)} on its element")
    elif depends_on_base(paragraph.text):
        yield Finding("foreign-undirected", "text that runs the other way says no direction, and its line is out of "
                      f"order: {shown(paragraph.letters)}", document.place(paragraph),
                      f"write {attribute(wanted)} on its element", Severity.WARNING)


def _has_wrong_language(document: Document) -> bool:
    """Tell whether nearly all letters in the document's language are of the other direction."""
    own = _direction_of(document.lang)
    counted = letters_by_direction("".join(text for paragraph in document.paragraphs
                                           for text, lang in paragraph.pieces if lang == document.lang))
    return own is not None and counted[opposite(own)] > max(MANY, NEARLY_ALL * sum(counted.values()))


def _foreign(document: Document, paragraph: Paragraph, *, wrong_language: bool) -> Iterator[Finding]:
    """Yield a finding where a whole paragraph is of another direction than the language it is said to be in."""
    counted = letters_by_direction(paragraph.letters)
    if len(counted) > 1 or any(element.tag in CODE for element in _with_ancestors(paragraph.element)):
        return
    wrong = [(text, lang) for text, lang in paragraph.pieces
             if (said := _direction_of(lang)) and direction_of_text(text, said) != said]
    words = [word for text, _ in wrong for word in text.split() if word.strip(".,:;!?()[]\"'“”‘’").isalpha()]
    if (len(words) < WORDS or sum(map(len, words)) < LETTERS
            or (wrong_language and all(lang == document.lang for _, lang in wrong))):
        return
    yield Finding("foreign-language", f"the text is said to be of the language “{wrong[0][1]}”, and has no letter of "
                  f"its script: {shown(paragraph.letters)}", document.place(paragraph),
                  "say its language: it is read aloud and broken by it", Severity.WARNING)


def _stored(document: Document) -> Iterator[Finding]:
    """Yield a finding for each paragraph stored from left to right, or one for many too short to tell."""
    whole, said = Counter[bool](), False
    for paragraph in document.paragraphs:
        found = signs(paragraph.letters)
        whole += found
        if stored_as_it_looks(found):
            said = True
            yield Finding("visual-order", "the text is stored as it looks, from left to right: "
                          f"{shown(paragraph.letters)}", document.place(paragraph), "turn its letters into the order "
                          "in which they are read: nobody can search for its words or hear them, and its lines break "
                          "from the wrong end")
    if stored_as_it_looks(whole) and not said:
        yield Finding("visual-order", "the short texts of the document are stored as they look, from left to right",
                      document.place(), "turn their letters into the order in which they are read")


def _direction_of(lang: str) -> Direction | None:
    """Return the direction of a language, or None where it is unknown or not said."""
    tag = language_tag(lang) if lang else None
    return direction_of_language(tag) if tag else None


def _language_said(paragraph: Paragraph) -> str:
    """Return the language of a paragraph: its block's, or that of the element in which all its letters are."""
    said = [lang for text, lang in paragraph.pieces if scripts_of(text)]
    return paragraph.lang if paragraph.lang in said else said[0]


def _with_ancestors(element: Element) -> Iterator[Element]:
    yield element
    yield from element.iterancestors()
