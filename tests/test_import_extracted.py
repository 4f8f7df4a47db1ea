"""Faults of single programs that take text out of a PDF, mended by what the rest of the text shows."""

import pytest

from sadar.importers import Certainty
from sadar.importers.ledger import Ledger
from sadar.importers.stray_names import names_returned
from sadar.importers.text_lines import lines_from
from sadar.importers.text_order import in_reading_order

RLE, LRE, POP = "\u202b", "\u202a", "\u202c"


def read(*lines: str) -> tuple[list[str], Ledger]:
    ledger = Ledger()
    return [line.text for line in in_reading_order(lines_from("\n".join(lines), "a.txt"), ledger)], ledger


def rules(ledger: Ledger) -> dict[str, Certainty]:
    return {change.rule: change.certainty for change in ledger.changes}


def test_a_row_that_was_cut_at_points_is_joined() -> None:
    found, ledger = read("לפניה שורה.", "\u05b8 לוֹם לכולם,", "\u05b6 לד ש", "הנה י", "ואחריה שורה.")
    assert found == ["לפניה שורה.", "הנה יֶלד שָלוֹם לכולם,", "ואחריה שורה."]
    assert rules(ledger)["row-joined"] is Certainty.LIKELY
    assert not ledger.questions
    found, ledger = read("כולם ילדים", "הנה באו \u05b0", "ואחריה שורה.")
    assert found[0].startswith("הנה באו")
    assert found[1] == "ואחריה שורה."
    assert [question.code for question in ledger.questions] == ["points-uncertain"]


def test_a_joined_row_leaves_no_gap_where_a_blank_line_would_part_paragraphs() -> None:
    ledger = Ledger()
    joined, after = in_reading_order(lines_from("\u05b8 לום לכולם,\nהנה ש\nואחריה שורה.", "a.txt"), ledger)
    assert (joined.number, joined.last, after.number) == (1, 2, 3)


def test_hyphens_that_poppler_took_out_come_back_where_the_word_has_them_elsewhere() -> None:
    lines = [f"{RLE}מילים בשורה{POP}", "the Left-to-Right and Frank-Ruhl", "Left-toRight, FrankRuhl and McDonald, cooperate",
             "co-operate"]
    found, ledger = read(*lines)
    assert found[1:] == [lines[1], "Left-to-Right, Frank-Ruhl and McDonald, cooperate", "co-operate"]
    assert rules(ledger)["hyphen-restored"] is Certainty.CERTAIN
    assert read("מילים בשורה", *lines[1:])[0][1:] == lines[1:]


def test_numbers_in_rows_of_left_to_right_text_run_from_left_to_right() -> None:
    row = f"{RLE}{LRE}{{}}{POP}{POP}"
    hebrew = f"{RLE}מילים בשורה שלמה{POP}"
    assert read(hebrew, row.format("E0 E1 20 41"), row.format("80 81 20 42"))[0][1:] == ["E0 E1 20 41", "80 81 20 42"]
    assert read(hebrew, row.format("80 81 20 42"))[0][1:] == ["42 20 81 80"]


@pytest.mark.parametrize(("looks", "expected"), [
    ("U+05FF–U+0590", "U+0590–U+05FF"), ("U+0590–U+05FF", "U+0590–U+05FF"), ("U+2069–U+206", "U+2069–U+206"),
])
def test_a_range_of_code_points_counts_up(looks: str, expected: str) -> None:
    found, _ = read(f"{RLE}תחום הבסיס של העברית{LRE} ,{looks} ,{POP}מונה{POP}")
    assert found == [f"תחום הבסיס של העברית, {expected}, מונה"]
    plain = f"תחום הבסיס של העברית, {looks}, מונה"
    assert read(plain)[0] == [plain]


def test_a_name_returns_to_its_year_where_the_list_has_both() -> None:
    listed = ["רשימת המקורות", "רבין, ר׳ נ׳ (1952). ספר. ירושלים: מאגנס.", "תמר, א׳ (1985). אות. תל אביב: עם עובד."]
    strays = [("רבין, לנוסח שלאחריו (1952).", "לנוסח שלאחריו (רבין, 1952)."), ("תמר, לעצמו (ראו גם 1985;", "לעצמו (ראו גם תמר, 1985;"),
              ("רבין, לנוסח שלאחריו (1985).", None), ("לנוסח רבין, שלאחריו (1952).", None)]
    lines = [*(stray for stray, _ in strays), *listed]
    ledger = Ledger()
    found = names_returned(lines_from("\n".join(lines), "a.txt"), ledger)
    assert [line.text for line in found] == [*(mended or stray for stray, mended in strays), *listed]
    assert rules(ledger)["name-returned"] is Certainty.LIKELY
    assert read(*lines)[0] == lines
