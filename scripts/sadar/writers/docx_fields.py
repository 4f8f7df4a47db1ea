"""Fields of the DOCX that update by themselves: numbers of captions, references to them, the table of contents.

The tree names what is to become a field (``to_fields``), since pandoc writes none; the document is mended afterwards
(``caption_numbers``, ``references``, ``contents``). Fields are those of ISO 29500-1, 17.16.5: SEQ, REF, TOC, PAGEREF.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

from lxml import etree

from sadar.bidi import structure
from sadar.bidi.word import XML_SPACE, style_of, w
from sadar.crossrefs import LABELLED
from sadar.manuscript import Manuscript, region
from sadar.manuscript.tree import Blocks, Inlines, Node, attributes, para, plain, rewrite, span, walk, words
from sadar.style import Style
from sadar.writers.docx_bookmarks import remove

Element = Any
#: How a link's anchor begins that is to become a REF field; the bookmark is named so too. Pandoc takes only names
#: that begin with a letter; Word's dialogue hides those that begin with a low line, as is right for these.
REFERENCE, HIDDEN = "sadar-ref-", "_Ref_"
CONTENTS_STYLE = "TOCHeading"
NUMBER = re.compile(r"\d+")
#: How the names of targets go on, by what they are: as the ids do to which a manuscript refers.
TARGETS = {**{kind: prefix for kind, (prefix, _) in LABELLED.items()}, "Header": "sec-"}
#: Bookmarks of the contents count from here: above all that pandoc writes.
FIRST_OF_CONTENTS = 1_000_000


def with_contents(manuscript: Manuscript, style: Style) -> Manuscript:
    """Add the heading of the table of contents, where this kind of publication has one, as a region."""
    if not style.tokens.kinds.of(manuscript.metadata.publication.type).contents:
        return manuscript
    label = style.words(manuscript.metadata.lang).labels.contents
    made = structure.mark(replace(manuscript, blocks=[region("contents", [para(words(label))])]))
    return replace(manuscript, blocks=[*manuscript.blocks, *made.blocks])


def to_fields(blocks: Blocks, style: Style, lang: str) -> Blocks:
    """Mark captions' labels, and headings that are referred to, as targets, and cross-references as leading there."""
    before, after = style.words(lang).entries.section_reference.split("{title}")
    wanted = {node["c"][2][0][1:] for node in walk(blocks) if _is_reference(node)}
    # Numbers, since a long identifier would not be left as it is.
    targets = {attributes(node)[0]: f"{REFERENCE}{TARGETS[node['t']]}{number}"
               for number, node in enumerate(walk(blocks), start=1)
               if node["t"] in TARGETS and attributes(node)[0] and not _is_divided(node)}

    def change(node: Node) -> Node | list[Node]:
        identifier = attributes(node)[0]
        if node["t"] in LABELLED and identifier in targets:
            target: Node = rewrite(node, lambda inner: _label(inner, targets[identifier]))
            return target
        if node["t"] == "Header" and identifier in wanted and identifier in targets:
            level, attr, inlines = node["c"]
            end = _before_notes(inlines)
            return {**node, "c": [level, attr, [span(inlines[:end], targets[identifier]), *inlines[end:]]]}
        if _is_reference(node) and node["c"][2][0][1:] in targets:
            return _reference(node, targets, len(before), len(after))
        return node

    changed: Blocks = rewrite(blocks, change)
    return changed


def _before_notes(inlines: Inlines) -> int:
    """Return how many of a heading's inlines stand before its first note: a field would show the note once more."""
    return next((at for at, inline in enumerate(inlines) if any(inner["t"] == "Note" for inner in walk(inline))),
                len(inlines))


def _is_divided(node: Node) -> bool:
    """Tell whether a note stands amid a heading: no bookmark holds its words alone, and references stay links."""
    if node["t"] != "Header":
        return False
    return plain(node["c"][2][:_before_notes(node["c"][2])]).strip() != plain(node["c"][2], notes=False).strip()


def _is_reference(node: Node) -> bool:
    return node["t"] == "Link" and "cross-reference" in attributes(node)[1]


