"""Marks as they are typed, and as each language has them: geresh, gershayim, quotation marks, maqaf, note calls."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import ROOT
from sadar import build, marks
from sadar.manuscript.tree import plain

Folder = Callable[..., Path]
HE = (ROOT / "styles/words/he.yaml").read_text("utf-8")
OLD = HE.replace('quotation: ["״", "״"]', 'quotation: ["„", "”"]').replace(
    'quotation-inside: ["׳", "׳"]', 'quotation-inside: ["‚", "’"]')


def set_text(folder: Folder, text: str, lang: str = "he", words: str = HE) -> str:
    where = folder(f"title: א\nlang: {lang}\n", text, None, {"styles/words/he.yaml": words})
    return plain(build.prepare(where).manuscript.region("body")).strip()


@pytest.mark.parametrize(("typed", "house", "old"), [
    ("צה\"ל וג'ורג' עמ' 5", "צה״ל וג׳ורג׳ עמ׳ 5", "צה״ל וג׳ורג׳ עמ׳ 5"),
    ('אמר "שלום לך" והלך', "אמר ״שלום לך״ והלך", "אמר „שלום לך” והלך"),
    ('ב"הארץ" של היום', "ב״הארץ״ של היום", "ב„הארץ” של היום"),
    ('ב"ארץ ישראל" ורש"י', "ב״ארץ ישראל״ ורש״י", "ב„ארץ ישראל” ורש״י"),
    ('דו"חות של ח"כים', "דו״חות של ח״כים", "דו״חות של ח״כים"),
    ('המנכ"לית אמרה "לא"', "המנכ״לית אמרה ״לא״", "המנכ״לית אמרה „לא”"),
    ("\"היא אמרה 'לא' לי.\"", "״היא אמרה ׳לא׳ לי.״", "„היא אמרה ‚לא’ לי.”"),
    ("גרסת ״המקור״ הזאת", "גרסת ״המקור״ הזאת", "גרסת „המקור” הזאת"),
    ('שמו "*Middle* East" בלבד', "שמו ״Middle East״ בלבד", "שמו „Middle East” בלבד"),
    ('תל-אביב ב-1948 ו-Smith', "תל־אביב ב־1948 ו־Smith", "תל־אביב ב־1948 ו־Smith"),
    ("ל-\"הארץ\" ו-(כהן) וה'-ו' כאן", "ל־״הארץ״ ו־(כהן) וה׳־ו׳ כאן", "ל־„הארץ” ו־(כהן) וה׳־ו׳ כאן"),
    ('"Hello," he said, ושוב "שלום".', "״Hello,״ he said, ושוב ״שלום״.", "„Hello,” he said, ושוב „שלום”."),
    ('אמר "*em*" ושוב', "אמר ״em״ ושוב", "אמר „em” ושוב"),
    ("זווית 30°15'20\" ואורך 5'10\" כאן", "זווית 30°15'20\" ואורך 5'10\" כאן", "זווית 30°15'20\" ואורך 5'10\" כאן"),
    ("דברי 'Ali ועוד", "דברי 'Ali ועוד", "דברי 'Ali ועוד"),
    ("1948-1951 ו־21-014-41001", "1948-1951 ו־21-014-41001", "1948-1951 ו־21-014-41001"),
    ('הקוד `"a-b"` כאן', 'הקוד "a-b" כאן', 'הקוד "a-b" כאן'),
    ("<https://example.org/a-b'c>", "https://example.org/a-b'c", "https://example.org/a-b'c"),
    ('“שלום” כמות שהוא', "“שלום” כמות שהוא", "“שלום” כמות שהוא"),
    ('שָׁלוֹ"ם ו"שָׁלוֹם"', 'שָׁלוֹ״ם ו״שָׁלוֹם״', 'שָׁלוֹ״ם ו„שָׁלוֹם”'),
])
def test_hebrew_marks(folder: Folder, typed: str, house: str, old: str) -> None:
    where = folder("title: א\nlang: he\n", typed, None)
    assert plain(build.prepare(where).manuscript.region("body")).strip() == house
    (where / "styles/words").mkdir(parents=True)
    (where / "styles/words/he.yaml").write_text(OLD, "utf-8")
    assert plain(build.prepare(where).manuscript.region("body")).strip() == old


@pytest.mark.parametrize(("lang", "typed", "right"), [
    ("en", "He said \"no\" and 'yes', don't", "He said “no” and ‘yes’, don’t"),
    ("en", "the '90s, 'tis said, and 'quoted'", "the ’90s, ’tis said, and ‘quoted’"),
    ("ru", 'Он сказал "нет"', "Он сказал «нет»"),
    ("ar", 'قال "لا" له', "قال «لا» له"),
    ("fa", 'گفت "نه" و رفت', "گفت «نه» و رفت"),
    ("yi", 'ער האָט געזאָגט "יאָ" ר\' משה', "ער האָט געזאָגט „יאָ“ ר׳ משה"),
    ("he", '[He said "no"]{lang=en} כאן', "He said “no” כאן"),
    ("he", '[Er sagte "nein"]{lang=de} כאן', 'Er sagte "nein" כאן'),
])
def test_marks_of_other_languages(folder: Folder, lang: str, typed: str, right: str) -> None:
    assert set_text(folder, typed, lang) == right


def test_a_note_has_marks_of_its_own_and_nothing_but_marks_is_changed(folder: Folder) -> None:
    text = 'פתח "ולא[^a] סגר.\n\n[^a]: הערה "שלמה" כאן.\n\n- פריט "א"\n\n| ע"א | ב |\n|---|---|\n| "ג" | $x\'$ |\n'
    where = folder("title: א\nlang: he\n", text, None)
    after = build.prepare(where).manuscript
    shown = plain(after.region("body"))
    assert "הערה ״שלמה״ כאן" in shown and "פריט ״א״" in shown and "ע״א" in shown
    again = marks.set_right(replace(after), build.Style(where))
    assert again.blocks == after.blocks


@pytest.mark.parametrize(("typed", "order"), [
    ("מילה[^a]. עוד[^b]", "מילה.א עודב"), ("מילה[^a], עוד[^b]", "מילה,א עודב"), ("מילה[^a][^b]...", "מילה...א,ב"),
    ("מילה.[^a] עוד[^b]", "מילה.א עודב"), ("(מילה[^a]) עוד[^b]", "(מילהא) עודב"),
])
def test_note_calls_follow_the_punctuation(folder: Folder, typed: str, order: str) -> None:
    text = f"{typed}\n\n[^a]: א\n\n[^b]: ב\n"
    assert set_text(folder, text).replace("\n", "") == order
