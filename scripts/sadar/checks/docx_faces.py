"""Faces, sizes, weights and languages of right-to-left letters in a DOCX, as they take effect.

Word keeps each of them twice: for Latin letters, and for what it calls complex scripts (ISO 29500-1, 17.3.2.26).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from sadar.bidi.base import RIGHT_TO_LEFT
from sadar.bidi.word import w
from sadar.bidi.word_direction import has_letters
from sadar.bidi.word_markup import Paragraph, Run
from sadar.checks.docx_formats import Formats, Said
from sadar.checks.docx_text import Text
from sadar.findings import Finding, Place, Severity
from sadar.manuscript.languages import language_tag, script_of_language, scripts_of
from sadar.untrusted_zip import Element

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
#: Properties and their twins for complex scripts, each with its name and with what is seen of it.
TWINS = {"b": ("bCs", "bold", "is not bold"), "i": ("iCs", "italic", "is not slanted"),
         "sz": ("szCs", "a size", "keeps another size")}
#: The bits of a face's signature (17.8.3.16, OpenType ulUnicodeRange1) that stand for Latin letters and digits, and for
#: scripts.
DIGITS, COVERED = 0, {"Hebr": 11, "Arab": 13}
#: Scripts that have a language of their own kind beside the two.
EAST_ASIAN = frozenset(("Hani", "Hira", "Kana", "Hang", "Bopo"))
#: In fewer letters a name or a sign stands, of which nobody asks the language.
LETTERS = 12
NO_LANGUAGE = frozenset(("", "x-none"))


@dataclass
class Faces:
    """What a document's theme, settings and table of fonts say of faces."""

    theme: Element | None
    settings: Element
    fonts: Element | None

    def __post_init__(self) -> None:
        said = self.settings.find(w("themeFontLang"))
        self.theme_language = "" if said is None else said.get(w("bidi"), "")
        self.signatures = {} if self.fonts is None else {
            font.get(w("name"), ""): int(signature.get(w("usb0"), "0"), 16) for font in self.fonts.iter(w("font"))
            if (signature := font.find(w("sig"))) is not None and _is_number(signature.get(w("usb0"), ""))}

    def of_theme(self, said: str) -> str:
        """Return the face to which a theme's name leads for complex scripts, or nothing (17.3.2.26, 17.15.1.88)."""
        kind = "majorFont" if said.startswith("major") else "minorFont"
        fonts = None if self.theme is None else next(self.theme.iter(A + kind), None)
        if fonts is None:
            return ""
        tag = language_tag(self.theme_language) if self.theme_language else None
        by_script = {font.get("script"): font.get("typeface", "") for font in fonts.findall(A + "font")}
        own = fonts.find(A + "cs")
        for_script = by_script.get(script_of_language(tag), "") if tag else ""
        return for_script or ("" if own is None else own.get("typeface", ""))

    def lacks(self, face: str, bit: int) -> bool:
        """Tell whether a face's signature says that it lacks a range of letters."""
        signature = self.signatures.get(face, 0)
        return bool(signature) and not signature >> bit & 1


@dataclass
class _Found:
    """How often a fault was met, and where at first."""

    place: Place
    shown: str
    count: int = 0


