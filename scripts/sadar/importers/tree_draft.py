"""The last steps, the same for every kind of file that pandoc reads: from its tree to a draft."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ParamSpec

from sadar.errors import ManuscriptError, SadarError
from sadar.importers import (
    Draft,
    bold_headings,
    captions,
    front,
    pictures,
    tidy,
    turned_brackets,
    typed_citations,
    typed_lists,
    typed_notes,
)
from sadar.importers.excerpts import WHOLE, shown
from sadar.importers.ledger import Ledger
from sadar.importers.written import markdown, words
from sadar.manuscript.tree import Blocks, plain

Options = ParamSpec("Options")
Fetch = Callable[[str], bytes | None]


@dataclass
class Source:
    """What an importer knows of its file besides the tree.

    ``expected`` counts the words that must be found again, ``languages`` the languages that the file names; ``column``
    is the width of its text in inches; ``metadata`` holds what the file says apart from its text.
    """

    expected: Counter[str]
    fetch: Fetch
    languages: Counter[str] = field(default_factory=Counter)
    column: float | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    references: Iterable[Mapping[str, Any]] = ()
    kept: Mapping[str, bytes] = field(default_factory=dict)


def guarded(read: Callable[Options, Draft]) -> Callable[Options, Draft]:
    """Return a function that answers what is nested too deeply, or what pandoc can't read, with one message."""
    @functools.wraps(read)
    def guard(*given: Options.args, **named: Options.kwargs) -> Draft:
        path = Path(str(given[0]))
        try:
            return read(*given, **named)
        except RecursionError:
            raise ManuscriptError.one("nesting", "quotations, lists, tables or divisions are nested too deeply",
                                      file=path.name, remedy="a few dozen levels are read") from None
        except SadarError as error:
            if error.findings[0].code != "pandoc-failed":
                raise
            raise ManuscriptError.one("import-unreadable", f"the file can't be read: {error.findings[0].message}",
                                      file=path.name, remedy="open it in the program that made it and save it anew"
                                      ) from error

    return guard


def draft(blocks: Blocks, source: Source, ledger: Ledger, *, by_weight: bool = True) -> Draft:
    """Make a draft of a tree; ask about every word of the file that is neither in it nor in the log.

    ``by_weight`` says that a heading may be known by its bold letters: a Word file's looks are read before.
    """
    lang = front.language(plain(blocks), source.languages)
    blocks = typed_notes.joined(turned_brackets.put_right(tidy.tidied(blocks, lang), ledger), ledger)
    if by_weight:
        blocks = bold_headings.told(blocks, ledger)
    metadata, blocks = front.taken(blocks, lang, ledger, source.metadata)
    blocks = captions.joined(typed_lists.made(blocks, ledger), ledger)
    blocks, files = pictures.placed(blocks, source.fetch, ledger, source.column)
    blocks, references = typed_citations.told(blocks, source.references, ledger)
    text = markdown(blocks, ledger)
    said = [text, str(metadata), str(references)]
    said += [part for change in ledger.changes for part in (change.before, change.after)]
    said += [part for question in ledger.questions for part in (question.text, question.reason)]
    if missing := source.expected - words(" ".join(said)):
        ledger.ask("words-missing", WHOLE, shown(" ".join(missing.elements())),
                f"{missing.total()} words of the file are not in the text")
    return Draft({"lang": lang, **metadata}, text, references, {**files, **source.kept}, tuple(ledger.changes),
                 tuple(ledger.questions))
