"""Tables that are wider than the type area: set smaller, their longest words broken, or refused with their place."""

from __future__ import annotations

from itertools import zip_longest

from sadar.errors import ManuscriptError
from sadar.findings import Finding
from sadar.manuscript import Manuscript
from sadar.style import Style
from sadar.style.tokens import POINTS_PER_MILLIMETRE
from sadar.writers.xhtml import Element

#: The width of a letter, in ems: the mean of words in the house's faces, Hebrew and Latin, with some to spare.
LETTER = 0.56
#: The space beside a cell, in points: that of the style sheet.
PADDING, TIGHT_PADDING = 9, 5
#: How much smaller a tight table is set.
TIGHT = 0.78
#: The letters of a word that may widen its column; a longer one, such as an address, is broken in its cell.
LONGEST, LONGEST_IN_TIGHT = 24, 12


def fit(table: Element, manuscript: Manuscript, style: Style) -> None:
    """Give a table the class ``tight``, and its cells the class ``crowded``, as far as its width asks for it.

    Raises:
        ManuscriptError: its columns don't fit the page even so.

    """
    measure = style.tokens.measure * POINTS_PER_MILLIMETRE
    letter = style.tokens.type.caption.size * LETTER
    rows = [[_longest(cell) for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    columns = [max(column) for column in zip_longest(*rows, fillvalue=0)]
    limit = LONGEST
    if sum(min(words, limit) * letter + PADDING for words in columns) > measure:
        limit = LONGEST_IN_TIGHT
        table.set("class", " ".join([*table.get("class", "").split(), "tight"]))
        if sum(min(words, limit) * letter * TIGHT + TIGHT_PADDING for words in columns) > measure:
            text = next((word for cell in table.iter("td") for word in "".join(cell.itertext()).split()), "")
            raise ManuscriptError([Finding(
                "table-width", f"a table of {len(columns)} columns is too wide for the page", manuscript.place_of(text),
                "take columns out, set rows for columns, or shorten their longest words")])
    for cell in table.iter("td", "th"):
        if _longest(cell) > limit:
            cell.set("class", "crowded")


def _longest(cell: Element) -> int:
    text = "".join(cell.itertext()).replace("-", " ").replace("\u05be", " ")  # behind both a line may end
    return max((len(word) for word in text.split()), default=0)
