"""The files of a new manuscript, from a draft: metadata, text, references, figures, and the log of the import."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

from sadar.bidi.shown import shown
from sadar.importers import Draft
from sadar.manuscript.folder import METADATA_FILE

LOG, REFERENCES = "import-log.md", "references.yaml"
#: The keys of ``manuscript.yaml`` in their order; what the file that was imported didn't say stands as a comment.
UNSAID: dict[str, str] = {
    "title": "…",
    "subtitle": "…",
    "short-title": "…              # the running head, where the title is long",
    "slug": "my-article            # names the files that are built",
    "lang": "he",
    "author": "[{name: {given: …, family: …}, orcid: 0000-0002-1825-0097, affiliations: [{ref: home}]}]",
    "affiliations": "[{id: home, name: …, city: …, country: …}]",
    "abstract": "…",
    "keywords": "[…, …]",
    "translations": "{en: {title: …, author: [… …], abstract: …, keywords: […, …]}}",
    "funding": "[{awards: [{id: …, source: [{name: …}]}]}]",
}
UNSAID_OF_PUBLICATION: dict[str, str] = {
    "type": "article               # or chapter, book, thesis, report",
    "container-title": "…          # the journal or the book in which the text appears",
    "editor": "[{given: …, family: …}]",
    "volume": "…",
    "issue": "…",
    "first-page": "1",
    "publisher": "…",
    "publisher-place": "…",
    "date": "2026",
    "doi": "10.…",
    "license": "CC BY 4.0",
}


def files_of(draft: Draft, name: str, imported: str) -> dict[str, bytes]:
    """Return the files of a manuscript by their path in its folder.

    Args:
        draft: what an importer made.
        name: the name of the text, without its suffix.
        imported: the name of the file that was imported, for the log.

    """
    files = {METADATA_FILE: _metadata(draft, f"{name}.md"), f"{name}.md": draft.text.rstrip("\n") + "\n"}
    if draft.references:
        files[REFERENCES] = _yaml({"references": [dict(item) for item in draft.references]})
    files[LOG] = log(draft, imported)
    return {**{path: text.encode() for path, text in files.items()}, **draft.files}


def _metadata(draft: Draft, text: str) -> str:
    lines = [f"# Made by sadar import. See {LOG} for what to look at; lines with # are to be filled in or removed.",
             *_keys(draft.metadata, UNSAID)]
    publication = draft.metadata.get("publication", {})
    lines += ["publication:" if publication else "# publication:"]
    lines += [line if line.startswith("#") else f"  {line}" for line in _keys(publication, UNSAID_OF_PUBLICATION, "  ")]
    if draft.references:
        lines.append(f"bibliography: {REFERENCES}")
    return "\n".join([*lines, *_lines({"contents": [text]})]) + "\n"


def _keys(said: Mapping[str, Any], unsaid: Mapping[str, str], indent: str = "") -> Iterator[str]:
    for key in [*unsaid, *(key for key in said if key not in unsaid and key != "publication")]:
        if key in said:
            yield from _lines({key: said[key]})
        else:
            yield f"# {indent}{key}: {unsaid[key]}"


def _lines(value: Any) -> list[str]:
    return _yaml(value).rstrip("\n").split("\n")


def _yaml(value: Any) -> str:
    yaml = YAML(typ="rt", pure=True)
    yaml.width = 10_000
    yaml.allow_unicode = True
    yaml.default_flow_style = False
    yaml.indent(mapping=2, sequence=2, offset=0)
    stream = io.StringIO()
    yaml.dump(_written(value), stream)
    return stream.getvalue()


def _written(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _written(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_written(item) for item in value]
    if isinstance(value, str) and "\n" in value:
        return LiteralScalarString(value.strip("\n") + "\n")
    return value


def log(draft: Draft, imported: str) -> str:
    """Return the log: every repair with its place, rule and certainty, then what a person must look at."""
    lines = [f"# Import of {_code(imported)}", "", f"## Repairs: {len(draft.changes)}", ""]
    for change in draft.changes:
        lines += [f"- {change.where}: {change.rule} ({change.certainty})", f"  - before: {_code(change.before)}",
                  f"  - after: {_code(change.after)}"]
    lines += ["", f"## To look at: {len(draft.questions)}", ""]
    for question in draft.questions:
        lines += [f"- {question.where}: {question.reason} ({question.code})", f"  - {_code(question.text)}"]
    return "\n".join(lines) + "\n"


def _code(text: str) -> str:
    """Return a text as a code span (CommonMark 6.1): nothing in it is read as markup."""
    if not text:
        return "nothing"
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{fence}{shown(text)}{fence}"
