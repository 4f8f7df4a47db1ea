"""Reference lists: what a work lacks, what is wrong in it, works told twice, keys that are nowhere; the CSL style itself."""

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, YAML, Ran, built
from sadar import build
from sadar.citations import entries, runs
from sadar.citations.items import for_citeproc as work_for_citeproc
from sadar.citations.locators import Locators, said
from sadar.citations.names import for_citeproc, with_geresh
from sadar.citations.order import filed
from sadar.errors import ManuscriptError
from sadar.findings import Place
from sadar.manuscript import Reference
from sadar.manuscript.languages import language_tag
from sadar.manuscript.tree import plain, walk, words
from sadar.style import Style
from sadar.style.citing import Terms
from test_citing import prepared
from test_citing import said as cited

Folder = Callable[..., Path]
TODAY = datetime.date(2026, 11, 23)
WHOLE = {"type": "book", "author": [{"family": "כהן"}], "title": "ספר", "publisher": "מאגנס", "issued": {"date-parts": [[2003]]}}


def found(*items: dict[str, Any]) -> list[tuple[str, str]]:
    references = {str(number): Reference(item, Place("r.yaml", number)) for number, item in enumerate(items)}
    return [(finding.code, finding.message) for finding in entries.findings(references, TODAY)]


def test_a_whole_work_raises_no_question() -> None:
    assert found(WHOLE) == []


@pytest.mark.parametrize(("change", "code", "words_"), [
    ({"publisher": None}, "reference-incomplete", "(book) lacks publisher"),
    ({"author": [], "issued": None}, "reference-incomplete", "(book) lacks author or editor or translator, issued"),
    ({"type": "article-journal"}, "reference-incomplete", "lacks container-title, volume or issue, page or number or DOI"),
    ({"type": "thesis"}, "reference-incomplete", "(thesis) lacks genre"),
    ({"type": "webpage"}, "reference-incomplete", "(webpage) lacks URL"),
    ({"type": "boook"}, "reference-type-unknown", "a type that CSL does not know: “boook”"),
    ({"issued": {"date-parts": [[20033]]}}, "reference-year", "no date: 20033"),
    ({"issued": {"date-parts": [[203]]}}, "reference-year", "no date: 203"),
    ({"issued": {"date-parts": [[2040]]}}, "reference-year", "no date: 2040"),
    ({"issued": {"date-parts": [[2003, 25]]}}, "reference-year", "no date: 2003-25"),
    ({"issued": {"date-parts": [[2003, 2, 30]]}}, "reference-year", "no date: 2003-2-30"),
    ({"issued": {"literal": "199?"}}, "reference-year", "no date: 199?"),
    ({"issued": {"literal": "202l"}}, "reference-year", "no date: 202l"),
    ({"ISBN": "978-3-16-148410-1"}, "reference-identifier", "a wrong ISBN, “978-3-16-148410-1”"),
    ({"ISBN": "978-3-16-148410-0, 3-16-148410-1"}, "reference-identifier", "a wrong ISBN, “3-16-148410-1”"),
    ({"ISSN": "0317-8472"}, "reference-identifier", "a wrong ISSN, “0317-8472”"),
    ({"DOI": "11.1000/182"}, "reference-identifier", "a wrong DOI, “11.1000/182”"),
])
def test_what_a_work_lacks_or_has_wrong_is_named(change: dict[str, Any], code: str, words_: str) -> None:
    ((found_code, message),) = found({**WHOLE, **change})
    assert found_code == code
    assert words_ in message


@pytest.mark.parametrize("change", [
    {"issued": {"literal": "תשפ״א"}}, {"issued": {"literal": "n.d."}}, {"issued": {"literal": "c. 1999"}},
    {"issued": {"date-parts": [[2003, 13]]}}, {"issued": {"date-parts": [[-1500]]}}, {"editor": [{"family": "לוי"}], "author": []},
    {"DOI": "https://doi.org/10.1000/182"}, {"ISSN": "0317-8471"}, {"ISBN": "3-16-148410-X 978-3-16-148410-0"}])
def test_what_is_right_raises_no_question(change: dict[str, Any]) -> None:
    assert found({**WHOLE, **change}) == []


