"""Files of a manuscript's folder: found, confined to the folder, and read as UTF-8."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath

from sadar.errors import ManuscriptError
from sadar.manuscript import Source

METADATA_FILE = "manuscript.yaml"
#: Characters that XML 1.0 does not allow, and the controls that no text needs.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
LARGEST_TEXT = 16 * 1024 * 1024


def inside(folder: Path, name: str, *, asked_by: str, line: int = 0) -> Path:
    """Return the real path of a file that the manuscript names, which must lie in its folder.

    ``name`` is relative to ``folder``; symbolic links are followed before the place is judged.

    Raises:
        ManuscriptError: the path is absolute, leaves the folder, or names no file.

    """
    root = folder.resolve()
    try:
        path = (root / name).resolve()
        leaves = PurePosixPath(name).is_absolute() or "://" in name or not path.is_relative_to(root)
        exists = path.is_file()
    except (OSError, ValueError, RuntimeError):  # a NUL byte, a name too long, links that run in a ring
        leaves, exists = False, False
    if leaves:
        raise ManuscriptError.one(
            "path-outside", f"“{name}” lies outside the manuscript's folder", file=asked_by, line=line,
            remedy="copy the file into the folder and name it by its path from there")
    if not exists:
        raise ManuscriptError.one(
            "file-missing", f"there is no file “{name}” in {folder}", file=asked_by, line=line,
            remedy="correct the name (capital letters count) or add the file")
    return path


def read_text(folder: Path, name: str, *, asked_by: str = METADATA_FILE, line: int = 0) -> Source:
    """Read a text file of the folder.

    Raises:
        ManuscriptError: it is not there, outside the folder, larger than 16 MiB, or not UTF-8.

    """
    path = inside(folder, name, asked_by=asked_by, line=line)
    if path.stat().st_size > LARGEST_TEXT:
        raise ManuscriptError.one("file-too-large", f"the file is larger than {LARGEST_TEXT >> 20} MiB",
                                  file=name, remedy="split it into several files")
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ManuscriptError.one(
            "not-utf8", f"byte {error.start + 1} (0x{data[error.start]:02X}) is not UTF-8",
            file=name, line=data.count(b"\n", 0, error.start) + 1,
            remedy="save the file as UTF-8; old Hebrew files are often Windows-1255") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if control := CONTROL.search(text):
        raise ManuscriptError.one("control-character", f"the file holds the control character U+{ord(control[0]):04X}",
                                  file=name, line=text.count("\n", 0, control.start()) + 1,
                                  remedy="remove it: no output can carry it")
    return Source(name, text)


def texts_in(folder: Path) -> list[str]:
    """Return the names of the Markdown files directly in the folder, in the order of their names."""
    return sorted(entry.name for entry in os.scandir(folder)
                  if entry.name.endswith(".md") and not entry.name.startswith(".")
                  and entry.name.lower() != "readme.md")
