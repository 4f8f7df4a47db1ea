"""Text as PDFium gives it, whose lines are ordered by segments; what was extracted stands here as it came."""

import random
import unicodedata
from itertools import groupby
from math import inf
from pathlib import Path

import pytest

from sadar import importing
from sadar.bidi import segments
from sadar.bidi.base import direction_of_text
from sadar.bidi.restored import of_segments
from sadar.bidi.segments import Manner, looks_of_segments
from sadar.bidi.visual import MIRRORED, visual_order
from sadar.errors import ManuscriptError
from sadar.importers.ledger import Ledger
from sadar.importers.text_lines import lines_from
from sadar.importers.text_order import in_reading_order

#: A page of the specimen, whose pages turn from right to left; what is read there.
PAGE = [
    ("מקום ושנה מיוחסת לרומא ולשנים שסביב .1470 הספר העברי הראשון שתאריכו נקוב",
     "מקום ושנה מיוחסת לרומא ולשנים שסביב 1470. הספר העברי הראשון שתאריכו נקוב"),
    ("הוא 17 בפברואר 1475; באותה שנה נדפס בפיובה די סאקו ״ארבעה טורים״ )כהן,",
     "הוא 17 בפברואר 1475; באותה שנה נדפס בפיובה די סאקו ״ארבעה טורים״ (כהן,"),
    (",1966 עמ׳ צו–קה(. אף ששני הספרים נדפסו באותה שנה, אין הם דומים זה לזה: בן",
     "1966, עמ׳ צו–קה). אף ששני הספרים נדפסו באותה שנה, אין הם דומים זה לזה: בן"),
    ("מנוקד ומוטעם. (1909) Amram מקדיש למשפחה כמה מפרקי ספרו, וגם א״מ הברמן",
     "מנוקד ומוטעם. Amram (1909) מקדיש למשפחה כמה מפרקי ספרו, וגם א״מ הברמן"),
    (".3 לשון ההקדשה: hebraice et graece latine littere de sculptore nobillissimo un. על גרשם ועל",
     "3. לשון ההקדשה: un nobillissimo sculptore de littere latine graece et hebraice. על גרשם ועל"),
    ("הוא הוציא פעמיים את ״מקראות גדולות״, ב־1516–1517 וב־1524–,1525 ובראשית",
     "הוא הוציא פעמיים את ״מקראות גדולות״, ב־1516–1517 וב־1524–1525, ובראשית"),
    ("ואחרות, עד סמוך למותו ב־1598 )ראו 1968 ,Vervliet). ההבדל בין העבה לדק",
     "ואחרות, עד סמוך למותו ב־1598 (ראו Vervliet, 1968). ההבדל בין העבה לדק"),
    (" .Greenstone .H Julius :Philadelphia .Press Printing Hebrew the of History",
     "History of the Hebrew Printing Press. Philadelphia: Julius H. Greenstone."),
]
#: The same of a PDF by Chromium, which says in it what turned brackets stand for: they come before what they follow.
BRACKETS_FIRST = [
    ("לפני) 126 .p 2010, ,Smith )באדר אחריו הייתה. דברים של", "לפני (Smith, 2010, p. 126) באדר אחריו הייתה. דברים של"),
    ("ובין השני הביניים) ;1963( נפגשו של חתך; החל תווים", "ובין השני הביניים; (1963) נפגשו של חתך; החל תווים"),
    ("ורימיני הגדול] ...[ ופי את שהרי? הכתבים לכל נוהגים", "ורימיני הגדול [...] ופי את שהרי? הכתבים לכל נוהגים"),
    ("למספר) לוי, ,2003 עמ׳ 78( ראו היום הגובה", "למספר (לוי, 2003, עמ׳ 78) ראו היום הגובה"),
    (".באות הקוד( O’Neil, 1968, pp. 11–18( ברכות", "ברכות (O’Neil, 1968, pp. 11–18) הקוד באות."),
]


def read(*lines: str) -> tuple[list[str], Ledger]:
    ledger = Ledger()
    return [line.text for line in in_reading_order(lines_from("\n".join(lines), "a.txt"), ledger)], ledger


