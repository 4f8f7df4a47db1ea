"""Style sheets of an EPUB: directions that they say, and properties that know left and right but not start and end.

EPUB 3.3, 6.3.1.3, forbids ``direction`` and ``unicode-bidi`` in style sheets: a reading system may turn these off, and
then the text is out of order. Properties that have a logical counterpart (CSS Logical Properties 1) put indents,
notes and rules on the wrong side as soon as a sheet made for one direction meets the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import cssselect2
import tinycss2
from lxml import etree

from sadar.bidi.base import Direction, as_direction
from sadar.findings import Finding, Place, Severity

Element = etree._Element
FORBIDDEN = ("direction", "unicode-bidi")
#: Properties of a side, and what takes their place.
SIDES = {"left": "inline-start", "right": "inline-end"}
PAIRED = ("margin-{}", "padding-{}", "border-{}", "border-{}-width", "border-{}-style", "border-{}-color", "{}",
          "border-top-{}-radius", "border-bottom-{}-radius")
#: Names that the logical properties turn around.
LOGICAL = {f"border-{block}-{side}-radius": f"border-{logical}-{way.removeprefix('inline-')}-radius"
           for block, logical in (("top", "start"), ("bottom", "end")) for side, way in SIDES.items()}
#: Shorthands of four sides: the second value is the right one, the fourth the left one.
SHORTHANDS = ("margin", "padding", "border-width", "border-style", "border-color", "inset")
#: Properties whose value is a side.
VALUED = ("text-align", "text-align-last", "float", "clear")
#: A rule whose selector asks for a direction or language may well say a side.
ASKING = ("[dir", ":dir(", ":lang(", "[lang", "[xml|lang")
#: Values that say nothing of a side.
NOTHING = re.compile(r"[-+]?[0.]+[a-z%]*|auto|none|inherit|initial|unset|revert")


#: Such at-rules hold rules. Others, such as @page and @font-face, hold none that a document sees.
HOLDING = ("media", "supports", "layer")
#: So many rules of a book that say a direction are followed: a book has a handful.
FOLLOWED = 200


@dataclass(frozen=True)
class Directing:
    """A selector, and the direction that its rule gives to the elements it finds."""

    selector: Any
    direction: Direction


def directing(css: str) -> list[Directing]:
    """Return the rules of a style sheet that say a direction; those that can't be read are left out."""
    found: list[Directing] = []
    for prelude, _, declarations in _rules(tinycss2.parse_stylesheet(css, True, True)):
        for declaration in declarations:
            if declaration.lower_name == "direction" and (
                    said := as_direction(tinycss2.serialize(declaration.value))):
                with suppress(cssselect2.SelectorError):
                    found += [Directing(selector, said) for selector in cssselect2.compile_selector_list(prelude)
                              if not selector.pseudo_element]
    return found[:FOLLOWED]


def directed(root: Element, rules: Iterable[Directing]) -> dict[Element, Direction]:
    """Return the elements of a document to which rules, or their own styles, give a direction."""
    found: dict[Element, Direction] = {}
    ranked = sorted(rules, key=lambda rule: rule.selector.specificity)
    if ranked:
        for wrapper in cssselect2.ElementWrapper.from_html_root(root).iter_subtree():
            for rule in ranked:
                if rule.selector.test(wrapper):
                    found[wrapper.etree_element] = rule.direction
    for element in root.iter("{*}*"):
        if "direction" in (style := element.get("style", "")):
            for declaration in _declarations(style):
                said = as_direction(tinycss2.serialize(declaration.value))
                if declaration.lower_name == "direction" and said:
                    found[element] = said
    return found


def findings(css: str, file: str) -> Iterator[Finding]:
    """Yield what is wrong in a style sheet for text that runs from right to left."""
    for prelude, line, declarations in _rules(tinycss2.parse_stylesheet(css, True, True)):
        selector = " ".join(tinycss2.serialize(prelude).split())
        yield from _of_declarations(declarations, Place(file, line), f"“{selector}”", selector)


def findings_inline(root: Element, file: str) -> Iterator[Finding]:
    """Yield what is wrong in the ``style`` attributes of a document."""
    for element in root.iter("{*}*"):
        if style := element.get("style"):
            name = etree.QName(element).localname
            yield from _of_declarations(_declarations(style), Place(file, element.sourceline or 0),
                                        f"the style of <{name}>", "[dir" if element.get("dir") else "")


def _of_declarations(declarations: list[Any], place: Place, where: str, selector: str) -> Iterator[Finding]:
    names = [declaration.lower_name for declaration in declarations]
    if forbidden := [name for name in FORBIDDEN if name in names]:
        yield Finding("css-direction", f"{where} sets {' and '.join(forbidden)}, which an EPUB's style sheets may not",
                      place, "write dir attributes: EPUB 3.3, 6.3.1.3")
    elif not any(asked in selector for asked in ASKING) and (physical := list(_physical(declarations))):
        yield Finding("css-physical", f"{where} says left and right: {', '.join(said for said, _ in physical)}", place,
                      f"write {', '.join(dict.fromkeys(better for _, better in physical))}", Severity.WARNING)


def _physical(declarations: list[Any]) -> Iterator[tuple[str, str]]:
    """Yield what a rule says of one side and not of the other, and how it is said by start and end."""
    values = {declaration.lower_name: tinycss2.serialize(declaration.value).strip().lower()
              for declaration in declarations}
    for form in PAIRED:
        left, right = (values.get(form.format(side)) for side in SIDES)
        for side, value in zip(SIDES, (left, right), strict=True):
            if value is not None and left != right and not NOTHING.fullmatch(value):
                name = form.format(side)
                logical = form.format(SIDES[side]) if form != "{}" else f"inset-{SIDES[side]}"
                yield f"{name}: {value}", LOGICAL.get(name, logical)
    for name in SHORTHANDS:
        sides = values.get(name, "").split()
        if len(sides) == 4 and sides[1] != sides[3] and "(" not in values[name]:
            longhand = name.replace("-", "-inline-", 1) if "-" in name else f"{name}-inline"
            yield f"{name}: {values[name]}", longhand
    for name in VALUED:
        if values.get(name) in SIDES:
            side = SIDES[values[name]]
            yield f"{name}: {values[name]}", f"{name}: {side.removeprefix('inline-') if 'align' in name else side}"


def _rules(parsed: list[Any]) -> Iterator[tuple[list[Any], int, list[Any]]]:
    """Yield prelude, line and declarations of the rules of a style sheet, those inside of conditions too."""
    for rule in parsed:
        if rule.type == "qualified-rule":
            yield rule.prelude, rule.source_line, _declarations(rule.content)
        elif rule.type == "at-rule" and rule.lower_at_keyword in HOLDING and rule.content:
            yield from _rules(tinycss2.parse_rule_list(rule.content, True, True))


def _declarations(content: Any) -> list[Any]:
    return [item for item in tinycss2.parse_blocks_contents(content, True, True) if item.type == "declaration"]
