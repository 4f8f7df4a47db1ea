"""Bookmarks of a DOCX (ISO 29500-1, 17.13.6): one for each paragraph, and one for each place to which something leads.

They stand at the ends of a paragraph's content: there they part no runs, and translation tools show no tags for them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from lxml import etree

from sadar.bidi.word import w
from sadar.manuscript import Manuscript
from sadar.manuscript.paragraph_ids import is_paragraph_id
from sadar.manuscript.tree import Node, attributes, rewrite, with_attributes

Element = etree._Element
#: What Word takes for a bookmark's name, and LibreOffice does not rename.
LONGEST = 40
SAFE = re.compile(rf"[A-Za-z][A-Za-z0-9_-]{{0,{LONGEST - 1}}}")
#: Words of a field's code that can be the name of a bookmark.
WORD = re.compile(r"[^\s\"]+")


def with_safe_names(manuscript: Manuscript) -> Manuscript:
    """Return a manuscript in which every id, and every link to it, is a name that Word and LibreOffice keep."""
    def change(node: Node) -> Node:
        identifier, classes, pairs = attributes(node)
        if identifier:
            node = with_attributes(node, _safe(identifier), classes, pairs)
        if node["t"] == "Link" and node["c"][2][0].startswith("#"):
            attr, inlines, (url, title) = node["c"]
            node = {**node, "c": [attr, inlines, [f"#{_safe(url[1:])}", title]]}
        return node

    return replace(manuscript, blocks=[{**region, "c": [region["c"][0], rewrite(region["c"][1], change)]}
                                       for region in manuscript.blocks])


def _safe(identifier: str) -> str:
    """Return an id as it is where it can be the name of a bookmark, else what is left of it, made unique."""
    if SAFE.fullmatch(identifier) and not is_paragraph_id(identifier):
        return identifier
    digest = hashlib.sha256(identifier.encode()).hexdigest()[:8]
    return f"id-{re.sub('[^A-Za-z0-9_-]', '', identifier)[:LONGEST - len(digest) - 4]}-{digest}"


def settle(parts: Sequence[Element], spared: tuple[str, ...]) -> None:
    """Let bookmarks enclose the content of their paragraphs; remove those to which nothing leads.

    Args:
        parts: the roots of ``document.xml`` and ``footnotes.xml`` as pandoc wrote them, changed in place.
        spared: how the names of those bookmarks begin that stay where they are, because another step makes use of them.

    """
    wanted = {anchor for part in parts for link in part.iter(w("hyperlink")) if (anchor := link.get(w("anchor")))}
    wanted |= {word for part in parts for code in part.iter(w("instrText")) for word in WORD.findall(code.text or "")}
    for part in parts:
        ends = {end.get(w("id")): end for end in part.iter(w("bookmarkEnd"))}
        for start in list(part.iter(w("bookmarkStart"))):
            name, end = start.get(w("name"), ""), ends[start.get(w("id"))]
            if name.startswith(spared):
                continue
            if name not in wanted and not is_paragraph_id(name):
                remove(start, end)
            elif (paragraph := _paragraph_of(start)) is not None:
                _enclose(paragraph, start, end)


def number(parts: Sequence[Element]) -> None:
    """Give the bookmarks of all parts their numbers, in order (17.13.6.2: ``w:id`` is unique in a document)."""
    numbers = count()
    for part in parts:
        ends = {end.get(w("id")): end for end in part.iter(w("bookmarkEnd"))}
        for start in part.iter(w("bookmarkStart")):
            identifier = str(next(numbers))
            ends[start.get(w("id"))].set(w("id"), identifier)
            start.set(w("id"), identifier)


def _paragraph_of(start: Element) -> Element | None:
    """Return the paragraph in which a bookmark starts, or the first one behind it: pandoc bookmarks whole sections."""
    for ancestor in start.iterancestors(w("p")):
        return ancestor
    for following in start.itersiblings():
        for paragraph in following.iter(w("p")):
            return paragraph
    return None


def _enclose(paragraph: Element, start: Element, end: Element) -> None:
    """Put a bookmark around a paragraph's content, in a note behind its mark."""
    if is_paragraph_id(start.get(w("name"), "")) or start.getparent() is not paragraph:
        remove(start, end)
        at = max((number for number, child in enumerate(paragraph, start=1) if _opens(child)), default=0)
        while at < len(paragraph) and paragraph[at].tag == w("bookmarkStart"):
            at += 1
        paragraph.insert(at, start)
        paragraph.append(end)


def _opens(child: Element) -> bool:
    return child.tag == w("pPr") or child.find(w("footnoteRef")) is not None


def remove(*elements: Element) -> None:
    """Take elements out of where they stand."""
    for element in elements:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
        element.tail = None
