"""Manuscripts drawn from a seed, of all that makes a line hard to order, and every line of every output compared.

    .venv/bin/python tests/fuzz.py [--lang he|ar|fa] [--seed N] [--paragraphs N] [--to pdf,print,epub,docx] [--width MM]

The letters are drawn at random: they mean nothing and belong to nobody.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sadar import build
from sadar.style import house_folder


@dataclass(frozen=True)
class Script:
    """What is typed in a language: its letters, pointed words, prefixes to numbers, digits, marks and quotes."""

    letters: str
    pointed: tuple[str, ...]
    prefix: str
    digits: str
    comma: str
    question: str
    percent: str
    quotes: tuple[str, str]
    page: str
    name: str


SCRIPTS = {
    "he": Script("אבגדהוזחטיכלמנסעפצקרשת", ("סֵדֶר", "בְּרֵאשִׁית", "צה״ל", "ג׳ורג׳", "דו־שיח"), "ב־", "0123456789", ",", "?", "%",
                 ("״", "״"), "עמ׳", "כהן"),
    "ar": Script("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", ("سَلَام", "كِتَابٌ", "الله", "لا", "مُحَمَّد"), "عام ", "٠١٢٣٤٥٦٧٨٩", "،", "؟", "٪",
                 ("«", "»"), "ص.", "حسن"),
    "fa": Script("ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی", ("می\u200cشود", "کتاب\u200cها", "سَرو", "لا"), "سال ", "۰۱۲۳۴۵۶۷۸۹", "،", "؟", "٪",
                 ("«", "»"), "ص", "رضایی"),
}
LATIN = ["Middle", "East", "Journal", "Foreign", "Policy", "IBM", "Pravda", "van", "Dijck", "New", "York", "naïve", "C++", "e.g."]
CYRILLIC = ["Облик", "книги", "шрифт", "Москва"]
NUMBERS = ["1948–1951", "54-123", "25.5%", "₪300", "12", "1,000", "181", "3/4", "12.5.2021", "\\$40", "−7", "10:30", "€1,250.50",
           "+972-3-555", "978-965-1", "5×3", "±2", "№ 4", "-5", "20°C", "1.2.3", "1/2/2021"]
MARKS = ["*{}*", "**{}**", "[{}](https://example.org/)", "[{}]{{lang=en}}", "`{}`", "~{}~", "[{}]{{.smallcaps}}", "***{}***", "^{}^"]
REFERENCES = """\
references:
- {id: own, type: book, language: LANG, title: TITLE, publisher: NAME, issued: 2003, author: [{family: NAME, given: TITLE}]}
- {id: other, type: book, language: en, title: A Book (2nd), publisher: Press, issued: 2010, author: [{family: Smith, given: Ann}],
   DOI: 10.1000/182}
