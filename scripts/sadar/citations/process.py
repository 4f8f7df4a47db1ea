"""The pass that resolves citations: citeproc once per language of the works, each work said in its own.

Citeproc sets a whole list in one language. So it runs over the whole document once for every language among the
works, which keeps disambiguation and year suffixes in agreement, and each citation and each entry is then taken
from the run of its work's language.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sadar import pandoc
from sadar.errors import ManuscriptError, SadarError
from sadar.findings import Finding
from sadar.manuscript import Manuscript, Reference
from sadar.manuscript.languages import language_of, script_of_language
from sadar.manuscript.tree import Blocks, Node, attributes, header, rewrite, walk, with_attributes, words

#: Ends a term that is a prefix of the next word (Hebrew “and”); the style's terms write it, this pass joins there.
JOINS = "\ue000"
ENTRY = "ref-"


def cite(manuscript: Manuscript, csl: Path, heading: str) -> Manuscript:
    """Resolve all citations and add the region ``bibliography``.

    Raises:
        ManuscriptError: a work that is cited has no entry in the list that the CSL style makes.

    """
    cited = {citation["citationId"] for node in walk(manuscript.blocks) if node["t"] == "Cite"
             for citation in node["c"][0]}
    if not cited:
        return manuscript
    document_lang = manuscript.metadata.lang
    langs = {key: work_language(reference, document_lang) for key, reference in manuscript.references.items()}
    needed = sorted({document_lang, *(langs[key] for key in cited)})
    runs = {lang: _joined(_run(manuscript, csl, lang)) for lang in needed}
    blocks = _own_citations(manuscript.blocks, runs, lambda keys: _citation_language(keys, langs, document_lang))
    entries = _own_entries(runs, langs)
    missing = sorted(key for key in cited if key not in entries)
    if missing:
        raise ManuscriptError(
            Finding("entry-missing", f"the CSL style makes no entry for the work “{key}”",
                    manuscript.references[key].place, "look at the type and the fields of the work") for key in missing)
    ordered = _ordered(entries, langs, document_lang)
    listed = {"t": "Div", "c": [["refs", ["references"], []], ordered]}
    return replace(manuscript, blocks=blocks).with_region(
        "bibliography", [header(1, words(heading), "sadar-bibliography", ("unnumbered",)), listed])


def work_language(reference: Reference, document: str) -> str:
    """Return the language of a work: its own field, else what the letters of its title and names tell."""
    item = reference.item
    if item.get("language"):
        return str(item["language"])
    names = " ".join(str(part) for person in item.get("author") or [] for part in person.values())
    return language_of(f"{item.get('title', '')} {names}", document)


def _run(manuscript: Manuscript, csl: Path, lang: str) -> Blocks:
    with tempfile.TemporaryDirectory() as temporary:
        items = Path(temporary, "items.json")
        items.write_text(json.dumps([dict(reference.item) for reference in manuscript.references.values()],
                                    ensure_ascii=False), "utf-8")
        try:
            blocks: Blocks = pandoc.cite(manuscript.document(), items, csl, lang)["blocks"]
        except SadarError as error:
            if error.findings[0].code != "pandoc-failed":
                raise
            raise ManuscriptError.one("csl", f"the citations can't be made: {error.findings[0].message}", file=csl.name,
                                      remedy="compare the CSL style with that of the house, or look at the works it "
                                      "names") from None
    return blocks


def _joined(blocks: Blocks) -> Blocks:
    """Attach a term that ends with the joining mark to the word after it, and write quotations out."""

    def change(node: Node) -> Node | list[Node]:
        content: Any = node.get("c")
        if node["t"] == "Quoted":
            marks = "“”" if content[0]["t"] == "DoubleQuote" else "‘’"
            return [{"t": "Str", "c": marks[0]}, *content[1], {"t": "Str", "c": marks[1]}]
        if isinstance(content, list) and any(isinstance(item, dict) and _ends_joining(item) for item in content):
            return {**node, "c": _attached(content)}
        if node["t"] == "Link":
            return {**node, "c": [content[0], _attached(content[1]), content[2]]}
        if node["t"] in ("Span", "Cite"):
            return {**node, "c": [content[0], _attached(content[1])]}
        return node

    result: Blocks = rewrite(blocks, change)
    return result


def _ends_joining(node: Node) -> bool:
    return node.get("t") == "Str" and str(node["c"]).endswith(JOINS)


def _attached(inlines: list[Node]) -> list[Node]:
    attached: list[Node] = []
    for node in inlines:
        if attached and _ends_joining(attached[-1]):
            if node["t"] == "Space":
                continue
            prefix = attached.pop()["c"].removesuffix(JOINS)
            if node["t"] == "Str":
                foreign = node["c"][:1].isascii()
                attached.append({"t": "Str", "c": f"{prefix}{'־' if foreign else ''}{node['c']}"})
                continue
            attached.append({"t": "Str", "c": prefix})
        attached.append(node)
    return attached


def _citation_language(keys: Sequence[str], langs: Mapping[str, str], document: str) -> str:
    """Return the language in which a citation of several works is said: the document's if one work is in it."""
    found = [langs[key] for key in keys]
    return document if document in found else found[0]


def _own_citations(blocks: Blocks, runs: Mapping[str, Blocks], language: Callable[[Sequence[str]], str]) -> Blocks:
    made = {lang: iter([node for node in walk(run) if node["t"] == "Cite"]) for lang, run in runs.items()}

    def change(node: Node) -> Node:
        if node["t"] != "Cite":
            return node
        lang = language([citation["citationId"] for citation in node["c"][0]])
        here = {run: next(cites) for run, cites in made.items()}
        return here[lang]

    result: Blocks = rewrite(blocks, change)
    return result


def _own_entries(runs: Mapping[str, Blocks], langs: Mapping[str, str]) -> dict[str, Node]:
    entries: dict[str, Node] = {}
    for lang, run in runs.items():
        for node in walk(run):
            identifier, classes, pairs = attributes(node)
            key = identifier.removeprefix(ENTRY)
            if node["t"] == "Div" and "csl-entry" in classes and langs.get(key) == lang:
                entries[key] = with_attributes(node, identifier, classes, {**pairs, "lang": lang})
    return entries


def _ordered(entries: Mapping[str, Node], langs: Mapping[str, str], document: str) -> Blocks:
    """Order the list: the document's script, Latin, the others; within a script by the text of the entry."""
    first = [script_of_language(document), "Latn"]
    scripts: dict[str, list[Node]] = {}
    for key, entry in entries.items():
        scripts.setdefault(script_of_language(langs[key]), []).append(entry)
    order = sorted(scripts, key=lambda script: (first.index(script) if script in first else len(first), script))
    return [entry for script in order for entry in sorted(scripts[script], key=_sort_key)]


def _sort_key(entry: Node) -> str:
    return " ".join(node["c"] for node in walk(entry) if node["t"] == "Str").casefold()
