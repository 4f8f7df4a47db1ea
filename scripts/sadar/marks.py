"""The pass that sets the marks of a text right: quotation marks, geresh and gershayim, apostrophes, maqaf.

People type ``"``, ``'`` and ``-``; what they mean is told by the letters around them. Which marks a language takes is
said in its file of words. Code, formulas and addresses stay as they are, and so do marks that were typed as such.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sadar.bidi.base import runs_right_to_left
from sadar.bidi.paragraphs import INLINES, children_of, is_address, with_children
from sadar.errors import ManuscriptError
from sadar.manuscript import Manuscript
from sadar.manuscript.tree import Inlines, Node, attributes
from sadar.style import Style
from sadar.style.words import Marks

DOUBLE, SINGLE, HYPHEN = '"', "'", "-"
#: Geresh and gershayim, typed as such, may be quotation marks too: a style may have others for these.
TYPED = {"\u05f4": DOUBLE, "\u05f3": SINGLE}
#: Stands in the text of a paragraph for what is no text.
OBJECT = "\ufffc"
#: What a prefix may be joined to by a maqaf, besides letters and numbers.
JOINED = "\"'(\u05f4\u05f3[" + OBJECT


@dataclass
class _Piece:
    """A piece of a paragraph's text, and the language that holds there; what is no text is never changed."""

    text: str
    lang: str
    fixed: bool = False


def set_right(manuscript: Manuscript, style: Style) -> Manuscript:
    """Return the manuscript with the marks of each language in place of those that were typed."""
    return replace(manuscript, blocks=_Marks(style).value(manuscript.blocks, manuscript.metadata.lang))


class _Marks:
    def __init__(self, style: Style) -> None:
        self.style = style
        self.known: dict[str, Marks | None] = {}

    def value(self, value: Any, lang: str) -> Any:
        if isinstance(value, list):
            if value and all(isinstance(item, dict) and item.get("t") in INLINES for item in value):
                return self._paragraph(value, lang)
            return [self.value(item, lang) for item in value]
        if isinstance(value, dict) and "t" in value and "c" in value and value["t"] != "CodeBlock":
            return {**value, "c": self.value(value["c"], attributes(value)[2].get("lang", lang))}
        return value

    def _paragraph(self, inlines: Inlines, lang: str) -> Inlines:
        pieces = list(self._pieces(inlines, lang))
        text = "".join(piece.text for piece in pieces)
        start, made = 0, list[str]()
        opened: list[tuple[str, str]] = []
        for piece in pieces:
            marks = None if piece.fixed else self._of(piece.lang)
            made.append("".join(_right(text, start + at, marks, opened) for at in range(len(piece.text)))
                        if marks else piece.text)
            start += len(piece.text)
        return self._rebuilt(inlines, lang, iter(made))

    def _pieces(self, inlines: Inlines, lang: str) -> Iterator[_Piece]:
        for node in inlines:
            own = attributes(node)[2].get("lang", lang)
            if node["t"] == "Str":
                yield _Piece(node["c"], own)
            elif node["t"] in ("Space", "SoftBreak", "LineBreak"):
                yield _Piece(" ", own, fixed=True)
            elif (children := _open(node)) is not None:
                yield from self._pieces(children, own)
            elif node["t"] != "Note":
                yield _Piece(OBJECT, own, fixed=True)

    def _rebuilt(self, inlines: Inlines, lang: str, made: Iterator[str]) -> Inlines:
        """Put the pieces' texts back, in the order in which they were taken."""
        result = []
        for node in inlines:
            own = attributes(node)[2].get("lang", lang)
            if node["t"] == "Str":
                result.append({**node, "c": next(made)})
            elif (children := _open(node)) is not None:
                result.append(with_children(node, self._rebuilt(children, own, made)))
            elif node["t"] == "Note":
                result.append(self.value(node, lang))
            else:
                next(made)
                result.append(node)
        return result

    def _of(self, lang: str) -> Marks | None:
        """Return the marks of a language; none where the style has no file for it."""
        if lang not in self.known:
            try:
                self.known[lang] = self.style.words(lang).entries.marks
            except ManuscriptError as error:
                if error.findings[0].code != "language-unknown":
                    raise
                self.known[lang] = None
        return self.known[lang]


