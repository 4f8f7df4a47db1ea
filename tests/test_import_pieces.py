"""Text of pdfminer: runs of a row in the order of reading, each as it looks, joined without a space or left in pieces."""

from pathlib import Path

import pytest

from sadar import importing
from sadar.bidi import pieces, scattered
from sadar.bidi.cited_names import works_of
from sadar.bidi.restored import restored
from sadar.importers.scattered_rows import SCATTERED

#: The entries of a list of works, as it is read.
LISTED = ["ברק, ש׳ וגולן, י׳ (1987). מאמר.", "תמרי, א׳ (1985). אות.", "בתחילה, כך נכתב (1991). אין זו רשימה."]


def looks(*runs: str) -> str:
    """Runs in the order of reading joined as a program paints them: those of Hebrew letters from left to right."""
    return "".join(run[::-1] if any("א" <= letter <= "ת" for letter in run) or not any(map(str.isalnum, run)) else run for run in runs)


@pytest.mark.parametrize("runs", [
    ("ההדפסה (ישראל, ", "1843", "; אותיותיו היא) ומה בית"),  # words of the run stand in the bracket
    ("לפני (", "Smith, 2010, p. 126", ") באדר אחריו"),
    ("המונח לזה (", "29", ") המונח לזה האלגוריתם –"),
    ("תקן ", "8859-8 (1988)", " החל במקום"),
    ("אות ", "U+05D0", " לשורות"),
])
def test_a_run_that_is_whole_stays_so(runs: tuple[str, ...]) -> None:
    assert pieces.in_pieces(looks(*runs), "rtl").strip() == "".join(runs)


def test_the_end_of_a_bracket_comes_first_where_a_year_would_meet_a_word() -> None:
    assert pieces.in_pieces(looks("לוי, ד׳ (", "2003", "). ", "ספר על ספרים", ". ירושלים: מאגנס."), "rtl") == (
        "לוי, ד׳ (2003). ספר על ספרים. ירושלים: מאגנס.")


@pytest.mark.parametrize("runs", [
    ("ללא (", "ברק וגולן, ", "1987", "; ", "Weber, 1921, S. 6", ") הקריאה"),
    ("לעצמו (ראו גם ", "תמרי, ", "1985", ") כאן"),
    ("(", "ברק  וגולן,  ", "1987", ") הקריאה"),
])
def test_a_name_returns_to_its_year_where_the_list_of_works_has_both(runs: tuple[str, ...]) -> None:
    read = "".join(runs)
    assert pieces.in_pieces(looks(*runs), "rtl", works=works_of(LISTED)) == read
    assert pieces.in_pieces(looks(*runs).replace("1987", "1986").replace("1985", "1986"), "rtl", works=works_of(LISTED)) != read


def test_works_are_told_by_initials_before_a_year() -> None:
    assert works_of(LISTED) == {"1987": {"ברק וגולן"}, "1985": {"תמרי"}}
    assert pieces.in_pieces(looks("תמרי, א׳ (", "1985", ")."), "rtl", works=works_of(LISTED)) == "תמרי, א׳ (1985)."


@pytest.mark.parametrize(("line", "read"), [
    (" * ׳סמ טקיורפ( בתכנ רמאמ77-12/3.)", "* מאמר נכתב (פרויקט מס׳ 77-12/3)."),
    ("1.( תלבקתמ יניטל1987.ףוסו )", "1. לטיני מתקבלת (1987) וסוף."),
    ("2.ףוסה הנהו", "2 והנה הסוף."),  # whose the stop is, nothing says
    ("103.תינרדומה איה )", "103) היא המודרנית."),
    ("60המגודל תע בתכ", "60 כתב עת לדוגמה"),
])
def test_labels_stand_before_their_lines(line: str, read: str) -> None:
    assert pieces.in_pieces(line, "rtl").strip() == read


