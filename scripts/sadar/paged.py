"""What a publication has only where it has pages: a contents, a publisher's line, a ``*`` note, endnotes.

The PDF's writer and its checks both ask for it here, so that what is set and what is looked for are the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sadar.bidi import structure
from sadar.bidi.base import DIRECTION_OF_CALLS
from sadar.errors import ManuscriptError
from sadar.findings import Finding
from sadar.manuscript import Manuscript, region
from sadar.manuscript.tree import (
    Blocks,
    Inlines,
    Node,
    attributes,
    div,
    header,
    para,
    rewrite,
    walk,
    without_notes,
    words,
)
from sadar.matter import RENUMBERED, acknowledgement_as_note, note_marks, published
from sadar.style import Style

#: The class of the call of an endnote.
CALL = "note-call"
#: Regions whose headings stand in the contents.
LISTED = ("body", "notes", "bibliography")


def for_pages(manuscript: Manuscript, style: Style) -> Manuscript:
    """Return a manuscript, all passes done, as it is set on pages.

    Without a title page of its own the acknowledgement becomes the ``*`` note of the title; with one, the regions
    ``publisher`` and, where the kind of publication has one, ``contents`` are added. Where the style wants the text's
    notes at the end, they become the region ``notes``.

    Raises:
        ManuscriptError: the first page has an even number, and the first chapter is to open on a recto.

    """
    metadata = manuscript.metadata
    labels = style.words(metadata.lang).labels
    if style.tokens.notes.place == "end":
        manuscript = _with_endnotes(manuscript, labels.notes)
    kind = style.tokens.kinds.of(metadata.publication.type)
    if not kind.title_page:
        return acknowledgement_as_note(manuscript)
    if kind.chapters == "recto" and metadata.publication.first_page % 2 == 0:
        said = f"first-page is {metadata.publication.first_page}, but the first chapter opens on a recto"
        raise ManuscriptError([Finding("first-page", said, manuscript.place_of("first-page:"),
                                       "rectos have odd numbers: give one; the front matter is numbered apart")])
    line = published(metadata, style.words(metadata.lang))
    made = replace(manuscript, blocks=[region("publisher", [para(line)] if line else [])])
    blocks = structure.mark(made).blocks
    listed = list(_entries(manuscript, kind.contents))
    heading = header(1, words(labels.contents), "sadar-contents")
    contents = [region("contents", [heading, *_list(listed)])] if listed else []
    return replace(manuscript, blocks=[*manuscript.blocks, *blocks, *contents])


def _entries(manuscript: Manuscript, depth: int) -> Iterator[tuple[int, Inlines]]:
    """Yield level and text, as a link, of each heading that stands in the contents."""
    for name in LISTED:
        for block in manuscript.region(name):
            if block["t"] == "Header" and block["c"][0] <= (1 if name == "notes" else depth):
                title = rewrite(without_notes(without_calls(block["c"][2])), _unlinked)
                link = {"t": "Link", "c": [["", [], []], title, [f"#{attributes(block)[0]}", ""]]}
                yield block["c"][0], [link]


def without_calls(value: Any) -> Any:
    """Return inlines or blocks without calls of endnotes, and without the superior commas between them."""
    def change(node: Node) -> Node | None:
        call = node["t"] == "Superscript" and (node["c"] == words(",") or any(
            CALL in attributes(inner)[1] for inner in node["c"]))
        return None if call else node

    return rewrite(value, change)


def _unlinked(node: Node) -> Node | list[Node]:
    inner: list[Node] = node["c"][1] if node["t"] == "Link" else [node]
    return inner


def _list(entries: list[tuple[int, Inlines]]) -> Blocks:
    """Return entries as lists within lists, by their levels; a level that is left out counts as the next one."""
    top = min(level for level, _ in entries)
    items: list[Blocks] = []
    inside: list[tuple[int, Inlines]] = []
    for level, inlines in entries:
        if level > top and items:
            inside.append((level, inlines))
            continue
        if inside:
            items[-1] += _list(inside)
            inside = []
        items.append([{"t": "Plain", "c": inlines}])
    if inside:
        items[-1] += _list(inside)
    return [{"t": "BulletList", "c": items}]


def _with_endnotes(manuscript: Manuscript, label: str) -> Manuscript:
    """Turn the notes of the text into links, and gather them in a region behind it, headed by their chapters."""
    names = [name for name, _ in manuscript.regions()]
    before = names[:names.index("body")]
    taken = sum(node["t"] == "Note" for name in before for node in walk(manuscript.region(name)))
    marks = iter(list(note_marks(manuscript))[taken:])
    body: Blocks = []
    gathered: Blocks = []
    chapter: Blocks = []  # the heading of a chapter of which no note has come yet
    number = taken
    for block in manuscript.region("body"):
        found: Blocks = []

        def change(node: Node, found: Blocks = found) -> Node:
            nonlocal number
            if node["t"] != "Note":
                return node
            number += 1
            mark = next(marks)
            found.append(_endnote(node["c"], mark, number))
            call = {"t": "Link", "c": [[f"sadar-call-{number}", [CALL], [["dir", DIRECTION_OF_CALLS]]],
                                       words(mark), [f"#sadar-note-{number}", ""]]}
            return {"t": "Superscript", "c": [call]}

        body.append(rewrite(block, change))
        if RENUMBERED in attributes(block)[1]:
            chapter = [header(2, without_notes(block["c"][2]), f"sadar-notes-{number}")]
        gathered += [*chapter, *found] if found else []
        chapter = [] if found else chapter
    if number == taken:
        return manuscript
    changed = manuscript.with_region("body", body)
    notes = region("notes", [header(1, words(label), "sadar-notes"), *gathered])
    at = names.index("body") + 1
    return replace(changed, blocks=[*changed.blocks[:at], notes, *changed.blocks[at:]])


def _endnote(blocks: Blocks, mark: str, number: int) -> Node:
    link = {"t": "Link", "c": [["", ["note-mark"], []], words(f"{mark}."), [f"#sadar-call-{number}", ""]]}
    return div(_led(blocks, [link, {"t": "Space"}]), f"sadar-note-{number}", ("endnote",))


def _led(blocks: Blocks, lead: Inlines) -> Blocks:
    """Put inlines before the first paragraph, if that is where blocks begin, else in one of their own."""
    first, *others = blocks
    if first["t"] in ("Para", "Plain"):
        return [{**first, "t": "Para", "c": [*lead, *first["c"]]}, *others]
    if first["t"] == "Div" and first["c"][1]:
        return [{**first, "c": [first["c"][0], _led(first["c"][1], lead)]}, *others]
    return [para(lead), *blocks]
