"""Zip archives whose bytes depend on nothing but their content: fixed dates, order and attributes."""

from __future__ import annotations

import datetime
import os
import zipfile
from pathlib import Path
from types import TracebackType

from sadar.manuscript.metadata import Metadata

#: The oldest moment that a zip archive can write down.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
#: The variable by which reproducible builds are told their date (reproducible-builds.org).
EPOCH = "SOURCE_DATE_EPOCH"


class Archive:
    """A zip archive to be written; takes the place of ``zipfile.ZipFile`` for writing."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9)

    def writestr(self, name: str, data: bytes | str, compress_type: int = zipfile.ZIP_DEFLATED) -> None:
        """Add a file; the order of the calls is the order in the archive."""
        info = zipfile.ZipInfo(name, ZIP_EPOCH)
        info.compress_type = compress_type
        info.create_system = 3
        info.external_attr = 0o644 << 16
        self._zip.writestr(info, data)

    def close(self) -> None:
        """Finish the archive."""
        self._zip.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()


def moment(metadata: Metadata) -> datetime.datetime:
    """Return the moment, in UTC, that files carry as their date: the same manuscript always has the same one.

    It is SOURCE_DATE_EPOCH where that is set (reproducible-builds.org), else the date of publication, else 1980.
    """
    epoch = os.environ.get(EPOCH, "")
    if epoch.isascii() and epoch.isdigit() and len(epoch) <= 10:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
    parts = [int(part) for part in (metadata.publication.date or "1980").split("-")]
    year, month, day = (*parts, 1, 1)[:3]
    return datetime.datetime(year, month, day, tzinfo=datetime.UTC)
