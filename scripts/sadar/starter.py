"""A new manuscript: a small one that builds, with comments that say what may be added."""

from __future__ import annotations

from pathlib import Path

from sadar.errors import OutputError, UsageError
from sadar.style import house_folder

STARTER = "new"


def make(folder: Path) -> list[Path]:
    """Copy the starter manuscript of the house style into ``folder``.

    Returns:
        The files that were made.

    Raises:
        UsageError: the folder is there already and is not empty.
        OutputError: it could not be written.

    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError.one("folder-taken", f"{folder} is there already and is not empty",
                             remedy="name a folder that does not exist yet")
    made = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for source in sorted((house_folder() / STARTER).iterdir()):
            target = folder / source.name
            target.write_bytes(source.read_bytes())
            made.append(target)
    except OSError as error:
        raise OutputError.one("output", f"{folder} could not be made: {error.strerror or error}",
                              remedy="choose another place, or give write permission there") from error
    return made
