"""The pass that numbers figures and tables and turns ``@fig-…``, ``@tbl-…`` and ``@sec-…`` into links."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from sadar.errors import ManuscriptError
from sadar.findings import Finding
from sadar.manuscript import CROSS_REFERENCE, Manuscript
from sadar.manuscript.tree import Inlines, Node, attributes, rewrite, span, walk, without_notes, words
from sadar.style.words import Words

#: Marks that a note call follows.
PUNCTUATION = re.compile(r"[.,;:!?…]+")
LABELLED = {"Figure": ("fig-", "figure"), "Table": ("tbl-", "table")}


def number(manuscript: Manuscript, words_: Words) -> Manuscript:
    """Put “Figure 1.” before captions of figures and tables with an id, and resolve the references to them.

    Raises:
        ManuscriptError: a reference leads nowhere, or stands in one bracket with citations.

    """
    numbers: dict[str, int] = {}
    targets: dict[str, Inlines] = {}
    for node in walk(manuscript.blocks):
        identifier = attributes(node)[0]
        prefix, name = LABELLED.get(node["t"], ("", ""))
        if prefix and identifier.startswith(prefix):
            numbers[prefix] = numbers.get(prefix, 0) + 1
            label = getattr(words_.labels, name)
            targets[identifier] = [{"t": "Str", "c": f"{label}\u00a0{numbers[prefix]}"}]
    labels = dict(targets)
    before, after = words_.entries.section_reference.split("{title}")
    for node in walk(manuscript.blocks):
        if node["t"] == "Header" and (identifier := attributes(node)[0]).startswith("sec-"):
            said = rewrite(node["c"][2], lambda inner: _said(inner, labels))
            title = rewrite(without_notes(said), _unlinked)
            targets[identifier] = [{"t": "Str", "c": before}, *title, {"t": "Str", "c": after}]
    findings: list[Finding] = []

    def change(node: Node) -> Node | list[Node]:
        if node["t"] in LABELLED and (identifier := attributes(node)[0]) in targets:
            return _labelled(node, words_, targets[identifier][0]["c"])
        if node["t"] == "Cite":
            keys = [citation["citationId"] for citation in node["c"][0]]
            if any(CROSS_REFERENCE.match(key) for key in keys):
                unknown = [key for key in keys if key not in targets]
                findings.extend(_unknown(manuscript, key) for key in unknown)
                return node if unknown else _links(node["c"][0], targets)
        return node

    blocks = rewrite(manuscript.blocks, change)
    if findings:
        raise ManuscriptError(findings)
    return replace(manuscript, blocks=blocks)


def calls_placed(manuscript: Manuscript) -> Manuscript:
    """Put note calls behind the punctuation, and a superior comma between two: 5 and 4 would be read as 54."""
    return replace(manuscript, blocks=_placed(manuscript.blocks))


def _placed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _placed(item) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    placed: list[Any] = []
    calls: list[Any] = []
    for item in value:
        if _is_note(item):
            calls += [{"t": "Superscript", "c": words(",")}, _placed(item)] if calls else [_placed(item)]
            continue
        if calls and placed and isinstance(item, dict) and item.get("t") == "Str" and (
                found := PUNCTUATION.match(item["c"])):
            placed.append({"t": "Str", "c": found.group()})
            item = {"t": "Str", "c": item["c"][found.end():]}
            if not item["c"]:
                continue  # another call may follow
        placed += [*calls, _placed(item)]
        calls = []
    return [*placed, *calls]


def _is_note(item: Any) -> bool:
    return isinstance(item, dict) and item.get("t") == "Note"


def _unknown(manuscript: Manuscript, key: str) -> Finding:
    place = manuscript.place_of(f"@{key}")
    if any(attributes(node)[0] == key for node in walk(manuscript.blocks)):
        return Finding("reference-target", f"@{key} leads to something that has no caption, and so no number", place,
                       "give it a caption: ![caption](file){#fig-…}, or : caption {#tbl-…}")
    if CROSS_REFERENCE.match(key):
        return Finding("reference-target", f"@{key} leads to nothing: no figure, table or heading has this id", place,
                       f"give it the id: {{#{key}}}, or correct the reference")
    return Finding("reference-mixed", f"the citation @{key} stands in one bracket with a cross-reference", place,
                   "give each a bracket of its own")


def _labelled(node: Node, words_: Words, label: str) -> Node:
    name, _, figure = label.rpartition("\u00a0")
    text = words_.entries.caption.format(label=name, number=figure)
    content: list[Any] = list(node["c"])
    short, blocks = content[1]
    lead = [span([{"t": "Str", "c": text.strip().replace(" ", "\u00a0")}], classes=("caption-label",)), {"t": "Space"}]
    if blocks and blocks[0]["t"] in ("Plain", "Para"):
        blocks = [{**blocks[0], "c": [*lead, *blocks[0]["c"]]}, *blocks[1:]]
    else:
        blocks = [{"t": "Plain", "c": lead[:1]}, *blocks]
    content[1] = [short, blocks]
    return {**node, "c": content}


def _said(node: Node, labels: dict[str, Inlines]) -> Node | list[Node]:
    """Return what a reference to figures or tables says, where it stands in a heading that is referred to itself."""
    if node["t"] == "Cite" and all(citation["citationId"] in labels for citation in node["c"][0]):
        said: Inlines = rewrite(_links(node["c"][0], labels), _unlinked)
        return said
    return node


def _unlinked(node: Node) -> Node | list[Node]:
    inlines: Inlines = node["c"][1] if node["t"] == "Link" else []
    return inlines or node


def _links(citations: list[dict[str, Any]], targets: dict[str, Inlines]) -> Inlines:
    inlines: Inlines = []
    for position, citation in enumerate(citations):
        key = citation["citationId"]
        if position:
            inlines += [*words(","), {"t": "Space"}]
        if citation["citationPrefix"]:
            inlines += [*citation["citationPrefix"], {"t": "Space"}]
        inlines.append({"t": "Link", "c": [["", ["cross-reference"], []], targets[key], [f"#{key}", ""]]})
        inlines += citation["citationSuffix"]
    return inlines
