"""The DOCX: pandoc writes it with a reference document made from the tokens, and its faults are mended after it."""

from __future__ import annotations

import base64
import tempfile
import zipfile
from pathlib import Path

from lxml import etree

from sadar import pandoc
from sadar.bidi import implicit_marks, word
from sadar.bidi.base import direction_of_language, is_right_to_left
from sadar.bidi.word import w
from sadar.citations.joining import CITED
from sadar.citations.live import LIVE
from sadar.citations.process import CITED_AT
from sadar.errors import ManuscriptError
from sadar.manuscript import Manuscript, paragraph_ids
from sadar.manuscript.figures import svg_text
from sadar.manuscript.folder import inside
from sadar.manuscript.tree import Blocks, Node, attributes, div, para, rewrite, with_attributes, words
from sadar.matter import STAR_NOTE, acknowledgement_as_note
from sadar.style import Style
from sadar.writers import Format, docx_bookmarks, docx_citations, docx_sections
from sadar.writers.archive import Archive
from sadar.writers.docx_reference import properties, write_reference

Element = etree._Element
#: Regions in the order of the file, with the style of their paragraphs; None keeps pandoc's own styles.
FRONT = {"title": "Title", "subtitle": "Subtitle", "authors": "Author", "affiliations": "Affiliation",
         "abstract": "Abstract", "keywords": "Abstract"}
DOTS_PER_INCH = 300
#: Parts that pandoc writes and that say nothing or leak something.
DROPPED = {"docProps/custom.xml", "word/comments.xml", "word/_rels/comments.xml.rels"}
STAR_STYLE = "Acknowledgement"


def write(manuscript: Manuscript, style: Style, path: Path) -> None:
    """Write the DOCX.

    Raises:
        ManuscriptError: the house style or a figure is at fault.

    """
    named = paragraph_ids.add(docx_bookmarks.with_safe_names(manuscript))
    noted = implicit_marks.add(acknowledgement_as_note(named), isolates=False)
    document = {**noted.document(), "blocks": _blocks(noted), "meta": {
        "lang": {"t": "MetaString", "c": manuscript.metadata.lang},
        "dir": {"t": "MetaString", "c": direction_of_language(manuscript.metadata.lang)}}}
    document = rewrite(document, lambda node: _embedded(node, manuscript, style))
    with tempfile.TemporaryDirectory() as temporary:
        reference, raw = Path(temporary, "reference.docx"), Path(temporary, "raw.docx")
        write_reference(reference, manuscript, style)
        pandoc.to_docx(document, reference, raw)
        _finish(raw, path, manuscript, style)


def _blocks(manuscript: Manuscript) -> Blocks:
    """Put the regions in order, each paragraph with the Word style of its region."""
    blocks: Blocks = []
    for name, style in FRONT.items():
        blocks += _styled(manuscript.region(name), style)
    blocks += manuscript.region("body") + manuscript.region("bibliography")
    for lang in manuscript.metadata.translations:
        for name, style in FRONT.items():
            blocks += _styled(manuscript.region(f"{lang}-{name}"), style)
    blocks += _styled(manuscript.region("colophon"), "Colophon")
    cited: Blocks = rewrite(docx_citations.unlinked([_star(node) for node in blocks]), _cited)
    return cited


def _cited(node: Node) -> Node:
    """Give entries their style, and leave citations without the ids to which other formats lead back."""
    identifier, classes, pairs = attributes(node)
    if "csl-entry" in classes:
        pairs.pop(CITED_AT, None)
        return with_attributes(node, identifier, classes, {**pairs, "custom-style": "Bibliography"})
    return with_attributes(node, "", classes, pairs) if identifier.startswith(CITED) else node


def _styled(blocks: Blocks, style: str) -> Blocks:
    def change(node: Node) -> Node:
        if node["t"] == "Header" and "label" in attributes(node)[1]:
            return _with_style([para(node["c"][2])], f"{style} Title")
        if node["t"] == "Header":
            return _with_style([para(node["c"][2])], f"{style} Heading")
        return node

    titled: Blocks = [rewrite(node, change) if node["t"] in ("Header", "Div") else node for node in blocks]
    return [_with_style(titled, style)] if titled else []


def _with_style(blocks: Blocks, style: str) -> Node:
    return with_attributes(div(blocks), "", [], {"custom-style": style})


def _star(node: Node) -> Node:
    def change(inner: Node) -> Node:
        identifier, classes, pairs = attributes(inner)
        if STAR_NOTE in classes:
            return with_attributes(inner, identifier, classes, {**pairs, "custom-style": STAR_STYLE})
        return inner

    changed: Node = rewrite(node, change)
    return changed


def _embedded(node: Node, manuscript: Manuscript, style: Style) -> Node:
    """Put a figure into the document itself: pandoc's sandbox reads no files."""
    if node["t"] != "Image" or node["c"][2][0].startswith("data:"):
        return node
    attr, alternative, (url, title) = node["c"]
    if said := attributes(node)[2].get("alt"):
        alternative = words(said)  # pandoc describes a picture by what stands between its brackets
    path = inside(manuscript.folder, url, asked_by="figures")
    kind = path.suffix.lower().lstrip(".").replace("jpg", "jpeg")
    data = path.read_bytes()
    if kind == "svg":
        kind, data = "png", _drawn(path, style.tokens.measure)
    return {**node, "c": [attr, alternative, [f"data:image/{kind};base64,{base64.b64encode(data).decode()}", title]]}


