"""The style: one token shows in all three outputs, a manuscript's own files win, words are whole, nothing runs."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from conftest import ROOT, Ran, built, run
from sadar.errors import ManuscriptError, MissingToolError
from sadar.style import Style
from sadar.style.faces import files_of, subset
from sadar.style.tokens import Face

Folder = Callable[..., Path]
TOKENS = (ROOT / "styles" / "tokens.yaml").read_text("utf-8")


def test_one_number_shows_in_all_three_outputs(folder: Folder, sadar: Callable[..., Ran]) -> None:
    tokens = TOKENS.replace("{size: 11,   leading: 15.5}\n  note", "{size: 13,   leading: 19.5}\n  note")
    assert tokens != TOKENS
    output = built(sadar, folder(files={"styles/tokens.yaml": tokens}))
    with zipfile.ZipFile(output / "small.epub") as epub:
        assert "line-height: 1.5;" in epub.read("EPUB/css/sadar.css").decode()
    with zipfile.ZipFile(output / "small.docx") as docx:
        defaults = docx.read("word/styles.xml").decode().split("</w:docDefaults>")[0]
    assert '<w:szCs w:val="26"/>' in defaults
    html = run("pdftotext", "-bbox", output / "small.pdf", "-")
    heights = [float(bottom) - float(top) for top, bottom in re.findall(r'yMin="([\d.]+)".*?yMax="([\d.]+)">(?:פסקה|הקספ)', html)]
    plain = run("pdftotext", "-bbox", built(sadar, folder(name="plain"), ["pdf"]) / "plain.pdf", "-")
    before = [float(bottom) - float(top) for top, bottom in re.findall(r'yMin="([\d.]+)".*?yMax="([\d.]+)">(?:פסקה|הקספ)', plain)]
    assert heights[0] / before[0] == pytest.approx(13 / 11, rel=0.02)


def test_a_manuscripts_own_style_wins_file_by_file(folder: Folder, sadar: Callable[..., Ran]) -> None:
    words = (ROOT / "styles/words/he.yaml").read_text("utf-8").replace("רשימת המקורות", "ספרות")
    output = built(sadar, folder(files={"styles/words/he.yaml": words}), ["epub"])
    with zipfile.ZipFile(output / "small.epub") as epub:
        text = epub.read("EPUB/text/bibliography.xhtml").decode()
    assert "ספרות" in text
    assert "רשימת המקורות" not in text


@pytest.mark.parametrize("lang", ["he", "ar", "fa", "yi", "en", "ru"])
def test_the_words_of_every_language_are_whole(lang: str) -> None:
    words = Style(ROOT / "manuscript").words(lang)
    assert set(words.entries.works) == {"article", "chapter", "book", "thesis", "report"}
    genders = {work.gender for work in words.entries.works.values()}
    sentence = words.entries.acknowledgement.sentence
    assert genders <= set(sentence) or "other" in sentence


def test_a_language_without_words_names_those_there_are(folder: Folder) -> None:
    with pytest.raises(ManuscriptError, match=r"use one of ar, en, fa, he, ru, yi"):
        Style(folder()).words("fr")


@pytest.mark.parametrize(("file", "content", "message"), [
    ("styles/tokens.yaml", TOKENS.replace("trim: 170 × 240", "trim: wide"), r"styles/tokens\.yaml:5: error: “page\.trim”.*write 170 × 240"),
    ("styles/tokens.yaml", TOKENS.replace("bottom: 28", "bottom: 180"), "less than 50 mm"),
    ("styles/tokens.yaml", TOKENS.replace("outer: 28", "outer: 140"), "less than 30 mm"),
    ("styles/words/he.yaml", "labels: {}\n", r"styles/words/he\.yaml:1"),
    ("styles/epub/title.xhtml.jinja", "<div>{{ nothing.here }}</div>", "UndefinedError"),
    ("styles/epub/title.xhtml.jinja", "<div>{{ ''.__class__.__mro__ }}</div>", "SecurityError|UndefinedError"),
    ("styles/epub/title.xhtml.jinja", "<div>{% if %}</div>", r"title\.xhtml\.jinja:1: error: TemplateSyntaxError"),
    ("styles/epub/title.xhtml.jinja", "<div>{% include '../../manuscript.yaml' %}</div>", "outside|no file"),
])
def test_a_bad_style_is_refused(folder: Folder, sadar: Callable[..., Ran], file: str, content: str,
                                message: str) -> None:
    ran = sadar("build", folder(files={file: content}), "--to", "epub", "--output", "out")
    assert ran.code == 3
    assert re.search(message, ran.err)


def test_a_face_that_is_missing_is_named_with_the_line_that_installs_it(folder: Folder, sadar: Callable[..., Ran]) -> None:
    tokens = TOKENS.replace("family: Cardo", "family: Cardoso").replace("fontpkg-cardo", "fontpkg-cardoso")
    ran = sadar("build", folder(files={"styles/tokens.yaml": tokens}), "--output", "out")
    assert ran.code == 4
    assert "pip install fontpkg-cardoso" in ran.err
    with pytest.raises(MissingToolError):
        files_of(Face(family="None Such", package="fontpkg-none-such", styles=[(400, "normal")]))


def test_a_letter_that_no_face_has_is_named_with_its_line(folder: Folder, sadar: Callable[..., Ran]) -> None:
    ran = sadar("build", folder(text="א\n\nאות סינית: 字.", references=None, yaml="title: א\nlang: he\n"))
    assert ran.code == 4
    assert "article.md:3: error: no face of the style has the letter “字” (U+5B57)" in ran.err


def test_a_subset_holds_its_letters_at_its_weight_and_no_more() -> None:
    fonts = Style(ROOT / "manuscript").fonts()
    bold = next(font for font in fonts if font.family == "Frank Ruhl Libre" and font.weight == 700)
    with TTFont(io.BytesIO(subset(bold, frozenset(map(ord, "אבx"))))) as font:
        assert set(font.getBestCmap()) == {ord("א"), ord("ב"), ord("x")}
        assert "fvar" not in font
