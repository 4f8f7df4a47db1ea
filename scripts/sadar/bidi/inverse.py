"""From the order in which characters stand on the page back to the order in which they are read: UAX #9 undone.

Reordering (L2) is not one to one: several texts can look the same. Taken is the one that reordering the looks gives,
which keeps words, numbers and brackets whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from sadar.bidi.base import Direction
from sadar.bidi.levels import embedding_levels
from sadar.bidi.visual import MIRRORED, runs

#: Letters of right-to-left scripts, and all that stands in their blocks.
LETTERS = "א-ת\u0620-\u064a"
RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff"
#: Brackets as they are stored, in a line as it looks: a pair of the paragraph's direction stands with its backs
#: together, one of a left-to-right run with its faces, and a number may stand before it.
BACKS = re.compile(r"[)\]]([^()\[\]]*)[(\[]")
FACES = re.compile(rf"(?<!\))( ?)[(\[]([^()\[\]{RIGHT}]*[^\W_{RIGHT}][^()\[\]{RIGHT}]*)[)\]]")
#: A stop on the right of a left-to-right word: it ends a word that is isolated or embedded, for the direction of the
#: paragraph would have set it on the left.
OF_ISOLATE = re.compile(rf"(?<=[^\W_{RIGHT}])[.,;:!?/+–-]+(?![\w.,;:!?א)])")
#: And one that has a space on its left ends what stands on its right.
OF_PARAGRAPH = re.compile(r"(?<=\s)[.,;:!?](?=\w)")
#: What stands for a bracket of a right-to-left run, as it looks: behind one that opens, a stop is of what follows.
DRAWN = {"(": "א", "[": "א", ")": "־", "]": "־"}
#: The number of a note or of a list's item, as it looks at the beginning of a line.
LABEL = re.compile(r"\s*([.)])(\d{1,3})(?!\d)")
#: Where runs meet that were joined without a space, in text as it looks: before a stop or a closing bracket that would
#: stand before its word, behind a bracket that would open behind its word, between stops, and at a mark of quotation
#: that would stand inside of a word and not before its last letter.
SEAM = re.compile(rf"(?<=[{LETTERS}״”\"’])(?=[.,;:!?)])(?!\.\.)|(?<=[(])(?=[{LETTERS}])|(?<=[;:!?])(?=[.,;:!?])"
                  rf"|(?<=[{LETTERS}]{{2}})(?=״[{LETTERS}]{{2}})|(?<=״)(?=[(])|(?<=[{LETTERS}])(?=[ךםןףץ])"
                  rf"|(?<=[{LETTERS}] ,)(?= [{LETTERS}])|(?<=[{LETTERS}])(?= , ,)|(?<= ,)(?= ,)")
#: Signs that end a name or an address of Latin letters, which Hebrew words have at neither end.
OF_LATIN = re.compile(rf"(?<=[^\W\d_{RIGHT}])\+\++|(?<=://)[^\s{RIGHT}]*/(?=[.,]?[{LETTERS}])")
#: Pieces as they look: a quoted phrase, on whose right a word ends that is longer than a prefix; the end of one that
#: began before the run; and pages that are said behind a year, before the bracket closes.
QUOTED = re.compile(rf"((?<![{LETTERS}])״(?=[{LETTERS}])[^״()]*(?<=[{LETTERS}])״(?=[{LETTERS}]{{4}})"
                    rf"|^ *״[{LETTERS} ]*[{LETTERS}](?= +;)|^[{LETTERS}\d–-]+ ׳מע +,(?=[{LETTERS}].*\)$))")
#: Where a space was between pieces: letters on both sides, or a word and a year.
GLUED = re.compile(rf"(?:[^\W\d_]\n(?=[^\W\d_]))|(?:[{LETTERS}]{{2}}\n(?=\d{{4}}))")
#: A dash that looks as if it stood at a number, which a stop follows: it ends the words that follow the stop.
DASH_OF_END = re.compile(rf"(?<=\d)–(?= [{LETTERS} ]*[,;:]$)")
#: A stop at the head of a piece.
STOP_AHEAD = re.compile(r"[,;] (?=\w)")
#: A Hebrew word, with the marks within it.
OWN_WORD = re.compile("[א-ת]+(?:[־׳״][א-ת]+)*")
#: The most letters of a word that may be two; the fewest letters of a word that is looked for within another.
LONGEST_WORD, SHORTEST = 40, 3
#: The end of a bracket, as it looks, behind a run of left-to-right text that it holds.
CLOSES = re.compile(r"[^()]*\)")
LRE, RLE, POP = "\u202a", "\u202b", "\u202c"


def logical_order(looks: str, base: Direction, *, mirrored: bool) -> str:
    """Return a line in the order in which it is read.

    Args:
        looks: its characters from left to right.
        base: the direction of its paragraph.
        mirrored: whether brackets in right-to-left runs are given as they look; else as they are stored.

    """
    return "".join(MIRRORED.get(looks[place], looks[place]) if mirrored and backwards else looks[place]
                   for place, backwards in logical_places(looks, base, mirrored=mirrored))


def logical_places(looks: str, base: Direction, *, mirrored: bool) -> list[tuple[int, bool]]:
    """Return the places of a line's characters in the order in which they are read, and if each runs right to left."""
    shapes = _resolvable(looks, mirrored=mirrored) if base == "rtl" else looks
    found: list[tuple[int, bool]] = []
    for start, end, direction in runs(embedding_levels(shapes, base)):
        part = [(place, direction == "rtl") for place in range(start, end)]
        found += reversed(part) if direction == "rtl" else part
    return found


