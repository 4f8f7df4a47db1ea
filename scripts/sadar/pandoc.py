"""The only runner of pandoc: Markdown or an office file in, a syntax tree; a tree out, as HTML, DOCX, Markdown, a tree.

Every run is in pandoc's ``--sandbox`` (it reads the files named on its command line and nothing else) and with
a bounded heap and time, so that a hostile manuscript can neither read other files nor hold the machine.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sadar.errors import ManuscriptError, MissingToolError, OutputError, SadarError
from sadar.manuscript import Source
from sadar.manuscript.folder import METADATA_FILE
from sadar.manuscript.tree import Node

#: ``smart`` would pair the gershayim that people type as ASCII quotation marks (צה"ל … ארה"ב) into quotations.
MARKDOWN = "markdown-smart-raw_tex-raw_attribute-task_lists-yaml_metadata_block"
#: Tables are written with marks between their columns: the others go by the width of letters, points among them.
MARKDOWN_OUT = f"{MARKDOWN}-simple_tables-multiline_tables"
OLDEST = (3, 1)
#: Pandoc sees the texts under these names: it builds identifiers from names, and not always as they are written.
PART = "sadar-part-{:04}.md"
PREFIX = re.compile(r"^.*sadar-part-\d{4}\.md__")
#: The longest that a run may take, in seconds; a book of 500 pages takes about five.
LONGEST = 120
HEAP = ["+RTS", "-M2G", "-RTS"]


@dataclass(frozen=True)
class Warned:
    """A warning of pandoc's reader: its type in pandoc's own log, what it is about, and where."""

    kind: str
    about: str
    file: str
    line: int


def _run(text: str | bytes, to: str, source: str, arguments: Sequence[str], *, output: Path | None = None) -> str:
    import pypandoc

    command = [_path(pypandoc), f"--from={source}", f"--to={to}", "--sandbox", "--quiet", *arguments,
               *([f"--output={output}"] if output else []), *HEAP]
    try:
        done = subprocess.run(command, input=text.encode() if isinstance(text, str) else text,  # noqa: S603
                              capture_output=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        raise ManuscriptError.one("pandoc-time", f"pandoc did not finish within {LONGEST} seconds",
                                  remedy="look for hundreds of nested brackets, quotations or lists") from None
    reason = done.stderr.decode("utf-8", "replace").strip()
    if done.returncode == 0:
        return done.stdout.decode("utf-8")
    if "No space left" in reason or "resource exhausted" in reason:
        raise OutputError.one("disk-full", f"pandoc could not write: {reason}",
                              remedy="make room on the disk, then build again")
    if "heap exhausted" in reason.lower():
        raise ManuscriptError.one("pandoc-memory", "pandoc needs more than 2 GB of memory for this manuscript",
                                  remedy="split the text, or look for thousands of nested marks")
    if done.returncode < 0:
        raise OutputError.one("pandoc-killed", f"pandoc was stopped by signal {-done.returncode}",
                              remedy="make room on the disk and in memory, then build again")
    raise SadarError.one("pandoc-failed", f"pandoc failed: {reason}")


def _path(pypandoc: Any) -> str:
    try:
        return str(pypandoc.get_pandoc_path())
    except OSError as error:
        raise MissingToolError.one("pandoc-missing", f"pandoc is not installed: {error}",
                                   remedy="pip install pypandoc_binary") from None


def require() -> None:
    """Make sure that pandoc is there and new enough.

    Raises:
        MissingToolError: it is not.

    """
    import pypandoc

    try:
        version = pypandoc.get_pandoc_version()
    except OSError:
        version = ""
    if tuple(int(part) for part in version.split(".")[:2] if part.isdigit()) < OLDEST:
        raise MissingToolError.one("pandoc-missing", f"pandoc {'.'.join(map(str, OLDEST))} or newer is needed; found: "
                                   f"{version or 'none'}", remedy="pip install --upgrade pypandoc_binary")


def read_markdown(sources: Sequence[Source], strings: Mapping[str, str]) -> tuple[Node, list[Warned]]:
    """Read texts, joined in order, and the metadata's own texts, in one run; note ids count per text.

    ``strings`` are Markdown texts by name, which come back in the document's ``meta`` as inlines or blocks.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        meta, log = folder / "meta.json", folder / "log.json"
        meta.write_text(json.dumps(strings, ensure_ascii=False), "utf-8")
        names = {}
        for number, source in enumerate(sources, start=1):
            path = folder / PART.format(number)
            path.write_text(source.text, "utf-8")
            names[str(path)] = source.name
        arguments = ["--file-scope", f"--metadata-file={meta}", f"--log={log}", *names]
        document = json.loads(_run("", "json", MARKDOWN, arguments))
        entries = json.loads(log.read_text("utf-8") or "[]")
    warned = [Warned(entry["type"], str(entry.get("key") or entry.get("contents") or entry.get("message") or ""),
                     names.get(entry.get("source", ""), METADATA_FILE), int(entry.get("line", 0)))
              for entry in entries if entry.get("verbosity") == "WARNING"]
    return document, warned


