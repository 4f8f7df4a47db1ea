"""What a publication has only where it has pages: a contents with page numbers, a publisher's line, a ``*`` note.

The PDF's writer and its checks both ask for it here, so that what is set and what is looked for are the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sadar.bidi import structure
from sadar.errors import ManuscriptError
from sadar.findings import Finding
from sadar.manuscript import Manuscript, region
from sadar.manuscript.tree import Blocks, Inlines, Node, attributes, para, rewrite, without_notes, words
from sadar.matter import acknowledgement_as_note, published
from sadar.style import Style

#: Regions whose headings stand in the contents.
LISTED = ("body", "bibliography")


def for_pages(manuscript: Manuscript, style: Style) -> Manuscript:
    """Return a manuscript, all passes done, as it is set on pages.

    Without a title page of its own the acknowledgement becomes the ``*`` note of the title; with one, the regions
    ``publisher`` and, where the kind of publication has one, ``contents`` are added.

    Raises:
        ManuscriptError: the first page has an even number, and the first chapter is to open on a recto.

    """
    metadata = manuscript.metadata
    kind = style.tokens.kinds.of(metadata.publication.type)
    if not kind.title_page:
        return acknowledgement_as_note(manuscript)
    if kind.chapters == "recto" and metadata.publication.first_page % 2 == 0:
        said = f"first-page is {metadata.publication.first_page}, but the first chapter opens on a recto"
        raise ManuscriptError([Finding("first-page", said, manuscript.place_of("first-page:"),
                                       "rectos have odd numbers: give one; the front matter is numbered apart")])
    line = published(metadata, style.words(metadata.lang))
    made = replace(manuscript, blocks=[region("publisher", [para(words(line))] if line else [])])
    blocks = structure.mark(made).blocks
    listed = list(_entries(manuscript, kind.contents))
    contents = [region("contents", _list(listed))] if listed else []
    return replace(manuscript, blocks=[*manuscript.blocks, *blocks, *contents])


def _entries(manuscript: Manuscript, depth: int) -> Iterator[tuple[int, Inlines]]:
    """Yield level and text, as a link, of each heading that stands in the contents."""
    for name in LISTED:
        for block in manuscript.region(name):
            if block["t"] == "Header" and block["c"][0] <= depth:
                title = rewrite(without_notes(block["c"][2]), _unlinked)
                link = {"t": "Link", "c": [["", [], []], title, [f"#{attributes(block)[0]}", ""]]}
                yield block["c"][0], [link]


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
