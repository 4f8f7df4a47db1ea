"""The preflight of the print PDF: what a printer's own would refuse, said before the file has its name.

PDF/X-4 is ISO 15930-7:2010, PDF/X-1a:2003 is ISO 15930-4:2003.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from lxml import etree

from sadar.checks import pdf, resolution
from sadar.checks.press_content import Seen, box, seen_on, within
from sadar.findings import Finding, Place, Severity
from sadar.manuscript import Manuscript
from sadar.style import Style
from sadar.style.tokens import POINTS_PER_MILLIMETRE

#: Colour spaces of inks: what rests on others of the screen, or on none that is known, is not printed as it was meant.
INKS = {"/DeviceGray", "/DeviceCMYK", "/Pattern"}
SUBSET = re.compile(r"/[A-Z]{6}\+.+")
#: The names of XMP's properties (ISO 16684-1) in the namespaces that a standard asks for.
XMP = "{http://ns.adobe.com/xap/1.0/}"
XMP_MEDIA = "{http://ns.adobe.com/xap/1.0/mm/}"
PDFX_ID = "{http://www.npes.org/pdfx/ns/id/}"
PDF = "{http://ns.adobe.com/pdf/1.3/}"
DC = "{http://purl.org/dc/elements/1.1/}"
NEEDED = (f"{DC}title", f"{XMP}CreateDate", f"{XMP}ModifyDate", f"{XMP}MetadataDate", f"{XMP_MEDIA}DocumentID",
          f"{XMP_MEDIA}VersionID", f"{XMP_MEDIA}RenditionClass")
#: Keys of the catalogue and of pages that belong to a screen, by the code of the finding.
SCREEN = {
    "print-navigation": ("/Outlines", "/Names", "/Dests", "/OpenAction", "/AA", "/AcroForm", "/AF"),
    "print-tags": ("/StructTreeRoot", "/MarkInfo", "/StructParents", "/Tabs"),
    "print-annotation": ("/Annots",),
}
#: The lines of which crop marks consist, at least: two at each corner.
MARKS = 8


def check(manuscript: Manuscript, style: Style, path: Path) -> Iterator[Finding]:
    """Check a print PDF: its words against the manuscript, and the rules of its standard."""
    yield from pdf.check(manuscript, style, path)
    announced = {picture.pixels for picture in resolution.coarse(manuscript, style)}
    with pikepdf.open(path) as opened:
        yield from Preflight(opened, style, path.name).findings(announced)


class Preflight:
    """The rules of the standard that ``tokens.yaml`` names, held against a file."""

    def __init__(self, opened: pikepdf.Pdf, style: Style, name: str) -> None:
        self.pdf, self.page, self.name = opened, style.tokens.page, name
        self.opaque = style.tokens.print.standard == "pdf/x-1a"

    def findings(self, announced: set[tuple[int, int]]) -> Iterator[Finding]:
        """Yield the rules that are broken; pictures of a size in ``announced`` were told to be coarse before."""
        yield from self._standard()
        yield from self._intent()
        yield from self._metadata()
        for code, keys in SCREEN.items():
            yield from (self._said(code, f"the catalogue has {key}, which is of no use to a printer")
                        for key in keys if key in self.pdf.Root)
        fonts: dict[tuple[int, int], str] = {}
        first = self.pdf.pages[0].obj
        for number, page in enumerate(self.pdf.pages, start=1):
            for code, keys in SCREEN.items():
                yield from (self._said(code, f"page {number} has {key}, which is of no use to a printer")
                            for key in keys if key in page.obj)
            yield from self._boxes(page.obj, number, first)
            seen = seen_on(page)
            yield from self._content(seen, number)
            yield from self._pictures(seen, number, announced)
            for resources in seen.resources:
                for font in resources.get("/Font", {}).values():
                    if font.objgen not in fonts:
                        fonts[font.objgen] = _fault_of_font(font, self.opaque)
                        if fault := fonts[font.objgen]:
                            yield self._said("print-font", f"the face {font.get('/BaseFont', '?')} {fault}")

    def _said(self, code: str, message: str, remedy: str = "") -> Finding:
        return Finding(code, message, Place(self.name), remedy or "report it: it is a fault of sadar, or of a style "
                       "sheet or template of your own")

    def _standard(self) -> Iterator[Finding]:
        """PDF/X-4 says its name in XMP, PDF/X-1a in the information dictionary."""
        packet = _packet(self.pdf)
        information = self.pdf.docinfo.get("/GTS_PDFXVersion")
        claimed, wanted = ((str(information), "PDF/X-1a:2003") if self.opaque
                           else (_text(packet, f"{PDFX_ID}GTS_PDFXVersion"), "PDF/X-4"))
        if claimed != wanted:
            yield self._said("print-standard", f"the file doesn't say that it is {wanted}, but “{claimed}”")
        newest = (1, 4) if self.opaque else (1, 6)
        if tuple(int(part) for part in self.pdf.pdf_version.split(".")) > newest:
            yield self._said("print-version", f"the file is PDF {self.pdf.pdf_version}, which {wanted} doesn't allow")
        if self.opaque and str(self.pdf.trailer.get("/Type", "")) == "/XRef":
            yield self._said("print-version", "the file has a cross-reference stream, which PDF 1.4 doesn't know")

    def _intent(self) -> Iterator[Finding]:
        """One output intent (ISO 32000-1, 14.11.5), with the profile of a CMYK printer embedded."""
        from PIL import ImageCms

        intents = [intent for intent in self.pdf.Root.get("/OutputIntents", [])
                   if str(intent.get("/S", "")) == "/GTS_PDFX"]
        if len(intents) != 1 or not str(intents[0].get("/OutputConditionIdentifier", "")):
            yield self._said("print-intent", "the file doesn't say for which printing condition it is made")
            return
        stream = intents[0].get("/DestOutputProfile")
        fault = "it is not embedded"
        if isinstance(stream, pikepdf.Stream):
            try:
                profile = ImageCms.ImageCmsProfile(BytesIO(stream.read_bytes())).profile
                fault = "" if (profile.xcolor_space.strip(), profile.device_class, int(stream.get("/N", 0))) == (
                    "CMYK", "prtr", 4) else "it is none of a CMYK printer"
            except OSError:
                fault = "it can't be read"
        if fault:
            yield self._said("print-intent", f"the profile of the printing condition is wrong: {fault}")

    def _metadata(self) -> Iterator[Finding]:
        """Trapped, ID, title and dates; PDF/X-4 asks for those of XMP too."""
        information, packet = self.pdf.docinfo, _packet(self.pdf)
        trapped = str(information.get("/Trapped", "")).removeprefix("/")
        if trapped not in ("True", "False") or (not self.opaque and _text(packet, f"{PDF}Trapped") != trapped):
            yield self._said("print-trapped", "the file doesn't say whether it is trapped, or says both")
        if "/ID" not in self.pdf.trailer:
            yield self._said("print-id", "the file has no ID")
        lacking = [key for key in ("/Title", "/CreationDate", "/ModDate") if not str(information.get(key, ""))]
        if not self.opaque:
            lacking += [etree.QName(name).localname for name in NEEDED if not _text(packet, name)]
        if lacking:
            yield self._said("print-metadata", f"the file's metadata lack {', '.join(lacking)}")

    def _boxes(self, page: Any, number: int, first: Any) -> Iterator[Finding]:
        """Hold the trimmed page, its bleed and the sheet against the style, and each page against the first."""
        if "/TrimBox" not in page or "/BleedBox" not in page:
            yield self._said("print-boxes", f"page {number} doesn't say where it is trimmed, or how far it bleeds")
            return
        trim, bleed, media = (box(page[key]) for key in ("/TrimBox", "/BleedBox", "/MediaBox"))
        points = POINTS_PER_MILLIMETRE
        size, around = (self.page.width * points, self.page.height * points), self.page.bleed * points
        wider = (trim[0] - around, trim[1] - around, trim[2] + around, trim[3] + around)
        crop = box(page.get("/CropBox", media))
        faults = {
            "is not trimmed to the size that the style gives":
                max(abs(trim[2] - trim[0] - size[0]), abs(trim[3] - trim[1] - size[1])) > 0.1,
            "has another bleed than the style gives": max(
                abs(one - other) for one, other in zip(bleed, wider, strict=True)) > 0.1,
            "has a bleed that runs out of the sheet": not within(bleed, media),
            "shows less of the sheet than there is": crop != media,
            "has other boxes than the first": any(
                list(page[key]) != list(first.get(key, [])) for key in ("/TrimBox", "/BleedBox", "/MediaBox")),
        }
        yield from (self._said("print-boxes", f"page {number} {fault}") for fault, broken in faults.items() if broken)

    def _content(self, seen: Seen, number: int) -> Iterator[Finding]:
        if foreign := sorted(seen.spaces - INKS):
            yield self._said("print-colour", f"page {number} has colours that are no inks: {', '.join(foreign)}")
        for space, colour in sorted(seen.text_colours):
            inks = (0, 0, 0, 1 - colour[0]) if space == "/DeviceGray" else colour
            if len(inks) != 4 or any(inks[:3]):
                rich = len(inks) == 4 and inks[3] >= 0.5 and min(inks[:3]) > 0.3
                yield Finding("print-text-black" if rich else "print-text-colour",
                              f"page {number} has text in several inks: its letters may show coloured edges",
                              Place(self.name), "give text a black or grey in tokens.yaml and page.css: #000000, not "
                              "nearly black", Severity.ERROR if rich else Severity.WARNING)
        if seen.across or seen.outside < MARKS:
            yield self._said("print-marks", f"page {number} has something beside the crop marks outside of the bleed"
                             if seen.across else f"page {number} lacks crop marks outside of the bleed")
        if seen.marked:
            yield self._said("print-tags", f"page {number} has marked content, which is of no use to a printer")
        if seen.shining and self.opaque:
            yield self._said("print-transparency", f"page {number} has transparency, which PDF/X-1a doesn't know",
                             "write “standard: pdf/x-4” in styles/tokens.yaml")

    def _pictures(self, seen: Seen, number: int, announced: set[tuple[int, int]]) -> Iterator[Finding]:
        for dpi, pixels in sorted(set(seen.pictures)):
            if round(dpi) < resolution.LEAST and pixels not in announced:
                announced.add(pixels)
                yield Finding("print-resolution", f"page {number} has a picture of {pixels[0]} × {pixels[1]} pixels at "
                              f"{dpi:.0f} per inch, and it looks coarse below {resolution.LEAST}", Place(self.name),
                              "take a picture of more pixels, or set it smaller", Severity.WARNING)


def _fault_of_font(font: Any, old: bool) -> str:
    """Say what a face lacks: embedded, as a subset of the letters used, with a map to Unicode.

    A file of PDF 1.4, an ``old`` one, holds no OpenType (ISO 32000-1, table 126).
    """
    descendant = font.DescendantFonts[0] if "/DescendantFonts" in font else font
    descriptor = descendant.get("/FontDescriptor", {})
    if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
        return "is not embedded"
    if old and "/FontFile3" in descriptor and str(descriptor.FontFile3.get("/Subtype", "")) == "/OpenType":
        return "is embedded as OpenType with PostScript outlines, which PDF/X-1a doesn't know: take one with TrueType's"
    if not SUBSET.fullmatch(str(font.get("/BaseFont", ""))):
        return "is embedded with letters that are not used"
    return "" if "/ToUnicode" in font else "has no map to Unicode, without which its words can't be checked"


def _packet(opened: pikepdf.Pdf) -> etree._Element | None:
    if "/Metadata" not in opened.Root:
        return None
    try:
        return etree.fromstring(opened.Root.Metadata.read_bytes(), etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError:
        return None


def _text(packet: etree._Element | None, name: str) -> str:
    """Return what a property of XMP says, whether it is written as an element or as an attribute."""
    if packet is None:
        return ""
    for element in packet.iter(etree.Element):
        if element.tag == name:
            return "".join(str(part) for part in element.itertext()).strip()
        if name in element.attrib:
            return str(element.attrib[name])
    return ""