def without_file_prefix(identifier: str) -> str:
    """Take off what ``--file-scope`` puts before an identifier: the name of its file."""
    return PREFIX.sub("", identifier)


def to_html(document: Node) -> str:
    """Return the document's blocks as HTML: headings one level down (the title is level 1), math as MathML."""
    return _run(json.dumps(document), "html5", "json",
                ["--mathml", "--wrap=none", "--syntax-highlighting=none", "--shift-heading-level-by=1"])


def to_docx(document: Node, reference: Path, output: Path) -> None:
    """Write the document to ``output`` with the styles of a reference document."""
    _run(json.dumps(document), "docx", "json",
         [f"--reference-doc={reference}", "--syntax-highlighting=none"], output=output)


def cite(document: Node, bibliography: Path, csl: Path, lang: str) -> Node:
    """Run citeproc over the whole document with the terms of ``lang``; citations link to their entries."""
    result: Node = json.loads(_run(json.dumps(document), "json", "json", [
        "--citeproc", f"--bibliography={bibliography}", f"--csl={csl}", f"--metadata=lang:{lang}",
        "--metadata=link-citations:true", "--metadata=link-bibliography:true"]))
    return result


def bibliography_items(text: str, form: str) -> list[dict[str, Any]]:
    """Read a reference list (``form``: bibtex, biblatex, ris, csljson) as CSL JSON items.

    Raises:
        SadarError: pandoc can't parse it; the finding carries pandoc's reason.

    """
    items: list[dict[str, Any]] = json.loads(_run(text, "csljson", form, []))
    return items


def read_office(data: bytes, form: str, changes: str = "accept") -> Node:
    """Read a file of another program: ``docx``, ``odt``, ``html`` or ``epub``; fields of citations become citations.

    Args:
        data: the whole file, of bounded size and known to be harmless as an archive.
        form: pandoc's name of the form.
        changes: what becomes of tracked changes in a DOCX: ``accept``, ``reject``, or ``all``, in spans of their own.

    """
    source = f"{form}+citations" if form == "docx" else form
    tree: Node = json.loads(_run(data, "json", source, [f"--track-changes={changes}"]))
    return tree


def cited_items(data: bytes) -> list[dict[str, Any]]:
    """Return the works that the citation fields of a DOCX carry, as CSL JSON items."""
    items: list[dict[str, Any]] = json.loads(_run(data, "csljson", "docx+citations", []))
    return items


def to_markdown(document: Node) -> str:
    """Return a tree as the Markdown that ``read_markdown`` reads: a paragraph a line, notes behind their block."""
    return _run(json.dumps(document), MARKDOWN_OUT, "json", ["--wrap=none", "--reference-location=block"])
