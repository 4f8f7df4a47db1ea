"""What stands before and behind a text and is said in ``manuscript.yaml``: title, authors, abstract, keywords, funding."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from sadar import pandoc
from sadar.importers import Certainty
from sadar.importers.blocks import bare, place, role, stripped, text, without_start
from sadar.importers.log import Log, shown
from sadar.manuscript.languages import LIKELY, script_of_language, scripts_of
from sadar.manuscript.tree import Blocks, Inlines, Node, para, plain, rewrite, walk

ABSTRACT = {"תקציר", "abstract", "summary", "ملخص", "аннотация", "резюме", "zusammenfassung", "résumé"}
ABSTRACT_INLINE = re.compile(rf"({'|'.join(ABSTRACT)})\s*[:.–—]\s+(?=\S)", re.IGNORECASE)
KEYWORDS = re.compile(r"(מילות[ ־-]ה?מפתח|keywords|key words|ключевые слова|الكلمات المفتاحية)\s*[:.–—-]\s*(?=\S)", re.IGNORECASE)
#: A name has two to five words of letters, initials and particles.
NAME = re.compile(r"[^\W\d_][\w.'’׳״\"-]*(?:\s+[^\W\d_][\w.'’׳״\"-]*){1,4}")
BETWEEN_NAMES = re.compile(r"\s*[,;،]\s*|\s+(?:and|und|и|&)\s+|\s+ו(?=[^\W\d_]{2,}\s)")
SUPPORT = re.compile(r"תמיכ|נתמ|מענק|במימון|בסיוע|grant|fund|support|гранд|грант|منحة|دعم", re.IGNORECASE)


def language(text_: str, said: Counter[str]) -> str:
    """Return the language of a text: of those that its file names, the first that has its script; else CLDR's."""
    scripts = scripts_of(text_)
    script = max(scripts, key=lambda name: scripts[name]) if scripts else "Hebr"
    for lang, _ in said.most_common():
        try:
            if script_of_language(lang) == script:
                return lang.split("-")[0]
        except ValueError:
            continue
    return LIKELY.get(script, "he")


def taken(blocks: Blocks, lang: str, log: Log) -> tuple[dict[str, Any], Blocks]:
    """Return the metadata that the text itself says, and the text without them."""
    front = _Front(lang, log)
    rest = front.read(blocks)
    if "title" not in front.found:
        log.ask("title", "whole file", shown(next((text(block) for block in blocks if text(block)), "")),
                "no title could be told for certain; this is how the text begins")
    if "author" not in front.found:
        log.ask("author", "whole file", "", "no author could be told for certain")
    return front.found, rest


