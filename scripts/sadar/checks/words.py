"""Words: what a reader must find in a file, and what of it is missing there.

Words are compared without points, accents and invisible marks, and cut where the script changes direction, because
a PDF gives back no more than the letters of a line in their order on the page.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from sadar.bidi.base import runs_right_to_left
from sadar.findings import Finding, Severity
from sadar.manuscript import Manuscript
from sadar.manuscript.tree import Node, plain, rewrite
from sadar.manuscript.tree import words as words_of

WORD = re.compile(r"[^\W_]+")
#: Regions that no file shows as text: a running head may be cut, and stands on some pages only.
RUNNING = {"short-title", "volume-title"}
#: Stands for a citation; a Hebrew prefix with a maqaf before one may be joined to the word that it becomes.
CITED = "\ue000"
PREFIX_AT_CITATION = re.compile(rf"\w+־{CITED}")
#: A word of this many letters may be broken in a narrow cell, one of right-to-left letters only if it is longer; only
#: the last part is shorter than the third number.
LONG, LONG_RIGHT_TO_LEFT, SHORTEST_PART = 5, 10, 3
#: How many missing words one message names.
NAMED = 12


def words(text: str) -> Iterator[str]:
    """Yield the words of a text, lower-cased, without marks, cut between right-to-left and other letters."""
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in decomposed if unicodedata.category(letter) not in ("Mn", "Me", "Cf"))
    for match in WORD.finditer(bare.casefold()):
        yield from _by_direction(match.group())


def _by_direction(word: str) -> Iterator[str]:
    start = 0
    for position in range(1, len(word) + 1):
        if position == len(word) or runs_right_to_left(word[position]) != runs_right_to_left(word[start]):
            yield word[start:position]
            start = position


def reversed_where_needed(line: Iterable[str]) -> str:
    """Return a line of letters in visual order as text: words of right-to-left letters turned into reading order.

    Args:
        line: the letters from left to right; an item may be several characters where a glyph stands for them.

    """
    result: list[str] = []
    run: list[str] = []
    for letter in line:
        if runs_right_to_left(letter):
            run.append(letter)
        else:
            result += [*reversed(run), letter]
            run = []
    return "".join([*result, *reversed(run)])


def text_of(blocks: list[Node]) -> str:
    """Return the text of blocks with superiors and inferiors set apart: in a PDF they stand in lines of their own."""
    def apart(node: Node) -> Node:
        if node["t"] not in ("Superscript", "Subscript"):
            return node
        return {**node, "c": [{"t": "Space"}, *node["c"], {"t": "Space"}]}

    return plain(rewrite(blocks, apart))


def broken_words(wanted: Iterable[str], lines: Sequence[Sequence[str]]) -> Counter[str]:
    """Count words, such as parts of a long address, that are broken at the end of a line and go on in the next.

    Short words of right-to-left letters are never broken: that their parts meet there by chance must not hide a loss.
    A long word may be broken in the cell of a table too, amid a line; so no part of it but the last is a short one.

    Args:
        wanted: the words to look for.
        lines: the words of each line, from left to right; a part of a short word stands at either end.

    """
    def parts(number: int, long: bool) -> set[str]:
        line = lines[number] if number < len(lines) else []
        return {word for word in line if len(word) >= SHORTEST_PART} if long else {*line[:1], *line[-1:]}

    def goes_on(rest: str, number: int, long: bool) -> bool:
        here = lines[number] if number < len(lines) else []
        if rest in (here if long else parts(number, long)):
            return True
        more = parts(number, long) if long or len(here) == 1 else set()
        return any(rest.startswith(part) and goes_on(rest[len(part):], number + 1, long) for part in more)

    def count(word: str) -> int:
        right_to_left = runs_right_to_left(word)
        long = len(word) >= (LONG_RIGHT_TO_LEFT if right_to_left else LONG)
        if right_to_left and not long:
            return 0
        return sum(any(word.startswith(part) and part != word and goes_on(word[len(part):], number + 1, long)
                       for part in parts(number, long)) for number in range(len(lines)))

    return Counter({word: found for word in set(wanted) if (found := count(word))})


def missing(manuscript: Manuscript, found: Counter[str], file: str,
            lines: Sequence[Sequence[str]] = ()) -> Iterator[Finding]:
    """Yield a finding for each region of the publication that has words which a file does not hold.

    Args:
        manuscript: as the writer got it, all passes done.
        found: the words of the file, counted.
        file: the file's name, for the message.
        lines: the words of each line, of a file in which long words may be broken at its end.

    """
    lost = Counter(word for name, blocks in manuscript.regions() if name not in RUNNING
                   for word in words(text_of(blocks))) - found
    lost -= broken_words(lost, lines)
    if not lost:
        return
    for name, blocks in manuscript.regions():
        here = [word for word in dict.fromkeys(words(text_of(blocks))) if word in lost and name not in RUNNING]
        if here:
            shown = ", ".join(f"“{word}” ×{lost[word]}" for word in here[:NAMED])
            more = f" and {len(here) - NAMED} more" if len(here) > NAMED else ""
            yield Finding("words-missing", f"{file} lacks words of the {name}: {shown}{more}",
                          manuscript.place_of(here[0]), "this is a fault of sadar or of the style: please report it")


def kept(before: Manuscript, after: Manuscript) -> Iterator[Finding]:
    """Yield a finding for words that the passes dropped; citations, and prefixes before them, are theirs to word."""
    def without_citations(manuscript: Manuscript) -> Counter[str]:
        bare = rewrite(manuscript.blocks, lambda node: words_of(CITED) if node["t"] == "Cite" else node)
        return Counter(words(PREFIX_AT_CITATION.sub(" ", text_of(bare)).replace(CITED, " ")))

    lost = without_citations(before) - Counter(words(text_of(after.blocks)))
    if lost:
        yield Finding("words-dropped", f"the passes dropped words: {', '.join(sorted(lost)[:NAMED])}",
                      before.place_of(*sorted(lost)[:1]), "this is a fault of sadar: please report it")


def count(kind: str, expected: int, found: int, file: str) -> Iterator[Finding]:
    """Yield a finding where a file has another number of notes, figures, tables or entries than the manuscript."""
    if expected != found:
        yield Finding(f"{kind}-missing", f"{file} has {found} {kind}, the manuscript {expected}",
                      remedy="this is a fault of sadar or of the style: please report it", severity=Severity.ERROR)
