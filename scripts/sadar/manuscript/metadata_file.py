"""``manuscript.yaml`` read and validated: all its faults at once, each with its line, key and remedy."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sadar.errors import ManuscriptError
from sadar.findings import Finding, Place
from sadar.manuscript.folder import METADATA_FILE, inside, read_text
from sadar.manuscript.metadata import Metadata, Record
from sadar.manuscript.yaml_source import YamlSource

#: pydantic's kinds of fault that have a plainer name here: what the value should have been.
EXPECTED = {
    "string_type": "a text", "list_type": "a list", "dict_type": "keys and values", "model_type": "keys and values",
    "int_type": "a whole number", "int_parsing": "a whole number", "int_from_float": "a whole number",
    "bool_type": "true or false", "string_too_short": "a text that is not empty",
}
REMEDIES = {"date": "write 2021, 2021-05 or 2021-05-17", "slug": "use Latin letters, digits, points and hyphens",
            "lang": "use a BCP 47 code such as he, ar, fa, yi, en or ru"}


def read_metadata(folder: Path) -> tuple[Metadata, YamlSource]:
    """Read ``manuscript.yaml`` of a folder.

    Raises:
        ManuscriptError: it is missing, is no YAML, or says something that is not valid.

    """
    if not folder.is_dir():
        raise ManuscriptError.one("folder-missing", f"there is no folder {folder}",
                                  remedy="name the folder of the manuscript, or make one with: sadar new FOLDER")
    if not (folder / METADATA_FILE).exists():
        empty = not any(folder.iterdir())
        raise ManuscriptError.one(
            "metadata-missing", f"the folder {'is empty' if empty else 'has no ' + METADATA_FILE}", file=str(folder),
            remedy="make a manuscript with: sadar new FOLDER" if empty else
            f"write {METADATA_FILE} with at least “title:” and “lang:”, or see a small one with: sadar new FOLDER")
    source = YamlSource(read_text(folder, METADATA_FILE))
    value = source.value
    if not isinstance(value, dict):
        raise ManuscriptError.one("metadata-form", "the file should hold keys and values", file=source.name, line=1,
                                  remedy="begin with lines such as “title: …” and “lang: he”")
    try:
        metadata = Metadata.model_validate(value)
    except ValidationError as error:
        raise ManuscriptError(_findings(error, source)) from None
    findings = list(_check_references(metadata, source, folder))
    if findings:
        raise ManuscriptError(findings)
    return metadata, source


def _findings(error: ValidationError, source: YamlSource) -> Iterator[Finding]:
    for detail in error.errors():
        path = [step for step in detail["loc"] if step != "[key]"]
        yield _finding(detail, path, Place(source.name, source.line(path)))


def _finding(detail: ErrorDetails, path: Sequence[str | int], place: Place) -> Finding:
    key = _dotted(path)
    last = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    kind, message = detail["type"], detail["msg"].removeprefix("Value error, ")
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(last, _known_keys(path[:-1]), n=1, cutoff=0.5)
        remedy = f"did you mean “{near[0]}”?" if near else f"known here: {', '.join(_known_keys(path[:-1]))}"
        return Finding("metadata-unknown-key", f"the key “{key}” is not known", place, remedy)
    if kind == "missing":
        return Finding("metadata-missing-key", f"the key “{key}” is missing", place, f"add a line “{last}: …”")
    if kind in EXPECTED:
        return Finding("metadata-type", f"“{key}” should be {EXPECTED[kind]}, but is {_shown(detail['input'])}", place,
                       "correct the value; a text with a colon or a # in it needs quotation marks")
    remedy = REMEDIES.get(last, "correct the value, or remove the line")
    return Finding("metadata-value", f"“{key}”: {message}; found {_shown(detail['input'])}", place, remedy)


def _dotted(path: Sequence[str | int]) -> str:
    parts: list[str] = []
    for step in path:
        if isinstance(step, int):
            parts[-1:] = [f"{parts[-1] if parts else ''}[{step + 1}]"]
        else:
            parts.append(step)
    return ".".join(parts)


def _shown(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, dict | list):
        return "keys and values" if isinstance(value, dict) else "a list"
    return f"“{str(value)[:60]}”"


def _known_keys(path: Sequence[str | int]) -> list[str]:
    """Return the keys that the record at ``path`` takes, found by walking the types."""
    model: type[BaseModel] = Metadata
    for step in path:
        field = model.model_fields.get(str(step).replace("-", "_"))
        if field is not None:
            model = _record_in(field.annotation) or model
    return [name.replace("_", "-") for name in model.model_fields]


def _record_in(annotation: Any) -> type[Record] | None:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    for part in (*getattr(annotation, "__args__", ()), *getattr(annotation, "__metadata__", ())):
        if found := _record_in(part):
            return found
    return None


def _check_references(metadata: Metadata, source: YamlSource, folder: Path) -> Iterator[Finding]:
    known = [affiliation.id for affiliation in metadata.affiliations]
    for number, author in enumerate(metadata.author):
        for affiliation in author.affiliations:
            if affiliation.ref not in known:
                near = difflib.get_close_matches(affiliation.ref, known, n=1)
                yield Finding(
                    "affiliation-unknown", f"{author.name.full} refers to the affiliation “{affiliation.ref}”, which "
                    "is not in the list “affiliations”", Place(source.name, source.line(["author", number])),
                    f"did you mean “{near[0]}”?" if near else "add it to “affiliations”, with this id")
    for number, affiliation_id in enumerate(known):
        if affiliation_id in known[:number]:
            yield Finding("affiliation-twice", f"the affiliation “{affiliation_id}” is given twice",
                          Place(source.name, source.line(["affiliations", number])), "give one of them another id")
    for number, funding in enumerate(metadata.funding):
        for award in funding.awards:
            if funding.statement and award.id and award.id not in funding.statement:
                yield Finding("award-unsaid", f"the statement does not name the award “{award.id}”",
                              Place(source.name, source.line(["funding", number, "statement"])),
                              "name it there, or leave the statement out: the sentence is then composed")
    for number, name in enumerate(metadata.contents):
        if name in metadata.contents[:number]:
            yield Finding("contents-twice", f"the text “{name}” is named twice",
                          Place(source.name, source.line(["contents", number])), "remove one of the lines")
    named: list[tuple[list[str | int], str]] = [
        ([key, number], name) for key in ("bibliography", "contents")
        for number, name in enumerate(getattr(metadata, key))]
    if metadata.csl and "." in metadata.csl:
        named.append((["csl"], metadata.csl))
    for path, name in named:
        try:
            inside(folder, name, asked_by=source.name, line=source.line(path))
        except ManuscriptError as error:
            yield from error.findings