@dataclass
class Kept:
    """What is counted over all parts, to be said once."""

    faces: Faces
    formats: Formats
    faults: dict[tuple[str, ...], _Found] = field(default_factory=dict)

    def take(self, text: Text) -> None:
        """Read a part."""
        for paragraph in text.paragraphs:
            for run in paragraph.runs:
                if run.element.tag == w("r") and run.text.strip():
                    self._take_run(text, paragraph, run)

    def _take_run(self, text: Text, paragraph: Paragraph, run: Run) -> None:
        properties = self.formats.of(run.element)

        def fault(*kind: str, count: int = 1) -> None:
            found = self.faults.setdefault(kind, _Found(text.place(paragraph), text.shown(paragraph)))
            found.count += count

        scripts = scripts_of(run.text)
        complex_script = run.marked or ("cs" in properties and properties["cs"].on)
        self._languages(properties, scripts, "lang.bidi" if complex_script else "lang.val", fault)
        if not complex_script:
            return
        face, theme = self._face(properties)
        digits = any(letter in "0123456789" for letter in run.text)
        if digits and (not face or self.faces.lacks(face, DIGITS)):
            fault("docx-digits", face)
        if not has_letters(run.text, RIGHT_TO_LEFT):
            return
        script = next((one for one in scripts if one in COVERED), "")
        if not face or (script and self.faces.lacks(face, COVERED[script])):
            fault("docx-face", face)
        if not face and theme and not self.faces.theme_language:
            fault("docx-theme-language")
        for name, (twin, _, _) in TWINS.items():
            said, other = properties.get(name), properties.get(twin)
            if said is not None and _differs(name, said, other):
                fault("docx-twin", name, said.where)

    def _languages(self, properties: dict[str, Said], scripts: Counter[str], name: str,
                   fault: Callable[..., None]) -> None:
        said = properties[name].value if name in properties else ""
        tag = language_tag(said) if said not in NO_LANGUAGE else None
        for script, count in scripts.items():
            if script not in EAST_ASIAN and (tag is None or script_of_language(tag) != script):
                fault("docx-language", script, said, count=count)

    def _face(self, properties: dict[str, Said]) -> tuple[str, bool]:
        """Return the face of complex scripts, and whether a theme was asked for it."""
        said, theme = properties.get("rFonts.cs"), properties.get("rFonts.cstheme")
        if theme is not None and (said is None or theme.near >= said.near):
            return self.faces.of_theme(theme.value), True
        return ("" if said is None else said.value), False

    def findings(self) -> Iterator[Finding]:
        """Yield what was met, each kind once."""
        for (code, *kind), found in self.faults.items():
            where = f"{found.count} runs; the first one: {found.shown}"
            if code == "docx-face":
                which = f"the face “{kind[0]}”, which lacks them" if kind[0] else "no face of the document's own"
                yield Finding(code, f"right-to-left letters are set in {which}: {where}", found.place,
                              "name a face for complex scripts that has them (w:rFonts w:cs)", Severity.WARNING)
            elif code == "docx-digits":
                which = f"the face “{kind[0]}”, which has none" if kind[0] else "no face of the document's own"
                yield Finding(code, f"digits in right-to-left text are set in {which}, and differ from others: {where}",
                              found.place, "name a face for complex scripts that has digits", Severity.WARNING)
            elif code == "docx-theme-language":
                yield Finding(code, f"the theme has a face for each script, and the settings don't say which: {where}",
                              found.place, "write the language into w:themeFontLang w:bidi", Severity.WARNING)
            elif code == "docx-twin":
                twin, named, seen = TWINS[kind[0]]
                yield Finding(code, f"{kind[1]} says {named} (w:{kind[0]}) for Latin letters alone, and right-to-left "
                              f"text {seen}: {where}", found.place, f"say it for complex scripts too (w:{twin})",
                              Severity.WARNING if kind[0] == "i" else Severity.ERROR)
            elif found.count >= LETTERS:
                said = f"in the language “{kind[1]}”" if kind[1] else "in no language"
                yield Finding(code, f"{found.count} letters of the script {kind[0]} are {said}, and checked for "
                              f"spelling as such; the first ones: {found.shown}", found.place,
                              "select them and set their proofing language (w:lang)", Severity.WARNING)


def _differs(name: str, said: Said, twin: Said | None) -> bool:
    """Tell whether a property was said nearer to the text than its twin, and otherwise."""
    if twin is not None and twin.near >= said.near:
        return False
    if name == "sz":
        return twin is None or said.value != twin.value
    return said.on != (twin is not None and twin.on)


def _is_number(value: str) -> bool:
    return bool(value) and len(value) <= 8 and all(letter in "0123456789abcdefABCDEF" for letter in value)


def table_twins(formats: Formats, used: set[str]) -> Iterator[Finding]:
    """Yield a finding for each table style in use that makes a row or column bold in Latin letters alone."""
    for identity in sorted(used):
        for style in formats.chain(identity):
            for part in style.element.iter(w("tblStylePr")):
                names = {etree.QName(child).localname for child in part.iterfind(f"{w('rPr')}/*")}
                for name, (twin, named, seen) in TWINS.items():
                    if name in names and twin not in names:
                        yield Finding("docx-twin", f"the table style “{style.name}” says {named} (w:{name}) for Latin "
                                      f"letters alone, and right-to-left text {seen}", Place("styles"),
                                      f"say it for complex scripts too (w:{twin})")
