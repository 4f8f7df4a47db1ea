"""A DOCX from anybody, opened without trust (``untrusted_zip``): its parts by what they are, and how they lead on.

The parts are found by their relationships (ISO 29500-2, 9.3), never by their names.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from sadar.bidi.word import W, w
from sadar.errors import ManuscriptError
from sadar.findings import Finding, Place
from sadar.untrusted_zip import Element, Kind, UntrustedZip

KIND = Kind("DOCX", "docx", 30_000_000, unreadable="open it in Word or LibreOffice and save it anew as .docx",
            too_large="divide the document: Word itself opens such files badly",
            entity="write the characters themselves: ISO 29500-2, 8.1.4, forbids declarations in a part")
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
#: A compound file: Word's older format, and that of a document with a password.
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Namespaces of a file that Word saved as “Strict Open XML” (ISO 29500-1), and those of all others (29500-4).
STRICT = {b"http://purl.oclc.org/ooxml/wordprocessingml/main": W.encode(),
          b"http://purl.oclc.org/ooxml/officeDocument/relationships": R.encode(),
          b"http://purl.oclc.org/ooxml/officeDocument/math":
              b"http://schemas.openxmlformats.org/officeDocument/2006/math",
          b"http://purl.oclc.org/ooxml/drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main"}
#: Parts whose paragraphs are read, in this order, and how their kind is said.
TEXTS = ("header", "footer", "footnotes", "endnotes")


class Relationship(NamedTuple):
    """Where a part leads: the last word of its type, the part's name or an address, and whether it is outside."""

    kind: str
    target: str
    outside: bool


class Docx(UntrustedZip):
    """An open DOCX."""

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                compound = file.read(len(COMPOUND)) == COMPOUND
        except OSError:
            compound = False  # which is said when it is opened
        if compound:
            raise KIND.refused("unreadable", "this is no DOCX but an older file of Word (.doc), or one with a password",
                               path.name, "open it in Word, take off the password, and save it as .docx")
        super().__init__(path, KIND)
        found = [target for kind, target, _ in self.relationships("").values() if kind == "officeDocument"]
        if not found:
            raise KIND.broken(path.name, "the package names no document")
        self.main = found[0]

    def read(self, name: str, longest: int = 0) -> bytes:
        """Return a part's bytes, in the namespaces that most files have."""
        data = super().read(name, longest)
        if b"purl.oclc.org" in data:
            for strict, common in STRICT.items():
                data = data.replace(strict, common)
        return data

    def tree(self, name: str) -> Element:
        """Return the root of a part; it has no document type (ISO 29500-2, 8.1.4)."""
        root = super().tree(name)
        if next(root.iter(etree.Entity), None) is not None:
            raise KIND.refused("entity", "the file names characters that it does not declare", name, KIND.entity)
        return root

    def relationships(self, part: str) -> dict[str, Relationship]:
        """Return the relationships of a part, or of the whole package, by their ids."""
        folder, name = posixpath.split(part)
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        if listed not in self.names and part:
            return {}
        found = {}
        for element in self.tree(listed).iter(RELATIONSHIP):
            outside = element.get("TargetMode") == "External"
            target = element.get("Target", "")
            if not outside:
                target = posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
            found[element.get("Id", "")] = Relationship(element.get("Type", "").rpartition("/")[2], target, outside)
        return found

    def parts(self, kind: str) -> list[str]:
        """Return the parts of a kind that the document leads to and that are there."""
        return [target for found, target, outside in self.relationships(self.main).values()
                if found == kind and not outside and target in self.names]

    def part(self, kind: str) -> Element | None:
        """Return the root of the one part of a kind, or None."""
        names = self.parts(kind)
        return self.tree(names[0]) if names else None

    def texts(self) -> Iterator[str]:
        """Yield the names of the parts that hold text, the document first."""
        yield self.main
        for kind in TEXTS:
            yield from self.parts(kind)


def broken_references(package: Docx) -> Iterator[Finding]:
    """Yield a finding for each part that is named and missing, and each reference that no relationship explains."""
    if package.main not in package.names:
        raise KIND.broken(package.main, "the package names this file, and the archive has none")
    for name in package.texts():
        known = package.relationships(name)
        for identity, (kind, target, outside) in known.items():
            if not outside and kind != "hyperlink" and target not in package.names:
                yield Finding("docx-reference", f"the part names “{target[:80]}” ({kind}, {identity}), which is not "
                              "there", Place(name), "add the part, or take the relationship out: Word refuses the file")
        used = {value for element in package.tree(name).iter() for key, value in element.attrib.items()
                if str(key).startswith(f"{{{R}}}") and value}
        for identity in sorted(map(str, used - set(known))):
            yield Finding("docx-reference", f"the part uses the relationship “{identity[:80]}”, which it does not have",
                          Place(name), "add the relationship, or take out what uses it: Word refuses the file")


def settings_of(package: Docx) -> Element:
    """Return the settings, empty where there are none."""
    try:
        found = package.part("settings")
    except ManuscriptError:
        found = None
    return etree.Element(w("settings")) if found is None else found
