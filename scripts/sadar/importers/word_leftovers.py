"""What a Word file holds and no draft can carry: each such thing is named, with its text, and taken out."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from lxml import etree

from sadar.importers.elements import remove
from sadar.importers.excerpts import WHOLE
from sadar.importers.ledger import Ledger
from sadar.importers.packages import Element
from sadar.importers.word_looks import OFF, value
from sadar.importers.word_parts import MC, R, W, WordFile

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
V = "{urn:schemas-microsoft-com:vml}"
O = "{urn:schemas-microsoft-com:office:office}"  # noqa: E741
#: What ``a:graphicData`` says that it holds, by the last word of its address.
GRAPHICS = {"chart": "a chart", "chartex": "a chart", "diagram": "SmartArt", "wordprocessingShape": "a shape",
            "wordprocessingGroup": "a drawing of several shapes", "wordprocessingCanvas": "a drawing",
            "lockedCanvas": "a drawing", "slicer": "a slicer", "ink": "handwriting"}
#: Elements that only hold others; pandoc leaves out what lies in some of them.
HOLDERS = tuple(f"{W}{name}" for name in ("smartTag", "customXml", "dir", "bdo"))
#: A text box that holds a picture and this many paragraphs is the frame of a figure with its caption.
CAPTIONED = 3
EQUATION = re.compile("equation|mathtype", re.IGNORECASE)


def taken_out(file: WordFile, part: str, where: Mapping[Element, str], ledger: Ledger) -> None:
    """Take out of a part, in place, what pandoc would drop or print by mistake; ask about each thing."""
    root = file.parts[part]
    for element in list(root.iter(f"{MC}AlternateContent")):
        _chosen(element)
    for element in list(root.iter(*HOLDERS)):
        if element.tag == f"{W}bdo":
            ledger.ask("order-overruled", _place(element, where), _text(element),
                    "the order of these letters was overruled in Word: compare it with the original")
        _unwrap(element)
    for element in list(root.iter(f"{W}object", f"{W}drawing", f"{W}pict")):
        if _attached(element, root):
            _drawing(element, file, part, _place(element, where), ledger)
    for element in list(root.iter(f"{W}altChunk", f"{W}subDoc")):
        ledger.ask("embedded-document", _place(element, where), etree.QName(element).localname,
                "another document is embedded in this one, and is not read")
        remove(element)
    for element in list(root.iter(f"{W}ruby")):
        ledger.ask("ruby", _place(element, where), _text(element), "small letters above others can't be carried")
    for run in list(root.iter(f"{W}r")):
        _hidden(run, where, ledger)
    for frame in list(root.iter(f"{W}framePr")):
        remove(frame)


def about_parts(file: WordFile, left_out: list[tuple[str, str]], ledger: Ledger) -> None:
    """Ask about what lies in other parts or elsewhere."""
    if file.running:
        ledger.ask("running-heads", WHOLE, " / ".join(dict.fromkeys(file.running)),
                "heads and feet of pages are not part of the text: sadar sets its own")
    for kind, target in left_out:
        ledger.ask("external", WHOLE, target, f"the file asks for another one, which is not fetched ({kind})")
    for kind in ("vbaProject", "aFChunk", "attachedTemplate"):
        for target in file.others.get(kind, []):
            ledger.ask("embedded-document", WHOLE, posixpath.basename(target), f"not read: {kind}")


def _chosen(element: Element) -> None:
    """Put the first alternative that stands for a drawing in the place of all (ISO 29500-3, 7.6)."""
    options = [*element.iter(f"{MC}Choice"), *element.iter(f"{MC}Fallback")]
    own = [option for option in options if option.getparent() is element]
    parent = element.getparent()
    if parent is None:
        return
    for child in list(own[0]) if own else []:
        element.addprevious(child)
    remove(element)


def _drawing(element: Element, file: WordFile, part: str, place: str, ledger: Ledger) -> None:
    boxes = list(element.iter(f"{W}txbxContent"))
    pictures = list(_pictures(element))
    known = file.relationships.get(part, {})
    embedded = [identifier for identifier in pictures if identifier in known]
    if element.tag == f"{W}object":
        program = next((child.get("ProgID", "") for child in element.iter(f"{O}OLEObject")), "")
        name = _kept_picture(file, known[embedded[0]].target) if embedded else ""
        ledger.ask("object", place, program or "an object", "an object of another program can't be carried"
                + (f"; its picture is kept as {name}" if name else "")
                + (": an equation, to be typed between $ marks" if EQUATION.search(program) else ""))
        remove(element)
    elif boxes:
        _text_box(element, boxes, bool(embedded), place, ledger)
    elif len(embedded) == 1:
        return
    elif len(embedded) > 1:
        for identifier in embedded:
            ledger.ask("drawing", place, _kept_picture(file, known[identifier].target),
                    "a drawing of several pictures can't be carried; this one of them is kept")
        remove(element)
    else:
        _unknown_graphic(element, file, place, ledger)


def _unknown_graphic(element: Element, file: WordFile, place: str, ledger: Ledger) -> None:
    data = next(element.iter(f"{A}graphicData"), None)
    kind = "" if data is None else data.get("uri", "").rsplit("/", 1)[-1]
    name = next((found.get("descr") or found.get("name") or "" for found in element.iter(f"{WP}docPr")), "")
    linked = [*element.iter(f"{A}blip")]
    what = "a picture that lies elsewhere" if linked else GRAPHICS.get(kind, "a shape")
    text = " / ".join(file.texts.get({"chart": "chart", "diagram": "diagramData"}.get(kind, ""), []))
    ledger.ask("picture-elsewhere" if linked else kind or "shape", place, ": ".join(filter(None, (name, text))) or what,
            f"{what} can't be carried: save it as a picture")
    remove(element)


def _text_box(element: Element, boxes: list[Element], pictured: bool, place: str, ledger: Ledger) -> None:
    paragraphs = [paragraph for box in boxes for paragraph in box.iter(f"{W}p")]
    filled = [paragraph for paragraph in paragraphs if _text(paragraph).strip() or any(_pictures(paragraph))]
    if pictured and len(filled) <= CAPTIONED:
        _lift(element, filled)
        ledger.changed("frame", place, " ".join(_text(paragraph) for paragraph in filled) or "a picture in a frame",
                   "a paragraph of its own")
        return
    ledger.ask("text-box", place, " / ".join(_text(paragraph) for paragraph in filled),
            "a text box stands beside the text; put its words where they belong")
    remove(element)


def _lift(element: Element, paragraphs: list[Element]) -> None:
    """Put the paragraphs of a figure's frame behind the paragraph to which it was anchored."""
    anchor = [*element.iterancestors(f"{W}p")][-1]
    for paragraph in reversed(paragraphs):
        anchor.addnext(paragraph)
    remove(element)