def test_works_that_are_there_twice_are_named() -> None:
    other = {**WHOLE, "title": "אחר", "DOI": "10.1000/182"}
    assert [code for code, _ in found(WHOLE, {**WHOLE, "title": "סֵפֶר"}, other, {**other, "title": "שם", "DOI": "10.1000/182"})] == [
        "reference-duplicate", "reference-duplicate"]
    assert found(WHOLE, {**WHOLE, "volume": "2"}, {**WHOLE, "issued": {"date-parts": [[2004]]}}) == []


def test_check_names_faults_of_entries_with_their_lines(folder: Folder, sadar: Callable[..., Ran]) -> None:
    references = "references:\n- {id: a, type: book, title: ספר}\n- {id: b, type: book, title: שני, ISBN: 978-3-16-148410-1}\n"
    ran = sadar("check", folder(YAML, "[@a]", references))
    assert ran.code == 0
    assert "references.yaml:2: warning: the work “a” (book) lacks author or editor or translator, issued, publisher" in ran.err
    assert "references.yaml:3: warning: the work “b” has a wrong ISBN" in ran.err
    assert "references.yaml:3: warning: the work “b” is never cited" in ran.err


def test_a_key_that_is_nowhere_is_told_from_a_longer_one(folder: Folder, sadar: Callable[..., Ran]) -> None:
    ran = sadar("check", folder(text="[@cohen2003]\n\n[@cohen2003b]\n\nועוד [@cohen2003b; @cohen2004]"))
    assert "article.md:3: error: the key @cohen2003b is in no reference list, and cited 2 times" in ran.err
    assert "→ write @cohen2003, or add the work" in ran.err
    assert "article.md:5: error: the key @cohen2004 " in ran.err
    assert ran.code == 1


def test_a_build_shows_the_first_warnings_of_a_kind_and_counts_the_others(folder: Folder, sadar: Callable[..., Ran]) -> None:
    items = [{"id": f"k{number}", **WHOLE, "title": f"ספר {number}"} for number in range(30)]
    where = folder(YAML.replace("references.yaml", "r.json"), "[@k0]", None, {"r.json": json.dumps(items, ensure_ascii=False)})
    ran = sadar("build", where, "--to", "docx", "--output", where / "out")
    assert ran.err.count("is never cited") == 5
    assert "and 24 more warnings [reference-uncited]" in ran.err
    assert sadar("check", where).err.count("is never cited") == 29


@pytest.mark.parametrize(("name", "text", "line"), [
    ("r.json", '[\n{"id": "a", "type": "book", "title": "א"},\n{"id": "b", "type": "book", "title": "ב"}]', 3),
    ("r.bib", "@book{a, title = {א}}\n@book{b, title = {ב}}\n", 2),
    ("r.ris", "TY  - BOOK\nID  - a\nTI  - א\nER  - \nTY  - BOOK\nID  - b\nTI  - ב\nER  - \n", 6),
    ("r.yaml", "references:\n- {id: a, type: book, title: א}\n- {id: b, type: book, title: ב}\n", 3)])
def test_every_form_of_list_gives_places(folder: Folder, name: str, text: str, line: int) -> None:
    where = folder(YAML.replace("references.yaml", name), "[@a]", None, {name: text})
    assert {str(warning.place) for warning in build.prepare(where).warnings if "“b”" in warning.message} == {f"{name}:{line}"}


def test_many_works_are_told_apart_as_few_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = cited(prepared(tmp_path / "a", "author-date"))
    monkeypatch.setattr(runs, "MANY", 6)
    assert cited(prepared(tmp_path / "b", "author-date")) == at_once


def test_works_that_may_be_mistaken_stay_together() -> None:
    names = ["כהן", "לוי", "כהן", "פרץ", "Smith", "כהן"] * 100
    items = {str(number): {"id": str(number), "author": [{"family": name}]} for number, name in enumerate(names)}
    chunks = runs.chunks(list(items), items, dict.fromkeys(items, "he"))
    assert sorted(key for chunk in chunks for key in chunk) == sorted(items)
    assert len(chunks) > 1
    for name in set(names):
        assert sum(any(names[int(key)] == name for key in chunk) for chunk in chunks) == 1


