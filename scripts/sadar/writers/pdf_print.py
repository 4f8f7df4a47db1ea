"""The finish of the print PDF: what a printer's workflow takes as it is, PDF/X-4 or PDF/X-1a."""

from __future__ import annotations

import uuid
from typing import Any

import pikepdf

from sadar.errors import ManuscriptError
from sadar.manuscript import Manuscript
from sadar.style import Style
from sadar.writers.archive import moment
from sadar.writers.press_inks import Inks
from sadar.writers.press_pages import Press

#: What the catalogue keeps; the rest is for a screen: outline, destinations, tags, actions, embedded files.
KEPT = {"/Type", "/Pages", "/Lang", "/ViewerPreferences", "/PageLabels"}
TEMPLATE = "pdf/print-xmp.xml.jinja"


def saved(style: Style) -> dict[str, Any]:
    """Return how the file is saved: PDF 1.6 for PDF/X-4 (ISO 15930-7), 1.4 for PDF/X-1a (ISO 15930-4)."""
    if style.tokens.print.standard == "pdf/x-1a":
        return {"force_version": "1.4", "object_stream_mode": pikepdf.ObjectStreamMode.disable}
    return {"force_version": "1.6", "object_stream_mode": pikepdf.ObjectStreamMode.generate}


def finish(pdf: pikepdf.Pdf, manuscript: Manuscript, style: Style, profile: bytes) -> None:
    """Bring the pages into the printer's inks, give them boxes and marks, and take off what is no ink.

    ``profile`` is the ICC profile of the printing condition.

    Raises:
        ManuscriptError: something shines through where the standard knows no transparency.

    """
    press = Press(pdf, Inks(profile), opaque=style.tokens.print.standard == "pdf/x-1a")
    press.pages(style)
    if press.findings:
        raise ManuscriptError(press.findings.values())
    for key in set(pdf.Root.keys()) - KEPT:
        del pdf.Root[key]
    _say_intent(pdf, style, profile)
    _say_what_it_is(pdf, manuscript, style, press.digest)


def _say_intent(pdf: pikepdf.Pdf, style: Style, profile: bytes) -> None:
    """Say for which printing condition the inks are meant (ISO 32000-1, 14.11.5)."""
    wanted = style.tokens.print
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent, S=pikepdf.Name.GTS_PDFX, OutputConditionIdentifier=wanted.condition,
        Info=wanted.condition, DestOutputProfile=pdf.make_stream(profile, N=4))
    if wanted.registry:
        intent.RegistryName = wanted.registry
    pdf.Root.OutputIntents = pikepdf.Array([pdf.make_indirect(intent)])


def _say_what_it_is(pdf: pikepdf.Pdf, manuscript: Manuscript, style: Style, digest: str) -> None:
    """Write the information dictionary and the XMP packet, which must agree (ISO 15930-7)."""
    standard, metadata = style.tokens.print.standard, manuscript.metadata
    date = moment(metadata)
    authors = [author.name.full for author in metadata.author]
    producer = str(pdf.docinfo.get("/Producer", "sadar"))
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    written = f"D:{date:%Y%m%d%H%M%S}Z"
    title = manuscript.text("title")
    information = {"/Title": title, "/Author": ", ".join(authors), "/Keywords": ", ".join(metadata.keywords),
                   "/Creator": "sadar", "/Producer": producer, "/CreationDate": written, "/ModDate": written}
    for key, value in information.items():
        if value:
            pdf.docinfo[key] = value
    pdf.docinfo["/Trapped"] = pikepdf.Name("/False")
    if standard == "pdf/x-1a":
        pdf.docinfo["/GTS_PDFXVersion"] = "PDF/X-1a:2003"
    document = uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(("sadar", metadata.lang, title, *authors)))
    packet = style.render(TEMPLATE, metadata=metadata, title=title, authors=authors, producer=producer,
                          date=f"{date:%Y-%m-%dT%H:%M:%S}Z", document=f"uuid:{document}",
                          instance=f"uuid:{uuid.uuid5(document, digest)}")
    pdf.Root.Metadata = pdf.make_stream(packet.encode(), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