def _resolvable(looks: str, *, mirrored: bool) -> str:
    """Return a line, as it looks, whose neutral characters are letters of the direction that they were set in.

    The algorithm reads from the beginning of the text, and a line that looks is not one.
    """
    looks = _with_arabic_numbers(looks)
    if mirrored:
        levels = embedding_levels(looks, "rtl")
        found = "".join(letter if letter not in DRAWN else "a" if level % 2 == 0 else DRAWN[letter]
                        for letter, level in zip(looks, levels, strict=True))
    else:  # as they are stored, a pair in the paragraph's own direction stands with its backs together
        found = BACKS.sub(r"א\1א", FACES.sub(_left_to_right, looks))
    return OF_PARAGRAPH.sub("א", OF_ISOLATE.sub(lambda match: "a" * len(match.group()), found))


def _with_arabic_numbers(looks: str) -> str:
    """Return a line whose numbers behind Arabic letters, on the left of them, are Arabic numbers (UAX #9, W2).

    Beside Latin letters on their own left they may be part of what these say, and stay as they are.
    """
    found, before = list(looks), ""
    strong = [unicodedata.bidirectional(letter) for letter in looks]
    lefts = []
    for kind in strong:
        lefts.append(before)
        before = kind if kind in ("L", "R", "AL") else before
    behind = ""
    for place in range(len(looks) - 1, -1, -1):
        if strong[place] in ("L", "R", "AL"):
            behind = strong[place]
        elif strong[place] == "EN" and behind == "AL" and lefts[place] != "L":
            found[place] = "\u0660"
    return "".join(found)


def _left_to_right(match: re.Match[str]) -> str:
    behind_number = match.start() and match.string[match.start() - 1].isdigit()
    return f"{'a' if match[1] and behind_number else match[1]}a{match[2]}a"


