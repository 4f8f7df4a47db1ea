"""HTML files and EPUBs: their documents in the order of reading, brought into one body."""

from __future__ import annotations

import base64
import binascii
import html.entities
import posixpath
import re
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree

from sadar.errors import ManuscriptError
from sadar.importers import Draft, Importer, web
from sadar.importers.blocks import numbered, text
from sadar.importers.ledger import Ledger
from sadar.importers.packages import PART, PICTURE, Element, Package
from sadar.importers.tidy import put_right
from sadar.importers.tree_draft import Source, draft, guarded
from sadar.manuscript.folder import inside
from sadar.manuscript.tree import Blocks, Node, rewrite, walk

OPS = "{http://www.idpf.org/2007/ops}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
ENCRYPTION = "{http://www.w3.org/2001/04/xmlenc#}CipherReference"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: How many blocks a title page may have.
FRONT = 6
LARGEST = 32 * 1024 * 1024
CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
DATA = re.compile(r"data:image/[\w.+-]+;base64,(.*)", re.DOTALL)
REMEDY = "save it anew from the program that made it"


def read_html(path: Path) -> Draft:
    """Make a draft of an HTML page; its pictures are taken from the page's own folder and from no other place.

    Raises:
        ManuscriptError: it is larger than 32 MiB, of an unknown encoding, or nested too deeply.

    """
    if path.stat().st_size > LARGEST:
        raise ManuscriptError.one("file-too-large", f"the file is larger than {LARGEST >> 20} MiB", file=path.name,
                                  remedy="divide it")
    ledger = Ledger()
    data = path.read_bytes()
    parser = etree.HTMLParser(encoding=_encoding(path, data), no_network=True, huge_tree=False, remove_comments=True,
                              remove_pis=True)
    root = etree.fromstring(data, parser) if data.strip() else None
    body = root.find("body") if root is not None else None
    if root is None or body is None:
        raise ManuscriptError.one("text-empty", "the file holds no text", file=path.name, remedy=REMEDY)

    def fetch(address: str) -> bytes | None:
        if found := DATA.fullmatch(address):
            return _decoded(found[1])
        try:
            picture = inside(path.parent, unquote(address), asked_by=path.name)
        except ManuscriptError:
            return None
        return picture.read_bytes() if picture.stat().st_size <= PICTURE else None

    said: dict[str, Any] = {}
    title = " ".join("".join(root.findtext("head/title") or "").split())
    author = next((meta.get("content") for meta in root.iter("meta") if meta.get("name", "").lower() == "author"), "")
    said |= {"title": title} if title else {}
    said |= {"author": [author.strip()]} if author else {}
    languages = Counter({root.get("lang", ""): 1}) if root.get("lang") else Counter()
    root.remove(body)
    return _draft(body, Source(Counter(), fetch, languages, None, said), ledger)


def read_epub(path: Path) -> Draft:
    """Make a draft of an EPUB: its documents in the order of the spine.

    Raises:
        ManuscriptError: it is broken, hostile, encrypted, or too large.

    """
    ledger = Ledger()
    with Package(path) as package:
        if "META-INF/encryption.xml" in package.names:
            _refuse_encrypted(package)
        container = package.tree("META-INF/container.xml")
        name = next((root.get("full-path") or "" for root in container.iter(f"{CONTAINER}rootfile")), "")
        opf = package.tree(name)
        items = {item.get("id"): item for item in opf.iter(f"{OPF}item")}
        body = etree.Element("body")
        for reference in opf.iter(f"{OPF}itemref"):
            item = items.get(reference.get("idref"))
            if item is None or "nav" in (item.get("properties") or "").split():
                continue
            document = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(item.get("href") or "")))
            _append(body, package.parsed(document, _without_type(package, document)), document)
        said: dict[str, Any] = {}
        if title := " ".join("".join(opf.findtext(f".//{DC}title") or "").split()):
            said["title"] = title
        if authors := [" ".join("".join(creator.itertext()).split()) for creator in opf.iter(f"{DC}creator")]:
            said["author"] = authors
        languages = Counter(lang.text.strip() for lang in opf.iter(f"{DC}language") if lang.text)
        media = {source: package.read(source, PICTURE) for image in body.iter("img")
                 if (source := image.get("src") or "") in package.names}
    return _draft(body, Source(Counter(), media.get, languages, None, said), ledger)


def _draft(body: Element, source: Source, ledger: Ledger) -> Draft:
    web.without_strangers(body, ledger)
    source.expected = Counter(web.words_of(body))
    web.with_notes(body)
    blocks = _titled(put_right(numbered(_levelled(web.tree(body, ledger))), ledger), source)
    return draft(blocks, source, ledger)


