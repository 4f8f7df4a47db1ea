"""A zip archive from anybody, opened without trust: nothing is written to disk, fetched or expanded beyond fixed sizes.

The limits are several times what books have; what exceeds them is refused by name and is not read.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from lxml import etree

from sadar.errors import ManuscriptError
from sadar.findings import Finding, Place

Element = etree._Element
#: Bytes of the archive's directory, and of all that is read of one file.
DIRECTORY, WHOLE = 8_000_000, 200_000_000
#: The end of the archive's directory (APPNOTE.TXT 6.3.3, 4.3.16): its signature, its length, the longest comment.
END, END_LENGTH, COMMENT = b"PK\5\6", 22, 65_535


def _spelled(mark: str) -> tuple[bytes, ...]:
    return tuple(mark.encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be"))


ENTITIES = _spelled("<!ENTITY")
#: A part of an Office document may not even have a document type (ISO 29500-2, 6.2.5).
ENTITIES_OR_TYPES = (*ENTITIES, *_spelled("<!DOCTYPE"))
#: An empty document type would make HTML's named characters errors; a document without one may not use them.
XML = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
                      remove_comments=True, remove_pis=True)


@dataclass(frozen=True)
class Kind:
    """A kind of file: its name, the first word of its codes, the bytes of its longest document, and remedies.

    ``whole`` bytes are read of one file together; XML with one of the marks ``declares`` is refused.
    """

    name: str
    code: str
    longest: int
    unreadable: str
    too_large: str
    entity: str
    whole: int = WHOLE
    declares: tuple[bytes, ...] = ENTITIES

    def broken(self, file: str, message: str) -> ManuscriptError:
        """Return the error that says why a file can't be read."""
        return self.refused("unreadable", message, file, self.unreadable)

    def refused(self, why: str, message: str, file: str, remedy: str) -> ManuscriptError:
        """Return the error of a file that is not read."""
        error = ManuscriptError.one(f"{self.code}-{why}", message, file=file, remedy=remedy)
        assert isinstance(error, ManuscriptError)
        return error


class UntrustedZip:
    """An open archive: the names of its files, and these as bytes or trees, each read anew.

    Raises:
        ManuscriptError: what is asked for is missing, broken, hostile or too large; no other exception.

    """

    def __init__(self, path: Path, kind: Kind) -> None:
        self._left = kind.whole
        self.kind = kind
        try:
            _bounded(path)
            self._zip = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
            raise kind.broken(path.name, f"this is no readable {kind.name}: {_said(error)}") from error
        self.names = frozenset(self._zip.namelist())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._zip.close()

    def leaving(self) -> list[str]:
        """Return names that would be written outside of a folder into which a careless program unpacks the file."""
        return sorted(name for name in self.names
                      if name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name.split("/")[0])

    def place(self, name: str) -> str:
        """Return the name by which a message speaks of a file of the archive."""
        return name

    def read(self, name: str, longest: int = 0) -> bytes:
        """Return a file's bytes: what the archive says of its length is not believed."""
        limit, place = min(longest or self.kind.longest, self._left), self.place(name)
        try:
            with self._zip.open(name) as file:
                data = file.read(limit + 1)
        except KeyError as error:
            raise self.kind.broken(place, "the package names this file, and the archive has none") from error
        except (OSError, RuntimeError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise self.kind.broken(place, f"the file can't be read: {_said(error)}") from error
        if len(data) > limit:
            raise self.kind.refused("too-large", f"the file holds more than {limit:,} bytes, and is not read", place,
                                     self.kind.too_large)
        self._left -= len(data)
        return data

    def tree(self, name: str) -> Element:
        """Return the root of an XML file, without its comments; it may declare no entities."""
        data = self.read(name)
        if any(mark in data for mark in self.kind.declares):
            raise self.kind.refused("entity", "the file declares entities of its own, and is not read",
                                     self.place(name), self.kind.entity)
        return self.parsed(name, data)

    def parsed(self, name: str, data: bytes) -> Element:
        """Return the root of XML without resolving or loading anything."""
        try:
            return etree.fromstring(data, XML)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self.kind.broken(self.place(name), f"the file is not well-formed: {_said(error)}") from error


def would_escape(archive: UntrustedZip, file: str) -> Iterator[Finding]:
    """Yield a finding for each name that leads out of a folder into which the archive is unpacked."""
    for name in archive.leaving():
        yield Finding(f"{archive.kind.code}-path", f"the archive has a file “{name[:80]}”, which would be written "
                      "outside of a folder into which it is unpacked", Place(file), "make the archive anew")


def _bounded(path: Path) -> None:
    """Refuse an archive whose directory alone would fill the memory."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - END_LENGTH - COMMENT))
        end = file.read()
    place = end.rfind(END)
    if place < 0 or len(end) - place < END_LENGTH:
        raise zipfile.BadZipFile("the archive has no directory")
    if struct.unpack_from("<L", end, place + 12)[0] > DIRECTORY:
        raise zipfile.BadZipFile("the archive's directory is too large")


def _said(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error).split("(<string>")[0].strip(" ,") or type(error).__name__
