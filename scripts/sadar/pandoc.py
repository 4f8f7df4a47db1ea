"""The only runner of pandoc: Markdown in, a syntax tree; a tree out, as HTML, DOCX or another tree.

Every run is in pandoc's ``--sandbox`` (it reads the files named on its command line and nothing else) and with
a bounded heap, so that a hostile manuscript can neither read other files nor take the machine's memory.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sadar.errors import ManuscriptError, MissingToolError, OutputError, SadarError
from sadar.manuscript.tree import Node

#: ``smart`` would pair the gershayim that people type as ASCII quotation marks (צה"ל … ארה"ב) into quotations.
MARKDOWN = "markdown-smart-raw_tex-yaml_metadata_block"
OLDEST = (3, 1)
HEAP = ["+RTS", "-M2G", "-RTS"]


@dataclass(frozen=True)
class Warned:
    """A warning of pandoc's reader: its type in pandoc's own log, what it is about, and where."""

    kind: str
    about: str
    file: str
    line: int


def _run(text: str, to: str, source: str, arguments: Sequence[str], *, files: Sequence[str] = (),
         output: Path | None = None) -> str:
    import pypandoc

    # Files are handed on as arguments: pypandoc's convert_file would sort them.
    options: dict[str, Any] = {"extra_args": ["--quiet", *arguments, *HEAP, *files], "sandbox": True,
                               "outputfile": str(output) if output else None}
    try:
        return str(pypandoc.convert_text(text, to, source, **options))
    except OSError as error:
        raise MissingToolError.one("pandoc-missing", f"pandoc does not run: {error}",
                                   remedy="pip install pypandoc_binary") from None
    except RuntimeError as error:
        reason = str(error).split("output: ", 1)[-1].strip()
        if "No space left" in reason or "resource exhausted" in reason:
            raise OutputError.one("disk-full", f"pandoc could not write: {reason}",
                                  remedy="make room on the disk, then build again") from None
        if killed := re.search(r'exitcode "-(\d+)"', reason):
            raise OutputError.one("pandoc-killed", f"pandoc was stopped by signal {killed.group(1)}",
                                  remedy="make room on the disk and in memory, then build again") from None
        if "heap exhausted" in reason.lower():
            raise ManuscriptError.one("pandoc-memory", "pandoc needs more than 2 GB of memory for this manuscript",
                                      remedy="split the text, or look for thousands of nested marks") from None
        raise SadarError.one("pandoc-failed", f"pandoc failed: {reason}") from None


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


def read_markdown(folder: Path, files: Sequence[str], strings: Mapping[str, Any]) -> tuple[Node, list[Warned]]:
    """Read Markdown files, joined in order, and the metadata's own texts, in one run.

    ``files`` are names in ``folder``; note ids count per file. ``strings`` are nested dicts of Markdown texts that
    come back in the document's ``meta`` as inlines or blocks.
    """
    with tempfile.TemporaryDirectory() as temporary:
        meta, log = Path(temporary, "meta.json"), Path(temporary, "log.json")
        meta.write_text(json.dumps(strings, ensure_ascii=False), "utf-8")
        arguments = ["--file-scope", f"--metadata-file={meta}", f"--log={log}"]
        paths = {str(folder.resolve() / name): name for name in files}
        document = json.loads(_run("", "json", MARKDOWN, arguments, files=list(paths)))
        entries = json.loads(log.read_text("utf-8") or "[]")
    warned = [Warned(entry["type"], str(entry.get("key") or entry.get("contents") or entry.get("message") or ""),
                     paths.get(entry.get("source", ""), ""), int(entry.get("line", 0)))
              for entry in entries if entry.get("verbosity") == "WARNING"]
    return document, warned


def file_prefix(folder: Path, name: str) -> str:
    """Return what ``--file-scope`` puts before the identifiers of a file."""
    return str(folder.resolve() / name).strip("/").replace("/", "__") + "__"


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
