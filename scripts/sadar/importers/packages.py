"""A ZIP package from anybody (DOCX, ODT, EPUB), opened without trust: nothing is unpacked to disk or fetched.

What is taken from it is put into a new package, which alone pandoc sees. The limits are several times what
manuscripts have.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from sadar.errors import ManuscriptError

Element = etree._Element
#: Bytes of the archive's directory, of one XML part, of one picture, and of all that is read of one package.
DIRECTORY, PART, PICTURE, WHOLE = 8_000_000, 40_000_000, 64 << 20, 400_000_000
MOST_FILES = 20_000
#: The end of the archive's directory (APPNOTE.TXT 6.3.3, 4.3.16): its signature, its length, the longest comment.
END, END_LENGTH, COMMENT = b"PK\5\6", 22, 65_535
#: What a file of the time before OOXML begins with, and what says in it that it is an encrypted package (MS-OFFCRYPTO).
COMPOUND, ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "EncryptedPackage".encode("utf-16-le")
DECLARES = tuple(mark.encode(name) for mark in ("<!ENTITY", "<!DOCTYPE")
                 for name in ("utf-8", "utf-16-le", "utf-16-be"))
EPOCH = (1980, 1, 1, 0, 0, 0)
REMEDY = "open it in the program that made it and save it anew"


class Package:
    """An open package: the names of its files, and these as bytes or trees.

    Raises:
        ManuscriptError: what is asked for is missing, broken, hostile or too large; no other exception.

    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._left = WHOLE
        try:
            self._refuse_by_beginning(path)
            self._zip = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
            raise self.broken(f"the file can't be read: {_said(error)}") from error
        entries = self._zip.infolist()
        self.names = frozenset(entry.filename for entry in entries)
        if len(entries) > MOST_FILES:
            raise self._refused("package-too-large", f"the package holds more than {MOST_FILES:,} files", REMEDY)
        if leaving := sorted(filter(_leaves, self.names)):
            raise self._refused("package-path", f"the package holds a file outside of its folder: “{leaving[0][:80]}”",
                                "ask for another file: no program that writes texts makes such a one")
        if any(entry.flag_bits & 1 for entry in entries):
            raise self._refused("package-encrypted", "the file is encrypted", "save it without a password")

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def _refuse_by_beginning(self, path: Path) -> None:
        with path.open("rb") as file:
            beginning = file.read(8)
            if beginning == COMPOUND:
                file.seek(0)
                if ENCRYPTED in file.read(PART):
                    raise self._refused("package-encrypted", "the file is encrypted",
                                        "open it with its password and save it without one")
                raise self._refused("package-old", "this is a file of Word 97 to 2003 under another name",
                                    "open it in Word or LibreOffice and save it as .docx")
            size = file.seek(0, 2)
            file.seek(max(0, size - END_LENGTH - COMMENT))
            end = file.read()
        place = end.rfind(END)
        if place < 0 or len(end) - place < END_LENGTH:
            raise zipfile.BadZipFile("it is no package, or the end of it is missing")
        if struct.unpack_from("<L", end, place + 12)[0] > DIRECTORY:
            raise zipfile.BadZipFile("the package's directory is too large")

    def _refused(self, code: str, message: str, remedy: str) -> ManuscriptError:
        error = ManuscriptError.one(code, message, file=self.name, remedy=remedy)
        assert isinstance(error, ManuscriptError)
        return error

    def broken(self, message: str) -> ManuscriptError:
        """Return the error that says why the package can't be read."""
        return self._refused("package-unreadable", message, REMEDY)

    def read(self, name: str, longest: int = PART) -> bytes:
        """Return a file's bytes: what the package says of its length is not believed."""
        limit = min(longest, self._left)
        try:
            with self._zip.open(name) as file:
                data = file.read(limit + 1)
        except KeyError as error:
            raise self.broken(f"the package lacks its file “{name}”") from error
        except (OSError, RuntimeError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise self.broken(f"“{name}” in the package can't be read: {_said(error)}") from error
        if len(data) > limit:
            raise self._refused("package-too-large", f"“{name}” unpacks to more than {limit:,} bytes, and is not read",
                                "take pictures out of the file, or divide it")
        self._left -= len(data)
        return data

    def tree(self, name: str) -> Element:
        """Return the root of an XML part, which may have no document type (ISO 29500-2, 6.2.5)."""
        data = self.read(name)
        if any(mark in data for mark in DECLARES):
            raise self._refused("package-entity", f"“{name}” declares a document type or entities, and is not read",
                                "ask for another file: no program that writes texts makes such a one")
        return self.parsed(name, data)

    def parsed(self, name: str, data: bytes) -> Element:
        """Return the root of XML without resolving or loading anything."""
        parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
                                 remove_comments=True, remove_pis=True)
        try:
            return etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self.broken(f"“{name}” in the package is not well-formed: {_said(error)}") from error


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return a package of files, not compressed, in the order in which they are given."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data)
    return target.getvalue()


def _leaves(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name.split("/")[0]


def _said(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error).split("(<string>")[0].strip(" ,") or type(error).__name__
