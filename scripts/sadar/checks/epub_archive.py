"""An EPUB from anybody, opened without trust: nothing is written to disk, fetched or expanded beyond fixed sizes.

The limits are several times what books have; what exceeds them is refused by name and is not read.
"""

from __future__ import annotations

import html.entities
import posixpath
import struct
import zipfile
import zlib
from pathlib import Path
from types import TracebackType
from urllib.parse import unquote, urlsplit

from lxml import etree

from sadar.errors import ManuscriptError

Element = etree._Element
#: Bytes of the archive's directory, of one document, and of all that is read of one book.
DIRECTORY, DOCUMENT, WHOLE = 8_000_000, 10_000_000, 200_000_000
#: The end of the archive's directory (APPNOTE.TXT 6.3.3, 4.3.16): its signature, its length, the longest comment.
END, END_LENGTH, COMMENT = b"PK\5\6", 22, 65_535
DECLARES = tuple("<!ENTITY".encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be"))
#: An empty document type would make HTML's named characters errors; a document without one may not use them.
XML = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
                      remove_comments=True, remove_pis=True)


class Book:
    """An open EPUB: the names of its files, and these as bytes or trees, each read anew.

    Raises:
        ManuscriptError: what is asked for is missing, broken, hostile or too large; no other exception.

    """

    def __init__(self, path: Path) -> None:
        self._left = WHOLE
        try:
            _bounded(path)
            self._zip = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
            raise broken(path.name, f"this is no readable EPUB: {_said(error)}") from error
        self.names = frozenset(self._zip.namelist())

    def __enter__(self) -> Book:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._zip.close()

    def leaving(self) -> list[str]:
        """Return names that would be written outside of a folder into which a careless program unpacks the book."""
        return sorted(name for name in self.names
                      if name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name.split("/")[0])

    def read(self, name: str, longest: int = DOCUMENT) -> bytes:
        """Return a file's bytes: what the archive says of its length is not believed."""
        limit = min(longest, self._left)
        try:
            with self._zip.open(name) as file:
                data = file.read(limit + 1)
        except KeyError as error:
            raise broken(name, "the package names this file, and the archive has none") from error
        except (OSError, RuntimeError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise broken(name, f"the file can't be read: {_said(error)}") from error
        if len(data) > limit:
            raise ManuscriptError.one("epub-too-large", f"the file holds more than {limit:,} bytes, and is not read",
                                      file=name, remedy="divide it: no reading system opens such documents well")
        self._left -= len(data)
        return data

    def tree(self, name: str) -> Element:
        """Return the root of an XML file; named characters of HTML are letters in it, and it has no comments."""
        data = self.read(name)
        if any(mark in data for mark in DECLARES):
            raise ManuscriptError.one("epub-entity", "the file declares entities of its own, and is not read",
                                      file=name, remedy="write the characters themselves: EPUB 3.3, 3.9, forbids "
                                      "what a document declares outside of itself")
        try:
            root = etree.fromstring(data, XML)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise broken(name, f"the file is not well-formed: {_said(error)}") from error
        for entity in list(root.iter(etree.Entity)):
            _as_letter(entity)
        return root


def resolved(file: str, href: str) -> tuple[str, str] | None:
    """Return the file in the archive and the fragment to which a reference of a file leads.

    Returns:
        None where it leads out of the book; the name begins with ``../`` where it leads out of the archive's root.

    """
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return None
    if parts.scheme or parts.netloc:
        return None
    where = posixpath.normpath(posixpath.join(posixpath.dirname(file), unquote(parts.path))) if parts.path else file
    return ("../" + where.lstrip("/") if where.startswith("/") else where), unquote(parts.fragment)


def broken(file: str, message: str) -> ManuscriptError:
    """Return the error that says why a file of a book can't be read."""
    error = ManuscriptError.one("epub-unreadable", message, file=file, remedy="EPUBCheck says what such a file lacks")
    assert isinstance(error, ManuscriptError)
    return error


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


def _as_letter(entity: Element) -> None:
    """Put the character in the place of its name."""
    name = (entity.text or "").strip("&;")
    letter = html.entities.html5.get(f"{name};", "\N{REPLACEMENT CHARACTER}") + (entity.tail or "")
    parent, before = entity.getparent(), entity.getprevious()
    if parent is None:
        return
    if before is None:
        parent.text = (parent.text or "") + letter
    else:
        before.tail = (before.tail or "") + letter
    entity.tail = None
    parent.remove(entity)


def _said(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error).split("(<string>")[0].strip(" ,") or type(error).__name__
