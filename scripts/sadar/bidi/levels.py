"""Embedding levels of a paragraph by libfribidi: the reference algorithm of UAX #9, brackets and isolates included."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sadar.bidi.base import Direction
from sadar.errors import MissingToolError

#: Names of the library on Linux, macOS and Windows. Pango brings it, so that WeasyPrint can't run without it either.
LIBRARIES = ("libfribidi.so.0", "libfribidi.0.dylib", "libfribidi-0.dll", "fribidi")
#: FriBidiParType values of fribidi-bidi-types.h.
BASES = {"ltr": 0x110, "rtl": 0x111}
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


def embedding_levels(text: str, base: Direction) -> Sequence[int]:
    """Return the resolved embedding level of every character of one paragraph (UAX #9, P1 to I2).

    Args:
        text: the paragraph, without paragraph separators.
        base: its base direction (level 0 or 1).

    Raises:
        MissingToolError: libfribidi is not installed.

    """
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
