"""Notes, labels, rows, running heads and lists in the lines of extracted text: told by what stands together."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from sadar.bidi.line_ends import ends_left_to_right, with_head_turned, without_gaps
from sadar.importers.doubts import asked_about
from sadar.importers.furniture import without_furniture
from sadar.importers.ledger import Ledger
from sadar.importers.list_labels import labels_returned, without_stacks
from sadar.importers.notes import with_notes
from sadar.importers.paragraphs import Paragraph, paragraphs_of
from sadar.importers.run_rows import rows_joined
from sadar.importers.text_lines import lines_from

FULL = "שורה מלאה של טקסט שנמשכת מצד אל צד של הדף ואינה נגמרת בו אלא אחריו"
SMALL = "שורה של הערה שאותיותיה קטנות ולכן יש בה יותר אותיות מאשר בשורה של הטקסט עצמו והיא נמשכת"


def noted(text: str) -> tuple[str, dict[int, str]]:
    lines, notes = with_notes(lines_from(text, "text"), Ledger())
    return "\n".join(line.text for line in lines if line.text), {number: note.text for number, note in notes.items()}


@pytest.mark.parametrize("call", ["3\nוכאן סופו.", "וכאן סופו.\n3", "וכאן סופו.3", "וכאן סופו. 3"],
                         ids=["above", "below", "glued", "apart"])
def test_calls_and_notes_without_a_stop(call: str) -> None:
    """The number alone stands above its line in one program and below it in another; 2 and 9 call nothing."""
    text, notes = noted(f"{FULL} 2 {FULL}\nראשון.1 {FULL}\nועוד שני.2\n{FULL}\n{call}\n9\n1 הערה.\n2 הערה שנייה.\n3 הערה אחרונה.\n\f{FULL} 9.")
    assert notes == {1: "הערה.", 2: "הערה שנייה.", 3: "הערה אחרונה."}
    assert "וכאן סופו.\x023\x03" in text
    assert text.startswith(f"{FULL} 2 {FULL}\nראשון.\x021\x03")


def test_notes_at_the_end_and_a_list_that_counts_like_them() -> None:
    text, notes = noted(f"{FULL}.1\n\f{FULL}.2\n1. פריט ראשון.\n2. פריט שני.\n\f{FULL}.3\n\f1. הערה.\nנמשכת.\n2. שנייה.\n3. שלישית.")
    assert notes == {1: "הערה. נמשכת.", 2: "שנייה.", 3: "שלישית."}
    assert "1. פריט ראשון.\n2. פריט שני." in text


def test_a_note_that_a_page_cut_goes_on_at_the_next_foot() -> None:
    body = "\n".join([FULL] * 4)
    text, notes = noted(f"{body}\nסוף.1\n1 {SMALL}\n{SMALL}\n\f{body}\nפסקה שנגמרה.\nסוף ההערה הראשונה.\n2 שנייה.\n\f{FULL}")
    assert "2" not in notes  # it has no call
    text, notes = noted(f"{body}\nסוף.1\n1 {SMALL}\n{SMALL}\n\f{body}.2\nפסקה שנגמרה.\nסוף ההערה הראשונה.\n2 שנייה.\n\f{FULL}")
    assert notes == {1: f"{SMALL} {SMALL} סוף ההערה הראשונה.", 2: "שנייה."}
    assert "פסקה שנגמרה." in text


def test_a_starred_note_at_a_page_s_foot_cuts_nothing() -> None:
    text, _ = noted(f"כותרת\n*\n{FULL}\n* מאמר זה נכתב\nבתמיכה.\n\f{FULL}.")
    assert text == f"כותרת\n{FULL}\n{FULL}.\n* מאמר זה נכתב\nבתמיכה."


def test_a_title_that_is_the_running_head_of_other_pages_stays() -> None:
    pages = [f"כותרת המאמר\n{FULL}.\n57", *(f"כותרת המאמר\n{number}\n{FULL}." for number in (58, 59, 60))]
    lines, first = without_furniture(lines_from("\f".join(pages), "text"), Ledger())
    assert first == 57
    assert [line.text for line in lines].count("כותרת המאמר") == 1


def test_runs_of_a_row_are_joined() -> None:
    runs = "האות\n(\nUnicode 15.1\n) נעשה בשנת\n1516\n–\n1517\n, ומאז ועד עתה\nבאה שורה אחרת.\nWeber, K. Archiv, 11–40.\nכותרת"
    lines = rows_joined(lines_from(runs, "text"), Ledger())
    assert [line.text for line in lines][-3:] == ["באה שורה אחרת.", "Weber, K. Archiv, 11–40.", "כותרת"]
    assert "(Unicode 15.1) נעשה בשנת" in " ".join(line.text for line in lines)
    assert "1516–1517," in " ".join(line.text for line in lines)


def test_labels_of_lists_return_to_their_items() -> None:
    behind = "לפניה.\nפריט ראשון נמשך\n1.\nעד כאן.\nפריט שני נמשך\n2.\nעד כאן.\n"
    assert [line.text for line in labels_returned(lines_from(behind, "text"), Ledger(), in_runs=False)][1:5] == [
        "1. פריט ראשון נמשך", "עד כאן.", "2. פריט שני נמשך", "עד כאן."]
    ledger = Ledger()
    lines = without_stacks(lines_from("פריט.\nפריט שני.\n1.\n2.\n–\n–\nסוף", "text"), ledger)
    assert [line.text for line in lines] == ["פריט.", "פריט שני.", "סוף"]
    assert [question.text for question in ledger.questions] == ["1. 2. – –"]


def test_a_cell_is_no_heading_of_a_list_and_a_list_ends_where_its_entries_end() -> None:
    text = f"{FULL}\n{FULL}\nמקורות\n{FULL}\n{FULL}.\nרשימת המקורות\nכהן, ד׳ (2003). ספר. חיפה: מאגנס.\nלוי, ש׳ (1999). ספר אחר,\nחיפה: מאגנס.\nעל הפרסום"
    assert [paragraph.text for paragraph in paragraphs_of(lines_from(text, "text"), Ledger())][-4:] == [
        "רשימת המקורות", "כהן, ד׳ (2003). ספר. חיפה: מאגנס.", "לוי, ש׳ (1999). ספר אחר, חיפה: מאגנס.", "על הפרסום"]


@pytest.mark.parametrize(("line", "expected"), [
    ("( Deutsche) ב־ 1684 (1717–1747 )", "(Deutsche) ב־1684 (1717–1747)"), ("מ־ : [ ... ]", "מ־ : [ ... ]"),
])
def test_spaces_where_nobody_sets_one(line: str, expected: str) -> None:
    assert without_gaps(line) == expected


@pytest.mark.parametrize(("line", "before", "expected"), [
    ("114–107) השניים", "(O’Neil, pp.", "107–114) השניים"), ("114–107) השניים", "מן השנים", "114–107) השניים"),
    ("107–114)", "pp.", "107–114)"), ("8859-8", "ISO.", "8859-8"),
])
def test_pages_that_go_on_over_a_line_s_end_count_up(line: str, before: str, expected: str) -> None:
    assert with_head_turned(line, before) == expected


def test_numbers_alone_that_end_an_entry_in_latin_letters() -> None:
    assert ends_left_to_right("11–40.", ["Weber, K. Archiv, 7,"])
    assert not ends_left_to_right("11–40.", ["לוי, ד׳, ספר,"])
    assert not ends_left_to_right(".(40)", ["Weber, K. Archiv, 7,"])


def test_words_that_look_glued_and_cells_are_asked_about() -> None:
    ledger = Ledger()
    cells = [Paragraph(text, line, line) for line, text in enumerate(["שם", "בעל", "חברה", "שנה", "אות", "מקום", "מספר", "דף"])]
    asked_about([Paragraph("זה ספרמבחן ועוד ספר, ספר של מבחן.", 9, 9), *cells], [], ledger)
    assert [(question.code, question.text.split(" /")[0]) for question in ledger.questions] == [("words-glued", "ספר|מבחן"), ("table-cells", "שם")]


@pytest.mark.parametrize("text", ["*\n", f"{FULL}.\n", "1234\n", "– – –\n"])
def test_what_has_no_title_can_be_checked_all_the_same(tmp_path: Path, sadar: Callable[..., Ran], text: str) -> None:
    (tmp_path / "my_file.txt").write_text(text, "utf-8")
    assert sadar("import", tmp_path / "my_file.txt", "--into", tmp_path / "made").code == 0
    title = "'1234'" if "1234" in text else "my file"
    assert f"title: {title}\n" in (tmp_path / "made/manuscript.yaml").read_text("utf-8")
    assert sadar("check", tmp_path / "made").code == 0