def _label(node: Node, target: str) -> Node:
    """Let the target be “Figure 1”, without the point behind it that a reference has no use for."""
    if node["t"] != "Span" or "caption-label" not in attributes(node)[1]:
        return node
    label = plain(node["c"][1])
    name = label.rstrip(".:،؛ ")
    rest: Inlines = [{"t": "Str", "c": label[len(name):]}] if label != name else []
    return {**node, "c": [node["c"][0], [span([{"t": "Str", "c": name}], target), *rest]]}


def _reference(node: Node, targets: dict[str, str], before: int, after: int) -> Inlines:
    """Let a link lead to the target; the quotation marks around a heading stand outside: the field holds its words.

    Args:
        node: the link.
        targets: the names of targets by the ids of what they are.
        before: how many quotation marks stand before a heading, in whatever language they came to be set.
        after: how many stand behind it.

    """
    attr, inlines, (url, title) = node["c"]
    opening: Inlines = []
    closing: Inlines = []
    if targets[url[1:]].startswith(REFERENCE + TARGETS["Header"]) and inlines[0]["t"] == inlines[-1]["t"] == "Str":
        first, last = inlines[0]["c"], inlines[-1]["c"]
        start, end = _past_marks(first, before), len(last) - _past_marks(last[::-1], after)
        if len(inlines) > 1:
            opening, closing = [{"t": "Str", "c": first[:start]}], [{"t": "Str", "c": last[end:]}]
            inlines = [{"t": "Str", "c": first[start:]}, *inlines[1:-1], {"t": "Str", "c": last[:end]}]
    return [*opening, {**node, "c": [attr, inlines, [f"#{targets[url[1:]]}", title]]}, *closing]


def _past_marks(text: str, marks: int) -> int:
    """Return how many letters of a text are its first marks, and marks of direction before them or behind them."""
    seen = [unicodedata.category(letter) != "Cf" for letter in text]
    return next((at for at in range(len(text)) if seen[at] and sum(seen[:at]) == marks), len(text))


def caption_numbers(root: Element) -> None:
    """Turn the number in each caption's label into a SEQ field, which counts on when captions come or go."""
    for start in list(root.iter(w("bookmarkStart"))):
        name = start.get(w("name"), "")
        kind = next((kind for kind in LABELLED if name.startswith(REFERENCE + TARGETS[kind])), None)
        for run in _runs_of(start) if kind else ():
            text = run.find(w("t"))
            if text is not None and (found := NUMBER.search(text.text or "")):
                _in_field(run, text, found, f" SEQ {kind} \\* ARABIC ")
                break


def _runs_of(start: Element) -> Iterator[Element]:
    for sibling in start.itersiblings():
        if sibling.tag == w("bookmarkEnd") and sibling.get(w("id")) == start.get(w("id")):
            return
        if sibling.tag == w("r"):
            yield sibling


def _in_field(run: Element, text: Element, found: re.Match[str], instruction: str) -> None:
    whole = found.string
    for part, inside in ((whole[:found.start()], False), (found.group(), True), (whole[found.end():], False)):
        if not part:
            continue
        piece = deepcopy(run)
        piece_text = piece.find(w("t"))
        piece_text.text = part
        piece_text.set(XML_SPACE, "preserve")
        if inside:
            field = etree.Element(w("fldSimple"), {w("instr"): instruction})
            field.append(piece)
            run.addprevious(field)
        else:
            run.addprevious(piece)
    run.getparent().remove(run)


