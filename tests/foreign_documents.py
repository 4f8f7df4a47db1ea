"""DOCX as other programs make them: LibreOffice by itself, Word by hand, pandoc as it comes; the sentences are ours."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pypandoc

import foreign_books
from conftest import run

REGION = {"he": "IL", "ar": "EG", "fa": "IR", "yi": "IL", "en": "US"}
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
#: What is typed with a Latin keyboard in a right-to-left line: words, and what stands between two of them.
LATIN = re.compile(r"([A-Za-z](?:[A-Za-z ]*[A-Za-z])?)")
HEBREW = re.compile("([א-ת]+)")
Parts = dict[str, bytes]


def plain(text: str) -> str:
    return html.escape(html.unescape(re.sub("<[^>]+>", "", text)))


def write(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def parts_of(path: Path) -> Parts:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def fodt(lang: str) -> str:
    """A text with a heading, notes, a table, and paragraphs of the other direction, as LibreOffice keeps it."""
    right = foreign_books.DIRECTION[lang] == "rtl"
    mode, complex_lang = ("rl-tb", lang) if right else ("lr-tb", "he")
    texts = [plain(text) for text in foreign_books.texts(lang)]
    noted = "".join(
        f'<text:p text:style-name="Standard">{text}<text:note text:id="n{number}" text:note-class="footnote">'
        f"<text:note-citation>{number}</text:note-citation><text:note-body><text:p text:style-name=\"Footnote\">{texts[-number]}"
        f"</text:p></text:note-body></text:note> {texts[number % 7]}</text:p>" for number, text in enumerate(texts[:30], 1))
    body = "".join(f'<text:p text:style-name="Standard">{text}</text:p>' for text in texts)
    other = "".join(f'<text:p text:style-name="Other">{plain(text)}</text:p>'
                    for text in (foreign_books.LATIN if right else foreign_books.HEBREW))
    rows = "".join("<table:table-row>" + "".join(
        f'<table:table-cell office:value-type="string"><text:p text:style-name="Standard">{cell}</text:p></table:table-cell>'
        for cell in (texts[number], "PDF 1.7", str(12 + number))) + "</table:table-row>" for number in range(6))
    spaces = {"office": "office", "style": "style", "text": "text", "table": "table", "fo": "xsl-fo-compatible"}
    names = " ".join(f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for key, name in spaces.items())
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {names} office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text"><office:styles>
<style:default-style style:family="paragraph"><style:paragraph-properties style:writing-mode="{mode}"/><style:text-properties
 fo:font-family="Liberation Serif" style:font-family-complex="DejaVu Sans" fo:font-size="12pt" style:font-size-complex="12pt"
 fo:language="en" fo:country="US" style:language-complex="{complex_lang}" style:country-complex="{REGION[complex_lang]}"/>
</style:default-style><style:style style:name="Standard" style:family="paragraph"/>
<style:style style:name="Footnote" style:family="paragraph" style:parent-style-name="Standard"/>
<style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" style:parent-style-name="Standard">
<style:text-properties fo:font-size="16pt" style:font-size-complex="16pt" fo:font-weight="bold" style:font-weight-complex="bold"/>
</style:style><style:style style:name="Other" style:family="paragraph" style:parent-style-name="Standard">
<style:paragraph-properties style:writing-mode="{'lr-tb' if right else 'rl-tb'}"/></style:style></office:styles>
<office:automatic-styles><style:page-layout style:name="page"><style:page-layout-properties fo:page-width="17cm"
 fo:page-height="24cm" fo:margin="2cm" style:writing-mode="{mode}"/></style:page-layout><style:style style:name="T"
 style:family="table"><style:table-properties style:writing-mode="{mode}" style:width="12cm"/></style:style></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="page"/></office:master-styles>
<office:body><office:text><text:h text:style-name="Heading_20_1" text:outline-level="1">{texts[0]}</text:h>{noted}{body}{other}
<table:table table:name="T1" table:style-name="T"><table:table-column table:number-columns-repeated="3"/>{rows}</table:table>
</office:text></office:body></office:document>"""


def by_libreoffice(into: Path, *sources: Path) -> list[Path]:
    run("soffice", f"-env:UserInstallation=file://{into}/profile", "--headless", "--convert-to", "docx", "--outdir", into / "made",
        *sources, timeout=120)
    return [into / "made" / f"{source.stem}.docx" for source in sources]


