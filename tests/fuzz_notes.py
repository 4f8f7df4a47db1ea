"""Random pages with notes of every length in every place, and what must be true of them.

    .venv/bin/python tests/fuzz_notes.py [FIRST_SEED] [SEEDS]

The text is laid out by WeasyPrint with the notes' module in place, and its boxes are read; nothing is written.
"""

from __future__ import annotations

import random
import re
import sys
import warnings
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sadar.style import Style
from sadar.style.faces import isolated_fontconfig

#: Type areas in millimetres.
SIZES = {"scholarly": (120, 185), "A5": (110, 155), "A6": (81, 110), "tiny": (60, 60)}
CSS = """
@page { size: %dmm %dmm; margin: 10mm; @footnote { margin-top: 9pt; padding-top: 6pt; border-top: 0.5pt solid red } }
html { font: 11pt/15.5pt "Source Serif 4", "Frank Ruhl Libre" }
body { margin: 0; text-align: justify; orphans: 2; widows: 2 }
p { margin: 0; text-indent: 1em } li p, td p, figcaption p, .note p { text-indent: 0 }
h2 { font-size: 14pt; line-height: 19pt; margin: 18pt 0 6pt; break-after: avoid; break-inside: avoid }
blockquote { font-size: 10pt; line-height: 14pt; margin: 9pt 18pt }
figure, .whole { margin: 13pt 0; break-inside: avoid }
.box { height: 60pt; background: silver }
table { width: 100%%; border-collapse: collapse; font-size: 9pt; line-height: 12.5pt } td, th { padding: 2pt; vertical-align: top }
tr { break-inside: avoid }
.note { float: footnote; footnote-policy: line; footnote-display: block; font: 9pt/12.5pt "Source Serif 4", "Frank Ruhl Libre";
  text-align: justify; text-indent: 0 }
.note blockquote, .note ul { margin: 3pt 18pt; font-size: 9pt; line-height: 12.5pt }
::footnote-call { content: counter(footnote); font-size: 0.66em; line-height: 0; vertical-align: 0.42em }
::footnote-marker { content: counter(footnote) ". " }
.chapter { counter-reset: footnote } .left { break-before: left } .right { break-before: right } .page { break-before: page }
.contents a::after { content: target-counter(attr(href), page) }
"""
DIGITS = str.maketrans("0123456789", "abcdefghij")


