"""Locators: what stands after a key, “עמ׳ 5” or “pp. 54-60”, is understood in every language and said in the work's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sadar.citations.csl import token
from sadar.citations.numerals import HEBREW, as_number
from sadar.manuscript.tree import Inlines, Node, words

ROMAN = (r"(?=[ivxlcdmIVXLCDM])[mM]{0,4}(?:[cC][mMdD]|[dD]?[cC]{0,3})(?:[xX][cClL]|[lL]?[xX]{0,3})"
         r"(?:[iI][xXvV]|[vV]?[iI]{0,3})")
#: What counts pages: a number with what belongs to it (12a, 3:5, 12.4), a Roman or a Hebrew number.
NUMBER = rf"(?:[A-Za-z]?\d[\d:.]*\d[a-zא-ת]?|\d[a-zא-ת]?|{ROMAN}(?![\w])|{HEBREW})"
RANGE = rf"{NUMBER}(?:\s?[-–—־]\s?{NUMBER})?"
VALUE = re.compile(rf"{RANGE}(?:\s?[,&]\s?{RANGE})*")


class Locators:
    """The labels that people write, and how each is passed on to citeproc."""

    def __init__(self, labels: Mapping[str, Sequence[str]]) -> None:
        """Take the spellings of each label of CSL."""
        self._label = {spelling.casefold(): label for label, spellings in labels.items() for spelling in spellings}
        spellings = sorted((re.escape(spelling) for spelling in self._label), key=len, reverse=True)
        self._start = re.compile(rf"[\s,:;]*({'|'.join(spellings)})(?:(?<=\W)|(?!\w))\s*", re.IGNORECASE)

    def understood(self, suffix: Inlines) -> Inlines:
        """Return a citation's suffix with its locator in a form that citeproc understands in a run of any language.

        What is no locator stays as it was typed, and citeproc prints it so.
        """
        text, rest = _leading_text(suffix)
        start = self._start.match(text)
        value = VALUE.match(text, start.end()) if start else None
        if not start or not value or not value.group().strip():
            return suffix
        label = token(self._label[start.group(1).casefold()])
        after = text[value.end():]
        left: Inlines = [*([{"t": "Space"}] if after[:1].isspace() else []), *words(after)]
        return [*words(f", {{{label} {as_number(value.group().strip())}}}"), *left, *rest]


def _leading_text(inlines: Inlines) -> tuple[str, list[Node]]:
    """Return the text at the beginning, up to the first element, and the rest."""
    parts: list[str] = []
    for number, node in enumerate(inlines):
        if node["t"] in ("Space", "SoftBreak"):
            parts.append(" ")
        elif node["t"] == "Str":
            parts.append(node["c"])
        else:
            return "".join(parts), inlines[number:]
    return "".join(parts), []
