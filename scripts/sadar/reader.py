"""The reader: a manuscript's folder becomes a Manuscript, or every fault of its texts is named at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sadar import pandoc
from sadar.citations.references import read_references
from sadar.errors import ManuscriptError
from sadar.findings import Finding, Place, Severity
from sadar.inspection import Inspection
from sadar.manuscript import Manuscript, Source, region
from sadar.manuscript.folder import METADATA_FILE, read_text, texts_in
from sadar.manuscript.metadata import Metadata
from sadar.manuscript.metadata_file import read_metadata
from sadar.manuscript.tree import Blocks, Node, attributes, plain, rewrite, walk, with_attributes, without_notes

OWN_HEADING = "sadar-heading-{}"
COMMENT = re.compile(r"\s*(<!--((?!-->).)*-->\s*)+", re.DOTALL)
WRITTEN_ID = re.compile(r"\{[^{}\n]*#([^\s{}]+)[^{}\n]*\}")
LISTS = {"BulletList", "OrderedList", "DefinitionList"}
ASCII_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]*")


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
    document, warned = pandoc.read_markdown(sources, _strings(metadata))
    document = _cleaned(document, sources)
    blocks = document["blocks"]
    if not plain(blocks).strip() and not any(node["t"] in ("Image", "Math") for node in walk(blocks)):
        raise ManuscriptError.one("text-empty", "the text is empty", file=names[0], remedy="write the text there")
    regions = _regions(document["meta"], blocks)
    manuscript = Manuscript(folder, metadata, regions, read_references(folder, metadata),
                            (*sources, read_text(folder, METADATA_FILE)), tuple(document["pandoc-api-version"]))
    findings = [*_warned(warned), *Inspection(manuscript).findings()]
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        raise ManuscriptError(errors)
    return manuscript, findings


#: What an author calls the short and the long description of a figure, in the manner of Quarto.
FIGURE_TEXTS = {"fig-alt": "alt", "fig-desc": "desc"}


def _strings(metadata: Metadata) -> dict[str, str]:
    """Return the texts of the metadata that may hold Markdown; a last line feed makes pandoc read blocks."""
    strings = {"title": metadata.title, "subtitle": metadata.subtitle, "short-title": metadata.short_title,
               "abstract": metadata.abstract}
    for number, funding in enumerate(metadata.funding, start=1):
        strings[f"statement-{number}"] = funding.statement
    for lang, translation in metadata.translations.items():
        strings |= {f"{lang}-title": translation.title, f"{lang}-subtitle": translation.subtitle,
                    f"{lang}-abstract": translation.abstract}
    return {name: f"{_inline(text) if name.endswith('title') else text.strip()}\n"
            for name, text in strings.items() if text}


def _inline(text: str) -> str:
    """Escape the beginning of a title that Markdown would take for a list, a heading or a quotation: “1948. …”."""
    text = re.sub(r"^(\(?(?:\d+|[A-Za-z]+|#|@\w*))([.)])(?=\s)", r"\1\\\2", " ".join(text.split()))
    return re.sub(r"^([-+*:|](?=\s)|[>#~%])", r"\\\1", text)


def _regions(meta: dict[str, Any], body: Blocks) -> Blocks:
    made = []
    for name, value in meta.items():
        blocks = value["c"] if value["t"] == "MetaBlocks" else [{"t": "Para", "c": value["c"]}]
        made.append(region(name, blocks))
    return [*made, region("body", body)]


def _cleaned(tree: Any, sources: Sequence[Source]) -> Any:
    """Return what pandoc read without comments, with identifiers as the author wrote them, ``fig-alt`` as ``alt``.

    Identifiers that pandoc made of headings are made unique over all texts, and ASCII, which bookmarks in Word and old
    readers need.
    """
    written = {name for source in sources for name in WRITTEN_ID.findall(source.text)}
    names: dict[str, str] = {}
    taken: set[str] = set()
    numbers = count(1)

    for identifier in filter(None, (attributes(node)[0] for node in walk(tree))):
        own = pandoc.without_file_prefix(identifier)
        usable = ASCII_ID.fullmatch(own) and own not in taken
        if identifier not in names:
            names[identifier] = own if own in written or usable else OWN_HEADING.format(next(numbers))
            taken.add(names[identifier])
    elsewhere = {pandoc.without_file_prefix(identifier): name for identifier, name in reversed(names.items())}

    def target(identifier: str) -> str:
        own = pandoc.without_file_prefix(identifier)
        return names.get(identifier) or elsewhere.get(own, own)

    def change(node: Node) -> Node | None:
        kind = node["t"]
        if kind in ("RawInline", "RawBlock") and node["c"][0] == "html" and COMMENT.fullmatch(node["c"][1]):
            return None
        identifier, classes, pairs = attributes(node)
        if identifier or not FIGURE_TEXTS.keys().isdisjoint(pairs):
            pairs = {FIGURE_TEXTS.get(key, key): value for key, value in pairs.items()}
            node = with_attributes(node, names.get(identifier, ""), classes, pairs)
        if kind == "Link" and node["c"][2][0].startswith("#"):
            attr, inlines, (url, title) = node["c"]
            node = {**node, "c": [attr, inlines, [f"#{target(unquote(url[1:]))}", title]]}
        if kind == "Image":  # pandoc repeats a caption, its notes too, as the alternative text
            attr, inlines, (url, title) = node["c"]
            node = {**node, "c": [attr, without_notes(inlines), [unquote(url), title]]}
        if kind in LISTS:
            node = {**node, "c": _with_paragraphs(node["c"])}
        return node

    return rewrite(tree, change)


def _with_paragraphs(content: Any) -> Any:
    """Make paragraphs of an item's blocks where there are several: pandoc runs them together in HTML."""
    if isinstance(content, list):
        if sum(isinstance(item, dict) and item.get("t") == "Plain" for item in content) > 1:
            return [{**item, "t": "Para"} if item["t"] == "Plain" else item for item in content]
        return [_with_paragraphs(item) for item in content]
    return content


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
