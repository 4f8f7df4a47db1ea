"""Files from strangers: each is refused with one message, or read with what is dangerous in it left out and named."""

from __future__ import annotations

import io
import resource
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import office
from conftest import Ran
from office import NAMES, docx, field, paragraph, part
from sadar import importing
from sadar.errors import ManuscriptError

#: What any of these files may take: seconds, and bytes of memory of this process's own.
LONGEST, MOST = 60, 300_000_000
TEXT = paragraph("טקסט רגיל של פסקה.")
PNG = b"\x89PNG\r\n\x1a\n"
RELATED = {"rId9": ("image", "media/image1.png", False)}
PICTURE = ('<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="n"/><a:graphic><a:graphicData uri="x/picture"><pic:pic>'
           '<pic:blipFill><a:blip r:embed="rId9"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>'
           "</w:r></w:p>")


def bomb(path: Path) -> Path:
    """A Word file whose text unpacks to 600 MB."""
    with zipfile.ZipFile(docx(path, TEXT), "a", zipfile.ZIP_DEFLATED) as package, package.open("word/styles.xml", "w") as file:
        for _ in range(600):
            file.write(b" " * 1_000_000)
    return with_part(path, "word/styles.xml", "styles")


def with_part(path: Path, target: str, kind: str) -> Path:
    """Let the text of a Word file ask for a part."""
    return replaced(path, {"word/_rels/document.xml.rels": office.relationships({"rId1": (kind, "/" + target, False)})})


def replaced(path: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path) as package:
        kept = {entry: package.read(entry.filename) for entry in package.infolist()
                if entry.filename not in parts and entry.file_size < 10_000_000}
        large = [entry for entry in package.infolist() if entry.file_size >= 10_000_000]
        changed = path.with_name("changed.docx")
        with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target:
            for entry, data in kept.items():
                target.writestr(entry.filename, data)
            for name, data_ in parts.items():
                target.writestr(name, data_)
            for entry in large:
                with package.open(entry) as source, target.open(entry.filename, "w") as file:
                    while chunk := source.read(1 << 20):
                        file.write(chunk)
    return changed.replace(path)


def lying(path: Path) -> Path:
    """A package that says a part has 10 bytes and holds many more."""
    docx(path, TEXT, {"word/styles.xml": b" " * 100_000_000}, {"s": ("styles", "styles.xml", False)}, zipfile.ZIP_DEFLATED)
    data = bytearray(path.read_bytes())
    for signature, at in ((b"PK\1\2", 24), (b"PK\3\4", 22)):
        start = -1
        while (start := data.find(signature, start + 1)) >= 0:
            if b"styles.xml" in data[start:start + 80]:
                struct.pack_into("<L", data, start + at, 10)
    path.write_bytes(data)
    return path


def outside(path: Path) -> Path:
    return docx(path, TEXT, {"../../evil.txt": b"x"})


def entities(path: Path) -> Path:
    declared = "".join(f'<!ENTITY a{number} "{f"&a{number - 1};" * 10 if number else "lol"}">' for number in range(12))
    return docx(path, TEXT, {"word/document.xml": f"<!DOCTYPE w:document [{declared}]><w:document {NAMES}><w:body><w:p><w:r><w:t>"
                             "&a11;</w:t></w:r></w:p></w:body></w:document>"})


def external_entity(path: Path) -> Path:
    return docx(path, TEXT, {"word/document.xml": f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document {NAMES}>'
                             "<w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"})


def sixteen_bits(path: Path) -> Path:
    text = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d [<!ENTITY x "y">]><w:document {NAMES}/>'
    return docx(path, TEXT, {"word/document.xml": text.encode("utf-16")})


def truncated(path: Path) -> Path:
    docx(path, TEXT * 50)
    path.write_bytes(path.read_bytes()[:-400])
    return path


def damaged(path: Path) -> Path:
    docx(path, TEXT * 50, compression=zipfile.ZIP_DEFLATED)
    data = bytearray(path.read_bytes())
    at = data.find(b"document.xml") + 30
    data[at:at + 40] = bytes(40)
    path.write_bytes(data)
    return path


def renamed_doc(path: Path) -> Path:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"WordDocument".join([bytes(600)] * 3))
    return path


def encrypted(path: Path) -> Path:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(99))
    return path


def encrypted_zip(path: Path) -> Path:
    data = bytearray(docx(path, TEXT).read_bytes())
    for signature, at in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        start = -1
        while (start := data.find(signature, start + 1)) >= 0:
            data[start + at] |= 1
    path.write_bytes(data)
    return path


def nested(path: Path) -> Path:
    return docx(path, "<w:tbl><w:tr><w:tc>" * 5000 + TEXT + "</w:tc></w:tr></w:tbl>" * 5000)


def many_files(path: Path) -> Path:
    docx(path, TEXT)
    with zipfile.ZipFile(path, "a") as package:
        for number in range(25_000):
            package.writestr(f"n{number}", b"")
    return path


