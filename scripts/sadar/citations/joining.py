"""Citations put together: each source from the run of its own language, linked to its entry.

Sources of one script that follow one another are one run of text (“Smith, 1974; Jones, 1980” is read from left to
right in a Hebrew bracket too, as people know it from Word); between sources of two scripts the document's order rules.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from sadar.citations.locators import WAITING, said
from sadar.citations.runs import Run, key_of
from sadar.manuscript.languages import script_of_language, scripts_of
from sadar.manuscript.tree import Inlines, Node, attributes, plain, rewrite, span, walk, with_attributes
from sadar.style.citing import Terms

CITED = "sadar-cited-"
#: The class of a note that a citation became, until it is put behind the punctuation.
NOTED = "sadar-citation-note"
#: That of a citation within a note of the author's, until it is ended there as a sentence or a part of one.
WITHIN = "sadar-citation-within-note"
#: That of a citation that is a part of the sentence, until a prefix before it is joined.
SPOKEN = "sadar-citation-spoken"
#: Prefixes, which the author can write before a key only with a maqaf: it goes before Hebrew letters.
PREFIX = re.compile(r"(?<!\w)[משהוכלב]{1,3}־$")
HEBREW = re.compile("[\u05d0-\u05ea]")
PUNCTUATION = re.compile(r"[.,;:!?…،؛؟]+[״”\"’»]*")


class Joining:
    """Joins the citations of a document, and remembers where each work is cited."""

    def __init__(self, document: str, langs: Mapping[str, str], terms: Mapping[str, Terms]) -> None:
        """Take the document's language, the works' by key, and the terms of each."""
        self.document, self.langs, self.terms = document, langs, terms
        #: The ids of the citations of each work.
        self.cited: defaultdict[str, list[str]] = defaultdict(list)
        self._numbers = count(1)

    def citation(self, citations: Sequence[Mapping[str, Any]], number: int, base: Run,
                 of: Mapping[str, Run], *, in_note: bool) -> Inlines:
        """Return the inlines of a citation.

        Args:
            citations: its sources, as pandoc's tree has them.
            number: its number in the document.
            base: the run in the document's language, for what belongs to no source.
            of: the run from which the sources of each work are taken.
            in_note: it stands in a note of the author's, in a style whose citations are notes.

        """
        first = citations[0]["citationId"]
        in_text = citations[0]["citationMode"]["t"] == "AuthorInText"
        inlines = (of[first] if in_text else base).citations[number]
        sources = {key: iter(_sources(of[key].citations[number], key)) for key in {c["citationId"] for c in citations}}
        taken = rewrite(inlines, lambda node: next(sources[key], node) if (key := key_of(node)) in sources else node)
        told = rewrite(taken, lambda node: self._counted(node, key) if (key := key_of(node)) else node)
        if in_note:
            told = _bare(told)
        if in_text:
            lead = len(told) if len(citations) == 1 else 0
            lead = next((number for number, node in enumerate(told) if node["t"] == "Note"), lead)
            spoken = self._spoken(_said(told[:lead], self.terms[self.langs[first]]), self.langs[first], SPOKEN)
            told = [*([spoken] if lead else []), *told[lead:]]
        grouped = _said(_single_stops(self._grouped(told)), self.terms[self.document])
        return [span(grouped, classes=(WITHIN,))] if in_note else [_noted(node) for node in grouped]

    def _counted(self, link: Node, key: str) -> Node:
        identifier = f"{CITED}{next(self._numbers)}"
        self.cited[key].append(identifier)
        return with_attributes(link, identifier, *attributes(link)[1:])

    def _spoken(self, inlines: Inlines, lang: str, *classes: str) -> Node:
        """Return inlines as one element, with their language where it is not the document's."""
        if lang == self.document or not scripts_of(plain(inlines)):
            return span(inlines, classes=classes)
        return span(inlines, classes=classes, lang=lang)

    def _grouped(self, value: Any) -> Any:
        """Return inlines in which sources have their languages, and those of one script are of a piece."""
        if isinstance(value, dict):
            return {**value, "c": self._grouped(value["c"])} if "c" in value and not key_of(value) else value
        if not isinstance(value, list):
            return value
        result: list[Any] = []
        group: Inlines = []  # sources of one script, with what stands between them
        after: list[Any] = []  # of the group only if a source of its script follows
        script = ""
        for item in value:
            key = key_of(item) if isinstance(item, dict) and "t" in item else ""
            if key and group and script == self._script(key):
                group += [*after, self._spoken([item], self.langs[key])]
                after = []
            elif key:
                result += [*self._of_a_piece(group), *after]
                group, after, script = [self._spoken([item], self.langs[key])], [], self._script(key)
            elif group and isinstance(item, dict) and item.get("t") == "Str" and WAITING in item["c"]:
                *_, last = (key_of(node) for node in walk(group) if key_of(node))
                group += [*after, *_said([item], self.terms[self.langs[last]])]
                after = []
            else:
                after.append(self._grouped(item))
                if group and not _only_marks(item):
                    result += [*self._of_a_piece(group), *after]
                    group, after = [], []
        return [*result, *self._of_a_piece(group), *after]

    def _script(self, key: str) -> str:
        return script_of_language(self.langs[key])

    def _of_a_piece(self, group: Inlines) -> Inlines:
        if len(group) < 2:
            return group
        lang = attributes(group[0])[2].get("lang")
        return [span(group, lang=lang)] if lang else group


