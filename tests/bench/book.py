"""A long Hebrew manuscript from a seed, and how long each stage takes over it.

    .venv/bin/python tests/bench/book.py [PARAGRAPHS]

About 3 paragraphs, each with a note, fill a page. The words are drawn at random: they mean nothing and belong to nobody.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from sadar import build

LETTERS = "אבגדהוזחטיכלמנסעפצקרשת"
FINALS = {"כ": "ך", "מ": "ם", "נ": "ן", "פ": "ף", "צ": "ץ"}
FOREIGN = ["Foreign Policy, 2016", "*Middle* East Journal", "pp. 54--123", "1948–1951", "25.5%", "`U+05D0`", "₪300"]


def word(dice: random.Random) -> str:
    letters = [dice.choice(LETTERS) for _ in range(dice.randint(2, 7))]
    letters[-1] = FINALS.get(letters[-1], letters[-1])
    return "".join(letters)


def sentence(dice: random.Random, length: int) -> str:
    words = [word(dice) for _ in range(length)]
    if dice.random() < 0.4:
        words.insert(dice.randrange(len(words)), dice.choice(FOREIGN))
    return " ".join(words) + "."


def text(paragraphs: int, seed: int = 1) -> str:
    dice = random.Random(seed)
    blocks = []
    for number in range(paragraphs):
        if number % 40 == 0:
            blocks.append(f"# {sentence(dice, 3)[:-1]}")
        body = " ".join(sentence(dice, dice.randint(6, 18)) for _ in range(dice.randint(3, 7)))
        blocks += [f"{body}[^{number}]", f"[^{number}]: {sentence(dice, dice.randint(8, 40))}"]
    return "\n\n".join(blocks)


def make(folder: Path, paragraphs: int, seed: int = 1) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manuscript.yaml").write_text("title: ספר ארוך\nlang: he\nslug: book\npublication: {type: book}\n", "utf-8")
    (folder / "book.md").write_text(text(paragraphs, seed), "utf-8")
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
