"""Page proofs of the specimen for the README: pages 122 and 123 of the print PDF side by side, as in the bound volume.

    .venv/bin/python tests/proofs.py build/specimen-print.pdf
"""

from __future__ import annotations

import sys
from pathlib import Path

import pypdfium2
from PIL import Image

SPREAD = Path(__file__).parent / "golden/spread.png"
SCALE = 1.25


def main() -> None:
    with pypdfium2.PdfDocument(sys.argv[1]) as document:
        verso, recto = (document[index].render(scale=SCALE).to_pil().convert("L") for index in (1, 2))
    spread = Image.new("L", (recto.width + verso.width, recto.height), 255)
    spread.paste(recto, (0, 0))  # a right-to-left volume has its recto on the left
    spread.paste(verso, (recto.width, 0))
    spread.quantize(16).save(SPREAD, optimize=True)


if __name__ == "__main__":
    main()
