"""The pass that marks every paragraph's base direction and language in the tree.

The author's marks come first; then the language of a bibliography entry; then a paragraph's own letters, where
all of them are of another direction than the document; else the document decides. Code and addresses always run
from left to right. The marks are ``dir`` and ``lang`` attributes, which writers only translate.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sadar.bidi import foreign
from sadar.bidi.base import Direction, direction_of_language, direction_of_text, runs_right_to_left
from sadar.bidi.paragraphs import ADDRESSES, children_of, is_address, with_children
from sadar.manuscript import ISOLATED, Manuscript
from sadar.manuscript.languages import language_of, scripts_of
from sadar.manuscript.tree import Blocks, Inlines, Node, attributes, div, plain, span, with_attributes

#: Regions of the title block, whose lines keep their side whatever script they are in.
KEEP_THEIR_SIDE = ("title", "subtitle", "authors", "affiliations", "keywords")


@dataclass(frozen=True)
class _Context:
    """What holds where the pass is: direction and language; ``fixed`` where a column or a heading keeps its side."""

    direction: Direction
    lang: str
    fixed: bool = False


def mark(manuscript: Manuscript) -> Manuscript:
    """Mark direction and language on every paragraph, heading, cell, caption, note and entry that has its own."""
    lang = manuscript.metadata.lang
    marks = _Marks(lang)
    return replace(manuscript, blocks=marks.blocks(manuscript.blocks, marks.document))


class _Marks:
    def __init__(self, document: str) -> None:
        self.document = _Context(direction_of_language(document), document)

    def blocks(self, blocks: Blocks, context: _Context) -> Blocks:
        return [self.block(node, context) for node in blocks]

    def block(self, node: Node, context: _Context) -> Node:
        kind: str = node["t"]
        content: Any = node.get("c")
        if kind in ("Para", "Plain"):
            own = context if context.fixed else self._of_text(content, context)
            return self._marked({**node, "c": self.inlines(content, own)}, own, context)
        if kind == "Header":
            return {**node, "c": [content[0], content[1], self.inlines(content[2], replace(context, fixed=True))]}
        if kind == "CodeBlock":
            return self._left_to_right(node)
        if kind == "Div":
            own = self._of_attributes(node, context)
            if attributes(node)[0].endswith(KEEP_THEIR_SIDE):
                own = replace(own, fixed=True)
            return _with_marks({**node, "c": [content[0], self.blocks(content[1], own)]}, own, context)
        if kind in ("BlockQuote", "BulletList", "OrderedList", "DefinitionList", "LineBlock"):
            own = self._of_text(content, context)
            return self._marked({**node, "c": self._contents(kind, content, own)}, own, context)
        if kind in ("Table", "Figure"):
            return {**node, "c": self._nested(content, replace(context, fixed=True))}
        return node

    def _contents(self, kind: str, content: Any, context: _Context) -> Any:
        if kind == "BlockQuote":
            return self.blocks(content, context)
        item_context = replace(context, fixed=True)
        if kind == "BulletList":
            return [self.blocks(item, item_context) for item in content]
        if kind == "OrderedList":
            return [content[0], [self.blocks(item, item_context) for item in content[1]]]
        if kind == "LineBlock":
            return [self.inlines(line, context) for line in content]
        return [[self.inlines(term, item_context), [self.blocks(item, item_context) for item in definitions]]
                for term, definitions in content]

    def _nested(self, value: Any, context: _Context) -> Any:
        """Reach the blocks of tables and figures, whatever rows, cells and captions lie in between."""
        if isinstance(value, list):
            return [self._nested(item, context) for item in value]
        if isinstance(value, dict) and "t" in value:
            return self.block(value, context)
        return value

    def inlines(self, inlines: Inlines, context: _Context) -> Inlines:
        own = self._of_text(inlines, context) if context.fixed else context
        if own.direction != context.direction:
            return [_with_marks(span(self._inside(inlines, own)), own, context)]
        return self._inside(inlines, context)

    def _inside(self, inlines: Inlines, context: _Context) -> Inlines:
        found: Inlines = []
        for lang, nodes in foreign.runs(inlines, context.lang):
            own = replace(context, lang=lang or context.lang)
            run = [self.inline(node, own) for node in nodes]
            found += [span(run, lang=lang)] if lang else run
        return found

    def inline(self, node: Node, context: _Context) -> Node:
        kind: str = node["t"]
        content: Any = node.get("c")
        if kind == "Note":
            blocks = self.blocks(content, self.document)
            if context.direction != self.document.direction:  # called amid text that runs the other way
                blocks = [block if "dir" in attributes(block)[2] else _with_marks(div([block]), self.document, context)
                          for block in blocks]
            return {**node, "c": blocks}
        if kind == "Code" or (kind == "Link" and is_address(node)):
            return self._left_to_right(node)
        if kind == "Emph" and context.direction == "rtl" and _has_no_italics(plain(node, notes=False)):
            return {**node, "t": "Strong", "c": self._inside(content, context)}
        children = children_of(node)
        if children is None:
            return node
        own = self._of_attributes(node, context) if kind in ("Span", "Link") else context
        if ISOLATED in attributes(node)[1]:
            own = self._of_text(children, context)
        inner = with_children(node, self._inside(children, own))
        return _with_marks(inner, own, context) if kind in ("Span", "Link") else inner

    def _left_to_right(self, node: Node) -> Node:
        identifier, classes, pairs = attributes(node)
        if node["t"] == "Link" and not ADDRESSES & set(classes):
            classes.append("uri")
        return with_attributes(node, identifier, classes, {**pairs, "dir": "ltr"})

    def _of_text(self, content: Any, context: _Context) -> _Context:
        text = plain(content, notes=False)
        direction = direction_of_text(text, context.direction)
        return context if direction == context.direction else _Context(direction, language_of(text, context.lang))

    def _of_attributes(self, node: Node, context: _Context) -> _Context:
        pairs = attributes(node)[2]
        lang = pairs.get("lang", context.lang)
        said = pairs.get("dir") or (direction_of_language(lang) if "lang" in pairs else context.direction)
        return replace(context, direction="rtl" if said == "rtl" else "ltr", lang=lang)

    def _marked(self, node: Node, own: _Context, context: _Context) -> Node:
        return node if own == context else _with_marks(div([node]), own, context)


def _has_no_italics(text: str) -> bool:
    """Tell whether a text in a right-to-left line is of a script without italics, or of numbers that belong to it."""
    return runs_right_to_left(text) or not scripts_of(text)


def _with_marks(node: Node, own: _Context, context: _Context) -> Node:
    """Write on an element what differs from its surroundings, and leave nothing there that says the same again."""
    identifier, classes, pairs = attributes(node)
    said = {key: value for key, value in pairs.items() if key not in ("dir", "lang")}
    if own.direction != context.direction or "dir" in pairs:
        said["dir"] = own.direction
    if own.lang != context.lang:
        said["lang"] = own.lang
    return with_attributes(node, identifier, classes, said)
