"""The EPUB's container, written by EbookLib from items whose bytes are kept as they are.

EbookLib parses and rewrites documents, makes a package document and a navigation of its own and stamps local time;
here it gets verbatim items and a finished package document, and writes them in a fixed order.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from ebooklib import epub

from sadar.writers.archive import Archive

#: Media types by suffix (EPUB 3.3, 3.2: core media types).
MEDIA_TYPES = {
    ".xhtml": "application/xhtml+xml", ".ncx": "application/x-dtbncx+xml", ".css": "text/css",
    ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg",
    ".woff2": "font/woff2", ".txt": "text/plain",
}


@dataclass(frozen=True)
class Item:
    """A file of the package: its path from the package document, its content, its manifest properties."""

    name: str
    content: str | bytes
    properties: str = ""

    @property
    def identifier(self) -> str:
        """The item's id in the manifest."""
        return PurePosixPath(self.name).name.replace(".", "-")

    @property
    def media_type(self) -> str:
        """The item's media type, by its suffix."""
        return MEDIA_TYPES[PurePosixPath(self.name).suffix]


class _Verbatim(epub.EpubItem):  # type: ignore[misc]
    """An item that EbookLib writes as it is."""

    def __init__(self, item: Item) -> None:
        data = item.content.encode() if isinstance(item.content, str) else item.content
        super().__init__(item.identifier, item.name, item.media_type, data)


class _Writer(epub.EpubWriter):  # type: ignore[misc]
    """EbookLib's writer with the package document given and the archive reproducible."""

    package = ""

    def write(self) -> None:
        with Archive(Path(self.file_name)) as self.out:
            self.out.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
            self._write_container()
            self.out.writestr(f"{self.book.FOLDER_NAME}/content.opf", self.package)
            self._write_items()


def write_container(path: Path, package: Callable[[Sequence[Item]], str], items: Sequence[Item]) -> None:
    """Write an EPUB of ``items``; ``package`` makes the package document from them."""
    book: Any = epub.EpubBook()
    for item in items:
        book.add_item(_Verbatim(item))
    writer = _Writer(str(path), book)
    writer.package = package(items)
    writer.write()
