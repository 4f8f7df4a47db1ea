"""Pictures of an imported file: named in their order, held against what figures may be, never decoded unbounded."""

from __future__ import annotations

import io
import posixpath
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from sadar.importers.blocks import place
from sadar.importers.excerpts import WHOLE
from sadar.importers.ledger import Ledger
from sadar.manuscript import figures
from sadar.manuscript.tree import Blocks, Node, rewrite, walk

FOLDER = "figures"
#: Kinds that are turned into PNG, as Pillow names them.
TURNED = {".gif": "GIF", ".bmp": "BMP", ".tif": "TIFF", ".tiff": "TIFF", ".webp": "WEBP"}
INCHES = re.compile(r"([\d.]+)in")
PERCENT = re.compile(r"([\d.]+)%")


def placed(blocks: Blocks, fetch: Callable[[str], bytes | None], ledger: Ledger,
           column: float | None = None) -> tuple[Blocks, dict[str, bytes]]:
    """Return blocks with the pictures' new addresses, and the files.

    Args:
        blocks: the text.
        fetch: gives a picture by its address in the file; None for one that lies elsewhere.
        ledger: what could not be taken is asked about.
        column: the width of the file's text in inches, where it is known.

    """
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}
    wheres = _places(blocks)

    def change(node: Node) -> Node | list[Node]:
        if node["t"] != "Image":
            return node
        (identifier, _, pairs), described, (address, _) = node["c"]
        where = wheres.get(address, WHOLE)
        if address not in names:
            data = fetch(address)
            if data is None:
                ledger.ask("picture-elsewhere", where, address[:200], "this picture lies elsewhere, and is not fetched")
                names[address] = ""
            else:
                names[address] = _taken(address, data, files, where, ledger)
        if not names[address]:
            return list(described)
        width = _width(dict(pairs), column)
        kept = [[key, said] for key, said in pairs if key == "fig-alt"]
        own = identifier if identifier.startswith("fig-") else ""
        attr = [own, [], [*kept, *([["width", width]] if width else [])]]
        return {"t": "Image", "c": [attr, described, [names[address], ""]]}

    return rewrite(blocks, change), files


def _taken(address: str, data: bytes, files: dict[str, bytes], where: str, ledger: Ledger) -> str:
    """Keep a picture; return its path in the folder, or nothing where no output could show it."""
    suffix = posixpath.splitext(address.split("?")[0])[1].lower() or _suffix_of(data)
    name = f"{FOLDER}/figure-{len(files) + 1}{suffix}"
    reason = ""
    if suffix in TURNED:
        made, reason = _as_png(data, TURNED[suffix])
        if made:
            name = f"{FOLDER}/figure-{len(files) + 1}.png"
            ledger.changed("picture-kind", where, address, name)
            data = made
    files[name] = data
    reason = reason or fault(name, data)
    if reason:
        ledger.ask("picture", where, name, f"the picture is kept, and is not in the text: {reason}")
        return ""
    return name


def fault(name: str, data: bytes) -> str:
    """Return what keeps a picture from being a figure; nothing where it is one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"figure{posixpath.splitext(name)[1]}"
        path.write_bytes(data)
        return next((said for said, _ in figures.faults(path)), "")


def _as_png(data: bytes, kind: str) -> tuple[bytes, str]:
    from PIL import Image

    try:
        with figures.opened(io.BytesIO(data), kind) as image:
            if image.width * image.height > figures.MOST_PIXELS:
                return b"", f"it has more than {figures.MOST_PIXELS // 1_000_000} million pixels"
            target = io.BytesIO()
            image.convert("RGBA" if "transparency" in image.info or image.mode in ("RGBA", "LA") else "RGB").save(
                target, "PNG")
            return target.getvalue(), ""
    except Image.DecompressionBombError:
        return b"", f"it has more than {figures.MOST_PIXELS // 1_000_000} million pixels"
    except (OSError, ValueError, SyntaxError):
        return b"", f"it is no {kind} picture, or a damaged one"


def _suffix_of(data: bytes) -> str:
    beginnings = {b"\x89PNG": ".png", b"\xff\xd8": ".jpg", b"GIF8": ".gif", b"BM": ".bmp", b"<svg": ".svg"}
    return next((suffix for beginning, suffix in beginnings.items() if data.startswith(beginning)), "")


def _width(pairs: dict[str, str], column: float | None) -> str:
    """Return a picture's share of the text's width in whole percent; nothing for a whole or unknown one."""
    said = pairs.get("width", "")
    if found := PERCENT.fullmatch(said):
        share = float(found[1])
    elif (found := INCHES.fullmatch(said)) and column:
        share = 100 * float(found[1]) / column
    else:
        return ""
    return f"{max(round(share), 1)}%" if share < 97 else ""


def _places(blocks: Blocks) -> dict[str, str]:
    """Return for each picture's address the paragraph where it first stands."""
    found: dict[str, str] = {}
    for block in walk(blocks):
        if block["t"] in ("Para", "Plain", "Header"):
            for node in walk(block["c"]):
                if node["t"] == "Image":
                    found.setdefault(node["c"][2][0], place(block))
    return found
