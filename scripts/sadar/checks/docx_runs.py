"""Runs of a DOCX that divide nothing: each is a pair of tags that a translator must carry along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sadar.bidi.word import w
from sadar.checks.docx_text import Text
from sadar.findings import Finding, Place, Severity
from sadar.untrusted_zip import Element

#: So many superfluous runs in a paragraph, on average, are warned of.
MOST = 1.0
#: Elements between runs that divide nothing.
PASSED = frozenset((w("proofErr"),))
Properties = frozenset[tuple[str, tuple[tuple[str, str], ...]]]


def findings(texts: Sequence[Text]) -> Iterator[Finding]:
    """Yield a finding where runs of equal properties stand side by side in most paragraphs."""
    paragraphs = superfluous = 0
    for text in texts:
        paragraphs += sum(bool(paragraph.letters) for paragraph in text.paragraphs)
        superfluous += sum(_superfluous(paragraph.element) for paragraph in text.paragraphs)
    if paragraphs and superfluous / paragraphs > MOST:
        yield Finding("docx-runs", f"{superfluous:,} runs have the properties of the run before them, "
                      f"{superfluous / paragraphs:.1f} in a paragraph: tags without a meaning for a translator",
                      Place(texts[0].name), "let a program join them", Severity.WARNING)


def _superfluous(paragraph: Element) -> int:
    found = 0
    for parent in (paragraph, *paragraph.iter(w("hyperlink"), w("ins"), w("sdtContent"), w("smartTag"))):
        before: Properties | None = None
        for child in parent:
            if child.tag in PASSED:
                continue
            own = _properties(child) if child.tag == w("r") else None
            found += own is not None and own == before
            before = own
    return found


def _properties(run: Element) -> Properties | None:
    """Return the properties of a run that holds text alone; ids of editing sessions are none."""
    if any(child.tag not in (w("rPr"), w("t"), w("lastRenderedPageBreak")) for child in run):
        return None
    properties = run.find(w("rPr"))
    return frozenset() if properties is None else frozenset(
        (str(child.tag), tuple(sorted((str(key), str(value)) for key, value in child.attrib.items())))
        for child in properties)
