"""The labels of a PDF's pages: the numbers that are printed on them (ISO 32000-1, 12.4.2).

WeasyPrint 70.0 writes none: viewers then count the leaves, and “page 121” can't be gone to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

VERSION = "70.0"
DECIMAL = "decimal"


@dataclass(frozen=True)
class Folio:
    """The number of a page, the counter style in which it is printed there (None where none is), and how it looks."""

    number: int
    style: Any
    look: Any


def apply() -> None:
    """Let WeasyPrint keep with every page what its counter says, once in this process."""
    import weasyprint
    from weasyprint import layout
    from weasyprint.layout import page as pages

    if weasyprint.__version__ != VERSION or hasattr(pages, "sadar_margin_boxes"):
        return
    pages.sadar_margin_boxes = make_margin_boxes = pages.make_margin_boxes

    def make_counted_margin_boxes(context: Any, page: Any, state: Any) -> Iterator[Any]:
        number = state[1].get("page", [0])[-1]
        style = None
        for box in make_margin_boxes(context, page, state):
            style = style or _style_of_folio(box)
            yield box
        page.sadar_folio = Folio(number, style, context.counter_style.render_value)

    pages.make_margin_boxes = layout.make_margin_boxes = make_counted_margin_boxes


def _style_of_folio(box: Any) -> Any:
    content = box.style["content"]
    for kind, value in content if isinstance(content, tuple | list) else ():
        if kind == "counter()" and value[0] == "page":
            return value[1]
    return None


def write(document: Any, pdf: Any) -> None:
    """Write the labels of a document's pages into the PDF that WeasyPrint makes of it: its ``finisher``.

    A page without a printed number, such as a blank one, is counted in the style of the pages that it stands among.
    """
    import pydyf

    folios = [page._page_box.sadar_folio for page in document.pages]
    styles = [folio.style for folio in folios]
    printed = next((style for style in styles if style is not None), DECIMAL)
    numbers = pydyf.Array()
    before: tuple[Any, int] | None = None
    for index, folio in enumerate(folios):
        follows = before is not None and folio.number == before[1] + 1
        if styles[index] is None:
            later = next((style for style in styles[index:] if style is not None), printed)
            styles[index] = before[0] if before is not None and follows else later
        if styles[index] != DECIMAL:
            label = folio.look(folio.number, styles[index])
            numbers.extend([index, pydyf.Dictionary({"P": pydyf.String(label)})])
        elif before != (DECIMAL, folio.number - 1):
            numbers.extend([index, pydyf.Dictionary({"S": "/D", "St": folio.number})])
        before = styles[index], folio.number
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": numbers})
