"""Building: the one place where the stages meet, in their order, and where files come to their names."""

from __future__ import annotations

import datetime
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from sadar import crossrefs, marks, matter, reader
from sadar.bidi import structure
from sadar.checks import resolution
from sadar.checks.words import kept
from sadar.citations import entries, process
from sadar.citations.runs import keys_of
from sadar.errors import ManuscriptError, MissingToolError, OutputError, UsageError
from sadar.findings import Finding, Severity
from sadar.manuscript import Manuscript
from sadar.manuscript.metadata_file import read_metadata
from sadar.manuscript.tree import plain
from sadar.style import Style
from sadar.style.faces import letters_of
from sadar.writers import Format
from sadar.writers.archive import EPOCH, moment

Check = Callable[[Manuscript, Style, Path], Iterator[Finding]]


@dataclass(frozen=True)
class Prepared:
    """A manuscript with all passes done, its style, and the warnings on the way."""

    manuscript: Manuscript
    style: Style
    warnings: tuple[Finding, ...]


@cache
def formats() -> dict[str, Format]:
    """Return the formats by name, from the entry points of sadar and of other packages."""
    return {entry.name: entry.load() for entry in entry_points(group="sadar.writers")}


def _check_of(name: str) -> Check:
    found: Sequence[Any] = [entry for entry in entry_points(group="sadar.checks") if entry.name == name]
    if not found:
        raise UsageError.one("format-unchecked", f"the package that offers the format “{name}” offers no check for it",
                             remedy="ask its author for an entry point of the group sadar.checks")
    check: Check = found[0].load()
    return check


def prepare(folder: Path, *, live_citations: bool = False) -> Prepared:
    """Read a manuscript and run the passes over it; ``live_citations`` stay fields where a format has them.

    Raises:
        ManuscriptError: with every fault found in one stage.
        MissingToolError: pandoc or a face is missing, or no face has one of the letters.

    """
    try:
        return _prepared(folder, live_citations=live_citations)
    except RecursionError:
        raise ManuscriptError.one("nesting", "quotations, lists or divisions are nested too deeply", file=str(folder),
                                  remedy="a few dozen levels are read") from None


def _prepared(folder: Path, *, live_citations: bool) -> Prepared:
    read, warnings = reader.read(folder)
    style = Style(folder)
    words = style.words(read.metadata.lang)
    composed = matter.compose(read, style)
    # Before the numbers: a reference may repeat a heading with its citations.
    cited = process.cite(composed, style, live=live_citations)
    manuscript = marks.set_right(structure.mark(crossrefs.calls_placed(crossrefs.number(cited, words))), style)
    faults = [*kept(read, manuscript), *_uncovered(manuscript, style)]
    if faults:
        raise (MissingToolError if faults[-1].code == "glyph-missing" else OutputError)(faults)
    listed = entries.findings(manuscript.references, datetime.date.today())
    coarse = resolution.findings(read, style)
    return Prepared(manuscript, style, (*warnings, *_uncited(composed), *listed, *coarse))


def _uncited(manuscript: Manuscript) -> Iterator[Finding]:
    cited = set(keys_of(manuscript.blocks))
    for key, reference in manuscript.references.items():
        if key not in cited:
            yield Finding("reference-uncited", f"the work “{key}” is never cited and is not printed", reference.place,
                          "cite it, or remove it from the list", Severity.WARNING)


def _uncovered(manuscript: Manuscript, style: Style) -> Iterator[Finding]:
    """Yield a finding for each letter that no face of the style has: it would be printed as an empty box."""
    covered = frozenset[int]().union(*(letters_of(font.path) for font in style.fonts()))
    text = plain(manuscript.blocks)
    for letter in sorted(set(text)):
        if ord(letter) not in covered and letter.isprintable() and not letter.isspace():
            yield Finding("glyph-missing", f"no face of the style has the letter “{letter}” (U+{ord(letter):04X})",
                          manuscript.place_of(letter), "add a face that has it to styles/tokens.yaml, beside the "
                          "manuscript, and install its package: pip install fontpkg-…")


def name_of(folder: Path) -> str:
    """Return the name of a manuscript's files: ``slug`` in the metadata, else the folder's name."""
    metadata, _ = read_metadata(folder)
    return metadata.slug or folder.resolve().name


def output_paths(folder: Path, output: Path, names: Sequence[str]) -> dict[str, Path]:
    """Return the path of the file of each format.

    Raises:
        UsageError: there is no such format.

    """
    if output.is_symlink():
        raise UsageError.one("output-link", f"{output} is a link to another folder",
                             remedy="name the folder itself with --output")
    if not names:
        raise UsageError.one("format-missing", "no format is named", remedy=f"use some of: {', '.join(formats())}")
    unknown = [name for name in names if name not in formats()]
    if unknown:
        raise UsageError.one("format-unknown", f"there is no format “{unknown[0]}”",
                             remedy=f"use one of: {', '.join(formats())}")
    stem = name_of(folder)
    return {name: output / f"{stem}{formats()[name].suffix}" for name in dict.fromkeys(names)}


def write(prepared: Prepared, name: str, path: Path) -> tuple[Finding, ...]:
    """Write one file, check it, and only then give it its name; return what the check warns of.

    Raises:
        OutputError: the file could not be written, or lacks something of the manuscript; the old one stays.
        ManuscriptError: style or manuscript is at fault in a way that only the writer can see.
        MissingToolError: the format needs something that is not installed.

    """
    check = _check_of(name)
    with _in_place(path) as temporary, _dated(prepared.manuscript):
        formats()[name].write(prepared.manuscript, prepared.style, temporary)
        findings = list(check(prepared.manuscript, prepared.style, temporary))
        if any(finding.severity is Severity.ERROR for finding in findings):
            raise OutputError(findings)
    return tuple(findings)


@contextmanager
def _dated(manuscript: Manuscript) -> Iterator[None]:
    """Let every library that would write the time of day write the manuscript's own date instead."""
    given = os.environ.get(EPOCH)
    os.environ[EPOCH] = str(int(moment(manuscript.metadata).timestamp()))
    try:
        yield
    finally:
        if given is None:
            del os.environ[EPOCH]
        else:
            os.environ[EPOCH] = given


@contextmanager
def _in_place(path: Path) -> Iterator[Path]:
    """Give a path beside ``path`` to write to; rename it there at the end, or remove it when anything goes wrong."""
    folder = path.parent / f".sadar-{os.getpid()}-{secrets.token_hex(4)}"
    try:  # entered before the folder is made: wherever Ctrl-C comes, it is removed
        folder.mkdir(mode=0o700, parents=True)
        temporary = folder / path.name
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise OutputError.one("output", f"{path.name} could not be written: {error.strerror or error}",
                              file=str(path.parent), remedy="make room or give write permission there, then build "
                              "again; an older file is left as it was") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clean(folder: Path, output: Path) -> list[Path]:
    """Remove the files that a build of the manuscript writes, and the output folder if it is empty then."""
    removed = []
    for path in output_paths(folder, output, list(formats())).values():
        if path.exists():
            path.unlink()
            removed.append(path)
    if output.is_dir() and not any(output.iterdir()):
        output.rmdir()
    return removed
