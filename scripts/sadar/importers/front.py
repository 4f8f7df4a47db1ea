"""What stands around a text and is said in ``manuscript.yaml``: title, authors, abstract, keywords, funding."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from sadar import pandoc
from sadar.importers import Certainty
from sadar.importers.blocks import place, role, stripped, text, without_start
from sadar.importers.excerpts import WHOLE, shown
from sadar.importers.labels import ABSTRACT_HEAD, ABSTRACT_LABEL, KEYWORDS
from sadar.importers.ledger import Ledger
from sadar.importers.markdown import escaped
from sadar.importers.matter import funding_of
from sadar.importers.tidy import unbold
from sadar.importers.written import document_of
from sadar.manuscript.languages import likeliest_language, script_of_language, scripts_of
from sadar.manuscript.tree import Blocks, Inlines, Node, para, plain, rewrite, walk

#: A name has two to five words of letters, initials and particles.
NAME = re.compile(r"[^\W\d_][\w.'’׳״\"-]*(?:\s+[^\W\d_][\w.'’׳״\"-]*){1,4}")
BETWEEN_NAMES = re.compile(r"\s*[,;،]\s*|\s+(?:and|und|и|&)\s+|\s+ו(?=[^\W\d_]{2,}\s)")
LONGEST_TITLE = 200
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
    return likeliest_language(text_)


def taken(blocks: Blocks, lang: str, ledger: Ledger, known: Mapping[str, Any]) -> tuple[dict[str, Any], Blocks]:
    """Return the metadata that the file (``known``) or its text say, and the text without them."""
    front = _Front(lang, ledger)
    rest = front.read(blocks)
    front.found.update({name: said for name, said in known.items() if name not in front.found})
    if "title" not in front.found:
        ledger.ask("title", WHOLE, shown(next((text(block) for block in blocks if text(block)), "")),
                "no title could be told for certain; this is how the text begins")
    if "author" not in front.found:
        ledger.ask("author", WHOLE, "", "no author could be told for certain")
    return front.found, rest


class _Front:
    def __init__(self, lang: str, ledger: Ledger) -> None:
        self.lang, self.ledger = lang, ledger
        #: Metadata by language, and the blocks that said them; those of other languages need a title to be metadata.
        self.said: dict[str, dict[str, Any]] = {lang: {}}
        self.used: dict[str, Blocks] = {}
        self.funding: list[dict[str, Any]] = []

    @property
    def found(self) -> dict[str, Any]:
        """What is said in the text's own language."""
        return self.said[self.lang]

    def read(self, blocks: Blocks) -> Blocks:
        rest: Blocks = []
        at = 0
        in_front = True
        while at < len(blocks):
            block = blocks[at]
            in_front = in_front and (block["t"] == "Para" or role(block) == "title" or _is_abstract_heading(block))
            if abstract := self._abstract(blocks, at, rest):
                at += abstract
                continue
            if not (self._by_role(block) or (in_front and self._by_look(block, rest)) or self._keywords(block)):
                rest.append(block)
            at += 1
        rest = self._acknowledgement(rest)
        if self.funding:
            self.found["funding"] = self.funding
        return [*rest, *self._translations()]

    def _of(self, words: str, block: Node) -> dict[str, Any]:
        """Return the metadata of the language of a text."""
        lang = language(words, Counter()) if scripts_of(words) else self.lang
        lang = self.lang if script_of_language(lang) == script_of_language(self.lang) else lang
        self.used.setdefault(lang, []).append(block)
        return self.said.setdefault(lang, {})

    def _translations(self) -> Blocks:
        """Make translations of what is said in other languages; return what lacks a title, which stays in the text."""
        left: Blocks = []
        for lang, said in self.said.items():
            if lang == self.lang:
                continue
            if "title" in said:
                self.found.setdefault("translations", {})[lang] = said
                continue
            left += self.used[lang]
            first = self.used[lang][0]
            self.ledger.ask("translation", place(first), shown(text(first)), f"“{lang}”: abstract or keywords "
                            "without a title; put them with it under “translations:” in manuscript.yaml")
        return left

    def _by_role(self, block: Node) -> bool:
        name = role(block)
        if name in ("title", "subtitle"):
            said = self._of(text(block), block)
            name = "subtitle" if "title" in said else name
            line = self._markdown(self._without_notes(block))
            said[name] = f"{said[name]} {line}" if name in said else line
        elif name == "author":
            people = [person for part in BETWEEN_NAMES.split(text(block)) if (person := part.strip(" *"))]
            said = self._of(text(block), block)
            said["author"] = [*said.get("author", []), *people]
            self._without_notes(block)
        elif name == "keywords":
            found = KEYWORDS.match(text(block))
            self._add_keywords(text(block)[found.end():] if found else text(block), block)
        else:
            return False
        self._told(name, block)
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
            self._told("author", block, Certainty.LIKELY)
            return True
        if first:
            self.found["subtitle"] = self._markdown(self._without_notes(block))
            self._told("subtitle", block, Certainty.LIKELY)
            self.ledger.ask("subtitle", place(block), text(block), "this line is taken for the subtitle")
            return True
        self.ledger.ask("front-matter", place(block), text(block), "this line stands before the text: an affiliation, "
                        "a date, a place? It is left at the beginning of the text")
        return False

    def _abstract(self, blocks: Blocks, at: int, rest: Blocks) -> int:
        """Return how many blocks from here are an abstract that was taken."""
        own, used = _abstract_at(blocks, at)
        if not own or len(own) > 4:
            return 0
        said = self._of(" ".join(text(item) for item in own), own[0])
        if "abstract" in said:
            self.used[self.lang].pop()
            return 0
        if said is not self.found and "title" not in said and rest and _may_be_title(rest[-1], own[0]):
            said["title"] = self._markdown(self._without_notes(rest[-1]))
            self._told("title", rest[-1], Certainty.LIKELY)
            self.used[next(lang for lang, found in self.said.items() if found is said)].insert(0, rest.pop())
        if any(node["t"] == "Note" for node in walk(own)):
            own = [{**item, "c": self._without_notes(item)} for item in own]
        said["abstract"] = pandoc.to_markdown(document_of(own)).strip()
        for item in blocks[at:at + used]:
            self._told("abstract", item)
        return used

    def _keywords(self, block: Node) -> bool:
        found = KEYWORDS.match(text(block)) if block["t"] == "Para" else None
        if not found:
            return False
        self._add_keywords(text(block)[found.end():], block)
        self._told("keywords", block)
        return True

    def _add_keywords(self, words: str, block: Node) -> None:
        mark = ";" if ";" in words else ","
        self._of(words, block)["keywords"] = [word.strip(" .") for word in words.split(mark) if word.strip(" .")]

    def _without_notes(self, block: Node) -> Inlines:
        """Return a line without its notes, which ``manuscript.yaml`` has no place for; one about support is funding."""
        inlines: Inlines = block["c"][2] if block["t"] == "Header" else block["c"]
        for node in walk(inlines):
            if node["t"] == "Note":
                self._support(" ".join(plain(node["c"]).split()).lstrip("* "), place(block))
        return stripped(rewrite(inlines, lambda node: None if node["t"] == "Note" else node))

    def _support(self, statement: str, where: str) -> None:
        if SUPPORT.search(statement):
            record = funding_of(statement) or {"statement": escaped(statement)}
            self.funding.append(record)
            self.ledger.changed("funding", where, statement, "funding: in manuscript.yaml", Certainty.LIKELY)
            if "statement" in record:
                self.ledger.ask("funding", where, statement, "funder and number could not be read; the sentence stays")
        else:
            self.ledger.ask("front-note", where, statement, "a note to title or authors has no place there")

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
        inlines = unbold(inlines)
        simple = all(node["t"] in ("Str", "Space", "SoftBreak") for node in inlines)
        said = plain(inlines) if simple else pandoc.to_markdown(document_of([para(inlines)]))
        return " ".join(said.split())

    def _told(self, name: str, block: Node, certainty: Certainty = Certainty.CERTAIN) -> None:
        self.ledger.changed("metadata", place(block), shown(text(block)), f"{name}: in manuscript.yaml", certainty)


