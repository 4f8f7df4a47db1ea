"""Notes that are continued on the next page: WeasyPrint 70.0 never divides one, and loses what doesn't fit.

Where a note doesn't fit under the line that calls it, it is laid out with what room there is, and cut where the layout
stopped: the first part stays, the rest waits for the next page and is cut again there if need be. So lines end where
they would have ended, and nothing is measured twice. A second fault is mended too: where a line fits once a note is
moved to the next page, its own notes were forgotten. ``tests/test_weasyprint.py`` fails as soon as the library divides
notes itself.
"""

from __future__ import annotations

from typing import Any

VERSION = "70.0"
#: How much of a page's height notes that come from the page before may take while there is text to be set above them.
SHARE = 0.75
#: Of a note: its number in the order of calls, and the number of the part.
ORDER = "sadar_order"


def apply() -> None:
    """Mend the layout of pages in this process, once, if WeasyPrint is the version with the faults."""
    import weasyprint
    from weasyprint.layout import LayoutContext
    from weasyprint.layout import page as pages

    if weasyprint.__version__ != VERSION or hasattr(pages, "sadar_original"):
        return
    pages.sadar_original = remake_page = pages.remake_page
    make_page, overflows_page = pages.make_page, LayoutContext.overflows_page

    def make_page_of_notes(context: Any, root_box: Any, page_type: Any, *others: Any) -> Any:
        context.sadar = _Page(context, 1 if page_type.blank else SHARE)
        return make_page(context, root_box, page_type, *others)

    def remake_page_with_its_notes(index: int, context: Any, *others: Any) -> Any:
        page, resume_at = remake_page(index, context, *others)
        for box in page.descendants():
            if box.footnote is not None and box.footnote in context.footnotes:
                _number(context, box.footnote)
                context.footnotes.remove(box.footnote)
                context.reported_footnotes.append(box.footnote)
        return page, resume_at

    def overflows_page_or_divides(context: Any, bottom_space: float, position_y: float) -> bool:
        overflows: bool = overflows_page(context, bottom_space, position_y)
        if overflows and context.sadar.fresh:
            return bool(context.sadar.still_overflows(position_y + bottom_space))
        return overflows

    pages.make_page, pages.remake_page = make_page_of_notes, remake_page_with_its_notes
    LayoutContext.overflows_page = overflows_page_or_divides
    LayoutContext.layout_footnote = lambda context, note: context.sadar.lay_out(note)
    LayoutContext.unlayout_footnote = lambda context, note: context.sadar.take_back(note)
    LayoutContext.report_footnote = lambda context, note: context.sadar.move_on(note)


