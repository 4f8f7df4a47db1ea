"""Word files in: what LibreOffice writes of our own sources, fields of three reference managers, the specimen's own DOCX."""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import office
from conftest import ROOT, Ran, built, run
from office import docx, field, paragraph, part
from sadar import importing, reader
from sadar.importers import Changes, Draft, letters, word
from sadar.importers.files import log
from sadar.importers.written import words
from sadar.manuscript.tree import plain, walk

TITLE = paragraph("כותרת", "Title") + paragraph("רות ברק", "Author")
STYLES = part("styles", "".join(
    f'<w:style w:type="paragraph" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/></w:style>'
    for name in ("Title", "Author", "heading 1", "Quote", "caption")))
BODY = {"styles": ("styles", "styles.xml", False)}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three Word files that LibreOffice makes of our sources."""
    into = tmp_path_factory.mktemp("word")
    for name in ("styled", "unstyled", "tracked"):
        office.converted(name, "docx", into)
    return into


def imported(tmp_path: Path, body: str, **parts: str) -> Draft:
    related = {name: (name, f"{name}.xml", False) for name in parts}
    files = {f"word/{name}.xml": part(name, content) for name, content in parts.items()}
    return word.read(docx(tmp_path / "a.docx", TITLE + body, {"word/styles.xml": STYLES, **files}, {**BODY, **related}))


def whole(draft: Draft) -> str:
    """A draft as a person reads it: metadata, text, references, and the log."""
    said = "\n".join(f"{key}: {value}" for key, value in draft.metadata.items())
    works = "\n".join(json.dumps(dict(item), ensure_ascii=False, sort_keys=True) for item in draft.references)
    return f"{said}\n\n{draft.text}\n{works}\n{' '.join(draft.files)}\n\n{log(draft, 'file.docx')}"


def asked(draft: Draft, code: str) -> list[str]:
    return [question.text for question in draft.questions if question.code == code]


def changed(draft: Draft, rule: str) -> list[tuple[str, str]]:
    return [(change.before, change.after) for change in draft.changes if change.rule == rule]


@pytest.mark.parametrize("name", ["styled", "unstyled", "tracked"])
def test_a_word_file_comes_back_clean(made: Path, golden: Callable[[str, str], None], name: str) -> None:
    golden(f"word-{name}.md", whole(word.read(made / f"{name}.docx")))


@pytest.mark.parametrize("changes", ["reject", "notes"])
def test_tracked_changes_are_rejected_or_kept_as_notes(made: Path, golden: Callable[[str, str], None], changes: str) -> None:
    golden(f"word-tracked-{changes}.md", whole(word.read(made / "tracked.docx", Changes(changes))))


def test_the_command_line_asks_what_becomes_of_changes(made: Path, tmp_path: Path, sadar: Callable[..., Ran]) -> None:
    ran = sadar("import", made / "tracked.docx", "--into", tmp_path / "in", "--changes", "notes")
    assert ran.code == 0 and "<!-- deleted by" in (tmp_path / "in/tracked.md").read_text()
    assert sadar("check", tmp_path / "in").code == 0
    page = tmp_path / "a.html"
    page.write_text("<p>טקסט</p>", "utf-8")
    assert "[import-changes]" in sadar("import", page, "--into", tmp_path / "page", "--changes", "reject").err


@pytest.mark.parametrize("name", ["styled", "unstyled", "tracked"])
def test_what_was_imported_checks_and_builds(made: Path, tmp_path: Path, sadar: Callable[..., Ran], name: str) -> None:
    where = tmp_path / name
    assert sadar("import", made / f"{name}.docx", "--into", where).code == 0
    assert sadar("check", where).code == 0
    built(sadar, where, ["pdf", "docx"])


def test_the_specimens_own_word_file_comes_back(specimen: Path, tmp_path: Path, sadar: Callable[..., Ran]) -> None:
    where = tmp_path / "again"
    assert sadar("import", specimen / "specimen.docx", "--into", where).code == 0
    again, _ = reader.read(where)
    own, _ = reader.read(ROOT / "manuscript")
    for kind in ("Note", "Table", "Image", "Math", "CodeBlock", "DefinitionList"):
        counts = [sum(node["t"] == kind for node in walk(manuscript.blocks)) for manuscript in (own, again)]
        assert counts[0] == counts[1], kind
    wanted = [(node["c"][0], plain(node["c"][2])) for node in walk(own.region("body")) if node["t"] == "Header"]
    found = [(node["c"][0], plain(node["c"][2])) for node in walk(again.region("body")) if node["t"] == "Header"]
    assert [heading for heading in wanted if heading in found] == wanted
    body = words(re.sub(r"@[\w-]+", "", plain(own.region("body"))))
    missing = body - words(plain(again.blocks))
    assert missing.total() < 0.005 * body.total(), missing
    assert (again.text("title"), again.text("abstract")) == (own.text("title"), own.text("abstract"))


ZOTERO = {"citationID": "a", "properties": {"plainCitation": "(Smith)"}, "citationItems": [
    {"id": 7, "uris": ["http://zotero.org/users/1/items/AAAA"], "locator": "5-7", "label": "page", "prefix": "see ",
     "itemData": {"id": 7, "type": "book", "title": "Harbours", "author": [{"family": "Smith", "given": "Ann"}],
                  "publisher": "Press", "issued": {"date-parts": [["2010"]]}}},
    {"id": 8, "uris": ["http://zotero.org/users/1/items/BBBB"], "suppress-author": True,
     "itemData": {"id": 8, "type": "article-journal", "title": "נמלים", "author": [{"family": "כהן", "given": "דוד"}],
                  "issued": {"date-parts": [["2003", 5]]}}}]}
OTHERS_SEVEN = {"citationItems": [{"id": 7, "itemData": {
    "id": 7, "type": "book", "title": "Ports", "author": [{"family": "Smith", "given": "Bea"}],
    "issued": {"date-parts": [["2010"]]}}}]}
ENDNOTE = ("<EndNote><Cite><Author>Brown</Author><Year>2019</Year><RecNum>7</RecNum><Pages>44</Pages><DisplayText>(Brown, "
           "2019)</DisplayText><record><rec-number>7</rec-number><foreign-keys><key app=\"EN\" db-id=\"x\">7</key>"
           "</foreign-keys><ref-type name=\"Journal Article\">17</ref-type><contributors><authors><author><style>Brown, "
           "Bob</style></author></authors></contributors><titles><title>Piers</title><secondary-title>Harbour Review"
           "</secondary-title></titles><pages>1-9</pages><volume>3</volume><dates><year>2019</year></dates></record></Cite>"
           "</EndNote>")
BESIDE = base64.b64encode(ENDNOTE.encode()).decode()
MENDELEY = base64.b64encode(json.dumps({"citationID": "MENDELEY_CITATION_1", "citationItems": [{"id": "f0", "itemData": {
    "id": "f0", "type": "book", "title": "Quays", "author": [{"family": "Lee", "given": "Jo"}],
    "issued": {"date-parts": [[1999]]}}}]}).encode()).decode()


def cited(*fields: str) -> str:
    return "".join(f"<w:p><w:r><w:t>טענה </w:t></w:r>{one}<w:r><w:t>.</w:t></w:r></w:p>" for one in fields)


@pytest.mark.parametrize(("name", "one", "wanted", "program"), [
    ("zotero", field(f" ADDIN ZOTERO_ITEM CSL_CITATION {json.dumps(ZOTERO)}", "(Smith)"),
     r"\[see @smith2010, page 5-7; -@\w+2003\]", "Zotero"),
    ("mendeley", field(f"ADDIN CSL_CITATION {json.dumps(OTHERS_SEVEN)}", "(Smith, 2010)"), r"\[@smith2010\]", "Mendeley"),
    ("mendeley-cite", f'<w:sdt><w:sdtPr><w:tag w:val="MENDELEY_CITATION_v3_{MENDELEY}"/></w:sdtPr><w:sdtContent><w:r><w:t>'
     "(Lee, 1999)</w:t></w:r></w:sdtContent></w:sdt>", r"\[@lee1999\]", "Mendeley"),
    ("endnote", field(f" ADDIN EN.CITE {ENDNOTE}", "(Brown, 2019)"), r"\[@brown2019, 44\]", "EndNote"),
    ("endnote-data", field(" ADDIN EN.CITE ", "(Brown, 2019)", BESIDE, field(" ADDIN EN.CITE.DATA ", "", BESIDE)),
     r"\[@brown2019, 44\]", "EndNote"),
])
def test_a_field_is_a_citation_with_its_work(tmp_path: Path, name: str, one: str, wanted: str, program: str) -> None:
    draft = imported(tmp_path, cited(one))
    assert re.fullmatch(rf"טענה {wanted}\.", draft.text.strip()), draft.text
    assert program in changed(draft, "citation-field")[0][0]
    assert set(re.findall(r"@(\w+)", draft.text)) == {item["id"] for item in draft.references}
    assert not asked(draft, "words-missing")


def test_numbers_of_two_libraries_are_two_works_and_one_work_is_one(tmp_path: Path) -> None:
    one = field(f" ADDIN ZOTERO_ITEM CSL_CITATION {json.dumps(ZOTERO)}", "(Smith)")
    other = field(f" ADDIN ZOTERO_ITEM CSL_CITATION {json.dumps(OTHERS_SEVEN)}", "(Smith)")
    draft = imported(tmp_path, cited(one, other, one))
    assert re.findall(r"@(smith\S*?)[],]", draft.text) in (["smith2010", "smith2010b", "smith2010"],
                                                           ["smith2010", "smith2010-2", "smith2010"])
    assert sorted(item["title"] for item in draft.references) == ["Harbours", "Ports", "נמלים"]
    assert not any(str(item["id"]).isdigit() for item in draft.references)


def test_a_field_in_a_note_is_a_citation(tmp_path: Path) -> None:
    inside = f"<w:p><w:r><w:footnoteRef/></w:r>{field(f' ADDIN EN.CITE {ENDNOTE}', '(Brown, 2019)')}</w:p>"
    draft = imported(tmp_path, '<w:p><w:r><w:t>טקסט</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>',
                     footnotes=f'<w:footnote w:id="2">{inside}</w:footnote>')
    assert "[^1]: [@brown2019, 44]" in draft.text
    assert draft.references[0]["title"] == "Piers"


def test_a_list_that_a_program_made_goes_and_one_without_its_works_stays(tmp_path: Path) -> None:
    draft = imported(tmp_path, cited(field(f" ADDIN ZOTERO_ITEM CSL_CITATION {json.dumps(ZOTERO)}", "(Smith)"))
                     + f"<w:p>{field(' ADDIN ZOTERO_BIBL {} CSL_BIBLIOGRAPHY ', 'Smith, Harbours.')}</w:p>"
                     + cited(field(' ADDIN ZOTERO_ITEM CSL_CITATION {"citationItems":[{"id":9}]}', "(Levi, 1950)")))
    assert "Harbours" not in draft.text
    assert changed(draft, "list-by-program") == [("Smith, Harbours.", "")]
    assert "(Levi, 1950)" in draft.text
    assert asked(draft, "citation-without-data") == ["(Levi, 1950)"]


BOX = ('<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><a:graphic><a:graphicData uri="x/'
       'wordprocessingShape"><wps:wsp><wps:txbx><w:txbxContent><w:p><w:r><w:t>בתיבה</w:t></w:r></w:p></w:txbxContent>'
       "</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict>"
       "<v:textbox><w:txbxContent><w:p><w:r><w:t>בתיבה</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback>"
       "</mc:AlternateContent></w:r><w:r><w:t>אחרי</w:t></w:r></w:p>")


def graphic(kind: str) -> str:
    return (f'<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="n" descr="תיאור"/><a:graphic><a:graphicData uri="x/{kind}"/>'
            "</a:graphic></wp:inline></w:drawing></w:r></w:p>")


@pytest.mark.parametrize(("body", "code", "said"), [
    (BOX, "text-box", "בתיבה"),
    (graphic("chart"), "chart", "תיאור"),
    (graphic("diagram"), "diagram", "תיאור"),
    (graphic("wordprocessingGroup"), "wordprocessingGroup", "תיאור"),
    ('<w:p><w:r><w:object><o:OLEObject ProgID="Equation.3"/></w:object></w:r></w:p>', "object", "Equation.3"),
    (paragraph("סמוי", run_properties="<w:vanish/>"), "hidden-text", "סמוי"),
    (paragraph("מסומן", run_properties='<w:highlight w:val="yellow"/>'), "highlight", "מסומן"),
    ('<w:p><w:bdo w:val="ltr"><w:r><w:t>םולש</w:t></w:r></w:bdo></w:p>', "order-overruled", "םולש"),
    (paragraph("א\u202eב\u202cג"), "order-overruled", "אבג"),
    ('<w:altChunk r:id="x"/>', "embedded-document", "altChunk"),
    (paragraph("פסקה מוזחת שאין יודעים אם היא מובאה.", properties='<w:ind w:left="900"/>'), "indented",
     "פסקה מוזחת שאין יודעים אם היא מובאה."),
    (f"<w:p>{field(' EQ f(1;2) ', '')}</w:p>", "field", "EQ f(1;2)"),
    (f"<w:p>{field(' INCLUDETEXT http://x.example/a.docx ', 'משם')}</w:p>", "external", "משם"),
])
def test_what_no_draft_can_carry_is_named(tmp_path: Path, body: str, code: str, said: str) -> None:
    draft = imported(tmp_path, paragraph("פסקה רגילה של טקסט, ארוכה מן האחרות, כדי שתהיה גוף הטקסט.") + body)
    assert asked(draft, code).count(said) == 1, [(question.code, question.text) for question in draft.questions]
    assert not asked(draft, "words-missing")


def test_every_word_is_accounted_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sadar.pandoc.to_markdown", lambda document: "קצר")
    monkeypatch.setattr("sadar.importers.written._differences", lambda wanted, found: [])
    draft = imported(tmp_path, paragraph("מילה ועוד מילה ארוכה."))
    assert asked(draft, "words-missing") == ["מילה מילה ועוד ארוכה"]


def test_weight_is_told_as_it_is_seen(tmp_path: Path) -> None:
    draft = imported(tmp_path, '<w:p><w:r><w:rPr><w:b/><w:rtl/></w:rPr><w:t xml:space="preserve">רגיל </w:t></w:r><w:r><w:rPr><w:bCs/>'
                     "<w:rtl/></w:rPr><w:t>מודגש</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t> bold</w:t></w:r></w:p>")
    assert draft.text.strip() == "רגיל **מודגש bold**"


def test_headings_take_levels_from_size_and_place(tmp_path: Path) -> None:
    big, bold = '<w:b/><w:sz w:val="32"/>', "<w:b/>"
    text = paragraph("פסקה רגילה של טקסט, והיא ארוכה דיה כדי להיות גוף הטקסט, כמו בכל מאמר אחר.")
    draft = imported(tmp_path, paragraph("ראשונה", run_properties=big) + text + paragraph("משנה", run_properties=bold) + text
                     + paragraph("מודגשת, אבל משפט.", run_properties=bold) + text)
    assert re.findall(r"^#+ .*$", draft.text, re.MULTILINE) == ["# ראשונה", "## משנה"]
    assert "**מודגשת, אבל משפט.**" in draft.text


def test_brackets_that_were_stored_as_they_look_are_turned(tmp_path: Path) -> None:
    wrong = "".join(paragraph(text) for text in ("דברים )ואף אלה( נאמרו.", "כאן )Smith, 1999( ועוד.", "וגם ]כך[ היה."))
    bold = '<w:p><w:r><w:t xml:space="preserve">כאן )</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>מודגש</w:t></w:r><w:r><w:t>( ועוד.</w:t></w:r></w:p>'
    draft = imported(tmp_path, wrong + bold)
    assert draft.text.split("\n\n")[:4] == ["דברים (ואף אלה) נאמרו.", "כאן [@smith1999] ועוד.", "וגם \\[כך\\] היה.", "כאן (**מודגש**) ועוד.\n"]
    assert len(changed(draft, "brackets")) == 4
    right = imported(tmp_path, "".join(paragraph(text) for text in ("דברים (ואף אלה) נאמרו.", "1) פריט", "א) פריט", "כאן (48%) ושם.")))
    assert not changed(right, "brackets")


def numbered(level: int, text: str, style: str = "") -> str:
    return paragraph(text, style, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')


def levels(*formats: str, texts: Sequence[str] = ("%1.", "%2)", "%1.%2")) -> str:
    """The part of a list with a level of each format."""
    made = "".join(f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
                   for place, (form, text) in enumerate(zip(formats, texts, strict=False)))
    return (f'<w:abstractNum w:abstractNumId="0">{made}</w:abstractNum><w:num w:numId="1"><w:abstractNumId '
            'w:val="0"/></w:num>')


@pytest.mark.parametrize(("kind", "wanted"), [
    ("hebrew1", ["א.", "ב.", "י.", "יא.", "טו.", "טז.", "יז."]), ("hebrew2", ["א.", "ב.", "י.", "כ.", "ס.", "ע.", "פ."]),
    ("arabicAbjad", ["أ.", "ب.", "ي.", "ك.", "س.", "ع.", "ف."]), ("russianLower", ["а.", "б.", "к.", "л.", "п.", "р.", "с."]),
])
def test_letters_by_which_word_counts_are_typed(tmp_path: Path, kind: str, wanted: list[str]) -> None:
    draft = imported(tmp_path, TITLE + "".join(numbered(0, f"פריט {number}") for number in range(1, 18)), numbering=levels(kind))
    found = re.findall(r"^(\S+) פריט (\d+)$", draft.text, re.MULTILINE)
    assert [label for label, number in found if number in ("1", "2", "10", "11", "15", "16", "17")] == wanted
    assert len(changed(draft, "list-letters")) == 17


def test_letters_of_a_list_within_a_list_of_numbers_are_asked_about(tmp_path: Path) -> None:
    draft = imported(tmp_path, TITLE + numbered(0, "ראשון") + numbered(1, "פנימי") + numbered(0, "שני"), numbering=levels("decimal", "hebrew1"))
    assert re.findall(r"^ *\d[.)] +(.*)$", draft.text, re.MULTILINE) == ["ראשון", "פנימי", "שני"]
    assert asked(draft, "list-letters") == ["א) פנימי"]


def test_lists_begin_anew_below_another_item_and_where_the_file_says_so(tmp_path: Path) -> None:
    body = TITLE + "".join(numbered(*item) for item in ((0, "א1"), (1, "ב1"), (1, "ב2"), (0, "א2"), (1, "ב3")))
    text = imported(tmp_path, body, numbering=levels("hebrew1", "hebrew1")).text
    assert re.findall(r"^\S+ [אב]\d$", text, re.MULTILINE) == ["א. א1", "א) ב1", "ב) ב2", "ב. א2", "א) ב3"]
    started = levels("hebrew1").replace('<w:abstractNumId w:val="0"/>', '<w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
                                        '<w:startOverride w:val="5"/></w:lvlOverride>')
    assert "ה. פריט" in imported(tmp_path, TITLE + numbered(0, "פריט"), numbering=started).text


def test_numbers_of_headings_are_named(tmp_path: Path) -> None:
    body = TITLE + numbered(0, "פתיחה", "heading1") + paragraph("פסקה.") + numbered(1, "משנה", "heading1") + paragraph("ראו סעיף 1.1.")
    draft = imported(tmp_path, body, numbering=levels("decimal", "decimal", texts=("%1", "%1.%2")))
    assert asked(draft, "heading-numbers") == ["1 פתיחה / 1.1 משנה"]
    assert "# פתיחה" in draft.text


@pytest.mark.parametrize(("text", "wanted", "rules"), [
    ("א\u200fב", "אב", ["direction-marks"]), ("מי\u00adלה", "מילה", ["soft-hyphens"]), ("ב\u20111948", "ב־1948", ["maqaf"]),
    ("ou\u2011bli", "ou-bli", ["maqaf"]), ("א\u00a0ב", "א ב", ["spaces"]), ("א   ב", "א ב", ["double-spaces"]),
    ("א\u200bב", "אב", ["zero-width"]), ("א\x07ב", "אב", ["control-characters"]), ("סתם טקסט־כזה, Latin too.", "סתם טקסט־כזה, Latin too.", []),
    ("שָׁ\u2011לוֹם", "שָׁ־לוֹם", ["maqaf"]),
])
def test_characters_are_put_right(text: str, wanted: str, rules: list[str]) -> None:
    made, done = letters.cleaned([text])
    assert (made[0], [step.rule for step in done]) == (wanted, rules)


def test_characters_are_put_right_across_runs() -> None:
    assert letters.cleaned(["ב", "\u2011", "1948 ", " עד"])[0] == ["ב", "־", "1948 ", "עד"]


def test_typed_notes_that_do_not_match_stay_and_are_named(tmp_path: Path) -> None:
    raised = '<w:vertAlign w:val="superscript"/>'
    body = ('<w:p><w:r><w:t>מילה</w:t></w:r><w:r><w:rPr>' + raised + "</w:rPr><w:t>1</w:t></w:r><w:r><w:t> ועוד</w:t></w:r>"
            "<w:r><w:rPr>" + raised + "</w:rPr><w:t>3</w:t></w:r></w:p>" + paragraph("1. הערה.") + paragraph("2. עוד."))
    draft = imported(tmp_path, body)
    assert "^1^" in draft.text and asked(draft, "typed-notes")


def test_a_picture_that_no_output_shows_is_kept_and_named(tmp_path: Path) -> None:
    body = ('<w:p><w:r><w:drawing><wp:inline><wp:extent cx="914400" cy="914400"/><wp:docPr id="1" name="n"/><a:graphic>'
            '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill>'
            '<a:blip r:embed="rId9"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>')
    path = docx(tmp_path / "a.docx", TITLE + paragraph("טקסט") + body, {"word/styles.xml": STYLES, "word/media/image1.emf": b"\1\0"},
                {**BODY, "rId9": ("image", "media/image1.emf", False)})
    draft = word.read(path)
    assert asked(draft, "picture") == ["figures/figure-1.emf"] and "figures/figure-1.emf" in draft.files
    assert "emf" not in draft.text


def test_the_same_file_gives_the_same_bytes(made: Path) -> None:
    first, second = (importing.read(made / "styled.docx") for _ in range(2))
    assert first == second


@pytest.mark.parametrize("to", ["odt", "html", "epub"])
def test_other_kinds_of_file_come_in(made: Path, tmp_path: Path, sadar: Callable[..., Ran], to: str) -> None:
    """The same text by another way; HTML and EPUB have no fields, so citations stay as they were shown."""
    path = office.converted("styled", to, tmp_path)
    where = tmp_path / "in"
    ran = sadar("import", path, "--into", where)
    assert ran.code == 0, ran.err
    checked = sadar("check", where)
    assert checked.code == 0, checked.err
    manuscript, _ = reader.read(where)
    counts = Counter(node["t"] for node in walk(manuscript.blocks))
    assert (counts["Note"], counts["Table"]) == (2, 1), (where / "styled.md").read_text()
    missing = words("ספרי החשבון של הנמלים נשתמרו רק בחלקם רישום הספינה שקילת המטען") - words(plain(manuscript.blocks))
    assert not missing


def test_letters_by_which_an_open_document_counts_are_asked_about(tmp_path: Path) -> None:
    source = (office.SOURCES / "unstyled.fodt").read_text("utf-8")
    style = ('<text:list-style style:name="Letters"><text:list-level-style-number text:level="1" style:num-format="א, י, ק, ..." '
             'style:num-suffix="."/></text:list-style></office:automatic-styles>')
    item = "<text:list-item><text:p>פריט</text:p></text:list-item>"
    listed = f'<text:list text:style-name="Letters">{item}{item}</text:list></office:text>'
    changed_source = source.replace("</office:automatic-styles>", style).replace("</office:text>", listed)
    assert changed_source.count("Letters") == 2
    (tmp_path / "a.fodt").write_text(changed_source, "utf-8")
    run("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "odt", "--outdir", tmp_path,
        tmp_path / "a.fodt", timeout=120)
    assert asked(importing.read(tmp_path / "a.odt").draft, "list-letters") == ["פריט / פריט"]