def _is_abstract_heading(block: Node) -> bool:
    named = block["t"] in ("Header", "Para") and ABSTRACT_HEAD.fullmatch(text(block).strip()) is not None
    return named or role(block) == "abstract-heading"


def _abstract_at(blocks: Blocks, at: int) -> tuple[Blocks, int]:
    """Return the paragraphs of the abstract that begins here, and how many blocks it takes with its heading."""
    block = blocks[at]
    if block["t"] == "Para" and (label := ABSTRACT_LABEL.match(text(block))):
        return [{**block, "c": without_start(block["c"], len(label[0].rstrip()))}], 1
    styled = role(block) == "abstract"
    used = 0 if styled else 1
    if not styled and not _is_abstract_heading(block):
        return [], 0
    while at + used < len(blocks) and blocks[at + used]["t"] == "Para" and not KEYWORDS.match(
            text(blocks[at + used])) and role(blocks[at + used]) in (("abstract",) if styled else ("abstract", "")):
        used += 1
    return blocks[at + (0 if styled else 1):at + used], used


def _may_be_title(block: Node, abstract: Node) -> bool:
    """Tell whether a block before an abstract in another language is its title: a short one in its script."""
    scripts, own = scripts_of(text(block)), scripts_of(text(abstract))
    return (block["t"] in ("Para", "Header") and bool(scripts) and set(scripts) <= set(own)
            and len(text(block)) < LONGEST_TITLE and not text(block).endswith("."))
