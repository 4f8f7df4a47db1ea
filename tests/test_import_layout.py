"""Lines of an extracted text become paragraphs: furniture taken out, words and pages joined, notes called."""

from pathlib import Path

import pytest

from sadar.importers import Certainty
from sadar.importers.drafting import draft_of
from sadar.importers.furniture import without_furniture
from sadar.importers.ledger import Ledger
from sadar.importers.notes import rejoined, with_notes
from sadar.importers.paragraphs import Kind, Paragraph, paragraphs_of
from sadar.importers.text import read
from sadar.importers.text_lines import lines_from

FULL = "שורה מלאה של טקסט שנמשכת מצד אל צד של הדף ואינה נגמרת בו אלא אחריו"
PAGE = " ".join([FULL] * 6)


def made(text: str) -> tuple[list[Paragraph], Ledger]:
    ledger = Ledger()
    return paragraphs_of(lines_from(text, "text"), ledger), ledger


def test_a_paragraph_goes_on_where_a_line_ends_with_a_space() -> None:
    paragraphs, _ = made(f"כותרת\nשם אחר\n{FULL} \n{FULL} \n\nוכאן סופה.\nפסקה חדשה {FULL} \n{FULL}–\nסופה.")
    assert [(paragraph.first, paragraph.last) for paragraph in paragraphs] == [(1, 1), (2, 2), (3, 6), (7, 9)]
    assert paragraphs[-1].text.endswith("אחריו–סופה.")


def test_words_that_a_line_divides() -> None:
    text = ("Title\nAuthor Name\n\nOne well-known and good transla-\ntion of the text, and this trans-\nlation is known; again a well-\n"
            "known one in the years 1999-\n2000 that is here, and מזרח־\nתיכון.\n\nAnother line with a translation\nin it, and more of it here.")
    paragraphs, ledger = made(text)
    assert paragraphs[2].text == ("One well-known and good translation of the text, and this translation is known; again a well-known "
                                  "one in the years 1999-2000 that is here, and מזרח־תיכון.")
    assert [(change.after, change.certainty) for change in ledger.changes if change.rule == "hyphenated"] == [
        ("translation", Certainty.CERTAIN), ("translation", Certainty.CERTAIN)]


def test_furniture_is_found_by_pages_and_tells_the_first_page() -> None:
    pages = [f"{head}{own} {FULL}\n{FULL} {own}.\n\n{foot}" for own, head, foot in (
        ("אחת", "", "45"), ("שתיים", "46\nכתב העת\n", ""), ("שלוש", "שם המאמר\n47\n", ""), ("ארבע", "48\nכתב העת\n", ""),
        ("חמש", "שם המאמר\n49\n", ""))]
    ledger = Ledger()
    lines, first = without_furniture(lines_from("\f".join(pages), "text"), ledger)
    assert first == 45
    assert all(FULL in line.text for line in lines if line.text)
    assert [change.before for change in ledger.changes] == ["45", "46", "כתב העת", "שם המאמר", "47", "48", "כתב העת", "שם המאמר", "49"]


def test_furniture_between_blank_lines_is_asked_about() -> None:
    ledger = Ledger()
    lines, first = without_furniture(lines_from(
        f"{FULL}\n\n\nראש הדף\n\n122\n\n{PAGE}.\n\n5\n\n{FULL}.", "text"), ledger)
    assert first is None
    assert [line.text for line in lines if line.text] == [FULL, f"{PAGE}.", "5", f"{FULL}."]  # 5 stands between sentences
    assert [question.code for question in ledger.questions] == ["page-number", "running-head"]


def test_notes_come_to_their_calls_over_pages() -> None:
    small = "הערה בשורה ארוכה יותר מן השורות של הטקסט עצמו, כי אותיותיה קטנות, והיא"
    text = (f"{FULL[:50]}\n{FULL[:50]}\nסוף.1 ועוד {FULL[:40]}\n1. {small}\nנמשכת.\n\f{FULL[:50]} עד הסוף.\n{FULL[:50]}\n"
            f"ועוד הערה.2\n2. {small} נגמרת.")
    ledger = Ledger()
    lines, notes = with_notes(lines_from(text, "text"), ledger)
    paragraphs = rejoined(paragraphs_of(lines, ledger), ledger)
    assert sorted(notes) == [1, 2]
    assert notes[1].text == f"{small} נמשכת."
    joined = " ".join(paragraph.text for paragraph in paragraphs)
    assert "סוף.\x021\x03 ועוד" in joined
    assert "ועוד הערה.\x022\x03" in joined
    assert any(paragraph.pages == (1, 2) for paragraph in paragraphs)


