"""The structure tree of a PDF held against the manuscript: its parts, their order, their languages, its bookmarks."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pikepdf

from sadar.bidi.base import runs_right_to_left
from sadar.checks.pdf_form import HEADINGS
from sadar.checks.pdf_tree import REMEDY, Node, Tagged
from sadar.checks.words import RUNNING
from sadar.findings import Finding, Place
from sadar.manuscript import Manuscript
from sadar.manuscript.tree import attributes, plain, rewrite, walk, without_notes
from sadar.paged import without_calls

#: What is generated or stands apart: no word of the paragraph that it lies in.
APART = frozenset({"Reference", "Lbl", "Note"})
PARAGRAPHS = ("Para", "Plain", "Header", "CodeBlock", "LineBlock")


def findings(tagged: Tagged, manuscript: Manuscript) -> Iterator[Finding]:
    """Yield a finding for each part of the manuscript that the tree lacks, misplaces or tells otherwise."""
    root = tagged.root
    if root is None:
        return
    manuscript = replace(manuscript, blocks=without_calls(manuscript.blocks))
    for code, message, place in (*_counts(root, manuscript), *_headings(root, manuscript, tagged.pdf),
                                 *_order(root, manuscript), *_languages(root, manuscript)):
        yield Finding(code, f"{tagged.file} {message}", place, REMEDY)


Fault = tuple[str, str, Place]


def _letters(text: str) -> str:
    """Return the letters and digits of a text, without what a PDF may spell otherwise."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed.casefold() if letter.isalnum())


def _counts(root: Node, manuscript: Manuscript) -> Iterator[Fault]:
    nodes = [node for name, blocks in manuscript.regions() if name not in RUNNING for node in walk(blocks)]
    kinds = Counter(node["t"] for node in nodes)
    kinds["BulletList"] -= sum(node["t"] == "BulletList" for node in walk(manuscript.region("contents")))  # tagged TOC
    said = sum(node["t"] == "Image" and bool(_alternative(node)) for node in nodes)
    listed = sum("references" in attributes(node)[1] for node in nodes)  # a list may be headed part by part
    entries = sum("csl-entry" in attributes(node)[1] for node in nodes)
    wanted = {
        "Note": kinds["Note"], "Figure": said, "Formula": kinds["Math"],
        "Table": kinds["Table"], "BibEntry": entries, "BlockQuote": kinds["BlockQuote"],
        "L": kinds["BulletList"] + kinds["OrderedList"] + kinds["DefinitionList"] + listed,
    }
    found = Counter(node.role for node in root.walk())
    for role, number in wanted.items():
        if found[role] != number:
            yield f"tag-{role.lower()}-count", f"has {found[role]} elements {role}, the manuscript {number}", Place()
    heads = sum(bool(node["c"][3][1]) for node in nodes if node["t"] == "Table")
    found_heads = sum(any(kid.role == "TH" for kid in node.walk()) for node in root.walk() if node.role == "Table")
    if found_heads < heads:
        yield "tag-table-heads", f"has {found_heads} tables with headings, the manuscript {heads}", Place()


def _alternative(image: Any) -> str:
    pairs = attributes(image)[2]
    return pairs.get("alt", "") or pairs.get("fig-alt", "") or plain(image["c"][1], notes=False).strip()


def _headings(root: Node, manuscript: Manuscript, pdf: pikepdf.Pdf) -> Iterator[Fault]:
    """Hold headings against the manuscript's, by level and text, and bookmarks against both."""
    wanted: list[tuple[int, str]] = [(1, _letters(manuscript.text("title")))]
    for name, blocks in manuscript.regions():
        if name in RUNNING or name in ("title", "subtitle", "acknowledgement"):
            continue
        wanted += [(node["c"][0] + 1, _letters(plain(without_notes_only(node["c"][2]))))
                   for node in walk(blocks) if node["t"] == "Header" and node["c"][0] < 6]
    wanted = [(level, text) for level, text in wanted if text]
    nodes = [node for node in root.walk() if node.role in HEADINGS and _letters(node.text(APART))]
    found = [_letters(node.text(APART)) for node in nodes]
    if Counter(found) != Counter(text for _, text in wanted):
        yield "tag-headings", f"has {len(found)} headings, the manuscript {len(wanted)}, or others", Place()
    else:
        levels: dict[str, list[int]] = {}
        for level, text in wanted:
            levels.setdefault(text, []).append(level)
        ranks = [levels[text].pop(0) for text in found]
        if [int(node.role[1]) for node in nodes] != list(_levels(ranks)):
            yield "tag-heading-levels", "has headings on other levels than the manuscript", Place()
    pages = {page.objgen for page in pdf.pages}
    with pdf.open_outline() as outline:
        marks = list(_flat(outline.root))
    for mark in marks:
        target = mark.destination
        if not isinstance(target, pikepdf.Array) or target[0].objgen not in pages:
            yield "bookmark-destination", f"has a bookmark “{mark.title}” that leads to no page", Place()
    if [text for mark in marks if (text := _letters(mark.title))] != found:
        yield "bookmark-headings", "has other bookmarks than headings", Place()


