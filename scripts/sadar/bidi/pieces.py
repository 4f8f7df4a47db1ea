"""Lines whose runs stand in the order of reading while each run's letters stand as they look.

pdfminer writes a line's glyphs in the order in which they were painted, and most programs paint run by run, each from
left to right. What one run was is told by the directions, by spaces at a run's ends, and by what can't follow what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sadar.bidi import inverse
from sadar.bidi.base import Direction
from sadar.bidi.cited_names import INITIAL, YEAR, Works, stray_name
from sadar.bidi.inverse import LETTERS, OF_ISOLATE, RIGHT
from sadar.bidi.levels import embedding_levels
from sadar.bidi.plausible import faults

#: The number of a note or of a list's item, as it looks at the beginning of a line.
LABEL = re.compile(r"\s*([.)])(\d{1,3})(?!\d)|(\s)(\*)")
#: The same where it was painted by itself; its stop may be that of the words that follow it, as they look.
NUMBER = re.compile(r"\s*\d{1,3}[.)](?!\d)")
LABEL_GLUED = re.compile(r"\s*\d{1,3}[.)](?=[^\W\d])")
#: Where runs meet that were joined without a space, in text as it looks: before a stop or a closing bracket that would
#: stand before its word, between stops, and at a mark of quotation that would stand inside of a word and not before its
#: last letter.
SEAM = re.compile(rf"(?<=[{LETTERS}״”\"’])(?=[.,;:!?)])(?!\.\.)|(?<=[;:!?])(?=[.,;:!?])"
                  rf"|(?<=[{LETTERS}]{{2}})(?=״[{LETTERS}]{{2}})|(?<=״)(?=[(])"
                  rf"|(?<=[{LETTERS}] ,)(?= [{LETTERS}])|(?<=[{LETTERS}])(?= , ,)|(?<= ,)(?= ,)")
#: Signs that end a name or an address of Latin letters, which Hebrew words have at neither end.
OF_LATIN = re.compile(rf"(?<=[^\W\d_{RIGHT}])\+\++|(?<=://)[^\s{RIGHT}]*/(?=[.,]?[{LETTERS}])")
#: Pieces as they look: a quoted phrase, on whose right a word ends that is longer than a prefix; the end of one that
#: began before the run; and pages that are said behind a year, before the bracket closes.
QUOTED = re.compile(rf"((?<![{LETTERS}])״(?=[{LETTERS}])[^״()]*(?<=[{LETTERS}])״(?=[{LETTERS}]{{4}})"
                    rf"|^ *״[{LETTERS} ]*[{LETTERS}](?= +;)|^[{LETTERS}\d–-]+ ׳מע +,(?=[{LETTERS}].*\)$))")
#: Where a space was between pieces: letters on both sides, or a word and a year.
GLUED = re.compile(rf"(?:[^\W\d_]\n(?=[^\W\d_]))|(?:[{LETTERS}]{{2}}\n(?=\d{{4}}))")
#: A dash that looks as if it stood at a number, which a space and a word follow: it ends the words on its right.
DASH_OF_END = re.compile(rf"(?<=\d)–(?= +[,;:]?[{LETTERS}])")
#: A stop at the head of a piece.
STOP_AHEAD = re.compile(r"[,;] (?=\w)")
#: A Hebrew word, with the marks within it.
OWN_WORD = re.compile("[א-ת]+(?:[־׳״][א-ת]+)*")
#: Where a word ends, as its last letter has another form there.
FINAL = re.compile("(?<=[ךםןףץ])(?=[א-ת])")
#: The most letters of a word that may be two; the fewest letters of a word that is looked for within another.
LONGEST_WORD, SHORTEST = 40, 3
#: How many ways to divide a word are looked at; how many pieces before one tell whether it reads well behind them.
MOST_WAYS, NEAR = 16, 40
#: The end of a bracket, as it looks, behind a run of left-to-right text that it holds.
CLOSES = re.compile(r"[^()]*\)")
#: An entry of a list of works up to its year, which the bracket holds alone.
AFTER_NAMES = re.compile(rf"^[^()]+{INITIAL}\s+\({YEAR}$")
#: A name and a year that were set apart, as in a table.
BESIDE = re.compile(rf"(?<![\w./@_-])([A-ZÀ-Þ][a-zß-ÿ]+)(?={YEAR}(?!\w))")
#: A number at the beginning of a line, and a word.
NUMBERED = re.compile(rf"^ *\d{{1,3}}(?=[{LETTERS}])")
NOTHING: Mapping[str, Any] = MappingProxyType({})


def in_pieces(line: str, base: Direction, known: Mapping[str, int] = NOTHING, works: Works = NOTHING) -> str:
    """Return a line whose runs stand in the order of reading, each as it looks, in the order in which it is read.

    Runs of one direction may have been set apart and then joined without a space: they part where no text goes on so,
    where a word that stands nowhere else is made of some that do (``known``: how often each stands in the text), and
    where a name stands before the words that it follows (``works``: which names the list of works has of a year).
    """
    numbered = NUMBER.match(line)
    if numbered:
        rest = in_pieces(line[numbered.end():], base, known, works)
        ways = (_in_pieces(line, base, known, works), f"{numbered.group().strip()} {rest}")
        return min(ways, key=lambda way: faults(way) + bool(LABEL_GLUED.match(way)))
    return _in_pieces(line, base, known, works)


def _in_pieces(line: str, base: Direction, known: Mapping[str, int], works: Works) -> str:
    label = LABEL.match(line)
    head = f"{label[2] or label[4]}{label[1] or ''} " if label else ""
    rest = line[label.end():] if label else line
    shapes = DASH_OF_END.sub("א", OF_LATIN.sub(as_latin, inverse.FACES.sub(inverse.left_to_right, rest)))
    levels = embedding_levels(OF_ISOLATE.sub(as_latin, shapes), base)
    found, start = [head], 0
    for place in range(1, len(rest) + 1):
        if place == len(rest) or levels[place] % 2 != levels[start] % 2:
            run = rest[start:place]
            name = stray_name(run[::-1], rest[place:], works) if levels[start] % 2 else 0
            found += _likeliest(run[:len(run) - name], found, known) if levels[start] % 2 else [BESIDE.sub(r"\1 ", run)]
            found.append(run[len(run) - name:][::-1])
            start = place
    return NUMBERED.sub(r"\g<0> ", _spaced(found))


def as_latin(match: re.Match[str]) -> str:
    """Return as many letters of left-to-right text as were found."""
    return "a" * len(match.group())


def _likeliest(run: str, before: Sequence[str], known: Mapping[str, int]) -> list[str]:
    """Return a run's pieces as they are read; the end of an open bracket is one where the whole has more faults."""
    ways = [_read(run, before, known)]
    text = "".join(before)
    if text.count("(") > text.count(")") and (closing := CLOSES.match(run)):
        end = closing.group()[::-1]
        ways.append([end, *_read(run[closing.end():], [*before, end], known)])
        if AFTER_NAMES.search(text):
            return ways[1]
    return ways[0] if len(ways) == 1 else min(ways, key=lambda pieces: faults(_spaced([*before[-NEAR:], *pieces])))


