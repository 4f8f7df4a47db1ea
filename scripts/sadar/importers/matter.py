"""What stands around a text and belongs into its metadata: title, authors, abstract, keywords, acknowledgement."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sadar.importers import Certainty
from sadar.importers.labels import ABSTRACT_HEAD, KEYWORDS
from sadar.importers.ledger import Ledger
from sadar.importers.markdown import escaped
from sadar.importers.notes import CALLED
from sadar.importers.paragraphs import END, Kind, Paragraph
from sadar.manuscript.languages import likeliest_language

LONGEST_TITLE, LONGEST_NAME = 200, 5
#: How an abstract begins that has no heading.
OF_ITSELF = re.compile(r"(?:ה?מאמר|פרק)(?: זה| שלפנינו| הנוכחי)?\s|(?:This|The) (?:article|paper|chapter|study)\s")
HOME = re.compile(r"אוניברסיט|מכללה|המכון|מכון |פקולטה|החוג|מיזם|בית הספר|Universit|Institut|Department|College|"
                  r"Faculty|School|университет|институт|جامعة|دانشگاه", re.IGNORECASE)
#: Words that a title may have and no name has.
SMALL_WORDS = "של את על עד אל מן עם בין או כי לא the of from in to for on a an"
NOT_IN_NAMES = frozenset(SMALL_WORDS.split())
#: Words by which an acknowledgement says that somebody gave, up to the givers.
SUPPORT = re.compile(r"(?:בסיוע(?:ה|ו|ן|ם)?|בתמיכת(?:ה|ו|ן|ם)?|במימון|במימונ(?:ה|ו|ן|ם)|במענק(?: מחקר)?|מימנ[הו]|"
                     r"supported by|funded by|support of|grants? from|при (?:финансовой )?поддержке|بدعم من)\s+"
                     r"(?:של\s+|מטעם\s+)?(?:grants? from\s+)?(?:the\s+)?", re.IGNORECASE)
AWARD = re.compile(r"[,(]?\s*\(?(?:פרויקט|מענק|תוכנית|מחקר|project|grant|award|contract|проект|грант)s?\s*"
                   r"(?:מס(?:׳|'|פר)|מס\.|nos?\.|number|№)?\s*:?\s*(?P<id>[\w][\w./-]*\d[\w/-]*)\)?", re.IGNORECASE)
#: What joins funders: “ושל”, “and by”.
AND = re.compile(r"\s+ושל\s+|(?:\s*[,;]\s*(?:and\s+)?|\s+and\s+)(?:by\s+)?(?:the\s+)?|\s+и\s+", re.IGNORECASE)


def without_matter(paragraphs: Sequence[Paragraph], ledger: Ledger) -> tuple[list[Paragraph], dict[str, Any]]:
    """Return the body's paragraphs, and what the others say, under the keys of ``manuscript.yaml``."""
    rest = list(paragraphs)
    metadata: dict[str, Any] = {"lang": likeliest_language(" ".join(paragraph.text for paragraph in paragraphs))}
    _take_title(rest, metadata, ledger)
    _take_abstract(rest, metadata, ledger)
    _take_keywords(rest, metadata, ledger)
    _take_funding(rest, metadata, ledger)
    return rest, metadata


def _note(ledger: Ledger, key: str, paragraph: Paragraph, certainty: Certainty = Certainty.LIKELY) -> None:
    ledger.changed("metadata", paragraph.where, paragraph.text, f"{key}: in manuscript.yaml", certainty)


def _take_title(rest: list[Paragraph], metadata: dict[str, Any], ledger: Ledger) -> None:
    if not rest or END.search(rest[0].text) or len(rest[0].text) > LONGEST_TITLE or (
            rest[0].kind is Kind.QUOTE) or not any(map(str.isalnum, rest[0].text)):
        return
    title = rest.pop(0)
    metadata["title"] = escaped(CALLED.sub("", title.text).strip("* "))
    _note(ledger, "title", title)
    words = Counter(re.findall(r"[^\W\d_]{3,}", " ".join(paragraph.text for paragraph in rest[1:])))
    if len(rest) > 1 and not _names(rest[0]) and _names(rest[1]) and not END.search(rest[0].text):
        subtitle = rest.pop(0)
        metadata["subtitle"] = escaped(CALLED.sub("", subtitle.text))
        _note(ledger, "subtitle", subtitle)
    names = _names(rest[0]) if rest else []
    if not names:
        return
    authors = rest.pop(0)
    metadata["author"] = [{"name": _name(name)} for name in names]
    _note(ledger, "author", authors)
    ledger.ask("display-type", authors.where, authors.text, "titles and names are often set in a face whose letters "
               f"come out wrong; compare them with the printed page{_likely(authors.text, words)}")
    if rest and HOME.search(rest[0].text) and len(rest[0].text) < LONGEST_TITLE and not END.search(rest[0].text):
        home = rest.pop(0)
        metadata["affiliations"] = [{"id": "home", "name": home.text}]
        for author in metadata["author"]:
            author["affiliations"] = [{"ref": "home"}]
        _note(ledger, "affiliations", home)


