"""Plain text, as it was typed or as a program took it out of a PDF."""

from __future__ import annotations

from pathlib import Path

from sadar.importers import Draft, Importer
from sadar.manuscript.folder import read_text


def read(path: Path) -> Draft:
    """Make a draft of a text file.

    Raises:
        ManuscriptError: it is larger than 16 MiB, not UTF-8, or holds control characters.

    """
    source = read_text(path.parent, path.name)
    return Draft({"lang": "he"}, source.text)


TEXT = Importer(read)
