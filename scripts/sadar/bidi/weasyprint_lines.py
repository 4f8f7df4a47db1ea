"""Six faults of WeasyPrint 70.0 in lines, mended from outside; nothing in CSS reaches them.

1. ``text-indent`` moves the start of a line to the right in both directions: a right-to-left first line is set
   short and flush with the margin, a hanging one overflows.
2. Where a line's last text ends with a collapsed space, because an element follows on the next line, the text is
   moved by that space's width a second time after justification: a gap opens in the line and its end overflows. Where
   that text runs from left to right nothing is moved, and the line's beginning overflows.
3. A text that fits the line but for the space at its end, before an element, is broken behind its first word.
4. A word at the beginning of an element is broken to fill the line (``overflow-wrap``) although the next line has room.

5. A line ends behind a maqaf before an element: a prefix (ב־1948) is left alone there. Behind a maqaf between Hebrew
   words it may end.
6. A line ends before a note call, which is then alone in the next one: a full stop and a digit are held to be a place
   to break (UAX #14, LB25, says they are none).

``tests/test_weasyprint.py`` lays out the same lines with and without this module, and fails as soon as the
library no longer needs it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from sadar.bidi.base import runs_right_to_left

VERSION = "70.0"
#: Of the size of type: no text is set narrower, letter for letter; a longer one need not be tried.
NARROWEST = 0.2
#: Two places that differ by less, in pixels of CSS, are one.
NEAR = 0.1
MAQAF, DASHES = "\u05be", "-–—\u05be/"


def apply() -> None:
    """Mend WeasyPrint's line layout in this process, once, if it is the version with the faults."""
    import weasyprint
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import inline

    if weasyprint.__version__ != VERSION or hasattr(inline, "sadar_originals"):
        return
    inline.sadar_originals = next_linebox, remove_whitespace, first_line, text_box, inline_box = (
        inline.get_next_linebox, inline.remove_last_whitespace, inline.split_first_line, inline.split_text_box,
        inline.split_inline_box)

    def get_next_linebox(context: Any, linebox: Any, position_y: float, bottom_space: float, skip_stack: Any,
                         containing_block: Any, *others: Any) -> Any:
        line, resume_at = next_linebox(context, linebox, position_y, bottom_space, skip_stack, containing_block,
                                       *others)
        if line is not None and linebox.text_indent and containing_block.style["direction"] == "rtl":
            line.translate(dx=-linebox.text_indent, ignore_floats=True)
        return line, resume_at

    def remove_last_whitespace(context: Any, line: Any) -> None:
        around, box = [], line
        while isinstance(box, boxes.LineBox | boxes.InlineBox) and box.children:
            around.append(box)
            box = box.children[-1]
        before = (box.text, box.width) if isinstance(box, boxes.TextBox) else None
        remove_whitespace(context, line)
        if before is None or not box.text or box.text == before[0]:
            return
        if box.pango_layout.first_line_direction % 2 == 0:
            for outer, inner in pairwise([*around, box]):
                if outer.style["direction"] == "rtl":  # what comes before stands at the right of the space
                    for child in outer.children:
                        if child is not inner:
                            child.translate(dx=box.width - before[1])
            return
        stripped, _, _ = inline.split_text_box(context, box, None, 0)
        box.pango_layout = stripped.pango_layout
        for moved in (*around[1:], box):
            moved.position_x += before[1] - box.width

    def split_first_line(text: str, style: Any, context: Any, max_width: Any, *others: Any, **options: Any) -> Any:
        line = first_line(text, style, context, max_width, *others, **options)
        may_fit = max_width is not None and len(text) * style["font_size"] * NARROWEST < max_width
        if line[2] is None or not may_fit or not text.endswith(" "):
            return line
        whole = first_line(text.rstrip(" "), style, context, max_width, *others, **options)
        return whole if whole[2] is None else line

    def split_inline_box(context: Any, box: Any, position_x: float, *others: Any) -> Any:
        around = getattr(context, "sadar_line_start", position_x)
        if isinstance(box, boxes.LineBox):
            context.sadar_line_start = position_x
        try:
            return inline_box(context, box, position_x, *others)
        finally:
            context.sadar_line_start = around

    def split_text_box(context: Any, box: Any, available_width: Any, skip: Any, is_line_start: bool = True) -> Any:
        start = getattr(context, "sadar_line_start", None)
        at_start = is_line_start and (start is None or box.position_x <= start + NEAR)
        return text_box(context, box, available_width, skip, is_line_start=at_start)

    def can_break_text(text: str, lang: Any) -> Any:
        if len(text) == 2 and ((text[0] == MAQAF and not runs_right_to_left(text[1])) or (
                (text[1].isdigit() or text[1] == "*") and not text[0].isspace() and text[0] not in DASHES)):
            return False
        return can_break(text, lang)

    can_break, inline.can_break_text = inline.can_break_text, can_break_text
    inline.split_inline_box, inline.split_text_box = split_inline_box, split_text_box
    inline.split_first_line = split_first_line
    inline.get_next_linebox = get_next_linebox
    inline.remove_last_whitespace = remove_last_whitespace