def references(parts: list[Element]) -> None:
    """Turn links to targets into REF fields, which show what the target says and lead there.

    A target takes the name that the field has for it; one to which nothing refers is taken away.
    """
    wanted: set[str] = set()
    for link in [link for part in parts for link in part.iter(w("hyperlink"))]:
        anchor = link.get(w("anchor"), "")
        if not anchor.startswith(REFERENCE):
            continue
        wanted.add(anchor)
        link.tag = w("fldSimple")
        link.attrib.clear()
        link.set(w("instr"), f" REF {_hidden(anchor)} \\h ")
        for look in list(link.iter(w("rStyle"))):
            if look.get(w("val")) == "Hyperlink":
                properties = look.getparent()
                properties.remove(look)
                if not len(properties):
                    properties.getparent().remove(properties)
    for part in parts:
        ends = {end.get(w("id")): end for end in part.iter(w("bookmarkEnd"))}
        for start in list(part.iter(w("bookmarkStart"))):
            name = start.get(w("name"), "")
            if name in wanted:
                start.set(w("name"), _hidden(name))
            elif name.startswith(REFERENCE):
                remove(start, ends[start.get(w("id"))])


def _hidden(name: str) -> str:
    return HIDDEN + name.removeprefix(REFERENCE).replace("-", "_")


def contents(root: Element, depth: int) -> None:
    """Put a TOC field behind its heading, with the headings that it will find as its present result.

    The page numbers are left to whoever lays out the pages: Word asks for them when it opens the file (``w:dirty``).
    """
    heading = next((block for block in root.iter(w("p")) if style_of(block) == CONTENTS_STYLE), None)
    if heading is None:
        return
    lines = [_line(block, level, number, heading)
             for number, (block, level) in enumerate(_headings(root, depth), start=1)]
    if not lines:
        heading.getparent().remove(heading)
        return
    opening = [character("begin", dirty=True), instruction(f'TOC \\o "1-{depth}" \\h \\z \\u'), character("separate")]
    for run in reversed(opening):
        lines[0].insert(1, run)
    lines[-1].append(character("end"))
    for line in reversed(lines):
        heading.addnext(line)


def _headings(root: Element, depth: int) -> Iterator[tuple[Element, int]]:
    for block in root.iter(w("p")):
        level = re.fullmatch(r"Heading(\d)", style_of(block))
        if level and int(level[1]) <= depth:
            yield block, int(level[1])


def _line(heading: Element, level: int, number: int, beside: Element) -> Element:
    """Make the contents' line of a heading, and the bookmark around the heading's text to which it leads.

    It runs as the heading of the contents, ``beside`` which it stands, whatever its own words: so does Word's.
    """
    name, own = f"_Toc{number:06}", str(FIRST_OF_CONTENTS + number)
    runs = [child for child in heading if child.tag != w("pPr")]
    runs[0].addprevious(etree.Element(w("bookmarkStart"), {w("id"): own, w("name"): name}))
    runs[-1].addnext(etree.Element(w("bookmarkEnd"), {w("id"): own}))
    line = etree.Element(w("p"))
    properties = etree.SubElement(line, w("pPr"))
    etree.SubElement(properties, w("pStyle"), {w("val"): f"TOC{level}"})
    for bidi in beside.findall(f"{w('pPr')}/{w('bidi')}"):
        properties.append(deepcopy(bidi))
    link = etree.SubElement(line, w("hyperlink"), {w("anchor"): name, w("history"): "1"})
    for run in heading.iter(w("r")):
        if run.find(w("footnoteReference")) is None and run.find(w("t")) is not None:
            link.append(deepcopy(run))
    tab = etree.SubElement(link, w("r"))
    etree.SubElement(tab, w("tab"))
    for run in (character("begin"), instruction(f"PAGEREF {name} \\h"), character("separate"), character("end")):
        link.append(run)
    return line


def character(kind: str, run: Element | None = None, *, dirty: bool = False) -> Element:
    """Return a run, if none is given a new one, with a field's ``begin``, ``separate`` or ``end`` (17.16.18)."""
    run = etree.Element(w("r")) if run is None else run
    made = etree.SubElement(run, w("fldChar"), {w("fldCharType"): kind})
    if dirty:
        made.set(w("dirty"), "true")
    return run


def instruction(code: str, run: Element | None = None) -> Element:
    """Return a run with a field's code (17.16.23); a new one if none is given."""
    run = etree.Element(w("r")) if run is None else run
    etree.SubElement(run, w("instrText"), {XML_SPACE: "preserve"}).text = f" {code} "
    return run