def _levelled(blocks: Blocks) -> Blocks:
    """Return blocks whose highest heading is of the first level."""
    least = min((node["c"][0] for node in walk(blocks) if node["t"] == "Header"), default=1)
    first = [node for node in walk(blocks) if node["t"] == "Header"]
    alone = len(first) > 1 and first[0]["c"][0] == least and all(node["c"][0] > least for node in first[1:])

    def change(node: Node) -> Node:
        if node["t"] != "Header":
            return node
        level = node["c"][0] - least + 1
        if alone and node["c"][0] > least:
            level -= 1
        return {**node, "c": [max(level, 1), *node["c"][1:]],
                **({"role": "title"} if alone and node["c"][0] == least else {})}

    result: Blocks = rewrite(blocks, change)
    return result


def _titled(blocks: Blocks, source: Source) -> Blocks:
    """Return blocks without those at the beginning that repeat what the file says of itself."""
    said = {str(source.metadata.get("title", "")), *source.metadata.get("author", ())}
    return [block for at, block in enumerate(blocks)
            if not (at < FRONT and block["t"] in ("Header", "Para") and text(block) in said - {""})]


def _encoding(path: Path, data: bytes) -> str:
    said = CHARSET.search(data[:4096])
    for name in ("utf-8-sig", said[1].decode("ascii", "replace") if said else "utf-8"):
        try:
            data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        return "utf-8" if name == "utf-8-sig" else name
    raise ManuscriptError.one("not-utf8", "the encoding of the file is not said, and it is not UTF-8", file=path.name,
                              remedy="save the file as UTF-8; old Hebrew pages are often Windows-1255")


def _decoded(text_: str) -> bytes | None:
    try:
        return base64.b64decode(unquote(text_))
    except (binascii.Error, ValueError):
        return None


def _refuse_encrypted(package: Package) -> None:
    for reference in package.tree("META-INF/encryption.xml").iter(ENCRYPTION):
        if posixpath.splitext(reference.get("URI") or "")[1].lower() in (".xhtml", ".html", ".htm", ".xml", ".opf"):
            raise ManuscriptError.one("package-encrypted", "the text of the book is encrypted", file=package.name,
                                      remedy="ask its publisher for a copy that is not")


def _without_type(package: Package, name: str) -> bytes:
    """Return a document without its type, HTML's named characters as letters; entities of its own are refused."""
    data = package.read(name)
    if any(mark in data for mark in ("<!ENTITY".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))):
        raise ManuscriptError.one("package-entity", f"“{name}” declares entities, and is not read", file=package.name,
                                  remedy="ask for another file: EPUB 3.3, 3.9, forbids them")
    if len(data) > PART:
        raise package.broken(f"“{name}” is too large")
    data = re.sub(rb"<!DOCTYPE[^>\[]*>", b"", data, count=1)
    return re.sub(rb"&([A-Za-z][A-Za-z0-9]*);", _letter, data)


def _letter(found: re.Match[bytes]) -> bytes:
    name = found[1].decode()
    if name in ("amp", "lt", "gt", "quot", "apos"):
        return found[0]
    return html.entities.html5.get(f"{name};", "\N{REPLACEMENT CHARACTER}").encode()


def _append(body: Element, root: Element, document: str) -> None:
    """Put a document's text behind the others, its ids and addresses made whole by the document's name."""
    own = root.find(f"{XHTML}body")
    if own is None:
        return
    for element in own.iter(etree.Element):
        element.tag = etree.QName(element).localname
        if kind := element.attrib.pop(f"{OPS}type", ""):
            element.set("data-type", str(kind))
        if lang := element.attrib.pop(XML_LANG, ""):
            element.set("lang", str(lang))
        if element.get("id"):
            element.set("id", _identifier(document, str(element.get("id"))))
        for name in ("href", "src", "xlink:href"):
            if said := element.get(name):
                element.set(name, _resolved(document, said, element.tag == "a"))
    own.tag = "div"
    body.append(own)


def _resolved(document: str, address: str, linked: bool) -> str:
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    if parts.scheme or parts.netloc:
        return address
    path = document
    if parts.path:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(document), unquote(parts.path)))
    return f"#{_identifier(path, unquote(parts.fragment))}" if linked else path


def _identifier(document: str, own: str) -> str:
    """Return an id that no other document of the book has, of letters that Markdown takes."""
    return re.sub(r"[^\w.-]+", "-", f"at-{posixpath.basename(document)}-{own}")


HTML = Importer(guarded(read_html))
EPUB = Importer(guarded(read_epub))
