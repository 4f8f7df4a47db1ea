"""sadar import: files made whole or not at all, the log, and text extracted from right-to-left PDFs put right."""

import hashlib
import re
import textwrap
import unicodedata
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from conftest import ROOT, SEED, Ran, built, run
from extractions import extracted, share, text_of, words
from sadar import build, importing
from sadar.bidi import brackets, inverse, letters, swapped
from sadar.bidi.plausible import likeliest_base
from sadar.bidi.shown import shown
from sadar.bidi.visual import visual_order
from sadar.errors import UsageError
from sadar.importers import Certainty, Change, Draft, Question
from sadar.importers.files import files_of
from sadar.importers.furniture import without_furniture
from sadar.importers.ledger import Ledger
from sadar.importers.paragraphs import Kind, paragraphs_of
from sadar.importers.text_lines import lines_from, lines_of
from sadar.importers.text_order import in_reading_order
from sadar.manuscript import Source
from sadar.manuscript.yaml_source import YamlSource

TEXT = """\
הדפוס העברי באיטליה
דנה לוי, משה כהן

הדפוס העברי החל באיטליה בשנות השבעים של המאה החמש־עשרה, וממנה התפשט אל שאר ארצות הים התיכון ואל המזרח, עד שהגיע לקושטא (Smith, 1999, pp. 5-9).

בתוך דור אחד נוסדו בה בתי דפוס רבים, ואחדים מהם (אך לא כולם) נדדו מעיר לעיר בעקבות גזרות וקשיי פרנסה, כפי שתיאר Amram (1909) בספרו.

* המחקר נעשה בתמיכת קרן לדוגמה, מענק מס׳ 12/34.
"""
needs_seed = pytest.mark.skipif(not SEED.exists(), reason="the seed article lies beside the project only where it is developed")


def imported(sadar: Callable[..., Ran], tmp_path: Path, text: str, name: str = "my text.txt") -> Path:
    source = tmp_path / name
    source.write_text(text, "utf-8")
    ran = sadar("import", source, "--into", tmp_path / "made")
    assert (ran.code, ran.err) == (0, "")
    return tmp_path / "made"


def repaired(text: str) -> tuple[str, Ledger]:
    ledger = Ledger()
    return "\n".join(line.text for line in in_reading_order(lines_from(text, "text"), ledger)), ledger


def test_an_import_makes_a_manuscript_that_builds(sadar: Callable[..., Ran], tmp_path: Path) -> None:
    folder = imported(sadar, tmp_path, TEXT)
    assert sorted(path.name for path in folder.iterdir()) == ["import-log.md", "manuscript.yaml", "my-text.md", "references.yaml"]
    metadata = YamlSource(Source("", (folder / "manuscript.yaml").read_text())).value
    assert metadata["title"] == "הדפוס העברי באיטליה"
    assert metadata["author"] == [{"name": {"given": "דנה", "family": "לוי"}}, {"name": {"given": "משה", "family": "כהן"}}]
    assert metadata["funding"] == [{"awards": [{"id": "12/34", "source": [{"name": "קרן לדוגמה"}]}]}]
    assert metadata["contents"] == ["my-text.md"]
    text = (folder / "my-text.md").read_text()
    assert "[@smith1999, pp. 5-9]" in text
    assert "(אך לא כולם)" in text
    assert "@amram1909 בספרו" in text
    built(sadar, folder, ("epub",))


def test_the_check_says_what_a_work_known_from_its_citation_lacks(sadar: Callable[..., Ran], tmp_path: Path) -> None:
    ran = sadar("check", imported(sadar, tmp_path, TEXT))
    assert ran.code == 0
    assert "the work “smith1999” is known by author and year only: it lacks title" in ran.err
    assert "[reference-cited-only]" in ran.err


def test_what_the_file_does_not_say_stands_as_comments_that_may_be_filled_in(sadar: Callable[..., Ran], tmp_path: Path) -> None:
    folder = imported(sadar, tmp_path, TEXT)
    path = folder / "manuscript.yaml"
    said = path.read_text()
    assert "# subtitle: …" in said
    filled = re.sub(r"^# (  (?:container-title|first-page)|publication|subtitle)", r"\1", said, flags=re.MULTILINE)
    assert filled != said
    path.write_text(filled)
    assert sadar("check", folder).code == 0