def as_pdfium_orders(looks: str, lead: float) -> str:
    """What ``CPDF_TextPage::CloseTempLine`` makes of a line."""
    def kind(letter: str) -> str:
        found = unicodedata.bidirectional(letter)
        return {"L": "left", "R": "right", "AL": "right"}.get(
            found, "weak" if found in ("AN", "EN", "NSM", "CS", "ES", "ET", "BN") else "neutral")

    parts = [(name, "".join(letters)) for name, letters in groupby(looks, kind)]
    names = [name for name, _ in parts]
    right, left = names.count("right"), names.count("left")
    backwards = (right > 0 or lead < 0) and right - left >= lead
    now, found = "right" if backwards else "left", ""
    for name, text in reversed(parts) if backwards else parts:
        if name in ("left", "right"):
            now = name
        turned = name == "right" or (name == "neutral" and now == "right")
        found += "".join(MIRRORED.get(letter, letter) for letter in reversed(text)) if turned else text
    return found


@pytest.mark.parametrize("lead", [1, 0, -inf])
def test_no_line_is_lost_in_the_order_of_segments(lead: float) -> None:
    dice = random.Random(1)
    for _ in range(3_000):
        looks = "".join(dice.choice("אבגabc12.,:-–()[]״;%+ \u05b8") for _ in range(dice.randint(1, 30)))
        assert looks_of_segments(as_pdfium_orders(looks, lead), Manner(lead)) == looks


@pytest.mark.parametrize("known", [PAGE, BRACKETS_FIRST])
def test_a_text_whose_segments_were_ordered_is_read_as_it_was_set(known: list[tuple[str, str]]) -> None:
    found, ledger = read(*(given for given, _ in known))
    assert found == [wanted for _, wanted in known]
    assert {change.rule for change in ledger.changes} == {"segment-order"}
    assert not ledger.questions


@pytest.mark.parametrize("lead", [1, 0, -inf])
def test_a_pdf_may_have_its_brackets_as_they_look(lead: float) -> None:
    wanted = [wanted for _, wanted in PAGE]
    found, _ = read(*(as_pdfium_orders(visual_order(line, direction_of_text(line, "rtl")), lead) for line in wanted))
    assert found == wanted


@pytest.mark.parametrize("known", [PAGE, BRACKETS_FIRST])
def test_a_text_that_is_read_as_it_was_set_stays_so(known: list[tuple[str, str]]) -> None:
    right = [wanted for _, wanted in known]
    found, ledger = read(*right)
    assert found == right
    assert not ledger.changes


def test_the_order_is_undone_only_where_stops_stand_before_foreign_words() -> None:
    """Brackets that stand the wrong way round say nothing of the order: other programs turn them."""
    lines = [f"דברים )ואף אלה( נאמרו ועוד )שוב( ושוב )Smith, {year}( כאן" for year in range(1990, 1999)]
    assert segments.signs(lines)[True] == 0
    assert of_segments(lines) is None


def test_a_line_that_would_read_worse_is_left_and_asked_about() -> None:
    typed = "כך נהוג (Smith, 2010, p. 126). אחריו באים דברים"
    found, ledger = read(*(given for given, _ in PAGE), typed)
    assert found == [*(wanted for _, wanted in PAGE), typed]
    assert [(question.code, question.text) for question in ledger.questions] == [("order-uncertain", typed)]


@pytest.mark.parametrize(("lead", "given"), [
    (1, "1945 Guillaume Le Bé חותך אנטוורפן לפריז"), (0, "לפריז אנטוורפן חותך Bé Le Guillaume 1945"),
])
def test_versions_differ_in_what_they_take_for_a_right_to_left_line(lead: int, given: str) -> None:
    """A row of a table with as many segments of both directions."""
    assert looks_of_segments(given, Manner(lead)) == "1945 Guillaume Le Bé ךתוח ןפרווטנא זירפל"


# Hyphens at the ends of rows


