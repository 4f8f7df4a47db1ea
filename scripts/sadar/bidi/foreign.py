"""The language of foreign runs, by their script: a screen reader, a speller and a translator's tool all ask for it.

A run goes from the first to the last letter of a script that is not the context's, with the spaces, numbers and
punctuation between them, and with whole elements in between. What an author marked has its own language already.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sadar.bidi.paragraphs import children_of, is_address
from sadar.manuscript.languages import LIKELY, script_of_language, script_of_letter, scripts_of
from sadar.manuscript.tree import Inlines, Node, attributes, plain

#: Of a piece: it belongs to the run around it; it ends any run, as no text or with marks of its own.
NO_LETTERS, MIXED = "", "mixed"


def runs(inlines: Inlines, lang: str) -> Iterator[tuple[str | None, Inlines]]:
    """Yield inlines in groups, each with the language of a foreign run, or None for what is no such run."""
    native = script_of_language(lang)
    script, run = native, list[Node]()
    after: Inlines = []  # of the run only if another of its letters follows
    for piece in _pieces(inlines):
        own = _script_of(piece)
        if own == NO_LETTERS:
            after.append(piece)
        elif own == script and own != MIXED:
            run += [*after, piece]
            after = []
        else:
            yield _language_of(script, native), list(_joined(run))
            yield None, list(_joined(after))
            script, run, after = own, [piece], []
    yield _language_of(script, native), list(_joined(run))
    yield None, list(_joined(after))


def _language_of(script: str, native: str) -> str | None:
    return None if script == native else LIKELY.get(script)


def _script_of(piece: Node) -> str:
    kind = piece["t"]
    if kind == "Str":
        return next((script for letter in piece["c"] if (script := script_of_letter(letter))), NO_LETTERS)
    if kind in ("Space", "SoftBreak"):
        return NO_LETTERS
    marked = {"dir", "lang"} & attributes(piece)[2].keys()
    if children_of(piece) is None or marked or (kind == "Link" and is_address(piece)):
        return MIXED
    scripts = list(scripts_of(plain(piece)))
    return scripts[0] if len(scripts) == 1 else MIXED


def _pieces(inlines: Inlines) -> Iterator[Node]:
    """Yield inlines, every Str divided where letters of a script begin and end."""
    for node in inlines:
        if node["t"] == "Str":
            yield from ({"t": "Str", "c": "".join(letters)} for _, letters in groupby(node["c"], script_of_letter))
        else:
            yield node


def _joined(pieces: Inlines) -> Iterator[Node]:
    """Yield elements, neighbouring Str elements joined again."""
    for kind, group in groupby(pieces, lambda piece: str(piece["t"])):
        if kind == "Str":
            yield {"t": "Str", "c": "".join(piece["c"] for piece in group)}
        else:
            yield from group
