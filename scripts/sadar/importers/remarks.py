"""Tracked changes and comments kept as comments of Markdown, which no output prints."""

from __future__ import annotations

from sadar.manuscript.tree import Blocks, Node, attributes, plain, rewrite

KINDS = {"insertion": "inserted", "deletion": "deleted", "comment-start": "comment"}
EMPTY = ("comment-end", "paragraph-insertion", "paragraph-deletion")


def as_comments(blocks: Blocks) -> Blocks:
    """Return blocks with pandoc's spans of changes and comments as comments; what was inserted stands in the text."""
    result: Blocks = rewrite(blocks, _change)
    return result


def _change(node: Node) -> Node | list[Node] | None:
    if node["t"] != "Span":
        return node
    _, classes, pairs = attributes(node)
    kind = next((name for name in classes if name in (*KINDS, *EMPTY)), "")
    if not kind:
        return node
    if kind not in KINDS:
        return None
    author = pairs.get("author") or "somebody"
    comment = {"t": "RawInline", "c": ["html", f"<!-- {_safe(f'{KINDS[kind]} by {author}: {plain(node)}')} -->"]}
    return [*node["c"][1], comment] if kind == "insertion" else comment


def _safe(text: str) -> str:
    """Return a text that ends no comment (HTML, 13.1.6)."""
    return " ".join(text.replace("--", "- -").replace(">", "›").split())
