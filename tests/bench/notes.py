"""How long notes take at the foot of the page, and the same words set as text.

    .venv/bin/python tests/bench/notes.py [NOTES] [SHORTEST] [LONGEST]

Without words: 12 notes of 200 to 3,000 words, at three page sizes. The time is that of writing the PDF for the screen.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from sadar import build

ROOT = Path(__file__).parents[2]
#: Trim sizes in millimetres, with inner and outer margins.
SIZES = {"170 × 240": (170, 240, 22, 28), "A5": (148, 210, 18, 20), "A6": (105, 148, 12, 12)}


def words(count: int) -> str:
    return " ".join(f"word{number}" for number in range(count))


def seconds(size: tuple[int, int, int, int], lengths: list[int], *, as_notes: bool) -> float:
    """Return the time for paragraphs of 90 words, each followed by words of one of the lengths, in notes or in text."""
    tokens = (ROOT / "styles" / "tokens.yaml").read_text("utf-8")
    for name, old, new in zip(("width", "height", "inner", "outer"), (170, 240, 22, 28), size, strict=True):
        tokens = tokens.replace(f"{name}: {old}", f"{name}: {new}")
    text = "\n\n".join(f"{words(60)}[^{number}] {words(30)}\n\n[^{number}]: {words(length)}" if as_notes else
                       f"{words(60)} {words(30)}\n\n{words(length)}" for number, length in enumerate(lengths))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "notes")
        (folder / "styles").mkdir(parents=True)
        (folder / "manuscript.yaml").write_text("title: Notes\nlang: he\n", "utf-8")
        (folder / "notes.md").write_text(text, "utf-8")
        (folder / "styles" / "tokens.yaml").write_text(tokens, "utf-8")
        prepared = build.prepare(folder)
        start = time.perf_counter()
        build.write(prepared, "pdf", Path(temporary, "notes.pdf"))
        return time.perf_counter() - start


def main() -> None:
    count, shortest, longest = (int(argument) for argument in sys.argv[1:4]) if len(sys.argv) > 3 else (12, 200, 3000)
    dice = random.Random(1)
    lengths = [dice.randint(shortest, longest) for _ in range(count)]
    for name, size in SIZES.items():
        text, notes = seconds(size, lengths, as_notes=False), seconds(size, lengths, as_notes=True)
        print(f"{name:10} {sum(lengths)} words  as text {text:6.1f} s  as notes {notes:6.1f} s  ratio {notes / text:.2f}")


if __name__ == "__main__":
    main()
