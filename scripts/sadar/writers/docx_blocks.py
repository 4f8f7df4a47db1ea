"""Paragraphs, lists and tables of the DOCX, mended: each gets the style that says what it is."""

from __future__ import annotations

from typing import Any

from lxml import etree

from sadar.bidi import word
from sadar.bidi.base import is_right_to_left
from sadar.bidi.word import properties_of, style_of, w
from sadar.style import Style
from sadar.writers.docx_reference import FOREIGN, TWIPS_PER_MILLIMETRE

Element = Any
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
TWIPS_PER_POINT = 20
#: The deepest level for which Word has list styles of its own.
DEEPEST_LIST = 5
#: Styles of paragraphs that say nothing of what they are.
RUNNING = ("", "Compact", "FirstParagraph", "BodyText")
#: By what pandoc indents a table for each level of the list in which it stands, in twips.
INDENT = 720
#: What a cell's margins take, in letters.
MARGINS = 3
#: A column's share of the measure grows less than its longest cell: long cells can be broken, single words can't.
BREAKABLE = 0.75


def mend(root: Element, lang: str) -> None:
    """Mend alignments, notes' numbering and languages, which pandoc writes alike for every language; and formulas."""
    for justification in list(root.iter(f"{MATH}mcJc")):
        justification.getparent().append(justification)  # behind the columns' count (ISO 29500-1, 22.1.2.64)
    for words in list(root.iter(f"{MATH}nor")):
        for style in list(words.itersiblings(f"{MATH}sty")):  # words in a formula have none beside that (22.1.2.91)
            style.getparent().remove(style)
    for justification in list(root.iter(w("jc"))):
        if justification.getparent().tag == w("tblPr"):
            justification.getparent().remove(justification)  # where tables stand that say nothing (17.4.28)
            continue
        # Under bidi “left” is where the line begins (ISO 29500-1, 17.18.44): say so in words that mean it.
        value = justification.get(w("val"), "")
        justification.set(w("val"), {"left": "start", "right": "end"}.get(value, value))
    for restart in list(root.iter(w("footnotePr"))):
        parent = restart.getparent()
        if parent is not None and parent.tag == w("sectPr"):
            parent.remove(restart)
    for language in root.iter(w("lang")):
        if is_right_to_left(own := language.get(w("val"), lang)):
            language.set(w("bidi"), own)


def default_language(styles: Element, lang: str) -> None:
    """Keep left-to-right text in a left-to-right language: pandoc's default makes it Persian, or Yiddish."""
    for default in styles.iterfind(f"{w('docDefaults')}//{w('lang')}"):
        if is_right_to_left(lang):
            default.set(w("val"), FOREIGN)


def style_paragraphs(root: Element) -> None:
    """Name the style of running paragraphs and of pictures: pandoc leaves it out where a paragraph has a direction."""
    body = root.find(w("body"))
    for paragraph in body if body is not None else []:
        if paragraph.tag != w("p") or paragraph.find(f"{w('pPr')}/{w('pStyle')}") is not None:
            continue
        if not "".join(paragraph.itertext()).strip() and paragraph.find(f".//{w('drawing')}") is not None:
            _set_style(paragraph, "Figure")  # a picture without a caption
            continue
        before = next((sibling for sibling in paragraph.itersiblings(preceding=True)
                       if sibling.tag in (w("p"), w("tbl"))), None)
        follows = before is not None and style_of(before) in ("FirstParagraph", "BodyText")
        _set_style(paragraph, "BodyText" if follows else "FirstParagraph")


def _set_style(paragraph: Element, name: str) -> Element:
    properties = properties_of(paragraph)
    style = properties.find(w("pStyle"))
    if style is None:
        style = etree.Element(w("pStyle"))
        properties.insert(0, style)
    style.set(w("val"), name)
    return properties


