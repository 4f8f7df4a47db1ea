"""Files of other programs for the tests of import: made by LibreOffice from our own sources, or put together by hand."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from conftest import ROOT, run

SOURCES = ROOT / "tests" / "data" / "word"
NAMES = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "v": "urn:schemas-microsoft-com:vml", "o": "urn:schemas-microsoft-com:office:office"}.items())
EXTERNAL = ' TargetMode="External"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def converted(name: str, to: str, into: Path) -> Path:
    """Let LibreOffice make a file of one of our sources."""
    run("soffice", f"-env:UserInstallation=file://{into}/profile", "--headless", "--convert-to", to, "--outdir", into,
        SOURCES / f"{name}.fodt", timeout=120)
    return into / f"{name}.{to}"


def paragraph(text: str, style: str = "", properties: str = "", run_properties: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (f'<w:p><w:pPr>{named}{properties}</w:pPr><w:r><w:rPr>{run_properties}</w:rPr>'
            f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>')


def field(code: str, shown: str, beside: str = "", inside: str = "") -> str:
    """A complex field in a paragraph; ``beside`` is its data in base 64, ``inside`` another field before its result."""
    data = f'<w:fldData xml:space="preserve">{beside}</w:fldData>' if beside else ""
    return (f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r><w:r><w:instrText xml:space="preserve">'
            f'{escape(code)}</w:instrText></w:r>{inside}<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            f'<w:r><w:t xml:space="preserve">{escape(shown)}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>')


def relationships(items: Mapping[str, tuple[str, str, bool]]) -> str:
    made = "".join(f'<Relationship Id="{identifier}" Type="{OFFICE}/{kind}" Target="{escape(target)}"'
                   f'{EXTERNAL if external else ""}/>'
                   for identifier, (kind, target, external) in items.items())
    return f'<Relationships xmlns="{PACKAGE}/relationships">{made}</Relationships>'


def docx(path: Path, body: str, parts: Mapping[str, str | bytes] = {},
         related: Mapping[str, tuple[str, str, bool]] = {}, compression: int = zipfile.ZIP_STORED) -> Path:
    """Put a Word file together of the XML of its body and its other parts."""
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
                               '"application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": relationships({"rId1": ("officeDocument", "word/document.xml", False)}),
        "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relationships(related), **parts}
    with zipfile.ZipFile(path, "w", compression) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return path


def part(name: str, inside: str) -> str:
    """The XML of a part whose root is ``w:name``."""
    return f"<w:{name} {NAMES}>{inside}</w:{name}>"
