"""Text that MuPDF took out of a right-to-left PDF: pieces, words and cells as they were painted."""

import pytest

from sadar.bidi import painted, sorted_words
from sadar.importers import Certainty
from sadar.importers.ledger import Ledger
from sadar.importers.text_lines import lines_from
from sadar.importers.text_order import in_reading_order
from sadar.importers.unmarked_pages import with_pages

#: A row as long as any.
LONG = "שורה ארוכה של טקסט עברי שנמשכת מצד אל צד ואין בה דבר מלבד מילים רבות מאוד"
#: Rows that say how their text was taken out: their stops at their heads.
PAINTED = [f".{LONG}", f",{LONG}", f":{LONG}", LONG]
NBSP = "\N{NO-BREAK SPACE}"


def rows(*lines: str) -> list[str]:
    return [row.text for row in painted.rows([LONG, *lines], [0])][1:]


def read(*lines: str) -> tuple[list[str], Ledger]:
    ledger = Ledger()
    return [line.text for line in in_reading_order(lines_from("\n".join(lines), "a.txt"), ledger)], ledger


@pytest.mark.parametrize(("line", "expected"), [
    (".ביחידה אחת: השורה", "ביחידה אחת: השורה."),
    (" ,וכל אלה", "וכל אלה,"),
    ("( הנדפס, ראו ספרו של הברמן", "הנדפס, ראו ספרו של הברמן ("),
    (")והלוחות. (אבות ה, ו", "והלוחות. (אבות ה, ו)"),
    (" ואל תקןUnicode ואל", "ואל תקן Unicode ואל"),
    (f"{NBSP}טבלה1.", f"טבלה{NBSP}1."),
    (" ,לצ׳זרה בורג׳ה (פאנו1503), הוא", "לצ׳זרה בורג׳ה (פאנו, 1503), הוא"),
    ("– , ובה שלוש צורות", ", ובה שלוש צורות –"),
    (".2רש״י, שחי בצרפת", "2. רש״י, שחי בצרפת"),
    ("( ללא ,ברק וגולן1987", "ללא (ברק וגולן, 1987"),
    ("אל הקוד״ ;״האלגוריתם״ ;״מה דורשת", "אל הקוד״; ״האלגוריתם״; ״מה דורשת"),
    ("״לאמשטרדם״( ), חלקו השני באות", "״לאמשטרדם״), חלקו השני באות ("),
    ("( באותה שנה ״טורים״,כהן", "באותה שנה ״טורים״ (כהן,"),
    ("הספר העברי.. ירושלים: ראובן מס", "הספר העברי. ירושלים: ראובן מס."),
    ("״ראשיתה של האות״;", "״ראשיתה של האות״;"),
    ("רפאל פרנקMonotype", "רפאל פרנק Monotype"),
    ("וב־1484", "וב־1484"),
])
def test_the_marks_of_a_piece_come_behind_it(line: str, expected: str) -> None:
    assert rows(line) == [expected]


@pytest.mark.parametrize("line", [
    LONG, "(כהן, 1966) כתב כך", "– פריט של רשימה", "... והמשך", "״מובאה״ בראש שורה", "A line, in English (1999).", "1. פריט", "*** ", "[...] ושוב",
])
def test_what_may_stand_at_a_head_stays_there(line: str) -> None:
    assert rows(line) == [line.strip()]


@pytest.mark.parametrize(("lines", "expected"), [
    (["( ספרו של הברמן1968", ".)"], ["ספרו של הברמן (1968)."]),
    (["פעמיים, ב־1516", "–", "1517 וב־1524", "–", "1525, ובראשית"], ["פעמיים, ב־1516–1517 וב־1524–1525, ובראשית"]),
    ([" הוא17", "  בפברואר1475"], ["הוא 17 בפברואר 1475"]),
    (["וב־1488", ", יצא התנ״ך"], ["וב־1488 יצא התנ״ך,"]),
    (["Griffo", "., שחתך גם את אותיותיו3 לפי"], ["Griffo, שחתך גם את אותיותיו.3 לפי"]),
    (["( הרבה לפי לוי2003", " , עמ׳64", "?) אביב היצוקה1"], ["הרבה לפי לוי (2003, עמ׳ 64) אביב היצוקה?1"]),
    ([" .3", " :לשון ההקדשהun nobillissimo"], ["3. לשון ההקדשה: un nobillissimo"]),
    (["״האות המודרנית״", "), וחלקו"], ["״האות המודרנית״), וחלקו"]),
    (["( רבינוביץ1952", " .)מאמר על התלמוד"], ["רבינוביץ (1952). מאמר על התלמוד"]),
    # A row of its own: the flag changes, no space stands before the piece, both rows are foreign, or there is no room.
    (["וב־1488", "יצא התנ״ך"], ["וב־1488", "יצא התנ״ך"]),
    (["121", ".מבטו של הסדר"], ["121", "מבטו של הסדר."]),
    ([" *", "מאמר זה"], ["*", "מאמר זה"]),
    ([".)", "123מן הסדר"], [").", "123מן הסדר"]),
    (["Press. ", "Davis, M. (2013)."], ["Press.", "Davis, M. (2013)."]),
    ([f"{LONG}1488", ", יצא התנ״ך"], [f"{LONG} 1488", "יצא התנ״ך,"]),
])
def test_the_pieces_of_a_row_are_joined(lines: list[str], expected: list[str]) -> None:
    assert rows(*lines) == expected


