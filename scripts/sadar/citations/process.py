"""The pass that resolves citations: citeproc once per language of the works, each work said in its own.

Citeproc sets a whole list in one language. So the list is put in order first, part by part, each by the collation of
its language; then citeproc runs over all citations once for every language among the works, in that order, which
keeps disambiguation, year suffixes and numbers in agreement; and each citation and each entry is taken from the run
of its work's language.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property

from sadar.citations import order, runs
from sadar.citations.csl import RANK, Csl
from sadar.citations.items import Item, for_citeproc
from sadar.citations.joining import Joining, notes_placed
from sadar.citations.live import carried
from sadar.citations.locators import Locators
from sadar.citations.order import Part
from sadar.citations.runs import ENTRY, Run
from sadar.citations.wording import Wording
from sadar.errors import ManuscriptError
from sadar.findings import Finding
from sadar.manuscript import Manuscript, Reference
from sadar.manuscript.languages import language_of, language_tag
from sadar.manuscript.tree import Blocks, Node, attributes, div, header, plain, rewrite, words
from sadar.style import Style
from sadar.style.citing import base_of

HEADING = "sadar-bibliography"
#: The attribute of an entry that holds the ids of the places where it is cited.
CITED_AT = "cited"
#: The marks of form that CSL JSON allows in titles.
MARKUP = re.compile(r"<[^<>]*>")
#: Each run may take two gigabytes.
RUNS_AT_ONCE = 8
#: Languages whose words for pages and chapters are understood in every manuscript.
SPELLED = ("he", "ar", "fa", "yi", "en", "de", "ru")


def cite(manuscript: Manuscript, style: Style, *, live: bool = False) -> Manuscript:
    """Resolve all citations and add the region ``bibliography``; ``live`` ones carry their sources.

    Raises:
        ManuscriptError: the CSL style is at fault, or makes no entry for a work that is cited.

    """
    return _Citing(manuscript, style).done(live=live) if runs.keys_of(manuscript.blocks) else manuscript


def work_language(reference: Reference, document: str) -> str:
    """Return the language of a work: its own field, else what the letters of its title and names tell."""
    item = reference.item
    if item.get("language") and (said := language_tag(str(item["language"]))):
        return document if said.split("-")[0] == document.split("-")[0] else said
    names = " ".join(str(part) for person in item.get("author") or [] for part in person.values())
    return language_of(f"{MARKUP.sub('', str(item.get('title', '')))} {names}", document)


class _Citing:
    def __init__(self, manuscript: Manuscript, style: Style) -> None:
        self.manuscript, self.style = manuscript, style
        self.document = manuscript.metadata.lang
        self.csl = Csl(style.csl(manuscript.metadata.csl))
        self.keys = runs.keys_of(manuscript.blocks)
        self.langs = {key: work_language(manuscript.references[key], self.document) for key in self.keys}
        terms = {lang: style.terms(lang) for lang in dict.fromkeys([self.document, *self.langs.values(), *SPELLED])}
        self.terms = terms
        locators = self.locators = Locators(style.citing.locators, list(terms.values()))
        self.places = rewrite(runs.skeleton(manuscript.blocks), lambda node: _understood(node, locators))
        self.works = {key: manuscript.references[key].item for key in self.keys}
        self.items = {key: for_citeproc(work, terms[self.langs[key]], locators) for key, work in self.works.items()}

    def done(self, *, live: bool) -> Manuscript:
        with ThreadPoolExecutor(min(RUNS_AT_ONCE, os.cpu_count() or 1)) as pool:
            parts = self._parts(pool)
            base, of = self._runs(pool, parts)
        joining = Joining(self.document, self.langs, self.terms)
        noted = {id(cite) for place in self.places if place["t"] == "Note" for cite in runs.cites_of(place)}
        citations = [joining.citation(cite["c"][0], number, base, of, in_note=self.csl.has_notes and id(cite) in noted)
                     for number, cite in enumerate(runs.cites_of(self.places))]
        if live:
            typed = runs.cites_of(self.manuscript.blocks)
            citations = [carried(inlines, cite["c"][0], number, self.locators)
                         for number, (inlines, cite) in enumerate(zip(citations, typed, strict=True), start=1)]
        said = iter(citations)
        blocks = notes_placed(rewrite(self.manuscript.blocks,
                                      lambda node: next(said) if runs.is_citation(node) else node))
        manuscript = replace(self.manuscript, blocks=blocks)
        if not self.csl.has_list:
            return replace(manuscript, blocks=rewrite(blocks, _unlinked))
        entries = {key: entry for key in self.keys if plain(entry := of[key].entries.get(key, [])).strip()}
        if missing := [key for key in self.keys if key not in entries]:
            raise ManuscriptError(
                Finding("entry-missing", f"the CSL style makes no entry for the work “{key}”",
                        manuscript.references[key].place, "look at the type and the fields of the work")
                for key in missing)
        return manuscript.with_region("bibliography", list(self._list(parts, entries, joining.cited)))

    def _parts(self, pool: Executor) -> list[Part]:
        """Return the parts of the list, in order; one part where the order is that of the citations."""
        if not self.csl.has_order:
            return [Part("", self.document, self.keys)]

        def in_order(part: Part) -> Part:
            items = [order.filed(self.works[key], self.langs[key], self.style.citing) for key in part.keys]
            run = self._run(part.lang, items, ranked=False, disambiguated=False)
            return replace(part, keys=list(run.entries))

        return list(pool.map(in_order, order.parts(self.keys, self.langs, self.document, self.style.citing)))

    def _runs(self, pool: Executor, parts: Sequence[Part]) -> tuple[Run, dict[str, Run]]:
        """Return the run in the document's language, and for each work the run that speaks its own."""
        rank = {key: f"{number:06}" for number, key in enumerate(key for part in parts for key in part.keys)}
        ranked = {key: {**item, RANK: rank.get(key, "")} for key, item in self.items.items()}
        groups = runs.chunks(self.keys, self.items, self.langs) if self.csl.compares_names else [self.keys]
        tasks = [(lang, group, True) for group in groups for lang in sorted({self.langs[key] for key in group})]
        whole = (self.document, self.keys, len(groups) == 1)
        tasks = [whole, *(task for task in tasks if task != whole)]
        done = list(pool.map(lambda task: self._said(ranked, *task), tasks))
        of = {key: run for (lang, group, _), run in zip(tasks, done, strict=True)
              for key in group if self.langs[key] == lang}
        return done[0], of

    def _said(self, ranked: Mapping[str, Item], lang: str, keys: Sequence[str], disambiguated: bool) -> Run:
        run = self._run(lang, [ranked[key] for key in keys], ranked=self.csl.has_order, disambiguated=disambiguated)
        suffixes = self.style.citing.year_suffixes.get(base_of(lang), ())
        wording = Wording(lang, self.terms[lang], suffixes, self.years, self.csl.stops_initials)
        return Run({number: wording.said(inlines) for number, inlines in run.citations.items()},
                   {key: wording.said(blocks, key) for key, blocks in run.entries.items()})

    @cached_property
    def years(self) -> dict[str, list[str]]:
        """How the years of those works are written that letters may tell apart: others have the author and the year."""
        years = {key: list(_years(item)) for key, item in self.items.items()}
        alike = Counter((runs.first_name(self.works[key]), *years[key]) for key in self.keys)
        return {key: forms for key, forms in years.items() if alike[(runs.first_name(self.works[key]), *forms)] > 1}

    def _run(self, lang: str, items: Sequence[Item], *, ranked: bool, disambiguated: bool) -> Run:
        csl = self.csl.for_run(lang, self.terms[lang], self.style.citing.locators, ranked=ranked,
                               disambiguated=disambiguated)
        return runs.run(self.manuscript, self.places, items, csl, lang, self.csl.name)

    def _list(self, parts: Sequence[Part], entries: Mapping[str, Blocks],
              cited: Mapping[str, Sequence[str]]) -> Iterator[Node]:
        labels = self.style.words(self.document).labels
        yield header(1, words(labels.bibliography), HEADING, ("unnumbered",))
        made = [[self._entry(key, entries[key], cited[key]) for key in part.keys] for part in parts]
        if not self.style.citing.headings or len(parts) == 1:
            yield div([entry for part in made for entry in part], "refs", ("references",))
            return
        for part, listed in zip(parts, made, strict=True):
            script = part.script.lower()
            heading = words(labels.bibliography_parts.get(part.script, labels.bibliography_others))
            yield header(2, heading, f"{HEADING}-{script}", ("unnumbered",))
            yield div(listed, f"refs-{script}", ("references",))

    def _entry(self, key: str, blocks: Blocks, cited: Sequence[str]) -> Node:
        return div(_trimmed(rewrite(blocks, _plain_layout)), f"{ENTRY}{key}", ("csl-entry",), lang=self.langs[key],
                   **{CITED_AT: " ".join(cited)})


def _understood(node: Node, locators: Locators) -> Node:
    if node["t"] != "Cite":
        return node
    sources = [{**source, "citationSuffix": locators.understood(source["citationSuffix"])} for source in node["c"][0]]
    return {**node, "c": [sources, node["c"][1]]}


def _years(item: Item) -> Iterator[str]:
    issued = item.get("issued") or {}
    yield from (str(date[0]) for date in issued.get("date-parts") or [] if date)
    yield from (str(issued[form]) for form in ("literal", "raw") if issued.get(form))


def _unlinked(node: Node) -> Node | list[Node]:
    content: list[Node] = node["c"][1] if runs.key_of(node) else []
    return content or node


def _trimmed(blocks: Blocks) -> Blocks:
    """Leave no space at the end of paragraphs."""
    return [{**block, "c": block["c"][:-1]} if block["c"] and block["c"][-1] == {"t": "Space"} else block
            for block in blocks]


def _plain_layout(node: Node) -> Node | list[Node]:
    """Take away the boxes in which citeproc lays out parts of an entry: an entry is one paragraph in every output."""
    classes = attributes(node)[1] if node["t"] == "Span" else []
    inlines: list[Node] = node["c"][1] if any(name.startswith("csl-") for name in classes) else []
    return inlines or node
