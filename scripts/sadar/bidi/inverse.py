"""From the order in which characters stand on the page back to the order in which they are read: UAX #9 undone.

Reordering (L2) is not one to one: several texts can look the same. Taken is the one that reordering the looks gives,
which keeps words, numbers and brackets whole.
"""

from __future__ import annotations

import re
import unicodedata

from sadar.bidi.base import Direction
from sadar.bidi.levels import embedding_levels
from sadar.bidi.visual import MIRRORED, runs

#: Letters of right-to-left scripts, and all that stands in their blocks.
LETTERS = "א-ת\u0620-\u064a"
RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff"
OWN_LETTER = re.compile(f"[{LETTERS}]")
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
        found = BACKS.sub(r"א\1א", FACES.sub(left_to_right, looks))
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


def left_to_right(match: re.Match[str]) -> str:
    """Return a bracket that FACES found with letters of left-to-right text in the places of its marks."""
    behind_number = match.start() and match.string[match.start() - 1].isdigit()
    return f"{'a' if match[1] and behind_number else match[1]}a{match[2]}a"


def spelled_out(text: str) -> bool:
    """Tell whether embeddings spell out how every line looks, as poppler writes them; people embed whole phrases.

    A person's embedding holds what belongs together, digits too; poppler closes a right-to-left one before each, and
    leaves no right-to-left letter outside of one (``TextPage::dumpFragment``).
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
        elif stack[-1:] == [RLE]:
            if letter.isdigit() or "a" <= letter.lower() <= "z":
                return False
        elif OWN_LETTER.match(letter):
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