def _open(node: Node) -> Inlines | None:
    """Return what lies inside of an element whose text may be changed."""
    return None if node["t"] == "Link" and is_address(node) else children_of(node)


def _right(text: str, at: int, marks: Marks, opened: list[tuple[str, str]]) -> str:
    """Return what takes the place of one character.

    Args:
        text: that of the paragraph.
        at: the place of the character.
        marks: those of the language there.
        opened: the quotations around it, each by its kind of mark and the mark that closes it.

    """
    mark = text[at]
    kind = TYPED.get(mark, mark)
    if kind not in (DOUBLE, SINGLE, HYPHEN):
        return mark
    before, after = _letter(text, at, -1), _letter(text, at, 1)
    if kind == HYPHEN:
        joined = after.isalnum() or after in JOINED
        return marks.hyphen if marks.hyphen and joined and _behind_hebrew(text, at) else mark
    closes = next((closing for typed, closing in reversed(opened) if typed == kind), None)
    if before.isalnum() and after.isalnum() and not (kind == DOUBLE and _quotes_behind_prefix(text, at)):
        if before.isdigit():
            return mark  # minutes and seconds, feet and inches
        return (marks.within_word if kind == DOUBLE else marks.apostrophe) or mark
    if kind == SINGLE and marks.hyphen and after.isalpha() and not runs_right_to_left(after) and not closes:
        return mark  # a transliteration's: Hebrew has no mark for it
    if after.isalnum() and not (kind == SINGLE and _is_elision(text, at, closes)):
        opening, closing = marks.quotation if kind == DOUBLE else marks.quotation_inside
        opened.append((kind, closing))
        return opening
    if closes:
        opened.remove((kind, closes))
        return closes
    if before.isdigit():
        return mark
    if kind == SINGLE and (before.isalnum() or after.isalnum()):
        return marks.apostrophe
    opening, closing = marks.quotation if kind == DOUBLE else marks.quotation_inside
    if before.strip() or not after.strip():
        return closing
    opened.append((kind, closing))
    return opening


def _behind_hebrew(text: str, at: int) -> bool:
    """Tell whether a hyphen stands behind a Hebrew letter, or behind a geresh that follows one."""
    before = _letter(text, at, -1)
    if TYPED.get(before, before) == SINGLE:
        before = _letter(text, text.rindex(before, 0, at), -1)
    return runs_right_to_left(before)


def _is_elision(text: str, at: int, closes: str | None) -> bool:
    """Tell whether a single mark before a letter stands for what is left out ('90s, 'tis): nothing closes it."""
    after = _letter(text, at, 1)
    if closes or runs_right_to_left(after):
        return False
    following = next((position for position in range(at + 1, len(text))
                      if TYPED.get(text[position], text[position]) == SINGLE
                      and not (_letter(text, position, -1).isalnum() and _letter(text, position, 1).isalnum())), None)
    return after.isdigit() or following is None or _letter(text, following, 1).isalnum()


def _quotes_behind_prefix(text: str, at: int) -> bool:
    """Tell whether a double mark between two letters opens a quotation (ה"ארץ"): it is closed before another opens.

    Gershayim stand before the last letter of a word, or before an ending (דו"חות): no mark closes those.
    """
    if not _letter(text, at + 1, 1).isalnum():
        return False
    for position in range(at + 1, len(text)):
        if TYPED.get(text[position], text[position]) == DOUBLE:
            before, after = _letter(text, position, -1), _letter(text, position, 1)
            if not (before.isalnum() and after.isalnum()):
                return not after.isalnum()
    return False


def _letter(text: str, at: int, step: int) -> str:
    """Return the next character in a direction that is no point or accent; a space at an end."""
    at += step
    while 0 <= at < len(text) and unicodedata.category(text[at]) in ("Mn", "Cf"):
        at += step
    return text[at] if 0 <= at < len(text) else " "
