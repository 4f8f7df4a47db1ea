"""Names by which a DOCX refers to itself: styles, bookmarks, links, lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from sadar.bidi.word import w
from sadar.checks.docx_formats import Formats
from sadar.checks.docx_text import Text
from sadar.checks.saying import shown
from sadar.findings import Finding, Place, Severity
from sadar.untrusted_zip import Element

USES = {w("pStyle"): "paragraph", w("rStyle"): "character", w("tblStyle"): "table"}
#: Fields that lead to a bookmark, and its name.
FIELD = re.compile(r"^\s*(?:PAGEREF|REF|NOTEREF|HYPERLINK\s+\\l)\s+\"?([^\s\"\\]+)", re.IGNORECASE)
#: Signs of a bookmark's name that LibreOffice writes otherwise when it saves; longer names it cuts, as Word does.
CHANGED, LONGEST = re.compile(r"[\s:/#\\]"), 40


def findings(texts: Sequence[Text], formats: Formats, styles: str, numbering: Element | None) -> Iterator[Finding]:
    """Yield what leads nowhere or to two places.

    Args:
        texts: all parts with text.
        formats: the styles.
        styles: the name of their part.
        numbering: the root of the lists' part, if there is one.

    """
    yield from _styles(texts, formats, styles)
    yield from _lists(texts, numbering)
    yield from _bookmarks(texts)


def _styles(texts: Sequence[Text], formats: Formats, styles: str) -> Iterator[Finding]:
    for identity, style in formats.styles.items():
        if style.based and style.based not in formats.styles:
            yield Finding("docx-style-missing", f"the style “{style.name}” ({identity}) is based on “{style.based}”, "
                          "which is not there", Place(styles), "add that style, or base it on another",
                          Severity.WARNING)
        elif len(formats.chain(identity)) > 1 and formats.chain(identity)[-1].based:
            yield Finding("docx-style-missing", f"the style “{style.name}” is based on itself by way of others",
                          Place(styles), "base it on another", Severity.WARNING)
    said: set[str] = set()
    for text in texts:
        for use in text.root.iter(*USES):
            name = use.get(w("val"), "")
            if name and name not in formats.styles and name not in said:
                said.add(name)
                yield Finding("docx-style-missing", f"the {USES[str(use.tag)]} style “{name}” is used and not there",
                              Place(text.name), "add the style, or give the text another", Severity.WARNING)


def _lists(texts: Sequence[Text], numbering: Element | None) -> Iterator[Finding]:
    there = {"0"} | {number.get(w("numId"), "") for number in
                     (() if numbering is None else numbering.iter(w("num")))}
    for text in texts:
        missing = {use.get(w("val"), "") for use in text.root.iter(w("numId"))} - there
        for name in sorted(missing):
            yield Finding("docx-list-missing", f"paragraphs belong to the list {name[:20]}, which is not there",
                          Place(text.name), "number them anew", Severity.WARNING)


def _bookmarks(texts: Sequence[Text]) -> Iterator[Finding]:
    names = Counter[str]()
    for text in texts:
        ends = {mark.get(w("id")) for mark in text.root.iter(w("bookmarkEnd"))}
        for mark in text.root.iter(w("bookmarkStart")):
            name = mark.get(w("name"), "")
            names[name.casefold()] += 1
            fault = ("is there twice, and a link leads to one of them" if names[name.casefold()] == 2
                     else "has signs that LibreOffice does not keep" if not name or CHANGED.search(name)
                     else f"is longer than {LONGEST} signs" if len(name) > LONGEST
                     else "has no end" if mark.get(w("id")) not in ends else "")
            if fault:
                yield Finding("docx-bookmark", f"the bookmark “{name[:60]}” {fault}", text.place_at(mark),
                              "write letters, digits and _ alone, at most 40, each name once", Severity.WARNING)
    for text in texts:
        for anchor, where in _links(text):
            if anchor.casefold() not in names and anchor.casefold() not in ("", "_top"):
                yield Finding("docx-link", f"a link leads to “{anchor[:60]}”, which is no bookmark of the document: "
                              f"{shown(''.join(part.text or '' for part in where.iter(w('t'))))}", text.place_at(where),
                              "let it lead to a bookmark that is there", Severity.WARNING)


def _links(text: Text) -> Iterator[tuple[str, Element]]:
    for link in text.root.iter(w("hyperlink"), w("fldSimple"), w("instrText")):
        if link.tag == w("hyperlink"):
            yield link.get(w("anchor"), ""), link
        elif found := FIELD.match(link.get(w("instr"), "") or link.text or ""):
            yield found[1], link
