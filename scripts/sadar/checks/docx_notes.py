"""Notes of a DOCX: each call has its note and each note its call, numbers begin where they should, marks agree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from sadar.bidi.word import w
from sadar.bidi.word_markup import Paragraph
from sadar.checks.docx_formats import OFF
from sadar.checks.docx_text import Text
from sadar.checks.saying import shown
from sadar.findings import Finding, Place, Severity
from sadar.untrusted_zip import Element

#: Of each kind of notes: its element, the call, the number before its text, and its properties of a section.
KINDS = {"footnotes": ("footnote", "footnoteReference", "footnoteRef", "footnotePr"),
         "endnotes": ("endnote", "endnoteReference", "endnoteRef", "endnotePr")}
#: Styles of what stands above a text, from which acknowledgements are called, by their names.
TITLES = frozenset(("title", "subtitle", "author", "authors"))
STAR = "*"
#: The beginning of a note whose mark was typed.
TYPED_STAR = re.compile(r"\*+\s*[^\W\d_]")


def numbers(document: Element, kind: str) -> dict[str, str]:
    """Return the number of each note of a kind by its id; ``*`` for one that is called by a mark of its own."""
    found: dict[str, str] = {}
    number = 0
    for call in document.iter(w(KINDS[kind][1])):
        if (identity := call.get(w("id"), "")) not in found:
            number += not _has_own_mark(call)
            found[identity] = STAR if _has_own_mark(call) else str(number)
    return found


def findings(document: Text, notes: Text | None, kind: str) -> Iterator[Finding]:
    """Yield what is wrong between the calls of a document and its notes of one kind."""
    note_tag, call_tag, number_tag, _ = (w(name) for name in KINDS[kind])
    calls: dict[str, tuple[Element, Paragraph]] = {}
    counted = Counter[str]()
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            for call in run.element.iter(call_tag):
                identity = call.get(w("id"), "")
                counted[identity] += 1
                calls.setdefault(identity, (call, paragraph))
    found = {} if notes is None else {note.get(w("id"), ""): note for note in notes.root.iter(note_tag)
                                      if note.get(w("type"), "normal") == "normal"}
    for identity, (_, paragraph) in calls.items():
        if identity not in found or counted[identity] > 1:
            what = "calls a note that is not there" if identity not in found else "calls a note that is called before"
            yield Finding("docx-note-missing", f"the paragraph {what} (id {identity[:20]}): "
                          f"{document.shown(paragraph)}", document.place(paragraph),
                          "delete the call in Word and set the note anew")
    for identity, note in found.items():
        place = Place() if notes is None else notes.place_of(note)
        letters = "".join(element.text or "" for element in note.iter(w("t"))).strip()
        if identity not in calls:
            yield Finding("docx-note-uncalled", f"the note is never called, and not shown: {shown(letters)}", place,
                          "call it, or delete it", Severity.WARNING)
            continue
        call, paragraph = calls[identity]
        number = "?" if notes is None else notes.numbers.get(identity, "?")
        numbered = next(note.iter(number_tag), None) is not None
        if _has_own_mark(call) and numbered:
            yield Finding("docx-note-mark", f"the note is called by a mark of its own and begins with a number: "
                          f"{shown(letters)}", place, "write the mark in the place of the number")
        elif not _has_own_mark(call) and not numbered and letters:
            yield Finding("docx-note-mark", f"note {number} begins without its number: {shown(letters)}", place,
                          "set the note anew in Word", Severity.WARNING)
        elif not _has_own_mark(call) and (TYPED_STAR.match(letters) or document.formats.name_of(
                paragraph.element) in TITLES):
            yield Finding("docx-note-star", f"a note to the title is numbered {number} among the notes of the text: "
                          f"{shown(letters)}", place, "give it a mark of its own: in Word, Insert Footnote, Custom "
                          "mark (w:customMarkFollows)", Severity.WARNING)


def restarts(document: Text, kind: str) -> Iterator[Finding]:
    """Yield a finding where notes begin at 1 again amid a text, in a section that no heading opens."""
    call, properties = w(KINDS[kind][1]), w(KINDS[kind][3])
    sections = [section for section in document.root.iter(w("sectPr"))
                if (parent := section.getparent()) is not None and parent.tag in (w("body"), w("pPr"))]
    section, begins, chapter, called = 0, True, True, False
    for paragraph in document.paragraphs:
        if begins and paragraph.letters:
            begins, chapter = False, _is_chapter(document, paragraph)
        if any(next(run.element.iter(call), None) is not None for run in paragraph.runs):
            if called and not chapter and section < len(sections) and _restarts(sections[section], properties):
                yield Finding("docx-note-restart", "the notes begin at 1 again, where no chapter begins: "
                              f"{document.shown(paragraph)}", document.place(paragraph),
                              "let them be numbered through: Footnotes, Numbering: Continuous", Severity.WARNING)
            called, chapter = True, True  # said once in a section
        if paragraph.element.find(f"{w('pPr')}/{w('sectPr')}") is not None:
            section, begins, chapter = section + 1, True, False


def _restarts(section: Element, properties: str) -> bool:
    restart = section.find(f"{properties}/{w('numRestart')}")
    return restart is not None and restart.get(w("val")) == "eachSect"


def _is_chapter(document: Text, paragraph: Paragraph) -> bool:
    level = document.formats.of(paragraph.element).get("outlineLvl")
    return document.formats.name_of(paragraph.element) == "heading 1" or (level is not None and level.value == "0")


def _has_own_mark(call: Element) -> bool:
    return call.get(w("customMarkFollows"), "0") not in OFF