def word(lang: str) -> dict[str, str]:
    """The same texts as Word writes them: ids of Hebrew Word's styles, theme faces, runs by the keyboard they were typed with."""
    right = foreign_books.DIRECTION[lang] == "rtl"
    bidi, code = ("<w:bidi/>" if right else ""), f"{lang}-{REGION[lang]}"
    complex_code = code if right else "he-IL"

    def runs(text: str, more: str = "") -> str:
        text = html.unescape(re.sub("<[^>]+>", "", text))
        made = []
        for number, piece in enumerate((LATIN if right else HEBREW).split(text)):
            marked = (number % 2 == 0) == right
            said = '<w:rFonts w:hint="cs"/>' * marked + more + "<w:rtl/>" * marked
            made.append(f"<w:r><w:rPr>{said}</w:rPr><w:t xml:space=\"preserve\">{html.escape(piece)}</w:t></w:r>" if piece else "")
        return "".join(made)

    def paragraph(content: str, properties: str = "") -> str:
        return f"<w:p><w:pPr>{properties}</w:pPr>{content}<w:proofErr w:type=\"spellEnd\"/></w:p>"

    texts = list(foreign_books.texts(lang))[:60]
    mark = "<w:rtl/>" if right else ""
    call = f'<w:r><w:rPr><w:rStyle w:val="a5"/>{mark}</w:rPr><w:footnoteReference w:id="{{}}"/></w:r>'
    body = [paragraph(runs(texts[0]), '<w:pStyle w:val="1"/>'),
            *(paragraph(runs(text) + call.format(number)) for number, text in enumerate(texts[:9], 1)),
            *(paragraph(runs(text, "<w:b/><w:bCs/>")) for text in texts[9:12]),
            *(paragraph(runs(text), f'<w:jc w:val="{side}"/>') for text, side in zip(texts[12:15], ("left", "right", "center"), strict=True)),
            *(paragraph(runs(text)) for text in texts[15:]),
            *(paragraph(f"<w:r><w:t>{plain(text)}</w:t></w:r>", '<w:bidi w:val="0"/>') for text in foreign_books.LATIN),
            # typed into a text box, with its copy for older programs
            '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:txbxContent>' + paragraph(runs(texts[1]))
            + "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:pPr><w:bidi w:val=\"0\"/></w:pPr>"
            + f"{runs(texts[1])}</w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>",
            # a change that is not yet accepted, a link by a field, a table
            paragraph(f'<w:del w:id="1"><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins w:id="2">{runs(texts[2])}</w:ins>'),
            paragraph('<w:bookmarkStart w:id="3" w:name="_Toc1"/>' + runs(texts[3]) + '<w:bookmarkEnd w:id="3"/>'
                      '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGEREF _Toc1 \\h </w:instrText></w:r><w:r>'
                      f'<w:fldChar w:fldCharType="separate"/></w:r><w:r><w:rPr>{mark}</w:rPr><w:t>5</w:t></w:r><w:r><w:fldChar '
                      'w:fldCharType="end"/></w:r>')]
    rows = "".join(f"<w:tr><w:tc>{paragraph(runs(text))}</w:tc><w:tc>{paragraph('<w:r><w:t>PDF 1.7</w:t></w:r>')}</w:tc></w:tr>"
                   for text in texts[:3])
    body.append(f'<w:tbl><w:tblPr><w:tblStyle w:val="a6"/>{"<w:bidiVisual/>" * right}</w:tblPr>{rows}</w:tbl>')
    notes = "".join(f'<w:footnote w:id="{number}">' + paragraph(
        f'<w:r><w:rPr><w:rStyle w:val="a5"/>{mark}</w:rPr><w:footnoteRef/></w:r>' + runs(" " + text), '<w:pStyle w:val="a4"/>')
        + "</w:footnote>" for number, text in enumerate(texts[20:29], 1))
    names = f'xmlns:w="{W}" xmlns:r="{RELATIONS}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'

    def style(kind: str, identity: str, name: str, more: str) -> str:
        return f'<w:style w:type="{kind}" w:styleId="{identity}"><w:name w:val="{name}"/>{more}</w:style>'

    kinds = {"styles": "styles", "settings": "settings", "footnotes": "footnotes", "theme": "theme/theme1", "fontTable": "fontTable"}
    fonts = '<a:latin typeface="Calibri"/><a:cs typeface=""/><a:font script="Hebr" typeface="Arial"/><a:font script="Arab" typeface="Arial"/>'
    types = "".join(f'<Override PartName="/word/{target}.xml" ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/>'
                    for target, kind in {"document": "wordprocessingml.document.main", "theme/theme1": "theme",
                                         **{kind: f"wordprocessingml.{kind}" for kind in kinds if kind != "theme"}}.items())
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
                               f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="r1" Type="{RELATIONS}/officeDocument" '
                       'Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONSHIPS}">' + "".join(
            f'<Relationship Id="r{number}" Type="{RELATIONS}/{kind}" Target="{target}.xml"/>'
            for number, (kind, target) in enumerate(kinds.items())) + "</Relationships>",
        "word/document.xml": f"<w:document {names}><w:body>{''.join(body)}<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar "
                             f'w:top="1440" w:gutter="0"/><w:cols w:space="708"/>{bidi}{"<w:rtlGutter/>" * right}</w:sectPr></w:body></w:document>',
        "word/footnotes.xml": f'<w:footnotes {names}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p>'
                              f"</w:footnote>{notes}</w:footnotes>",
        "word/styles.xml": f"<w:styles {names}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme=\"minorHAnsi\" "
                           'w:hAnsiTheme="minorHAnsi" w:cstheme="minorBidi"/><w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="en-US" '
                           f'w:bidi="{complex_code}"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" '
                           f'w:styleId="a"><w:name w:val="Normal"/><w:pPr>{bidi}</w:pPr></w:style><w:style w:type="table" w:default="1" '
                           'w:styleId="a1"><w:name w:val="Normal Table"/></w:style>'
                           + style("paragraph", "1", "heading 1", '<w:basedOn w:val="a"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr>'
                                   '<w:rFonts w:asciiTheme="majorHAnsi" w:cstheme="majorBidi"/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr>')
                           + style("paragraph", "a4", "footnote text", '<w:basedOn w:val="a"/><w:rPr><w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr>')
                           + style("character", "a5", "footnote reference", '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>')
                           + style("table", "a6", "Table Grid", '<w:basedOn w:val="a1"/>') + "</w:styles>",
        "word/settings.xml": f'<w:settings {names}><w:themeFontLang w:val="en-US" w:bidi="{complex_code}"/></w:settings>',
        "word/fontTable.xml": f'<w:fonts {names}><w:font w:name="Arial"><w:sig w:usb0="E0002EFF"/></w:font></w:fonts>',
        "word/theme/theme1.xml": '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:fontScheme '
                                 f'name="x"><a:majorFont>{fonts}</a:majorFont><a:minorFont>{fonts}</a:minorFont></a:fontScheme></a:themeElements></a:theme>',
    }