def _only_marks(item: Any) -> bool:
    return isinstance(item, dict) and item.get("t") in ("Str", "Space") and not scripts_of(plain(item))


def _said(inlines: Inlines, terms: Terms) -> Inlines:
    """Return inlines in which locators that waited for their language are said."""
    def change(node: Node) -> Node | None:
        if node["t"] != "Str":
            return node
        text = said(node["c"], terms)
        return {**node, "c": text} if text else None

    result: Inlines = rewrite(inlines, change)
    return result


def _single_stops(value: Any) -> Any:
    """Return inlines in which a source that ends with a full stop, such as “Ibid.”, takes none from the style."""
    if isinstance(value, dict):
        return {**value, "c": _single_stops(value["c"])} if value.get("t") in ("Note", "Para", "Span") else value
    if not isinstance(value, list):
        return value
    single: list[Any] = []
    for item in value:
        if (isinstance(item, dict) and item.get("t") == "Str" and item["c"].startswith(".") and single
                and plain(single[-1]).endswith(".")):
            if item["c"] != ".":
                single.append({**item, "c": item["c"][1:]})
        else:
            single.append(_single_stops(item))
    return single


def _sources(inlines: Inlines, key: str) -> list[Node]:
    return [node for node in walk(inlines) if key_of(node) == key]


def _noted(node: Node) -> Node:
    return span([node], classes=(NOTED,)) if node["t"] == "Note" else node


def _bare(inlines: Inlines) -> Inlines:
    """Return a citation without the brackets that pandoc puts around it in a note, and without its full stop."""
    kept = [node for node in inlines if node.get("c") != ""]
    if len(kept) == 1 and kept[0]["t"] == "Span" and not attributes(kept[0])[2]:
        kept = [node for node in kept[0]["c"][1] if node.get("c") != ""]
    if len(kept) > 2 and (kept[0].get("c"), kept[-1].get("c")) == ("(", ")"):
        return kept[1:-1]
    return kept[:-1] if kept[-1].get("c") == "." else kept


def notes_placed(value: Any) -> Any:
    """Return blocks in which citations that became notes are called without a space, after the punctuation.

    Those that are spoken in the sentence are joined to a Hebrew prefix before them.
    """
    if isinstance(value, dict):
        return {key: notes_placed(item) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    placed: list[Any] = []
    waiting: list[Any] = []
    stops = False  # a citation ended the sentence already: the author's full stop is one too many
    for number, item in enumerate(value):
        if _is_span(item, SPOKEN):
            item = {**item, "c": [["", [], item["c"][0][2]], item["c"][1]]}
            prefix = placed[-1] if placed else {}
            if prefix.get("t") == "Str" and PREFIX.search(prefix["c"]) and HEBREW.match(plain(item)):
                placed[-1] = {**prefix, "c": prefix["c"][:-1]}
        if _is_span(item, WITHIN):
            stopped = plain(item).endswith((".", "?", "!", "…"))
            following = value[number + 1] if number + 1 < len(value) else None
            placed += [*item["c"][1], *([] if following or stopped else [{"t": "Str", "c": "."}])]
            stops = bool(stopped and following and str(following.get("c")).startswith("."))
            continue
        if stops:
            item, stops = {**item, "c": item["c"][1:]}, False
            if not item["c"]:
                continue
        if _is_span(item, NOTED):
            while placed and isinstance(placed[-1], dict) and placed[-1].get("t") in ("Space", "SoftBreak"):
                placed.pop()
            waiting += item["c"][1]
            continue
        if waiting and isinstance(item, dict) and item.get("t") == "Str" and (mark := PUNCTUATION.match(item["c"])):
            placed += [{"t": "Str", "c": mark.group()}, *waiting]
            waiting = []
            item = {"t": "Str", "c": item["c"][mark.end():]}
            if not item["c"]:
                continue
        placed += [*waiting, notes_placed(item)]
        waiting = []
    return [*placed, *waiting]


def _is_span(item: Any, name: str) -> bool:
    return isinstance(item, dict) and item.get("t") == "Span" and name in attributes(item)[1]
