"""The list of works at the end of a text, parsed into CSL items; what can't be parsed is kept whole as ``note``.

No maintained parser reads typed lists in Hebrew, so the forms of APA and Chicago's author-date are read here: authors,
year in brackets, title, and then journal, book or publisher.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sadar.citations.keys import key_of
from sadar.importers import Certainty
from sadar.importers.labels import LIST_HEADING
from sadar.importers.ledger import Ledger
from sadar.importers.paragraphs import Paragraph
from sadar.manuscript.languages import LIKELY, scripts_of

YEAR = r"(?:1[4-9]|20)\d\d(?:[-–](?:1[4-9]|20)\d\d)?[a-zא-ת]?|תש[א-ת]{0,2}[״\"][א-ת]|n\.d\."
ENTRY = re.compile(rf"(?P<authors>[^()]+?)\s*\((?P<year>{YEAR})\)[.,:]?\s*(?P<rest>.+)")
INITIALS = r"(?:[^\W\d_]{1,2}[.׳'’]\s?-?){1,4}"
PERSON = re.compile(rf"(?P<family>[^,.]+), (?P<given>{INITIALS}|[^\W\d_]+(?: [^\W\d_]+)?)"
                    r"(?:,? (?:and|&|und|et|и) |, (?:& |and )?| ו(?=[א-ת]{2})|$)")
URL = re.compile(r"https?://\S+")
DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)(10\.\S+)", re.IGNORECASE)
TITLE = re.compile(r"(?P<title>.+?[^\s.][.?!])(?:\s+|$)(?P<after>.*)")
JOURNAL = re.compile(r"(?P<journal>[^,]+), (?:(?:no\.|מס׳|№)\s*(?P<number>\d+)|(?P<volume>\d+|[א-ת]{1,4}))"
                     r"(?:\s?\((?P<issue>[^)]+)\))?(?:, (?:pp?\.\s|עמ׳\s)?(?P<page>\w+(?:[-–]\w+)?))?\.?")
CHAPTER = re.compile(r"(?:In|בתוך|В) (?:(?P<editor>.+?) \((?:[Ee]ds?\.|Hrsg\.|עורך|עורכת|עורכים|ред\.)\),? )?"
                     r"(?P<book>.+?)(?: \((?P<where>[^)]*?)(?:pp?\.|S\.|עמ׳|с\.) (?P<page>[^)]+)\))?\. "
                     r"(?P<place>[^:]+): (?P<publisher>[^.]+)\.?")
PUBLISHER = re.compile(r"(?P<place>[^:;.]{2,40}): (?P<publisher>[^.]+|[^.]+\. [^.]+)\.?")
BODY = re.compile(r"(?P<publisher>[^.:]{3,80})\.?")
#: The languages whose words for “and” and “editor” and “page” these are.
SPEAKS = {"de": re.compile(r"\bund\b|\bHrsg\.|\bS\. \d"), "fr": re.compile(r"\bet\b|\(dir\.\)")}


def listed_in(paragraphs: Sequence[Paragraph], ledger: Ledger) -> tuple[list[Paragraph], list[dict[str, Any]]]:
    """Return the paragraphs without the list of works at the end, and its works as CSL items."""
    start = next((place for place in range(len(paragraphs) - 1, 0, -1)
                  if LIST_HEADING.fullmatch(paragraphs[place].text)), None)
    if start is None:
        return list(paragraphs), []
    end = start + 1
    while end < len(paragraphs) and ENTRY.match(paragraphs[end].text):
        end += 1
    items: list[dict[str, Any]] = []
    for paragraph in paragraphs[start + 1:end]:
        item = parsed(paragraph.text, {str(other["id"]) for other in items})
        items.append(item)
        whole = "note" not in item
        ledger.changed("reference", paragraph.where, paragraph.text, f"@{item['id']} in references.yaml",
                       Certainty.LIKELY if whole else Certainty.UNCERTAIN)
        if not whole:
            ledger.ask("reference-unparsed", paragraph.where, paragraph.text, "kept whole as “note” in references.yaml")
    if not items:
        return list(paragraphs), []
    return [*paragraphs[:start], *paragraphs[end:]], items


def parsed(text: str, taken: set[str]) -> dict[str, Any]:
    """Return an entry of a list as a CSL item."""
    match = ENTRY.fullmatch(text)
    authors = _people(match["authors"]) if match else []
    if not match or not authors:
        return {"id": key_of(text.split()[0], "", taken), "type": "document", "title": text, "note": text}
    name = authors[0].get("family") or authors[0]["literal"]
    item: dict[str, Any] = {"id": key_of(name, match["year"], taken), "type": "document",
                            "language": _language(text, URL.sub("", match["rest"])), "author": authors,
                            "issued": _issued(match["year"])}
    rest = match["rest"]
    if doi := DOI.search(rest):
        item["DOI"], rest = doi[1].rstrip("."), rest[:doi.start()].strip()
    elif url := URL.search(rest):
        item["URL"], rest = url.group().rstrip("."), rest[:url.start()].strip()
    title = TITLE.fullmatch(rest)
    item["title"] = (title["title"] if title else rest).rstrip(".")
    after = title["after"] if title else ""
    if not _placed(item, after):
        item["note"] = text
    return item


def _placed(item: dict[str, Any], after: str) -> bool:
    """Add where a work appeared; tell whether that could be read."""
    if not after:
        item["type"] = "webpage" if "URL" in item else "document"
        return "URL" in item
    for kind, pattern in (("chapter", CHAPTER), ("article-journal", JOURNAL), ("book", PUBLISHER),
                          ("report", BODY)):
        if found := pattern.fullmatch(after):
            item["type"] = kind
            said = found.groupdict()
            fields = {"container-title": said.get("journal") or said.get("book"),
                      "volume": said.get("volume") or (said.get("where") or "").rstrip(", "),
                      "issue": said.get("issue") or said.get("number"),
                      "page": (said.get("page") or "").replace("–", "-"),
                      "publisher-place": said.get("place"), "publisher": said.get("publisher")}
            item.update({key: value for key, value in fields.items() if value})
            if said.get("editor"):
                item["editor"] = [_forward(name) for name in re.split(r",? (?:and|&|und|и) |, ", str(said["editor"]))]
            return True
    return False


def _people(text: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    at = 0
    while at < len(text):
        person = PERSON.match(text, at) or PERSON.match(f"{text}.", at)
        if not person:
            return [*found, {"literal": text[at:].strip(" .")}]
        found.append({"family": person["family"].strip(), "given": person["given"].strip()})
        at = person.end()
    return found


def _forward(name: str) -> dict[str, str]:
    *given, family = name.split()
    return {"family": family, "given": " ".join(given)} if given else {"literal": name}


def _issued(year: str) -> Any:
    years = [int(number) for number in re.findall(r"\d{4}", year)]
    if not years:
        return {"literal": year}
    return years[0] if len(years) == 1 else {"date-parts": [[number] for number in years]}


def _language(entry: str, rest: str) -> str:
    """Return the language of an entry: that of its title's letters; of Latin ones, by its small words."""
    said = LIKELY.get(_script(rest), "en")
    return next((lang for lang, words in SPEAKS.items() if said == "en" and words.search(entry)), said)


def _script(text: str) -> str:
    most = scripts_of(text).most_common(1)
    return most[0][0] if most else ""