@pytest.mark.parametrize("mark", ["\ufffe", "\x02"])
def test_a_row_ends_at_a_hyphen_behind_which_no_line_was_ended(mark: str) -> None:
    found, ledger = read(f"Mixing Left-to{mark}Right Texts, as many were", f"printed in those days of bor{mark}rowed types")
    assert found == ["Mixing Left-to-", "Right Texts, as many were", "printed in those days of bor-", "rowed types"]
    assert {change.rule for change in ledger.changes} == {"row-ended"}


def test_a_row_ends_where_it_ended_on_the_page() -> None:
    given = "25.–14 ,(1)8 ,TUGboat .Texts Right\ufffeto-Left with Texts Left-to-Right Mixing .)1987 (.P ,MacKay and .E .D ,Knuth"
    found, _ = read(*(line for line, _ in PAGE), given)
    assert found[-2:] == ["Knuth, D. E. and MacKay, P. (1987). Mixing Right-to-Left Texts with Left-to-", "Right Texts. TUGboat, 8(1), 14–25."]


def test_a_glyph_that_stands_for_no_letter_is_asked_about() -> None:
    found, ledger = read("מילה \ufffe אחת")
    assert found == ["מילה \N{REPLACEMENT CHARACTER} אחת"]
    assert [question.code for question in ledger.questions] == ["glyph-unknown"]


def test_other_control_characters_are_refused_still(tmp_path: Path) -> None:
    for text in ("מילה \x02 אחת", "a\x03b", "a\uffffb"):
        with pytest.raises(ManuscriptError):
            lines_from(text, "a.txt")


# Raised numbers, which end what PDFium takes of a row at once


@pytest.mark.parametrize(("given", "expected"), [
    (" מאמר זה מבקש 1 ספרים ושל מדפיסים: מי הדפיס, היכן ובאיזו שנה.", "ספרים ושל מדפיסים: מי הדפיס, היכן ובאיזו שנה.1 מאמר זה מבקש"),
    (" שנדפס בשנת 1716 הצדדים ישר לכל. יחידת גרטון ברווחים בכתב. בה 3", "3 שנדפס בשנת 1716 הצדדים ישר לכל. יחידת גרטון ברווחים בכתב. בה"),
    (" כך תיאר דויד את המשפחה במכתב מ־3 באוקטובר :1972 תחילתה סביב ,1937 ובה 8",
     "8 כך תיאר דויד את המשפחה במכתב מ־3 באוקטובר 1972: תחילתה סביב 1937, ובה"),
    (" מן הרמות 1 ומן 2 מתקבלת רמה אחת.", "מן הרמות 1 ומן 2 מתקבלת רמה אחת."),
    ("מן הרמה 1 מתקבלת רמה אחת.", "מן הרמה 1 מתקבלת רמה אחת."),
])
def test_a_row_before_which_something_stood_goes_on_behind_the_raised_number(given: str, expected: str) -> None:
    assert read(*(line for line, _ in PAGE), given)[0][-1] == expected


def test_the_last_letter_of_a_pointed_word_comes_back_to_it() -> None:
    found, _ = read(*(line for line, _ in PAGE), "נסדר בסַּדָ ר", "אמר לָךְ א׳ ב")
    assert [unicodedata.normalize("NFC", line) for line in found[-2:]] == [
        unicodedata.normalize("NFC", line) for line in ("נסדר בסַּדָר", "אמר לָךְ א׳ ב")]


def test_a_call_at_the_head_of_a_row_ends_it(tmp_path: Path) -> None:
    text = "\n".join(["כותרת המאמר", *(line for line, _ in PAGE[:3]), "1 ועוד דברים שנאמרו באותו עניין ובאחרים.",
                      *(line for line, _ in PAGE[3:7]), "2 כך נאמר שם.", " הערה ראשונה ובה מילים אחדות. 1",
                      " הערה שנייה, והיא קצרה. 2"])
    path = tmp_path / "a.txt"
    path.write_text(text, "utf-8")
    draft = importing.read(path).draft
    assert "ועוד דברים שנאמרו באותו עניין ובאחרים.[^1]" in draft.text
    assert "כך נאמר שם.[^2]" in draft.text
    assert "[^2]: הערה שנייה, והיא קצרה." in draft.text
