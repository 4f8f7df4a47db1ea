"""Embedding levels of a paragraph by libfribidi: the reference algorithm of UAX #9, brackets and isolates included."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from fontTools.unicodedata import bidirectional

from sadar.bidi.base import Direction
from sadar.errors import MissingToolError

#: Names of the library on Linux, macOS and Windows. Pango brings it, so that WeasyPrint can't run without it either.
LIBRARIES = ("libfribidi.so.0", "libfribidi.0.dylib", "libfribidi-0.dll", "fribidi")
#: FriBidiParType values of fribidi-bidi-types.h.
BASES = {"ltr": 0x110, "rtl": 0x111}
LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"
INITIATORS = frozenset((LRI, RLI, FSI))
#: Explicit embeddings and overrides, which may begin before an isolate and hold it, and separators (classes S and B).
CROSSING = frozenset("\u202a\u202b\u202c\u202d\u202e\t\n\v\r\x1c\x1d\x1e\x1f\x85\u2029")
#: The level of a paragraph of each direction.
LEVEL: dict[Direction, int] = {"ltr": 0, "rtl": 1}
#: Stands in a paragraph for what is no text or is resolved on its own (an isolate, a note call): class ON.
OBJECT = "\ufffc"

C_DEFINITIONS = """
typedef uint32_t FriBidiChar;
typedef uint32_t FriBidiCharType;
typedef uint32_t FriBidiBracketType;
typedef uint32_t FriBidiParType;
typedef int8_t FriBidiLevel;
void fribidi_get_bidi_types(const FriBidiChar *str, int len, FriBidiCharType *types);
void fribidi_get_bracket_types(const FriBidiChar *str, int len, const FriBidiCharType *types,
                               FriBidiBracketType *brackets);
int8_t fribidi_get_par_embedding_levels_ex(const FriBidiCharType *types, const FriBidiBracketType *brackets, int len,
                                           FriBidiParType *base, FriBidiLevel *levels);
"""


@cache
def _library() -> tuple[Any, Any]:
    from cffi import FFI

    ffi = FFI()
    ffi.cdef(C_DEFINITIONS)
    for name in LIBRARIES:
        try:
            return ffi, ffi.dlopen(name)
        except OSError:
            continue
    raise MissingToolError.one("fribidi-missing", "the library libfribidi is missing",
                               remedy="apt-get install libfribidi0 (it comes with libpango-1.0-0)")


def embedding_levels(text: str, base: Direction) -> list[int]:
    """Return the resolved embedding level of every character of one paragraph (UAX #9, P1 to I2).

    Args:
        text: the paragraph, without paragraph separators.
        base: its base direction (level 0 or 1).

    Raises:
        MissingToolError: libfribidi is not installed.

    """
    # FriBidi 1.0 carries types from an isolate over to the next one beside it. So each is resolved alone, and the
    # text around sees no more of it than two neutral characters (X5a to X6a).
    if INITIATORS.isdisjoint(text) or not CROSSING.isdisjoint(text):
        return _resolved(text, base)
    isolates = list(_isolates(text))
    around, at = "", 0
    for start, end in isolates:
        around += text[at:start] + OBJECT
        at = end
    levels = _resolved(around + text[at:], base)
    for start, end in isolates:
        inner = text[start + 1:end]
        own: Direction = "ltr" if text[start] == LRI else "rtl" if text[start] == RLI else first_strong(inner)
        shift = 0 if (base, own) == ("ltr", "rtl") else 2
        levels[start + 1:start + 1] = [level + shift for level in embedding_levels(inner, own)]
    for place in range(len(text) - 1, -1, -1):  # L1
        if bidirectional(text[place]) not in ("WS", "LRI", "RLI", "FSI", "PDI", "BN"):
            break
        levels[place] = LEVEL[base]
    return levels


def _isolates(text: str) -> Iterator[tuple[int, int]]:
    """Yield the place of each outermost initiator, and that of its PDI or of the paragraph's end (BD9)."""
    depth = begin = 0
    for place, letter in enumerate(text):
        if letter in INITIATORS:
            begin = begin if depth else place
            depth += 1
        elif letter == PDI and depth:
            depth -= 1
            if not depth:
                yield begin, place
    if depth:
        yield begin, len(text)


def first_strong(text: str) -> Direction:
    """Return the direction of the first strong character outside of inner isolates, for FSI (P2, P3, X5c)."""
    inside = {place for start, end in _isolates(text) for place in range(start, end)}
    strong = (bidirectional(letter) for place, letter in enumerate(text) if place not in inside)
    return "ltr" if next((kind for kind in strong if kind in ("L", "R", "AL")), "L") == "L" else "rtl"


def _resolved(text: str, base: Direction) -> list[int]:
    """Resolve a text by FriBidi."""
    if not text:
        return []
    ffi, library = _library()
    length = len(text)
    characters = ffi.new("FriBidiChar[]", [ord(letter) for letter in text])
    types = ffi.new("FriBidiCharType[]", length)
    brackets = ffi.new("FriBidiBracketType[]", length)
    levels = ffi.new("FriBidiLevel[]", length)
    library.fribidi_get_bidi_types(characters, length, types)
    library.fribidi_get_bracket_types(characters, length, types, brackets)
    direction = ffi.new("FriBidiParType *", BASES[base])
    if not library.fribidi_get_par_embedding_levels_ex(types, brackets, length, direction, levels):
        raise MemoryError("fribidi could not allocate memory for a paragraph")
    return list(levels)
