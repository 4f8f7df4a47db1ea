"""The last steps, the same for every kind of file that pandoc reads: from its tree to a draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sadar.importers import Draft, captions, front, pictures, tidy, typed_lists, typed_notes
from sadar.importers.log import Log, shown
from sadar.importers.written import markdown, words
from sadar.manuscript.tree import Blocks, plain

Fetch = Callable[[str], bytes | None]


@dataclass
class Source:
    """What an importer knows of its file besides the tree.

    ``expected`` counts the words that must be found again; ``languages`` the languages that the file names; ``column`` is
    the width of its text in inches; ``metadata`` holds what the file says apart from its text.
    """

    expected: Counter[str]
    fetch: Fetch
    languages: Counter[str] = field(default_factory=Counter)
    column: float | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    references: Iterable[Mapping[str, Any]] = ()
    kept: Mapping[str, bytes] = field(default_factory=dict)


def draft(blocks: Blocks, source: Source, log: Log) -> Draft:
    """Make a draft of a tree; ask about every word of the file that is neither in it nor in the log."""
    lang = front.language(plain(blocks), source.languages)
    blocks = typed_notes.joined(tidy.tidied(blocks), log)
    metadata, blocks = front.taken(blocks, lang, log, source.metadata)
    blocks = captions.joined(typed_lists.made(blocks, log), log)
    blocks, files = pictures.placed(blocks, source.fetch, log, source.column)
    text = markdown(blocks, log)
    references = tuple(source.references)
    said = [text, str(metadata), str(references)]
    said += [part for change in log.changes for part in (change.before, change.after)]
    said += [part for question in log.questions for part in (question.text, question.reason)]
    if missing := source.expected - words(" ".join(said)):
        log.ask("words-missing", "whole file", shown(" ".join(missing.elements())),
                f"{missing.total()} words of the file are not in the text")
    return Draft({"lang": lang, **metadata}, text, references, {**files, **source.kept}, tuple(log.changes),
                 tuple(log.questions))
