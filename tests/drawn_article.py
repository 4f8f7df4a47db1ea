"""An article drawn from a seed, and set by three programs: the text by which an import's rules are tried that were not found on it.

    .venv/bin/python tests/drawn_article.py FOLDER [SEED]

Its words are those of our own specimen, in an order that means nothing; it has what extracted text gets wrong: notes with
citations, Latin names in brackets, years and ranges, percents, quotations, an extract, lists, a table and a bibliography.
"""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path

import rendered
from conftest import ROOT
from sadar import build, pandoc
from sadar.importers.written import document_of

YAML = """\
title: {title}
subtitle: {subtitle}
lang: he
slug: drawn
author:
- {{name: {{given: דנה, family: לוי}}, affiliations: [{{ref: home}}]}}
- {{name: {{given: משה, family: כהן}}, affiliations: [{{ref: home}}]}}
affiliations: [{{id: home, name: אוניברסיטת לדוגמה}}]
abstract: {abstract}
keywords: [אות דפוס, סידור, שורה]
funding:
- awards: [{{id: 77-12/3, source: [{{name: קרן לדוגמה}}]}}]
publication: {{type: article, container-title: כתב עת לדוגמה, first-page: 57, date: 2026}}
bibliography: references.yaml
"""
REFERENCES = """\
references:
- {id: levi, type: book, language: he, title: ספר על ספרים, publisher: מאגנס, publisher-place: ירושלים, issued: 2003,
   author: [{family: לוי, given: דוד}]}
- {id: barak, type: article-journal, language: he, title: מאמר על שורות, container-title: רבעון, volume: 12, page: 5-19, issued: 1987,
   author: [{family: ברק, given: שרה}, {family: גולן, given: יעל}]}
- {id: smith, type: book, language: en, title: A Book of Lines, publisher: Press, publisher-place: London, issued: 2010,
   author: [{family: Smith, given: Ann}]}
- {id: weber, type: article-journal, language: de, title: Die Zeile und das Blatt, container-title: Archiv, volume: 7, page: 11-40,
   issued: 1921, author: [{family: Weber, given: Karl}]}
- {id: oneil, type: chapter, language: en, title: On the Margin, container-title: Essays, publisher: College, publisher-place: Oxford,
   page: 101-130, issued: 1968, author: [{family: O’Neil, given: Mary}], editor: [{family: Brown, given: Tom}]}
"""
BETWEEN = ["({latin})", "({latin}, {year})", "({year})", "({year}–{later})", "״{two}״", "({two})", "בשנת {year}", "ב־{year}",
           "{percent}%", "{latin}", "[@levi, עמ׳ {page}]", "[@smith, p. {page}]", "[@barak; @weber, S. {page}]", "[@oneil, pp. {page}-{more}]",
           "[ראו @levi]", "בין {year} ל־{later}", "{two}, {latin} {two}", "{page} {one}", "({one}, {year}; {two})", "[...]", "({percent}%)"]
LATIN = ["Monotype", "Deutsche Bibliothek", "Guillaume Le Bé", "Unicode 15.1", "The Art of the Book", "Frank-Rühl", "New York",
         "U+05D0", "Codex, vol. 2", "naïve", "ISO 8859-8"]
#: The regions of a bare page, under its title.
ORDER = ("subtitle", "authors", "affiliations", "abstract", "keywords", "body", "acknowledgement", "bibliography")
CSS = """html { direction: rtl; font: 12pt/1.5 "Frank Ruhl Libre", "DejaVu Serif", serif } body { width: 120mm; margin: auto } p { text-align: justify }
table { border-collapse: collapse } td, th { padding: 1mm 3mm } @page { size: A5; margin: 18mm 14mm }"""


