"""A limit to the spaces between words, which WeasyPrint 70.0 has none for: a looser line is left ragged instead.

A long Latin word or an address that goes to the next line would leave a justified line full of holes. There is no
property of CSS for this; ``tests/test_weasyprint.py`` lays out such a line with and without this module.
"""

from __future__ import annotations

from typing import Any

VERSION = "70.0"


def apply(widest: float) -> None:
    """Justify no line in this process whose spaces would be wider than ``widest``, in ems of its type."""
    import weasyprint
    from weasyprint.layout import inline

    if weasyprint.__version__ != VERSION:
        return
    if not hasattr(inline, "sadar_justify_line"):
        inline.sadar_justify_line = inline.justify_line

    def justify_line(context: Any, line: Any, extra_width: float) -> None:
        spaces = inline.count_expandable_spaces(line)
        size = line.style["font_size"]
        if spaces and extra_width / spaces + NORMAL * size <= widest * size:
            inline.sadar_justify_line(context, line, extra_width)

    inline.justify_line = justify_line


#: The width of a space that is not stretched, in ems: that of the house's faces.
NORMAL = 0.25
