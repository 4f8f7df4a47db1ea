"""The pass that composes front and back matter from the metadata, as regions of the same tree as the text.

What is composed here is text like any other: the passes that follow decide its direction, the checks look for
it in every output, and no writer words anything itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sadar.manuscript import ISOLATED, Manuscript, region
from sadar.manuscript.metadata import Metadata, Name
from sadar.manuscript.tree import (
    Blocks,
    Inlines,
    Node,
    attributes,
    div,
    header,
    para,
    span,
    walk,
    with_attributes,
    without_notes,
    words,
)
from sadar.style import Style
from sadar.style.words import Words

STAR_NOTE = "sadar-star-note"
#: The classes of a heading that opens a chapter, and of one from which notes are numbered anew.
CHAPTER, RENUMBERED = "sadar-chapter", "sadar-renumbered"


def compose(manuscript: Manuscript, style: Style) -> Manuscript:
    """Add the regions that the metadata tell: authors, keywords, acknowledgement, colophon, translations.

    The order of the regions is that of the publication.
    """
    metadata = manuscript.metadata
    terms = style.words(metadata.lang)
    short = manuscript.region("short-title") or without_notes(manuscript.region("title"))
    volume = metadata.publication.container_title
    made: dict[str, Blocks] = {"short-title": short, "volume-title": _line(volume) if volume else short}
    made |= {name: manuscript.region(name) for name in ("title", "subtitle")}
    made["authors"] = [para(_authors(metadata, terms))] if metadata.author else []
    made["affiliations"] = list(_affiliations(metadata))
    made["abstract"] = _headed(terms.labels.abstract, "sadar-abstract", manuscript.region("abstract"))
    made["keywords"] = _keywords(metadata.keywords, terms)
    made["body"] = _with_chapters(manuscript.region("body"), metadata.publication.type, style)
    made["acknowledgement"] = _acknowledgement(manuscript, terms)
    made["bibliography"] = manuscript.region("bibliography")
    for lang, translation in metadata.translations.items():
        other = style.words(lang)
        made[f"{lang}-title"] = manuscript.region(f"{lang}-title")
        made[f"{lang}-subtitle"] = manuscript.region(f"{lang}-subtitle")
        made[f"{lang}-authors"] = _line(other.joined([name.full for name in translation.author]))
        made[f"{lang}-abstract"] = _headed(other.labels.abstract, f"sadar-abstract-{lang}",
                                           manuscript.region(f"{lang}-abstract"))
        made[f"{lang}-keywords"] = _keywords(translation.keywords, other)
    made["colophon"] = _colophon(metadata, terms)
    blocks = [_in_language(name, blocks, metadata) for name, blocks in made.items() if blocks]
    return Manuscript(manuscript.folder, metadata, blocks, manuscript.references, manuscript.sources,
                      manuscript.pandoc_api)


def acknowledgement_as_note(manuscript: Manuscript) -> Manuscript:
    """Move the acknowledgement into a note on the title: the unnumbered ``*`` note of print and of Word."""
    blocks, title = manuscript.region("acknowledgement"), manuscript.region("title")
    if not blocks:
        return manuscript
    *before, last = title
    noted = {**last, "c": [*last["c"], {"t": "Note", "c": [div(blocks, classes=(STAR_NOTE,))]}]}
    return manuscript.with_region("title", [*before, noted]).with_region("acknowledgement", [])


def note_marks(manuscript: Manuscript) -> Iterator[str]:
    """Yield the mark of each note in the order of their calls: its number, or ``*``."""
    number = 0
    for _, blocks in manuscript.regions():
        for block in blocks:
            number = 0 if RENUMBERED in attributes(block)[1] else number
            for node in walk(block):
                if node["t"] == "Note" and STAR_NOTE in attributes(node["c"][0])[1]:
                    yield "*"
                elif node["t"] == "Note":
                    number += 1
                    yield str(number)


def _in_language(name: str, blocks: Blocks, metadata: Metadata) -> Node:
    lang = next((lang for lang in metadata.translations if name.startswith(f"{lang}-")), None)
    return region(name, [div(blocks, lang=lang)] if lang else blocks)


def _line(text: str) -> Blocks:
    return [para(words(text))] if text else []


def _headed(label: str, identifier: str, blocks: Blocks) -> Blocks:
    return [header(1, words(label), identifier, ("unnumbered", "label")), *blocks] if blocks else []


def _authors(metadata: Metadata, terms: Words) -> Inlines:
    """Join the authors' names; where there are several affiliations, each name carries their numbers."""
    several = len(metadata.affiliations) > 1
    ids = [affiliation.id for affiliation in metadata.affiliations]
    marked = []
    for author in metadata.author:
        numbers = [str(ids.index(affiliation.ref) + 1) for affiliation in author.affiliations]
        marked.append((author.name.full, ",".join(numbers) if several else ""))
    inlines = words(terms.joined([name for name, _ in marked]))
    return list(_with_numbers(inlines, marked)) if several else inlines


def _with_numbers(inlines: Inlines, marked: Sequence[tuple[str, str]]) -> Iterator[Node]:
    """Put each author's numbers behind the last word of the name."""
    waiting = [(name.split(), numbers) for name, numbers in marked]
    taken = 0
    for node in inlines:
        yield from [node] if node["t"] == "Space" else []
        if node["t"] == "Space":
            continue
        taken += 1
        if not waiting or taken < len(waiting[0][0]):
            yield node
            continue
        bare = node["c"].rstrip(",;،")
        yield {"t": "Str", "c": bare}
        if waiting[0][1]:
            yield {"t": "Superscript", "c": [{"t": "Str", "c": waiting[0][1]}]}
        if node["c"] != bare:
            yield {"t": "Str", "c": node["c"][len(bare):]}
        waiting.pop(0)
        taken = 0


