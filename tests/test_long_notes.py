"""Notes longer than a page are continued on the next, whole and in order; the call stands where its note begins."""

import random
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from conftest import ROOT, Ran, built
from fuzz_notes import Text, faults, lines, renderer, words_of
from sadar.style.faces import isolated_fontconfig

Folder = Callable[..., Path]
TOKENS = (ROOT / "styles" / "tokens.yaml").read_text("utf-8")
#: Trim sizes in millimetres, with inner and outer margins.
SIZES = {"scholarly": (170, 240, 22, 28), "A5": (148, 210, 18, 20), "A6": (105, 148, 12, 12)}


def tokens(width: int, height: int, inner: int, outer: int) -> str:
    changed = TOKENS.replace("trim: 170 × 240", f"trim: {width} × {height}")
    return changed.replace("inner: 22", f"inner: {inner}").replace("outer: 28", f"outer: {outer}")


#: Of the random pages those that are made fast, with every kind of block and every size among them.
SEEDS = (2, 3, 7, 9, 50)
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
def test_of_fifty_random_long_notes_no_word_is_lost(folder: Folder, sadar: Callable[..., Ran], size: str) -> None:
    draw = random.Random(size)
    lengths = [200, 3000] + [int(200 * 15 ** draw.random()) for _ in range(48)]  # as many of 200 to 300 words as of 2,000 to 3,000
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
    made = build(folder, sadar, "A6", f"{numbered('t1', 40)}[^n]\n\n{note}\n\n{numbered('u1', 200)}")
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
        "styles/tokens.yaml": tokens(*SIZES["A6"]),
        "a.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="9" height="9"/></svg>'})
    made = pages(built(sadar, where, to=("pdf",)) / "small.pdf")
    assert [found for page in made for found in page if found.startswith("n")] == [word("n1", number) for number in range(700)]


@pytest.fixture(scope="module")
def render() -> Iterator[Callable[[str], list[Any]]]:
    """Lay out a page of HTML, and return the boxes of its pages."""
    with isolated_fontconfig():
        yield renderer()


@pytest.mark.parametrize("seed", SEEDS)
def test_random_pages_keep_every_word_of_text_and_notes_in_its_place(seed: int, render: Callable[[str], list[Any]]) -> None:
    assert faults(Text(seed), render) == []


CHAPTERS = """<html lang="en"><style>
@page {{ size: 300px 400px; margin: 40px }} html {{ font: 16px/20px "Source Serif 4" }} p, body, h2 {{ margin: 0; orphans: 2; widows: 2 }}
h2 {{ break-before: right; counter-reset: footnote }} .contents a::after {{ content: target-counter(attr(href), page) }}
.note {{ float: footnote; footnote-policy: line; font: 12px/15px "Source Serif 4" }}
</style><body>{}</body></html>"""


def noted(number: int, count: int) -> str:
    words = [word(f"n{number}".translate(DIGITS), place) for place in range(count)]
    return f'<span class="note">{" ".join(words)}</span>'


def test_pages_made_again_for_a_table_of_contents_keep_their_notes(render: Callable[[str], list[Any]]) -> None:
    # The contents grow by a page once they know their numbers; the last chapter's note goes on behind the text.
    contents = "".join(f'<p><a href="#c{number}">{"chapter " * 9}</a></p>' for number in range(4) for _ in range(2))
    text = "".join(f'<h2 id="c{number}">chapter{noted(2 * number, 30)}</h2><p>{numbered("t", 150)}{noted(2 * number + 1, 900)}</p>'
                   for number in range(4))
    pages_ = render(CHAPTERS.format(f'<div class="contents">{contents}</div>{text}'))
    notes = [found for page in pages_ for box in page.children if type(box).__name__ == "FootnoteAreaBox" for found in words_of(box)]
    assert notes == [word(f"n{number}".translate(DIGITS), place) for number in range(8) for place in range(900 if number % 2 else 30)]
    starts = [index + 1 for index, page in enumerate(pages_) for box in page.descendants() if box.element_tag == "h2"]
    shown = [int(found) for page in pages_ for box in page.descendants() if box.element_tag == "a::after" and hasattr(box, "text")
             for found in re.findall(r"\d+", box.text)]
    assert shown == [start for start in dict.fromkeys(starts) for _ in range(2)]


def test_line_feeds_between_the_blocks_of_a_note_are_no_lines(render: Callable[[str], list[Any]]) -> None:
    note = '<span class="note"><span>naxa</span>\n<ul style="margin:0">\n<li>\n<p>naxb</p>\n</li>\n<li>naxc</li>\n</ul>\n<p>naxd</p>\n</span>'
    page, = render(CHAPTERS.format(f"<p>t{note}</p>"))
    area = next(box for box in page.children if type(box).__name__ == "FootnoteAreaBox")
    tops = [line.position_y for line in lines(area) if words_of(line)]
    assert [round(below - above) for above, below in pairwise(tops)] == [15, 15, 15]


def test_a_figure_stays_with_a_caption_that_calls_several_long_notes(render: Callable[[str], list[Any]]) -> None:
    figure = f'<figure style="break-inside: avoid"><div style="height: 150px"></div><p>t{noted(0, 10)}{noted(1, 600)}{noted(2, 30)}</p></figure>'
    first, *_ = render(CHAPTERS.format(f"<p>{numbered('t', 8)}</p>{figure}<p>{numbered('u', 80)}</p>"))
    assert {"naxa", "nbxa"} <= {found for box in first.children for found in words_of(box)}
