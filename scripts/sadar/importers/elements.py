"""Elements of a file's XML taken out, before pandoc sees it."""

from __future__ import annotations

from sadar.importers.packages import Element


def remove(element: Element) -> None:
    """Take an element out, and leave the text behind it where it is."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail:
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
        element.tail = None
    parent.remove(element)