class Text:
    """Blocks of an article, drawn one after the other."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        text = re.sub(r"\[[^\]]*\]|\{[^}]*\}|[\u05b0-\u05c7]", "", (ROOT / "manuscript/article.md").read_text("utf-8"))
        self.words = re.findall(r"(?<![\w״׳־-])[א-ת]{2,}(?![\w״׳־-])", text)
        self.notes = 0

    def some(self, number: int) -> str:
        return " ".join(self.dice.choice(self.words) for _ in range(number))

    def between(self) -> str:
        year, page = self.dice.randint(1470, 1990), self.dice.randint(2, 140)
        return self.dice.choice(BETWEEN).format(
            latin=self.dice.choice(LATIN), year=year, later=year + self.dice.randint(1, 30), page=page, more=page + 7,
            percent=f"{self.dice.randint(2, 97)}.{self.dice.randint(1, 9)}", one=self.some(1), two=self.some(2))

    def sentence(self) -> str:
        parts = [self.some(self.dice.randint(3, 9)) for _ in range(self.dice.randint(1, 3))]
        said = self.dice.choice((", ", ", ", "; ", " – ", ": ")).join(parts)
        if self.dice.random() < 0.6:
            words = said.split(" ")
            words.insert(self.dice.randint(1, len(words)), self.between())
            said = " ".join(words)
        return f"{said}{self.dice.choice('......?')}"

    def prose(self, sentences: int) -> str:
        return " ".join(self.sentence() for _ in range(sentences))

    def paragraph(self) -> str:
        text = self.prose(self.dice.randint(2, 6))
        if self.dice.random() < 0.5:
            self.notes += 1
            text += f"[^{self.notes}]\n\n[^{self.notes}]: {self.prose(self.dice.randint(1, 3))}"
        return text

    def table(self) -> str:
        rows = [f"| {self.some(1)} | {self.some(2)} | {self.dice.choice(LATIN[:3])} | {self.dice.randint(1900, 1990)} |" for _ in range(5)]
        return "\n".join(["| שם | בעל השם | חברה | שנה |", "|---|---|---|---|", *rows]) + f"\n\n: {self.some(4)}"

    def items(self, mark: str) -> str:
        return "\n".join(f"{mark.format(number)} {self.sentence()}" for number in range(1, 5))

    def article(self, sections: int) -> str:
        blocks = [self.paragraph() for _ in range(3)]
        for number in range(sections):
            blocks.append(f"# {self.some(self.dice.randint(2, 5))}")
            blocks += [self.paragraph() for _ in range(self.dice.randint(3, 6))]
            blocks.append((lambda: f"> {self.prose(3)}", self.table, lambda: self.items("{}."), lambda: self.items("-"))[number % 4]())
            blocks.append(self.paragraph())
        return "\n\n".join(blocks)


def make(folder: Path, seed: int = 1, sections: int = 6) -> Path:
    """Write the manuscript."""
    text = Text(seed)
    folder.mkdir(parents=True, exist_ok=True)
    yaml = YAML.format(title=text.some(4), subtitle=text.some(6), abstract=re.sub(r"\s?\[@[^\]]*\]", "", text.prose(4)).replace(": ", ", "))
    (folder / "manuscript.yaml").write_text(yaml, "utf-8")
    (folder / "references.yaml").write_text(REFERENCES, "utf-8")
    (folder / "drawn.md").write_text(text.article(sections), "utf-8")
    return folder


def by_sadar(folder: Path, into: Path) -> Path:
    """Set the article by sadar; return the PDF for the screen."""
    return _written(folder, into, "pdf")


def by_libreoffice(folder: Path, into: Path) -> Path:
    """Let LibreOffice set the DOCX."""
    return rendered.converted(_written(folder, into, "docx"), into)


def by_chromium(folder: Path, into: Path) -> Path:
    """Let Chromium set a bare page, its notes at the end."""
    regions = dict(build.prepare(folder).manuscript.regions())
    blocks = [block for name in ORDER for block in regions[name]]
    page = re.sub("<a[^>]*footnote-back.*?</a>", "", pandoc.to_html(document_of(blocks)))
    title = f"<h1>{pandoc.to_html(document_of(regions['title']))}</h1>"
    html = into / "drawn.html"
    html.write_text(f"<!DOCTYPE html><html lang=he dir=rtl><meta charset=utf-8><style>{CSS}</style>{title}{page}", "utf-8")
    return rendered.printed(html, into)


def _written(folder: Path, into: Path, name: str) -> Path:
    path = into / f"drawn.{name}"
    build.write(build.prepare(folder), name, path)
    return path


if __name__ == "__main__":
    where = make(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    for program in (by_sadar, by_libreoffice, by_chromium):
        into = where / program.__name__
        into.mkdir(exist_ok=True)
        print(program(where, into))
