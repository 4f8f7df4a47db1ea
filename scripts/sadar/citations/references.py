"""The reference list: CSL YAML or JSON, BibTeX or RIS becomes CSL JSON items, each with its place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sadar import pandoc
from sadar.citations.names import LETTER_OF
from sadar.errors import ManuscriptError, SadarError
from sadar.findings import Finding, Place
from sadar.manuscript import Reference, Source
from sadar.manuscript.folder import METADATA_FILE, read_text
from sadar.manuscript.metadata import Metadata
from sadar.manuscript.yaml_source import YamlSource

#: The forms that pandoc parses, by the suffix of the file. BibLaTeX's reader takes BibTeX's files too.
PANDOC_FORMS = {".bib": "biblatex", ".bibtex": "bibtex", ".ris": "ris"}
IN_BIBTEX = re.compile(r"@\w+\s*[{(]\s*([^,\s]+)\s*,")
#: Where a key stands in a line of each form.
PLACES = {".json": re.compile(r'"id"\s*:\s*"?([^",}\s]+)'), ".ris": re.compile(r"^ID  - (\S+)"),
          ".bib": IN_BIBTEX, ".bibtex": IN_BIBTEX}
YEAR = re.compile(r"-?\d{1,6}", re.ASCII)
#: Fields of CSL JSON that are lists or tables by their nature, and are not printed.
LISTED = {"categories", "custom", "keyword"}
#: Variables of CSL 1.0.2 that hold names, and those that hold dates.
NAMES = frozenset({"author", "chair", "collection-editor", "compiler", "composer", "container-author", "contributor",
                   "curator", "director", "editor", "editorial-director", "editor-translator", "executive-producer",
                   "guest", "host", "illustrator", "interviewer", "narrator", "organizer", "original-author",
                   "performer", "producer", "recipient", "reviewed-author", "script-writer", "series-creator",
                   "translator"})
DATES = frozenset({"accessed", "available-date", "event-date", "issued", "original-date", "submitted"})
#: Letters that no output can carry, and those that stand for others on the way through citeproc (``names``).
UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufffe\uffff]"
                   f"|[{''.join(LETTER_OF)}]")


def read_references(folder: Path, metadata: Metadata) -> dict[str, Reference]:
    """Read every file that the metadata name under ``bibliography``.

    Returns:
        The works by key, in the order of the files.

    Raises:
        ManuscriptError: a list can't be parsed, an item has no id or type, or a key is there twice.

    """
    references: dict[str, Reference] = {}
    findings: list[Finding] = []
    for name in metadata.bibliography:
        for item, place in _items(read_text(folder, name, asked_by=METADATA_FILE)):
            item = {key: _text(value) for key, value in item.items() if value is not None}
            findings += _faults(item, place, references)
            references.setdefault(str(item.get("id")), Reference({**item, "id": str(item.get("id"))}, place))
    if findings:
        raise ManuscriptError(findings)
    return references


def _items(source: Source) -> Iterator[tuple[dict[str, Any], Place]]:
    suffix = Path(source.name).suffix.lower()
    if suffix in (".yaml", ".yml"):
        yield from _yaml_items(source)
    elif suffix == ".json":
        yield from _json_items(source)
    elif suffix in PANDOC_FORMS:
        lines = _lines_of(source, PLACES[suffix])
        for item in _parsed(source, PANDOC_FORMS[suffix]):
            yield item, Place(source.name, lines.get(str(item.get("id")), 0))
    else:
        raise ManuscriptError.one("references-form", f"“{source.name}” is no form of reference list known here",
                                  file=source.name, remedy="use CSL .yaml or .json, BibTeX .bib, or .ris")


def _yaml_items(source: Source) -> Iterator[tuple[dict[str, Any], Place]]:
    yaml = YamlSource(source)
    value = yaml.value
    path: tuple[str, ...] = ()
    if isinstance(value, dict):
        value, path = value.get("references"), ("references",)
    if not isinstance(value, list):
        raise ManuscriptError.one("references-form", "the file holds no list of references", file=source.name, line=1,
                                  remedy="begin with “references:” and a list of works, each with “id:” and “type:”")
    for number, item in enumerate(value):
        place = Place(source.name, yaml.line([*path, number]))
        if not isinstance(item, dict):
            raise ManuscriptError.one("references-form", "this is no work: it has no keys", file=place.file,
                                      line=place.line, remedy="write “- id: …”, “type: …” and the rest in lines")
        yield _csl(item), place


def _json_items(source: Source) -> Iterator[tuple[dict[str, Any], Place]]:
    try:
        value = json.loads(source.text)
    except json.JSONDecodeError as error:
        raise ManuscriptError.one("references-syntax", f"this is not valid JSON: {error.msg}", file=source.name,
                                  line=error.lineno, remedy="correct it there, or export the list again") from None
    except (RecursionError, ValueError):
        raise ManuscriptError.one("references-syntax", "a number is too long, or values are nested too deeply",
                                  file=source.name, remedy="export the list again, as CSL JSON") from None
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ManuscriptError.one("references-form", "the file holds no list of works", file=source.name, line=1,
                                  remedy="export the list as CSL JSON: [{\"id\": …}, …]")
    lines = _lines_of(source, PLACES[".json"])
    for item in value:
        yield item, Place(source.name, lines.get(str(item.get("id")), 0))


def _lines_of(source: Source, place: re.Pattern[str]) -> dict[str, int]:
    """Return the line of each key, found in one pass: lists of thousands of works are common."""
    lines: dict[str, int] = {}
    for number, line in enumerate(source.text.split("\n"), start=1):
        for match in place.finditer(line):
            lines.setdefault(match.group(1), number)
    return lines


def _parsed(source: Source, form: str) -> list[dict[str, Any]]:
    try:
        items = pandoc.bibliography_items(source.text, form)
    except SadarError as error:
        if error.findings[0].code != "pandoc-failed":
            raise
        reason = error.findings[0].message
        line = re.search(r"line (\d+)", reason)
        raise ManuscriptError.one("references-syntax", f"the list can't be parsed as {form}: {_last_line(reason)}",
                                  file=source.name, line=int(line.group(1)) if line else 0,
                                  remedy="look for a brace or comma that is missing there") from None
    if not items and source.text.strip():
        raise ManuscriptError.one("references-syntax", f"no work was found in the file when read as {form}",
                                  file=source.name, line=1, remedy="check that its suffix says what it is")
    return items


def _last_line(reason: str) -> str:
    return [line for line in reason.split("\n") if line.strip()][-1].strip()


def _csl(item: dict[str, Any]) -> dict[str, Any]:
    """Bring a date written as in pandoc's YAML (``issued: 1974``, or keys year, month, day) to ``date-parts``."""
    result = dict(item)
    for key in DATES & set(item):
        value = item.get(key)
        if isinstance(value, int):
            result[key] = {"date-parts": [[value]]}
        elif isinstance(value, str):
            parts = [int(part) for part in value.split("-") if part.isdigit()]
            well_formed = re.fullmatch(r"\d{4}(-\d{1,2}){0,2}", value)
            result[key] = {"date-parts": [parts]} if well_formed else {"literal": value}
        elif isinstance(value, dict) and "year" in value:
            result[key] = {"date-parts": [[value[part] for part in ("year", "month", "day") if part in value]]}
    return result


