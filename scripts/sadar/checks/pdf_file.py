"""What a PDF/A-3a and PDF/UA-1 file must have and must not have, outside of its tags.

ISO 19005-3, 6.1 to 6.6, and ISO 14289-1, 7, as far as a machine can tell without drawing the pages; the numbers of the
Matterhorn Protocol 1.02 are given where a rule is one of its.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont

from sadar.bidi.base import reading_direction
from sadar.checks.pdf_tree import REMEDY, Tagged
from sadar.findings import Finding
from sadar.manuscript import Manuscript

#: What runs, plays or brings files of its own: none of it may be in the file (ISO 19005-3, 6.5, 6.6.1, 6.8).
FORBIDDEN_IN_CATALOG = ("/AA", "/OpenAction", "/AcroForm", "/OCProperties", "/AF", "/Collection", "/Requirements",
                        "/NeedsRendering")
FORBIDDEN_ACTIONS = frozenset({"/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/JavaScript", "/Hide",
                               "/SetOCGState", "/Rendition", "/Trans", "/GoTo3DView"})
#: How far a width that the file tells may lie from the face's own, in thousandths of an em (ISO 19005-3, 6.2.11.5).
WIDTH = 1
PRINT, HIDDEN = 4, 1 | 2 | 32


def findings(tagged: Tagged, manuscript: Manuscript) -> Iterator[Finding]:
    """Yield a finding for each rule of the file as a whole that it breaks."""
    for code, message in (*_catalog(tagged, manuscript), *_objects(tagged), *_pages(tagged), *_fonts(tagged)):
        yield Finding(code, f"{tagged.file} {message}", remedy=REMEDY)


def _catalog(tagged: Tagged, manuscript: Manuscript) -> Iterator[tuple[str, str]]:
    pdf, root, metadata = tagged.pdf, tagged.pdf.Root, manuscript.metadata
    preferences: Any = root.get("/ViewerPreferences", {})
    if pdf.pdf_version != "1.7":
        yield "pdf-version", f"is PDF {pdf.pdf_version}, not 1.7"
    if pdf.is_encrypted:
        yield "pdf-encrypted", "is encrypted"
    if "/ID" not in pdf.trailer:
        yield "pdf-id", "has no identifier"
    if root.get("/Lang") != metadata.lang:  # Matterhorn 11-006
        yield "pdf-lang", f"does not say that its language is {metadata.lang}"
    if not preferences.get("/DisplayDocTitle"):  # Matterhorn 07-001, 07-002
        yield "pdf-display-title", "does not ask viewers to show its title"
    if preferences.get("/Direction") != reading_direction(metadata.lang):
        yield "pdf-direction", "does not say the direction in which its pages turn"
    marks: Any = root.get("/MarkInfo", {})
    if not marks.get("/Marked") or marks.get("/Suspects"):  # Matterhorn 02, 06
        yield "pdf-marked", "does not say that it is tagged"
    intents = [intent for intent in root.get("/OutputIntents", []) if intent.get("/S") == "/GTS_PDFA1"]
    if len(intents) != 1 or "/DestOutputProfile" not in intents[0]:
        yield "pdf-output-intent", "does not say which colours are meant"
    elif intents[0].DestOutputProfile.get("/N") != 3 or intents[0].DestOutputProfile.read_bytes()[16:20] != b"RGB ":
        yield "pdf-output-intent", "names a profile that is none of RGB colours"
    names: Any = root.get("/Names", {})
    forbidden = [key for key in FORBIDDEN_IN_CATALOG if key in root]
    forbidden += [key for key in ("/JavaScript", "/EmbeddedFiles") if key in names]
    if forbidden:
        yield "pdf-forbidden", f"has what an archive may not keep: {', '.join(forbidden)}"


def _objects(tagged: Tagged) -> Iterator[tuple[str, str]]:
    inks = sum(page.inks for page in tagged.pages)
    for thing in tagged.pdf.objects:
        if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            continue
        if thing.get("/Subtype") == "/Image":
            if thing.get("/Interpolate"):
                yield "pdf-image", "has a picture that asks for interpolation"
            if "/Alternates" in thing or "/OPI" in thing:
                yield "pdf-image", "has a picture that stands for another"
            inks += thing.get("/ColorSpace") == "/DeviceCMYK"
        if isinstance(thing, pikepdf.Stream) and any(key in thing for key in ("/F", "/FFilter", "/FDecodeParms")):
            yield "pdf-forbidden", "keeps a stream in another file"
        if thing.get("/Filter") in ("/LZWDecode", "/Crypt"):
            yield "pdf-forbidden", f"has a stream with the filter {thing.Filter}"
        if thing.get("/Type") == "/ExtGState" and ("/TR" in thing or "/HTP" in thing):
            yield "pdf-forbidden", "has a transfer function"
        action = thing.get("/S") if "/S" in thing and thing.get("/Type", "/Action") == "/Action" else None
        if isinstance(action, pikepdf.Name) and str(action) in FORBIDDEN_ACTIONS:
            yield "pdf-forbidden", f"has an action {action}"
    if inks:
        yield "pdf-inks", "tells colours in inks, though it is meant in RGB"


def _pages(tagged: Tagged) -> Iterator[tuple[str, str]]:
    places = _destinations(tagged.pdf)
    pages = {page.objgen for page in tagged.pdf.pages}
    for number, page in enumerate(tagged.pdf.pages, start=1):
        annotations = list(page.get("/Annots", []))
        if annotations and page.get("/Tabs") != "/S":  # Matterhorn 28-015 ff.
            yield "pdf-tabs", f"does not say the order of links on page {number}"
        for annotation in annotations:
            if annotation.get("/Subtype") != "/Link":
                yield "link-kind", f"has an annotation on page {number} that is no link"
            if not str(annotation.get("/Contents", "")).strip():  # Matterhorn 28-004
                yield "link-contents", f"has a link on page {number} without a description"
            flags = int(annotation.get("/F", 0))
            if not flags & PRINT or flags & HIDDEN:
                yield "link-flags", f"has a link on page {number} that is not printed, or hidden"
            action: Any = annotation.get("/A", {})
            target = annotation.get("/Dest", action.get("/D"))
            if target is None and "/URI" not in action:
                yield "link-destination", f"has a link on page {number} that leads nowhere"
            elif target is not None and not _leads(target, places, pages):
                yield "link-destination", f"has a link on page {number} to “{target}”, which is no place in it"


def _destinations(pdf: pikepdf.Pdf) -> dict[str, Any]:
    names: Any = pdf.Root.get("/Names", {})
    return {str(name): place for name, place in pikepdf.NameTree(names.Dests).items()} if "/Dests" in names else {}


def _leads(target: Any, places: dict[str, Any], pages: set[Any]) -> bool:
    place = places.get(str(target)) if isinstance(target, pikepdf.String) else target
    if isinstance(place, pikepdf.Dictionary):
        place = place.get("/D")
    return isinstance(place, pikepdf.Array) and isinstance(place[0], pikepdf.Dictionary) and place[0].objgen in pages


def _fonts(tagged: Tagged) -> Iterator[tuple[str, str]]:
    faces = {font.objgen: font for page in tagged.pdf.pages
             for font in page.Resources.get("/Font", pikepdf.Dictionary()).values()}
    for key, used in tagged.fonts.used.items():
        font = faces[key]
        name = str(font.get("/BaseFont", "?"))
        if font.get("/Subtype") != "/Type0" or font.get("/Encoding") != "/Identity-H":
            yield "font-kind", f"has the face {name} in an encoding of its own"
            continue
        own = font.DescendantFonts[0]
        descriptor: Any = own.get("/FontDescriptor", {})
        program = next((descriptor[file] for file in ("/FontFile2", "/FontFile3") if file in descriptor), None)
        if program is None:  # Matterhorn 31-009
            yield "font-embedded", f"does not embed the face {name}"
            continue
        if name[7:8] != "+" or not name[1:7].isupper():
            yield "font-subset", f"holds the face {name} whole"
        if "/ToUnicode" not in font:  # Matterhorn 10-001
            yield "font-unicode", f"does not say what the glyphs of {name} mean"
        if own.get("/Subtype") == "/CIDFontType2" and own.get("/CIDToGIDMap") != "/Identity":  # Matterhorn 31-005 ff.
            yield "font-map", f"does not say which glyphs of {name} are meant"
        elif wrong := _wrong_widths(own, program, used):
            yield "font-widths", f"tells other widths than {name} has, of {wrong} glyphs"
    for name, count in tagged.fonts.untold.items():
        if "/ToUnicode" in next(face for face in faces.values() if face.get("/BaseFont") == name):
            yield "glyph-unmapped", f"has {count} letters of {name} that can't be copied"
    for name, count in tagged.fonts.missing.items():  # Matterhorn 31-030
        yield "glyph-notdef", f"has {count} letters that {name} lacks"


def _wrong_widths(own: Any, program: Any, used: set[int]) -> int:
    """Count the glyphs in use whose widths are other in the file and in the face."""
    widths: dict[int, float] = {}
    told = list(own.get("/W", []))
    while told:
        first, second = int(told.pop(0)), told.pop(0)
        if isinstance(second, pikepdf.Array):
            widths.update({first + offset: float(width) for offset, width in enumerate(second)})
        else:
            widths.update(dict.fromkeys(range(first, int(second) + 1), float(told.pop(0))))
    with TTFont(io.BytesIO(program.read_bytes()), lazy=True) as face:
        metrics, order, em = face["hmtx"].metrics, face.getGlyphOrder(), face["head"].unitsPerEm
    default = float(own.get("/DW", 1000))
    return sum(code >= len(order) or abs(widths.get(code, default) - metrics[order[code]][0] * 1000 / em) > WIDTH
               for code in used)
