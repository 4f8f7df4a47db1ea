"""How the checks of anybody's files say what they find: by the first words of a text, and no more than can be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from sadar.errors import ManuscriptError
from sadar.findings import Finding, Place, Severity
from sadar.untrusted_zip import Kind

#: Findings of one kind that are said of one file.
OF_A_KIND = 20
#: Letters of a text by which a person finds it.
SHOWN = 40


def contained(findings: Iterable[Finding], kind: Kind, file: str) -> Iterator[Finding]:
    """Yield findings, and the one that keeps a file from being read on."""
    try:
        yield from findings
    except ManuscriptError as error:
        yield from error.findings
    except RecursionError:
        yield from kind.broken(file, "isolates or elements are nested too deeply").findings


def limited(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings; of those of one code in one file, the first ones and how many more there are."""
    counts: Counter[tuple[str, str]] = Counter()
    worst: dict[tuple[str, str], Severity] = {}
    for finding in findings:
        kind = finding.code, finding.place.file
        counts[kind] += 1
        worst[kind] = min(worst.get(kind, finding.severity), finding.severity)  # “error” stands before “warning”
        if counts[kind] <= OF_A_KIND:
            yield finding
    for (code, file), count in counts.items():
        if count > OF_A_KIND:
            yield Finding(code, f"and {count - OF_A_KIND} more of this kind in the file", Place(file),
                          severity=worst[code, file])


def shown(text: str) -> str:
    """Return the first words of a text, in quotation marks."""
    text = " ".join(text.split())
    return f"“{text[:SHOWN]}{'…' if len(text) > SHOWN else ''}”"
