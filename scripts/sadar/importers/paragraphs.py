"""Hard-wrapped lines joined into paragraphs, by what the file itself shows of where its paragraphs end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import takewhile

from sadar.bidi.base import runs_right_to_left
from sadar.bidi.stored_order import STOP
from sadar.bidi.swapped import typical_length
from sadar.importers import Certainty
from sadar.importers.labels import ABSTRACT_HEAD, KEYWORDS, LIST_HEADING
from sadar.importers.ledger import Ledger
from sadar.importers.text_lines import Line


class Kind(StrEnum):
    """What a paragraph is."""

    TEXT = "text"
    HEADING = "heading"
    QUOTE = "quote"
    TABLE = "table"
    FIGURE = "figure"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: its text, the lines it was made of, what it is; ``level`` of a heading.

    ``pages``: those on which it begins and ends; ``widest``: the number of letters of its longest line. A table has
    ``cells``, its head first, a figure the path of its picture in the new folder, and its part of the text's width in
    percent; the text of both is the caption, which had a number if it is ``numbered``.
    """

    text: str
    first: int
    last: int
    kind: Kind = Kind.TEXT
    level: int = 1
    pages: tuple[int, int] = (1, 1)
    widest: int = 0
    spot: str = ""
    cells: tuple[tuple[str, ...], ...] = ()
    picture: str = ""
    share: int = 100
    numbered: bool = False

    @property
    def where(self) -> str:
        """The lines as a person finds them."""
        if self.spot:
            return self.spot
        return f"line {self.first}" if self.first == self.last else f"lines {self.first}–{self.last}"

    def with_text(self, text: str) -> Paragraph:
        """Return the paragraph with another text."""
        return replace(self, text=text)


#: Tells of two lines that follow one another, and of whether a blank one is between, if a paragraph ends there.
Ends = Callable[[Line, Line, bool], bool]
#: A sentence's end, with what may close behind it and a note's number.
END = re.compile("[.!?:…][״”\"»’׳)\\]]*(?:\\d{0,3}|\x02\\d+\x03)$")
#: A line that is shorter than this part of a full one ends its paragraph; a heading is shorter still.
SHORT, HEADING = 0.8, 0.7
#: How many headings may stand one upon the other, and how many words one has.
DEEPEST, LONGEST_HEADING = 2, 12
#: In a text whose lines were wrapped, so large a part of them is about as long as a full one.
LEVEL = 0.35
#: So large a part of the lines that end no sentence are full, where the others are headings and cells of tables.
FILLED = 0.7
#: A file with longer lines has a paragraph on each.
UNWRAPPED = 160
DASHES, MAQAF = "-–—", "־"
#: Where a word is taken up without a space: behind these, and before those.
NO_SPACE_AFTER, NO_SPACE_BEFORE = tuple("([{־/"), (*STOP, ")", "]", "}", "%")
#: How an item of a list begins, and a line that goes on behind a dash, too.
ITEM = re.compile(r"[–—•-]\s+\S")
#: How a numbered item begins.
FOOT = re.compile(r"(\d{1,3})\.(?:\s|$)")
#: How an entry of a list of works begins: names and a year in brackets.
ENTRY_HEAD = re.compile(r"[^\W\d_][^()]{1,150}\((?:(?:1[4-9]|20)\d\d|תש)[^)]{0,8}\)[.,:]")
#: How many lines an entry of a list may have, and the blank ones of some programs between them.
LONGEST_ENTRY = 8
#: The fewest tabs in a line whose words they part: block quotations come so out of some programs.
TABS = 3
#: By how many spaces a quotation is set in.
INDENT = 3


def paragraphs_of(lines: Sequence[Line], ledger: Ledger, *, apart: bool = False) -> list[Paragraph]:
    """Join lines into paragraphs; each that had several is noted. ``apart``: each line is a paragraph."""
    filled = [line for line in lines if line.text]
    if not filled:
        return []
    full = typical_length(line.text for line in filled)
    ends = _ends(lines, full)
    whole = "\n".join(line.text for line in filled)
    found = []
    for group in [[line] for line in filled] if apart else _grouped(filled, ends, full):
        kind = _kind(group)
        text = joined([line.text for line in group], whole, group[0].where, ledger)
        paragraph = Paragraph(text, group[0].number, group[-1].last, kind, pages=(group[0].page, group[-1].page),
                              widest=max(len(line.text) for line in group))
        if kind is Kind.QUOTE and _is_quoted(group[0]):
            ledger.ask("quote-by-tabs", paragraph.where, text, "tabs stood between the words: some may be out of place")
        if len(group) > 1:
            ledger.changed("lines-joined", paragraph.where, f"{len(group)} lines",
                           "a block quotation" if kind is Kind.QUOTE else "one paragraph")
        found.append(paragraph)
    return _with_headings(found, full, ledger, apart=apart)


