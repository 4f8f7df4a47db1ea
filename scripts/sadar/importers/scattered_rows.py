"""Rows that the program which took a text out of a PDF left in pieces, out of order: said once for the whole file."""

from __future__ import annotations

from collections.abc import Iterable

from sadar.bidi import scattered
from sadar.importers.excerpts import WHOLE
from sadar.importers.ledger import Ledger
from sadar.importers.text_lines import Line

#: The code of the question. Where it was asked, no piece is asked about by itself.
SCATTERED = "rows-scattered"
REASON = ("the program that took the text out of the PDF left the rows of its pages in pieces, out of order: numbers, "
          "foreign words and what stands beside them are not in their places, and nothing in the text says where these "
          "are. Import the PDF itself (sadar import FILE.pdf), or let the program keep whole lines "
          "(pdfminer.six: LAParams(line_overlap=0.1, char_margin=200, boxes_flow=None))")


def asked_of_scattered(lines: Iterable[Line], ledger: Ledger) -> None:
    """Ask for a better text where rows lie in pieces, with the number of these."""
    if pieces := scattered.pieces(line.raw for line in lines):
        ledger.ask(SCATTERED, WHOLE, f"{pieces} pieces of rows", REASON)