def test_no_row_goes_on_behind_a_blank_line_or_a_page() -> None:
    for between in ("\n\n", "\n\f"):
        found, _ = read(*PAINTED, between.join(["ספרו של הברמן1968", ".) כך"]))
        assert "ספרו של הברמן 1968" in found
        assert ") כך." in found


def test_text_in_pieces_is_told_by_its_stops_and_logged() -> None:
    found, ledger = read(*PAINTED, "( ספרו של הברמן1968", ".)")
    assert found == [f"{LONG}.", f"{LONG},", f"{LONG}:", LONG, "ספרו של הברמן (1968)."]
    changes = [change for change in ledger.changes if change.rule == "painted-order"]
    assert [(change.where, change.certainty) for change in changes] == [
        ("line 1", Certainty.CERTAIN), ("line 2", Certainty.CERTAIN), ("line 3", Certainty.CERTAIN), ("line 5", Certainty.LIKELY)]
    assert changes[-1].before == "( ספרו של הברמן1968\n.)"
    assert not ledger.questions


def test_right_text_is_not_taken_for_painted_text() -> None:
    right = [f"{LONG}.", f"– {LONG},", f"({LONG})", "1968", ").", "( פתוח", f"{LONG}:", f". {LONG}", f"; {LONG}", f", {LONG}"]
    found, ledger = read(*right)
    assert found == right
    assert not ledger.changes
    english = "\n".join([".NET is a name", ",x", ":y"] * 3)
    assert not painted.by_pieces(english)
    assert not painted.by_words(english)


def test_letters_that_stand_as_they_look_are_not_taken_for_painted_text() -> None:
    looks = "\n".join(line[::-1] for line in [f"{LONG}.", f"אחרים, {LONG}.", f"מילים, {LONG}.", f"דברים, {LONG}."])
    assert not painted.by_pieces(looks)
    assert not painted.by_words(looks)


def test_words_that_were_painted_one_by_one() -> None:
    found, ledger = read(
        "רבות מילים ,דבר לכל .ארוכה שורה", "לשונות של ,ספרים של .דברים", "באדר )Smith, 2010, p. 126( לפני",
        ".המאה 1784ל־ 1773 בין ומה ;אחרים ,אלה", "תנועת חותךGuillaume Le Bé", "רחבות קורן")
    assert found == ["שורה ארוכה. לכל דבר, מילים רבות", "דברים. של ספרים, של לשונות", "לפני (Smith, 2010, p. 126) באדר",
                     "אלה, אחרים; ומה בין 1773 ל־1784 המאה.", "חותך תנועת", "Guillaume Le Bé", "קורן רחבות"]
    assert {change.rule for change in ledger.changes} == {"visual-order"}


def test_words_that_were_sorted_by_place_are_asked_about_once() -> None:
    found, ledger = read(
        "רבות מילים , דבר לכל .ארוכה שורה", "לשונות של ,ספרים של .דברים", "באדר 126)Smith, 2010, p.     ( לפני",
        "  הקריאה  6).Weber, 1921, S.    ; 1987 , ברק ( ללא", "האות 47.4%) ( בשלושה")
    assert found == ["שורה ארוכה. לכל דבר, מילים רבות", "דברים. של ספרים, של לשונות", "לפני (Smith, 2010, p. 126) באדר",
                     "ללא (ברק, 1987; Weber, 1921, S. 6). הקריאה", "בשלושה (47.4%) האות"]
    assert [question.code for question in ledger.questions] == ["words-sorted"]
    assert "without sorting" in ledger.questions[0].reason
    assert sorted_words.marks_returned("94). Leipzig: Brockhaus.   x") == "94). Leipzig: Brockhaus.   x"


def pages(*lines: str) -> list[int]:
    return [line.page for line in with_pages(lines_from("\n".join(lines), "a.txt"), Ledger()) if line.text]


def test_pages_are_told_by_numbers_beside_heads() -> None:
    text = ["שורה"] * 12
    assert pages(*text, "7", *text, "ראש8", *text, "9ראש אחר", *text, "ראש10", *text, "11ראש אחר") == [
        page for page in (1, 2, 3, 4, 5) for _ in range(13)]
    assert pages(*text, "7", "8 ראש", *text, "9 ראש אחר", *text, "10 ראש", *text, "11 ראש אחר", *text) == (
        [1] * 13 + [page for page in (2, 3, 4, 5) for _ in range(13)])


@pytest.mark.parametrize("lines", [
    [line for number in range(1, 9) for line in [*["שורה"] * 12, str(number)]],
    [line for number in range(1, 9) for line in ["שורה", f"פריט {number}"]],
    [*["שורה"] * 12, "ראש 1", *["שורה"] * 12, "ראש 2", *["שורה"] * 12],
    [line for number in range(9, 1, -1) for line in [*["שורה"] * 12, f"ראש {number}"]],
])
def test_other_numbers_tell_no_pages(lines: list[str]) -> None:
    assert set(pages(*lines)) == {1}


def test_two_form_feeds_part_one_page_from_the_next() -> None:
    assert pages("א", "\f", "\fב", "\f", "\fג") == [1, 2, 3]
    assert pages("א", "\fב", "\f", "\fג") == [1, 2, 4]
