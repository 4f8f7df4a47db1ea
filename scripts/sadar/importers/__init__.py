"""The importers: one per kind of file, each makes a draft of a manuscript, none of which knows another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any


class Certainty(StrEnum):
    """How sure an importer is of a change: by the file's own evidence, by the rules of the language, or by habit."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True)
class Change:
    """One repair: the rule's lasting code, where in the file that was imported, what stood there and what stands now.

    ``where`` is what a person finds it by: ``line 12``, ``page 3, line 7``, ``paragraph 40``.
    """

    rule: str
    where: str
    before: str
    after: str
    certainty: Certainty = Certainty.CERTAIN


@dataclass(frozen=True)
class Question:
    """What a person must look at: something left as it was found, or a thing that the file doesn't say."""

    code: str
    where: str
    text: str
    reason: str


@dataclass(frozen=True)
class Draft:
    """Files for a new manuscript, and a log of every change made.

    ``metadata`` holds what could be told for certain, under the keys of ``manuscript.yaml`` and in its shape;
    ``references`` CSL items; ``files`` figures by their path in the folder, with forward slashes.
    """

    metadata: Mapping[str, Any]
    text: str
    references: tuple[Mapping[str, Any], ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    questions: tuple[Question, ...] = ()


class Changes(StrEnum):
    """What becomes of a file's tracked changes and comments: notes stand beside the text, and no output prints them."""

    ACCEPT = "accept"
    REJECT = "reject"
    NOTES = "notes"


@dataclass(frozen=True)
class Importer:
    """A kind of file as an entry point of the group ``sadar.importers`` offers it, named by its suffix (``docx``).

    ``read_changed`` reads files of a kind that tracks changes, in another way than by accepting them.
    """

    read: Callable[[Path], Draft]
    read_changed: Callable[[Path, Changes], Draft] | None = None