def _affiliations(metadata: Metadata) -> Iterator[Node]:
    several = len(metadata.affiliations) > 1
    for number, affiliation in enumerate(metadata.affiliations, start=1):
        text = ", ".join(part for part in (affiliation.name, affiliation.city, affiliation.country) if part)
        mark: Inlines = [{"t": "Superscript", "c": [{"t": "Str", "c": str(number)}]}, {"t": "Space"}] if several else []
        yield para([*mark, *words(text)])


def _keywords(keywords: Sequence[str], terms: Words) -> Blocks:
    if not keywords:
        return []
    label = {"t": "Strong", "c": words(f"{terms.labels.keywords}:")}
    return [para([label, {"t": "Space"}, *words(terms.entries.keyword_separator.join(keywords))])]


def _acknowledgement(manuscript: Manuscript, terms: Words) -> Blocks:
    """Compose one paragraph per funding record: the prescribed statement, or the sentence of the language."""
    blocks: Blocks = []
    for number, funding in enumerate(manuscript.metadata.funding, start=1):
        if funding.statement:
            blocks += manuscript.region(f"statement-{number}")
            continue  # the reader made sure that it names every award
        awards: dict[tuple[str, ...], list[str]] = {}
        for award in funding.awards:
            awards.setdefault(tuple(funder.name for funder in award.source), []).extend([award.id] if award.id else [])
        sentence = terms.acknowledgement(manuscript.metadata.publication.type, list(awards.items()))
        blocks.append(para(_isolating(sentence, [number for ids in awards.values() for number in ids])))
    return blocks


def _colophon(metadata: Metadata, terms: Words) -> Blocks:
    entries, publication = terms.entries.colophon, metadata.publication

    def names(people: Sequence[Name]) -> str:
        return terms.joined([person.full for person in people])

    lines: list[Inlines] = []
    if publication.container_title:
        said = [part for part in (publication.container_title, publication.volume, publication.issue) if part]
        lines.append(_isolating(entries.in_container.format(title=", ".join(said)), said))
    if publication.editor:
        form = terms.counted(entries.edited_by, len(publication.editor))
        lines.append(words(form.format(names=names(publication.editor))))
    if publication.edition:
        lines.append(words(entries.edition.format(edition=publication.edition)))
    if parts := published(metadata, terms):
        before, _, after = entries.published.partition("{publisher}")
        lines.append([*_spaced(before), *parts, *_spaced(after)])
    if publication.doi:
        before, _, after = entries.doi.partition("{doi}")
        lines.append(_with_link(before, publication.doi, f"https://doi.org/{publication.doi}", after))
    for form, value in ((entries.isbn_print, publication.isbn.print), (entries.isbn_epub, publication.isbn.epub)):
        if value:
            lines.append(words(form.format(isbn=value)))
    if publication.license:
        lines.append(words(entries.license.format(license=publication.license)))
    for author in metadata.author:
        if author.orcid:
            lines.append(_with_link(f"{author.name.full}: ", author.orcid, f"https://orcid.org/{author.orcid}"))
        if author.email:
            lines.append(_with_link(f"{author.name.full}: ", author.email, f"mailto:{author.email}"))
    lines.append(words(entries.typeset))
    heading = header(1, words(terms.labels.colophon), "sadar-colophon", ("unnumbered",))
    return [heading, *(para(line) for line in lines)]


def published(metadata: Metadata, terms: Words) -> Inlines:
    """Return place, publisher and date in one line, each in its own direction: a date takes none of a Latin name's."""
    publication = metadata.publication
    date = terms.date(publication.date, publication.hebrew_date) if publication.date else None
    line: Inlines = []
    for part in filter(None, (publication.publisher_place, publication.publisher, date)):
        line += [{"t": "Str", "c": ","}, {"t": "Space"}] if line else []
        line.append(span(words(part), classes=(ISOLATED,)))
    return line


def _isolating(text: str, parts: Sequence[str]) -> Inlines:
    """Return a text whose ``parts`` have each their own direction: “99-X” would be turned round in a Hebrew line."""
    inlines: Inlines = []
    known = "|".join(re.escape(part) for part in sorted(parts, key=len, reverse=True))
    for piece in re.split(rf"(?<!\w)({known})(?!\w)", text) if known else [text]:
        inlines += [span(words(piece), classes=(ISOLATED,))] if piece in parts else _spaced(piece)
    return inlines


def _spaced(text: str) -> Inlines:
    """Return the words of a piece of a line, with the spaces at its ends."""
    space: Inlines = [{"t": "Space"}]
    inlines = words(text)
    return [*(space if text[:1].isspace() else []), *inlines, *(space if inlines and text[-1].isspace() else [])]


def _with_chapters(body: Blocks, kind: str, style: Style) -> Blocks:
    """Mark the headings that open a chapter, and those from which notes are numbered anew."""
    tokens = style.tokens
    if tokens.kinds.of(kind).chapters == "run-on":
        return body
    marks = [CHAPTER, *([RENUMBERED] if tokens.notes.numbering == "chapter" else [])]

    def marked(block: Node) -> Node:
        if block["t"] != "Header" or block["c"][0] != 1:
            return block
        identifier, classes, pairs = attributes(block)
        return with_attributes(block, identifier, [*classes, *marks], pairs)

    return [marked(block) for block in body]


def _with_link(before: str, text: str, url: str, after: str = "") -> Inlines:
    """Put a link whose text is an address, and so always left to right, between words."""
    link = {"t": "Link", "c": [["", ["uri"], []], [{"t": "Str", "c": text}], [url, ""]]}
    return [*_spaced(before), link, *_spaced(after)]