def _read(run: str, before: Sequence[str], known: Mapping[str, int]) -> list[str]:
    found = [*before]
    for piece in _pieces(run, known):
        found.append(_stop_behind(piece[::-1], found))
    return found[len(before):]


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
                cut = word.start()
                for last in _words(word.group()[::-1], known)[:0:-1]:
                    cut += len(last)
                    yield piece[start:cut]
                    start = cut
            yield piece[start:]


def _spaced(pieces: Iterable[str]) -> str:
    return GLUED.sub(lambda glued: glued.group()[:-1] + " ", "\n".join(filter(None, pieces))).replace("\n", "")


def _words(word: str, known: Mapping[str, int]) -> list[str]:
    """Return the words of which one is made, in the order of reading; itself where the text has it more often."""
    ended, times = FINAL.split(word), known.get(word, 0)
    if times > 1 and any(known.get(one, 0) < times for one in ended):
        return [word]
    return [part for one in ended for part in _parts(one, known)]


def _parts(word: str, known: Mapping[str, int]) -> list[str]:
    """Return the words, in the order of reading, of which a word is made; itself where it isn't for certain several."""
    if len(word) > LONGEST_WORD:
        return [word]
    ways = [parts for parts in _divisions(word, known) if len(parts) > 1 and _are_words(parts, known)]
    return ways[0] if len(ways) == 1 and known.get(word, 0) <= min(known[part] for part in ways[0]) else [word]


def _divisions(word: str, known: Mapping[str, int]) -> list[list[str]]:
    found: dict[int, list[list[str]]] = {}
    for start in range(len(word) - SHORTEST, -1, -1):
        ways = [[word[start:end], *parts] for end in range(start + SHORTEST, len(word)) if known.get(word[start:end], 0)
                for parts in found.get(end, ()) if known.get(parts[0], 0)]
        found[start] = [*ways, [word[start:]]][:MOST_WAYS]
    return found.get(0, [])


def _are_words(parts: Sequence[str], known: Mapping[str, int]) -> bool:
    times = [known.get(part, 0) for part in parts]
    return min(times) > 0 and (max(times) > 1 or min(map(len, parts)) > SHORTEST)