@pytest.mark.parametrize(("typed", "understood"), [
    (", עמ׳ 5", ", {sadarlocatorpage 5}"), (" עמ' 5-7", ", {sadarlocatorpage 5-7}"), (", עמ 5 ואילך", ", {sadarlocatorpage 5} ואילך"),
    (", pp. 54-123", ", {sadarlocatorpage 54-123}"), (", p.5", ", {sadarlocatorpage 5}"), (", פרק 3", ", {sadarlocatorchapter 3}"),
    (", ч. 2", ", {sadarlocatorpart 2}"), (", S. 21–94", ", {sadarlocatorpage 21–94}"), (", ص 5", ", {sadarlocatorpage 5}"),
    (", §4", ", {sadarlocatorsection 4}"), (", pp. xi-xii", ", {sadarlocatorpage xi-xii}"), (", fol. 12a", ", {sadarlocatorfolio 12a}"),
    (", עמ׳ 5, 7–9", ", {sadarlocatorpage 5, 7–9}"), (", p. A12", ", {sadarlocatorpage A12}"), (", 54", ", {sadarlocatorpage 54}"),
    (", {p. 5}", ", {sadarlocatorpage 5}"), (", עמ\" 5", ", {sadarlocatorpage 5}"), (", ס' 4", ", {sadarlocatorsection 4}"),
    (", Chap. 3", ", {sadarlocatorchapter 3}"), (", עמ׳ 5־9", ", {sadarlocatorpage 5–9}"), (", п. 5", ", {sadarlocatorparagraph 5}")])
def test_locators_of_any_language_are_understood(typed: str, understood: str) -> None:
    locators = Locators(Style(ROOT / "manuscript").citing.locators)
    assert plain(locators.understood(words(typed))) == understood


@pytest.mark.parametrize("typed", [", פרק ראשון", ", page", ", and passim", ", עמדה 5", ", פרקליט 3", "", ", ספר הזהר", ", ק״מ 5"])
def test_what_is_no_locator_stays_as_it_is(typed: str) -> None:
    locators = Locators(Style(ROOT / "manuscript").citing.locators)
    assert said(plain(locators.understood(words(typed))), Terms()) == plain(words(typed))


@pytest.mark.parametrize(("typed", "lang", "printed"), [
    (", טבלה 5", "en", ", table 5"), (", table 5", "he", ", טבלה 5"), (", כרך 2, עמ׳ 7-9", "en", ", {sadarlocatorvolume 2}, pp. 7–9"),
    (", vol. 2, p. 7", "he", ", {sadarlocatorvolume 2}, עמ׳ 7"), (", כרך 2, דף לא ע״א–ע״ב", "he", ", {sadarlocatorvolume 2}, דף לא\u00a0ע״א–ע״ב"),
    (", 2:7", "he", ", 2:7"), (", art. 5", "ru", ", ст. 5"), (", ч. 2, с. 5 и далее", "de", ", {sadarlocatorpart 2}, S. 5 и далее")])
def test_locators_behind_others_wait_for_the_language_of_their_work(typed: str, lang: str, printed: str) -> None:
    style = Style(ROOT / "manuscript")
    assert said(plain(Locators(style.citing.locators).understood(words(typed))), style.terms(lang)) == printed


def test_every_term_of_a_place_is_understood_when_it_is_typed() -> None:
    style = Style(ROOT / "manuscript")
    for lang in ("he", "ar", "fa", "yi", "en", "de", "ru"):
        locators = Locators(style.citing.locators, [style.terms(lang)])
        for label in style.citing.locators:
            for form in (style.terms(lang).terms[label].long if label in style.terms(lang).terms else ()):
                text = plain(locators.understood(words(f", {form} 5")))
                assert text != f", {form} 5", (lang, form)


def test_names_reach_citeproc_so_that_it_can_shorten_them() -> None:
    given = {name: str(for_citeproc({"family": "כהן", "given": name})["given"]) for name in ("דוד", "בן־ציון", "א״מ", "ה'", "أحمد", "Ann", "И.")}
    assert given["Ann"] == "Ann"
    assert given["И."] == "И."
    assert given["דוד"][0].isupper()
    assert given["דוד"][1:] == "וד"
    assert [word[0].isupper() for word in given["בן־ציון"].split("-")] == [True, True]
    assert given["א״מ"].islower()
    assert given["أحمد"].islower()
    assert given["ה'"].endswith("׳")


@pytest.mark.parametrize(("lang", "title", "bare"), [
    ("en", "The Arch", "Arch"), ("en", "A", "A"), ("en", "Theory", "Theory"), ("de", "Der Abend", "Abend"), ("fr", "L’arche", "arche"),
    ("ar", "الموانئ القديمة", "موانئ القديمة"), ("he", "הארץ", "הארץ"), ("yi", "די אותיות", "אותיות"), ("en", "“The Arch”", "Arch”"),
    ("he", "אב־בית", "אב בית")])
