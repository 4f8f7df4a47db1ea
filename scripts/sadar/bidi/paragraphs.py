"""What the passes over paragraphs share: which elements are inlines, what they hold, what direction they say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, overload

from sadar.bidi.base import Direction
from sadar.manuscript.tree import Inlines, Node, attributes, plain

WRAPPERS = {"Emph", "Strong", "Underline", "Strikeout", "Superscript", "Subscript", "SmallCaps"}
WRAPPERS_WITH_HEAD = {"Span", "Link", "Cite", "Quoted"}
INLINES = {*WRAPPERS, *WRAPPERS_WITH_HEAD, "Str", "Space", "SoftBreak", "LineBreak", "Code", "Math", "Image", "Note",
           "RawInline"}
#: The classes that pandoc gives to links written as an address alone.
ADDRESSES = {"uri", "email"}


def children_of(node: Node) -> Inlines | None:
    """Return the inlines inside of an inline element; None where it has none by its kind."""
    inlines: Inlines | None = None
    if node["t"] in WRAPPERS:
        inlines = node["c"]
    elif node["t"] in WRAPPERS_WITH_HEAD:
        inlines = node["c"][1]
    return inlines


def with_children(node: Node, inlines: Inlines) -> Node:
    """Return the element with other inlines inside."""
    if node["t"] in WRAPPERS:
        return {**node, "c": inlines}
    return {**node, "c": [node["c"][0], inlines, *node["c"][2:]]}


@overload
def direction_of(node: Node, around: Direction) -> Direction: ...
@overload
def direction_of(node: Node, around: None) -> Direction | None: ...
def direction_of(node: Node, around: Direction | None) -> Direction | None:
    """Return the direction that an element says, else the one around it."""
    said = attributes(node)[2].get("dir")
    return around if said is None else "rtl" if said == "rtl" else "ltr"


def is_address(link: Node) -> bool:
    """Tell whether a link shows its own target: pandoc's class says so in texts, citeproc's entries lack it."""
    text, target = plain(link), link["c"][2][0]
    return bool(ADDRESSES & set(attributes(link)[1])) or (
        bool(text) and target.endswith(text) and not target.startswith("#"))


def with_paragraphs(value: Any, base: Direction, change: Callable[[Inlines, Direction], Inlines]) -> Any:
    """Return blocks in which ``change`` was applied to every list of inlines, with the direction of what is around."""
    if isinstance(value, list):
        if value and all(isinstance(item, dict) and item.get("t") in INLINES for item in value):
            return change(value, base)
        return [with_paragraphs(item, base, change) for item in value]
    if isinstance(value, dict) and "t" in value and "c" in value:
        return {**value, "c": with_paragraphs(value["c"], direction_of(value, base), change)}
    return value
