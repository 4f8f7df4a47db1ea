"""How likely a line is in the order of reading: what never stands in a well-set text is counted."""

from __future__ import annotations

import re

from sadar.bidi.stored_order import STOP

#: Stops at the head of a line or behind a space, brackets that hold a space, and letters set on digits.
FAULTS = re.compile(rf"^\s*[{STOP})\]](?!\.\.)|\s[{STOP}](?=\s|$)|[(\[](?=\s|$)|\s[)\]]|[{STOP}]{{2}}(?<!\.\.)"
                    r"|(?<=[א-ת])\d|\d(?=[א-ת])|\([.,;:]|[א-ת]\(|\)[א-ת]")


def faults(line: str) -> int:
    """Count what can't stand so in a line that is in the order of reading."""
    return len(FAULTS.findall(line))
