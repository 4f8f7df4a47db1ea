"""Text as people type it, which is right and stays as it is: nothing in it was taken out of a page."""

from __future__ import annotations

import textwrap
import time
from pathlib import Path

import pytest

from sadar.importers import Draft
from sadar.importers.text import read

#: Rules that change words, their order or the marks between them.
CHANGING = {"visual-order", "painted-order", "segment-order", "runs-swapped", "words-reversed", "brackets", "numeral", "points",
            "page-furniture", "pages", "citation", "note", "list-label"}


def drafted(folder: Path, text: str) -> Draft:
    path = folder / "typed.txt"
    path.write_text(text, encoding="utf-8")
    return read(path)


@pytest.mark.parametrize("text", [
    pytest.param("כותרת\n\nהוא גר ברחוב הארוך.\nהמספר \u202a03-1234567\u202c הוא הטלפון.\n\u202bשורה שלמה בעברית.\u202c\n", id="embedded"),
    pytest.param("מכתב\n\nשלום ,מה שלומך .אני בסדר .הילדים גדלו ,והבית שקט .מה אצלכם ?\nמחר נבוא ,אם לא ירד גשם .נתראה !\n",
                 id="space-before-stops"),
    pytest.param("פיתוח ב .NET\n\nהמדריך עוסק ב .NET וב ASP.NET. קובצי המקור הם .cs ולא .vb או .fs בלבד.\n"
                 "ערך ה p היה .05 ובניסוי השני .01 ואחר כך .001 בלבד.\n", id="names-that-begin-with-a-stop"),
    pytest.param("הספר שלי\n\nפרק 1\n\nהיה היה פעם מלך.\n\nלמלך הייתה בת\n\n3\n\nוהבת אהבה לטייל ביער\n\n4\n\nוביער היה דוב.\n",
                 id="numbers-of-sections"),
    pytest.param("הקרב\n\nהכוח יצא בשעה\n\n12\n\nלוחמים נפלו בקרב הזה, ועוד שלושים נפצעו.\n\nהגדוד חזר לבסיס\n", id="a-number-alone"),
    pytest.param("מחירון\n\nעוגה 25\n1 ליטר מים 5\n2 ליטר מים 8\n3 ליטר מים 10\n", id="lines-alike-that-count"),
    pytest.param("ספרות\n\nהמחזאי Shakespeare (1564–1616) כתב. המלך לואי XIV (1643) מלך.\nSmith, J. & Jones, A. (1974). Trade.\n",
                 id="years-behind-what-is-no-author"),
])
def test_typed_text_is_not_repaired(tmp_path: Path, text: str) -> None:
    assert not CHANGING & {change.rule for change in drafted(tmp_path, text).changes}


def test_notes_typed_as_markdown_has_them_are_notes_and_entities_stay_letters(tmp_path: Path) -> None:
    text = drafted(tmp_path, "כותרת\n\nטקסט[^a] ובו AT&amp;T, R&D ועוד[^b].\n\n[^a]: הערה [ושם].\n\nסוף.\n").text
    assert text == "טקסט[^a] ובו AT\\&amp;T, R&D ועוד\\[\\^b\\].\n\n[^a]: הערה \\[ושם\\].\n\nסוף.\n"


def test_a_remark_in_brackets_is_no_heading(tmp_path: Path) -> None:
    said = ("רבקה: אתה חוזר מאוחר.\nיעקב: – מאוחר? השעה רק שבע.\nרבקה (קמה): – שבע וחצי! אמרתי לך: בשבע אוכלים.\n"
            "– אתה תמיד אומר שום דבר!\n– ואת תמיד שואלת.\n(שתיקה)\nרבקה: אמא שלך טלפנה.\nיעקב: מה היא רצתה?\n")
    assert "#" not in drafted(tmp_path, f"הדלת הסגורה\n\nמערכה ראשונה\n\n{said}\n(מסך)\n").text


DIALOGUE = ["חדר מגורים. ערב. רבקה יושבת ליד החלון.", "רבקה: אתה חוזר מאוחר.", "יעקב: – מאוחר? השעה רק שבע.",
            "רבקה (קמה): – שבע וחצי! אמרתי לך: בשבע אוכלים.", "יעקב: – נו, טוב...", "רבקה: אתה תמיד אומר שום דבר", "יעקב: ואת שואלת"]
POEM = ["על הגבעה הרחוקה", "עומד ברוש לבדו,", "ורוח ערב קלה", "נושקת את צידו."]
RECIPE = ["3 ביצים", "200 גרם סוכר", "100 גרם חמאה", "1 כוס קמח"]


@pytest.mark.parametrize("lines", [DIALOGUE, POEM, RECIPE])
def test_lines_that_a_person_ended_stay_apart(tmp_path: Path, lines: list[str]) -> None:
    assert drafted(tmp_path, "\n".join(["כותרת", "", *lines])).text.split("\n\n") == [*lines[:-1], f"{lines[-1]}\n"]


def test_wrapped_lines_are_joined_all_the_same(tmp_path: Path) -> None:
    wrapped = textwrap.fill("מילים רבות בשורה מלאה מכאן ועד סופה, ועוד אחת אחריהן. " * 6, 60)
    assert drafted(tmp_path, f"כותרת\n\n{wrapped}\n{wrapped}\n").text.count("\n\n") == 1


def test_very_many_labels_take_no_quadratic_time(tmp_path: Path) -> None:
    start = time.process_time()
    drafted(tmp_path, "\n\n".join(f"{number % 99 + 1}." for number in range(20_000)))
    assert time.process_time() - start < 15


@pytest.mark.parametrize("text", [
    # A word that divides into known ones in very many ways, and not to its end.
    pytest.param("\n".join(["םלוע םולש ,רפס לש ךרד .ןבל תיב"] * 20 + [" ".join("א" * length for length in range(3, 20))] * 2
                           + [f"ב{'א' * 38}"] * 20), id="a-word-of-words"),
    pytest.param("ןבל תיב (רפס לש ךרד Smith םולש " * 3_000, id="a-long-line"),
    pytest.param("(" * 20_000 + "א" + ")" * 20_000 + "\n" + "א(b, 1999, " * 20_000, id="brackets"),
])
def test_hostile_lines_take_no_quadratic_time(tmp_path: Path, text: str) -> None:
    start = time.process_time()
    drafted(tmp_path, text)
    assert time.process_time() - start < 6