def test_titles_are_filed_without_articles(lang: str, title: str, bare: str) -> None:
    citing = Style(ROOT / "manuscript").citing
    assert filed({"title": title}, lang, citing)["title"] == bare


def test_families_are_filed_without_their_joined_article_only() -> None:
    citing = Style(ROOT / "manuscript").citing
    families = [filed({"author": [{"family": name}]}, lang, citing)["author"][0]["family"]
                for lang, name in (("ar", "الخوري"), ("en", "al-Khatib"), ("en", "The Edge"), ("en", "Alder"))]
    assert families == ["خوري 0", "Khatib 0", "The Edge 0", "Alder 0"]


def test_names_are_filed_word_by_word_and_hebrew_years_among_civil_ones(folder: Folder) -> None:
    names = [("כהנא", "2000"), ("כהן צדק", "2000"), ("כהן־אור", "2000"), ("כהן", "תשפ״א"), ("כהן", "2020"), ("כהן", "2022")]
    references = "references:\n" + "\n".join(
        f"- {{id: k{number}, type: book, language: he, title: א, issued: {year}, author: [{{family: {name}, given: י}}]}}"
        for number, (name, year) in enumerate(names))
    manuscript = build.prepare(folder(YAML, "".join(f"[@k{number}]" for number in range(6)), references)).manuscript
    listed = [line for line in plain(manuscript.region("bibliography")).split("\n") if "י׳" in line]
    assert [line.split(". ")[0] for line in listed] == [
        "כהן, י׳ (2020)", "כהן, י׳ (תשפ״א)", "כהן, י׳ (2022)", "כהן־אור, י׳ (2000)", "כהן צדק, י׳ (2000)", "כהנא, י׳ (2000)"]


@pytest.mark.parametrize(("field", "written", "read"), [
    ("edition", "שנייה", "2"), ("edition", "מהדורה ב", "2"), ("edition", "ב", "2"), ("edition", "2nd", "2"), ("edition", 3, "3"),
    ("edition", "מורחבת", "מורחבת"), ("page", "עמ׳ 5–9", "5–9"), ("page", "pp. 5-9", "5–9"), ("issue", "3-4", "3–4"), ("volume", "כרך 2", "2")])
def test_fields_become_what_a_style_can_count(field: str, written: str | int, read: str) -> None:
    style = Style(ROOT / "manuscript")
    made = work_for_citeproc({field: written}, style.terms("he"), Locators(style.citing.locators))
    assert made[field] == read


def test_a_key_at_a_word_is_an_error_and_a_prefix_with_a_maqaf_is_joined(folder: Folder, sadar: Callable[..., Ran]) -> None:
    ran = sadar("check", folder(text="אמר ו@cohen2003 כך"))
    assert "article.md:1: error: the key @cohen2003 stands at a word" in ran.err
    manuscript = build.prepare(folder(text="אמרו ו־@cohen2003 ול־@smith2010 כך", name="b")).manuscript
    assert plain(manuscript.region("body")).startswith("אמרו וכהן ולוי (2003) ול־Smith (2010) כך")


@pytest.mark.parametrize("csl", ["author-date", "notes"])
def test_a_source_that_ends_with_a_full_stop_takes_no_second(folder: Folder, csl: str) -> None:
    references = "references:\n- {id: web, type: webpage, language: en, title: The Port, URL: 'https://example.org'}\n"
    text = "א [@web]. ב [@web]. ^[ראו [@web].]"
    manuscript = build.prepare(folder(f"{YAML}csl: {csl}\n", text, references)).manuscript
    assert ".." not in plain(manuscript.region("body"))


HEAD = '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text"><info><title>x</title><id>x</id>{}</info>'
LAYOUT = '<layout><text variable="title"/></layout>'


@pytest.mark.parametrize(("text", "code", "words_"), [
    ("<style", "csl-syntax", "own.csl:1: error: this is no XML"),
    ("<x/>", "csl-form", "this is no CSL style"),
    (HEAD.format('<link rel="independent-parent" href="http://www.zotero.org/styles/apa"/>') + "</style>", "csl-dependent",
     "take that one: http://www.zotero.org/styles/apa"),
    (HEAD.format("") + f"<citation>{LAYOUT}\n{LAYOUT}</citation></style>", "csl-m", "own.csl:2: error: this style is written in CSL-M"),
])
def test_a_csl_style_that_can_not_serve_is_named(folder: Folder, text: str, code: str, words_: str) -> None:
    where = folder(f"{YAML}csl: own.csl\n", files={"own.csl": text})
    with pytest.raises(ManuscriptError) as caught:
        build.prepare(where)
    assert caught.value.findings[0].code == code
    assert words_ in str(caught.value)


