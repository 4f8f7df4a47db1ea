"""Boxes that WeasyPrint 70.0 has divided between pages: where they end, and whether anything is left of them."""

from __future__ import annotations

from typing import Any


def is_line(box: Any) -> bool:
    """Return whether a box is a line, not a block."""
    from weasyprint.formatting_structure import boxes

    return isinstance(box, boxes.LineBox)


def is_over(box: Any, start: Any) -> bool:
    """Return whether nothing but space follows in a box from where its layout would go on."""
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.TextBox):
        return not box.text.encode()[next(iter(start)) if start else 0:].decode().strip()
    if not isinstance(box, boxes.ParentBox):
        return False
    if len(start or {}) > 1:
        return False  # cells of a row
    (index, inner), = (start or {0: None}).items()
    return all(is_over(child, None if number else inner) for number, child in enumerate(box.children[index:]))


def shrink(box: Any, rest: Any) -> None:
    """End a divided box, which WeasyPrint has made to fill the page, below its last line."""
    from weasyprint.formatting_structure import boxes

    children = [child for child in box.children if child.is_in_normal_flow()]
    if type(box) is not boxes.BlockBox or not children:
        return
    last, inner = children[-1], next(iter(rest.values()))
    if is_line(last):
        bottom = last.position_y + last.height
    else:
        if inner is not None:
            shrink(last, inner)
        bottom = last.border_box_y() + last.border_height()
    box.height = bottom - box.content_box_y()


def bottom(box: Any, resume_at: Any) -> float:
    """Return the lower end of what stands in a box, which WeasyPrint has made to fill the page where it is divided."""
    from weasyprint.formatting_structure import boxes

    if is_line(box):
        return float(box.position_y + box.height)
    if resume_at is None or type(box) is not boxes.BlockBox:
        return float(box.border_box_y() + box.border_height())
    children = [child for child in box.children if child.is_in_normal_flow() or child.is_floated()]
    inner = next(iter(resume_at.values()))
    bottoms = [bottom(child, inner if child is children[-1] else None) for child in children]
    return max(bottoms, default=float(box.content_box_y()))
