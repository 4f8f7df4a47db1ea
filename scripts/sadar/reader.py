"""The reader: a manuscript's folder becomes a Manuscript, or every fault of its texts is named at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sadar import pandoc
from sadar.citations.references import read_references
from sadar.errors import ManuscriptError
from sadar.findings import Finding, Place, Severity
from sadar.manuscript import CROSS_REFERENCE, Manuscript, drawings, region
from sadar.manuscript.folder import LARGEST_FIGURE, METADATA_FILE, inside, read_text, texts_in
from sadar.manuscript.metadata import Metadata
from sadar.manuscript.metadata_file import read_metadata
from sadar.manuscript.tree import Blocks, Node, attributes, plain, rewrite, walk, with_attributes

FIGURE_KINDS = {".svg", ".png", ".jpg", ".jpeg"}
ASCII_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]*")
UNDEFINED_NOTE = re.compile(r"\[\^([^\]\s]+)\]")


def read(folder: Path) -> tuple[Manuscript, list[Finding]]:
    """Read the manuscript in ``folder``; the findings that come with it are warnings.

    Raises:
        ManuscriptError: with every error found in the metadata, or else in texts and references.
        MissingToolError: pandoc is not there.

    """
    metadata, yaml = read_metadata(folder)
    names = list(metadata.contents) or texts_in(folder)
    if not names:
        raise ManuscriptError.one("text-missing", "the folder has no text", file=str(folder),
                                  remedy="add a file such as article.md, or name the files under “contents:”")
    sources = tuple(read_text(folder, name, line=yaml.line(["contents", number])) for number, name in enumerate(names))
    pandoc.require()
    document, warned = pandoc.read_markdown(folder, names, _strings(metadata))
    blocks = _without_prefixes(document["blocks"], [pandoc.file_prefix(folder, name) for name in names])
    if not plain(blocks).strip():
        raise ManuscriptError.one("text-empty", "the text is empty", file=names[0], remedy="write the text there")
    manuscript = Manuscript(folder, metadata, _regions(document["meta"], blocks), read_references(folder, metadata),
                            sources, tuple(document["pandoc-api-version"]))
    findings = [*_warned(warned), *_Inspection(manuscript).findings()]
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        raise ManuscriptError(errors)
    return manuscript, findings


def _strings(metadata: Metadata) -> dict[str, Any]:
    """Return the texts of the metadata that may hold Markdown; a last line feed makes pandoc read blocks."""
    strings: dict[str, Any] = {"title": metadata.title, "subtitle": metadata.subtitle,
                               "short-title": metadata.short_title or metadata.title, "abstract": metadata.abstract}
    for number, funding in enumerate(metadata.funding, start=1):
        strings[f"statement-{number}"] = funding.statement
    for lang, translation in metadata.translations.items():
        strings |= {f"{lang}-title": translation.title, f"{lang}-subtitle": translation.subtitle,
                    f"{lang}-abstract": translation.abstract}
    return {name: f"{text.strip()}\n" for name, text in strings.items() if text}


def _regions(meta: dict[str, Any], body: Blocks) -> Blocks:
    made = []
    for name, value in meta.items():
        blocks = value["c"] if value["t"] == "MetaBlocks" else [{"t": "Para", "c": value["c"]}]
        made.append(region(name, blocks))
    return [*made, region("body", body)]


def _without_prefixes(blocks: Blocks, prefixes: Sequence[str]) -> Blocks:
    """Take off the file names that ``--file-scope`` puts before identifiers: they must be unique all the same.

    Identifiers that pandoc made of Hebrew headings get ASCII names, which bookmarks in Word and old readers need.
    """
    plain_names: dict[str, str] = {}

    def bare(identifier: str) -> str:
        for prefix in prefixes:
            identifier = identifier.removeprefix(prefix)
        if ASCII_ID.fullmatch(identifier) or not identifier:
            return identifier
        return plain_names.setdefault(identifier, f"section-{len(plain_names) + 1}")

    def change(node: Node) -> Node:
        identifier, classes, pairs = attributes(node)
        if identifier:
            node = with_attributes(node, bare(identifier), classes, pairs)
        if node["t"] == "Link" and node["c"][2][0].startswith("#"):
            attr, inlines, (url, title) = node["c"]
            node = {**node, "c": [attr, inlines, [f"#{bare(url[1:])}", title]]}
        return node

    fixed: Blocks = rewrite(blocks, change)
    return fixed


def _warned(warned: Sequence[pandoc.Warned]) -> Iterator[Finding]:
    said = {
        "NoteDefinedButNotUsed": ("note-unused", "the note [^{}] is never called",
                                  "put [^{}] where it belongs, or remove the note"),
        "DuplicateNoteReference": ("note-twice", "the note [^{}] is defined twice", "give one of them another id"),
        "DuplicateLinkReference": ("link-twice", "the link [{}] is defined twice", "remove one of the definitions"),
    }
    for entry in warned:
        place = Place(entry.file, entry.line)
        if entry.kind in said:
            code, message, remedy = said[entry.kind]
            yield Finding(code, message.format(entry.about), place, remedy.format(entry.about))
        elif entry.kind not in ("MissingCharacter", "NoTitleElement"):
            yield Finding("markdown", f"{entry.kind}: {entry.about}", place, "see the Markdown there",
                          Severity.WARNING)


@dataclass(frozen=True)
class _Inspection:
    """Looks at a tree for what no output could carry."""

    manuscript: Manuscript

    def findings(self) -> Iterator[Finding]:
        nodes = list(walk(self.manuscript.blocks))
        yield from self._headers()
        yield from self._identifiers(nodes)
        for node in nodes:
            kind = node["t"]
            if kind in ("RawInline", "RawBlock"):
                yield from self._raw(*node["c"])
            elif kind == "Str":
                yield from self._undefined_notes(node["c"])
            elif kind == "Cite":
                yield from self._cite(node)
            elif kind == "Image":
                yield from self._image(node)
            elif kind == "Link":
                yield from self._link(node, nodes)

    def _headers(self) -> Iterator[Finding]:
        for source in self.manuscript.sources:
            if re.match(r"---[ \t]*\n", source.text):
                yield Finding("yaml-header", "a YAML header stands at the beginning of the text", Place(source.name, 1),
                              f"move its lines to {METADATA_FILE}")

    def _identifiers(self, nodes: list[Node]) -> Iterator[Finding]:
        counts = Counter(identifier for node in nodes if (identifier := attributes(node)[0]))
        for identifier, count in counts.items():
            if count > 1:
                yield Finding("id-twice", f"the id “{identifier}” is given {count} times",
                              self.manuscript.place_of(f"#{identifier}"), "give each its own: {#another-id}")

    def _raw(self, form: str, text: str) -> Iterator[Finding]:
        if not re.fullmatch(r"\s*(<!--.*?-->\s*)+", text, re.DOTALL):
            yield Finding("raw-markup", f"raw {form} “{text.strip()[:40]}” can't be carried into every output",
                          self.manuscript.place_of(text.strip().split("\n")[0]),
                          "write it as Markdown: **strong**, *emphasis*, [text]{lang=…}; \\< for a plain <")

    def _undefined_notes(self, text: str) -> Iterator[Finding]:
        for match in UNDEFINED_NOTE.finditer(text):
            yield Finding("note-undefined", f"the note {match.group()} is called but never defined",
                          self.manuscript.place_of(match.group()), f"add a line “{match.group()}: …”")

    def _cite(self, node: Node) -> Iterator[Finding]:
        for citation in node["c"][0]:
            key = citation["citationId"]
            if CROSS_REFERENCE.match(key):
                continue  # judged where cross-references are resolved
            if key not in self.manuscript.references:
                yield Finding("citation-unknown", f"the key @{key} is in no reference list",
                              self.manuscript.place_of(f"@{key}", f"@{{{key}}}"),
                              "correct the key, or add the work to the reference list")

    def _image(self, node: Node) -> Iterator[Finding]:
        url = node["c"][2][0]
        place = self.manuscript.place_of(f"]({url}", f"]: {url}", url)
        try:
            path = inside(self.manuscript.folder, url, asked_by=place.file, line=place.line)
        except ManuscriptError as error:
            yield from error.findings
            return
        if path.suffix.lower() not in FIGURE_KINDS:
            yield Finding("figure-kind", f"“{url}” is no kind of figure that every output takes", place,
                          f"convert it to one of {', '.join(sorted(FIGURE_KINDS))}")
        elif path.stat().st_size > LARGEST_FIGURE:
            yield Finding("figure-large", f"“{url}” is larger than {LARGEST_FIGURE >> 20} MiB", place,
                          "make it smaller: 300 dots per inch at its printed size are enough")
        elif path.suffix.lower() == ".svg":
            for fault, line in drawings.faults(path.read_bytes()):
                yield Finding("figure-drawing", f"this drawing can't be taken: {fault}", Place(url, line),
                              "save it as plain SVG that stands by itself, or as PNG")
        if not (attributes(node)[2].get("fig-alt") or attributes(node)[2].get("alt") or plain(node["c"][1]).strip()):
            yield Finding("figure-alt", f"the figure “{url}” has no alternative text", place,
                          "add {fig-alt=\"…\"} after it, for those who can't see it", Severity.WARNING)

    def _link(self, node: Node, nodes: list[Node]) -> Iterator[Finding]:
        url = node["c"][2][0]
        if url.startswith("#") and url[1:] not in {attributes(other)[0] for other in nodes}:
            yield Finding("link-target", f"the link leads to {url}, which is no id in the manuscript",
                          self.manuscript.place_of(f"({url}"), "correct it, or give the heading that id: {" + url + "}")

