"""The parts of a Word file that carry its text, and the smaller package that pandoc is given instead of the file."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from sadar.errors import ManuscriptError
from sadar.importers.packages import PICTURE, Element, Package, packed

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
#: Namespaces of the strict variant, which Word writes on demand only (ISO 29500-1, Annex A).
STRICT = "http://purl.oclc.org/ooxml/"
#: The kinds of relationship (last parts of their types) that lead to text, and to what text needs.
TEXTS = ("footnotes", "endnotes", "comments")
NEEDED = ("styles", "numbering")
#: Parts of drawings whose words are told though the drawing can't be carried, and the elements that hold words there.
DRAWN = ("chart", "diagramData")
DRAWN_TEXTS = tuple(f"{{http://schemas.openxmlformats.org/drawingml/2006/{name}}}{tag}"
                    for name, tag in (("main", "t"), ("chart", "v")))


@dataclass(frozen=True)
class Relationship:
    """A relationship of a part: its type's last word, the part or address that it leads to, whether that is outside."""

    kind: str
    target: str
    external: bool


@dataclass
class WordFile:
    """A Word file taken apart: its trees by their kind (``document``, ``footnotes``, …), relationships and pictures."""

    name: str
    parts: dict[str, Element]
    relationships: dict[str, dict[str, Relationship]]
    media: dict[str, bytes]
    #: Other parts that hold what the draft can't: running heads, charts, diagrams, embedded objects; by kind.
    others: dict[str, list[str]] = field(default_factory=dict)
    #: Words of running heads and feet.
    running: list[str] = field(default_factory=list)
    #: Words of charts and diagrams, by kind.
    texts: dict[str, list[str]] = field(default_factory=dict)
    #: Pictures that are kept beside the text though no place of the text shows them, by their path in the folder.
    kept: dict[str, bytes] = field(default_factory=dict)
    title: str = ""

    def paragraphs(self, part: str = "document") -> Iterator[Element]:
        """Yield the paragraphs of a part in order, those of text boxes left out."""
        for paragraph in self.parts[part].iter(f"{W}p"):
            if not any(parent.tag == f"{W}txbxContent" for parent in paragraph.iterancestors()):
                yield paragraph

    def packed(self) -> bytes:
        """Return a package of the parts as they are now."""
        kinds = [kind for kind in self.parts if kind != "document"]
        files = {"[Content_Types].xml": _content_types(kinds),
                 "_rels/.rels": _relationships([("rId1", f"{OFFICE}/officeDocument", "word/document.xml", False)])}
        for kind, tree in self.parts.items():
            files[f"word/{kind}.xml"] = etree.tostring(tree, encoding="UTF-8", xml_declaration=True)
            own = [(identifier, f"{OFFICE}/{found.kind}", found.target, found.external)
                   for identifier, found in self.relationships.get(kind, {}).items()]
            if kind == "document":
                own += [(f"sadar{number}", f"{OFFICE}/{other}", f"{other}.xml", False)
                        for number, other in enumerate(kinds)]
            if own:
                files[f"word/_rels/{kind}.xml.rels"] = _relationships(own)
        files |= {f"word/{name}": data for name, data in self.media.items()}
        return packed(files)


def opened(path: Path) -> tuple[WordFile, list[tuple[str, str]]]:
    """Open a Word file.

    Returns:
        The file, and the relationships to other places that were left out: kind and address.

    Raises:
        ManuscriptError: it is broken, hostile, encrypted, too large or no Word file.

    """
    with Package(path) as package:
        main = _main_part(package)
        tree = package.tree(main)
        if not isinstance(tree.tag, str) or tree.tag != f"{W}document":
            raise _other_kind(package, tree)
        file = WordFile(path.name, {"document": tree}, {}, {})
        found = _relationships_of(package, main)
        for kind in (*TEXTS, *NEEDED):
            target = next((item.target for item in found.values() if item.kind == kind and not item.external), None)
            if target and target in package.names:
                file.parts[kind] = package.tree(target)
        left_out = []
        for kind in ("document", *TEXTS):
            if kind in file.parts:
                part = main if kind == "document" else next(
                    item.target for item in found.values() if item.kind == kind)
                file.relationships[kind], outside = _kept(package, file, _relationships_of(package, part))
                left_out += outside
        if "docProps/core.xml" in package.names:
            core = package.tree("docProps/core.xml")
            file.title = (core.findtext("{http://purl.org/dc/elements/1.1/}title") or "").strip()
        return file, left_out


