"""Outputs as pages, for the oracle: an EPUB's documents through Chromium, a DOCX through LibreOffice."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pikepdf
from lxml import etree

import oracle
from conftest import run
from sadar import build
from sadar.citations.process import CITED_AT
from sadar.manuscript import Manuscript
from sadar.manuscript.tree import Node, attributes, rewrite, words
from sadar.matter import acknowledgement_as_note

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
#: A page that is not divided: Chromium would draw letters that reach over its foot a second time.
TALL = 4000
#: The dash of a list in LibreOffice's own face of symbols.
OFFICE_BULLET = "\ue12c"


def without_formulas(prepared: build.Prepared) -> build.Prepared:
    """Return a manuscript without its formulas, which outputs draw each in a way of its own, with letters of no line."""
    def drop(node: Node) -> Node | None:
        return None if node["t"] == "Math" else node

    return replace(prepared, manuscript=replace(prepared.manuscript, blocks=rewrite(prepared.manuscript.blocks, drop)))


def led_back(manuscript: Manuscript) -> Manuscript:
    """Return a manuscript with the arrows that an EPUB puts behind its entries, one for each place that cites them."""
    def change(node: Node) -> Node:
        ids = attributes(node)[2].get(CITED_AT, "").split()
        if not ids:
            return node
        arrows = words(" ".join(f"↑{number}" for number in range(1, len(ids) + 1)) if len(ids) > 1 else "↑")
        last = node["c"][1][-1]
        return {**node, "c": [node["c"][0], [*node["c"][1][:-1], {**last, "c": [*last["c"], {"t": "Space"}, *arrows]}]]}

    return replace(manuscript, blocks=rewrite(manuscript.blocks, change))


def compared(prepared: build.Prepared, name: str, into: Path, width: float = 120) -> oracle.Result:
    """Write a format, lay it out where it has no pages of its own, and compare its lines.

    ``width`` is that of an EPUB's page in millimetres; the others have the style's.
    """
    prepared = without_formulas(prepared)
    manuscript, style = prepared.manuscript, prepared.style
    path = into / f"{name}{build.formats()[name].suffix}"
    build.formats()[name].write(manuscript, style, path)
    faces = [face.path for face in style.fonts()]
    noted = acknowledgement_as_note(manuscript)
    if name == "epub":
        pdfs = chromium(path, into / "epub", width)
        return oracle.compare(led_back(manuscript), pdfs, [*sorted(into.glob("epub/EPUB/fonts/*.woff2")), *system_faces(pdfs)],
                              oracle.navigated(manuscript, style))
    if name == "docx":
        pdfs = libreoffice(path, into)
        generated = oracle.paged(noted, pages(pdfs[0]), note="{mark}", bullet=OFFICE_BULLET, delimiters=True)
        return oracle.compare(noted, pdfs, [*faces, *system_faces(pdfs)], generated)
    return oracle.compare(noted, [path], faces, oracle.paged(noted, pages(path)))


def pages(path: Path) -> int:
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def chromium(epub: Path, into: Path, width: float = 120) -> list[Path]:
    """Lay out every document of the spine, and the navigation, on pages ``width`` millimetres wide; return PDFs."""
    with zipfile.ZipFile(epub) as archive:
        archive.extractall(into)
    package = etree.parse(into / "EPUB/content.opf")
    items = {item.get("id"): item for item in package.iter(f"{OPF}item")}
    documents = [into / "EPUB" / items[reference.get("idref")].get("href") for reference in package.iter(f"{OPF}itemref")]
    documents += [into / "EPUB" / item.get("href") for item in items.values() if item.get("properties") == "nav"]
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda document: _printed(document, into, width), dict.fromkeys(documents)))


def _printed(document: Path, into: Path, width: float) -> Path:
    tree = etree.parse(document)
    style = etree.SubElement(tree.find(f"{XHTML}head"), f"{XHTML}style")
    style.text = f"@page {{ size: {width}mm {TALL}mm; margin: 10mm; }}"
    tree.write(document, encoding="utf-8", xml_declaration=True)
    return printed(document, into)


def printed(document: Path, into: Path) -> Path:
    """Print one document by Chromium; return the PDF."""
    pdf = into / f"{document.stem}.pdf"
    run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        f"--user-data-dir={into}/profile-{document.stem}", "--no-pdf-header-footer",
        "--virtual-time-budget=10000", f"--print-to-pdf={pdf}", document.as_uri())
    return pdf


def libreoffice(docx: Path, into: Path) -> list[Path]:
    """Lay out a DOCX, its lines not justified; return its PDF.

    LibreOffice 7.4 draws the Arabic words that it stretches over their neighbours.
    """
    ragged = into / f"{docx.stem}-ragged.docx"
    with zipfile.ZipFile(docx) as package, zipfile.ZipFile(ragged, "w") as changed:
        for name in package.namelist():
            changed.writestr(name, package.read(name).replace(b'<w:jc w:val="both"', b'<w:jc w:val="start"'))
    return [converted(ragged, into)]


def converted(docx: Path, into: Path) -> Path:
    """Convert a DOCX by LibreOffice; return the PDF."""
    run("soffice", f"-env:UserInstallation=file://{into}/profile", "--headless", "--convert-to", "pdf", "--outdir", into, docx,
        timeout=120)
    return into / f"{docx.stem}.pdf"


def system_faces(pdfs: Iterable[Path]) -> list[Path]:
    """Return the files of the faces that the system set pages in."""
    names = set()
    for path in pdfs:
        with pikepdf.open(path) as pdf:
            names |= {str(found.BaseFont)[1:].split("+")[-1] for found in pdf.objects
                      if isinstance(found, pikepdf.Dictionary) and "/BaseFont" in found}
    installed = dict(line.split("\t") for line in subprocess.run(
        ["fc-list", "--format", "%{postscriptname}\t%{file}\n"], capture_output=True, text=True, check=True).stdout.splitlines())
    return [Path(installed[name]) for name in sorted(names) if name in installed]
