"""What a DOCX tells of its making and should not: ids of editing sessions, properties of programs, paths."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sadar.bidi.word import W, w
from sadar.checks.docx_package import Docx
from sadar.checks.docx_text import Text
from sadar.findings import Finding, Place, Severity
from sadar.untrusted_zip import Element

PROPERTY = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}property"
#: Addresses that are paths of a machine; in a description also a picture's own bytes, as pandoc writes them.
PATH = re.compile(r"file:|[A-Za-z]:[\\/]|\\\\|/(?:home|Users)/|data:\w+/")
DESCRIBED = ("descr", "title", "name")
SESSION = re.compile(rf"\{{{W}\}}rsid\w*")
NAMED = 8


def findings(package: Docx, texts: Sequence[Text], settings: Element) -> Iterator[Finding]:
    """Yield a finding for each kind of what is told."""
    sessions = sum(bool(SESSION.fullmatch(str(key))) for text in texts for element in text.root.iter()
                   for key in element.keys())  # noqa: SIM118  an element's keys are its attributes
    listed = sum(1 for _ in settings.iterfind(f"{w('rsids')}/{w('rsid')}"))
    if sessions + listed:
        yield Finding("docx-revision-ids", f"the file tells which words were typed in which of {listed} sessions, at "
                      f"{sessions} places", Place(package.main), "Trust Center, Privacy Options: don't store random "
                      "numbers, and save anew", Severity.WARNING)
    for kind, target, _ in package.relationships("").values():
        if kind == "custom-properties" and target in package.names:
            names = [element.get("name", "") for element in package.tree(target).iter(PROPERTY)]
            if names:
                yield Finding("docx-leak", f"the file has properties of its own: {', '.join(names[:NAMED])}",
                              Place(target), "Document Inspector: remove document properties", Severity.WARNING)
    for name in sorted(package.parts("customXml")):
        yield Finding("docx-leak", "the file carries data of another program", Place(name),
                      "Document Inspector: remove custom XML data", Severity.WARNING)
    for text in texts:
        for element in text.root.iter("{*}docPr", "{*}cNvPr"):
            said = next((value for name in DESCRIBED if PATH.match(value := element.get(name, ""))), "")
            if said:
                yield Finding("docx-leak", f"a picture is described by where it lay: “{said[:30]}…”",
                              text.place_at(element), "describe what it shows", Severity.WARNING)
    for name in (*package.texts(), *package.parts("settings")):
        for kind, target, outside in package.relationships(name).values():
            if outside and PATH.match(target):
                yield Finding("docx-leak", f"the file names a path of the machine it was made on ({kind})", Place(name),
                              "embed what lies there, or take the link out", Severity.WARNING)
