"""Two faults of WeasyPrint 70.0 in justified lines, mended from outside.

1. There is no limit to the spaces between words: where a long Latin word or an address goes to the next line, a line
   full of holes is left. A looser line than the style allows is left ragged instead. No property of CSS says so.
2. A line is measured before its spaces are widened, and drawn afterwards with each space by itself: it then comes from
   the first face that has a space, and not from that of the words around it, and may be wider or narrower. Lines of
   Arabic end up to 12 points before the margin. What is drawn is measured again here, and its spaces are corrected.

``tests/test_weasyprint.py`` and ``tests/test_pages.py`` lay out such lines with and without this module.
"""

from __future__ import annotations

from typing import Any

VERSION = "70.0"
#: The width of a space that is not stretched, in ems: that of the house's faces.
NORMAL = 0.25
#: A difference of widths that nobody sees, in pixels of CSS.
UNSEEN = 0.05


def apply(widest: float) -> None:
    """Justify no line in this process whose spaces would be wider than ``widest``, in ems of its type."""
    import weasyprint
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import inline
    from weasyprint.text.line_break import Layout, line_size

    if weasyprint.__version__ != VERSION:
        return
    if not hasattr(inline, "sadar_justified"):
        inline.sadar_justified = inline.justify_line, inline.add_word_spacing, Layout.reactivate
    whole_line, word_spacing, reactivated = inline.sadar_justified

    def justify_line(context: Any, line: Any, extra_width: float) -> None:
        spaces = inline.count_expandable_spaces(line)
        size = line.style["font_size"]
        if spaces and extra_width / spaces + NORMAL * size <= widest * size:
            whole_line(context, line, extra_width)

    def add_word_spacing(context: Any, box: Any, spacing: float, x_advance: float) -> Any:
        advance = word_spacing(context, box, spacing, x_advance)
        if isinstance(box, boxes.TextBox) and box.text.strip() and inline.count_expandable_spaces(box):
            box.pango_layout.sadar_width = box.width
        return advance

    def reactivate(layout: Any, style: Any) -> None:
        reactivated(layout, style)
        if not hasattr(layout, "sadar_width"):
            return
        line, _ = layout.get_first_line()
        missing = layout.sadar_width - line_size(line, style)[0]
        if abs(missing) > UNSEEN:
            layout.justification_spacing += missing / sum(layout.text.count(space) for space in " \u00a0")
            layout.set_text(layout.text, justify=True)

    inline.justify_line, inline.add_word_spacing, Layout.reactivate = justify_line, add_word_spacing, reactivate