def strict(path: Path) -> Path:
    return docx(path, TEXT, {"word/document.xml": '<d:document xmlns:d="http://purl.oclc.org/ooxml/wordprocessingml/main"/>'})


def no_word(path: Path) -> Path:
    path.write_bytes(b"plain text under another name")
    return path


def empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


REFUSED: list[tuple[Callable[[Path], Path], str]] = [
    (bomb, "package-too-large"), (lying, "package-"), (outside, "package-path"), (entities, "package-entity"),
    (external_entity, "package-entity"), (sixteen_bits, "package-entity"), (truncated, "package-unreadable"),
    (damaged, "package-unreadable"), (renamed_doc, "package-old"), (encrypted, "package-encrypted"),
    (encrypted_zip, "package-encrypted"), (nested, "package-unreadable"), (many_files, "package-too-large"),
    (strict, "package-unreadable"), (no_word, "package-unreadable"), (empty, "package-unreadable")]


@pytest.mark.parametrize(("make", "code"), REFUSED, ids=[make.__name__ for make, _ in REFUSED])
def test_a_hostile_file_is_refused_with_one_message(tmp_path: Path, sadar: Callable[..., Ran], make: Callable[[Path], Path],
                                                    code: str) -> None:
    path = make(tmp_path / "a.docx")
    before = sorted(tmp_path.rglob("*"))
    start, memory = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ran = sadar("import", path, "--into", tmp_path / "in")
    assert ran.code == 3, ran
    assert ran.err.count("error:") == 1 and f"[{code}" in ran.err, ran.err
    assert "a.docx" in ran.err
    assert sorted(tmp_path.rglob("*")) == before, "something was written"
    assert time.monotonic() - start < LONGEST
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) * 1024 < MOST


@pytest.mark.parametrize(("suffix", "name", "content"), [
    ("odt", "content.xml", "<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><d>&x;</d>"),
    ("epub", "META-INF/container.xml", "<!DOCTYPE d [<!ENTITY x 'y'>]><container/>"),
])
def test_other_packages_may_declare_nothing(tmp_path: Path, suffix: str, name: str, content: str) -> None:
    path = tmp_path / f"a.{suffix}"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text" if suffix == "odt" else "application/epub+zip")
        package.writestr("META-INF/manifest.xml", "<manifest/>")
        package.writestr(name, content)
    with pytest.raises(ManuscriptError) as refused:
        importing.read(path)
    assert [finding.code for finding in refused.value.findings] == ["package-entity"]


