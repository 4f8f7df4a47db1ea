"""How paragraphs of a Word file look: what their styles and their direct formatting make of them together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from sadar.bidi.word_letters import COMPLEX_SCRIPT
from sadar.importers.packages import Element
from sadar.importers.word_parts import W, WordFile

#: Word's own size where nothing says one, in half points (ISO 29500-1, 17.3.2.38).
DEFAULT_SIZE = 20
#: Word follows no more than eleven styles that are based on one another.
DEEPEST = 20
OFF = {"0", "false", "off"}


@dataclass
class Style:
    """A style of the file: its name, and the properties that it sets itself."""

    name: str
    based_on: str
    paragraph: Element | None
    run: Element | None


@dataclass(frozen=True)
class Look:
    """What a person sees of a paragraph. Sizes in half points, indents in twentieths of a point."""

    text: str
    styles: tuple[str, ...]  # the names of its style and of those on which it is based, in lower case
    size: int
    bold: bool
    centred: bool
    indents: tuple[int, int]  # start and end
    hanging: bool
    outline: int | None
    numbering: tuple[str, int] | None  # the id of its list, and its level from 0
    in_table: bool

    @property
    def listed(self) -> bool:
        """Whether it is an item of a list, or a heading that Word numbers."""
        return self.numbering is not None


@dataclass
class Looks:
    """The looks of a file's paragraphs, and what most of its text looks like."""

    styles: dict[str, Style]
    default: str
    changes: str
    size: int = DEFAULT_SIZE
    indents: tuple[int, int] = (0, 0)
    of: dict[Element, Look] = field(default_factory=dict)

    def chain(self, identifier: str) -> Iterator[Style]:
        """Yield a style and those on which it is based."""
        for _ in range(DEEPEST):
            if identifier not in self.styles:
                return
            yield self.styles[identifier]
            identifier = self.styles[identifier].based_on


def looks(file: WordFile, changes: str) -> Looks:
    """Return the looks of all paragraphs of the text, as they are once tracked changes are accepted or rejected."""
    found = Looks({}, "", changes)
    if "styles" in file.parts:
        for style in file.parts["styles"].iter(f"{W}style"):
            based_on = style.find(f"{W}basedOn")
            name = style.find(f"{W}name")
            found.styles[style.get(f"{W}styleId", "")] = Style(
                value(name), value(based_on), style.find(f"{W}pPr"), style.find(f"{W}rPr"))
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default", "0") not in ("0", "false"):
                found.default = style.get(f"{W}styleId", "")
        for defaults in file.parts["styles"].iter(f"{W}docDefaults"):
            found.styles["\0"] = Style("", "", defaults.find(f"{W}pPrDefault/{W}pPr"),
                                       defaults.find(f"{W}rPrDefault/{W}rPr"))
    sizes: Counter[int] = Counter()
    indents: Counter[tuple[int, int]] = Counter()
    for paragraph in file.paragraphs():
        look = found.of[paragraph] = _look(paragraph, found)
        if not look.in_table and not look.listed:
            sizes[look.size] += len(look.text)
            indents[look.indents] += len(look.text)
    found.size = sizes.most_common(1)[0][0] if sizes else DEFAULT_SIZE
    found.indents = indents.most_common(1)[0][0] if indents else (0, 0)
    return found


def value(element: Element | None) -> str:
    """Return ``w:val`` of an element; nothing where there is none."""
    return "" if element is None else element.get(f"{W}val", "")


def runs(paragraph: Element, changes: str) -> Iterator[Element]:
    """Yield the runs of a paragraph that are seen; what a tracked change removes, fields' codes and boxes are not."""
    gone = {f"{W}{name}" for name in (("ins", "moveTo") if changes == "reject" else ("del", "moveFrom"))}
    for run in paragraph.iter(f"{W}r"):
        above = {str(parent.tag) for parent in run.iterancestors() if parent is not paragraph}
        if not above & gone and next(run.iterancestors(f"{W}p")) is paragraph:
            yield run


