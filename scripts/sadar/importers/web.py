"""HTML, a page or the documents of an EPUB: what a reader sees of it, notes joined, nothing run, nothing fetched."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from sadar import pandoc
from sadar.importers.elements import remove
from sadar.importers.excerpts import WHOLE, shown
from sadar.importers.ledger import Ledger
from sadar.importers.packages import Element
from sadar.importers.typed_notes import HEADINGS
from sadar.importers.written import words
from sadar.manuscript.tree import Blocks, Node, attributes, plain, rewrite

#: Elements that are no text, and those that show what lies elsewhere or what no output has.
DROPPED = {"script", "style", "head", "template", "meta", "link", "base", "title"}
SHOWN_ELSEWHERE = {"iframe": "a frame", "object": "an object", "embed": "an object", "video": "a film",
                   "audio": "a sound", "canvas": "a drawing by a script", "svg": "a drawing in the page",
                   "applet": "a program", "portal": "a frame", "input": "a field of a form",
                   "select": "a field of a form", "textarea": "a field of a form", "button": "a button"}
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
NOTE_ROLES = {"doc-noteref", "noteref"}
NOTE_BODIES = {"doc-footnote", "doc-endnote", "footnote", "endnote", "rearnote", "note"}
#: What a call is made of: a number or a star, between brackets or not.
CALL = re.compile(r"\s*[\[(]?(\d{1,4}|[*†‡§]{1,3})[\])]?\.?\s*")
BACK = re.compile(r"[\s↩↑⏎^\ufe0e\ufe0f]*")
INLINE = {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "dfn", "em", "i", "q", "s", "small", "span", "strong", "u",
          "font"}
ARROWS = re.compile(r"[↩↑⏎^\ufe0e\ufe0f]+")
NOTE = "sadar-note"


def without_strangers(body: Element, ledger: Ledger) -> None:
    """Take out, in place, what is no text; ask about what shows something else, and about hidden text."""
    for element in list(body.iter(etree.Element)):
        name = str(element.tag)
        if name == "a" and (element.get("href") or "").startswith("#") and ARROWS.fullmatch(_text(element)):
            remove(element)
        if not _attached(element, body):
            continue
        if name in DROPPED:
            remove(element)
        elif name in SHOWN_ELSEWHERE:
            where = element.get("src") or element.get("data") or _text(element) or name
            ledger.ask("element", WHOLE, shown(where), f"{SHOWN_ELSEWHERE[name]} can't be carried, and is not fetched")
            remove(element)
        elif name == "div" and element.get("title") in ("header", "footer"):  # as LibreOffice writes them
            if _text(element):
                ledger.ask("running-heads", WHOLE, _text(element), "heads and feet of pages are not part of the text: "
                        "sadar sets its own")
            remove(element)
        elif element.get("hidden") is not None or HIDDEN.search(element.get("style") or ""):
            if _text(element):
                ledger.ask("hidden-text", WHOLE, _text(element), "this text is hidden, and is left out")
            remove(element)


def with_notes(body: Element) -> None:
    """Mark calls that lead to a note, and gather the notes behind the text, in place."""
    by_id = {element.get("id"): element for element in body.iter(etree.Element) if element.get("id")}
    pairs = []
    for link in body.iter("a"):
        target = by_id.get(_target(link))
        if target is not None and _calls(link, target, by_id):
            pairs.append((link, _whole(target)))
    order = {element: at for at, element in enumerate(body.iter(etree.Element))}
    pairs = [(link, note) for link, note in pairs if order[link] < order[note]]  # the other way leads back
    times = Counter(id(note) for _, note in pairs)
    pairs = [(link, note) for link, note in pairs if times[id(note)] == 1
             and not any(id(parent) in times for parent in link.iterancestors())]
    for number, (link, note) in enumerate(pairs, start=1):
        parent = link.getparent()
        call = parent if parent is not None and parent.tag == "sup" and _text(parent) == _text(link) else link
        mark = etree.Element("span", {f"data-{NOTE}": str(number)})
        mark.tail, call.tail = call.tail, None
        call.addprevious(mark)
        call.getparent().remove(call)  # type: ignore[union-attr]
        for back in list(note.iter("a")):
            if _target(back) and (BACK.fullmatch(_text(back)) or CALL.fullmatch(_text(back))):
                remove(back)
        remove(note)
        made = etree.SubElement(body, "div", {f"data-{NOTE}": str(number)})
        note.tag = "div"
        note.attrib.clear()
        made.append(note)
    for holder in list(body.iter("ol", "ul", "section", "aside")):
        if pairs and not _text(holder) and next(holder.iter("img", "span", "div"), None) is None:
            remove(holder)


def tree(body: Element, ledger: Ledger) -> Blocks:
    """Return the blocks of a body, its notes where they are called."""
    html = etree.tostring(body, encoding="unicode", method="html")
    blocks: Blocks = pandoc.read_office(html.encode(), "html")["blocks"]
    notes: dict[str, Blocks] = {}

    def gather(node: Node) -> Node | None:
        number = attributes(node)[2].get(NOTE) if node["t"] == "Div" else None
        if number is None:
            return node
        notes[number] = [{**block, "t": "Para"} if block["t"] == "Plain" else block for block in node["c"][1]]
        return None

    def call(node: Node) -> Node:
        number = attributes(node)[2].get(NOTE) if node["t"] == "Span" else None
        return {"t": "Note", "c": notes[number]} if number in notes else node

    def plainer(node: Node) -> Node | list[Node]:
        return list(node["c"][1]) if node["t"] == "Div" and NOTE not in attributes(node)[2] else node

    gathered = rewrite(rewrite(blocks, plainer), gather)
    called: Blocks = rewrite(gathered, call)
    emptied = [at for at, block in enumerate(called) if notes and block["t"] == "Header"
               and plain(block).strip().casefold() in HEADINGS
               and (at + 1 == len(called) or called[at + 1]["t"] == "Header")]
    for at in emptied:
        ledger.changed("notes-heading", WHOLE, plain(called[at]).strip(), "")
    return [block for at, block in enumerate(called) if at not in emptied]


def words_of(body: Element) -> list[str]:
    """Return the words of a body, one block's apart from the next one's."""
    return list(words(" ".join(_pieces(body))).elements())


def _pieces(element: Element) -> Iterator[str]:
    text = ""
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        if inner.tag not in INLINE:
            text += " "
        if inner.tag == "math" or next(inner.iterancestors("math"), None) is not None:
            text += (inner.tail or "") if inner.tag == "math" and event == "end" else ""
            continue
        text += (inner.text or "") if event == "start" else (inner.tail or "")
    yield text


def _calls(link: Element, target: Element, by_id: dict[str | None, Element]) -> bool:
    kinds = {*(link.get("role") or "").split(), *(link.get("data-type") or "").split()}
    if kinds & NOTE_ROLES:
        return True
    if not CALL.fullmatch(_text(link)):
        return False
    raised = next(link.iter("sup"), None) is not None or any(parent.tag == "sup" for parent in link.iterancestors())
    whole = _whole(target)
    bodies = {*(whole.get("role") or "").split(), *(whole.get("data-type") or "").split()}
    leads_back = any(by_id.get(_target(back)) in (link, *link.iterancestors(), *link.iter())
                     for back in whole.iter("a") if _target(back))
    in_list = raised and whole.tag in ("li", "aside", "dd")
    return bool(bodies & NOTE_BODIES) or (leads_back and whole is not link) or in_list


def _target(link: Element) -> str:
    """Return the id to which a link leads; nothing where it leads elsewhere."""
    address = link.get("href") or ""
    return address[1:] if address.startswith("#") else ""


def _whole(target: Element) -> Element:
    """Return the block that an anchor stands in, or the target where it is a block."""
    if target.tag in ("a", "span", "sup"):
        blocks = ("li", "p", "aside", "div", "dd")
        return next((parent for parent in target.iterancestors() if parent.tag in blocks), target)
    return target


def _text(element: Element) -> str:
    return " ".join("".join(str(text) for text in element.itertext()).split())


def _attached(element: Element, body: Element) -> bool:
    return next(reversed([element, *element.iterancestors()])) is body
