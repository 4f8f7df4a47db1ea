"""Notes longer than a page are continued on the next, whole and in order; the call stands where its note begins."""

import random
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from conftest import ROOT, Ran, built

Folder = Callable[..., Path]
TOKENS = (ROOT / "styles" / "tokens.yaml").read_text("utf-8")
#: Trim sizes in millimetres, with inner and outer margins.
SIZES = {"scholarly": (170, 240, 22, 28), "A5": (148, 210, 18, 20), "small": (100, 130, 10, 10)}


def tokens(width: int, height: int, inner: int, outer: int) -> str:
    changed = TOKENS.replace("trim: 170 × 240", f"trim: {width} × {height}")
    return changed.replace("inner: 22", f"inner: {inner}").replace("outer: 28", f"outer: {outer}")


#: Letters for digits: a word of both is taken apart where PDFium reads a right-to-left page.
DIGITS = str.maketrans("0123456789", "abcdefghij")


def word(name: str, number: int) -> str:
    return f"{name}x{number}".translate(DIGITS)


def numbered(name: str, count: int) -> str:
    """Words that tell their own place."""
    return " ".join(word(name, number) for number in range(count))


def pages(path: Path) -> list[list[str]]:
    """The numbered words of each page, in the order of its text.

    PDFium turns the words of every Latin line around in a file whose pages turn from right to left.
    """
    plain = BytesIO()
    with pikepdf.open(path) as pdf:
        del pdf.Root.ViewerPreferences["/Direction"]
        pdf.save(plain)
    with pypdfium2.PdfDocument(plain) as document:
        return [re.findall(r"[a-z]+x[a-j]+", page.get_textpage().get_text_range()) for page in document]


def build(folder: Folder, sadar: Callable[..., Ran], size: str, text: str) -> list[list[str]]:
    where = folder("title: הערות\nlang: he\n", text, references=None, files={"styles/tokens.yaml": tokens(*SIZES[size])})
    return pages(built(sadar, where, to=("pdf",)) / "small.pdf")


@pytest.mark.parametrize("size", SIZES)
def test_long_notes_lose_no_word_and_keep_their_order(folder: Folder, sadar: Callable[..., Ran], size: str) -> None:
    draw = random.Random(size)
    lengths = [draw.choice([5, 20, 60, draw.randrange(200, 900)]) for _ in range(11)] + [1600]
    text = "\n\n".join(f"{numbered(f't{note}', 60)} מלה.[^n{note}] {numbered(f'u{note}', 30)}\n\n[^n{note}]: {numbered(f'n{note}', length)}"
                       for note, length in enumerate(lengths))
    made = build(folder, sadar, size, text)
    found = [word_ for page in made for word_ in page if word_.startswith("n")]
    assert found == [word(f"n{note}", number) for note, length in enumerate(lengths) for number in range(length)]


@pytest.mark.parametrize("size", ["scholarly", "A5"])
def test_a_long_note_begins_on_the_page_of_its_call(folder: Folder, sadar: Callable[..., Ran], size: str) -> None:
    text = "\n\n".join(f"{numbered(f't{note}', 70)} {word(f'call{note}', 0)}[^n{note}] {numbered(f'u{note}', 40)}\n\n[^n{note}]: {numbered(f'n{note}', 320)}"
                       for note in range(5))
    for page in build(folder, sadar, size, text):
        for note in range(5):
            assert (word(f"call{note}", 0) in page) == (word(f"n{note}", 0) in page)


def test_a_long_note_of_several_paragraphs_and_a_list_is_whole(folder: Folder, sadar: Callable[..., Ran]) -> None:
    note = f"""[^n]: {numbered('p1', 220)}

    {numbered('p2', 200)} *{numbered('e1', 120)}* [{numbered('l1', 90)}](https://example.org) {numbered('p3', 150)}

    - {numbered('k1', 120)}
    - {numbered('k2', 120)}

    > {numbered('q1', 160)}
"""
    made = build(folder, sadar, "small", f"{numbered('t1', 40)}[^n]\n\n{note}\n\n{numbered('u1', 200)}")
    found = [word_ for page in made for word_ in page if word_[0] in "pelkqr"]
    expected = [word(name, number) for name, count in (("p1", 220), ("p2", 200), ("e1", 120), ("l1", 90), ("p3", 150), ("k1", 120),
                                                         ("k2", 120), ("q1", 160)) for number in range(count)]
    assert found == expected


@pytest.mark.parametrize("text", [
    "# {text}[^n]\n\nא\n\n{note}", "| א | ב |\n|---|---|\n| {text}[^n] | ג |\n\n{note}", "> {text}[^n]\n\n{note}", "- {text}[^n]\n- ב\n\n{note}",
    "![{text}[^n]](a.svg){{#fig-a fig-alt=\"א\"}}\n\n{note}"])
def test_long_notes_in_headings_tables_extracts_lists_and_captions_are_whole(folder: Folder, sadar: Callable[..., Ran], text: str) -> None:
    filled = text.format(text=numbered("t1", 8), note=f"[^n]: {numbered('n1', 700)}")
    where = folder("title: הערות\nlang: he\n", filled, references=None, files={
        "styles/tokens.yaml": tokens(*SIZES["small"]),
        "a.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="9" height="9"/></svg>'})
    made = pages(built(sadar, where, to=("pdf",)) / "small.pdf")
    assert [found for page in made for found in page if found.startswith("n")] == [word("n1", number) for number in range(700)]