def test_an_import_never_overwrites(sadar: Callable[..., Ran], folder: Callable[..., Path], tmp_path: Path) -> None:
    source, where = tmp_path / "a.txt", folder()
    source.write_text(TEXT)
    before = {path: path.read_bytes() for path in where.rglob("*")}
    ran = sadar("import", source, "--into", where)
    assert ran.code == 2
    assert ran.err.count("is there already and is not empty") == 1
    assert {path: path.read_bytes() for path in where.rglob("*")} == before
    with pytest.raises(UsageError):
        importing.write(importing.read(source), where)


def test_a_dry_run_shows_the_log_and_writes_nothing(sadar: Callable[..., Ran], tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text(TEXT)
    ran = sadar("import", source, "--into", tmp_path / "made", "--dry-run")
    assert ran.code == 0
    assert "## Repairs" in ran.out
    assert "citation (likely)" in ran.out
    assert not (tmp_path / "made").exists()


def test_an_import_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    draft = Draft({"title": "x", "lang": "he"}, "א", files={"figures/a.png": b"1", "figures": b"a file where a folder is"})
    with pytest.raises(importing.OutputError):
        importing.write(importing.Imported(Path("a.txt"), draft), tmp_path / "made")
    assert list(tmp_path.iterdir()) == []


def test_same_input_same_bytes(sadar: Callable[..., Ran], tmp_path: Path) -> None:
    first = {path.name: path.read_bytes() for path in imported(sadar, tmp_path, TEXT).iterdir()}
    (tmp_path / "again").mkdir()
    assert {path.name: path.read_bytes() for path in imported(sadar, tmp_path / "again", TEXT).iterdir()} == first
    assert str(tmp_path).encode() not in b"".join(first.values())


@pytest.mark.parametrize(("name", "content", "code", "message"), [
    ("a.xyz", b"x", 2, "files such as a.xyz can't be imported"),
    ("none.txt", None, 3, "there is no file"),
    ("a.txt", "שלום".encode("cp1255"), 3, "is not UTF-8"),
    ("a.txt", "א\x00".encode(), 3, "control character U+0000"),
    ("a.txt", b"x" * (17 << 20), 3, "larger than 16 MiB"),
])
def test_one_message_where_a_file_cannot_be_read(sadar: Callable[..., Ran], tmp_path: Path, name: str, content: bytes | None,
                                                 code: int, message: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    ran = sadar("import", tmp_path / name, "--into", tmp_path / "made")
    assert ran.code == code
    assert ran.err.count("error:") == 1
    assert message in ran.err
    assert not (tmp_path / "made").exists()


def test_the_log_is_safe_to_read() -> None:
    draft = Draft({}, "", changes=(Change("rule", "line 1", "\u202eabc` *x*", "א\tב", Certainty.UNCERTAIN),),
                  questions=(Question("code", "line 2", "ג\nד", "why"),))
    log = files_of(draft, "text", "a.txt")["import-log.md"].decode()
    assert "  - before: ``\u2068⟨U+202E⟩abc` *x*\u2069``" in log
    assert "`\u2068א⇥ב\u2069`" in log
    assert "- line 2: why (code)\n  - `\u2068ג⏎ד\u2069`" in log
    assert "\u202e" not in log


def test_shown_hides_nothing() -> None:
    assert shown("a\u200fb") == "\u2068a⟨U+200F⟩b\u2069"


# Repairs, one by one


@pytest.mark.parametrize(("line", "expected"), [
    (".)Smith, 1999( אמר בפעם הראשונה", "אמר בפעם הראשונה (Smith, 1999)."),
    (":)Smith, 1999( כדברי המחבר", "כדברי המחבר (Smith, 1999):"),
    (".)Smith’s, 1999; p. 5( )16%(", "(16%) (Smith’s, 1999; p. 5)."),
    (".(Smith, 1999) אמר", "אמר (Smith, 1999)."),
    (".)Smith,\t1999(\tשנית\tנאמרו\tדבריו", "דבריו נאמרו שנית (Smith, 1999)."),
    ("אמר (Smith, 1999).", None),
    (".)Smith, 1999( אמר שוב Jones לאחר מכן", None),
    ("... ועוד דברים", None),
])
def test_runs_that_were_swapped(line: str, expected: str | None) -> None:
    assert swapped.with_runs_swapped_back(line) == expected


@pytest.mark.parametrize(("line", "expected"), [
    ("החלטה II( 181( בדבר", "החלטה 181 (II) בדבר"), ("II(181(, אשר", "181 (II), אשר"),
    ("ראו XII (5) שם", "ראו XII (5) שם"), ("181 (II)", "181 (II)"),
])
def test_numerals_with_brackets(line: str, expected: str) -> None:
    assert swapped.with_numerals_joined(line) == expected


def test_brackets_are_turned_by_what_they_hold_and_only_where_most_are_wrong() -> None:
    hebrew = ["דברים )ואף אלה( נאמרו", "ועוד )שוב( ושוב", "מילה ]...[ מילה"]
    latin = ["דברים )Smith, 1999( נאמרו", "כאן )48%( מהם", "ועוד )x( כאן"]
    right = ["דברים (ואף אלה) נאמרו", "ועוד (שוב) ושוב", "1) ראשון", "א) שני", "(Smith, 1999) כאן"]
    assert brackets.turned_kinds(hebrew) == {False}
    assert brackets.turned_kinds(latin) == {True}
    assert brackets.turned_kinds(latin + right) == {True}
    assert brackets.turned_kinds(right) == frozenset()
    assert [brackets.with_brackets_turned(line, frozenset({False})) for line in hebrew] == [
        "דברים (ואף אלה) נאמרו", "ועוד (שוב) ושוב", "מילה [...] מילה"]
    assert [brackets.with_brackets_turned(line, frozenset({False})) for line in latin] == latin
    assert [brackets.with_brackets_turned(line, frozenset({True, False})) for line in right] == right


def test_lines_that_were_swapped_back_say_nothing_of_the_brackets_of_others() -> None:
    swapped_lines = [f".)Smith, {year}( אמר המחבר" for year in range(1990, 1999)]
    text, _ = repaired("\n".join([*swapped_lines, "אחרים )Jones, 1974, pp. 5-9(. אולם גם", "ועוד )48%( מהם"]))
    assert "(Smith, 1990)." in text
    assert "אחרים (Jones, 1974, pp. 5-9). אולם גם\nועוד (48%) מהם" in text


def test_a_line_with_more_latin_than_hebrew_letters_has_the_direction_that_reads_well() -> None:
    line = "לשון ההקדשה: un nobillissimo sculptore de littere latine. על גרשם"
    assert likeliest_base(["".join(line[place] for place in _places(line))], "rtl", mirrored=False) == "rtl"
    line = "The Hebrew word שלום is here, in a sentence."
    assert likeliest_base([visual_order(line, "ltr")], "rtl", mirrored=True) == "ltr"


def test_the_last_line_of_a_paragraph_may_have_no_letter_of_its_direction() -> None:
    assert likeliest_base([visual_order("(Smith, 1928).", "rtl")], "rtl", mirrored=True) == "rtl"
    assert likeliest_base(["Smith wrote (1928)."], "rtl", mirrored=True) == "ltr"


def test_a_widely_set_line_whose_words_run_backwards() -> None:
    lines = ["שורה רגילה של טקסט שנמשכת עד סוף הדף כולו"] * 9
    reversed_line = "כלכלה  תרבות,  בנושאי  לרבות  הרבים,  בתחומים"
    text, ledger = repaired("\n".join([*lines, reversed_line, "ועוד שורה."]))
    assert "בתחומים הרבים, לרבות בנושאי תרבות, כלכלה" in text
    assert [(change.rule, change.certainty) for change in ledger.changes] == [("words-reversed", Certainty.LIKELY)]
    _, ledger = repaired("\n".join([*lines, "אלה  דברים  שלא  נודע  אם  הם  כסדרם", "ועוד שורה."]))
    assert [question.code for question in ledger.questions] == ["order-uncertain"]


def test_presentation_forms_and_controls() -> None:
    text, ledger = repaired("\ufb2aל\u200fום ו\ufb4b ﬁne\n")
    assert text == "שׁלום ווֹ fine\n"
    assert {change.rule for change in ledger.changes} == {"presentation-forms", "controls"}


@pytest.mark.parametrize(("line", "expected"), [
    ("הסַ ּדָ ר", "הסַדָּר"), ("ׁשִ יר או ׂשָ דֶ ה", "שִׁיר או שָׂדֶה"), ("וְאֵ ּלּו הֵ ן", "וְאֵלּוּ הֵן"), ("אֹות לצד אות", "אוֹת לצד אות"),
    ("הָ ָאתֹון", "הָאָתוֹן"),
])
def test_points_come_to_their_letters(line: str, expected: str) -> None:
    assert unicodedata.normalize("NFC", letters.with_points_placed(line)) == unicodedata.normalize("NFC", expected)


def test_what_a_person_embedded_is_not_taken_for_poppler() -> None:
    assert not inverse.spelled_out("\u202bשנת 1984 ואילך\u202c")
    assert inverse.spelled_out("\u202bשנת \u202a 1984\u202cואילך\u202c")


@pytest.mark.parametrize("line", [
    "ראו גם (Smith, 1999, pp. 5-9). ועוד", "בין השנים 1516–1517 ובין 1524–1525, כולן", "ב־1926 (Frank, 1926), כאמור",
    "(כהן, 1966, עמ׳ 5; Spitzer, 1974)", "מחיר של 12.5% בשנת 2020; 34.5 מיליון", "תקן ISO 8859-8 (1988) החל", "א, ב ו־ג: Unicode.",
    "بلغت النسبة (48%) في سنة ١٩٤٨.", "اتصل على الرقم 02-5551234 وانتظر.", "درصد (۵٪) کمتر شد ۲۳–۴۵.", "كلمة Zeitgeist 1999 لا تُترجم 25%.",
])
@pytest.mark.parametrize("mirrored", [True, False])
def test_the_inverse_of_reordering(line: str, mirrored: bool) -> None:
    looks = visual_order(line, "rtl")
    if not mirrored:  # as poppler and pdfminer give brackets: the code that was stored
        looks = inverse._resolvable and "".join(
            line[place] for place in _places(line))
    assert inverse.logical_order(looks, "rtl", mirrored=mirrored) == line


def _places(line: str) -> list[int]:
    from sadar.bidi.levels import embedding_levels
    from sadar.bidi.visual import from_left, runs

    return [place for start, end, direction in runs(embedding_levels(line, "rtl"))
            for place in from_left(range(start, end), direction)]


# Whole texts


def plain_specimen() -> str:
    """The specimen's text as somebody would type it, a paragraph on a line."""
    lines = [line for line in (ROOT / "manuscript/article.md").read_text("utf-8").split("\n")
             if line and not re.match(r"[|!>:`~]|\[\^|[-\d]+[. ]", line)]
    text = "\n\n".join(re.sub(r"\{[^}]*\}|\[\^\w+\]|\[[^\]]*@[^\]]*\]|[*`#$@\[\]]|\s(?=[.,])", "", line).strip() for line in lines)
    return unpointed(text)


def unpointed(text: str) -> str:
    return re.sub("[\u05b0-\u05bc\u05c1\u05c2]", "", text)


def wrapped(text: str) -> str:
    return "\n\n".join(textwrap.fill(paragraph, 85, break_on_hyphens=False) for paragraph in text.split("\n\n"))


@pytest.mark.parametrize("text", [plain_specimen(), wrapped(plain_specimen())], ids=["unwrapped", "wrapped"])
def test_text_that_is_right_is_not_changed(text: str) -> None:
    after, ledger = repaired(text)
    assert after == text
    assert (ledger.changes, ledger.questions) == ([], [])
    joined = "\n".join(paragraph.text for paragraph in paragraphs_of(lines_from(text, "text"), ledger))
    assert joined.split() == text.split()
    assert {change.rule for change in ledger.changes} <= {"lines-joined", "heading"}


ENGLISH = """\
A Title of Some Length

Some text (with brackets) and a well-known number, 12,345 [see below]; it ends here (Smith, 1999). Then 1) one and 2) two,
e.g. “quoted (text)”. IV (5) is a numeral.

Another paragraph that is not changed at all, though it has a : colon and ... dots.
"""


def test_english_text_is_not_changed() -> None:
    after, ledger = repaired(ENGLISH)
    assert after == ENGLISH
    assert ledger.changes == []


def spoilt(text: str, how: Callable[[str], str]) -> str:
    return "\n".join(how(line) for line in wrapped(text).split("\n"))


@pytest.mark.parametrize(("how", "least"), [
    (lambda line: visual_order(line, "rtl"), 0.995),
    (lambda line: "".join(line[place] for place in _places(line)), 0.995),
    (lambda line: " ".join(part[0] or part[1] for part in reversed(re.findall(r"(\S*[A-Za-z]\S*(?: \S*[A-Za-z]\S*)*)|(\S+)", line))),
     0.995),
    (lambda line: line.translate(str.maketrans("()", ")(")), 0.998),
], ids=["looks", "looks-with-stored-brackets", "words-reversed", "brackets-turned"])
def test_a_text_that_was_spoilt_comes_back(how: Callable[[str], str], least: float) -> None:
    text = plain_specimen()
    after, _ = repaired(spoilt(text, how))
    wanted, came = words(wrapped(text)), words(after)
    right = sum(block.size for block in SequenceMatcher(None, wanted, came, autojunk=False).get_matching_blocks())
    assert right / max(len(wanted), len(came)) >= least


# The seed


def paragraphs_of_seed() -> tuple[list[object], Ledger]:
    ledger = Ledger()
    lines, _ = without_furniture(in_reading_order(lines_of(SEED), ledger), ledger)
    return list(paragraphs_of(lines, ledger)), ledger


@needs_seed
def test_the_seed_is_imported_and_builds_without_hand_work(tmp_path: Path, sadar: Callable[..., Ran]) -> None:
    ran = sadar("import", SEED, "--into", tmp_path / "seed")
    assert (ran.code, ran.err) == (0, "")
    text = (tmp_path / "seed" / f"{SEED.stem}.md").read_text("utf-8")
    cited = re.findall(r"@([a-z]+\d{4})(?:, (p+\. [\d-]+))?", text)
    assert cited == [("sudoplatov1996", ""), ("un1947", ""), ("krammer1974", "pp. 54-123"), ("cantorovich2007", ""),
                     ("moziaonhipa2021", ""), ("viktorov2021", ""), ("tass2020", ""), ("interfax2020", ""),
                     ("maryasis2017", "p. 127"), ("unnews2021", ""), ("krasna2018", "p. 17"), ("riafan2020", "")]
    assert "(Covid-19)" in text
    assert "(48%)" in text
    assert not re.search(r"(?<!\S)[)\]]|[(\[](?!\S)", text.replace("\\[", "").replace("\\]", ""))
    assert "122" not in text
    metadata = YamlSource(Source("", (tmp_path / "seed/manuscript.yaml").read_text("utf-8"))).value
    award = metadata["funding"][0]["awards"][0]
    assert (award["id"], len(award["source"])) == ("21-014-41001", 2)
    assert len(metadata["author"]) == 2
    log = (tmp_path / "seed/import-log.md").read_text("utf-8")
    assert {"page-number", "running-head", "display-type", "quote-by-tabs"} == set(
        re.findall(r"\(([a-z-]+)\)$", log.split("## To look at")[1], re.MULTILINE))
    output = built(sadar, tmp_path / "seed")
    assert "21-014-41001" in run("pdftotext", "-l", "1", output / "seed.pdf", "-")


@needs_seed
def test_the_paragraphs_of_the_seed_are_those_of_the_article() -> None:
    """Counted by reading: title, authors, abstract, thirty paragraphs, two quotations, the acknowledgement."""
    paragraphs, _ = paragraphs_of_seed()
    kinds = [paragraph.kind for paragraph in paragraphs]
    assert len(kinds) == 36
    assert [place for place, kind in enumerate(kinds) if kind is Kind.QUOTE] == [15, 34]
    assert Kind.HEADING not in kinds


@needs_seed
def test_three_stretches_of_the_seed_are_as_a_person_would_put_them_right() -> None:
    paragraphs, _ = paragraphs_of_seed()
    gold = YamlSource(Source("", (ROOT / "tests/data/import/seed-gold.yaml").read_text("utf-8"))).value
    assert len(gold) == 3
    for stretch in gold:
        right = total = 0
        for wanted in stretch:
            found = next(paragraph for paragraph in paragraphs if [paragraph.first, paragraph.last] == wanted["lines"])
            assert found.kind == wanted["kind"]
            came = [hashlib.sha256(word.encode()).hexdigest()[:4] for word in found.text.split()]
            hashes = wanted["words"].split()
            right += sum(block.size for block in SequenceMatcher(None, hashes, came, autojunk=False).get_matching_blocks())
            total += max(len(hashes), len(came))
        assert right / total >= 0.99


# What programs take out of the specimen's PDF


@pytest.mark.parametrize(("how", "least", "notes"), [
    *((how, 0.995, 12) for how in ("pdftotext", "pdftotext -raw", "pdftotext -layout", "mutool", "PyMuPDF", "PDFium", "pdfminer")),
    ("pdfminer by itself", 0.81, 11),  # it scatters the rows, and nothing in the text says where they were
])
@pytest.mark.parametrize("by_pages", [False, True], ids=["whole", "by-pages"])
def test_the_specimen_comes_back_from_extracted_text(specimen: Path, tmp_path: Path, how: str, least: float, notes: int,
                                                            *, by_pages: bool) -> None:
    path = tmp_path / "specimen.txt"
    path.write_text(extracted(how, specimen / "specimen.pdf", by_pages=by_pages), "utf-8", newline="")
    draft = importing.read(path)
    importing.write(draft, tmp_path / "made")
    expected = build.prepare(ROOT / "manuscript").manuscript
    right, wrong = share(expected, text_of(tmp_path / "made"), points=False)
    assert right >= least, "\n".join(wrong)
    assert sum(change.rule == "note" for change in draft.draft.changes) == notes