def join_marks(root: Element) -> None:
    """Bring a note's mark into its first paragraph: pandoc gives it one of its own before a block with a style."""
    for note in root.iter(w("footnote")):
        paragraphs = note.findall(w("p"))
        if len(paragraphs) < 2 or paragraphs[0].find(f".//{w('footnoteRef')}") is None:
            continue
        if next(paragraphs[0].itersiblings(w("p"), w("tbl"))).tag == w("tbl"):
            continue  # a note that begins with a table is laid out by LibreOffice without end
        runs = paragraphs[0].findall(w("r"))
        if "".join(paragraphs[0].itertext()).strip():
            continue
        properties = paragraphs[1].find(w("pPr"))
        at = 0 if properties is None else 1
        space = etree.Element(w("r"))
        etree.SubElement(space, w("t"), {word.XML_SPACE: "preserve"}).text = " "
        for run in reversed([run for run in runs if run.find(w("t")) is None] + [space]):
            paragraphs[1].insert(at, run)
        note.remove(paragraphs[0])


def style_lists(root: Element, numbering: Element) -> None:
    """Give items Word's own list styles, by their level; further paragraphs of an item continue it."""
    abstract = {kind.get(w("abstractNumId")): kind for kind in numbering.iter(w("abstractNum"))}
    kinds = {number.get(w("numId")): abstract[number.find(w("abstractNumId")).get(w("val"))]
             for number in numbering.iter(w("num"))}
    for item in root.iter(w("numPr")):
        level = int(item.find(w("ilvl")).get(w("val")))
        kind = kinds.get(item.find(w("numId")).get(w("val")))
        paragraph = item.getparent().getparent()
        if kind is None or style_of(paragraph) not in RUNNING:
            continue
        if root.tag == w("footnotes"):  # set smaller than any list
            _set_style(paragraph, "FootnoteText")
            continue
        own = kind.find(f"{w('lvl')}[@{w('ilvl')}='{level}']")
        bullet = own is not None and own.find(w("numFmt")).get(w("val")) == "bullet"
        unmarked = bullet and not own.find(w("lvlText")).get(w("val"), "").strip()
        name = "ListContinue" if unmarked else "ListBullet" if bullet else "ListNumber"
        properties = _set_style(paragraph, name + (str(min(level + 1, DEEPEST_LIST)) if level else ""))
        if unmarked:
            properties.remove(item)


def indent_lists(numbering: Element, style: Style) -> None:
    """Indent the levels of lists as the house does, from where lines begin."""
    step = round(style.tokens.spacing.extract * TWIPS_PER_POINT)
    for level in numbering.iter(w("lvl")):
        for indent in level.iter(w("ind")):
            indent.attrib.clear()
            indent.set(w("start"), str(step * (int(level.get(w("ilvl"))) + 1)))
            indent.set(w("hanging"), str(step))


def mend_tables(root: Element, style: Style) -> None:
    """Fit tables into the measure: columns as wide as their words ask, rows that stay whole, heads that come again."""
    whole = round(style.tokens.measure * TWIPS_PER_MILLIMETRE)
    step = round(style.tokens.spacing.extract * TWIPS_PER_POINT)
    for table in root.iter(w("tbl")):
        measure = whole
        for indent in table.findall(f"{w('tblPr')}/{w('tblInd')}"):  # in a list
            indent.set(w("w"), str(own := step * int(indent.get(w("w"))) // INDENT))
            measure = whole - own
        for width in table.findall(f"{w('tblPr')}/{w('tblW')}"):
            if width.get(w("type")) == "auto":  # the whole measure, in fiftieths of a per cent (17.18.90)
                width.set(w("type"), "pct")
                width.set(w("w"), str(5000 * measure // whole))
        columns = table.findall(f"{w('tblGrid')}/{w('gridCol')}")
        if len({column.get(w("w")) for column in columns}) == 1:  # none was asked for
            wanted = _widths(table, len(columns))
            for column, letters in zip(columns, wanted, strict=True):
                column.set(w("w"), str(int(measure * letters / sum(wanted))))
        for row in table.findall(w("tr")):
            properties_of(row, "trPr").insert(0, etree.Element(w("cantSplit")))


def _widths(table: Element, columns: int) -> list[float]:
    """Return each column's share, from its longest cell; cells that span several columns say nothing of one."""
    longest = [0] * columns
    for row in table.findall(w("tr")):
        cells = row.findall(w("tc"))
        if len(cells) == columns:
            for at, cell in enumerate(cells):
                longest[at] = max(longest[at], *(sum(len(text.text or "") for text in paragraph.iter(w("t")))
                                                 for paragraph in cell.iter(w("p"))), 0)
    return [letters ** BREAKABLE + MARGINS for letters in longest]