MARKDOWN = """\
---
title: כותרת המאמר
author: דנה לוי^[המחקר נתמך בידי קרן לדוגמה.]
date: 2026
abstract: תקציר קצר (1974).
lang: he-IL
dir: rtl
references:
- {id: smith, type: book, language: en, title: A Book, publisher: Press, issued: 2010, author: [{family: Smith, given: Ann}]}
---

# מבוא {#sec:intro}

פסקה ובה **מודגש**, *נטוי*, **עוד** ו־*שוב* (Krammer 1974, 54–123) ומן Smith[^a] ומובאה. ראו [מבוא](#sec:intro) @smith.

**אחת**, *שתיים*, **שלוש**, *ארבע*, **חמש**, *שש*, **שבע**, *שמונה*, **תשע**, *עשר*, **עוד**, *ועוד*, **וכן** הלאה.

> This is a quotation in English, and nothing else.

```
x = [1, 2]  # code
```

| נמל | שנה  | מידה |
|:----|-----:|:----:|
| עכו | 1291 |  א   |

[^a]: See Smith, *A Book* (London, 2010).
"""


def by_pandoc(into: Path) -> Path:
    source, made = into / "raw.md", into / "raw.docx"
    source.write_text(MARKDOWN, "utf-8")
    run(pypandoc.get_pandoc_path(), source, "--citeproc", "--toc", "-o", made)
    return made