class Text:
    """A random text; its words tell where they stand, and its notes are known by number."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.size = self.dice.choice(list(SIZES))
        self.longest = self.dice.choice([30, 200, 600, 3000])
        self.calls = self.dice.choice([0.02, 0.08, 0.3])
        self.kinds = self.dice.choice([("paragraph",), ("paragraph", "heading", "extract", "list", "table", "figure", "chapter", "whole")])
        self.words: list[str] = []
        self.notes: list[list[str]] = []
        self.headings = 0

    def word(self, name: str, words: list[str]) -> str:
        words.append(f"{name}x{len(words)}".translate(DIGITS))
        return words[-1]

    def note(self) -> str:
        dice, words = self.dice, list[str]()
        number = len(self.notes)
        self.notes.append(words)
        count = dice.choice([dice.randint(1, 12), dice.randint(5, 60), dice.randint(20, self.longest)])

        def run(most: int) -> str:
            made = [self.word(f"n{number}".translate(DIGITS), words) for _ in range(min(most, max(count - len(words), 1)))]
            return " ".join(f"<em>{each}</em>" if dice.random() < 0.05 else each for each in made)

        if dice.random() < 0.7:
            return f'<span class="note">{run(count)}</span>'
        parts = [f"<span>{run(dice.randint(1, 80))}</span>"]
        while len(words) < count:
            parts.append(dice.choice([
                lambda: f"<p>{run(150)}</p>", lambda: f"<ul><li>{run(40)}</li><li><p>{run(60)}</p><p>{run(60)}</p></li></ul>",
                lambda: f"<blockquote><p>{run(90)}</p></blockquote>",
                lambda: f"<table><tr><td>{run(8)}</td></tr><tr><td>{run(30)}</td></tr></table>"])())
        return f'<span class="note">{"".join(parts)}</span>'

    def run(self, most: int, calls: float = 1) -> str:
        made = []
        for _ in range(self.dice.randint(1, most)):
            made.append(self.word("t", self.words))
            while self.dice.random() < self.calls * calls:
                made[-1] += self.note()
        return " ".join(made)

    def block(self) -> str:
        kind = self.dice.choice(self.kinds)
        if kind == "heading":
            self.headings += 1
            return f'<h2 id="h{self.headings}">{self.run(8)}</h2><p>{self.run(60)}</p>'
        if kind == "extract":
            return f"<blockquote><p>{self.run(80)}</p></blockquote>"
        if kind == "list":
            return f"<ul><li>{self.run(40)}</li><li><p>{self.run(30)}</p><p>{self.run(20)}</p></li></ul>"
        if kind == "table":
            rows = "".join(f"<tr><td>{self.run(8)}</td><td>{self.run(15, 0.3)}</td></tr>" for _ in range(self.dice.randint(1, 14)))
            return f"<table><thead><tr><th>A</th><th>B</th></tr></thead>{rows}</table>"
        if kind == "figure":
            return f'<figure><div class="box"></div><figcaption><p>{self.run(12)}</p></figcaption></figure>'
        if kind == "chapter":
            self.headings += 1
            side = self.dice.choice(["", "left", "right", "page"])
            return f'<div class="chapter {side}"><h2 id="h{self.headings}">{self.run(5)}</h2></div>'
        if kind == "whole":
            return f'<p class="whole">{self.run(25)}</p>'
        return f"<p>{self.run(150)}</p>"

    def html(self) -> str:
        body = "".join(self.block() for _ in range(self.dice.randint(3, 25)))
        contents = ""
        if self.headings and self.dice.random() < 0.5:
            contents = '<div class="contents">' + "".join(
                f'<p><a href="#h{number + 1}">c </a></p>' for number in range(self.headings)) + "</div>"
        width, height = SIZES[self.size]
        return f'<html lang="en"><style>{CSS % (width + 20, height + 20)}</style><body>{contents}{body}</body></html>'


def lines(box: Any) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        if type(child).__name__ == "LineBox":
            yield child
        else:
            yield from lines(child)


def has_figure(box: Any) -> bool:
    return any(child.element_tag == "figure" for child in box.descendants())


def words_of(box: Any) -> list[str]:
    """Return the numbered words in a box."""
    texts = "".join(child.text if hasattr(child, "text") else "" for child in box.descendants())
    return re.findall(r"(?:t|n[a-j]+)x[a-j]+(?=$|[^a-j])", re.sub(r"(?<=[a-j])(?=(?:t|n[a-j]+)x)", " ", texts))


def faults(text: Text, render: Callable[[str], list[Any]]) -> list[str]:
    """Return what is wrong with a text's pages, a line for each fault."""
    found, pages = [], render(text.html())
    seen: Counter[str] = Counter()
    notes: dict[int, list[str]] = {number: [] for number in range(len(text.notes))}
    begins: dict[int, int] = {}
    ends: dict[int, int] = {}
    calls: dict[int, int] = {}
    order = []
    for index, page in enumerate(pages):
        root, *others = page.children
        area = next((box for box in others if type(box).__name__ == "FootnoteAreaBox"), None)
        bottom = page.content_box_y() + page.height + 0.1
        top = area.border_box_y() + 0.1 if area else bottom
        text_lines = [line for line in lines(root) if words_of(line) or line.height]
        low = max((line.position_y + line.height for line in text_lines), default=0)
        if low > top and len(text_lines) > 1:
            found.append(f"page {index + 1}: text over notes by {low - top:.0f}")
        seen.update(words_of(root))
        for box in root.descendants():
            if box.footnote is not None:
                calls.setdefault(number_of(box.footnote), index)
        for note in area.children if area else ():
            words = words_of(note)
            number = number_of(note)
            if not words:
                found.append(f"page {index + 1}: nothing of note {number}")
            notes[number] += words
            begins.setdefault(number, index)
            ends[number] = index
            order.append(number)
            if note.position_y + note.margin_height() > bottom:
                found.append(f"page {index + 1}: note {number} overflows")
        if not (text_lines or area or page.page_type.blank or has_figure(root)):
            found.append(f"page {index + 1}: empty")
        if area and len(text_lines) == 1 and text.size != "tiny" and index + 1 < len(pages) and any(
                words_of(line) for line in lines(pages[index + 1].children[0])):
            found.append(f"page {index + 1}: one line over notes")
    found += [f"text: {word} {seen[word]} times" for word in text.words if seen[word] != 1][:3]
    found += [f"note {number}: {len(words)} words, {len(notes[number])} found"
              for number, words in enumerate(text.notes) if notes[number] != words]
    if order != sorted(order) and "table" not in text.kinds:
        found.append(f"order: {order}")
    for number, call in calls.items():
        begin = begins.get(number, -1)
        before = max((ends[other] for other in range(number) if other in ends), default=-1)
        if begin < call or (begin > call and begin - before > 1):
            found.append(f"note {number}: called on {call + 1}, begins on {begin + 1}, the one before ends on {before + 1}")
    return found


def number_of(note: Any) -> int:
    """Return what number a note's words bear; -1 where it has none."""
    text = "".join(child.text for child in note.descendants() if hasattr(child, "text"))
    match = re.search(r"n([a-j]+)x", text)
    return int(match[1].translate(str.maketrans("abcdefghij", "0123456789"))) if match else -1


def renderer() -> Callable[[str], list[Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # “no fonts configured”: the faces come with the page
        import cssselect2
        import weasyprint

    from sadar.writers import weasyprint_notes

    weasyprint_notes.apply()
    faces = "".join(f'@font-face{{font-family:"{face.family}";src:url("{face.path.as_uri()}");font-weight:{face.weight};'
                    f'font-style:{face.style}}}' for face in Style(Path()).fonts())

    def render(html: str) -> list[Any]:
        tree = ElementTree.fromstring(html.replace("<style>", f"<style>{faces}", 1))
        page = weasyprint.HTML(string="")
        page.wrapper_element = cssselect2.ElementWrapper.from_html_root(tree, content_language=None)
        page.etree_element = tree  # a parser of HTML would leave no list in a note in a paragraph
        return [made._page_box for made in page.render().pages]

    return render


def main() -> None:
    first, count = (int(argument) for argument in (*sys.argv[1:], 0, 20)[:2]) if len(sys.argv) > 2 else (0, 20)
    with isolated_fontconfig():
        render = renderer()
        for seed in range(first, first + count):
            text = Text(seed)
            for fault in faults(text, render):
                print(seed, text.size, text.longest, text.calls, len(text.kinds), fault, flush=True)


if __name__ == "__main__":
    main()
