"""The tokens of a house style: the one file of sizes, spacing, faces and colours behind all three outputs."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from sadar.errors import ManuscriptError
from sadar.findings import Finding, Place
from sadar.manuscript import Source
from sadar.manuscript.record import Frozen
from sadar.manuscript.yaml_source import YamlSource

Millimetres = Annotated[float, Field(ge=0, le=1000)]
Points = Annotated[float, Field(gt=0, le=200)]
Ems = Annotated[float, Field(ge=0, le=20)]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
FaceStyle = Literal["normal", "italic"]
Model = TypeVar("Model", bound=BaseModel)


POINTS_PER_MILLIMETRE = 72 / 25.4
#: Sizes that have a name (ISO 216), in millimetres.
NAMED = {"A4": (210.0, 297.0), "A5": (148.0, 210.0)}
SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*[×x]\s*(\d+(?:\.\d+)?)\s*(mm|in)?")


def _trim(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if value.strip().upper() in NAMED:
        return NAMED[value.strip().upper()]
    if not (found := SIZE.fullmatch(value.strip())):
        raise ValueError(f"“{value}” is no size: write 170 × 240 (millimetres), 6 × 9 in, A4 or A5")
    unit = 25.4 if found.group(3) == "in" else 1
    return float(found.group(1)) * unit, float(found.group(2)) * unit


class Page(Frozen):
    """The trimmed page (width, height) and its margins, in millimetres; ``inner`` is the margin at the spine."""

    trim: Annotated[tuple[Millimetres, Millimetres], BeforeValidator(_trim)]
    top: Millimetres
    bottom: Millimetres
    inner: Millimetres
    outer: Millimetres
    bleed: Millimetres

    @property
    def width(self) -> float:
        """The width of the trimmed page, in millimetres."""
        return self.trim[0]

    @property
    def height(self) -> float:
        """The height of the trimmed page, in millimetres."""
        return self.trim[1]


class Size(Frozen):
    """A size of type and its leading (line height), in points."""

    size: Points
    leading: Points


class Sizes(Frozen):
    """The sizes of the parts of the text."""

    text: Size
    note: Size
    extract: Size
    caption: Size
    title: Size
    subtitle: Size
    author: Size
    heading_1: Size
    heading_2: Size
    heading_3: Size
    running: Size
    code: Size


class Spacing(Frozen):
    """Spaces between the parts: ``indent`` and ``word`` in ems of the text, the others in points.

    ``word`` is the widest space between two words of a justified line.
    """

    indent: Ems
    extract: Points
    section: Points
    block: Points
    opening: Points
    word: Ems


class Notes(Frozen):
    """Where footnotes are numbered from 1 anew, and where they stand in the PDF."""

    numbering: Literal["publication", "chapter"]
    place: Literal["foot", "end"]


class Kind(Frozen):
    """What a type of publication has besides its text: see ``tokens.yaml``."""

    title_page: bool
    contents: Annotated[int, Field(ge=0, le=5)]
    chapters: Literal["recto", "page", "run-on"]


class Kinds(Frozen):
    """The types of publication that a manuscript may name."""

    article: Kind
    chapter: Kind
    book: Kind
    thesis: Kind
    report: Kind

    def of(self, name: str) -> Kind:
        """Return the type of publication with a name."""
        kind: Kind = getattr(self, name)
        return kind


class Face(Frozen):
    """A face as a package brings it: its family, the weights and styles that are used, its scale beside the others."""

    family: Annotated[str, Field(min_length=1)]
    package: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    styles: list[tuple[Literal[400, 700], FaceStyle]]


class Faces(Frozen):
    """The faces of running text, in the order in which a letter is looked for; and those of code.

    ``foreign_scale`` sizes left-to-right runs in right-to-left text, so that capitals meet the Hebrew letters' height.
    """

    text: Annotated[list[Face], Field(min_length=1)]
    code: Annotated[list[Face], Field(min_length=1)]
    foreign_scale: Annotated[float, Field(ge=0.5, le=1.5)]


class WordFaces(Frozen):
    """The faces that a Word file names: the first of each on its reader's machine, the others where it is missing.

    Digits in right-to-left runs are set in the complex-script face: it must have some (ISO 29500-1, Annex I.3).
    """

    latin: Annotated[list[str], Field(min_length=1)]
    complex_script: Annotated[list[str], Field(min_length=1)]
    code: Annotated[list[str], Field(min_length=1)]


class Print(Frozen):
    """What the printer asks for: the standard of the file, and the printing condition for which its inks are meant.

    ``profile`` names an ICC file, ``condition`` what is printed with it (OutputConditionIdentifier), and ``registry``
    the place that knows this condition by that name; it is left out for a condition of the printer's own.
    """

    standard: Literal["pdf/x-4", "pdf/x-1a"]
    profile: Annotated[str, Field(pattern=r"^\w[\w .()-]*\.ic[cm]$")]
    condition: Annotated[str, Field(min_length=1)]
    registry: str = ""


class Colours(Frozen):
    """Colours of text and rules in the PDF and in Word; an EPUB has colours on its cover alone."""

    text: Colour
    rule: Colour
    cover: Colour
    cover_text: Colour


class Tokens(Frozen):
    """The whole of ``tokens.yaml``."""

    page: Page
    type: Sizes
    spacing: Spacing
    notes: Notes
    kinds: Kinds
    faces: Faces
    word_faces: WordFaces
    colours: Colours
    print: Print

    @property
    def measure(self) -> float:
        """The width of the type area, in millimetres."""
        return self.page.width - self.page.inner - self.page.outer


def read_tokens(source: Source) -> Tokens:
    """Read and validate ``tokens.yaml``.

    Raises:
        ManuscriptError: with every fault of the file.

    """
    tokens = validated(Tokens, source, "tokens")
    if tokens.measure < 30:
        raise ManuscriptError.one("tokens-value", "less than 30 mm are left between the margins", file=source.name,
                                  remedy="make the page wider or the margins narrower")
    if tokens.page.height - tokens.page.top - tokens.page.bottom < 50:
        raise ManuscriptError.one("tokens-value", "less than 50 mm are left between head and foot", file=source.name,
                                  remedy="make the page higher or the margins lower")
    return tokens


def validated(model: type[Model], source: Source, code: str) -> Model:
    """Read a YAML file of the style as ``model``.

    Raises:
        ManuscriptError: with every fault of the file, each with its line.

    """
    yaml = YamlSource(source)
    try:
        return model.model_validate(yaml.value)
    except ValidationError as error:
        raise ManuscriptError(
            Finding(f"{code}-value", f"“{'.'.join(map(str, detail['loc']))}”: {detail['msg']}",
                    Place(source.name, yaml.line(detail["loc"])), "compare it with the file of the house style")
            for detail in error.errors()) from None
