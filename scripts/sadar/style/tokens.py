"""The tokens of a house style: the one file of sizes, spacing, faces and colours behind all three outputs."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, Field, ValidationError

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


class Page(Frozen):
    """The trimmed page and its margins, in millimetres; ``inner`` is the margin at the spine."""

    width: Millimetres
    height: Millimetres
    top: Millimetres
    bottom: Millimetres
    inner: Millimetres
    outer: Millimetres
    bleed: Millimetres


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
    """Spaces between the parts: ``indent`` in ems of the text, the others in points."""

    indent: Ems
    extract: Points
    section: Points
    block: Points
    opening: Points


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
    """The faces that a Word file names: they must be on the machine of whoever opens it."""

    latin: str
    complex_script: str
    code: str


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
    """Colours of text and rules in the PDF and in Word; an EPUB leaves the text's colour to the reader."""

    text: Colour
    rule: Colour


class Tokens(Frozen):
    """The whole of ``tokens.yaml``."""

    page: Page
    type: Sizes
    spacing: Spacing
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
