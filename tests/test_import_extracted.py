"""Faults of single programs that take text out of a PDF, mended by what the rest of the text shows."""

import pytest

from sadar.bidi import pieces
from sadar.bidi.restored import restored
from sadar.importers import Certainty
from sadar.importers.ledger import Ledger
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


@pytest.mark.parametrize(("looks", "expected"), [
    ("ךורב־ןקוש" "ךורב הקסיצנרפ", "שוקן־ברוך פרנציסקה ברוך"),
    ("סיקרנ" "סיקרנ יבצ", "נרקיס צבי נרקיס"),
    ("Monotype" "םיעבראה תונש ףוס", "Monotype סוף שנות הארבעים"),
    ("גיצפייל ,תיב" "1908", "בית, לייפציג 1908"),
    ("״םדרטשמאל״" "( תינרדומ תואב קלח ,)" "״הקיתע תוא״" "וקלחו ,)", "״לאמשטרדם״), חלק באות מודרנית (״אות עתיקה״), וחלקו"),
    ("״דוקה לא" " ;" "״ינוויכ םתירוגלא״" " ;" "״הרוש המ״" "םלוכב ןויד .)", "אל הקוד״; ״אלגוריתם כיווני״; ״מה שורה״). דיון בכולם"),
    ("1966" "הק–וצ ׳מע ," "הזל הז ןימוד .)", "1966, עמ׳ צו–קה). דומין זה לזה"),
    (" .קלח וילעמו ," " רויא" "1", ", ומעליו חלק. איור 1"),
    ("רדס םזימ" " ," " ,ו״פשת" "2026", "מיזם סדר, תשפ״ו, 2026"),
    (" :ךותמ" "רודיס תואמגוד ," "1", "מתוך: דוגמאות סידור, 1"),
    (" םש ,יוטיב" "C++" "םייוטיב ,", "ביטוי, שם C++, ביטויים"),
    (" ביבס" "1937" "– תורוצ שולש ,", "סביב 1937, שלוש צורות –"),
    (" ,ןקתה" "https://www.example.org/tr9/" ".ויתואסרג םע ןכדעתמ ,", "התקן, https://www.example.org/tr9/, מתעדכן עם גרסאותיו."),
    ("״בתכ״ב ואר", "ראו ב״כתב״"),
])
def test_runs_that_were_joined_without_a_space_part_where_no_text_goes_on_so(looks: str, expected: str) -> None:
    assert pieces.in_pieces(looks, "rtl", {"נרקיס": 3, "נרקיסנרקיס": 1, "סידורמתוך": 1, "סידור": 2, "מתוך": 1}).strip() == expected


@pytest.mark.parametrize("known", [
    {"נרקיסצבי": 2, "נרקיס": 2, "צבי": 1}, {"נרקיסצבי": 1, "נרקיס": 2}, {"נרקיסצבי": 1, "נרקיס": 1, "צבי": 1},
    {"נרקיסצבי": 1, "נרקיס": 2, "צבי": 2, "נרקי": 2, "סצבי": 2}, {},
])
def test_a_word_stays_whole_where_it_is_not_for_certain_two(known: dict[str, int]) -> None:
    assert pieces.in_pieces("יבצסיקרנ", "rtl", known) == "נרקיסצבי"
    assert pieces.in_pieces("יבצסיקרנ", "rtl", {"נרקיסצבי": 1, "נרקיס": 2, "צבי": 1}) == "צבי נרקיס"


def test_a_line_whose_words_were_parted_is_likely_only() -> None:
    lines = [" .תישאר רפס הז", " הז סיקרנ לש ורפס", "1990 סיקרנ ןכו", "סיקרנ" "סיקרנ יבצ", *3 * ["( םושיר" "1990" "ןכו ,)"]]
    found, places = restored(lines)
    assert found[3] == "נרקיס צבי נרקיס"
    assert places == {3}