def _ends(lines: Sequence[Line], full: float) -> Ends:
    """Return what tells a paragraph's end, by what most lines of the file show."""
    filled = [line for line in lines if line.text]
    long = [line for line in filled if len(line.text) >= SHORT * full]
    spaced = sum(line.goes_on for line in long) / len(long) if long else 0
    ending = [line for line in filled if not line.goes_on]
    open_ended = [line for line in filled if not END.search(line.text)]
    level = sum(len(line.text) >= SHORT * full for line in open_ended) > FILLED * len(open_ended)
    told = sum(bool(END.search(line.text)) for line in ending) / len(ending) if ending else 0

    def by_spaces(line: Line, after: Line, blank: bool) -> bool:
        if line.goes_on:
            return len(line.text) < SHORT * full / 2 and bool(END.search(line.text))
        return line.text[-1] not in DASHES + MAQAF

    def by_blanks(line: Line, after: Line, blank: bool) -> bool:
        if line.page != after.page and len(after.text) < SHORT * full / 2 and not END.search(after.text):
            return True  # a heading opens the page
        if blank and line.page == after.page:
            return bool(END.search(line.text)) or len(line.text) < SHORT * full
        if len(line.text) < HEADING * full and line.text[-1] not in STOP + DASHES + MAQAF and line.page == after.page:
            return after.text[0] not in STOP + ")]"
        return by_length(line, after, blank)

    def by_length(line: Line, after: Line, blank: bool) -> bool:
        if (line is filled[0] and blank) or (line in filled[:2] and len(line.text) < SHORT * full and not (
                END.search(line.text) or line.text[-1] in DASHES)):
            return True  # the title and the authors
        if ITEM.match(after.text) and line.text[-1] in STOP:
            return len(line.text) < SHORT * full or END.search(line.text) is not None
        if level and len(line.text) < HEADING * full and line.text[-1] not in STOP + DASHES + MAQAF + "([":
            return after.text[0] not in STOP + ")]"  # a heading, or a cell
        return (len(line.text) < SHORT * full and bool(END.search(line.text)) and after.text[0] not in STOP + ")]"
                and not after.text.isdigit() and not FOOT.fullmatch(line.text))

    def by_lines(line: Line, after: Line, blank: bool) -> bool:
        return True

    alike = sum(abs(len(line.text) - full) < (1 - SHORT) * full for line in filled)
    apart = len(lines) - len(filled) > len(filled) / 2
    if full > UNWRAPPED or (apart and alike < LEVEL * len(filled)):
        return by_lines
    if spaced > 0.5 and told > 0.5 and len(ending) > 1:
        return by_spaces
    return by_blanks if _blanks_part(lines, filled) else by_length


def _blanks_part(lines: Sequence[Line], filled: Sequence[Line]) -> bool:
    """Tell whether blank lines part paragraphs: some programs leave none, and some one behind every other line."""
    return len(filled) / 20 < len(lines) - len(filled) < len(filled) / 2


def _grouped(filled: Sequence[Line], ends: Ends, full: float) -> Iterator[list[Line]]:
    group: list[Line] = []
    listing, note = False, 1
    for place, (line, after) in enumerate(zip(filled, [*filled[1:], None], strict=True)):
        group.append(line)
        over = False
        if _heads_list(filled[place:place + LONGEST_ENTRY]):
            listing = True
        elif listing and after is not None:  # entries are told by how they begin
            is_entry = begins_entry(filled[place + 1:place + 4])
            listing = is_entry or _entry_goes_on(line, filled[place + 1:place + 1 + LONGEST_ENTRY])
            if listing and not is_entry:
                continue
            over = not listing
        foot = FOOT.match(after.text) if after is not None else None
        is_next = foot is not None and int(foot[1]) == note
        note += is_next
        heads = after is not None and _heads_list(filled[place + 1:place + LONGEST_ENTRY])
        listed = KEYWORDS.match(group[0].text) and len(line.text) < SHORT * full and line.text[-1] not in STOP + DASHES
        headed = _is_headed(line, after)
        begins = listing or over or is_next or heads or listed or headed or (foot and END.search(line.text))
        if after is None or begins or _parted(line, after, ends):
            yield group
            group = []


def _is_headed(line: Line, after: Line | None) -> bool:
    """Tell whether a line is the heading of an abstract, or the next one is, or begins the keywords."""
    return ABSTRACT_HEAD.fullmatch(line.text) is not None or (after is not None and (
        ABSTRACT_HEAD.fullmatch(after.text) is not None or KEYWORDS.match(after.text) is not None))


def _heads_list(lines: Sequence[Line]) -> bool:
    """Tell whether the first of some lines is the heading of a list of works: a cell of a table may say no less."""
    return bool(lines) and LIST_HEADING.fullmatch(lines[0].text) is not None and any(
        begins_entry(lines[place:place + 3]) for place in (1, 2))


