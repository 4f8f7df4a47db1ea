"""What a PDF says of itself: a help where its first page leaves something open, never instead of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sadar.importers.excerpts import WHOLE
from sadar.importers.ledger import Ledger
from sadar.importers.markdown import escaped
from sadar.manuscript.languages import LIKELY, language_tag, script_of_language

#: The most letters of what is taken.
LONGEST = 300
#: What programs put there by themselves: names of files and of documents without a name.
NO_TITLE = re.compile(r"(?:Microsoft (?:Word|PowerPoint) - .*|untitled.*|ללא (?:שם|כותרת).*|document\d*|מסמך\d*"
                      r"|\S+\.(?:docx?|odt|pdf|indd|qxd|tex|rtf))", re.IGNORECASE)


def said_of(document: Any) -> dict[str, str]:
    """Return title, author and lang, as far as pdfminer's document says them."""
    from pdfminer.pdftypes import resolve1
    from pdfminer.utils import decode_text

    found = {}
    info = document.info[0] if document.info else {}
    for key, value in (("title", info.get("Title")), ("author", info.get("Author")),
                       ("lang", document.catalog.get("Lang"))):
        said = resolve1(value)
        if isinstance(said, bytes):
            text = " ".join(letter for letter in decode_text(said).split())[:LONGEST]
            if text and text.isprintable() and not (key == "title" and NO_TITLE.fullmatch(text)):
                found[key] = text
    return found


def with_said(metadata: Mapping[str, Any], said: Mapping[str, str], ledger: Ledger) -> dict[str, Any]:
    """Return the metadata of the text with what it leaves open; ask about all that is taken."""
    found = dict(metadata)
    own = str(found["lang"])
    tag = language_tag(said.get("lang", ""))
    if tag and own in LIKELY.values() and tag.split("-")[0] != own and own != "en" and script_of_language(
            tag) == script_of_language(own):
        found["lang"] = tag.split("-")[0]
        ledger.ask("metadata", WHOLE, f"lang: {found['lang']}",
                   "the file says this of itself; its letters leave it open")
    if "title" in said and "title" not in found:
        found["title"] = escaped(said["title"])
        ledger.ask("metadata", WHOLE, f"title: {said['title']}", "the file says this of itself; its first page has no "
                   "title that could be told")
    names = [name.split() for name in re.split(r"\s*[;,]\s*", said.get("author", "")) if len(name.split()) > 1]
    if names and "author" not in found:
        found["author"] = [{"name": {"given": " ".join(given), "family": family}} for *given, family in names]
        ledger.ask("metadata", WHOLE, f"author: {said['author']}", "the file says this of itself; its first page "
                   "has no names that could be told")
    return found
