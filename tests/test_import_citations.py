"""Typed citations become Pandoc's, with locators and entries; a list at the end is parsed; what is neither is left."""

from typing import Any

import pytest

from sadar.citations.keys import key_of
from sadar.importers.bibliography import listed_in, parsed
from sadar.importers.citing import Citer
from sadar.importers.ledger import Ledger
from sadar.importers.paragraphs import Paragraph


def cited(text: str, listed: list[dict[str, Any]] | None = None) -> tuple[str, Citer, Ledger]:
    ledger = Ledger()
    citer = Citer(listed or [], ledger)
    return citer.markdown(text, "line 1"), citer, ledger


@pytest.mark.parametrize(("text", "expected"), [
    ("א (Smith, 1999).", "א [@smith1999]."),
    ("א (Smith, 1999, pp. 54-123).", "א [@smith1999, pp. 54-123]."),
    ("א (Mar’yasis, 2017; p. 127).", "א [@maryasis2017, p. 127]."),
    ("א (מוזיאון חיפה, 2021).", "א [@moziaonhipa2021]."),
    ("א (ראו גם Smith and Jones, 2010a; כהן, 2003, עמ׳ 5).", "א [ראו גם @smith2010a; @khn2003, עמ׳ 5]."),
    ("א (Smith, 1999; 2003).", "א [@smith1999; @smith2003]."),
    ("א (UN News, 2021).", "א [@unnews2021]."),
    ("א (Иванов и Петров, 1980, с. 2).", "א [@ivanov1980, с. 2]."),
    ("כפי שכתב Smith (1974) אז", "כפי שכתב @smith1974 אז"),
    ("כפי שכתב Smith (1974, p. 5) אז", "כפי שכתב @smith1974 [p. 5] אז"),
    ("(Smith et al., 1999)", "[@smith1999]"),
])
def test_citations(text: str, expected: str) -> None:
    assert cited(text)[0] == expected


@pytest.mark.parametrize("text", [
    "נגיף (Covid-19)", "אנרגיה (48%)", "אברהם (אברשה) כהן", "בכנס (ספטמבר 2021)", "in (May 1999)", "בשנים (1880–1886)", "החלטה 181 (II)",
    "כולם (ואף 1500 אחרים)", "בית (ראו להלן)", "(פרק 3)", "שנת תש״ח (1948)",
])
def test_what_is_no_citation(text: str) -> None:
    found, citer, _ = cited(text)
    assert found == text
    assert citer.items == {}


def test_a_hebrew_name_before_a_year_is_asked_about_where_there_is_no_list() -> None:
    found, _, ledger = cited("ספרו של כהן (1966) יצא")
    assert "@" not in found
    assert [question.code for question in ledger.questions] == ["citation-uncertain"]


def test_markup_in_a_text_is_escaped() -> None:
    assert cited("a*b_c [d] @e #f (x)")[0] == r"a\*b\_c \[d\] \@e \#f (x)"
    assert cited("1. ראשון")[0] == r"1\. ראשון"


LISTED = [{"id": "cohen1966", "type": "book", "title": "ספר", "author": [{"family": "כהן", "given": "י׳"}], "issued": 1966},
          {"id": "fuks1984", "type": "book", "title": "Book", "author": [{"family": "Fuks"}, {"family": "Fuks-Mansfeld"}],
           "issued": {"date-parts": [[1984], [1987]]}}]


@pytest.mark.parametrize(("text", "expected"), [
    ("א (כהן, 1966, עמ׳ 5)", "א [@cohen1966, עמ׳ 5]"),
    ("ספרו של כהן (1966)", "ספרו של @cohen1966"),
    ("(ראו Fuks and Fuks-Mansfeld, 1984–1987)", "[ראו @fuks1984]"),
    ("בספר שלו Book (1984–1987)", "בספר שלו Book [-@fuks1984]"),
    ("(פאנו, 1503)", "(פאנו, 1503)"),
])
def test_a_list_says_what_is_a_citation(text: str, expected: str) -> None:
    found, citer, _ = cited(text, LISTED)
    assert found == expected
    assert set(citer.items) == {"cohen1966", "fuks1984"}


@pytest.mark.parametrize(("text", "expected"), [
    ("כהן, י׳ י׳ (1966). ראשית הדפוס. מחניים, קו, צו–קה. https://example.org/a",
     {"type": "article-journal", "title": "ראשית הדפוס", "container-title": "מחניים", "volume": "קו", "page": "צו-קה",
      "URL": "https://example.org/a", "language": "he", "author": [{"family": "כהן", "given": "י׳ י׳"}], "issued": 1966}),
    ("Amram, D. W. (1909). The Makers: A Study. Philadelphia: Greenstone.",
     {"type": "book", "title": "The Makers: A Study", "publisher": "Greenstone", "publisher-place": "Philadelphia"}),
    ("Beletsky, M. (2002). Zvi Narkiss. In J. D. Berry (ed.), Language Culture Type. New York: ATypI.",
     {"type": "chapter", "container-title": "Language Culture Type", "editor": [{"family": "Berry", "given": "J. D."}]}),
    ("Knuth, D. E. and MacKay, P. (1987). Mixing Texts. TUGboat, 8(1), 14–25.",
     {"issue": "1", "page": "14-25", "author": [{"family": "Knuth", "given": "D. E."}, {"family": "MacKay", "given": "P."}]}),
    ("Dunkelgrün, T. (2012). Like a Man. Studia, 44, 79–115. https://doi.org/10.2143/SR.44.0.2189612",
     {"DOI": "10.2143/SR.44.0.2189612", "volume": "44"}),
    ("Cassel, D. und Steinschneider, M. (1851). Typographie. Leipzig: Brockhaus.", {"language": "de"}),
    ("Чихольд, Я. (1980). Облик книги. Москва: Книга.", {"language": "ru", "publisher": "Книга"}),
    ("שורה שאין בה שנה ולא שם", {"type": "document", "note": "שורה שאין בה שנה ולא שם"}),
])
def test_entries_of_a_list(text: str, expected: dict[str, Any]) -> None:
    item = parsed(text, set())
    assert {key: item.get(key) for key in expected} == expected


def test_what_cannot_be_parsed_is_kept_whole_and_asked_about() -> None:
    ledger = Ledger()
    texts = ["הטקסט עצמו.", "ביבליוגרפיה", "כהן, ד׳ (2003). ספר. בהוצאה שאיננה ידועה, ובסדרה; ועוד: דבר. מה."]
    body, items = listed_in([Paragraph(text, line, line) for line, text in enumerate(texts)], ledger)
    assert [paragraph.text for paragraph in body] == texts[:1]
    assert items[0]["note"] == texts[2]
    assert [question.code for question in ledger.questions] == ["reference-unparsed"]


@pytest.mark.parametrize(("name", "year", "key"), [
    ("Krammer", "1974", "krammer1974"), ("Le Bé", "1545", "lebe1545"), ("Чихольд", "1980", "chihold1980"), ("Smith", "1999", "smith1999-2"),
])
def test_keys_are_ascii_and_not_taken(name: str, year: str, key: str) -> None:
    assert key_of(name, year, {"smith1999"}) == key