class _Front:
    def __init__(self, lang: str, log: Log) -> None:
        self.lang, self.log = lang, log
        self.found: dict[str, Any] = {}
        self.funding: list[str] = []

    def read(self, blocks: Blocks) -> Blocks:
        rest: Blocks = []
        at = 0
        in_front = True
        while at < len(blocks):
            block = blocks[at]
            in_front = in_front and (block["t"] == "Para" or role(block) == "title" or _is_abstract_heading(block))
            if taken_ := self._abstract(blocks, at):
                at += taken_
                continue
            if not (self._by_role(block) or (in_front and self._by_look(block, rest)) or self._keywords(block)):
                rest.append(block)
            at += 1
        rest = self._acknowledgement(rest)
        if self.funding:
            self.found["funding"] = [{"statement": statement} for statement in self.funding]
        return rest

    def _by_role(self, block: Node) -> bool:
        name = role(block)
        if name == "title" and "title" in self.found and "subtitle" not in self.found:
            name = "subtitle"
        if name in ("title", "subtitle") and name not in self.found:
            self.found[name] = self._markdown(self._without_notes(block))
        elif name == "author":
            people = [stripped_ for part in BETWEEN_NAMES.split(text(block)) if (stripped_ := part.strip(" *"))]
            self.found["author"] = [*self.found.get("author", []), *people]
            self._without_notes(block)
        elif name == "keywords":
            found = KEYWORDS.match(text(block))
            self._add_keywords(text(block)[found.end():] if found else text(block))
        else:
            return False
        self._said(name, block)
        return True

    def _by_look(self, block: Node, rest: Blocks) -> bool:
        """Take a centred line under the title for the author's, if it has the form of names, else for the subtitle."""
        if role(block) != "centred" or rest or "title" not in self.found:
            return False
        parts = [part.strip(" *") for part in BETWEEN_NAMES.split(text(block)) if part.strip(" *")]
        first = "subtitle" not in self.found and "author" not in self.found
        if parts and all(NAME.fullmatch(part) for part in parts) and "author" not in self.found and not (
                first and len(parts) == 1 and len(parts[0].split()) > 3):
            self.found["author"] = parts
            self._without_notes(block)
            self._said("author", block, Certainty.LIKELY)
            return True
        if first:
            self.found["subtitle"] = self._markdown(self._without_notes(block))
            self._said("subtitle", block, Certainty.LIKELY)
            self.log.ask("subtitle", place(block), text(block), "this line under the title is taken for the subtitle")
            return True
        self.log.ask("front-matter", place(block), text(block), "this line stands before the text: an affiliation, a "
                     "date, a place? It is left at the beginning of the text")
        return False

    def _abstract(self, blocks: Blocks, at: int) -> int:
        """Return how many blocks from here are an abstract that was taken."""
        block = blocks[at]
        own: list[Node] = []
        used = 0
        if role(block) == "abstract":
            while at + used < len(blocks) and role(blocks[at + used]) == "abstract":
                own.append(blocks[at + used])
                used += 1
            own = own if text(own[0]).strip(" :.").casefold() not in ABSTRACT else own[1:]
        elif _is_abstract_heading(block):
            used = 1
            while at + used < len(blocks) and blocks[at + used]["t"] == "Para" and not KEYWORDS.match(
                    text(blocks[at + used])):
                own.append(blocks[at + used])
                used += 1
        elif block["t"] == "Para" and (label := ABSTRACT_INLINE.match(text(block))):
            own, used = [{**block, "c": without_start(block["c"], len(label[0].rstrip()))}], 1
        if not own or len(own) > 4:
            return 0
        scripts = scripts_of(" ".join(text(item) for item in own))
        if "abstract" in self.found or (scripts and max(scripts, key=lambda name: scripts[name]) !=
                                        script_of_language(self.lang)):
            self.log.ask("abstract-translation", place(own[0]), shown(text(own[0])), "an abstract in another language; "
                         "put it with its title under “translations:” in manuscript.yaml")
            return 0
        if any(node["t"] == "Note" for node in walk(own)):
            own = [{**item, "c": self._without_notes(item)} for item in own]
        self.found["abstract"] = pandoc.to_markdown(_document(own)).strip()
        self._said("abstract", own[0])
        return used

    def _keywords(self, block: Node) -> bool:
        if block["t"] != "Para" or "keywords" in self.found:
            return False
        found = KEYWORDS.match(text(block))
        if not found:
            return False
        words = text(block)[found.end():]
        scripts = scripts_of(words)
        if scripts and max(scripts, key=lambda name: scripts[name]) != script_of_language(self.lang):
            self.log.ask("keywords-translation", place(block), shown(words), "keywords in another language; put them "
                         "under “translations:” in manuscript.yaml")
            return False
        self._add_keywords(words)
        self._said("keywords", block)
        return True

    def _add_keywords(self, words: str) -> None:
        mark = ";" if ";" in words else ","
        self.found["keywords"] = [word.strip(" .") for word in words.split(mark) if word.strip(" .")]

    def _without_notes(self, block: Node) -> Inlines:
        """Return a line without its notes, which ``manuscript.yaml`` has no place for; one about support is funding."""
        inlines: Inlines = block["c"][2] if block["t"] == "Header" else block["c"]
        for node in walk(inlines):
            if node["t"] == "Note":
                self._support(" ".join(plain(node["c"]).split()).lstrip("* "), place(block))
        return stripped(rewrite(inlines, lambda node: None if node["t"] == "Note" else node))

    def _support(self, statement: str, where: str) -> None:
        if SUPPORT.search(statement):
            self.funding.append(statement)
            self.log.change("funding", where, shown(statement), "funding: statement", Certainty.LIKELY)
            self.log.ask("funding", where, statement, "put funder and number of the award under “funding:”, in place of "
                         "the statement")
        else:
            self.log.ask("front-note", where, statement, "a note to the title or the authors has no place in the text")

    def _acknowledgement(self, blocks: Blocks) -> Blocks:
        """Take a paragraph that begins with a star, as acknowledgements do, out of the text."""
        rest = []
        for block in blocks:
            if block["t"] == "Para" and re.match(r"\*\s*\S", text(block)) and SUPPORT.search(text(block)):
                self._support(text(block).lstrip("* "), place(block))
            else:
                rest.append(block)
        return rest

    def _markdown(self, inlines: Inlines) -> str:
        simple = all(node["t"] in ("Str", "Space", "SoftBreak") for node in inlines)
        said = plain(inlines) if simple else pandoc.to_markdown(_document([para(inlines)]))
        return " ".join(said.split())

    def _said(self, name: str, block: Node, certainty: Certainty = Certainty.CERTAIN) -> None:
        self.log.change("metadata", place(block), shown(text(block)), f"{name}: in manuscript.yaml", certainty)


def _is_abstract_heading(block: Node) -> bool:
    return block["t"] in ("Header", "Para") and text(block).strip(" :.").casefold() in ABSTRACT


def _document(blocks: Blocks) -> Node:
    return {"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": bare(blocks)}
