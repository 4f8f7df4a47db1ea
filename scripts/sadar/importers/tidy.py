"""A tree as pandoc read it from another program's file, without what says only how it looked there."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from sadar.importers.blocks import inlines_of, place, stripped
from sadar.importers.ledger import Ledger
from sadar.importers.letters import OVERRULED, cleaned
from sadar.manuscript.languages import LIKELY, language_tag, script_of_language, scripts_of
from sadar.manuscript.tree import Blocks, Inlines, Node, attributes, plain, rewrite, walk, with_attributes

#: What a remark kept for the author begins with; all other markup of a language of programs is dropped.
REMARK = "<!-- "
#: Forms of which neighbours are one.
JOINED = ("Emph", "Strong", "Underline", "Superscript", "Subscript", "SmallCaps", "Strikeout")
#: Elements that stand for something though they hold no text.
OBJECTS = {"Image", "Math", "Note", "Cite", "LineBreak", "RawInline"}


def tidied(blocks: Blocks, lang: str) -> Blocks:
    """Return blocks without spans of form, anchors, empty elements, divisions, and languages that are no news."""
    listed = {attributes(inner)[0] for node in walk(blocks) if node.get("role") == "entry" for inner in walk(node)}
    known = {attributes(node)[0] for node in walk(blocks)} - listed  # a link to a listed work is a citation
    targets = known & {node["c"][2][0][1:] for node in walk(blocks)
                       if node["t"] == "Link" and node["c"][2][0].startswith("#")}
    plainer: Blocks = rewrite(rewrite(blocks, lambda node: _plainer(node, targets, lang)), _joined_inside)
    left = {attributes(node)[0] for node in walk(plainer)}

    def leading(node: Node) -> Node | list[Node]:
        address = node["c"][2][0] if node["t"] == "Link" else ""
        return list(node["c"][1]) if address.startswith("#") and address[1:] not in left else node

    result: Blocks = rewrite(plainer, leading)
    return result


def _plainer(node: Node, targets: set[str], own: str) -> Node | list[Node] | None:
    kind = node["t"]
    identifier, classes, pairs = attributes(node)
    if kind == "Span":
        lang = _news(plain(node), pairs.get("lang", ""), own)
        if "smallcaps" in classes:
            return {"t": "SmallCaps", "c": node["c"][1]}
        if {"insertion", "deletion", "comment-start", "comment-end"} & {*classes} or "paragraph-" in " ".join(classes):
            return node
        if identifier in targets and identifier:
            return {**node, "c": [[identifier, [], []], node["c"][1]]}
        if lang:
            return {**node, "c": [["", [], [["lang", lang]]], node["c"][1]]}
        return list(node["c"][1])
    if kind == "Div":
        return list(node["c"][1])
    if kind == "Figure":
        captions = ({**block, "t": "Para", "role": "caption"} for block in node["c"][1][1])
        return [*_named(node["c"][2], identifier if identifier in targets else ""), *captions]
    if kind == "Underline":
        return {"t": "Emph", "c": node["c"]}
    if kind in ("Emph", "Strong", "SmallCaps", "Strikeout", "Superscript", "Subscript"):
        return node if _holds_something(node) else list(node["c"])
    if kind == "Link":
        return _link(node, targets)
    if kind in ("RawInline", "RawBlock"):
        return node if node["c"][1].startswith(REMARK) else None
    if kind == "Header":
        level, (name, _, _), inlines = node["c"]
        return {**node, "c": [level, [name if name in targets else "", [], []], unbold(stripped(inlines))]}
    if kind == "Cite":
        return {**node, "c": [[{**item, "citationPrefix": stripped(item["citationPrefix"]),
                                "citationSuffix": stripped(item["citationSuffix"])} for item in node["c"][0]],
                              node["c"][1]]}
    if kind in ("BulletList", "OrderedList"):
        return _tight(node)
    if kind == "Table":
        node = _unsized(node)
    if kind in ("Code", "CodeBlock", "Table"):
        return {**node, "c": [[identifier if identifier in targets else "", [], []], *node["c"][1:]]}
    if kind in ("Para", "Plain"):
        inlines = stripped(node["c"])
        return {**node, "c": inlines} if inlines else None
    return node


def _news(text: str, said: str, own: str) -> str | None:
    """Return the language that a file says of some words if their letters do not say it (``bidi.foreign``)."""
    lang = (language_tag(said) or "").split("-")[0] if said else ""
    scripts = scripts_of(text)
    if not lang or not scripts:
        return None
    script = max(scripts, key=lambda name: scripts[name])
    if lang == own or script_of_language(lang) != script:
        return None
    return lang if script == script_of_language(own) or LIKELY.get(script) != lang else None


def _named(blocks: Blocks, identifier: str) -> Blocks:
    """Return a figure's blocks with its id at its picture."""
    def change(node: Node) -> Node:
        return with_attributes(node, identifier, [], attributes(node)[2]) if node["t"] == "Image" else node

    result: Blocks = rewrite(blocks, change) if identifier else blocks
    return result