def test_a_csl_style_that_is_not_there_is_named_with_its_line(folder: Folder) -> None:
    with pytest.raises(ManuscriptError) as caught:
        build.prepare(folder(f"{YAML}csl: none.csl\n"))
    assert caught.value.findings[0].code == "file-missing"
    assert caught.value.findings[0].place.line == YAML.count("\n") + 1


def test_a_style_without_a_list_makes_none(folder: Folder) -> None:
    own = HEAD.format("") + f'<citation>{LAYOUT}</citation></style>'
    manuscript = build.prepare(folder(f"{YAML}csl: own.csl\n", text="[@cohen2003].", files={"own.csl": own})).manuscript
    assert manuscript.region("bibliography") == []


def test_terms_of_the_style_itself_stand_before_those_of_the_house(folder: Folder) -> None:
    own = (HEAD.format("") + '<locale xml:lang="he"><terms><term name="page" form="short">דף</term></terms></locale>'
           '<citation><layout><text variable="title"/><label variable="locator" form="short" prefix=", "/>'
           '<text variable="locator" prefix=" "/></layout></citation></style>')
    manuscript = build.prepare(folder(f"{YAML}csl: own.csl\n", text="[@cohen2003, עמ׳ 5].", files={"own.csl": own})).manuscript
    assert plain(manuscript.region("body")).strip().endswith(", דף 5.")


@pytest.mark.parametrize(("field", "code"), [
    ("volume: [1, 2]", "reference-value"), ("publisher: {a: b}", "reference-value"), ("title: true", "reference-value"),
    ("author: [{family: [x]}]", "reference-names"), ("author: [{}]", "reference-names"),
    ("issued: {date-parts: [['²']]}", "reference-date"), ("issued: {date-parts: [['--5']]}", "reference-date"),
    ('publisher: "x\\u0002y"', "reference-letter"), ('publisher: "\\U00010c80"', "reference-letter")])
def test_values_that_no_style_can_print_are_named(folder: Folder, field: str, code: str) -> None:
    with pytest.raises(ManuscriptError) as caught:
        build.prepare(folder(YAML, "[@a]", f"references:\n- {{id: a, type: book, {field}}}\n"))
    assert [(finding.code, str(finding.place)) for finding in caught.value.findings] == [(code, "references.yaml:2")]


def test_a_null_is_nothing_and_a_number_is_a_text(folder: Folder) -> None:
    references = "references:\n- {id: a, type: book, language: he, title: ספר, volume: 5, edition: null, version: 2.1, author: [{family: 5}]}\n"
    assert "(5, ח״ת)" in plain(build.prepare(folder(YAML, "[@a]", references)).manuscript.region("body"))


@pytest.mark.parametrize(("said_", "tag"), [("heb", "he"), ("he_IL", "he-IL"), ("HE", "he"), ("English", "en"), ("עברית", "he"),
                                            ("en; fr", "en"), (" he ", "he"), ("sr-latn-rs", "sr-Latn-RS"), ("Klingonese", None)])
def test_languages_are_understood_as_libraries_write_them(said_: str, tag: str | None) -> None:
    assert language_tag(said_) == tag


def test_a_language_that_nobody_knows_is_a_warning(folder: Folder) -> None:
    references = "references:\n- {id: a, type: book, language: Klingonese, title: ספר, issued: 2000, publisher: א, author: [{family: כהן}]}\n"
    warnings = build.prepare(folder(YAML, "[@a]", references)).warnings
    assert [warning.code for warning in warnings] == ["reference-language"]


def bodies(folder: Folder, text: str, references: str, csl: str = "author-date", **options: Any) -> tuple[str, str]:
    manuscript = build.prepare(folder(f"{YAML}csl: {csl}\n", text, references, **options)).manuscript
    return plain(manuscript.region("body")).strip(), plain(manuscript.region("bibliography"))


