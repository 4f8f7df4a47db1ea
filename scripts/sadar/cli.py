"""The command line: the only module that prints and sets exit codes."""

from __future__ import annotations

import platform
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console

from sadar import __version__, build, importing, starter
from sadar.checks import rtl_docx, rtl_epub
from sadar.errors import SadarError, UsageError
from sadar.findings import Finding, Severity
from sadar.importers import Changes

INTERRUPTED = 130
#: Files of anybody's that are checked, by the end of their names.
FILES = {".epub": rtl_epub.findings, ".docx": rtl_docx.findings}
#: How many warnings of one kind a build shows: a library of references has thousands of works that are not cited.
OF_A_KIND = 5
FOLDER = click.argument("folder", type=click.Path(path_type=Path), default=".")
OUTPUT = click.option("--output", "-o", metavar="DIR", type=click.Path(path_type=Path, file_okay=False),
                      default="build", show_default=True, help="Folder of the files that are made.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sadar")
def app() -> None:
    """Set a right-to-left manuscript as a print PDF, a screen PDF, an EPUB 3 and a DOCX."""


@app.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Make FOLDER with a small manuscript that builds."""
    for path in starter.make(folder):
        click.echo(path)
    click.echo(f"Build it with: sadar build {folder}")


@app.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--into", metavar="FOLDER", type=click.Path(path_type=Path), required=True,
              help="Folder to make; nothing that is there is overwritten.")
@click.option("--changes", type=click.Choice([str(way) for way in Changes]), default=str(Changes.ACCEPT),
              show_default=True, help="Tracked changes and comments of a Word file; notes are not printed.")
@click.option("--dry-run", is_flag=True, help="Show the log of what would be changed, and write nothing.")
def import_command(file: Path, into: Path, changes: str, dry_run: bool) -> None:
    """Make a manuscript of FILE, and a log of every repair."""
    importing.require_new(into)
    with _working(f"importing {file}"):
        imported = importing.read(file, Changes(changes))
    if dry_run:
        click.echo(imported.log, nl=False)
        return
    for path in importing.write(imported, into):
        click.echo(path)
    click.echo(f"{len(imported.draft.changes)} repairs, {len(imported.draft.questions)} places to look at: "
               f"{into / importing.LOG}")


@app.command("build")
@FOLDER
@click.option("--to", "-t", metavar="FORMATS", default="print,pdf,epub,docx", show_default=True,
              help="Formats to make, with commas between them.")
@OUTPUT
@click.option("--live-citations", is_flag=True, help="Write the citations of a DOCX as fields of Zotero.")
def build_command(folder: Path, to: str, output: Path, live_citations: bool) -> None:
    """Build the manuscript in FOLDER (by default this one)."""
    paths = build.output_paths(folder, output, [name.strip() for name in to.split(",") if name.strip()])
    with _working("reading the manuscript"):
        prepared = build.prepare(folder, live_citations=live_citations)
    _report(prepared.warnings, of_a_kind=OF_A_KIND)
    for name, path in paths.items():
        with _working(f"making {path}"):
            warnings = build.write(prepared, name, path)
        _report(warnings, of_a_kind=OF_A_KIND)
        click.echo(f"{path}  {path.stat().st_size / 1000:,.0f} kB")


@app.command("check")
@click.argument("folder", metavar="[FOLDER | FILE.epub | FILE.docx]", type=click.Path(path_type=Path), default=".")
def check(folder: Path) -> None:
    """Check the manuscript in FOLDER without building it, or anybody's EPUB or DOCX, for right-to-left reading."""
    if folder.is_file() or folder.suffix.lower() in FILES:
        _check_file(folder)
        return
    try:
        with _working("checking"):
            prepared = build.prepare(folder)
    except SadarError as error:
        _report(error.findings)
        sys.exit(1 if error.exit_code == 3 else error.exit_code)
    _report(prepared.warnings)
    click.echo(f"{folder}: no errors, {len(prepared.warnings)} warnings")


def _check_file(path: Path) -> None:
    if path.suffix.lower() not in FILES:
        raise UsageError.one("format-unchecked", f"{path} is neither a folder nor an EPUB or a DOCX",
                             remedy="sadar check takes a manuscript's folder, or a file whose name ends with "
                             f"{' or '.join(FILES)}")
    with _working("checking"):
        findings = tuple(FILES[path.suffix.lower()](path))
    _report(findings)
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    click.echo(f"{path}: {errors or 'no'} errors, {len(findings) - errors} warnings")
    sys.exit(1 if errors else 0)


@app.command("clean")
@FOLDER
@OUTPUT
def clean(folder: Path, output: Path) -> None:
    """Remove the files that a build of FOLDER has made."""
    for path in build.clean(folder, output):
        click.echo(f"removed {path}")


@contextmanager
def _working(what: str) -> Iterator[None]:
    """Show what is being done: moving in a terminal, silent in a pipe."""
    console = Console(stderr=True, highlight=False)
    if console.is_terminal:
        with console.status(what, spinner="line"):
            yield
    else:
        yield


def _report(findings: tuple[Finding, ...], *, of_a_kind: int | None = None) -> None:
    counts: Counter[str] = Counter()
    for finding in sorted(findings, key=lambda item: (item.place, item.severity)):
        counts[finding.code] += 1
        if of_a_kind is None or counts[finding.code] <= of_a_kind:
            colour = "red" if finding.severity is Severity.ERROR else "yellow"
            click.secho(str(finding), err=True, fg=colour)
    more = {code: count - of_a_kind for code, count in counts.items() if of_a_kind and count > of_a_kind}
    for code, count in more.items():
        click.secho(f"and {count} more warnings [{code}]\n    → sadar check names them all", err=True, fg="yellow")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with the code that the design gives to what happened."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a build that is stopped cleans up like Ctrl-C
    try:
        app.main(args=arguments, prog_name="sadar", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except SadarError as error:
        _report(error.findings)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted: files that were already there are left as they were", err=True)
        sys.exit(INTERRUPTED)
    except Exception:
        click.echo(traceback.format_exc(), err=True)
        click.echo(f"This is a fault of sadar itself. Please report the lines above, with: sadar {__version__}, "
                   f"Python {platform.python_version()}, {platform.platform()}", err=True)
        sys.exit(70)
