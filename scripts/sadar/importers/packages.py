"""A package that is imported (DOCX, ODT, EPUB), opened without trust: pandoc sees a new one, made of what is taken."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from sadar.errors import ManuscriptError
from sadar.untrusted_zip import ENTITIES_OR_TYPES, Element, Kind, UntrustedZip

__all__ = ["PART", "PICTURE", "Element", "Package", "packed"]
#: Bytes of one XML part, of one picture, and of all that is read of one package.
PART, PICTURE, WHOLE = 40_000_000, 64 << 20, 400_000_000
MOST_FILES = 20_000
#: What a file of the time before OOXML begins with, and what says in it that it is an encrypted package (MS-OFFCRYPTO).
COMPOUND, ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "EncryptedPackage".encode("utf-16-le")
EPOCH = (1980, 1, 1, 0, 0, 0)
NO_PROGRAM = "ask for another file: no program that writes texts makes such a one"
PACKAGE = Kind(name="package", code="package", longest=PART, whole=WHOLE, declares=ENTITIES_OR_TYPES,
               unreadable="open it in the program that made it and save it anew",
               too_large="take pictures out of the file, or divide it", entity=NO_PROGRAM)


class Package(UntrustedZip):
    """An open package: the names of its files, and these as bytes or trees.

    Raises:
        ManuscriptError: what is asked for is missing, broken, hostile or too large; no other exception.

    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        _refuse_by_beginning(path)
        super().__init__(path, PACKAGE)
        entries = self._zip.infolist()
        if len(entries) > MOST_FILES:
            raise PACKAGE.refused("too-large", f"the package holds more than {MOST_FILES:,} files", self.name,
                                  PACKAGE.unreadable)
        if leaving := self.leaving():
            raise PACKAGE.refused("path", f"the package holds a file outside of its folder: “{leaving[0][:80]}”",
                                  self.name, NO_PROGRAM)
        if any(entry.flag_bits & 1 for entry in entries):
            raise PACKAGE.refused("encrypted", "the file is encrypted", self.name, "save it without a password")

    def place(self, name: str) -> str:
        """Name the package too: whoever imports a file has not seen inside of it."""
        return f"{self.name}, {name}"

    def broken(self, message: str) -> ManuscriptError:
        """Return the error that says why the package can't be read."""
        return PACKAGE.broken(self.name, message)


def _refuse_by_beginning(path: Path) -> None:
    try:
        with path.open("rb") as file:
            data = file.read(8)
            if data == COMPOUND:
                data += file.read(PART)
    except OSError as error:
        raise PACKAGE.broken(path.name, f"the file can't be read: {error.strerror}") from error
    if not data.startswith(COMPOUND):
        return
    if ENCRYPTED in data:
        raise PACKAGE.refused("encrypted", "the file is encrypted", path.name,
                              "open it with its password and save it without one")
    raise PACKAGE.refused("old", "this is a file of Word 97 to 2003 under another name", path.name,
                          "open it in Word or LibreOffice and save it as .docx")


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return a package of files, not compressed, in the order in which they are given."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data)
    return target.getvalue()
