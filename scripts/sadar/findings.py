"""What a check has to say: one finding, with its place and its remedy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: an error stops a build, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Place:
    """A place in a file: the file as the user knows it, and a line counted from 1 where one is known.

    In a part of a DOCX, which nobody reads by its lines, it is the number of a paragraph.
    """

    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True)
class Finding:
    """One fault: a lasting code (``area-what``), where it is, what is wrong and what to do about it."""

    code: str
    message: str
    place: Place = Place()
    remedy: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        where = f"{self.place}: " if str(self.place) else ""
        remedy = f"\n    → {self.remedy}" if self.remedy else ""
        return f"{where}{self.severity}: {self.message} [{self.code}]{remedy}"
