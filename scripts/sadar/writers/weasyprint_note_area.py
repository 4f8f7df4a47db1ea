"""The notes at the foot of one page, while WeasyPrint 70.0 makes it; see ``weasyprint_notes``. Lengths in pixels."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import Any

from sadar.writers.weasyprint_divided import bottom, is_line, is_over, shrink

#: How much of a page's height notes may take while there is text to be set above them.
SHARE = 0.75
#: Lines of text for which room is kept below the line that calls a long note: or a heading would be left without its
#: text, and a short paragraph be moved to the next page.
KEPT_LINES = 4
#: Less than any difference that can be seen.
TINY = 1e-6


@dataclass
class Waiting:
    """A note, or what is left of it, that has no place yet."""

    note: Any
    #: Where its layout goes on; None for all of it.
    start: Any = None


@dataclass
class _Part:
    """What of a note stands on the page."""

    waiting: Waiting
    box: Any
    #: Where the note goes on; None where it ends here.
    rest: Any
    bottom: float
    #: Margins below it that the next note's may collapse with.
    margins: list[float]
    absolute: list[Any] = field(default_factory=list)
    fixed: list[Any] = field(default_factory=list)


class Area:
    """The notes of the page that is being made, in the order in which they are called."""

    def __init__(self, context: Any, *, blank: bool, patient: bool) -> None:
        self.context, self.blank = context, blank
        #: Whether a line goes to the next page where a note that it calls can't begin here.
        self.patient = patient
        #: Whether the page has much white because a line went to the next.
        self.is_regretted = False
        #: The lower end of the line that was tried last: the one whose notes are laid out next.
        self.line = inf
        #: The page's text, and where it goes on, once it is laid out.
        self.text: Any = None
        self.resume_at: Any = None
        self.parts: list[_Part] = []
        self.waiting: list[Waiting] = []
        self._fresh: set[int] = set()
        self._frame: Any = None
        self._finished = self._refused = False

    # What WeasyPrint asks for

    def lay_out(self, note: Any) -> bool:
        """Place a note that the line calls, or one that waits; return whether there is no room for it."""
        context = self.context
        context.footnotes.remove(note)
        if isinstance(note, Waiting):
            self._place([note], self._height_of_page * (1 if self.blank else SHARE), must=True)
            return False
        self._fresh.add(id(note))
        waiting = Waiting(note)
        line = self.line
        if self._is_closed:
            if self.patient and not self._finished and line - self._top > (KEPT_LINES + 1) * self._leading:
                self._refused = True
                return True
            self.waiting.append(waiting)
            return False
        room = inf if context.in_column else context.current_footnote_area.position_y - line - TINY
        part = self._calmly(waiting, room)
        self.line = line
        if part is not None:
            self._add(part)
        return part is None

    def take_back(self, note: Any) -> None:
        """Forget a note: the line that calls it is moved to the next page."""
        if id(note) not in self._fresh:
            return  # called on a page before: of a block that is given up, WeasyPrint takes back what it never laid out
        self._fresh.discard(id(note))
        self.context.footnotes.append(note)
        self.waiting = [waiting for waiting in self.waiting if waiting.note is not note]
        for index, part in enumerate(self.parts):
            if part.waiting.note is note:
                moved = [part.waiting for part in self.parts[index + 1:]]
                room = self._height
                del self.parts[index:]
                self._place(moved, room)
                break

    def move_on(self, note: Any) -> None:
        """Make room for the line that was tried last: divide the last note, or let it wait if it has no place."""
        self.context.current_page_footnotes = []
        if any(waiting.note is note for waiting in self.waiting):
            return
        if not self.parts or self.parts[-1].waiting.note is not note:
            self.waiting.append(Waiting(note))
            return
        whole, line = self.parts.pop(), self.line
        part = self._set(whole.waiting, self.context.current_footnote_area.position_y - line - TINY)
        self.line = line
        self._add(part or whole)
        self.context.current_page_footnotes = []

    def finish(self, absolute: list[Any], fixed: list[Any]) -> Any:
        """Return the area below the text, that starts at the lower end of the page."""
        self._finished = True
        for box in self.text.descendants(placeholders=True):
            self._find(box)
        room = self.context.current_footnote_area.position_y - bottom(self.text, self.resume_at)
        self._fit(room)
        self.is_regretted = self._refused and room - self._height > KEPT_LINES * self._leading
        area = self.frame.copy_with_children([part.box for part in self.parts])
        if self.parts:
            area.height = self._height - self._around
            for part in self.parts:
                absolute.extend(part.absolute)
                fixed.extend(part.fixed)
                for box in part.box.descendants():
                    self._find(box)
        return area

    def left_over(self) -> list[Waiting]:
        """Return the notes, and parts of notes, for the next page."""
        broken = [Waiting(part.waiting.note, part.rest) for part in self.parts if part.rest is not None]
        return broken + self.waiting

    # Room

    @property
    def frame(self) -> Any:
        """The area without notes."""
        if self._frame is None:
            area = self.context.current_footnote_area.deepcopy()
            area.height, area.children = "auto", []
            self._frame = self._block_layout(area, -inf, None, area.page)[0]
        return self._frame

    @property
    def _around(self) -> float:
        """Of the area's height what is not notes."""
        return float(self.frame.margin_height() - self.frame.height)

    @property
    def _height(self) -> float:
        if not self.parts:
            return 0
        last = self.parts[-1]
        below = 0 if self.frame.bottom_margin_collapses() else _collapsed(last.margins)
        return float(self._around + last.bottom + below - self.frame.content_box_y())

    @property
    def _height_of_page(self) -> float:
        return float(self.context.current_footnote_area.page.height)

    @property
    def _top(self) -> float:
        return float(self.context.current_footnote_area.position_y - self._height_of_page)

    @property
    def _leading(self) -> float:
        from weasyprint.text.line_break import strut

        return float(strut(self.context.current_footnote_area.page.style)[0])

    @property
    def _is_closed(self) -> bool:
        """Whether a note has to wait for those before it."""
        return self._finished or self._waits

    @property
    def _waits(self) -> bool:
        return bool(self.waiting) or (bool(self.parts) and self.parts[-1].rest is not None)

    # Placing

    def _add(self, part: _Part) -> None:
        self.parts.append(part)
        self._measure()

    def _measure(self) -> None:
        """Let the text end where the notes begin."""
        context, area = self.context, self.context.current_footnote_area
        before = 0 if area.height == "auto" else area.margin_height()
        area.height = self._height - self._around if self.parts else "auto"
        after = 0 if area.height == "auto" else area.margin_height()
        if not context.in_column:
            context.page_bottom += before - after
        is_fresh = bool(self.parts) and id(self.parts[-1].waiting.note) in self._fresh
        context.current_page_footnotes = [self.parts[-1].waiting.note] if is_fresh and not context.in_column else []

    def _place(self, notes: list[Waiting], room: float, *, must: bool = False) -> None:
        """Place notes that wait as far as they fit into an area of height ``room``, and one at least where ``must``."""
        for waiting in notes:
            part = None if self._waits else self._set(waiting, room)
            if part is None and must and not self.parts and not self.waiting:
                whole = self._height_of_page
                part = self._set(waiting, whole) or self._set(waiting, whole, force=True)
            if part is None:
                self.waiting.append(waiting)
            else:
                self.parts.append(part)
        self._measure()

    def _calmly(self, waiting: Waiting, room: float) -> _Part | None:
        """Lay out what of a note shall stand below the line that calls it: of a long one what leaves room for text."""
        kept = KEPT_LINES * self._leading
        short = self._set(waiting, min(room, (self._height or self._around) + 2 * kept))
        if short is not None and short.rest is None:
            return short
        return self._set(waiting, min(room - kept, SHARE * self._height_of_page)) or self._set(waiting, room)

    def _fit(self, room: float) -> None:
        """Use the room that the text has left, and no more."""
        line = next((box.height for part in self.parts[-1:] for box in part.box.descendants() if is_line(box)), 0)
        if self._height <= room and not (self._waits and self._height + line <= room):
            return
        moved: list[Waiting] = []
        while self.parts and (self._height > room or self.parts[-1].rest is not None):
            moved.insert(0, self.parts.pop().waiting)
        moved, self.waiting = moved + self.waiting, []
        self._place(moved, room, must=self.blank)

    def _find(self, box: Any) -> None:
        """Let a note wait that is called on the page and that no line has laid out."""
        if box.footnote is not None and box.footnote in self.context.footnotes:
            self.context.footnotes.remove(box.footnote)
            self.waiting.append(Waiting(box.footnote))

    def _set(self, waiting: Waiting, room: float, *, force: bool = False) -> _Part | None:
        """Lay out a note below the others; None if nothing of it fits into an area of height ``room``."""
        frame = self.frame
        tree = self._tree(waiting.note)
        top, margins = (self.parts[-1].bottom, self.parts[-1].margins) if self.parts else (frame.content_box_y(), [])
        limit = frame.content_box_y() + room - self._around
        if limit <= top and not force:
            return None
        absolute: list[Any] = []
        fixed: list[Any] = []
        below = 0
        for _ in range(2):
            tree.position_x, tree.position_y = frame.content_box_x(), top
            box, rest, _, after, collapses, _ = self._block_layout(
                tree, self.context.page_bottom - limit + below, waiting.start, frame, force, absolute, fixed,
                list(margins))
            if box is None or (rest is not None and rest == waiting.start):
                return None
            if rest is not None and is_over(tree, rest):
                rest = None
            if rest is not None:
                shrink(box, rest)
            end = top if collapses else box.border_box_y() + box.border_height()
            if force or end <= limit + TINY:
                return _Part(waiting, box, rest, end, [*after, box.margin_bottom], absolute, fixed)
            below = box.padding_bottom + box.border_bottom_width
            absolute, fixed = [], []
        return None

    def _tree(self, note: Any) -> Any:
        """Return a note as the layout wants it. Kept while the pages are made once: a counter may then have changed."""
        from weasyprint.formatting_structure import build

        trees = self.context.sadar_trees
        if id(note) not in trees:
            tree = note.deepcopy()
            tree.process_whitespace()  # done in the text alone: line feeds between a note's blocks became empty lines
            trees[id(note)] = build.create_anonymous_boxes(tree)
        return trees[id(note)]

    def _block_layout(self, *arguments: Any) -> Any:
        """Lay out a block apart from the text: no float stands in its way, no line of it moves notes on."""
        from weasyprint.layout.block import block_level_layout

        context = self.context
        kept = context.footnotes, context.current_page_footnotes, self.line
        context.footnotes, context.current_page_footnotes = [], []
        context.create_block_formatting_context(self)
        try:
            return block_level_layout(context, *arguments)
        finally:
            context._excluded_shapes.pop(context._excluded_shapes_root_boxes.pop())
            context.footnotes, context.current_page_footnotes, self.line = kept


def _collapsed(margins: list[float]) -> float:
    return max(0, *margins) + min(0, *margins)