def text_of(paragraph: Element, changes: str = "accept") -> str:
    """Return the text of a paragraph as it is seen, tabs and line breaks as spaces."""
    parts = []
    for run in runs(paragraph, changes):
        for element in run:
            if element.tag in (f"{W}t", f"{W}delText"):
                parts.append(element.text or "")
            elif element.tag in (f"{W}tab", f"{W}br", f"{W}cr"):
                parts.append(" ")
            elif element.tag == f"{W}noBreakHyphen":
                parts.append("-")
    return "".join(parts)


def _look(paragraph: Element, found: Looks) -> Look:
    own = paragraph.find(f"{W}pPr")
    style = value(own.find(f"{W}pStyle")) if own is not None else ""
    chain = [*found.chain(style or found.default)]
    sources = [own, *(item.paragraph for item in chain)]
    if "\0" in found.styles:
        sources.append(found.styles["\0"].paragraph)
    size, bold = _letters_look(paragraph, found, [item.run for item in chain])
    outline = value(_first(sources, "outlineLvl"))
    return Look(" ".join(text_of(paragraph, found.changes).split()),
                tuple(item.name.lower() for item in chain if item.name), size, bold,
                value(_first(sources, "jc")) == "center", (_indent(sources, "start", "left"),
                                                            _indent(sources, "end", "right")),
                _indent(sources, "hanging") > 0,
                int(outline) if outline.isdigit() and int(outline) < 9 else None, _numbering(_first(sources, "numPr")),
                any(parent.tag == f"{W}tbl" for parent in paragraph.iterancestors()))


def _letters_look(paragraph: Element, found: Looks, styles: list[Element | None]) -> tuple[int, bool]:
    """Return the size of most letters of a paragraph, and whether all of them are bold."""
    sizes: Counter[int] = Counter()
    light = False
    for run in runs(paragraph, found.changes):
        letters = sum(len((text.text or "").strip()) for text in run.iter(f"{W}t", f"{W}delText"))
        if not letters:
            continue
        own = run.find(f"{W}rPr")
        character = [item.run for item in found.chain(value(own.find(f"{W}rStyle")))] if own is not None else []
        sources = [own, *character, *styles]
        if "\0" in found.styles:
            sources.append(found.styles["\0"].run)
        complex_script = own is not None and any(
            (element := own.find(f"{W}{name}")) is not None and value(element) not in OFF for name in COMPLEX_SCRIPT)
        said = value(_first(sources, "szCs" if complex_script else "sz")) or value(_first(sources, "sz"))
        sizes[int(said) if said.isdigit() else DEFAULT_SIZE] += letters
        weight = _first(sources, "bCs" if complex_script else "b")
        light = light or weight is None or value(weight) in OFF
    return (sizes.most_common(1)[0][0] if sizes else DEFAULT_SIZE), bool(sizes) and not light


def _numbering(properties: Element | None) -> tuple[str, int] | None:
    """Return the list that properties name, 0 being none (ISO 29500-1, 17.9.18)."""
    identifier = value(properties.find(f"{W}numId")) if properties is not None else ""
    if properties is None or identifier in ("", "0"):
        return None
    level = value(properties.find(f"{W}ilvl"))
    return identifier, int(level) if level.isdecimal() and len(level) == 1 else 0


def _first(sources: list[Element | None], name: str) -> Element | None:
    return next((element for source in sources if source is not None
                 if (element := source.find(f"{W}{name}")) is not None), None)


def _indent(sources: list[Element | None], *names: str) -> int:
    for source in sources:
        indent = source.find(f"{W}ind") if source is not None else None
        for name in names if indent is not None else ():
            said = indent.get(f"{W}{name}") if indent is not None else None
            if said and said.lstrip("-").isdigit():
                return int(said)
    return 0
