"""The finish of the screen PDF: what can be searched, copied, read aloud, found and kept.

It claims PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) at once; ``checks/pdf_screen`` holds it to them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import pikepdf

from sadar.manuscript import Manuscript
from sadar.manuscript.licences import PUBLIC_DOMAIN, licence_address
from sadar.style import Style
from sadar.writers import pdf_widths
from sadar.writers.archive import moment

#: How the file is saved.
SAVED: dict[str, Any] = {"object_stream_mode": pikepdf.ObjectStreamMode.generate, "min_version": "1.7",
                         "fix_metadata_version": False}
#: The bit of an annotation that is printed (ISO 32000-1, table 165); PDF/A wants it of every one.
PRINT = 4
XPACKET = ('<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n', '\n<?xpacket end="r"?>')
SRGB = "sRGB IEC61966-2.1"


def finish(pdf: pikepdf.Pdf, manuscript: Manuscript, style: Style) -> None:
    """Trim the pages, and say in the file what it is, what it holds and how its colours are meant.

    Raises:
        ManuscriptError: the template of the metadata is at fault.

    """
    for page in pdf.pages:
        page.mediabox = page.bleedbox = page.cropbox = page.trimbox
        for annotation in page.get("/Annots", []):
            annotation.F = PRINT
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream) and thing.get("/Interpolate"):
            thing.Interpolate = False  # ISO 19005-3, 6.2.8.3
        if isinstance(thing, pikepdf.Stream) and thing.get("/ColorSpace") == "/DeviceCMYK":
            _to_rgb(thing)
    pdf_widths.agree(pdf)
    _say_colours(pdf)
    _describe(pdf, manuscript, style)


def _to_rgb(picture: Any) -> None:
    """Give a picture whose colours are told in inks those of a screen: one file means one kind of colour."""
    seen = io.BytesIO()
    pikepdf.PdfImage(picture).as_pil_image().convert("RGB").save(seen, "JPEG", quality=92)
    picture.write(seen.getvalue(), filter=pikepdf.Name.DCTDecode)
    picture.ColorSpace = pikepdf.Name.DeviceRGB
    if "/Decode" in picture:
        del picture.Decode


def _say_colours(pdf: pikepdf.Pdf) -> None:
    """Name sRGB as what the colours of the file are meant in (ISO 19005-3, 6.2.3)."""
    profile = pikepdf.Stream(pdf, files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes())
    profile.N = 3
    pdf.Root.OutputIntents = pikepdf.Array([pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent, S=pikepdf.Name.GTS_PDFA1, OutputConditionIdentifier=pikepdf.String(SRGB),
        Info=pikepdf.String(SRGB), DestOutputProfile=pdf.make_indirect(profile))])


def _describe(pdf: pikepdf.Pdf, manuscript: Manuscript, style: Style) -> None:
    """Write the metadata of the file twice with the same words: as XMP, and in the older dictionary."""
    metadata = manuscript.metadata
    licence = metadata.publication.license or ""
    made = moment(metadata)
    labels = list(_labels(pdf))
    said: dict[str, Any] = {
        "title": manuscript.text("title"), "abstract": _abstract(manuscript, "abstract"),
        "keywords": ", ".join(metadata.keywords), "creator": f"sadar {version('sadar')}",
        "producer": f"WeasyPrint {version('weasyprint')}",
    }
    xmp = style.render(
        "pdf/screen-xmp.xml.jinja", metadata=metadata, **said,
        titles={metadata.lang: said["title"],
                **{lang: manuscript.text(f"{lang}-title") for lang in metadata.translations}},
        abstracts={metadata.lang: said["abstract"],
                   **{lang: _abstract(manuscript, f"{lang}-abstract") for lang in metadata.translations}},
        people=[author for author in metadata.author if author.orcid],
        awards=[award for funding in metadata.funding for award in funding.awards],
        licence_address=licence_address(licence), marked=not PUBLIC_DOMAIN.fullmatch(licence),
        first_page=labels[0], last_page=labels[-1], moment=made.strftime("%Y-%m-%dT%H:%M:%SZ"))
    tidy = "\n".join(line for line in xmp.split("\n") if line.strip())
    pdf.Root.Metadata = pdf.make_indirect(pikepdf.Stream(
        pdf, tidy.join(XPACKET).encode(), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML))
    date = made.strftime("D:%Y%m%d%H%M%SZ")
    entries = {
        "/Title": said["title"], "/Author": ", ".join(author.name.full for author in metadata.author),
        "/Subject": said["abstract"], "/Keywords": said["keywords"], "/Creator": said["creator"],
        "/Producer": said["producer"], "/CreationDate": date, "/ModDate": date,
        "/doi": metadata.publication.doi or "",  # where Zotero looks first
    }
    pdf.trailer.Info = pdf.make_indirect(pikepdf.Dictionary(
        {name: pikepdf.String(value) for name, value in entries.items() if value}))


def _abstract(manuscript: Manuscript, name: str) -> str:
    """Return an abstract without the heading that the front matter gives it."""
    def bare(blocks: list[Any]) -> list[Any]:
        return [{**block, "c": [block["c"][0], bare(block["c"][1])]} if block["t"] == "Div" else block
                for block in blocks if block["t"] != "Header"]

    return manuscript.with_region(name, bare(manuscript.region(name))).text(name)


def _labels(pdf: pikepdf.Pdf) -> Iterator[str]:
    return (str(page.label) for page in pdf.pages)
