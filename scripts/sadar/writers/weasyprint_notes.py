"""A fault of WeasyPrint 70.0 that loses whole footnotes, mended from outside.

Where a line doesn't fit above the notes of its page, but fits once a note is moved to the next page, the line is kept
and its own notes are forgotten: they wait for a line that never comes again. Here they are moved to the next page too,
behind those that were. ``tests/test_weasyprint.py`` fails as soon as the library does so itself.
"""

from __future__ import annotations

from typing import Any

VERSION = "70.0"


def apply() -> None:
    """Mend the layout of pages in this process, once, if WeasyPrint is the version with the fault."""
    import weasyprint
    from weasyprint.layout import page as pages

    if weasyprint.__version__ != VERSION or hasattr(pages, "sadar_original"):
        return
    pages.sadar_original = remake_page = pages.remake_page

    def remake_page_with_its_notes(index: int, context: Any, *others: Any) -> Any:
        page, resume_at = remake_page(index, context, *others)
        for box in page.descendants():
            if box.footnote is not None and box.footnote in context.footnotes:
                context.footnotes.remove(box.footnote)
                context.reported_footnotes.append(box.footnote)
        return page, resume_at

    pages.remake_page = remake_page_with_its_notes