def test_cells_of_a_row_part() -> None:
    known = {"השימושהמעצבהגופן": 1, "השימוש": 2, "המעצב": 1, "הגופן": 2}
    assert pieces.in_pieces("ןפוגהבצעמהשומישה", "rtl", known) == "הגופן המעצב השימוש"
    assert "השימושהמעצב" in pieces.in_pieces("בצעמהשומישה", "rtl", {**known, "השימושהמעצב": 2})
    assert "השימושהמעצב" in pieces.in_pieces("בצעמהשומישה", "rtl", {"השימושהמעצב": 1, "השימוש": 2})
    assert pieces.in_pieces("דיודדיוד רמסיאIntertype1954", "rtl").endswith("Intertype 1954")
    for whole in ("Unicode15", "ISO1999", "x1999", "a/Page1999", "Win2000b"):
        assert whole in pieces.in_pieces(looks("הנה ", whole, " שם"), "rtl")


def test_cells_of_two_scripts_are_read_one_by_one_in_lines_that_are_whole() -> None:
    prose = ["םירחאה םינמזב בתכ תינשה םעפב.", ".(Smith, 2010) םיבר םירפס ןאכ ויה"] * 4
    found, _ = restored([*prose, "תורוקמIntertype1918"])
    assert found[-1] == "מקורות Intertype 1918"
    assert found[1] == "היו כאן ספרים רבים (Smith, 2010)."


def test_labels_that_were_painted_first_and_ranges_of_foreign_lines_in_lines_that_are_whole() -> None:
    prose = ["םירחאה םינמזב בתכ תינשה םעפב.", ".(Smith, 2010) םיבר םירפס ןאכ ויה"] * 4
    found, _ = restored([*prose, " .1םיבר םירפס ןאכ", " .10.ינבו הב", "Weber, K. (1921). Archiv, 7,", "11–40."])
    assert found[-4:] == ["1. כאן ספרים רבים", "10. בה ובני.", "Weber, K. (1921). Archiv, 7,", "11–40."]


#: Rows as pdfminer leaves them by itself: the runs of a row in lines of their own.
PIECES = ["  ודדני אל םיעבשהו תא ןימיל", "( ינפל :ןיבש הרושה ותישארש", "תומישרבו .ןוכנ לש ונוויכ  ", "רדאב )", "Smith, 2010, p. 126", "53"]
WHOLE_ROWS = ["  ודדני אל םיעבשהו תא ןימיל53תומישרבו .ןוכנ לש ונוויכ  ", "( ינפל :ןיבש הרושה ותישארשSmith, 2010, p. 126רדאב )"]


@pytest.mark.parametrize(("lines", "found"), [
    (PIECES * 4, True),
    (WHOLE_ROWS * 9, False),
    ([*PIECES * 4, *WHOLE_ROWS * 2], False),
    (["    ודדני אל םיעבשהו תא ןימיל", "        ןוכנ לש ונוויכ", "1948"] * 9, False),  # set against the right side by spaces
    (["שורה של טקסט (סמית, 2010) ועוד ", "ושורה שנייה, ", "עם Unicode בתוכה "] * 9, False),
    (["שורה של שיר", "ועוד אחת,", "1948"] * 9, False),
    (["A line of text,", "and 1948 another "] * 9, False),
])
def test_rows_in_pieces_are_told_from_all_other_text(lines: list[str], found: bool) -> None:
    assert bool(scattered.pieces(lines)) is found


def test_a_text_of_pieces_is_one_question(tmp_path: Path) -> None:
    path = tmp_path / "scattered.txt"
    path.write_text("\n\n".join(["רמאמה םש", "יול הנד", *PIECES * 8]), "utf-8")
    draft = importing.read(path).draft
    asked = [question for question in draft.questions if question.code in (SCATTERED, "order-uncertain", "brackets-unpaired")]
    assert [question.code for question in asked] == [SCATTERED]
    assert asked[0].text == "48 pieces of rows"
    assert "sadar import FILE.pdf" in asked[0].reason
    path.write_text("\n\n".join(["רמאמה םש", "יול הנד", *WHOLE_ROWS * 8]), "utf-8")
    assert SCATTERED not in {question.code for question in importing.read(path).draft.questions}