def in_pieces(line: str, base: Direction, known: Mapping[str, int] = MappingProxyType({})) -> str:
    """Return a line whose runs stand in the order of reading, each as it looks, in the order in which it is read.

    Runs of one direction may have been set apart and then joined without a space: they part where no text goes on so,
    and where a word that stands nowhere else is made of two that do (``known``: how often each stands in the text).
    """
    label = LABEL.match(line)
    head = f"{label[2]}{label[1]} " if label else ""
    rest = line[label.end():] if label else line
    shapes = DASH_OF_END.sub("א", OF_LATIN.sub(lambda match: "a" * len(match.group()), rest))
    levels = embedding_levels(OF_ISOLATE.sub(lambda match: "a" * len(match.group()), shapes), base)
    found, start = [head], 0
    for place in range(1, len(rest) + 1):
        if place == len(rest) or levels[place] % 2 != levels[start] % 2:
            run = rest[start:place]
            if levels[start] % 2 and start and (closing := CLOSES.match(run)) and _is_open("".join(found)):
                found.append(closing.group()[::-1])
                run = run[closing.end():]
            for piece in _pieces(run, known) if levels[start] % 2 else [run]:
                found.append(_stop_behind(piece[::-1], found) if levels[start] % 2 else piece)
            start = place
    return _spaced(found)


def _stop_behind(piece: str, before: Sequence[str]) -> str:
    """Return a piece that begins with a stop where a space stands before it with the stop at its end."""
    ahead = STOP_AHEAD.match(piece) if "".join(before[-1:]).endswith(" ") else None
    return f"{piece[ahead.end():]}{ahead.group()}" if ahead else piece


def _pieces(run: str, known: Mapping[str, int]) -> Iterator[str]:
    for place, part in enumerate(QUOTED.split(run)):
        if place % 2:
            yield part
            continue
        for piece in SEAM.split(part):
            start = 0
            for word in OWN_WORD.finditer(piece):
                if (cut := _cut(word.group()[::-1], known)) is not None:
                    yield piece[start:word.end() - cut]
                    start = word.end() - cut
            yield piece[start:]


def _cut(word: str, known: Mapping[str, int]) -> int | None:
    """Return where a word, in the order of reading, is two that stand elsewhere; None where it isn't for certain."""
    if known.get(word, 0) != 1 or len(word) > LONGEST_WORD:
        return None
    cuts = [place for place in range(SHORTEST, len(word) - SHORTEST + 1)
            if _are_words((word[:place], word[place:]), known)]
    return cuts[0] if len(cuts) == 1 else None


def _are_words(parts: tuple[str, str], known: Mapping[str, int]) -> bool:
    times = [known.get(part, 0) for part in parts]
    return min(times) > 0 and (max(times) > 1 or min(map(len, parts)) > SHORTEST)


def _spaced(pieces: Iterable[str]) -> str:
    return GLUED.sub(lambda glued: glued.group()[:-1] + " ", "\n".join(filter(None, pieces))).replace("\n", "")


def _is_open(text: str) -> bool:
    return text.count("(") > text.count(")")


def spelled_out(text: str) -> bool:
    """Tell whether embeddings spell out how every line looks, as poppler writes them; people embed whole phrases.

    A person's embedding holds what belongs together, digits too; poppler closes a right-to-left one before each.
    """
    if RLE not in text:
        return False
    stack: list[str] = []
    for letter in text:
        if letter in (RLE, LRE):
            stack.append(letter)
        elif letter == POP and stack:
            stack.pop()
        elif letter == "\n":
            stack = []
        elif stack and stack[-1] == RLE and (letter.isdigit() or ("a" <= letter.lower() <= "z")):
            return False
    return True


def spelled_looks(line: str) -> str:
    """Return, from left to right, the characters of a line whose embeddings spell out how it looks.

    What stands in a right-to-left embedding (RLE) runs from right to left, what stands outside of one or in LRE from
    left to right.
    """
    stack: list[tuple[bool, list[str]]] = [(False, [])]

    def close() -> None:
        backwards, parts = stack.pop()
        stack[-1][1].append("".join(reversed(parts) if backwards else parts))

    for letter in line:
        if letter in (RLE, LRE):
            stack.append((letter == RLE, []))
        elif letter == POP and len(stack) > 1:
            close()
        elif letter != POP:
            stack[-1][1].append(letter)
    while len(stack) > 1:
        close()
    return "".join(stack[0][1])