def properties_of(paragraph: Element) -> Element:
    """Return the properties of a paragraph, made where it has none (ISO 29500-1, 17.3.1.26)."""
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        properties = etree.Element(f"{W}pPr")
        paragraph.insert(0, properties)
    return properties


def _main_part(package: Package) -> str:
    for item in _relationships_of(package, "").values():
        if item.kind == "officeDocument":
            return item.target
    raise package.broken("this package is no Word file: it names no text")


def _other_kind(package: Package, tree: Element) -> ManuscriptError:
    if STRICT in str(tree.tag):
        return package.broken("the file is in the strict variant of Office Open XML, which is not read: save it as "
                              "“Word document (.docx)”")
    return package.broken(f"this package is no Word file: its text is <{etree.QName(tree).localname}>")


def _relationships_of(package: Package, part: str) -> dict[str, Relationship]:
    folder, name = posixpath.split(part)
    where = posixpath.join(folder, "_rels", f"{name}.rels")
    if where not in package.names:
        return {}
    found = {}
    for element in package.tree(where).iter(f"{{{RELATIONSHIPS}}}Relationship"):
        external = element.get("TargetMode", "").lower() == "external"
        target = element.get("Target", "")
        if not external:
            target = posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
        found[element.get("Id", "")] = Relationship(element.get("Type", "").rsplit("/", 1)[-1], target, external)
    return found


def _kept(package: Package, file: WordFile, found: dict[str, Relationship]) -> tuple[
        dict[str, Relationship], list[tuple[str, str]]]:
    """Return what pandoc may see of a part's relationships: links and pictures; and those that lead elsewhere."""
    kept, left_out = {}, []
    for identifier, item in found.items():
        if item.kind == "hyperlink" and item.external:
            kept[identifier] = item
        elif item.external:
            left_out.append((item.kind, item.target))
        elif item.kind == "image" and item.target in package.names:
            name = f"media/{posixpath.basename(item.target)}"
            file.media[name] = package.read(item.target, PICTURE)
            kept[identifier] = Relationship("image", name, external=False)
        elif item.kind in ("header", "footer") and item.target in package.names:
            file.running += [text for paragraph in package.tree(item.target).iter(f"{W}p")
                             if (text := "".join(paragraph.itertext(f"{W}t")).strip())]
        elif item.kind not in (*TEXTS, *NEEDED):
            file.others.setdefault(item.kind, []).append(item.target)
            if item.kind in DRAWN and item.target in package.names:
                file.texts.setdefault(item.kind, []).extend(
                    text for text in package.tree(item.target).itertext(*DRAWN_TEXTS) if text.strip())
    return kept, left_out


def _relationships(items: list[tuple[str, str, str, bool]]) -> bytes:
    root = etree.Element(f"{{{RELATIONSHIPS}}}Relationships", nsmap={None: RELATIONSHIPS})
    for identifier, kind, target, external in items:
        element = etree.SubElement(root, f"{{{RELATIONSHIPS}}}Relationship", Id=identifier, Type=kind, Target=target)
        if external:
            element.set("TargetMode", "External")
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _content_types(kinds: list[str]) -> bytes:
    root = etree.Element(f"{{{TYPES}}}Types", nsmap={None: TYPES})
    for suffix, kind in (("rels", "application/vnd.openxmlformats-package.relationships+xml"),
                         ("xml", "application/xml")):
        etree.SubElement(root, f"{{{TYPES}}}Default", Extension=suffix, ContentType=kind)
    for kind in ("document", *kinds):
        etree.SubElement(root, f"{{{TYPES}}}Override", PartName=f"/word/{kind}.xml",
                         ContentType=f"{WORD_TYPE}.{'document.main' if kind == 'document' else kind}+xml")
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)
