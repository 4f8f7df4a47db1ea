"""Importing: a file of another kind becomes a manuscript's folder, whole or not at all."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

from sadar.errors import ManuscriptError, OutputError, UsageError
from sadar.importers import Changes, Draft, Importer, Question
from sadar.importers.files import LOG, files_of, log

__all__ = ["LOG", "Imported", "importers", "read", "require_new", "write"]

#: What the name of a text may hold; other characters of the imported file's name become hyphens.
UNNAMEABLE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True)
class Imported:
    """A draft, and the file of which it was made."""

    source: Path
    draft: Draft

    @property
    def log(self) -> str:
        """The log of the import, as Markdown."""
        return log(self.draft, self.source.name)


@cache
def importers() -> dict[str, Importer]:
    """Return the importers by suffix, from the entry points of sadar and of other packages."""
    return {entry.name: entry.load() for entry in entry_points(group="sadar.importers")}


def read(source: Path, changes: Changes = Changes.ACCEPT) -> Imported:
    """Make a draft of a file, its tracked changes accepted, rejected or kept as notes.

    Raises:
        UsageError: no importer takes files of its suffix, or they track no changes and one asks about these.
        ManuscriptError: the file is not there, or is at fault.

    """
    importer = importers().get(source.suffix.lower().removeprefix("."))
    if importer is None:
        known = ", ".join(f".{name}" for name in sorted(importers()))
        raise UsageError.one("import-unknown", f"files such as {source.name} can't be imported",
                             remedy=f"save it anew as one of these: {known}")
    if not source.is_file():
        raise ManuscriptError.one("import-missing", f"there is no file {source}", remedy="correct its name")
    try:
        return Imported(source, _titled(_reader(importer, source, changes)(source), source.stem))
    except OSError as error:
        raise ManuscriptError.one("import-unread", f"{source} could not be read: {error.strerror or error}",
                                  remedy="give permission to read it") from error


def _titled(draft: Draft, name: str) -> Draft:
    """Return a draft with a title, without which nothing can be built: the file's name, where it says none."""
    if draft.metadata.get("title"):
        return draft
    title = " ".join(re.sub(r"[\W_]+", " ", name).split()) or "?"
    asked = Question("title-missing", "whole file", title, "no title could be told: the file's name stands for it")
    return replace(draft, metadata={**draft.metadata, "title": title}, questions=(*draft.questions, asked))


def _reader(importer: Importer, source: Path, changes: Changes) -> Callable[[Path], Draft]:
    read_changed = importer.read_changed
    if changes is Changes.ACCEPT:
        return importer.read
    if read_changed is None:
        raise UsageError.one("import-changes", f"tracked changes of files such as {source.name} can't be told apart",
                             remedy="leave --changes out, or save the file as .docx")
    return lambda path: read_changed(path, changes)


def write(imported: Imported, folder: Path) -> list[Path]:
    """Write the manuscript into ``folder``, whole or not at all.

    Returns:
        The files that were made.

    Raises:
        UsageError: the folder is there already and is not empty.
        OutputError: it could not be written.

    """
    require_new(folder)
    files = files_of(imported.draft, _name(imported.source), imported.source.name)
    beside = folder.absolute().parent
    made = beside / f".sadar-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        made.mkdir(parents=True)
        for name, content in files.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        made.replace(folder)  # an empty folder may stand there; a full one is refused by the system
    except OSError as error:
        raise OutputError.one("output", f"{folder} could not be written: {error.strerror or error}",
                              remedy="choose another place, make room, or give write permission there") from error
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return [folder / name for name in files]


def require_new(folder: Path) -> None:
    """Make sure that an import overwrites nothing.

    Raises:
        UsageError: the folder is there already and is not empty.

    """
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise UsageError.one("folder-taken", f"{folder} is there already and is not empty",
                             remedy="name a folder that does not exist yet")


def _name(source: Path) -> str:
    return UNNAMEABLE.sub("-", source.stem).strip("-.") or "text"
