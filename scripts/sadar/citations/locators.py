"""Locators: what stands after a key, “עמ׳ 5” or “pp. 54-60”, is understood in every language and said in the work's.

The first goes to citeproc, under a word that means its label in every run. Those behind it, and those of labels that
pandoc has no word for, stay in the text between signs until the language of their work is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from sadar.citations.csl import token
from sadar.citations.numerals import HEBREW, as_number
from sadar.manuscript.tree import Inlines, Node, plain, words
from sadar.style.citing import Terms

#: The labels of CSL that pandoc's reader of citations knows.
PANDOC_LABELS = {"book", "chapter", "column", "figure", "folio", "issue", "line", "note", "opus", "page", "paragraph",
                 "part", "section", "sub-verbo", "verse", "volume"}
ROMAN = (r"(?=[ivxlcdmIVXLCDM])[mM]{0,4}(?:[cC][mMdD]|[dD]?[cC]{0,3})(?:[xX][cClL]|[lL]?[xX]{0,3})"
         r"(?:[iI][xXvV]|[vV]?[iI]{0,3})")
#: What counts pages: a number with what belongs to it (12a, 3:5, 12.4), a Roman or a Hebrew number.
NUMBER = rf"(?:[A-Za-z]?\d[\d:.]*\d[a-zא-ת]?|\d[a-zא-ת]?|{ROMAN}(?![\w])|{HEBREW})"
RANGE = rf"{NUMBER}(?:\s?[-–—־]\s?{NUMBER})?"
#: Several: “5, 7–9”, “5 & 7”.
VALUE = re.compile(rf"{RANGE}(?:\s?[,&]\s?{RANGE})*")
#: A page without a label; 2:7 is a chapter and a verse.
BARE = re.compile(r"[\s,]*(\d+[a-z]?(?:\s?[-–]\s?\d+[a-z]?)?(?:\s?,\s?\d+(?:\s?[-–]\s?\d+)?)*)(?![\w:.])")
#: The signs around a locator that waits, and between its parts: label, what was typed, number.
WAITING, BETWEEN = "\ue008", "\ue009"
WAITS = re.compile(rf"{WAITING}([^{BETWEEN}]*){BETWEEN}([^{BETWEEN}]*){BETWEEN}([^{WAITING}]*){WAITING}")
#: Hides text that is no locator from pandoc, which would read some of it in the language of one run only.
NO_LOCATOR = "\ue00a"
#: Digits that pandoc takes for none.
HIDDEN = str.maketrans("0123456789", "".join(map(chr, range(0xE010, 0xE01A))))
SHOWN = {hidden: digit for digit, hidden in HIDDEN.items()}
TYPED = str.maketrans({"'": "׳", "’": "׳", '"': "״", "”": "״", "“": "״"})


class Locators:
    """The labels that people write, and how each is passed on to citeproc."""

    def __init__(self, labels: Mapping[str, Sequence[str]], terms: Sequence[Terms] = ()) -> None:
        """Take the spellings of each label of CSL; those of ``terms`` are understood too."""
        self._label: dict[str, str] = {}
        own = [(label, form) for of in terms for label in labels if label in of.terms
               for name in ("long", "short") for form in of.terms[label].form(name) or ()]
        for label, spelling in [*((label, form) for label, forms in labels.items() for form in forms), *own]:
            for form in (spelling, spelling.capitalize() if len(spelling) > 2 else spelling):
                self._label.setdefault(form.translate(TYPED), label)
        spellings = "|".join(re.escape(form) for form in sorted(self._label, key=len, reverse=True) if form)
        self._start = re.compile(rf"[\s,:;]*({spellings})(?:(?<=\W)|(?!\w))\s*")

    def understood(self, suffix: Inlines) -> Inlines:
        """Return a citation's suffix in a form that means the same in a run of any language.

        What is no locator stays as it was typed, and is printed so.
        """
        text, rest = _leading_text(suffix)
        braced = re.match(r"[\s,]*\{([^{}]*)\}", text)
        if braced:
            text = f", {braced.group(1)}{text[braced.end():]}"
        said, after = self._first(text)
        while found := self._next(after):
            label, typed, value, after = found
            said = [*said, {"t": "Str", "c": ","}, {"t": "Space"},
                    {"t": "Str", "c": _waiting(label, typed, value)}]
        if not said and not text.strip(" ,") and not rest:
            return suffix
        if not said:
            start = re.match(r"[\s,:;]*", after)
            after = f"{start.group()}{NO_LOCATOR}{after[start.end():].translate(HIDDEN)}" if start else after
        left: Inlines = [*([{"t": "Space"}] if after[:1].isspace() else []), *words(after),
                         *([{"t": "Space"}] if rest and after[-1:].isspace() and after.strip() else [])]
        return [*said, *left, *rest]

    def _first(self, text: str) -> tuple[Inlines, str]:
        if bare := BARE.match(text):
            return words(f", {{{token('page')} {bare.group(1)}}}"), text[bare.end():]
        found = self._next(text)
        if not found or found[0] not in PANDOC_LABELS:
            return [], text
        label, _, value, after = found
        return words(f", {{{token(label)} {as_number(value)}}}"), after

    def _next(self, text: str) -> tuple[str, str, str, str] | None:
        """Return the label, what was typed for it, the number, and what follows."""
        start = self._start.match(text.translate(TYPED))
        value = VALUE.match(text, start.end()) if start else None
        if not start or not value or not value.group().strip():
            return None
        number = re.sub(r"(?<=\d)־(?=\d)", "–", value.group().strip())
        return self._label[start.group(1)], text[start.start(1):start.end(1)], number, text[value.end():]

    def divided(self, suffix: Inlines) -> tuple[str, str, str]:
        """Return the label and the number of the locator that a suffix begins with, and the rest of it, as typed.

        Label and number are empty where there is none, or one that pandoc and Zotero have no word for.
        """
        text, rest = _leading_text(suffix)
        if braced := re.match(r"[\s,]*\{([^{}]*)\}", text):
            text = f", {braced.group(1)}{text[braced.end():]}"
        if bare := BARE.match(text):
            return "page", bare.group(1), text[bare.end():] + plain(rest)
        label, _, value, after = self._next(text) or ("", "", "", text)
        return (label, value, after + plain(rest)) if label in PANDOC_LABELS else ("", "", text + plain(rest))

    def without_label(self, text: str, label: str) -> str:
        """Return a field of a work without the label that some write into it, as in “עמ׳ 5–9”."""
        found = self._next(text)
        return found[2] if found and found[0] == label and not found[3].strip() else text


def _waiting(label: str, typed: str, value: str) -> str:
    parts = (label, typed.translate(HIDDEN), re.sub(r"\s", "\u00a0", value).translate(HIDDEN))
    return f"{WAITING}{BETWEEN.join(parts)}{WAITING}"


def said(text: str, terms: Terms) -> str:
    """Return a text in which locators that waited are said by the terms of a language, else as they were typed."""
    return WAITS.sub(_said_by(terms), text.replace(NO_LOCATOR, "").translate(SHOWN))


def _said_by(terms: Terms) -> Callable[[re.Match[str]], str]:
    def change(match: re.Match[str]) -> str:
        label, typed, value = match.groups()
        term = terms.terms.get(label)
        forms = term.form("short") if term else None
        several = re.search(r"[-–—,&]", value) is not None and not re.fullmatch(HEBREW, value)  # one leaf, two sides
        shown = re.sub(r"(?<=\d)-(?=\d)", "–", value)
        return f"{forms[several] if forms else typed} {shown}"

    return change


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
