"""The house style: tokens, words, templates and faces, each file overridden by a manuscript's own ``styles/``."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, TemplateError, select_autoescape
from jinja2.sandbox import ImmutableSandboxedEnvironment

from sadar.errors import ManuscriptError
from sadar.manuscript import Source
from sadar.manuscript.folder import METADATA_FILE, inside, read_text
from sadar.style.citing import Citing, Terms, base_of
from sadar.style.faces import FontFile, files_of
from sadar.style.tokens import Tokens, read_tokens, validated
from sadar.style.words import WordList, Words

OVERRIDES = "styles"


def house_folder() -> Path:
    """Return the folder of the house style: inside the wheel, or beside ``scripts/`` in an editable install."""
    package = Path(__file__).resolve().parent.parent
    inside_wheel = package / OVERRIDES
    return inside_wheel if inside_wheel.is_dir() else package.parent.parent / OVERRIDES


class Style:
    """What a manuscript is set in; a value that writers share and nobody changes."""

    def __init__(self, folder: Path) -> None:
        """Take the style of the manuscript in ``folder``: its own files over those of the house."""
        self.folder = folder
        self.house = house_folder()

    def find(self, name: str) -> Path:
        """Return the file of the style with a name such as ``words/he.yaml``: the manuscript's own, or the house's.

        Raises:
            ManuscriptError: there is no such file, or the manuscript's own is a link that leaves its folder.

        """
        own = f"{OVERRIDES}/{name}"
        if (self.folder / own).exists() or (self.folder / own).is_symlink():
            return inside(self.folder, own, asked_by=OVERRIDES)
        return inside(self.house, name, asked_by=OVERRIDES)

    def _source(self, name: str) -> Source:
        root = self.folder if self.find(name).is_relative_to(self.folder.resolve()) else self.house.parent
        return read_text(root, f"{OVERRIDES}/{name}")

    def _text(self, name: str) -> str:
        return self._source(name).text

    @cached_property
    def tokens(self) -> Tokens:
        """The tokens of the style."""
        return read_tokens(self._source("tokens.yaml"))

    def words(self, lang: str) -> Words:
        """Return the words of a language.

        Raises:
            ManuscriptError: the style has no file for it.

        """
        language = lang.split("-")[0].lower()
        try:
            source = self._source(f"words/{language}.yaml")
        except ManuscriptError as error:
            if error.findings[0].code != "file-missing":
                raise
            known = sorted(file.stem for file in (self.house / "words").glob("*.yaml"))
            raise ManuscriptError.one(
                "language-unknown", f"the style has no words for the language “{lang}”", file="manuscript.yaml",
                remedy=f"use one of {', '.join(known)}, or translate words/en.yaml as styles/words/{language}.yaml "
                "beside the manuscript") from None
        return Words(lang, validated(WordList, source, "words"))

    def csl(self, name: str | None) -> Source:
        """Return a CSL style: by the name that it has in the style (author-date, notes), or a file of the manuscript.

        Raises:
            ManuscriptError: there is no such file.

        """
        name = name or "author-date"
        if "." in name:
            return read_text(self.folder, name, asked_by=METADATA_FILE)
        known = sorted(path.stem for folder in (self.house, self.folder / OVERRIDES)
                       for path in folder.glob("csl/*.csl"))
        if name not in known:
            raise ManuscriptError.one("csl-unknown", f"the style has no citations “{name}”", file=METADATA_FILE,
                                      remedy=f"write {' or '.join(known)}, or the name of a .csl file in the folder")
        return self._source(f"csl/{name}.csl")

    @cached_property
    def citing(self) -> Citing:
        """What the house decides about citations, whatever their CSL style."""
        return validated(Citing, self._source("csl/citing.yaml"), "citing")

    def terms(self, lang: str) -> Terms:
        """Return the terms of a language that pandoc's locale lacks; none where the style has no file for it."""
        try:
            return validated(Terms, self._source(f"csl/terms/{base_of(lang)}.yaml"), "terms")
        except ManuscriptError as error:
            if error.findings[0].code != "file-missing":
                raise
            return Terms()

    @cached_property
    def _templates(self) -> ImmutableSandboxedEnvironment:
        # Sandboxed: a manuscript that came from a stranger may bring templates of its own.
        return ImmutableSandboxedEnvironment(
            loader=FunctionLoader(self._text), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
            autoescape=select_autoescape(["xhtml.jinja", "xml.jinja", "opf.jinja", "ncx.jinja"]))

    def render(self, template: str, **context: Any) -> str:
        """Render a template of the style; ``tokens`` is always there.

        Raises:
            ManuscriptError: the template is at fault, with its line where Jinja names one.

        """
        try:
            return self._templates.get_template(template).render(tokens=self.tokens, **context)
        except TemplateError as error:
            raise ManuscriptError.one(
                "template", f"{type(error).__name__}: {error.message}", file=f"{OVERRIDES}/{template}",
                line=getattr(error, "lineno", 0) or 0,
                remedy="compare it with the template of the house style") from None

    def fonts(self) -> list[FontFile]:
        """Return every font file of the style, those of the text before those of code.

        Raises:
            MissingToolError: a face's package is not installed.

        """
        return [file for face in (*self.tokens.faces.text, *self.tokens.faces.code) for file in files_of(face)]

    def stack(self, kind: str) -> str:
        """Return a CSS ``font-family`` list for ``text`` or ``code``: code falls back on the faces of the text."""
        faces = self.tokens.faces
        families = [face.family for face in (faces.text if kind == "text" else [*faces.code, *faces.text])]
        generic = "serif" if kind == "text" else "monospace"
        return ", ".join([*(f'"{family}"' for family in dict.fromkeys(families)), generic])
