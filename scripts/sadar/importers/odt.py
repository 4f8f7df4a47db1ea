"""OpenDocument texts: roles by style, then by what pandoc reads."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from lxml import etree

from sadar import pandoc
from sadar.errors import ManuscriptError
from sadar.importers import Draft, Importer
from sadar.importers.blocks import mark, read_marks
from sadar.importers.elements import remove
from sadar.importers.excerpts import WHOLE, shown
from sadar.importers.ledger import Ledger
from sadar.importers.packages import PICTURE, Element, Package, packed
from sadar.importers.tidy import put_right
from sadar.importers.tree_draft import Source, draft, guarded
from sadar.importers.word_roles import BY_STYLE
from sadar.importers.written import words
from sadar.manuscript.tree import Blocks, Node, rewrite
from sadar.manuscript.tree import words as tree_words

O = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"  # noqa: E741
T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
S = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
D = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
M = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
DC = "{http://purl.org/dc/elements/1.1/}"
XLINK = "{http://www.w3.org/1999/xlink}href"
SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
LENGTH = re.compile(r"([\d.]+)(cm|mm|in|pt)")
MIMETYPE = b"application/vnd.oasis.opendocument.text"


def read(path: Path) -> Draft:
    """Make a draft of an OpenDocument text.

    Raises:
        ManuscriptError: it is broken, hostile, encrypted, too large, or no text.

    """
    ledger = Ledger()
    with Package(path) as package:
        if "mimetype" not in package.names or package.read("mimetype", 200).strip() != MIMETYPE:
            raise package.broken("this package is no OpenDocument text")
        manifest = package.tree("META-INF/manifest.xml")
        if next(manifest.iter(f"{M}encryption-data"), None) is not None:
            raise ManuscriptError.one("package-encrypted", "the file is encrypted", file=path.name,
                                      remedy="open it with its password and save it without one")
        content = package.tree("content.xml")
        styles = package.tree("styles.xml") if "styles.xml" in package.names else etree.Element("none")
        files = {name: package.read(name, PICTURE) for name in sorted(package.names)
                 if name.startswith("Pictures/") and not name.endswith("/")}
        objects = {name: etree.tostring(package.tree(name)) for name in sorted(package.names)
                   if name.endswith("/content.xml")}
    expected = _taken_out(content, styles, ledger)
    _mark(content, styles, ledger)
    data = packed({"mimetype": MIMETYPE, "content.xml": etree.tostring(content), "styles.xml": etree.tostring(styles),
                   "META-INF/manifest.xml": etree.tostring(manifest), **objects, **files})
    languages = Counter(said for tree in (content, styles) for properties in tree.iter(f"{S}text-properties")
                        for name in (f"{S}language-complex", f"{FO}language")
                        if (said := properties.get(name)) not in (None, "none", "zxx"))
    described = {image.get(XLINK, ""): frame.findtext(f"{SVG}desc") or frame.findtext(f"{SVG}title") or ""
                 for frame in content.iter(f"{D}frame") for image in frame.iter(f"{D}image")}
    blocks = _as_written(read_marks(pandoc.read_office(data, "odt")["blocks"]), described)
    return draft(put_right(blocks, ledger), Source(expected, files.get, languages, _column(styles)), ledger)


def _as_written(blocks: Blocks, described: dict[str, str]) -> Blocks:
    """Return blocks with formulas in a line as such, and pictures with their descriptions, which pandoc leaves out."""
    def change(node: Node) -> Node:
        if node["t"] in ("Para", "Plain") and len(node["c"]) > 1:
            return {**node, "c": [{"t": "Math", "c": [{"t": "InlineMath"}, inner["c"][1]]} if inner["t"] == "Math"
                                  else inner for inner in node["c"]]}
        if node["t"] == "Image" and not node["c"][1]:
            return {**node, "c": [node["c"][0], tree_words(described.get(node["c"][2][0], "")), node["c"][2]]}
        return node

    result: Blocks = rewrite(blocks, change)
    return result


def _column(styles: Element) -> float | None:
    """Return the width of the text in inches, by the first layout of pages."""
    page = next(styles.iter(f"{S}page-layout-properties"), None)
    if page is None:
        return None
    width, *margins = (LENGTH.fullmatch(page.get(f"{FO}{name}", "")) for name in (
        "page-width", "margin-left", "margin-right"))
    if width is None:
        return None
    column = _inches(width) - sum(_inches(margin) for margin in margins if margin)
    return column if column > 0 else None


def _inches(length: re.Match[str]) -> float:
    return float(length[1]) / {"cm": 2.54, "mm": 25.4, "in": 1, "pt": 72}[length[2]]


def _taken_out(content: Element, styles: Element, ledger: Ledger) -> Counter[str]:
    """Take out what pandoc would drop, ask about it, and count the words of the text."""
    for region in list(content.iter(f"{T}tracked-changes")):
        for deletion in region.iter(f"{T}deletion"):
            author = deletion.findtext(f".//{DC}creator") or "somebody"
            said = " ".join("".join(part.itertext()) for part in deletion.iter(f"{T}p", f"{T}h"))
            ledger.changed("tracked-deletion-accept", WHOLE, f"{said} (deleted by {author})", "")
        remove(region)
    for annotation in list(content.iter(f"{O}annotation")):
        author = annotation.findtext(f"{DC}creator") or "somebody"
        said = " / ".join("".join(part.itertext()) for part in annotation.iter(f"{T}p"))
        paragraph = next(annotation.iterancestors(f"{T}p", f"{T}h"), annotation)
        remove(annotation)
        ledger.ask("comment", WHOLE, said, f"a comment by {author} in “{shown(''.join(paragraph.itertext()))}”")
    for box in list(content.iter(f"{D}text-box")):
        if next(box.iter(f"{D}image"), None) is None:
            ledger.ask("text-box", WHOLE, " ".join(" ".join(box.itertext()).split()),
                    "a text box stands beside the text; put its words where they belong")
            frame = box.getparent()
            remove(box if frame is None else frame)
    for kind in ("custom-shape", "line", "rect", "ellipse", "path", "g", "plugin", "applet", "object-ole"):
        for shape in list(content.iter(f"{D}{kind}")):
            ledger.ask("shape", WHOLE, " ".join(" ".join(shape.itertext()).split()) or kind,
                    "a shape or an object of another program can't be carried: save it as a picture")
            remove(shape)
    running = ["".join(part.itertext()).strip() for page in styles.iter(f"{S}header", f"{S}footer")
               for part in page.iter(f"{T}p")]
    if any(running):
        ledger.ask("running-heads", WHOLE, " / ".join(dict.fromkeys(filter(None, running))),
                "heads and feet of pages are not part of the text: sadar sets its own")
    _ask_about_letters(content, styles, ledger)
    body = content.find(f"{O}body")
    return words("\n".join(_words_of(part) for part in body.iter(f"{T}p", f"{T}h"))) if body is not None else Counter()


def _ask_about_letters(content: Element, styles: Element, ledger: Ledger) -> None:
    """Ask about lists that count by letters for which Markdown has no list (OpenDocument 1.3, 19.500)."""
    formats = {(style.get(f"{S}name"), level.get(f"{T}level")): level.get(f"{S}num-format", "")
               for tree in (styles, content) for style in tree.iter(f"{T}list-style")
               for level in style.iter(f"{T}list-level-style-number")}
    for found in content.iter(f"{T}list"):
        around = [found, *found.iterancestors(f"{T}list")]
        style = next((name for outer in around if (name := outer.get(f"{T}style-name"))), None)
        if formats.get((style, str(len(around))), "") not in ("", *"1aAiI"):
            text = " / ".join("".join(item.itertext()).strip() for item in found.iterchildren(f"{T}list-item"))
            ledger.ask("list-letters", WHOLE, shown(text), "the file counts this list by letters; here it is counted "
                       "by numbers: look at what refers to them")


def _words_of(paragraph: Element) -> str:
    """Return the text of a paragraph without those inside of it, the numbers of notes, and formulas."""
    parts = [paragraph.text or ""]
    for child in paragraph:
        if child.tag in (f"{T}span", f"{T}a", f"{T}bookmark-ref", f"{T}sequence"):
            parts.append(_words_of(child))
        elif child.tag in (f"{T}s", f"{T}tab", f"{T}line-break"):
            parts.append(" ")
        parts.append(child.tail or "")
    return "".join(parts)


def _mark(content: Element, styles: Element, ledger: Ledger) -> None:
    """Say in every paragraph its number and its role."""
    named = {style.get(f"{S}name"): style for tree in (styles, content) for style in tree.iter(f"{S}style")}
    number = 0
    for element in content.iter(f"{T}p", f"{T}h"):
        in_note = any(parent.tag == f"{T}note" for parent in element.iterancestors())
        if in_note or not "".join(element.itertext()).strip():
            continue
        number += 1
        role = "" if element.tag == f"{T}h" else _role(element.get(f"{T}style-name", ""), named)
        element.text = mark(number, role) + (element.text or "")


def _role(style: str, named: dict[str | None, Element]) -> str:
    seen = set()
    while style in named and style not in seen:
        seen.add(style)
        found = named[style]
        name = (found.get(f"{S}display-name") or style.replace("_20_", " ")).lower()
        if name in BY_STYLE:
            return BY_STYLE[name]
        style = found.get(f"{S}parent-style-name", "")
    return ""


ODT = Importer(guarded(read))
