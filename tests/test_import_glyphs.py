"""Glyphs of a PDF's page: marks, strokes, spaces and non-joiners told by the order in which they are painted."""

import random
import re
from pathlib import Path

import pytest

import drawn_article
import foreign_books
from extractions import share, text_of
from sadar import build, importing
from sadar.bidi.inverse import logical_places
from sadar.bidi.turned_ranges import with_arabic_head
from sadar.bidi.visual import visual_order
from sadar.importers.pdf_marks import marked
from sadar.importers.pdf_order import with_foreign_brackets
from sadar.importers.pdf_rows import Glyph, Row
from sadar.importers.pdf_spaces import with_spaces_told
from sadar.importers.pdf_strokes import UNKNOWN, without_strokes
from sadar.manuscript.languages import likeliest_language

NON_JOINER = "\u200c"


def glyphs(*items: tuple[str, float, float]) -> list[Glyph]:
    """Glyphs by letter, left and right edge, on one line, in letters of ten points."""
    return [Glyph(letter, left, right, 100, 10, 400) for letter, left, right in items]


def letters(found: list[Glyph]) -> list[str]:
    return [glyph.letter for glyph in found]


@pytest.mark.parametrize(("painted", "wanted"), [
    ([("ا", 0, 3), ("\u064b", 1, 1), ("ب", 3, 7)], ["ا", "ب\u064b"]),  # over the alef, but painted before the beh
    ([("ب", 3, 7), ("\u064b", 1, 1), ("ا", 0, 3)], ["ب\u064b", "ا"]),  # painted from right to left
    ([("ר", 0, 5), ("\u05b8", 4, 4), ("\u05bc", 5, 5), ("ד", 5, 10)], ["ר", "ד\u05b8\u05bc"]),
    ([("a", 0, 5), ("\u0301", 30, 30), ("b", 5, 10)], ["a", "\u0301", "b"]),  # far from both
    ([("ל", 0, 5), ("\u05b8", 4, 6), ("ד", 5, 10)], ["ל", "\u05b8", "ד"]),  # takes room: told by its place
    ([("ל", 0, 5), ("\u05b8", 5, 5), (" ", 5, 8)], ["ל\u05b8", " "]),
])
def test_a_mark_without_room_belongs_to_the_letter_before_which_it_is_stored(
        painted: list[tuple[str, float, float]], wanted: list[str]) -> None:
    assert letters(marked(glyphs(*painted))) == wanted


def test_strokes_that_lengthen_a_word_are_part_of_its_letters() -> None:
    painted = glyphs((UNKNOWN, 0, 3), (UNKNOWN, 0.5, 3.5), ("ن", 3.5, 8), (UNKNOWN, 20, 23), ("م", 23, 28))
    assert [(glyph.letter, glyph.left) for glyph in without_strokes(painted)] == [("ن", 0), ("م", 20)]
    unlike = glyphs((UNKNOWN, 0, 5), (UNKNOWN, 5, 10), ("ن", 10, 15))
    assert without_strokes(unlike) == unlike


def test_a_non_joiner_that_has_room_is_a_space_and_one_without_is_none() -> None:
    assert letters(with_spaces_told(glyphs(("ا", 0, 3), (NON_JOINER, 3, 6), ("ب", 6, 9)))) == ["ا", " ", "ب"]
    assert letters(with_spaces_told(glyphs(("ا", 0, 3), (NON_JOINER, 3, 6), ("ب", 3, 9)))) == ["ا", " ", f"ب{NON_JOINER}"]
    assert letters(with_spaces_told(glyphs((NON_JOINER, 0, 3), ("ب", 3, 9)))) == [" ", "ب"]
    assert letters(with_spaces_told(glyphs(("ا", 0, 3), (" ", 3, 6), ("ب", 3, 9)))) == ["ا", " ", f"ب{NON_JOINER}"]
    assert letters(with_spaces_told(glyphs(("a", 0, 3), (" ", 3, 6), ("b", 3, 9)))) == ["a", " ", "b"]


