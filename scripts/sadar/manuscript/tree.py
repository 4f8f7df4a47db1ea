"""The pandoc syntax tree as plain JSON values, and the few ways in which sadar walks and rewrites it.

An element is ``{"t": type, "c": content}`` as pandoc's ``json`` format writes it. Nothing here changes a
value in place: ``rewrite`` returns a new tree that shares what did not change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Node = dict[str, Any]
Blocks = list[Node]
Inlines = list[Node]

#: Elements whose second-to-last-or-last content are inlines or blocks behind an attribute triple.
WITH_ATTR = {"Div": 0, "Span": 0, "Link": 0, "Image": 0, "Code": 0, "CodeBlock": 0, "Table": 0, "Figure": 0,
             "Header": 1}
BLOCK_ENDS = {"Para", "Plain", "Header", "CodeBlock", "LineBlock"}


def walk(value: Any) -> Iterator[Node]:
    """Yield every element below ``value``, outer ones first, in reading order."""
    if isinstance(value, list):
        for item in value:
            yield from walk(item)
    elif isinstance(value, dict):
        if "t" in value:
            yield value
            if "c" in value:
                yield from walk(value["c"])
        else:
            for item in value.values():
                yield from walk(item)


def rewrite(value: Any, change: Callable[[Node], Node | list[Node] | None]) -> Any:
    """Return a copy of ``value`` in which ``change`` was applied to every element, inner ones first.

    ``change`` returns the element itself or another, a list that takes its place, or None to drop it.
    """
    if isinstance(value, list):
        items: list[Any] = []
        for item in value:
            new = rewrite(item, change)
            if not (isinstance(item, dict) and "t" in item):
                items.append(new)  # no element: a null among them is a value of the tree
            elif isinstance(new, list):
                items.extend(new)
            elif new is not None:
                items.append(new)
        return items
    if isinstance(value, dict):
        new_value = {key: rewrite(item, change) if key != "t" else item for key, item in value.items()}
        return change(new_value) if "t" in value else new_value
    return value


def attributes(node: Node) -> tuple[str, list[str], dict[str, str]]:
    """Return (identifier, classes, key-value pairs) of an element; empty ones where it can have none."""
    if node["t"] not in WITH_ATTR:
        return "", [], {}
    identifier, classes, pairs = node["c"][WITH_ATTR[node["t"]]]
    return identifier, list(classes), dict(pairs)


def with_attributes(node: Node, identifier: str, classes: list[str], pairs: dict[str, str]) -> Node:
    """Return the element with another attribute triple."""
    content = list(node["c"])
    content[WITH_ATTR[node["t"]]] = [identifier, classes, [[key, value] for key, value in pairs.items()]]
    return {**node, "c": content}


def div(blocks: Blocks, identifier: str = "", classes: tuple[str, ...] = (), **pairs: str) -> Node:
    """Make a Div."""
    return {"t": "Div", "c": [[identifier, list(classes), [list(pair) for pair in pairs.items()]], blocks]}


def span(inlines: Inlines, identifier: str = "", classes: tuple[str, ...] = (), **pairs: str) -> Node:
    """Make a Span."""
    return {"t": "Span", "c": [[identifier, list(classes), [list(pair) for pair in pairs.items()]], inlines]}


def para(inlines: Inlines) -> Node:
    """Make a paragraph."""
    return {"t": "Para", "c": inlines}


def header(level: int, inlines: Inlines, identifier: str = "", classes: tuple[str, ...] = ()) -> Node:
    """Make a heading of ``level`` (1 is a chapter or a section of an article)."""
    return {"t": "Header", "c": [level, [identifier, list(classes), []], inlines]}


def words(text: str) -> Inlines:
    """Make inlines of a plain string: Str and Space elements, no markup read."""
    inlines: Inlines = []
    for number, word in enumerate(text.split()):
        if number:
            inlines.append({"t": "Space"})
        inlines.append({"t": "Str", "c": word})
    return inlines


def without_notes(value: Any) -> Any:
    """Return inlines or blocks without notes, citations and identifiers, for a place where they stand once more."""
    def change(node: Node) -> Node | None:
        identifier, classes, pairs = attributes(node)
        if node["t"] in ("Note", "Cite"):
            return None
        return with_attributes(node, "", classes, pairs) if identifier else node

    return rewrite(value, change)


def plain(value: Any, *, notes: bool = True) -> str:
    """Return the text a reader sees, blocks ended by a line feed; the words of an image and of math are left out."""
    parts: list[str] = []
    _collect(value, parts, notes)
    return "".join(parts)


def _collect(value: Any, parts: list[str], notes: bool) -> None:
    if isinstance(value, list):
        for item in value:
            _collect(item, parts, notes)
        return
    if not isinstance(value, dict):
        return
    kind, content = value.get("t"), value.get("c")
    if kind == "Str":
        parts.append(content or "")
    elif kind in ("Space", "SoftBreak", "LineBreak"):
        parts.append(" ")
    elif kind in ("Code", "CodeBlock"):
        parts.append(content[1] if content else "")
    elif kind in ("Math", "Image", "RawInline", "RawBlock"):
        parts.append(" ")
    elif kind == "Cite":
        _collect(content[1] if content else None, parts, notes)
    elif kind == "Note":
        if notes:
            parts.append("\n")
            _collect(content, parts, notes)
    elif kind in ("DefinitionList", "LineBlock"):
        for item in content or []:  # a term or a line ends its paragraph, though it is no block of its own
            for part in item if kind == "DefinitionList" else [item]:
                _collect(part, parts, notes)
                parts.append("\n")
    elif kind is not None:
        _collect(content, parts, notes)
    if kind in BLOCK_ENDS:
        parts.append("\n")
