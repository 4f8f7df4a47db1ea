"""What a DOCX holds beside its words: each note's own, each cell's, head rows, captions, alternative texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from lxml import etree

from sadar.checks.words import count, text_of, words
from sadar.findings import Finding
from sadar.manuscript import Manuscript
from sadar.manuscript.tree import Blocks, Node, attributes, plain, rewrite, walk

Element = etree._Element
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
OFF = ("0", "false", "off")
REPORT = "this is a fault of sadar or of the style: please report it"
#: How many missing words one message names.
NAMED = 8


def findings(manuscript: Manuscript, body: Element, notes: Element, tables: Sequence[Element],
             file: str) -> Iterator[Finding]:
    """Yield a finding for each thing that does not hold what it holds in the manuscript.

    Args:
        manuscript: as the writer got it.
        body: the root of the document.
        notes: the root of its footnotes.
        tables: those that are tables of the manuscript, those of the notes behind those of the text.
        file: the file's name, for the messages.

    """
    yield from _notes(manuscript, body, notes, file)
    bare = rewrite(manuscript.blocks, lambda node: None if node["t"] == "Note" else node)
    noted = [node for note in walk(manuscript.blocks) if note["t"] == "Note" for node in walk(note["c"])]
    wanted = [node for node in (*walk(bare), *noted) if node["t"] == "Table"]
    for number, (table, found) in enumerate(zip(wanted, tables, strict=False), 1):
        yield from _table(manuscript, table, found, number, file)
    yield from _captions(manuscript, body, notes, file)
    yield from _alternatives(manuscript, body, notes, file)


def text(paragraph: Element) -> str:
    """Return the text of a paragraph, apart where a word ends though no space says so."""
    parts = []
    for element in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}footnoteReference", f"{W}vertAlign", f"{W}r"):
        if element.tag == f"{W}t":
            parts.append(element.text or "")
        elif element.tag != f"{W}r" or _is_raised(element.getprevious()):
            parts.append(" ")
    return "".join(parts)


def counted(element: Element) -> Counter[str]:
    """Count the words below an element."""
    return Counter(word for paragraph in element.iter(f"{W}p") for word in words(text(paragraph)))


def _is_raised(run: Element | None) -> bool:
    return run is not None and run.find(f"{W}rPr/{W}vertAlign") is not None


def _without_notes(blocks: Blocks) -> str:
    return text_of(rewrite(blocks, lambda node: None if node["t"] == "Note" else node))


def _notes(manuscript: Manuscript, body: Element, notes: Element, file: str) -> Iterator[Finding]:
    """Hold the words of each note against those of the note that is called in its place."""
    by_id = {note.get(f"{W}id"): note for note in notes.iter(f"{W}footnote")}
    called = [by_id.get(call.get(f"{W}id")) for call in body.iter(f"{W}footnoteReference")
              if call.get(f"{W}customMarkFollows") is None]
    wanted = [node for node in walk(manuscript.blocks) if node["t"] == "Note"]
    for number, (node, note) in enumerate(zip(wanted, called, strict=False), 1):
        lost = Counter(words(text_of(node["c"]))) - (Counter() if note is None else counted(note))
        yield from _lost(manuscript, lost, f"note {number}", "note-words-missing", file)


def _table(manuscript: Manuscript, table: Node, found: Element, number: int, file: str) -> Iterator[Finding]:
    _, _, _, head, bodies, foot = table["c"]
    rows = [*head[1], *(row for body in bodies for row in (*body[2], *body[3])), *foot[1]]
    there = found.findall(f"{W}tr")
    heads = sum((said := row.find(f"{W}trPr/{W}tblHeader")) is not None and said.get(f"{W}val") not in OFF
                for row in there)
    yield from count(f"head rows of table {number}", len(head[1]), heads, file)
    yield from count(f"rows of table {number}", len(rows), len(there), file)
    for at, (row, made) in enumerate(zip(rows, there, strict=False), 1):
        cells = [cell for cell in made.findall(f"{W}tc") if not _is_covered(cell)]
        for wanted, cell in zip_longest(row[1], cells):
            lost = Counter(words(_without_notes(wanted[4] if wanted else [])))
            lost -= Counter() if cell is None else counted(cell)
            yield from _lost(manuscript, lost, f"a cell in row {at} of table {number}", "cell-words-missing", file)


def _is_covered(cell: Element) -> bool:
    """Tell whether a cell only goes on with the one above it."""
    merged = cell.find(f"{W}tcPr/{W}vMerge")
    return merged is not None and merged.get(f"{W}val") != "restart"


def _captions(manuscript: Manuscript, body: Element, notes: Element, file: str) -> Iterator[Finding]:
    """Hold each paragraph of a caption against the paragraphs that are captions by their style."""
    there = [counted(paragraph) for root in (body, notes) for paragraph in root.iter(f"{W}p")
             if "caption" in _style(paragraph).casefold()]
    for node in walk(manuscript.blocks):
        for block in node["c"][1][1] if node["t"] in ("Table", "Figure") else []:
            wanted = Counter(words(_without_notes([block])))
            if wanted and all(wanted - found for found in there):
                lost = min((wanted - found for found in there), key=Counter.total, default=wanted)
                yield from _lost(manuscript, lost, "a caption", "caption-words-missing", file)


def _alternatives(manuscript: Manuscript, body: Element, notes: Element, file: str) -> Iterator[Finding]:
    there = Counter(tuple(words(picture.get("descr", ""))) for root in (body, notes) for picture in root.iter(PICTURE))
    for node in walk(manuscript.blocks):
        if node["t"] == "Image":
            said = attributes(node)[2].get("alt") or plain(node["c"][1], notes=False)
            wanted = tuple(words(said))
            there[wanted] -= 1
            if wanted and there[wanted] < 0:
                yield from _lost(manuscript, Counter(wanted), "an alternative text", "alternative-missing", file)


def _style(paragraph: Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else style.get(f"{W}val", "")


def _lost(manuscript: Manuscript, lost: Counter[str], what: str, code: str, file: str) -> Iterator[Finding]:
    if lost:
        named = ", ".join(f"“{word}”" for word in list(lost)[:NAMED])
        yield Finding(code, f"{what} lacks words in {file}: {named}", manuscript.place_of(*list(lost)[:1]), REPORT)
