"""What deciding direction costs: a screen PDF with its runs wrapped and foreign runs marked, and without.

    .venv/bin/python tests/bench/direction.py [PARAGRAPHS] [TIMES]

The two are made in turn, several times in one run, and the quickest of each are compared: machines are noisy.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from unittest import mock

from book import make

from sadar import build
from sadar.bidi import runs


def seconds(prepared: build.Prepared, path: Path) -> float:
    start = time.perf_counter()
    build.formats()["pdf"].write(prepared.manuscript, prepared.style, path)
    return time.perf_counter() - start


def main() -> None:
    paragraphs, times = [int(word) for word in [*sys.argv[1:], *["150", "3"][len(sys.argv) - 1:]]]
    with tempfile.TemporaryDirectory() as temporary:
        folder, path = make(Path(temporary, "book"), paragraphs), Path(temporary, "book.pdf")
        whole = build.prepare(folder)
        with mock.patch("sadar.bidi.foreign.runs", lambda inlines, lang: [(None, inlines)]):
            bare = build.prepare(folder)
        with_runs, without = [], []
        for _ in range(times):
            with_runs.append(seconds(whole, path))
            with mock.patch.object(runs, "wrap", lambda manuscript: manuscript):
                without.append(seconds(bare, path))
    share = min(with_runs) / min(without) - 1
    print(f"{paragraphs} paragraphs: {min(with_runs):.2f} s with directions, {min(without):.2f} s without: {share:+.0%}")


if __name__ == "__main__":
    main()
