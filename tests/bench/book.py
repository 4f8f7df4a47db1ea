"""A long Hebrew book from a seed, and how long each stage takes over it.

    .venv/bin/python tests/bench/book.py [PARAGRAPHS]

About 3 paragraphs fill a page. The words are drawn at random: they mean nothing and belong to nobody. There is all
that makes pages hard to set: notes from three words to several pages, also in headings, tables, captions, extracts and
lists; tables over pages; figures, formulas, code; Latin, Cyrillic and pointed words; citations.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

from sadar import build

LETTERS = "אבגדהוזחטיכלמנסעפצקרשת"
FINALS = {"כ": "ך", "מ": "ם", "נ": "ן", "פ": "ף", "צ": "ץ"}
FOREIGN = ["Foreign Policy, 2016", "*Middle* East Journal", "pp. 54--123", "1948–1951", "25.5%", "`U+05D0`", "₪300",
           "Облик книги", "שָׁלוֹם", "צה\"ל", "ב-1948", "$a^2 + b^2$", "[@levi, עמ׳ 5]", "[@smith, pp. 5-9; @levi]"]
YAML = """\
title: ספר ארוך
subtitle: כותרת משנה
short-title: ספר ארוך
lang: he
slug: book
author: [{name: {given: דנה, family: לוי}}, Ann Smith]
abstract: תקציר של הספר.
keywords: [אחת, שתיים]
translations: {en: {title: A Long Book, author: [Dana Levi, Ann Smith], abstract: An abstract.}}
funding:
  - awards: [{id: 77-1, source: [{name: קרן לדוגמה}]}]
publication: {type: book, edition: ראשונה, publisher: הוצאה לדוגמה, publisher-place: חיפה, date: 2026,
  isbn: {print: 978-3-16-148410-0}, license: CC BY 4.0}
bibliography: references.yaml
"""
REFERENCES = """\
references:
- {id: levi, type: book, language: he, title: ספר, publisher: מאגנס, publisher-place: ירושלים, issued: 2003,
   author: [{family: לוי, given: דוד}]}
- {id: smith, type: book, language: en, title: A Book, publisher: Press, publisher-place: London, issued: 2010,
   author: [{family: Smith, given: Ann}]}
"""
DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" width="300" height="120" viewBox="0 0 300 120">
<rect x="5" y="5" width="290" height="110" fill="#dde6f0" stroke="#224466"/><path d="M10 110 L150 20 L290 110" fill="none" stroke="#aa2222"/>
</svg>
"""


def word(dice: random.Random) -> str:
    letters = [dice.choice(LETTERS) for _ in range(dice.randint(2, 7))]
    letters[-1] = FINALS.get(letters[-1], letters[-1])
    return "".join(letters)


def sentence(dice: random.Random, length: int) -> str:
    words = [word(dice) for _ in range(length)]
    if dice.random() < 0.4:
        words.insert(dice.randrange(len(words)), dice.choice(FOREIGN))
    return " ".join(words) + "."


class Text:
    """Blocks of a book, drawn one after the other."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.notes = 0

    def prose(self, words: int) -> str:
        sentences = []
        while words > 0:
            length = min(words, self.dice.randint(6, 18))
            sentences.append(sentence(self.dice, max(length, 2)))
            words -= length
        return " ".join(sentences)

    def note(self, words: int | None = None) -> tuple[str, str]:
        """A call, and the note: of a few words mostly, of some hundred now and then, of several pages seldom."""
        self.notes += 1
        if words is None:
            words = min(int(self.dice.lognormvariate(3.1, 0.9)) + 3, 400) if self.dice.random() < 0.99 else 1500
        return f"[^{self.notes}]", f"\n\n[^{self.notes}]: {self.prose(words)}"

    def heading(self, level: int) -> str:
        call, note = self.note(8) if self.dice.random() < 0.2 else ("", "")
        return f"{'#' * level} {sentence(self.dice, 3)[:-1]}{call}{note}"

    def paragraph(self) -> str:
        call, note = self.note() if self.dice.random() < 0.8 else ("", "")
        return f"{self.prose(self.dice.randint(30, 110))}{call}{note}"

    def extract(self) -> str:
        call, note = self.note()
        return f"> {self.prose(60)}{call}{note}"

    def items(self) -> str:
        call, note = self.note()
        return "\n".join(f"{self.dice.choice('-')} {self.prose(9)}{call if number == 1 else ''}" for number in range(4)) + note

    def table(self, rows: int) -> str:
        call, note = self.note(12)
        lines = [f"| {word(self.dice)} | {word(self.dice)} | Year |", "|---|---|---|"]
        lines += [f"| {word(self.dice)} | {self.prose(6)}{call if number == rows // 2 else ''} | {1900 + number} |"
                  for number in range(rows)]
        return "\n".join(lines) + f"\n\n: {self.prose(5)}" + note

    def figure(self, name: str) -> str:
        call, note = self.note(10)
        return f'![{self.prose(6)}{call}]({name}){{fig-alt="{word(self.dice)}" width=60%}}{note}'

    def block(self) -> str:
        kind = self.dice.random()
        if kind < 0.9:
            return self.paragraph()
        made = [self.extract, self.items, lambda: self.table(self.dice.choice((4, 8, 70))), lambda: self.figure("map.svg"),
                lambda: self.figure("photo.png"), lambda: f"```\n$ git add {'a' * self.dice.randint(1, 9)}\n```",
                lambda: "This is a paragraph in English, and it runs from left to right.",
                lambda: f"$$x = {self.dice.randint(2, 9)}$$"]
        return self.dice.choice(made)()


def text(paragraphs: int, seed: int = 1) -> str:
    made = Text(seed)
    blocks = []
    for number in range(paragraphs):
        if number % 40 == 0:
            blocks.append(made.heading(1))
        elif number % 10 == 0:
            blocks.append(made.heading(2))
        blocks.append(made.block())
    return "\n\n".join(blocks)


def make(folder: Path, paragraphs: int, seed: int = 1) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manuscript.yaml").write_text(YAML, "utf-8")
    (folder / "references.yaml").write_text(REFERENCES, "utf-8")
    (folder / "book.md").write_text(text(paragraphs, seed), "utf-8")
    (folder / "map.svg").write_text(DRAWING, "utf-8")
    Image.linear_gradient("L").resize((800, 400)).convert("RGB").save(folder / "photo.png")
    return folder


def main() -> None:
    import pypdfium2

    paragraphs = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    with tempfile.TemporaryDirectory() as temporary:
        folder = make(Path(temporary, "book"), paragraphs)
        times = {}
        start = time.perf_counter()
        prepared = build.prepare(folder)
        times["prepare"] = time.perf_counter() - start
        for name, path in build.output_paths(folder, Path(temporary, "out"), list(build.formats())).items():
            start = time.perf_counter()
            build.write(prepared, name, path)
            times[name] = time.perf_counter() - start
        with pypdfium2.PdfDocument(Path(temporary, "out", "book.pdf")) as document:
            pages = len(document)
    whole = sum(times.values())
    print(f"{paragraphs} paragraphs, {pages} pages, {whole:.1f} s, {whole / pages * 1000:.0f} ms a page")
    for name, seconds in times.items():
        print(f"  {name:8} {seconds:6.2f} s  {seconds / whole:4.0%}")


if __name__ == "__main__":
    main()
