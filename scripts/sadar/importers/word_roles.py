"""What the paragraphs of a Word file are for: told by their styles, else by their looks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sadar.importers import Certainty
from sadar.importers.packages import Element
from sadar.importers.word_looks import Look, Looks

HEADING = re.compile(r"heading (\d)")
#: Styles by the names that Word itself and pandoc give them in files, whatever the language of the program.
BY_STYLE = {"title": "title", "subtitle": "subtitle", "author": "author", "authors": "author", "abstract": "abstract",
            "abstract title": "abstract-heading",
            "keywords": "keywords", "quote": "quote", "intense quote": "quote", "block text": "quote",
            "quotations": "quote", "caption": "caption", "table caption": "caption", "image caption": "caption",
            "figure": "caption", "table": "caption", "illustration": "caption", "drawing": "caption",
            "source code": "code", "preformatted text": "code", "html preformatted": "code", "toc heading": "contents",
            "bibliography": "entry", "references": "entry"}
#: Styles that pandoc reads by their names.
PANDOC = {"definition", "definition term"}
#: A heading is no longer than this, and does not end like a sentence.
LONGEST_HEADING = 120
SENTENCE_END = re.compile(r"[.,;:!،؛]$")
#: An indent that is seen, in twentieths of a point (6 mm); how much larger than the text a heading's letters are.
INDENT, LARGER = 340, 1.1


@dataclass(frozen=True)
class Role:
    """What a paragraph is for: ``heading-1`` …, ``title``, ``quote``, ``caption``, ``code``, or nothing; and why."""

    name: str
    reason: str = ""
    certainty: Certainty = Certainty.CERTAIN


def roles(paragraphs: list[Element], looks: Looks) -> Iterator[Role]:
    """Yield the role of each paragraph of the text, in order."""
    known = [looks.of[paragraph] for paragraph in paragraphs]
    by_style = [_by_style(look) for look in known]
    guessed = {place for place in range(len(known))
               if by_style[place] is None and _looks_like_heading(known, place, looks)}
    title = _title(known, by_style, guessed, looks)
    under = _under_title(known, by_style, guessed, title)
    guessed -= under
    ranks = sorted({_rank(known[place], looks) for place in guessed - {title}}, reverse=True)
    above = max((int(role.name[-1]) for role in by_style if role and role.name.startswith("heading")), default=0)
    for place, look in enumerate(known):
        if (found := by_style[place]) is not None:
            yield found
        elif place == title:
            yield Role("title", "it stands first and is set larger than the text", Certainty.LIKELY)
        elif place in under:
            yield Role("centred")
        elif place in guessed:
            level = min(ranks.index(_rank(look, looks)) + 1 + above, 6)
            yield Role(f"heading-{level}", _described(look, looks), Certainty.LIKELY)
        else:
            yield _quotation(look, looks)


def _by_style(look: Look) -> Role | None:
    for name in look.styles:
        if name.startswith("toc ") and name != "toc heading":
            return Role("contents")
        if (found := HEADING.fullmatch(name)) and not look.in_table:
            return Role(f"heading-{min(int(found[1]), 6)}")
        if name in PANDOC:
            return Role("")
        if name in BY_STYLE:
            return Role(BY_STYLE[name])
    if look.outline is not None and not look.in_table:
        return Role(f"heading-{min(look.outline + 1, 6)}")
    return None


def _looks_like_heading(known: list[Look], place: int, looks: Looks) -> bool:
    look = known[place]
    if look.in_table or look.listed or not look.text or len(look.text) > LONGEST_HEADING:
        return False
    if SENTENCE_END.search(look.text) or not any(letter.isalpha() for letter in look.text):
        return False
    following = next((known[other] for other in range(place + 1, len(known)) if known[other].text), None)
    if following is None or (following.in_table and not look.bold):
        return False
    return look.bold or look.size >= LARGER * looks.size


def _title(known: list[Look], by_style: list[Role | None], guessed: set[int], looks: Looks) -> int | None:
    """Return the place of the title: the first paragraph of all, if none is larger and it is larger than the text."""
    first = next((place for place, look in enumerate(known) if look.text), None)
    if first is None or first not in guessed or any(role and role.name == "title" for role in by_style):
        return None
    largest = max(look.size for look in known)
    look = known[first]
    return first if look.size == largest and look.size >= LARGER * looks.size else None


def _under_title(known: list[Look], by_style: list[Role | None], guessed: set[int], title: int | None) -> set[int]:
    """Return the places of the short centred lines that follow the title, before the text begins."""
    if title is None:
        title = next((place for place, role in enumerate(by_style) if role and role.name == "title"), None)
    under = set[int]()
    for place in range(title + 1, len(known)) if title is not None else ():
        look = known[place]
        if not look.text or by_style[place] is not None:
            continue
        if not look.centred or len(look.text) > LONGEST_HEADING:
            break
        following = next((other for other in range(place + 1, len(known)) if known[other].text), None)
        if place in guessed and following is not None and len(known[following].text) > LONGEST_HEADING:
            break  # the first heading of the text, or of the abstract
        under.add(place)
    return under


def _rank(look: Look, looks: Looks) -> tuple[int, bool, bool]:
    return max(look.size, looks.size), look.centred, look.bold


def _described(look: Look, looks: Looks) -> str:
    said = [*(["bold"] if look.bold else []), *(["centred"] if look.centred else []),
            *([f"{look.size / 2:g} points, the text {looks.size / 2:g}"] if look.size > looks.size else [])]
    return f"a short paragraph of its own: {', '.join(said)}"


def _quotation(look: Look, looks: Looks) -> Role:
    if look.hanging:
        return Role("")
    start, end = (own - usual for own, usual in zip(look.indents, looks.indents, strict=True))
    if look.listed or look.in_table or not look.text:
        return Role("")
    if start >= INDENT and end >= INDENT:
        return Role("quote", "it is indented on both sides", Certainty.LIKELY)
    if start >= INDENT and look.size < looks.size:
        return Role("quote", "it is indented and set smaller", Certainty.LIKELY)
    if start >= INDENT:
        return Role("indented")
    return Role("")