def _drawn(path: Path, width: float) -> bytes:
    """Draw an SVG as PNG, ``width`` millimetres wide at 300 dots per inch.

    Raises:
        ManuscriptError: it can't be drawn.

    """
    import resvg_py

    try:
        return bytes(resvg_py.svg_to_bytes(svg_string=svg_text(path), width=round(width / 25.4 * DOTS_PER_INCH),
                                           skip_system_fonts=True))
    except ValueError as error:
        raise ManuscriptError.one("figure", f"this drawing can't be drawn: {error}", file=path.name,
                                  remedy="save it anew as plain SVG or as PNG") from None


def _finish(raw: Path, path: Path, manuscript: Manuscript, style: Style) -> None:
    """Mend pandoc's parts and write the package, reproducibly."""
    lang = manuscript.metadata.lang
    with zipfile.ZipFile(raw) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name not in DROPPED}
    roots = {name: etree.fromstring(parts[name]) for name in ("word/document.xml", "word/footnotes.xml")}
    docx_bookmarks.settle(list(roots.values()), spared=LIVE)
    for name, root in roots.items():
        _mend(root, lang)
        _style_paragraphs(root)
        _join_marks(root)
        word.mark(root, lang)
        if name == "word/document.xml":
            docx_sections.divide(root, manuscript, style)
    docx_citations.make_fields(list(roots.values()), manuscript)
    docx_bookmarks.number(list(roots.values()))
    parts |= {name: _serialised(root) for name, root in roots.items()}
    _star_calls(parts)
    parts["docProps/core.xml"] = properties(manuscript, style)
    for name in ("[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels"):
        root = etree.fromstring(parts[name])
        for element in list(root):
            target = (element.get("PartName") or element.get("Target") or "").lstrip("/")
            if target and any(dropped.endswith(target) for dropped in DROPPED):
                root.remove(element)
        parts[name] = _serialised(root)
    with Archive(path) as out:
        for name in ("[Content_Types].xml", *sorted(set(parts) - {"[Content_Types].xml"})):
            out.writestr(name, parts[name])


def _mend(root: Element, lang: str) -> None:
    for justification in root.iter(w("jc")):
        # Under bidi “left” is where the line begins (ISO 29500-1, 17.18.44): say so in words that mean it.
        value = justification.get(w("val"), "")
        justification.set(w("val"), {"left": "start", "right": "end"}.get(value, value))
    for width in root.iter(w("tblW")):
        if width.get(w("type")) == "auto":  # the whole measure, in fiftieths of a per cent (ISO 29500-1, 17.18.90)
            width.set(w("type"), "pct")
            width.set(w("w"), "5000")
    for restart in list(root.iter(w("footnotePr"))):
        parent = restart.getparent()
        if parent is not None and parent.tag == w("sectPr"):
            parent.remove(restart)
    for language in root.iter(w("lang")):
        if is_right_to_left(own := language.get(w("val"), lang)):
            language.set(w("bidi"), own)


def _style_paragraphs(root: Element) -> None:
    """Name the style of running paragraphs: pandoc leaves it out wherever a paragraph has a direction."""
    body = root.find(w("body"))
    for paragraph in body if body is not None else []:
        if paragraph.tag != w("p") or paragraph.find(f"{w('pPr')}/{w('pStyle')}") is not None:
            continue
        properties = paragraph.find(w("pPr"))
        if properties is None:
            properties = etree.Element(w("pPr"))
            paragraph.insert(0, properties)
        before = next((sibling for sibling in paragraph.itersiblings(preceding=True)
                       if sibling.tag in (w("p"), w("tbl"))), None)
        follows = before is not None and _style_of(before) in ("FirstParagraph", "BodyText")
        properties.insert(0, etree.Element(w("pStyle"), {w("val"): "BodyText" if follows else "FirstParagraph"}))


def _style_of(paragraph: Element) -> str:
    style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
    return "" if style is None else style.get(w("val"), "")


def _join_marks(root: Element) -> None:
    """Bring a note's mark into its first paragraph: pandoc gives it one of its own before a block with a style."""
    for note in root.iter(w("footnote")):
        paragraphs = note.findall(w("p"))
        if len(paragraphs) < 2 or paragraphs[0].find(f".//{w('footnoteRef')}") is None:
            continue
        runs = paragraphs[0].findall(w("r"))
        if "".join(paragraphs[0].itertext()).strip():
            continue
        properties = paragraphs[1].find(w("pPr"))
        at = 0 if properties is None else 1
        space = etree.Element(w("r"))
        etree.SubElement(space, w("t"), {word.XML_SPACE: "preserve"}).text = " "
        for run in reversed([run for run in runs if run.find(w("t")) is None] + [space]):
            paragraphs[1].insert(at, run)
        note.remove(paragraphs[0])


def _star_calls(parts: dict[str, bytes]) -> None:
    """Turn the acknowledgement's note into an unnumbered one (ISO 29500-1, 17.11.7: customMarkFollows)."""
    notes = etree.fromstring(parts["word/footnotes.xml"])
    document = etree.fromstring(parts["word/document.xml"])
    for note in notes.iter(w("footnote")):
        if any(style.get(w("val")) == STAR_STYLE for style in note.iter(w("pStyle"))):
            for mark in list(note.iter(w("footnoteRef"))):
                _to_star(mark)
            for call in document.iter(w("footnoteReference")):
                if call.get(w("id")) == note.get(w("id")):
                    call.set(w("customMarkFollows"), "1")
                    call.addnext(_star_text())
    parts["word/footnotes.xml"], parts["word/document.xml"] = _serialised(notes), _serialised(document)


def _to_star(mark: Element) -> None:
    mark.addnext(_star_text())
    parent = mark.getparent()
    if parent is not None:
        parent.remove(mark)


def _star_text() -> Element:
    text = etree.Element(w("t"))
    text.text = "*"
    return text


def _serialised(root: Element) -> bytes:
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


DOCX = Format(".docx", write)