def _tight(node: Node) -> Node:
    """Return a list without space between its items if each is one paragraph: in Word the space is form."""
    items = node["c"] if node["t"] == "BulletList" else node["c"][1]
    if all(block["t"] in ("Para", "Plain", "BulletList", "OrderedList") for item in items for block in item) and all(
            sum(block["t"] in ("Para", "Plain") for block in item) == 1 for item in items):
        items = [[{**block, "t": "Plain"} if block["t"] == "Para" else block for block in item] for item in items]
    return {**node, "c": items if node["t"] == "BulletList" else [node["c"][0], items]}


def _unsized(table: Node) -> Node:
    """Return a table without widths of columns if no cell has more than a paragraph: sadar reckons them."""
    cells = [cell for part in (table["c"][3], *table["c"][4], table["c"][5]) for cell in _cells(part)]
    if any(len(cell[4]) > 1 or cell[2] != 1 or cell[3] != 1 for cell in cells):
        return table
    columns = [[alignment, {"t": "ColWidthDefault"}] for alignment, _ in table["c"][2]]
    return {**table, "c": [*table["c"][:2], columns, *table["c"][3:]]}


def _cells(part: Any) -> Iterator[Any]:
    """Yield the cells of a head, body or foot of a table."""
    for rows in part:
        if isinstance(rows, list):
            for row in rows:
                if isinstance(row, list) and len(row) == 2 and isinstance(row[1], list):
                    yield from row[1]


def unbold(inlines: Inlines) -> Inlines:
    """Return a line's inlines without the weight of the whole: that is the form of what it is for."""
    if len(inlines) == 1 and inlines[0]["t"] in ("Strong", "Underline"):
        return unbold(inlines[0]["c"])
    return inlines


def _holds_something(node: Node) -> bool:
    return bool(plain(node).strip()) or any(inner["t"] in OBJECTS for inner in walk(node["c"]))


def _link(node: Node, targets: set[str]) -> Node | list[Node]:
    _, inlines, (address, title) = node["c"]
    if address.startswith(("http://", "https://", "mailto:")) and _holds_something(node):
        return {**node, "c": [["", [], []], inlines, [address, title]]}
    if address[1:] in targets and address.startswith("#") and _holds_something(node):
        return {**node, "c": [["", [], []], inlines, [address, ""]]}
    return list(inlines)


def _joined_inside(node: Node) -> Node:
    if node["t"] in ("Para", "Plain", *JOINED):
        return {**node, "c": list(_joined(node["c"]))}
    if node["t"] in ("Header", "Span", "Link"):
        at = 2 if node["t"] == "Header" else 1
        content = list(node["c"])
        content[at] = list(_joined(content[at]))
        return {**node, "c": content}
    return node


def _joined(inlines: Inlines) -> Iterator[Node]:
    """Yield inlines, neighbours of one form as one, spaces at their ends outside of it."""
    for kind, group in itertools.groupby(_outside(inlines), lambda node: str(node["t"])):
        nodes = list(group)
        if kind == "Str":
            yield {"t": "Str", "c": "".join(node["c"] for node in nodes)}
        elif kind == "Space":
            yield nodes[0]
        elif kind in JOINED:
            yield {"t": kind, "c": list(_joined([inner for node in nodes for inner in node["c"]]))}
        else:
            yield from nodes


def _outside(inlines: Inlines) -> Iterator[Node]:
    """Yield inlines, a space at an end of a form brought outside, one between two equal forms into them."""
    flat: list[Node] = []
    for node in inlines:
        if node["t"] in JOINED:
            inner = stripped(node["c"])
            at = next((place for place, item in enumerate(node["c"]) if inner and item is inner[0]), 0)
            before, after = node["c"][:at], node["c"][at + len(inner):]
            flat += [*before, {**node, "c": inner}, *after] if inner else node["c"]
        else:
            flat.append(node)
    for place_, node in enumerate(flat):
        between = node["t"] == "Space" and 0 < place_ < len(flat) - 1
        before, after = (flat[place_ - 1]["t"], flat[place_ + 1]["t"]) if between else ("", "")
        yield {"t": before, "c": [node]} if between and before == after and before in JOINED else node


def put_right(blocks: Blocks, ledger: Ledger) -> Blocks:
    """Return blocks with the characters of each paragraph put right, for files in which no earlier step has done it."""
    def change(node: Node) -> Node:
        if inlines_of(node) is None:
            return node
        pieces = [inner["c"] if inner["t"] == "Str" else " " for inner in _letters(node["c"])]
        made, done = cleaned(pieces)
        for step in done:
            if step.rule != "double-spaces":
                ledger.changed(step.rule, place(node), step.counted, step.after)
            if step.doubtful:
                ledger.ask("order-overruled", place(node), step.after, OVERRULED)
        left = iter(made)

        def replaced(inner: Node) -> Node | list[Node] | None:
            if inner["t"] in ("Space", "SoftBreak"):
                return inner if next(left) else None
            if inner["t"] != "Str":
                return inner
            words = next(left).split(" ")
            spaced = [[{"t": "Str", "c": word}] if word else [] for word in words]
            return [item for number, group in enumerate(spaced)
                    for item in ([{"t": "Space"}] if number else []) + group]

        result: Node = rewrite(node, replaced)
        return result

    result: Blocks = rewrite(blocks, change)
    return result


def _letters(value: Any) -> Iterator[Node]:
    """Yield the texts and spaces of inlines in the order in which ``rewrite`` comes to them."""
    return (node for node in walk(value) if node["t"] in ("Str", "Space", "SoftBreak"))