def test_letters_behind_numbers_are_suffixes_only_behind_years(folder: Folder) -> None:
    work = "type: article-journal, language: he, container-title: כתב עת, volume: 2, page: 1-2, author: [{family: כהן, given: י}], issued: 2010"
    references = (f"references:\n- {{id: a, {work}, title: '<i>id</i> 19<sup>th</sup>', DOI: 10.1000/2010ab}}\n"
                  f"- {{id: b, {work}, title: ב, URL: 'https://example.org/2010-il/x'}}\n")
    body, listed = bodies(folder, "[@a; @b]", references)
    assert body == "(כהן, 2010א; כהן, 2010ב)" or body == "(כהן, 2010ב; כהן, 2010א)"
    assert "id 19th" in listed
    assert "https://doi.org/10.1000/2010ab" in listed
    assert "https://example.org/2010-il/x" in listed


@pytest.mark.parametrize("given", ["ג'ון", "צ'רלס", "ז׳אן"])
def test_a_geresh_inside_a_name_is_not_doubled(folder: Folder, given: str) -> None:
    references = f"references:\n- {{id: a, type: book, language: he, title: ספר, issued: 2000, author: [{{family: כהן, given: \"{given}\"}}]}}\n"
    body, listed = bodies(folder, "[@a]", references, csl="notes")
    assert body.startswith(given.replace("'", "׳") + " כהן")
    assert "׳׳" not in listed


def test_quotation_marks_are_not_made_gereshim() -> None:
    assert with_geresh("על 'שירה' ו'פרוזה'") == "על 'שירה' ו'פרוזה'"
    assert with_geresh("ג'ון וה' צה\"ל") == "ג׳ון וה׳ צה״ל"


def test_an_arabic_given_name_stays_whole_with_what_stands_in_it(folder: Folder) -> None:
    references = ("references:\n- {id: a, type: book, language: ar, title: كتاب, issued: 2000, author: "
                  "[{family: حسن, given: عبد-الله}, {family: بدر, given: (أبو علي)}, {family: زيد, given: عـلي}]}\n")
    assert "حسن، عبد-الله، بدر، (أبو علي) وزيد، عـلي" in bodies(folder, "[@a]", references)[1]


@pytest.mark.parametrize("text", ["[ראו [@cohen2003] גם @smith2010]", "[@cohen2003, עמ׳ 5^[הערה]]"])
def test_a_citation_within_a_citation_is_an_error(folder: Folder, sadar: Callable[..., Ran], text: str) -> None:
    ran = sadar("check", folder(text=text))
    assert ran.code == 1
    assert "article.md:1: error: a citation or a note stands inside a citation" in ran.err


@pytest.mark.parametrize("csl", ["author-date", "notes"])
def test_captions_and_headings_that_cite_are_built(folder: Folder, sadar: Callable[..., Ran], csl: str) -> None:
    text = "# דברי @cohen2003 {#sec-a}\n\n![כיתוב [@smith2010]](a.svg){#fig-a fig-alt=\"א\"}\n\nראו @sec-a ו־@fig-a."
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="9" height="9"/></svg>'
    where = folder(f"{YAML}csl: {csl}\n", text, files={"a.svg": svg})
    built(sadar, where)


def test_a_style_without_a_list_has_no_links_and_no_work_is_uncited(folder: Folder) -> None:
    own = HEAD.format("") + f"<citation>{LAYOUT}</citation></style>"
    made = build.prepare(folder(f"{YAML}csl: own.csl\n", text="[@cohen2003; @smith2010].", files={"own.csl": own}))
    assert made.warnings == ()
    assert not [node for node in walk(made.manuscript.region("body")) if node["t"] == "Link"]


def test_a_style_that_orders_a_bracket_by_years_does_so(folder: Folder) -> None:
    own = (HEAD.format("") + '<citation><sort><key variable="issued"/></sort><layout delimiter="; "><date variable="issued">'
           '<date-part name="year"/></date></layout></citation><bibliography><sort><key variable="title"/></sort>'
           '<layout><text variable="title"/></layout></bibliography></style>')
    references = "references:\n- {id: a, type: book, title: א, issued: 2010}\n- {id: b, type: book, title: ב, issued: 1990}\n"
    assert bodies(folder, "[@a; @b]", references, csl="own.csl", files={"own.csl": own})[0] == "1990; 2010"


def test_a_style_of_the_house_that_is_not_there_is_named_with_those_that_are(folder: Folder) -> None:
    with pytest.raises(ManuscriptError, match=r"the style has no citations “chicago”(.|\n)*write author-date or notes"):
        build.prepare(folder(f"{YAML}csl: chicago\n"))