def test_a_note_at_the_end_goes_on_behind_a_short_line_that_ends_a_sentence() -> None:
    full = "מילים רבות בשורה מלאה מכאן ועד סופה ועוד אחת"
    text = f"{full}\n{full}.1 ועוד\n{full}.2\n1. {full}\nכאן נגמר משפט.\n{full}\nסוף ההערה.\n2. הערה אחרת."
    _, notes = with_notes(lines_from(text, "text"), Ledger())
    assert [note.text for note in notes.values()] == [f"{full} כאן נגמר משפט. {full} סוף ההערה.", "הערה אחרת."]


def test_numbers_that_call_nothing_stay() -> None:
    ledger = Ledger()
    lines, notes = with_notes(lines_from("כאן ב־1563 ושם 1.\n\nעוד משפט.7 אחר.", "text"), ledger)
    assert notes == {}
    assert "\x02" not in "".join(line.text for line in lines)


def test_quotations_by_tabs_and_indents() -> None:
    tabs = "\t".join(FULL.split())
    paragraphs, ledger = made(f"כותרת\nשם אחר\n{FULL} \n{FULL}:\n\n{tabs}\t\n{tabs}.\n\n{FULL}.\n")
    assert [paragraph.kind for paragraph in paragraphs] == [Kind.TEXT] * 3 + [Kind.QUOTE, Kind.TEXT]
    assert [question.code for question in ledger.questions] == ["quote-by-tabs"]
    paragraphs, _ = made(f"{FULL}.\n\n    {FULL}\n    {FULL}.\n\n{FULL}.\n{FULL}.\n")
    assert [paragraph.kind for paragraph in paragraphs][:2] == [Kind.TEXT, Kind.QUOTE]


def test_lists_headings_and_what_stands_around(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"כותרת המאמר\n\nדנה לוי\n\nאוניברסיטת חיפה\n\nתקציר\n\n{FULL}.\n\nמילות מפתח: דפוס, אות\n\nפרק ראשון\n\n{FULL * 3}.\n\n"
                                    f"– ראשון;\n\n– שני.\n\n1. אחד;\n\n2. שניים.\n\n{FULL}.", "utf-8")
    draft = read(tmp_path / "a.txt")
    assert draft.metadata["affiliations"] == [{"id": "home", "name": "אוניברסיטת חיפה"}]
    assert draft.metadata["author"] == [{"name": {"given": "דנה", "family": "לוי"}, "affiliations": [{"ref": "home"}]}]
    assert draft.metadata["abstract"] == f"{FULL}."
    assert draft.metadata["keywords"] == ["דפוס", "אות"]
    assert draft.text.startswith("# פרק ראשון\n\n")
    assert "\n\n- ראשון;\n\n- שני.\n\n1. אחד;\n\n2. שניים.\n\n" in draft.text


@pytest.mark.parametrize("label", ["תקציר", "תקציר:", "Abstract"])
def test_an_abstract_and_keywords_begin_where_their_labels_stand(label: str) -> None:
    full = "מילים רבות בשורה מלאה מכאן ועד סופה ועוד אחת"
    lines = lines_from(f"כותרת\n{label}\n{full}\n{full}\nמילות מפתח: אחת, שתיים\n{full}\n{full}.", "text")
    texts = [paragraph.text for paragraph in paragraphs_of(lines, Ledger())]
    assert texts == ["כותרת", label, f"{full} {full}", "מילות מפתח: אחת, שתיים", f"{full} {full}."]


def test_a_word_that_begins_like_the_label_of_an_abstract_is_not_cut() -> None:
    text = "תקצירים של מאמרים רבים נדפסו בכתב העת הזה, " + "ובכל אחד מהם נאמר מה שנאמר, " * 8 + "וזה הכול."
    draft = draft_of([*paragraphs_of(lines_from(f"כותרת\n\n{text}\n\nעוד פסקה של טקסט.", "text"), Ledger())], {}, None, Ledger())
    assert "תקצירים של מאמרים" in draft.text