def _faults(item: dict[str, Any], place: Place, known: dict[str, Reference]) -> Iterator[Finding]:
    key = item.get("id")
    if key in (None, ""):
        yield Finding("reference-id", "this work has no id", place, "give it one: “id: cohen2003”")
        return
    if str(key) in known:
        yield Finding("reference-twice", f"the key “{key}” is given twice; first in {known[str(key)].place}", place,
                      "remove one of the works, or give it another id")
    if not item.get("type"):
        yield Finding("reference-type", f"the work “{key}” has no type", place, "say what it is: “type: book”")
    for field in sorted(NAMES & set(item)):
        if not (isinstance(item[field], list) and all(
                isinstance(name, dict) and all(isinstance(part, str | bool) for part in name.values()) and any(
                    name.get(part) for part in ("family", "given", "literal")) for name in item[field])):
            yield Finding("reference-names", f"the {field} of the work “{key}” is no list of names", place,
                          f"write it so: “{field}: [{{family: …, given: …}}]”, or {{literal: …}} for a body")
    for field in sorted(DATES & set(item)):
        if not _is_date(item[field]):
            yield Finding("reference-date", f"the date “{field}” of the work “{key}” can't be read", place,
                          "write a year, 2021-05-17, or {date-parts: [[2021, 5]]}")
    for field, value in item.items():
        if field not in NAMES | DATES | LISTED and not isinstance(value, str):
            yield Finding("reference-value", f"the {field} of the work “{key}” is no text", place,
                          "write one text; put it between quotation marks if it begins with [ or {")
        if unfit := UNFIT.search(" ".join(_strings(value))):
            yield Finding("reference-letter", f"the {field} of the work “{key}” holds the character "
                          f"U+{ord(unfit.group()):04X}", place, "remove it: no output can carry it")


def _text(value: Any) -> Any:
    """Return numbers as texts, as people write ``volume: 5``; other values as they are."""
    if isinstance(value, list):
        return [_text(part) for part in value]
    if isinstance(value, dict):
        return {key: part if key == "date-parts" else _text(part) for key, part in value.items() if part is not None}
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _strings(part)


def _is_date(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    parts = value.get("date-parts")
    if parts is None:
        return bool({"literal", "raw", "season"} & set(value))
    return isinstance(parts, list) and all(
        isinstance(date, list) and date and all(YEAR.fullmatch(str(part)) for part in date) for date in parts)
