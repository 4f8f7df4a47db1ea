"""The writers: one module per format, none of which knows another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sadar.manuscript import Manuscript
from sadar.style import Style


@dataclass(frozen=True)
class Format:
    """A format as an entry point of the group ``sadar.writers`` offers it.

    ``suffix`` ends the name of the file (``-print.pdf``); ``write`` makes the whole file at the path it is given.
    """

    suffix: str
    write: Callable[[Manuscript, Style, Path], None]
