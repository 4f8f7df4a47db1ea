"""An EPUB from anybody, opened without trust (``untrusted_zip``): its documents, and where its references lead."""

from __future__ import annotations

import html.entities
import posixpath
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree

from sadar.errors import ManuscriptError
from sadar.untrusted_zip import Element, Kind, UntrustedZip

KIND = Kind("EPUB", "epub", 10_000_000, unreadable="EPUBCheck says what such a file lacks",
            too_large="divide it: no reading system opens such documents well",
            entity="write the characters themselves: EPUB 3.3, 3.9, forbids what a document declares outside of itself")


class Book(UntrustedZip):
    """An open EPUB."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, KIND)

    def tree(self, name: str) -> Element:
        """Return the root of an XML file; named characters of HTML are letters in it, and it has no comments."""
        root = super().tree(name)
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
    return KIND.broken(file, message)


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