def _kept_picture(file: WordFile, name: str) -> str:
    """Mark a picture as one to be kept though the text has no place for it; return the name that it will have."""
    kept = f"figures/{posixpath.basename(name)}"
    file.kept[kept] = file.media[name]
    return kept


def _pictures(element: Element) -> Iterator[str]:
    for blip in element.iter(f"{A}blip"):
        yield blip.get(f"{R}embed", "")
    for image in element.iter(f"{V}imagedata"):
        yield image.get(f"{R}id", "")


def _hidden(run: Element, where: Mapping[Element, str], ledger: Ledger) -> None:
    properties = run.find(f"{W}rPr")
    if properties is None:
        return
    hidden = properties.find(f"{W}vanish")
    if hidden is not None and value(hidden) not in OFF:
        if (text := _text(run)).strip():
            ledger.ask("hidden-text", _place(run, where), text, "this text is hidden in Word, and is left out")
        remove(run)
        return
    highlight = properties.find(f"{W}highlight")
    if highlight is not None and value(highlight) != "none" and _text(run).strip():
        ledger.ask("highlight", _place(run, where), _text(run), f"these words are marked in {value(highlight)}")


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext(f"{W}t")).split())


def _place(element: Element, where: Mapping[Element, str]) -> str:
    return next((where[parent] for parent in [element, *element.iterancestors()] if parent in where), WHOLE)


def _attached(element: Element, root: Element) -> bool:
    return next(reversed([element, *element.iterancestors()])) is root and not any(
        parent.tag in (f"{W}object", f"{W}drawing", f"{W}pict") for parent in element.iterancestors())


def _unwrap(element: Element) -> None:
    for child in list(element):
        element.addprevious(child)
    remove(element)