def test_a_letter_that_reaches_over_the_space_beside_it_ends_in_its_middle() -> None:
    found = with_spaces_told(glyphs(("ک", 0, 9), (" ", 6, 9), ("ه", 9, 13)))
    assert [(glyph.left, glyph.right) for glyph in found] == [(0, 7.5), (6, 9), (9, 13)]


@pytest.mark.parametrize(("lang", "author"), [("ar", "سعيد حسن"), ("fa", "مریم رضایی"), ("yi", "שלום כהן")])
def test_other_languages_come_back_from_libreoffice_as_they_were(tmp_path: Path, lang: str, author: str) -> None:
    """Justified with strokes in Arabic, with non-joiners that are named as spaces are in Persian."""
    dice = random.Random(3)
    sentences = [text for text in foreign_books.SENTENCES[lang] if not re.search(r"<|ﷺ|^[\W\d]|^.{0,14}$", text)]
    folder = tmp_path / lang
    folder.mkdir()
    (folder / "manuscript.yaml").write_text(f"title: {sentences[0].strip('.')}\nlang: {lang}\nslug: drawn\nauthor: [{author}]\n", "utf-8")
    (folder / "text.md").write_text("\n\n".join(" ".join(dice.choices(sentences, k=7)) for _ in range(24)), "utf-8")
    imported = importing.read(drawn_article.by_libreoffice(folder, tmp_path))
    importing.write(imported, tmp_path / "made")
    right, wrong = share(build.prepare(folder).manuscript, text_of(tmp_path / "made"))
    assert imported.draft.metadata["lang"] == lang
    assert right >= 0.99, "\n".join(wrong)


@pytest.mark.parametrize(("text", "lang"), [
    ("هذه مدرسة كبيرة، وفيها مكتبة قديمة.", "ar"), ("واژهٔ زایتگایست ترجمه نمی\u200cشود.", "fa"), ("דער חלום איז אױסגעגאַנגען.", "yi"),
    ("בְּרֵאשִׁית בָּרָא אֱלֹהִים אֵת הַשָּׁמַיִם וְאֵת הָאָרֶץ.", "he"), ("אָמַר אַבָּא: טוב, ואז הלך לו.", "he"), ("1912", "he"),
])
def test_the_language_of_a_text_is_told_by_the_letters_that_others_of_its_script_do_without(text: str, lang: str) -> None:
    assert likeliest_language(text) == lang


def test_numbers_behind_arabic_letters_of_the_line_before_are_arabic_numbers() -> None:
    looks = visual_order("اتصل على 02-5551234 (48%)", "rtl")[:-len("اتصل على ")]
    assert [looks[place] for place, _ in logical_places(with_arabic_head(looks, "اتصل على"), "rtl", mirrored=True)] == list("02-5551234 )48%(")
    assert with_arabic_head("5-1", "Latin") == "5-1"
    assert with_arabic_head("ו5-1", "שם") == "ו5-1"


def test_brackets_of_foreign_rows_are_turned_where_most_are_wrong() -> None:
    def row(number: int, text: str, left: float = 0, right: float = 300) -> Row:
        return Row(1, number, left, right, 100 - number, 10, 400, list(text))

    hebrew = [row(number, ".)2003( ןהכ ןעטש יפכ") for number in range(3)]
    entry, end = row(3, "Smith, J. )1974(. Trade.", right=200), row(4, ".)Smith, 1928(", left=220)
    turned = with_foreign_brackets([*hebrew, entry, end])
    assert ["".join(found.clusters) for found in turned[3:]] == ["Smith, J. (1974). Trade.", ".)Smith, 1928("]
    assert turned[:3] == hebrew
    for right in ([*hebrew, end], [*hebrew, row(3, "Smith, J. (1974). Trade.", right=200), end]):
        assert with_foreign_brackets(right) == right