def test_a_books_document_may_declare_no_entity(tmp_path: Path) -> None:
    path = epub(tmp_path / "a.epub", '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;")
    with pytest.raises(ManuscriptError, match="declares entities"):
        importing.read(path)


def test_a_book_whose_text_is_encrypted_is_refused(tmp_path: Path) -> None:
    path = epub(tmp_path / "a.epub", "", "טקסט", {"META-INF/encryption.xml":
                '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><e:EncryptedData '
                'xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:CipherData><e:CipherReference URI="a.xhtml"/></e:CipherData>'
                "</e:EncryptedData></encryption>"})
    with pytest.raises(ManuscriptError, match="encrypted"):
        importing.read(path)


def epub(path: Path, declared: str, text: str, parts: Mapping[str, str] = {}) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/epub+zip")
        package.writestr("META-INF/container.xml", '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
                         '<rootfile full-path="c.opf"/></rootfiles></container>')
        package.writestr("c.opf", '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.xhtml"/></manifest>'
                         '<spine><itemref idref="a"/></spine></package>')
        package.writestr("a.xhtml", f'{declared}<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{text}</p></body></html>')
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


@pytest.mark.parametrize(("name", "data"), [
    ("png", PNG + chunk(b"IHDR", struct.pack(">LLBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"")) +
     chunk(b"IEND", b"")),
    ("gif", b"GIF89a" + struct.pack("<HHBBB", 12_000, 12_000, 0x80, 0, 0) + bytes(6) + b"\x2c" + struct.pack(
        "<HHHHB", 0, 0, 1, 1, 0) + b"\2\2\x4c\1\0;"),
])
@pytest.mark.filterwarnings("error")
def test_a_gigantic_picture_is_kept_and_not_decoded(tmp_path: Path, name: str, data: bytes) -> None:
    path = docx(tmp_path / "a.docx", TEXT + PICTURE, {f"word/media/image1.{name}": data},
                {"rId9": ("image", f"media/image1.{name}", False)})
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    draft = importing.read(path).draft
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) * 1024 < 200_000_000
    assert [question.reason for question in draft.questions if question.code == "picture"] == [
        "the picture is kept, and is not in the text: it has more than 100 million pixels"]
    assert draft.files == {f"figures/figure-1.{name}": data} and "figure" not in draft.text


def test_what_lies_elsewhere_is_named_and_not_fetched(tmp_path: Path) -> None:
    """Every address is one at which this test listens: whoever asks there is seen."""
    import socket

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.settimeout(0.2)
        there = f"http://127.0.0.1:{listening.getsockname()[1]}"
        linked = PICTURE.replace("r:embed", "r:link")
        word = docx(tmp_path / "a.docx", TEXT + linked + f'<w:p>{field(f" INCLUDEPICTURE {there}/p.png ", "ציור")}</w:p>', {}, {
            "rId9": ("image", f"{there}/a.png", True), "t": ("attachedTemplate", f"{there}/t.dotm", True),
            "o": ("oleObject", f"file://{there}/o", True)})
        page = tmp_path / "a.html"
        page.write_text(f'<html><head><link rel="stylesheet" href="{there}/s.css"><script src="{there}/s.js"></script></head><body><p>'
                        f'טקסט<img src="{there}/i.png" alt="ציור"><img src="../secret.png"><img src="file:///etc/passwd"></p>'
                        f'<iframe src="{there}/f"></iframe><object data="{there}/o"></object></body></html>', "utf-8")
        book = epub(tmp_path / "a.epub", "", f'טקסט<img src="{there}/i.png" alt=""/>')
        (tmp_path.parent / "secret.png").write_bytes(PNG)
        named = [sorted({question.code for question in importing.read(path).draft.questions} - {"title", "author"})
                 for path in (word, page, book)]
        with pytest.raises(TimeoutError):
            listening.accept()
    assert named == [["external", "picture-elsewhere"], ["element", "picture-elsewhere"], ["picture-elsewhere"]]
    files = importing.read(page).draft.files
    assert files == {}


def test_scripts_and_hidden_text_of_a_page_go(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text('<body onload="x()"><h1 id="x" onclick="y()">כותרת</h1><p style="color:red">טקסט <script>alert(1)</script>'
                    '<span hidden>סמוי</span><a href="javascript:z()">קישור</a></p></body>', "utf-8")
    draft = importing.read(page).draft
    assert draft.text.strip() in ("טקסט קישור", "# כותרת\n\nטקסט קישור")
    assert [question.text for question in draft.questions if question.code == "hidden-text"] == ["סמוי"]


@pytest.mark.parametrize("body", [
    "<w:p><w:pPr><w:pStyle w:val='s0'/></w:pPr><w:r><w:t>א</w:t></w:r></w:p>" * 2000,
    "<w:p>" + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 80_000 + "<w:r><w:t>א</w:t></w:r></w:p>",
    "".join(paragraph(f"{number}. א") for number in range(3000)),
    "".join(paragraph("כותרת", run_properties="<w:b/>") for _ in range(3000)),
    '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>' + TEXT + "</w:tc></w:tr></w:tbl>",
], ids=["styles-in-a-ring", "fields-never-closed", "numbers", "headings", "columns"])
def test_what_would_take_for_ever_does_not(tmp_path: Path, body: str) -> None:
    styles = part("styles", "".join(f'<w:style w:type="paragraph" w:styleId="s{number}"><w:name w:val="s{number}"/>'
                                    f'<w:basedOn w:val="s{(number + 1) % 20_000}"/></w:style>' for number in range(20_000)))
    path = docx(tmp_path / "a.docx", body, {"word/styles.xml": styles}, {"s": ("styles", "styles.xml", False)})
    done = subprocess.run([sys.executable, "-m", "sadar", "import", path, "--into", tmp_path / "in"], capture_output=True,
                          text=True, timeout=LONGEST, check=False)
    assert done.returncode in (0, 3), done.stderr
    assert done.stderr.count("error:") <= 1 and "Traceback" not in done.stderr


@pytest.mark.parametrize("depth", [200, 5000])
def test_a_page_nested_without_end_is_one_message(tmp_path: Path, depth: int) -> None:
    page = tmp_path / "a.html"
    page.write_text("<blockquote>" * depth + "<p>טקסט</p>", "utf-8")
    done = subprocess.run([sys.executable, "-m", "sadar", "import", page, "--into", tmp_path / "in"], capture_output=True,
                          text=True, timeout=LONGEST, check=False)
    assert done.returncode in (0, 3), done.stderr
    assert "Traceback" not in done.stderr


def test_a_picture_of_a_page_may_lie_beside_it_alone(tmp_path: Path) -> None:
    picture = io.BytesIO()
    from PIL import Image

    Image.new("L", (4, 4)).save(picture, "PNG")
    (tmp_path / "p.png").write_bytes(picture.getvalue())
    page = tmp_path / "a.html"
    page.write_text('<p><img src="p.png" alt="ציור"></p><p><img src="%2e%2e/secret.png" alt="סוד"></p>', "utf-8")
    draft = importing.read(page).draft
    assert list(draft.files) == ["figures/figure-1.png"]
    assert [question.text for question in draft.questions if question.code == "picture-elsewhere"] == ["%2e%2e/secret.png"]
