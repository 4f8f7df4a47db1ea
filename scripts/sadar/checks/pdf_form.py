"""The form of a structure tree: what ISO 14289-1 and ISO 32000-1, 14.8.4, ask of any document, whatever it says.

The numbers are those of the Matterhorn Protocol 1.02.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sadar.checks.pdf_tree import REMEDY, Node, Tagged
from sadar.findings import Finding

HEADINGS = tuple(f"H{level}" for level in range(1, 7))
GROUPS = frozenset({"Document", "Part", "Sect", "Div", "BlockQuote", "Note", "LBody", "TD", "TH", "Caption", "TOCI"})
INLINE = frozenset({"Span", "Code", "Quote", "Link", "Reference", "Figure", "Formula", "BibEntry", "Note", "Lbl"})
LINES = frozenset({*HEADINGS, "P", *INLINE})
#: The elements that each element may have; those that are not here may have any.
KIDS: dict[str, frozenset[str]] = {
    "StructTreeRoot": frozenset({"Document"}),
    "L": frozenset({"LI", "Caption"}), "LI": frozenset({"Lbl", "LBody"}),
    "TOC": frozenset({"TOCI", "TOC", "Caption"}),
    "Table": frozenset({"Caption", "THead", "TBody", "TFoot", "TR"}),
    "THead": frozenset({"TR"}), "TBody": frozenset({"TR"}), "TFoot": frozenset({"TR"}), "TR": frozenset({"TH", "TD"}),
    **dict.fromkeys((*HEADINGS, "P"), INLINE), "Lbl": INLINE, "Span": INLINE, "Link": INLINE, "Reference": INLINE,
}
STANDARD = frozenset({*KIDS, *GROUPS, *LINES})
CELLS = ("TD", "TH")


def findings(tagged: Tagged) -> Iterator[Finding]:
    """Yield a finding for each rule of form that the tree breaks."""
    if tagged.root is None:
        return
    for code, message in _faults(tagged, tagged.root):
        yield Finding(code, f"{tagged.file} {message}", remedy=REMEDY)


def _faults(tagged: Tagged, root: Node) -> Iterator[tuple[str, str]]:
    if [kid.role for kid in root.kids if isinstance(kid, Node)] != ["Document"]:
        yield "tag-nesting", "has no single Document at the root of its tree"
    level = 0
    for node in root.walk():
        role = node.role
        if role not in STANDARD:  # 02-001
            yield "tag-role", f"has an element {role}, which is no standard type"
            continue
        for kid in node.kids:
            if isinstance(kid, Node) and role in KIDS and kid.role not in KIDS[role]:  # 09-004 ff.
                yield "tag-nesting", f"has a {kid.role} directly in a {role}"
            if isinstance(kid, str) and kid.strip() and role in KIDS and role not in LINES:
                yield "tag-nesting", f"has text directly in a {role}"
        if not node.kids and not node.links and role not in CELLS:
            yield "tag-empty", f"has an empty {role}"
        if role in HEADINGS:
            if int(role[1]) > level + 1:  # 14-003
                yield "tag-heading-skip", f"skips from a heading H{level} to {role}"
            level = int(role[1])
        yield from _own_rules(node)
    yield from _notes(tagged, root)


def _own_rules(node: Node) -> Iterator[tuple[str, str]]:
    role = node.role
    if role in ("Figure", "Formula"):  # 13-004, 17-002
        if not str(node.entry.get("/Alt", "")).strip():
            yield "tag-alternative", f"has a {role} without an alternative text"
        if node.attribute("/BBox") is None:
            yield "tag-box", f"has a {role} that does not say where it stands"
    elif role == "TH" and node.attribute("/Scope") is None:  # 15-003
        yield "tag-table-scope", "has a heading in a table that does not say what it heads"
    elif role == "Table":
        if len(set(_widths(node))) > 1:
            yield "tag-table-rows", "has a table whose rows have not as many cells as one another"
    elif role == "L":
        labelled = any(kid.role == "Lbl" and kid.text().strip(" .").isdigit()
                       for item in node.kids if isinstance(item, Node) for kid in item.kids if isinstance(kid, Node))
        if labelled and node.attribute("/ListNumbering") in (None, "/None"):  # 16-001
            yield "tag-list-numbering", "has a numbered list that does not say how it is numbered"
    elif role == "Link" and not node.links:  # 28-011
        yield "link-empty", f"has a link “{node.text().strip()[:40]}” that leads nowhere"


def _widths(table: Node) -> Iterator[int]:
    """Yield the number of columns of each row of a table, those filled from above counted."""
    above: Counter[int] = Counter()
    for row in (node for node in table.walk() if node.role == "TR"):
        column = 0
        for cell in (kid for kid in row.kids if isinstance(kid, Node)):
            while above[column]:
                above[column] -= 1
                column += 1
            for _ in range(int(cell.attribute("/ColSpan") or 1)):
                above[column] = int(cell.attribute("/RowSpan") or 1) - 1
                column += 1
        while above[column]:
            above[column] -= 1
            column += 1
        yield column


def _notes(tagged: Tagged, root: Node) -> Iterator[tuple[str, str]]:
    notes = [node for node in root.walk() if node.role == "Note"]
    ids = [str(note.entry.get("/ID", "")) for note in notes]
    if not all(ids) or len(set(ids)) != len(ids):  # 19-003, 19-004
        yield "tag-note-id", "has notes without an ID of their own"
    listed = [str(name) for name in list(root.entry.get("/IDTree", {}).get("/Names", []))[::2]]
    if listed != sorted(ids):
        yield "tag-note-id", "does not list the IDs of its notes"
    for note in notes:
        first = note.kids[0] if note.kids else None
        if not isinstance(first, Node) or first.role != "Lbl":
            yield "tag-note-label", "has a note without its mark"
    calls = [node for node in root.walk() if node.role == "Reference"
             and any(isinstance(kid, Node) and kid.role == "Lbl" for kid in node.kids)]
    if len(calls) != len(notes):
        yield "tag-note-calls", f"has {len(notes)} notes and {len(calls)} calls"
