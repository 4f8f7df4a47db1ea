"""Time citations: ``python tests/bench/citations.py`` cites works of a generated list in four languages.

Figures are ratios to the smallest case of the same run, for machines are noisy.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from pathlib import Path

from sadar import reader
from sadar.citations import process
from sadar.style import Style

NAMES = {"he": (["כהן", "לוי", "מזרחי", "פרץ", "שפירא"], ["דוד", "שרה", "יוסף"]), "en": (["Smith", "Jones", "Weber"], ["Ann", "Bob"]),
         "ru": (["Иванов", "Петров"], ["Иван", "Пётр"]), "de": (["Müller", "Öhler"], ["Karl", "Eva"])}
#: (works in the list, works that are cited)
CASES = [(60, 60), (5000, 60), (1000, 1000), (5000, 5000)]


def works(count: int) -> list[dict[str, object]]:
    """Make works with one to three authors, many of them namesakes."""
    draw = random.Random(count)
    made: list[dict[str, object]] = []
    for number in range(count):
        lang = draw.choices(list(NAMES), [5, 4, 1, 1])[0]
        family, given = NAMES[lang]
        authors = [{"family": f"{draw.choice(family)}-{draw.choice(family)}", "given": draw.choice(given)}
                   for _ in range(draw.choice([1, 1, 2, 3]))]
        made.append({"id": f"k{number}", "type": "book", "language": lang, "author": authors, "title": f"{number} {family[0]}",
                     "publisher": "P", "issued": {"date-parts": [[draw.randrange(1950, 2020)]]}})
    return made


def main() -> None:
    """Print the seconds of each case and its ratio to the first."""
    first = 0.0
    for listed, cited in CASES:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            (folder / "list.json").write_text(json.dumps(works(listed), ensure_ascii=False), "utf-8")
            (folder / "manuscript.yaml").write_text("title: א\nlang: he\nbibliography: list.json\n", "utf-8")
            (folder / "text.md").write_text("\n\n".join(f"א [@k{number}, עמ׳ 5]." for number in range(cited)), "utf-8")
            begun = time.perf_counter()
            manuscript, _ = reader.read(folder)
            process.cite(manuscript, Style(folder))
            taken = time.perf_counter() - begun
            first = first or taken
            print(f"{listed:5} works, {cited:5} cited: {taken:6.1f} s  ×{taken / first:.1f}")


if __name__ == "__main__":
    main()