def _names(paragraph: Paragraph) -> list[str]:
    """Return the names of which a line consists; none where it is something else."""
    names = re.split(r"\s*[,;]\s*|\s+(?:and|и)\s+|\s+ו(?=[א-ת]{2,}\s)", paragraph.text)
    return names if all(_is_name(name) for name in names) and not END.search(paragraph.text) else []


def _is_name(text: str) -> bool:
    words = text.split()
    return 1 < len(words) <= LONGEST_NAME and not re.search(r"[\d:*]", text) and NOT_IN_NAMES.isdisjoint(words)


def _name(text: str) -> dict[str, str]:
    *given, family = text.split()
    return {"given": " ".join(given), "family": family}


def _likely(text: str, words: Counter[str]) -> str:
    """Say which words of the text are like a word that is not known there."""
    pairs = []
    for word in re.findall(r"[^\W\d_]{4,}", text):
        near = difflib.get_close_matches(word, words, n=1, cutoff=0.8)
        if near and word not in words:
            pairs.append(f"{word}: in the text {near[0]}")
    return f" ({'; '.join(pairs)})" if pairs else ""


def _take_abstract(rest: list[Paragraph], metadata: dict[str, Any], ledger: Ledger) -> None:
    for place, paragraph in enumerate(rest[:8]):
        headed = ABSTRACT_HEAD.match(paragraph.text)
        if headed and headed.end() == len(paragraph.text) and place + 1 < len(rest):
            found, certainty = rest[place + 1], Certainty.CERTAIN
            del rest[place:place + 2]
        elif headed and len(paragraph.text) > LONGEST_TITLE:
            found, certainty = paragraph.with_text(paragraph.text[headed.end():]), Certainty.CERTAIN
            del rest[place]
        elif place == 0 and OF_ITSELF.match(paragraph.text) and len(rest) > 2:
            found, certainty = rest.pop(0), Certainty.LIKELY
        else:
            continue
        metadata["abstract"] = escaped(CALLED.sub("", found.text))
        _note(ledger, "abstract", found, certainty)
        return


def _take_keywords(rest: list[Paragraph], metadata: dict[str, Any], ledger: Ledger) -> None:
    for place, paragraph in enumerate(rest[:8]):
        match = KEYWORDS.match(paragraph.text)
        words = [word.strip(" .") for word in re.split(r"[;,،]", paragraph.text[match.end():])] if match else []
        if any(words):
            metadata["keywords"] = [word for word in words if word]
            _note(ledger, "keywords", rest.pop(place), Certainty.CERTAIN)
            return


def _take_funding(rest: list[Paragraph], metadata: dict[str, Any], ledger: Ledger) -> None:
    for place, paragraph in enumerate(rest):
        if not paragraph.text.startswith("*") or paragraph.text.startswith("**"):
            continue
        text = paragraph.text.lstrip("* ")
        funding = funding_of(text)
        if funding:
            metadata["funding"] = [funding]
            _note(ledger, "funding", paragraph)
            if "statement" in funding:
                ledger.ask("funding", paragraph.where, text, "no funder and number could be read: it is kept whole")
            del rest[place]
        elif text:
            ledger.ask("acknowledgement", paragraph.where, text, "no support that could be read: it stays in the text")
        return


def funding_of(text: str) -> dict[str, Any] | None:
    """Return the funding record that a sentence holds: its funders, with the number where there is one."""
    support = SUPPORT.search(text)
    if not support:
        return None
    award = AWARD.search(text, support.end())
    names = text[support.end():award.start() if award else len(text)].strip(" .,;(")
    given = [name.strip(" .") for name in AND.split(names) if name.strip(" .")]
    if not award or not given or any(len(name.split()) > 12 for name in given) or AWARD.search(text, award.end()):
        return {"statement": escaped(text)}
    return {"awards": [{"id": award["id"].rstrip("."), "source": [{"name": name} for name in given]}]}