def _entry_goes_on(line: Line, following: Sequence[Line]) -> bool:
    """Tell whether an entry of a list has more lines: the last one, where they come to an end again."""
    if not END.search(line.text):
        return following[0].text[0] != "*"
    near = list(takewhile(lambda other: other.text[0] != "*", following[:LONGEST_ENTRY]))
    # Text follows a last foreign entry, where a right-to-left line follows a left-to-right one.
    same = runs_right_to_left(line.text) or not runs_right_to_left(following[0].text)
    return any(begins_entry(near[place:place + 3]) for place in range(len(near))) or (
        following[0].number == line.last + 1 and same and any(
            END.search(other.text) and other.text[-1] != ":" for other in near))


def begins_entry(lines: Sequence[Line]) -> bool:
    """Tell whether an entry of a list begins here; some programs give its year a line of its own."""
    return bool(lines) and "(" in lines[0].text and ENTRY_HEAD.match("".join(line.text for line in lines)) is not None


def _parted(line: Line, after: Line, ends: Ends) -> bool:
    if after.text[0] == "*":
        return True
    if _is_quoted(line) or _is_quoted(after):
        return _is_quoted(line) != _is_quoted(after) and not _closes(line, after)
    if (line.indent >= INDENT) != (after.indent >= INDENT) and after.number > line.last + 1:
        return True
    return ends(line, after, after.number > line.last + 1)


def _is_quoted(line: Line) -> bool:
    return line.text.count("\t") >= TABS


def _closes(line: Line, after: Line) -> bool:
    """Tell whether a line that is no longer set with tabs is the last of a quotation: its end was swapped back."""
    return _is_quoted(line) and not END.search(line.text) and bool(END.search(after.text)) and not after.goes_on


def _kind(group: Sequence[Line]) -> Kind:
    indented = len(group) > 1 and all(line.indent >= INDENT for line in group)
    return Kind.QUOTE if _is_quoted(group[0]) or indented else Kind.TEXT


def joined(texts: Sequence[str], whole: str, where: str, ledger: Ledger) -> str:
    """Join a paragraph's lines; ``whole`` is all the text, in which words are looked up that a line's end divides."""
    text = " ".join(texts[0].split())
    for place, line in enumerate(texts[1:], start=1):
        following = " ".join(line.split())
        if text[-1] == "-" and text[-2:-1].isalpha():
            text = _divided(text, following, whole, where, ledger)
            continue
        glued = (text.endswith(NO_SPACE_AFTER) or following.startswith(NO_SPACE_BEFORE)
                 or (following == "–" and not runs_right_to_left("".join(texts[place + 1:place + 2])[:1]))
                 or (text[-1] in "-–" and text[-2:-1] not in ("", " ")))
        text = f"{text}{'' if glued else ' '}{following}"
    return text


def _divided(text: str, following: str, whole: str, where: str, ledger: Ledger) -> str:
    """Join a word that a hyphen ends at a line's end: without the hyphen where the typesetter put it there."""
    start, rest = text.split()[-1][:-1], following.split()[0]
    if runs_right_to_left(start) or not rest[0].islower() or "/" in start or f"{start}-{rest}" in whole:
        return f"{text}{following}"
    certain = f"{start}{rest.rstrip(STOP)}" in whole
    ledger.changed("hyphenated", where, f"{start}-\n{rest}", start + rest,
                   Certainty.CERTAIN if certain else Certainty.UNCERTAIN)
    return f"{text[:-1]}{following}"


def _with_headings(paragraphs: Sequence[Paragraph], full: float, ledger: Ledger, *, apart: bool) -> list[Paragraph]:
    """Tell headings: short lines without a stop, one or two, before a longer paragraph; the first two are a title.

    Where lines stand ``apart``, a blank one is below.
    """
    found = list(paragraphs)
    run: list[int] = []
    for place, paragraph in enumerate(paragraphs):
        if place > 1 and _may_head(paragraph, full):
            run.append(place)
            continue
        blank = place > 0 and paragraph.first > paragraphs[place - 1].last + 1
        if 0 < len(run) <= DEEPEST and len(paragraph.text) > HEADING * min(full, UNWRAPPED) and (blank or not apart):
            for level, at in enumerate(run, start=1):
                found[at] = replace(paragraphs[at], kind=Kind.HEADING, level=level)
                ledger.changed("heading", found[at].where, found[at].text, f"{'#' * level} {found[at].text}",
                               Certainty.LIKELY)
        run = []
    return found


def _may_head(paragraph: Paragraph, full: float) -> bool:
    text = paragraph.text
    return (paragraph.kind is Kind.TEXT and paragraph.first == paragraph.last and
            len(text) < HEADING * min(full, UNWRAPPED) and len(text.split()) <= LONGEST_HEADING and
            text[-1] not in STOP + "״”\"" and text[0] not in "*–—->(" and re.search(r"[^\W\d_]{2}", text) is not None)
