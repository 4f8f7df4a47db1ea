"""Embedding levels against the Unicode Consortium's own conformance data (Debian package unicode-data)."""

from collections.abc import Iterator
from pathlib import Path

from sadar.bidi.levels import embedding_levels

DATA = Path("/usr/share/unicode")
#: A character of each bidirectional class that BidiTest.txt names.
OF_CLASS = {
    "L": "a", "R": "א", "AL": "ا", "EN": "1", "ES": "+", "ET": "$", "AN": "١", "CS": ",", "NSM": "\u0300", "BN": "\u00ad",
    "B": "\u2029", "S": "\t", "WS": " ", "ON": "!", "LRE": "\u202a", "LRO": "\u202d", "RLE": "\u202b", "RLO": "\u202e",
    "PDF": "\u202c", "LRI": "\u2066", "RLI": "\u2067", "FSI": "\u2068", "PDI": "\u2069",
}
BASES = ((2, "ltr"), (4, "rtl"))


def differs(text: str, base: str, wanted: list[str]) -> bool:
    found = embedding_levels(text, base)  # type: ignore[arg-type]
    return any(level != "x" and int(level) != other for level, other in zip(wanted, found, strict=True))


def lines(name: str) -> Iterator[str]:
    path = DATA / name
    assert path.exists(), f"{path} is missing: run bash scripts/test.sh, which installs unicode-data"
    with path.open(encoding="utf-8") as file:
        yield from (line.strip() for line in file if line.strip() and not line.startswith("#"))


def test_every_case_of_bidi_character_test() -> None:
    """All cases with a given base; sadar never asks the algorithm to guess one (base 2, rules P2 and P3)."""
    cases = 0
    for line in lines("BidiCharacterTest.txt"):
        characters, base, _, levels, _ = line.split(";")
        text = "".join(chr(int(code, 16)) for code in characters.split())
        if base == "2" or "\u2029" in text:  # a paragraph never holds a separator here
            continue
        cases += 1
        assert not differs(text, "rtl" if base == "1" else "ltr", levels.split()), line
    assert cases > 90_000


def test_every_case_of_bidi_test() -> None:
    cases, levels = 0, []
    for line in lines("BidiTest.txt"):
        if line.startswith("@Levels:"):
            levels = line.removeprefix("@Levels:").split()
        elif not line.startswith("@"):
            classes, bases = line.split(";")
            if "B" in classes.split():
                continue
            text = "".join(OF_CLASS[name] for name in classes.split())
            for bit, base in BASES:
                if int(bases, 16) & bit:
                    cases += 1
                    assert not differs(text, base, levels), f"{classes} {base}"
    assert cases > 400_000


def test_isolates_side_by_side_know_nothing_of_each_other() -> None:
    """A sequence that the data lack: FriBidi 1.0.8 takes the shekel sign for right-to-left here."""
    assert embedding_levels("\u20674\u2069\u2066₪٣\u2069", "rtl") == [1, 4, 1, 1, 2, 4, 1]
