"""The inspection of what was read: whatever no output could carry is named, with its line and what to do."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from sadar.bidi.base import DIRECTIONS, runs_right_to_left
from sadar.errors import ManuscriptError
from sadar.findings import Finding, Place, Severity
from sadar.manuscript import CROSS_REFERENCE, Manuscript, figures
from sadar.manuscript.folder import METADATA_FILE, inside
from sadar.manuscript.languages import script_of_language
from sadar.manuscript.tree import Node, attributes, plain, walk

#: Attributes that an author may give; others would be carried into an EPUB, scripts and styles among them.
ATTRIBUTES = {"lang", "dir", "width", "height", "alt", "desc", "start"}
#: What an author's link may be: an address on the web or of a person, or an id of the manuscript.
ADDRESS = re.compile(r"(https?://|mailto:)\S+|#\S+", re.IGNORECASE)
#: Identifiers and classes with this beginning are sadar's own, and so are those that pandoc's citeproc makes.
OWN = "sadar-"
RESERVED = {"csl-entry", "csl-bib-body", "references", "refs"}
GENERATED = (f"{OWN}heading-", f"{OWN}region-")
#: A longer running head would take two lines on the page.
LONGEST_HEAD = 60
GLUED_KEY = re.compile(r"\w@(\w+(?:[:.#$%&+?<>~/-]\w+)*)")
UNDEFINED_NOTE = re.compile(r"\[\^([^\]\s]+)\]")


@dataclass(frozen=True)
class Inspection:
    """Looks at a manuscript as it was read, before the passes."""

    manuscript: Manuscript

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong, errors and warnings."""
        nodes = list(walk(self.manuscript.blocks))
        yield from self._headers()
        yield from self._identifiers(nodes)
        identifiers = {attributes(node)[0] for node in nodes}
        yield from self._titles()
        yield from self._citations(nodes)
        for node in nodes:
            kind = node["t"]
            yield from self._attributes(node)
            if kind == "Note" and any(inner["t"] == "Note" for inner in walk(node["c"])):
                yield Finding("note-nested", "a note stands inside a note", self.manuscript.place_of("^["),
                              "put its text into the outer note, between brackets")
            elif kind == "Math" and runs_right_to_left(node["c"][1]):
                yield Finding("math-letters", f"right-to-left letters stand in a formula: {node['c'][1][:40]}",
                              self.manuscript.place_of(node["c"][1]), "put them outside of the $ marks")
            if kind in ("RawInline", "RawBlock"):
                yield from self._raw(*node["c"])
            elif kind == "Str":
                yield from self._undefined_notes(node["c"])
                yield from self._glued_keys(node["c"])
            elif kind == "Image":
                yield from self._image(node)
            elif kind == "Link":
                yield from self._link(node, identifiers)

    def _headers(self) -> Iterator[Finding]:
        for source in self.manuscript.sources:
            if source.name != METADATA_FILE and re.match(r"---[ \t]*\n", source.text):
                yield Finding("yaml-header", "a YAML header stands at the beginning of the text", Place(source.name, 1),
                              f"move its lines to {METADATA_FILE}")

    def _titles(self) -> Iterator[Finding]:
        if not self.manuscript.metadata.short_title and len(self.manuscript.text("title")) > LONGEST_HEAD:
            yield Finding("short-title", f"the title is too long for a running head: over {LONGEST_HEAD} letters",
                          Place(METADATA_FILE), "add a line “short-title: …”", Severity.WARNING)
        for name, blocks in self.manuscript.regions():
            kinds = {node["t"] for node in [*blocks, *(node for node in walk(blocks) if node["t"] == "Note")]}
            if name.startswith("statement") and kinds != {"Para"}:
                yield Finding("statement-form", "the statement of funding is to be plain paragraphs, without notes",
                              Place(METADATA_FILE), "write it as one sentence or several")
            if name.endswith("title") and [block["t"] for block in blocks] != ["Para"]:
                yield Finding("title-form", f"the {name} is not one plain line of text", Place(METADATA_FILE),
                              "put it between quotation marks if it begins with >, #, - or a number with a point")

    def _identifiers(self, nodes: list[Node]) -> Iterator[Finding]:
        counts = Counter(identifier for node in nodes if (identifier := attributes(node)[0]))
        for identifier, count in counts.items():
            if count > 1:
                yield Finding("id-twice", f"the id “{identifier}” is given {count} times",
                              self.manuscript.place_of(f"#{identifier}"), "give each its own: {#another-id}")

    def _raw(self, form: str, text: str) -> Iterator[Finding]:
        yield Finding("raw-markup", f"raw {form} “{text.strip()[:40]}” can't be carried into every output",
                      self.manuscript.place_of(text.strip().split("\n")[0]),
                      "write it as Markdown: **strong**, *emphasis*, [text]{lang=…}; \\< for a plain <")

    def _attributes(self, node: Node) -> Iterator[Finding]:
        identifier, classes, pairs = attributes(node)
        for key in sorted(set(pairs) - ATTRIBUTES):
            yield Finding("attribute-unknown", f"the attribute “{key}” can't be carried into every output",
                          self.manuscript.place_of(f"{key}="), f"remove it; known are {', '.join(sorted(ATTRIBUTES))}")
        if "lang" in pairs:
            try:
                script_of_language(pairs["lang"])
            except ValueError as error:
                yield Finding("language-unknown", str(error), self.manuscript.place_of(pairs["lang"]),
                              "write he, ar, fa, yi, en, de, ru, …")
        if pairs.get("dir", "ltr") not in DIRECTIONS:
            yield Finding("direction-unknown", f"“{pairs['dir']}” is no direction",
                          self.manuscript.place_of(pairs["dir"]), f"write one of {', '.join(sorted(DIRECTIONS))}")
        for name in (identifier, *classes):
            if name in RESERVED or (name.startswith(OWN) and not name.startswith(GENERATED)):
                yield Finding("name-taken", f"the name “{name}” is sadar's own",
                              self.manuscript.place_of(name), "give it another name")

    def _undefined_notes(self, text: str) -> Iterator[Finding]:
        for match in UNDEFINED_NOTE.finditer(text):
            yield Finding("note-undefined", f"the note {match.group()} is called but never defined",
                          self.manuscript.place_of(match.group()), f"add a line “{match.group()}: …”")

    def _glued_keys(self, text: str) -> Iterator[Finding]:
        for match in GLUED_KEY.finditer(text):
            if (key := match.group(1)) in self.manuscript.references:
                yield Finding("citation-glued", f"the key @{key} stands at a word, and is not read as a citation",
                              self.manuscript.place_of(match.group()), f"put a maqaf between: ו־@{key} is set joined")

    def _citations(self, nodes: list[Node]) -> Iterator[Finding]:
        cited = (citation["citationId"] for node in nodes if node["t"] == "Cite" for citation in node["c"][0])
        for node in nodes:
            if node["t"] == "Cite" and any(inner["t"] in ("Cite", "Note") for inner in walk(node["c"][0])):
                yield Finding("citation-nested", "a citation or a note stands inside a citation",
                              self.manuscript.place_of_key(node["c"][0][0]["citationId"]), "put it behind the bracket")
        for key, count in Counter(cited).items():
            if CROSS_REFERENCE.match(key) or key in self.manuscript.references:
                continue  # cross-references are judged where they are resolved
            near = difflib.get_close_matches(key, self.manuscript.references, n=1)
            times = f", and cited {count} times" if count > 1 else ""
            yield Finding("citation-unknown", f"the key @{key} is in no reference list{times}",
                          self.manuscript.place_of_key(key),
                          f"{f'write @{near[0]}' if near else 'correct it'}, or add the work to the reference list")

    def _image(self, node: Node) -> Iterator[Finding]:
        url = node["c"][2][0]
        place = self.manuscript.place_of(f"]({url}", f"](<{url}", f"]: {url}", url, quote(url))
        try:
            path = inside(self.manuscript.folder, url, asked_by=place.file, line=place.line)
        except ManuscriptError as error:
            yield from error.findings
            return
        for fault, line in figures.faults(path):
            yield Finding("figure", f"the figure “{url}” can't be taken: {fault}", Place(url, line) if line else place,
                          "save it anew as PNG, JPEG or plain SVG that stands by itself")
        if not (attributes(node)[2].get("alt") or plain(node["c"][1]).strip()):
            yield Finding("figure-alt", f"the figure “{url}” has no alternative text", place,
                          "add {fig-alt=\"…\"} after it, for those who can't see it", Severity.WARNING)

    def _link(self, node: Node, identifiers: set[str]) -> Iterator[Finding]:
        url = node["c"][2][0]
        if not ADDRESS.fullmatch(url):
            yield Finding("link-address", f"the link leads to “{url}”, which is no address on the web",
                          self.manuscript.place_of(f"({url}", url),
                          "begin it with https:// or mailto:, or with # for a place in the manuscript")
        if url.startswith("#") and url[1:] not in identifiers:
            yield Finding("link-target", f"the link leads to {url}, which is no id in the manuscript",
                          self.manuscript.place_of(f"({url}"), "correct it, or give the heading that id: {" + url + "}")

