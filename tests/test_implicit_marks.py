"""Isolates said in characters: as few marks as will do, none where none is needed."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran, built
from sadar import reader
from sadar.bidi import implicit_marks, structure
from sadar.manuscript.tree import plain

NAMES = {"\u200e": "<LRM>", "\u200f": "<RLM>", "\u061c": "<ALM>", "\u202a": "<LRE>", "\u202b": "<RLE>", "\u202c": "<PDF>"}


def said(folder: Callable[..., Path], text: str, lang: str = "he", *, isolates: bool = False) -> str:
    manuscript, _ = reader.read(folder(f"title: א\nlang: {lang}\n", text, references=None))
    found = implicit_marks.add(structure.mark(manuscript), isolates=isolates)
    return "".join(NAMES.get(letter, letter) for letter in plain(found.region("body"), notes=False)).strip()


@pytest.mark.parametrize(("text", "expected"), [
    ("אב Middle *East* Journal (1974) גד", "אב Middle East Journal (1974) גד"),
    ("אב [C++]{lang=en} גד", "אב C++<LRM> גד"),
    ("אב [Java]{lang=en} גד", "אב Java גד"),
    ("אב [C]{lang=en} [D]{lang=en} גד", "אב C<RLM> D גד"),
    ("אב `-v` גד", "אב <LRM>-v גד"),
    ("אב <https://example.org/> גד", "אב https://example.org/<LRM> גד"),
    ("אב [12–15]{dir=ltr} גד", "אב <LRM>12–15 גד"),
    ("אב [the *word* שלום here]{lang=en} גד", "אב <LRE>the word שלום here<PDF> גד"),
    ("אב IBM!\\\nIBM גד", "אב IBM!<RLM> IBM גד"),
])
def test_marks_for_word_are_few(folder: Callable[..., Path], text: str, expected: str) -> None:
    assert said(folder, text) == expected


def test_marks_leave_engines_with_isolates_their_order(folder: Callable[..., Path]) -> None:
    """A mark before the isolate would cut 12 off from “Foreign”: there W7 makes it part of a left-to-right run."""
    text = "אב Foreign) [97-1]{dir=ltr} — 12 IBM גד"
    assert "<RLM>" not in said(folder, text, isolates=True).split("12")[0]


def test_embeddings_are_for_word_alone(folder: Callable[..., Path]) -> None:
    assert "<LRE>" not in said(folder, "אב [the שלום here]{lang=en} גד", isolates=True)


def test_arabic_numbers_keep_their_kind(folder: Callable[..., Path]) -> None:
    """After Arabic letters 1948-1951 reads from the right. RLM would turn that round (W2), ALM does not."""
    assert said(folder, "سنة [C++]{lang=en} 1948-1951", "ar", isolates=True) == "سنة C++<LRM><ALM> 1948-1951"


def test_an_epub_has_marks_beside_its_isolates(folder: Callable[..., Path], sadar: Callable[..., Ran]) -> None:
    where = built(sadar, folder("title: א\nlang: he\n", "אב [C++]{lang=en} גד^[הערה]", references=None), to=("epub",))
    with zipfile.ZipFile(next(where.glob("*.epub"))) as archive:
        text = archive.read("EPUB/text/text.xhtml").decode()
    assert '<span dir="ltr" lang="en" xml:lang="en">C++\u200e</span>' in text
    assert 'class="noteref" dir="ltr"' in text


def test_notes_and_cells_are_reached(folder: Callable[..., Path]) -> None:
    manuscript, _ = reader.read(folder("title: א\nlang: he\n", "אב^[הערה [C++]{lang=en} כאן]\n\n| א | ב |\n|---|---|\n| ג [C++]{lang=en} | ד |",
                                       references=None))
    text = plain(implicit_marks.add(structure.mark(manuscript), isolates=False).region("body"))
    assert text.count("C++\u200e") == 2