def _flat(items: Any) -> Iterator[Any]:
    for item in items:
        yield item
        yield from _flat(item.children)


def _levels(levels: list[int]) -> Iterator[int]:
    """Yield the depth of each heading in the tree that levels make: none is skipped (ISO 14289-1, 7.4.2)."""
    above: list[int] = []
    for level in levels:
        above = [*(outer for outer in above if outer < level), level]
        yield len(above)


def _order(root: Node, manuscript: Manuscript) -> Iterator[Fault]:
    """Find the text's paragraphs in the tree one behind the other, and each paragraph's notes behind it."""
    said = _letters("".join(_blocks(root)))
    position = 0
    for paragraph in _paragraphs(manuscript.region("body")):
        text = _letters(paragraph)
        found = said.find(text, position)
        if found < 0:
            shown = " ".join(paragraph.split())[:60]
            where = "elsewhere in its reading order" if text in said else "nowhere in its reading order"
            yield "tag-order", f"has the paragraph “{shown}” {where}", manuscript.place_of(
                *paragraph.split()[:1])
            continue
        position = found + len(text)


def _blocks(node: Node) -> Iterator[str]:
    """Yield the texts below a node in reading order, without what is generated."""
    for kid in node.kids:
        if isinstance(kid, str):
            yield kid
        elif kid.role not in ("Reference", "Lbl") or (kid.role == "Lbl" and node.role == "LI"):
            yield from _blocks(kid)


def _paragraphs(value: Any) -> Iterator[str]:
    """Yield the paragraphs of blocks as a reader of the PDF meets them: notes behind the paragraph that calls them."""
    if isinstance(value, list):
        for item in value:
            yield from _paragraphs(item)
    elif isinstance(value, dict):
        if value.get("t") == "DefinitionList":
            for term, definitions in value["c"]:
                yield plain(without_notes_only(term))
                yield from _notes(term)
                yield from _paragraphs(definitions)
        elif value.get("t") in PARAGRAPHS:
            if not _is_code_of_two_directions(value):
                yield plain(without_notes_only(value))
            yield from _notes(value)
        else:
            yield from _paragraphs(value.get("c", []) if "t" in value else list(value.values()))


def _is_code_of_two_directions(value: Any) -> bool:
    """Tell whether code with right-to-left letters stands in a paragraph: a page tells too little to read it back."""
    return any(node["t"] in ("Code", "CodeBlock") and runs_right_to_left(node["c"][1]) for node in walk([value]))


def _notes(value: Any) -> Iterator[str]:
    for node in walk(value):
        if node["t"] == "Note":
            yield from _paragraphs(node["c"])


def without_notes_only(value: Any) -> Any:
    """Return inlines or blocks without their notes; citations stay."""
    return rewrite(value, lambda node: None if node["t"] == "Note" else node)


def _languages(root: Node, manuscript: Manuscript) -> Iterator[Fault]:
    """Find each run that the manuscript says to be in another language under that language in the tree."""
    said: dict[str, list[str]] = {}
    for own, text in root.texts(frozenset({"Reference"})):
        said.setdefault(own, []).append(text)
    spoken = {lang: _letters("".join(texts)) for lang, texts in said.items()}
    for name, blocks in manuscript.regions():
        for node in walk(blocks) if name not in RUNNING else ():
            lang = attributes(node)[2].get("lang", "") if node["t"] in ("Span", "Div") else ""
            if not lang or any(inner["t"] == "Note" or attributes(inner)[2].get("lang", lang) != lang
                               for inner in walk(node["c"][1])):
                continue
            text = _letters(plain(without_notes(node["c"][1])))
            if text and text not in spoken.get(lang, ""):
                shown = " ".join(plain(node["c"][1]).split())[:60]
                yield "tag-language", f"does not say that “{shown}” is {lang}", manuscript.place_of(*shown.split()[:1])
