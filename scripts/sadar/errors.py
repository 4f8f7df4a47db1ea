"""The faults that end a run, each with its exit code and its advice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from sadar.findings import Finding, Place


class SadarError(Exception):
    """A fault that ends the run; what it has to say is a list of findings."""

    exit_code: ClassVar[int] = 70

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))

    @classmethod
    def one(cls, code: str, message: str, *, file: str = "", line: int = 0, remedy: str = "") -> SadarError:
        """Make the error of a single finding."""
        return cls([Finding(code, message, Place(file, line), remedy)])


class OutputError(SadarError):
    """A file was not written, or what was written does not hold the whole manuscript."""

    exit_code = 1


class UsageError(SadarError):
    """The command was called in a way it can't serve."""

    exit_code = 2


class ManuscriptError(SadarError):
    """The manuscript or its style is at fault."""

    exit_code = 3


class MissingToolError(SadarError):
    """A program or a font that sadar needs is not installed; the remedy is the line that installs it."""

    exit_code = 4
