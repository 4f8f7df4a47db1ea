"""What an EPUB says of itself in its package document (EPUB 3.3, 5.5; EPUB Accessibility 1.1, 2)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sadar.manuscript import Manuscript
from sadar.manuscript.licences import licence_address
from sadar.manuscript.metadata import Metadata
from sadar.manuscript.tree import plain
from sadar.style import Style
from sadar.style.words import Words
from sadar.writers.epub_documents import Page
from sadar.writers.epub_pictures import all_described


@dataclass(frozen=True)
class Person:
    """A person or body who took part: name, role (MARC relator), name for filing, names in other languages, ids."""

    name: str
    role: str
    filed: str = ""
    others: dict[str, str] = field(default_factory=dict)
    identifiers: tuple[str, ...] = ()
    awards: tuple[str, ...] = ()


def identifier(metadata: Metadata) -> str:
    """Return an identifier that stays the same over rebuilds: of the DOI or ISBN, else of what names the work."""
    publication = metadata.publication
    name = publication.doi or publication.isbn.epub or "\n".join(
        [metadata.slug or "", metadata.title, metadata.lang, *(author.name.full for author in metadata.author)])
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'sadar:{name}')}"


def described(manuscript: Manuscript, style: Style, pages: Sequence[Page]) -> dict[str, object]:
    """Return what the template of the package document says beside the metadata as they are."""
    metadata = manuscript.metadata
    publication, words = metadata.publication, style.words(metadata.lang)
    print_isbn = (publication.isbn.print or "").replace("-", "")
    return {
        "identifier": identifier(metadata), "description": _description(manuscript),
        "creators": list(_creators(metadata)), "contributors": list(_contributors(metadata)),
        "licence_address": licence_address(publication.license or ""),
        "print_source": f"urn:isbn:{print_isbn}" if print_isbn else
                        words.entries.print_source.format(title=manuscript.text("title")),
        **_accessibility(manuscript, words, pages),
    }


def _description(manuscript: Manuscript) -> str:
    """Return the abstract in one line, without its heading."""
    return " ".join(plain([block for block in manuscript.region("abstract") if block["t"] != "Header"]).split())


def _creators(metadata: Metadata) -> Iterator[Person]:
    """Yield the authors; their names in another language, where that names as many of them."""
    for number, author in enumerate(metadata.author):
        others = {lang: translation.author[number].full for lang, translation in metadata.translations.items()
                  if len(translation.author) == len(metadata.author)}
        orcid = (f"https://orcid.org/{author.orcid}",) if author.orcid else ()
        yield Person(author.name.full, "aut", author.name.sorted, others, orcid)


def _contributors(metadata: Metadata) -> Iterator[Person]:
    """Yield the editors, and every funder once, with the numbers of its awards."""
    for editor in metadata.publication.editor:
        yield Person(editor.full, "edt", editor.sorted)
    funders: dict[str, tuple[list[str], list[str]]] = {}
    for funding in metadata.funding:
        for award in funding.awards:
            for funder in award.source:
                identifiers, awards = funders.setdefault(funder.name, ([], []))
                identifiers += [address for address in (
                        funder.ror and f"https://ror.org/{funder.ror}", funder.doi and f"https://doi.org/{funder.doi}")
                                if address and address not in identifiers]
                awards += [award.id] if award.id and award.id not in awards else []
    for name, (identifiers, awards) in funders.items():
        yield Person(name, "fnd", name, {}, tuple(identifiers), tuple(awards))


def _accessibility(manuscript: Manuscript, words: Words, pages: Sequence[Page]) -> dict[str, object]:
    """Return modes, features and the summary: only what holds for this publication."""
    said = words.entries.accessibility
    elements = [element for page in pages for part in page.parts for element in part.iter("*")]
    figures = any(element.tag == "img" for element in elements)
    described = all_described(manuscript)
    math = any(page.has_math for page in pages)
    breaks = any(element.get("role") == "doc-pagebreak" for element in elements)
    long = any(element.get("aria-details") for element in elements)
    features = ["structuralNavigation", "tableOfContents", "readingOrder", "displayTransformability", "ARIA",
                *(["pageNavigation", "pageBreakMarkers"] if breaks else []),
                *(["alternativeText"] if figures and described else []), *(["longDescription"] if long else []),
                *(["MathML"] if math else [])]
    summary = [said.structure, *([said.pages] if breaks else []),
               *([said.figures if described else said.undescribed] if figures else []),
               *([said.math] if math else [])]
    sufficient = [*(["textual"] if described or not figures else []), *(["textual,visual"] if figures else [])]
    return {"modes": ["textual", *(["visual"] if figures else [])], "sufficient": sufficient, "features": features,
            "summary": " ".join(summary)}
