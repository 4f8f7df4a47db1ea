"""manuscript.yaml: what is refused, with which line and remedy, and what is accepted."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sadar.errors import ManuscriptError
from sadar.manuscript import identifiers
from sadar.manuscript.metadata_file import read_metadata

Folder = Callable[..., Path]


def faults(folder: Path) -> list[str]:
    with pytest.raises(ManuscriptError) as caught:
        read_metadata(folder)
    return [f"{finding.place} {finding.code} {finding.message} → {finding.remedy}" for finding in
            sorted(caught.value.findings, key=lambda finding: (finding.place, finding.code, finding.message))]


def test_all_faults_of_a_file_come_at_once(folder: Folder, golden: Callable[[str, str], None]) -> None:
    yaml = """\
titel: כותרת
lang: xx
author:
  - name: {given: דנה}
    orcid: 0000-0002-1825-0098
    affiliations: [{ref: home}]
affiliations: {id: home}
funding:
  - awards: [{id: 5, source: {nam: קרן}}]
  - {}
keywords: [[א]]
publication:
  frist-page: 3
  first-page: zero
  date: 2021-13-01
  type: pamphlet
  doi: abc
  isbn: 978-3-16-148410-1
slug: שם
"""
    golden("metadata-faults.txt", "\n".join(faults(folder(yaml))))


def test_a_dangling_affiliation_names_the_author_and_the_nearest_id(folder: Folder) -> None:
    yaml = ("title: א\nlang: he\nauthor:\n- {name: א, affiliations: [{ref: msv}]}\n"
            "affiliations:\n- {id: msu, name: אוניברסיטה}\n")
    assert faults(folder(yaml)) == ["manuscript.yaml:4 affiliation-unknown א refers to the affiliation “msv”, which is "
                                    "not in the list “affiliations” → did you mean “msu”?"]


@pytest.mark.parametrize(("yaml", "line", "code"), [
    ("title: א\n\tlang: he\n", 2, "yaml-tab"),
    ("title: א\nlang: he\ntitle: ב\n", 3, "yaml-duplicate-key"),
    ("title: א\nlang: [he\n", 3, "yaml-syntax"),
    ("title: &a א\nlang: he\nsubtitle: *a\n", 1, "yaml-anchor"),
    ("- title: א\n", 1, "metadata-form"),
    ("title: א\nlang: he\nbibliography: none.bib\n", 3, "file-missing"),
    ("title: א\nlang: he\ncontents: [../other.md]\n", 3, "path-outside"),
    ("title: א\nlang: he\ncontents: [/etc/hostname]\n", 3, "path-outside"),
])
def test_a_bad_file_is_refused_with_its_line(folder: Folder, yaml: str, line: int, code: str) -> None:
    assert faults(folder(yaml))[0].startswith(f"manuscript.yaml:{line} {code} ")


def test_bytes_that_are_not_utf8_are_refused_with_their_line(folder: Folder) -> None:
    where = folder(files={"manuscript.yaml": b"lang: he\ntitle: \xf9\xec\xe5\xed\n"})
    assert faults(where)[0].startswith("manuscript.yaml:2 not-utf8 byte 17 (0xF9) is not UTF-8 → ")


def test_a_link_out_of_the_folder_is_refused(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("סוד")
    where = folder("title: א\nlang: he\ncontents: [inner.md]\n")
    (where / "inner.md").symlink_to(tmp_path / "secret.md")
    assert "path-outside" in faults(where)[0]


def test_an_empty_folder_and_one_without_metadata_say_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.md").touch()
    assert "the folder is empty → make a manuscript with: sadar new FOLDER" in faults(tmp_path / "empty")[0]
    assert "has no manuscript.yaml" in faults(tmp_path / "texts")[0]
    assert "there is no folder" in faults(tmp_path / "nowhere")[0]


def test_other_spellings_and_short_forms_are_accepted(folder: Folder) -> None:
    metadata, _ = read_metadata(folder(
        "title: א\nlang: he\nauthors: [דנה לוי]\nkeyword: מילה\nshort_title: ק\n"
        "publication: {first_page: 3, date: 2021, isbn: 978-3-16-148410-0}\n"))
    assert metadata.author[0].name.full == "דנה לוי"
    assert metadata.keywords == ["מילה"]
    assert metadata.short_title == "ק"
    assert (metadata.publication.first_page, metadata.publication.date) == (3, "2021")
    assert metadata.publication.isbn.print == "978-3-16-148410-0"


@pytest.mark.parametrize(("check", "good", "bad"), [
    (identifiers.orcid, "0000-0002-1825-0097", "0000-0002-1825-0098"),
    (identifiers.orcid, "https://orcid.org/0000-0002-1694-233X", "0000-0002-1694-2330"),
    (identifiers.isbn, "0-306-40615-2", "0-306-40615-3"),
    (identifiers.isbn, "9783161484100", "9783161484101"),
    (identifiers.doi, "https://doi.org/10.1000/182", "11.1000/182"),
    (identifiers.ror, "https://ror.org/03vek6s52", "03vek6s53"),
])
def test_identifiers_are_verified(check: Callable[[str], str], good: str, bad: str) -> None:
    assert check(good)
    with pytest.raises(ValueError, match=r"\w"):
        check(bad)
