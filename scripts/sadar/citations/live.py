"""What was cited, carried on the tree to a format that keeps citations as fields.

An empty Span stands before each citation and one behind it: passes then see the same text as without them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sadar.citations.joining import SPOKEN, WITHIN
from sadar.citations.locators import Locators
from sadar.citations.runs import key_of
from sadar.manuscript.tree import Blocks, Inlines, attributes, plain, rewrite, span, walk

#: The class of the Spans and the beginning of their ids, the end of the id of the one behind, and the attribute of the
#: one before that holds the sources as JSON.
LIVE, BEHIND, SOURCES = "sadar-live", "-end", "sources"


def carried(inlines: Inlines, sources: Sequence[Mapping[str, Any]], number: int, locators: Locators) -> Inlines:
    """Return a citation with Spans around what stands for its sources; an author spoken in the sentence is outside.

    Args:
        inlines: the citation as it is printed.
        sources: pandoc's citations, as they were typed.
        number: the number of the citation in the document.
        locators: to tell what is a locator in the suffix of a source.

    """
    items = [_item(source, locators) for source in sources]
    spoken = sources[0]["citationMode"]["t"] == "AuthorInText"
    return _wrapped(inlines, f"{LIVE}-{number}", json.dumps(items, ensure_ascii=False), spoken=spoken)


def sources_of(blocks: Blocks) -> dict[str, list[dict[str, Any]]]:
    """Return the sources of each citation, in the form of csl-citation.json, by the id of the Span before it."""
    return {attributes(node)[0]: json.loads(said) for node in walk(blocks) if (said := attributes(node)[2].get(SOURCES))
            and LIVE in attributes(node)[1]}


def without(blocks: Blocks) -> Blocks:
    """Return blocks in which citations carry nothing."""
    bare: Blocks = rewrite(blocks, lambda node: None if LIVE in attributes(node)[1] else node)
    return bare


def _item(source: Mapping[str, Any], locators: Locators) -> dict[str, Any]:
    """Return what csl-citation.json says of a source of a citation; its ``prefix`` and ``suffix`` are plain text.

    Citeproc-js puts the space between a prefix and the source by itself only behind a Latin letter.
    """
    label, locator, suffix = locators.divided(source["citationSuffix"])
    prefix = plain(source["citationPrefix"]).strip()
    item = {"id": source["citationId"], "prefix": prefix and f"{prefix} ", "label": label,
            "locator": locator, "suffix": suffix, "suppress-author": source["citationMode"]["t"] != "NormalCitation"}
    return {key: value for key, value in item.items() if value}


def _wrapped(inlines: Inlines, identifier: str, items: str, *, spoken: bool) -> Inlines:
    def around(content: Inlines) -> Inlines:
        before, behind = span([], identifier, (LIVE,), **{SOURCES: items}), span([], identifier + BEHIND, (LIVE,))
        return [before, *content, behind]

    if any(node["t"] == "Note" for node in walk(inlines)):
        noted: Inlines = rewrite(inlines, lambda node: {**node, "c": [
            {**block, "c": around(block["c"])} for block in node["c"]]} if node["t"] == "Note" else node)
        return noted
    if len(inlines) == 1 and {SPOKEN, WITHIN} & set(attributes(inlines[0])[1]):
        attr, content = inlines[0]["c"]
        return [{**inlines[0], "c": [attr, _wrapped(content, identifier, items, spoken=spoken)]}]
    start = _behind_the_author(inlines) if spoken else 0
    return [*inlines[:start], *around(inlines[start:])]


def _behind_the_author(inlines: Inlines) -> int:
    """Return where the word begins that holds the first link to an entry."""
    linked = next((number for number, node in enumerate(inlines) if any(map(key_of, walk(node)))), 0)
    return next((number + 1 for number in range(linked - 1, -1, -1) if inlines[number]["t"] == "Space"), 0)
