"""The metadata of a PDF, read back from its XMP packet (ISO 16684-1) and held against the manuscript's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf
from lxml import etree

from sadar.checks.pdf_tree import REMEDY
from sadar.findings import Finding
from sadar.manuscript import Manuscript

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
XMP = "{http://ns.adobe.com/xap/1.0/}"
PDF = "{http://ns.adobe.com/pdf/1.3/}"
RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"
PDFA_ID = "{http://www.aiim.org/pdfa/ns/id/}"
PDFUA_ID = "{http://www.aiim.org/pdfua/ns/id/}"
PRISM = "{http://prismstandard.org/namespaces/basic/2.0/}"
SCHEMA = "{https://schema.org/}"
DESCRIBED = "{http://www.aiim.org/pdfa/ns/schema#}"
PROPERTY = "{http://www.aiim.org/pdfa/ns/property#}"
EXTENSION = "{http://www.aiim.org/pdfa/ns/extension/}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: Schemas that PDF/A knows without a description (ISO 19005-3, 6.6.2.3.1).
PREDEFINED = {DC, XMP, PDF, RIGHTS, PDFA_ID, EXTENSION, "{http://ns.adobe.com/xap/1.0/mm/}"}


def findings(pdf: pikepdf.Pdf, manuscript: Manuscript, labels: list[str], file: str) -> Iterator[Finding]:
    """Yield a finding for each claim or value that the metadata of a file lack, or tell otherwise."""
    for code, message in _faults(pdf, manuscript, labels):
        yield Finding(code, f"{file} {message}", remedy=REMEDY)


def _faults(pdf: pikepdf.Pdf, manuscript: Manuscript, labels: list[str]) -> Iterator[tuple[str, str]]:
    try:
        packet = pdf.Root.Metadata.read_bytes()
        xml = etree.fromstring(packet, etree.XMLParser(resolve_entities=False, no_network=True))
    except (AttributeError, KeyError, etree.XMLSyntaxError):
        yield "xmp-packet", "has no metadata that can be read"
        return
    said = {child.tag: child for description in xml.iter(f"{RDF}Description") for child in description
            if isinstance(child.tag, str)}
    if not packet.startswith(b"<?xpacket begin=") or pdf.Root.Metadata.get("/Filter"):
        yield "xmp-packet", "has metadata that can't be found without reading the file"
    if (_text(said, f"{PDFA_ID}part"), _text(said, f"{PDFA_ID}conformance")) != ("3", "A"):
        yield "pdfa-claim", "does not say that it is PDF/A-3a"
    if _text(said, f"{PDFUA_ID}part") != "1":  # Matterhorn 05-001
        yield "pdfua-claim", "does not say that it is PDF/UA-1"
    yield from _undescribed(xml, said)
    yield from _against(said, manuscript, labels)
    yield from _older(pdf, said)


def _text(said: dict[str, Any], name: str) -> str:
    return (said[name].text or "").strip() if name in said else ""


def _items(said: dict[str, Any], name: str) -> list[str]:
    return [(item.text or "").strip() for item in said[name].iter(f"{RDF}li")] if name in said else []


def _languages(said: dict[str, Any], name: str) -> dict[str, str]:
    items = said[name].iter(f"{RDF}li") if name in said else ()
    return {item.get(LANG, ""): (item.text or "").strip() for item in items}


def _undescribed(xml: Any, said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    known = {f"{{{schema.findtext(f'{DESCRIBED}namespaceURI')}}}{name.text}"
             for schema in xml.iter(f"{RDF}li") if schema.find(f"{DESCRIBED}namespaceURI") is not None
             for name in schema.iter(f"{PROPERTY}name")}
    for name in said:
        if f"{name.split('}')[0]}}}" not in PREDEFINED and name not in known:
            yield "xmp-schema", f"has metadata {etree.QName(name).localname} that it does not describe"


def _against(said: dict[str, Any], manuscript: Manuscript, labels: list[str]) -> Iterator[tuple[str, str]]:
    metadata, publication = manuscript.metadata, manuscript.metadata.publication
    title = manuscript.text("title")
    titles = {"x-default": title, metadata.lang: title,
              **{lang: manuscript.text(f"{lang}-title") for lang in metadata.translations}}
    if _languages(said, f"{DC}title") != titles:  # Matterhorn 06-003
        yield "xmp-title", "does not give its title in the languages that it has one in"
    if _items(said, f"{DC}creator") != [author.name.full for author in metadata.author]:
        yield "xmp-authors", "does not name its authors"
    if _items(said, f"{DC}subject") != metadata.keywords:
        yield "xmp-keywords", "does not give its keywords"
    expected = {"x-default", metadata.lang} if metadata.abstract else set()
    expected |= {lang for lang, other in metadata.translations.items() if metadata.abstract and other.abstract}
    if {lang for lang, text in _languages(said, f"{DC}description").items() if text} != expected:
        yield "xmp-abstract", "does not give its abstract in the languages that it has one in"
    if _items(said, f"{DC}language") != [metadata.lang]:
        yield "xmp-language", f"does not say that its language is {metadata.lang}"
    if _items(said, f"{DC}publisher") != ([publication.publisher] if publication.publisher else []) \
            or _items(said, f"{DC}date") != ([publication.date] if publication.date else []):
        yield "xmp-publisher", "does not say by whom and when it was published"
    doi = publication.doi or ""
    if (_text(said, f"{DC}identifier").removeprefix("doi:"), _text(said, f"{PRISM}doi")) != (doi, doi):
        yield "xmp-doi", f"does not give its DOI {doi}"
    rights = [publication.license] if publication.license else []
    if _items(said, f"{DC}rights") != rights or (rights and f"{RIGHTS}Marked" not in said):
        yield "xmp-rights", f"does not give its licence {publication.license}"
    container = publication.container_title or ""
    place = {"publicationName": container, "volume": publication.volume or "", "number": publication.issue or "",
             "startingPage": labels[0] if container else "", "endingPage": labels[-1] if container else "",
             "isbn": publication.isbn.print or ""}
    if {name: _text(said, f"{PRISM}{name}") for name in place} != place:
        yield "xmp-place", "does not say in which journal or book, and on which pages, it stands"
    yield from _people_and_awards(said, manuscript)


def _people_and_awards(said: dict[str, Any], manuscript: Manuscript) -> Iterator[tuple[str, str]]:
    people = {f"https://orcid.org/{author.orcid}" for author in manuscript.metadata.author if author.orcid}
    told = said.get(f"{SCHEMA}author")
    if people != ({node.text for node in told.iter(f"{SCHEMA}identifier")} if told is not None else set()):
        yield "xmp-orcid", "does not give the ORCID iDs of its authors"
    awards = [award for funding in manuscript.metadata.funding for award in funding.awards]
    told = said.get(f"{SCHEMA}funding")
    grants = told.findall(f"{RDF}Bag/{RDF}li") if told is not None else []
    found = [(grant.findtext(f"{SCHEMA}identifier"), [name.text for name in grant.iter(f"{SCHEMA}name")])
             for grant in grants]
    if found != [(award.id, [funder.name for funder in award.source]) for award in awards]:
        yield "xmp-awards", "does not name the awards that paid for it"


def _older(pdf: pikepdf.Pdf, said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Hold the dictionary of PDF 1.0 against the packet: some readers know the one, some the other."""
    default = "x-default"
    packet = {
        "/Title": _languages(said, f"{DC}title").get(default, ""),
        "/Author": ", ".join(_items(said, f"{DC}creator")),
        "/Subject": _languages(said, f"{DC}description").get(default, ""),
        "/Keywords": _text(said, f"{PDF}Keywords"), "/Creator": _text(said, f"{XMP}CreatorTool"),
        "/Producer": _text(said, f"{PDF}Producer"),
        "/CreationDate": _date(_text(said, f"{XMP}CreateDate")), "/ModDate": _date(_text(said, f"{XMP}ModifyDate")),
    }
    older: Any = pdf.trailer.get("/Info", {})
    for name, value in packet.items():
        if str(older.get(name, "")) != value:
            yield "xmp-info", f"tells its {name[1:]} in two ways"


def _date(iso: str) -> str:
    return f"D:{iso.translate(dict.fromkeys(map(ord, '-:T')))}" if iso else ""
