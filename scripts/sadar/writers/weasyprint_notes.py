"""Notes that are continued on the next page: WeasyPrint 70.0 never divides one, and loses what doesn't fit.

Here a note is laid out as the text is: from the place where the page before stopped, down to the room that there is.
So nothing is cut, measured twice or copied, and lines end where they would have ended. What a page leaves over waits
for the next. Four more faults are mended on the way:

- Where a line fits once a note is moved to the next page, its own notes were forgotten.
- Where pages are made again (for ``target-counter`` and page-based counters), notes that waited came on the wrong page,
  and pages of notes alone were thrown away.
- Every box of every line was looked for among all notes of the book.
- All notes of a page were laid out again whenever one was added.

``tests/test_weasyprint.py`` fails as soon as the library divides notes itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sadar.writers.weasyprint_note_area import Area

VERSION = "70.0"


def apply() -> None:
    """Mend the layout of pages in this process, once, if WeasyPrint is the version with the faults."""
    import weasyprint
    from weasyprint import layout
    from weasyprint.layout import LayoutContext
    from weasyprint.layout import page as pages

    if weasyprint.__version__ != VERSION or hasattr(pages, "sadar_original"):
        return
    pages.sadar_original = make_page = pages.make_page
    block_level_layout, overflows = pages.block_level_layout, LayoutContext.overflows

    def make_page_of_notes(context: Any, root_box: Any, page_type: Any, *others: Any) -> Any:
        context.sadar = area = Area(context, blank=page_type.blank, patient=context.sadar_patient)
        made = make_page(context, root_box, page_type, *others)
        context.reported_footnotes = area.left_over()
        return made

    def lay_out_block(context: Any, box: Any, *others: Any, **options: Any) -> Any:
        from weasyprint.formatting_structure import boxes

        if isinstance(box, boxes.FootnoteAreaBox):
            return [context.sadar.finish(options["absolute_boxes"], options["fixed_boxes"])]
        made = block_level_layout(context, box, *others, **options)
        context.sadar.text, context.sadar.resume_at = made[:2]
        return made

    def overflows_page(context: Any, bottom_space: float, position_y: float) -> bool:
        context.sadar.line = position_y + bottom_space
        return bool(overflows(context.page_bottom - bottom_space, position_y))

    pages.make_page, pages.block_level_layout = make_page_of_notes, lay_out_block
    layout.make_all_pages = _make_all_pages
    LayoutContext.overflows_page = overflows_page
    LayoutContext.layout_footnote = lambda context, note: context.sadar.lay_out(note)
    LayoutContext.unlayout_footnote = lambda context, note: context.sadar.take_back(note)
    LayoutContext.report_footnote = lambda context, note: context.sadar.move_on(note)


def _make_all_pages(context: Any, root_box: Any, html: Any, pages: list[Any]) -> Iterator[Any]:
    """Yield the pages; make those again of which the text, a counter or the notes from the page before have changed."""
    from weasyprint.layout import page as module

    context.rendered_notes = []
    context.footnotes = _Notes(context.footnotes)
    context.sadar_trees = {}
    if not hasattr(context, "sadar_arriving"):
        context.sadar_arriving = [[]]
    arriving, changed, index = context.sadar_arriving, False, 0
    while True:
        state = context.page_maker[index][-1]
        if changed or index >= len(pages) or state["content_changed"] or state["pages_wanted"]:
            before = context.page_maker[index + 1:index + 2], arriving[index + 1:index + 2]
            notes, out_of_flow = context.footnotes, context.broken_out_of_flow
            running = {name: boxes.get(index + 1) for name, boxes in context.running_elements.items()}
            for context.sadar_patient in (True, False):
                context.footnotes, context.broken_out_of_flow = _Notes(notes), dict(out_of_flow)
                for name, boxes in context.running_elements.items():
                    boxes.pop(index + 1, None)
                    if running.get(name):
                        boxes[index + 1] = running[name]
                context.reported_footnotes = list(arriving[index])
                state.update(content_changed=False, pages_wanted=False, anchors=[], content_lookups=[])
                page, resume_at = module.remake_page(index, context, root_box, html)
                if not context.sadar.is_regretted:
                    break
            arriving[index + 1:index + 2] = [context.reported_footnotes]
            after = context.page_maker[index + 1:index + 2], arriving[index + 1:index + 2]
            changed = before[0][0] is not after[0][0] or before[1] != after[1] if before[0] else True
        else:
            page, resume_at, changed = pages[index], context.page_maker[index + 1][0], False
        yield page
        index += 1
        if resume_at is None and not arriving[index]:
            context.page_maker = context.page_maker[:index + 1]
            context.broken_out_of_flow.clear()
            context.reported_footnotes = []
            return


class _Notes:
    """Notes that are not laid out yet, in order: a list that looks a note up in no time."""

    def __init__(self, notes: Iterable[Any]) -> None:
        self._notes = {id(note): note for note in notes}

    def __contains__(self, note: object) -> bool:
        return id(note) in self._notes

    def __iter__(self) -> Iterator[Any]:
        return iter(self._notes.values())

    def __len__(self) -> int:
        return len(self._notes)

    def append(self, note: Any) -> None:
        self._notes[id(note)] = note

    def remove(self, note: Any) -> None:
        del self._notes[id(note)]