class _Page:
    """The notes of the page that is being made."""

    def __init__(self, context: Any, share: float) -> None:
        self.context, self.share = context, share
        context.reported_footnotes.sort(key=_order)
        #: Notes that come from the page before and are not laid out yet.
        self.late = {id(note) for note in context.reported_footnotes}
        #: The note that was laid out last, until it is known whether the line above still fits.
        self.fresh: Any = None
        #: Divided notes by their first parts: the whole note, and the rest that waits.
        self.divided: dict[int, tuple[Any, Any, Any]] = {}

    def lay_out(self, note: Any) -> bool:
        """Put a note under those of the page; one of the page before takes no more than its share."""
        context = self.context
        context.footnotes.remove(note)
        _number(context, note)
        if id(note) in self.late:
            self.late.discard(id(note))
            self._place_late(note)
        else:
            context.current_page_footnotes.append(note)
            self.fresh = None if context.reported_footnotes else note
        context._update_footnote_area()
        return False

    def _place_late(self, note: Any) -> None:
        context = self.context
        limit = self.share * context.current_footnote_area.page.height
        alone = not context.current_page_footnotes
        divided = None if context.reported_footnotes else self._divided(note, limit, must=alone)
        if divided is None:
            context.reported_footnotes.append(note)
            return
        self._keep(note, *divided)

    def _keep(self, note: Any, first: Any, rest: Any) -> None:
        """Put the first part of a note on the page, and let the rest wait for the next."""
        self.context.current_page_footnotes.append(first)
        if rest is not None:
            self.context.reported_footnotes.append(rest)
            self.divided[id(first)] = (first, note, rest)

    def still_overflows(self, bottom: float) -> bool:
        """Divide the note that was laid out last, so that a line that ends at ``bottom`` fits above it."""
        context, note, self.fresh = self.context, self.fresh, None
        if note not in context.current_page_footnotes or context.in_column:
            return True
        area = context.current_footnote_area
        room = context.page_bottom + area.margin_height() - bottom
        context.current_page_footnotes.remove(note)
        divided = self._divided(note, room, must=False)
        first, rest = divided or (note, None)
        self._keep(note, first, rest)
        context._update_footnote_area()
        return first is note

    def take_back(self, note: Any) -> None:
        context = self.context
        self.fresh = None
        if note in context.footnotes:
            return
        context.footnotes.append(note)
        for first, whole, rest in list(self.divided.values()):
            if whole is note:
                del self.divided[id(first)]
                context.current_page_footnotes.remove(first)
                context.reported_footnotes.remove(rest)
        for notes in (context.current_page_footnotes, context.reported_footnotes):
            if note in notes:
                notes.remove(note)
        context._update_footnote_area()

    def move_on(self, note: Any) -> None:
        context = self.context
        self.fresh = None
        context.current_page_footnotes.remove(note)
        if id(note) in self.divided:
            _, whole, rest = self.divided.pop(id(note))
            context.reported_footnotes[context.reported_footnotes.index(rest)] = whole
        else:
            if context.reported_footnotes:
                note.style["footnote_policy"] = "auto"  # the one before it is continued there: it can't but follow
            context.reported_footnotes.append(note)
        context._update_footnote_area()

    def _divided(self, note: Any, room: float, *, must: bool) -> tuple[Any, Any] | None:
        """Return the part of a note that fits into ``room`` below the other notes, and the rest; None if none does.

        Where ``must``, a part is returned even if no line of it fits. The rest is None where all of it fits.
        """
        from weasyprint.formatting_structure import build
        from weasyprint.layout.block import block_level_layout

        context = self.context
        area = context.current_footnote_area.deepcopy()
        area.children = [*(other.deepcopy() for other in context.current_page_footnotes), note.deepcopy()]
        area = build.create_anonymous_boxes(area)
        whole = area.children[-1]
        bottom = area.position_y + room
        notes, context.current_page_footnotes = context.current_page_footnotes, []  # or lines would move them on
        laid_out, resume_at, *_ = block_level_layout(
            context, area, context.page_bottom - bottom, None, area.page, page_is_empty=must)
        context.current_page_footnotes = notes
        if laid_out is None or (resume_at and next(iter(resume_at)) < len(area.children) - 1):
            return None
        if not resume_at:
            return note, None
        (_, inner), = resume_at.items()
        if inner is None:
            return None
        first, rest = _cut(whole, inner)
        if _is_empty(rest):
            return first, None
        number, part = _order(note)
        setattr(rest, ORDER, (number, part + 1))
        return first, rest


def _is_empty(box: Any) -> bool:
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.ParentBox):
        return all(_is_empty(child) for child in box.children)
    return isinstance(box, boxes.TextBox) and not box.text.strip()


def _number(context: Any, note: Any) -> None:
    """Give a note its number in the order of calls, once."""
    if not hasattr(note, ORDER):
        context.sadar_notes = getattr(context, "sadar_notes", 0) + 1
        setattr(note, ORDER, (context.sadar_notes, 0))


def _order(note: Any) -> tuple[int, int]:
    order: tuple[int, int] = getattr(note, ORDER, (0, 0))
    return order


def _cut(box: Any, resume_at: dict[int, Any]) -> tuple[Any, Any]:
    """Divide a box before the place at which WeasyPrint's layout would resume."""
    from weasyprint.formatting_structure import boxes

    (index, inner), = resume_at.items()
    if isinstance(box, boxes.TextBox):
        text = box.text.encode()  # the layout counts its bytes
        before, after = text[:index].decode(), text[index:].decode()
        return box.copy_with_text(before.rstrip(" ") or before), box.copy_with_text(after)
    before = [_unlined(child) for child in box.children[:index]]
    after = [_unlined(child) for child in box.children[index + 1:]]
    if inner is None:
        after.insert(0, _unlined(box.children[index]))
    else:
        first, rest = _cut(box.children[index], inner)
        before.append(first)
        after.insert(0, rest)
    return _with(box, before, ended=False), _with(box, after, ended=True)


def _unlined(box: Any) -> Any:
    """Return a box, and all below it, as it was before lines were made."""
    from weasyprint.formatting_structure import boxes

    if not isinstance(box, boxes.ParentBox):
        return box
    return _with(box, [_unlined(child) for child in box.children], ended=True)


def _with(box: Any, children: list[Any], *, ended: bool) -> Any:
    """Return a box with other children, as it was before lines were made of them."""
    from weasyprint.formatting_structure import boxes

    made = box.copy_with_children([child for part in children for child in (
        part.children if isinstance(part, boxes.LineBox) else [part])])
    if isinstance(made, boxes.BlockContainerBox):
        made.style = made.style.copy()
        if not ended and made.style["text_align_all"] == "justify":
            made.style["text_align_last"] = "justify"
    return made