- {id: third, type: book, language: ru, title: Облик книги, publisher: Книга, issued: 1980, author: [{family: Чихольд, given: Ян}]}
"""


class Text:
    """Draws a text in one language."""

    def __init__(self, lang: str, seed: int) -> None:
        self.dice = random.Random(f"{lang} {seed}")
        self.script = SCRIPTS[lang]
        self.notes = True

    def word(self) -> str:
        return "".join(self.dice.choice(self.script.letters) for _ in range(self.dice.randint(2, 6)))

    def words(self, most: int = 3) -> str:
        return " ".join(self.word() for _ in range(self.dice.randint(1, most)))

    def latin(self, words: list[str] = LATIN) -> str:
        return " ".join(self.dice.choice(words) for _ in range(self.dice.randint(1, 4)))

    def number(self) -> str:
        number = self.dice.choice(NUMBERS)
        if self.script.digits[0] != "0" and self.dice.random() < 0.6:
            number = number.translate(str.maketrans("0123456789%", self.script.digits + self.script.percent))
        return number

    def marked(self, text: str) -> str:
        """Put a mark of form around a part of a phrase."""
        words = text.split()
        start = self.dice.randrange(len(words))
        end = self.dice.randint(start + 1, len(words))
        mark = self.dice.choice(MARKS)
        if mark[0] in "~^":  # pandoc takes no spaces inside of these
            end = start + 1
        return " ".join([*words[:start], mark.format(" ".join(words[start:end])), *words[end:]])

    def quoted(self, text: str) -> str:
        return text.join(self.script.quotes)

    def piece(self) -> str:
        kinds: list[Callable[[], str]] = [
            self.words, self.words, self.words, self.words, self.latin, self.number, self.number,
            lambda: self.marked(self.latin()),
            lambda: self.dice.choice(self.script.pointed),
            lambda: f"{self.script.prefix}{self.number()}",
            lambda: f"({self.latin()}, {self.dice.randint(1900, 2026)})",
            lambda: f"({self.marked(self.latin())}, {self.number()}, pp. 5-6)",
            lambda: self.quoted(f"{self.word()} {self.latin()}"),
            lambda: f"({self.words()} {self.latin()} {self.number()})",
            lambda: f"[{self.words()}] {{{self.number()}}} \\<{self.latin()}\\>",
            lambda: self.latin(CYRILLIC),
            lambda: f"{self.latin()}{self.script.comma}",
            lambda: f"**{self.word()} {self.latin()}** {self.latin()}",
            lambda: f"**{self.word()} *{self.latin()} {self.word()}* {self.number()}** {self.latin()}",
            lambda: f"[{self.latin()}](https://example.org/) {self.word()}",
            lambda: f"{self.latin()}^{self.dice.randint(1, 9)}^",
            lambda: self.dice.choice(["181 (II)", "C++", "C#", ".NET", "[...]", "Q&A:", "a/b", "—", "A–B", "x = y + 1", "(a)", "1)"]),
            lambda: f"`{self.dice.choice(['x = y[0]', '$ git add', 'f(a, b)', '-v', '1 + 2'])}`",
            lambda: f"*un*{self.dice.choice(['believ', 'do'])}*able*",
            lambda: "<https://www.unicode.org/reports/tr9/>",
            lambda: "<editor@example.org>",
            lambda: f"[{self.latin()}{self.dice.choice(['!', '++', '.', ' 12', ''])}]{{lang=en}}",
            lambda: f"[{self.latin()}]{{lang=en}} [{self.latin()}]{{lang=en}}",
            lambda: f"[{self.latin()} {self.words()} {self.latin()}]{{dir=ltr}}",
            lambda: f"[{self.word()} {self.latin()} {self.number()}]{{dir=rtl}}",
            lambda: f"[{self.number()}]{{dir=ltr}}",
            self.citation,
            self.note,
        ]
        return self.dice.choice(kinds)()

    def citation(self) -> str:
        return self.dice.choice([
            lambda: f"[@own, {self.script.page} 5]", lambda: "[@other, pp. 54-123]", lambda: "[@other; @third; @own]",
            lambda: "@other", lambda: f"@own [{self.script.page} 7]", lambda: f"[{self.word()} @third, 12]", lambda: "[-@other]"])()

    def note(self) -> str:
        if not self.notes or self.dice.random() < 0.5:
            return self.words()
        self.notes = False
        inner = f"{self.word()} {self.marked(self.latin())} {self.number()} {self.piece()} {self.word()}."
        self.notes = True
        return f"{self.dice.choice([self.word(), self.latin(), self.number()])}{self.dice.choice(['', '.', ')'])}^[{inner}]"

    def line(self, least: int, most: int) -> str:
        return " ".join(self.piece() for _ in range(self.dice.randint(least, most)))

    def block(self) -> str:
        kind = self.dice.random()
        if kind < 0.78:
            end = self.dice.choice([".", self.script.question, ":", ").", "...", ""])
            between = self.dice.choice([" ", " ", " ", "\\\n"])
            return f"{self.word()} {self.line(3, 15)}{between}{self.line(3, 15)} {self.word()}{end}"
        if kind < 0.82:
            return f"## {self.word()} {self.marked(self.latin())} {self.number()}"
        if kind < 0.87:
            mark = self.dice.choice(["-", "1.", "(@)"])
            return "\n".join(f"{mark} {self.word()} {self.line(2, 8)} {self.word()}" for _ in range(3))
        if kind < 0.91:
            return f"> {self.word()} {self.line(6, 12)} {self.word()}."
        if kind < 0.94:
            return f"{self.latin()}, {self.latin()} {self.dice.choice(NUMBERS)} ({self.latin()})."
        if kind < 0.97:
            one = self.dice.choice  # cells of one line: those of several are hard to tell apart on a page
            rows = "\n".join(f"| {self.word()} {self.marked(one(LATIN))} | {self.number()} | {one(LATIN)} {self.word()} |"
                             for _ in range(3))
            return f"| {self.word()} | {one(LATIN)} | {self.word()} (1) |\n|---|---|---|\n{rows}\n\n: {self.word()} {self.marked(self.latin())}."
        return f"{self.word()}\n:   {self.line(3, 6)} {self.word()}."


def make(folder: Path, paragraphs: int, seed: int, lang: str = "he", width: int = 170) -> Path:
    """Write a manuscript whose pages are ``width`` millimetres wide."""
    text = Text(lang, seed)
    folder.mkdir(parents=True, exist_ok=True)
    title = f"{text.words()} {text.latin()}"
    (folder / "manuscript.yaml").write_text(f"title: {title}\nlang: {lang}\nslug: fuzz\nbibliography: references.yaml\n", "utf-8")
    references = REFERENCES.replace("LANG", lang).replace("TITLE", text.word()).replace("NAME", text.script.name)
    (folder / "references.yaml").write_text(references, "utf-8")
    (folder / "article.md").write_text("\n\n".join(text.block() for _ in range(paragraphs)), "utf-8")
    tokens = (house_folder() / "tokens.yaml").read_text("utf-8")
    (folder / "styles").mkdir()
    (folder / "styles/tokens.yaml").write_text(tokens.replace("trim: 170 × 240", f"trim: {width} × 240"), "utf-8")
    return folder


def main() -> None:
    import rendered

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lang", default="he,ar,fa")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--paragraphs", type=int, default=60)
    parser.add_argument("--to", default="pdf,print,epub,docx")
    parser.add_argument("--width", type=int, default=170)
    asked = parser.parse_args()
    for lang in asked.lang.split(","):
        for name in asked.to.split(","):
            started = time.perf_counter()
            with tempfile.TemporaryDirectory() as temporary:
                prepared = build.prepare(make(Path(temporary, "fuzz"), asked.paragraphs, asked.seed, lang, asked.width))
                result = rendered.compared(prepared, name, Path(temporary), width=asked.width - 30)
            print(f"{lang} {name}: {result.compared} lines compared, {len(result.wrong)} wrong, {time.perf_counter() - started:.0f} s")
            print(*result.wrong[:20], sep="\n")


if __name__ == "__main__":
    main()
