"""PDFs imported by where their glyphs stand; hostile ones end in one message, within bounds of time and memory."""

import io
import time
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

import pikepdf
import pytest

from conftest import ROOT, Ran
from extractions import share, text_of
from sadar import build
from sadar.importers.pdf_rows import Glyph, Row, lines_of, row_of
from sadar.manuscript import Source
from sadar.manuscript.yaml_source import YamlSource


def glyphs(text: str, left: float = 0, base: float = 100, size: float = 10) -> list[Glyph]:
    return [Glyph(letter, left + 5 * place, left + 5 * place + 5, base, size, 400) for place, letter in enumerate(text)]


def rows(found: Iterable[Glyph], page: int) -> list[Row]:
    return [row_of(line, page, number) for number, line in enumerate(lines_of(found), start=1)]


@pytest.mark.parametrize("name", ["specimen.pdf", "specimen-print.pdf"])
def test_the_specimen_comes_back_from_its_pdf(specimen: Path, tmp_path: Path, sadar: Callable[..., Ran], name: str) -> None:
    ran = sadar("import", specimen / name, "--into", tmp_path / "made")
    assert (ran.code, ran.err) == (0, "")
    right, wrong = share(build.prepare(ROOT / "manuscript").manuscript, text_of(tmp_path / "made"))
    assert right >= 0.995, "\n".join(wrong)
    text = next((tmp_path / "made").glob("specimen*.md")).read_text("utf-8")
    assert text.count("\n[^") == 12
    assert "\n# ראשיתה של האות היצוקה\n\n## הדפוסים הראשונים\n" in text
    assert "\n> " + unicodedata.normalize("NFC", "עֲשָׂרָה דְבָרִים") in text
    metadata = YamlSource(Source("", (tmp_path / "made/manuscript.yaml").read_text("utf-8"))).value
    assert metadata["publication"] == {"first-page": 121}
    assert len(YamlSource(Source("", (tmp_path / "made/references.yaml").read_text("utf-8"))).value["references"]) == 18


def test_rows_are_made_of_glyphs_by_their_places() -> None:
    raised = [Glyph("1", 35, 38, 104, 6, 400), Glyph("2", 38, 41, 104, 6, 400)]
    point = [Glyph("\u05b8", 11, 14, 100, 10, 400)]
    found = rows([*glyphs("םולש"), *glyphs("xy", 25), *raised, *point, *glyphs("below", 0, 80)], 3)
    assert ["".join(row.clusters) for row in found] == ["םול\u05b8ש xy\x0212\x03", "below"]
    assert [row.where for row in found] == ["page 3, line 1", "page 3, line 2"]


def test_a_narrow_space_between_letters_is_none() -> None:
    found = rows([*glyphs("ab"), Glyph(" ", 10, 10.1, 100, 10, 400), *glyphs("c", 10), *glyphs("d", 17)], 1)
    assert "".join(found[0].clusters) == "abc d"


def page_of(text: str) -> bytes:
    """A PDF with one line in one of the standard faces; no text, none."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    page.Contents = pdf.make_stream(f"BT /F 12 Tf 72 700 Td ({text}) Tj ET".encode() if text else b"")
    stream = io.BytesIO()
    pdf.save(stream)
    return stream.getvalue()


def update_cut_short() -> bytes:
    """A file to which a newer state was appended (ISO 32000-1, 7.5.6) and cut: readers give the older one without a word."""
    return page_of("older") + b"5 0 obj << /Length 2000 >> stream\n" + b"newer " * 300


def encrypted() -> bytes:
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(page_of("secret"))) as pdf:
        pdf.save(stream, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return stream.getvalue()


@pytest.mark.parametrize(("content", "code"), [
    (page_of("whole")[:400], "pdf-broken"), (update_cut_short(), "pdf-broken"), (b"%PDF-1.7\n" + b"\x00" * 2000, "pdf-broken"), (b"", "pdf-broken"),
    (b"%PDF-1.7\nnothing\n%%EOF\n", "pdf-broken"), (encrypted(), "pdf-encrypted"), (page_of(""), "pdf-without-text"),
], ids=["truncated", "update-truncated", "zeros", "empty", "no-pages", "encrypted", "pictures"])
def test_one_message_where_a_pdf_cannot_be_read(sadar: Callable[..., Ran], tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    ran = sadar("import", tmp_path / "a.pdf", "--into", tmp_path / "made")
    assert ran.code == 3
    assert ran.err.count("error:") == 1
    assert f"[{code}]" in ran.err
    assert not (tmp_path / "made").exists()


def test_a_stream_that_unpacks_without_end_is_bounded(sadar: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of 2.6 GB of operators, some kilobytes in the file."""
    import zlib

    squeeze, chunk = zlib.compressobj(1), b" " * (1 << 26)
    packed = zlib.compress(b"".join(squeeze.compress(chunk) for _ in range(40)) + squeeze.flush(), 9)
    pdf = pikepdf.open(io.BytesIO(page_of("x")))
    stream = pdf.make_stream(packed)
    stream.Filter = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
    pdf.pages[0].Contents = stream
    pdf.save(tmp_path / "bomb.pdf", stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    assert (tmp_path / "bomb.pdf").stat().st_size < 100_000
    begin = time.monotonic()
    ran = sadar("import", tmp_path / "bomb.pdf", "--into", tmp_path / "made")
    assert ran.code == 3
    assert time.monotonic() - begin < 60
    assert ran.err.count("error:") == 1
    assert "[pdf-too-large]" in ran.err


def test_two_thousand_pages_are_read(sadar: Callable[..., Ran], tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(page_of("One line of text on every page"))) as pdf:
        for _ in range(1999):
            pdf.pages.append(pdf.pages[0])
        pdf.save(tmp_path / "long.pdf")
    begin = time.monotonic()
    ran = sadar("import", tmp_path / "long.pdf", "--into", tmp_path / "made", "--dry-run")
    assert ran.code == 0, ran.err
    assert time.monotonic() - begin < 60


def test_text_that_is_turned_is_in_no_line_and_in_the_log(sadar: Callable[..., Ran], tmp_path: Path) -> None:
    aslant, up = ") Tj 0.7 0.7 -0.7 0.7 90 690 Tm (DRAFT", ") Tj 0 1 -1 0 40 300 Tm (Sideways"
    (tmp_path / "a.pdf").write_bytes(page_of(f"The trade of the Levant was rich.{aslant}{up}"))
    assert sadar("import", tmp_path / "a.pdf", "--into", tmp_path / "made").code == 0
    made = (tmp_path / "made/a.md").read_text("utf-8") + (tmp_path / "made/manuscript.yaml").read_text("utf-8")
    assert "The trade of the Levant was rich." in made
    assert "DRAFTSideways" in (tmp_path / "made/import-log.md").read_text("utf-8")
