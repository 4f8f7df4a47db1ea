"""Paragraphs drawn from a seed, of all that makes a line hard to order: for the tests, and longer runs by hand.

    .venv/bin/python tests/fuzz.py [PARAGRAPHS] [SEED]
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

LETTERS = "אבגדהוזחטיכלמנסעפצקרשת"
LATIN = ["Middle", "East", "Journal", "Foreign", "Policy", "IBM", "Pravda", "van", "Dijck", "New", "York"]
CYRILLIC = ["Облик", "книги", "шрифт", "Москва"]
NUMBERS = ["1948–1951", "54-123", "25.5%", "₪300", "12", "1,000", "181", "3/4", "12.5.2021", "$40", "−7", "10:30"]


def hebrew(dice: random.Random) -> str:
    return "".join(dice.choice(LETTERS) for _ in range(dice.randint(2, 6)))


def latin(dice: random.Random, words: list[str] = LATIN) -> str:
    return " ".join(dice.choice(words) for _ in range(dice.randint(1, 4)))


def marked(dice: random.Random, text: str) -> str:
    """Put a mark of form around a part of a phrase."""
    words = text.split()
    at = dice.randrange(len(words))
    words[at] = dice.choice(["*{}*", "**{}**", "[{}](https://example.org/)", "[{}]{{lang=en}}", "`{}`", "~{}~"]).format(words[at])
    return " ".join(words)


def piece(dice: random.Random) -> str:
    return dice.choice([
        lambda: hebrew(dice), lambda: hebrew(dice), lambda: hebrew(dice), lambda: latin(dice), lambda: marked(dice, latin(dice)),
        lambda: dice.choice(NUMBERS), lambda: f"ב־{dice.choice(NUMBERS)}", lambda: f"({latin(dice)}, {dice.randint(1900, 2026)})",
        lambda: f"({marked(dice, latin(dice))}, {dice.choice(NUMBERS)}, pp. 5-6)", lambda: f"״{hebrew(dice)} {latin(dice)}״",
        lambda: f"({hebrew(dice)} {latin(dice)} {dice.choice(NUMBERS)})", lambda: latin(dice, CYRILLIC), lambda: f"{latin(dice)},",
        lambda: f"**{hebrew(dice)} {latin(dice)}** {latin(dice)}", lambda: f"[{latin(dice)}](https://example.org/) {hebrew(dice)}",
        lambda: f"{latin(dice)}^{dice.randint(1, 9)}^", lambda: "181 (II)", lambda: "C++", lambda: "[...]", lambda: "Q&A:",
        lambda: "סֵדֶר", lambda: "צה״ל", lambda: f"*un*{dice.choice(['believ', 'do'])}*able*", lambda: "<https://www.unicode.org/reports/tr9/>",
        lambda: f"{hebrew(dice)}^[{hebrew(dice)} {marked(dice, latin(dice))} {dice.choice(NUMBERS)} {hebrew(dice)}.]",
    ])()


def text(paragraphs: int, seed: int) -> str:
    dice = random.Random(seed)
    blocks = []
    for _ in range(paragraphs):
        words = [piece(dice) for _ in range(dice.randint(6, 30))]
        end = dice.choice([".", "?", ":", ")."])
        blocks.append(f"{hebrew(dice)} {' '.join(words)} {hebrew(dice)}{end}")
    return "\n\n".join(blocks)


def make(folder: Path, paragraphs: int, seed: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manuscript.yaml").write_text("title: פיזור\nlang: he\nslug: fuzz\n", "utf-8")
    (folder / "article.md").write_text(text(paragraphs, seed), "utf-8")
    return folder


def main() -> None:
    import oracle
    from sadar import build

    paragraphs, seed = [int(word) for word in [*sys.argv[1:], "60", "1"][:2]] if len(sys.argv) != 2 else [int(sys.argv[1]), 1]
    with tempfile.TemporaryDirectory() as temporary:
        prepared = build.prepare(make(Path(temporary, "fuzz"), paragraphs, seed))
        path = Path(temporary, "fuzz.pdf")
        build.formats()["pdf"].write(prepared.manuscript, prepared.style, path)
        result = oracle.compare(prepared.manuscript, path, prepared.style)
    print(f"{result.compared} lines compared, {len(result.wrong)} wrong")
    print(*result.wrong[:20], sep="\n")


if __name__ == "__main__":
    main()
