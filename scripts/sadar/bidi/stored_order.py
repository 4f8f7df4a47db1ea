"""Text that was stored as it looks, from left to right, instead of in the order in which it is read.

Programs of the time before UAX #9, and many that take text out of a PDF, leave such text behind. Every letter is right
and no word is. What gives it away is what stands at the wrong end: of a word, the letters that Hebrew and Arabic have
only at its end; of a sentence, its full stop.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from sadar.bidi.base import runs_right_to_left

#: Letters that end a word; and the Hebrew ones that end none but a foreign one, because they have another form there.
#: Arabic: teh marbuta, alef maksura. (Pe is left out: it ends many foreign names.)
ENDING, NOT_ENDING = "ךםןףץةى", "כמנצ"
#: A word by its letters; what has a geresh or gershayim is an abbreviation, where any letter may stand anywhere.
WORD = re.compile(r"[\w'’\"”׳״]+")
STOP = ".,:;!?،؛؟"
#: A stop that belongs to no word before it; three of them are an ellipsis.
STOP_BEFORE = re.compile(rf"(?:^|\s)[{STOP}](?=[^\W\d_])")
STOP_BEHIND = re.compile(rf"(?<=[^\W\d_])[{STOP}](?=\s|$)")
#: So many signs must be there, and so many times more than signs of the opposite.
ENOUGH, TIMES = 3, 3


def signs(text: str) -> Counter[bool]:
    """Count in a text the signs of either order: True, as it looks; False, as it is read."""
    found: Counter[bool] = Counter()
    bare = "".join(letter for letter in unicodedata.normalize("NFC", text)
                   if unicodedata.category(letter) not in ("Mn", "Cf"))
    for match in WORD.finditer(bare):
        word = match.group()
        if len(word) < 3 or not word.isalpha() or not runs_right_to_left(word):
            continue
        found[True] += (word[0] in ENDING) + (word[-1] in NOT_ENDING)
        found[False] += (word[-1] in ENDING) + (word[0] in NOT_ENDING)
    for pattern, as_it_looks in ((STOP_BEFORE, True), (STOP_BEHIND, False)):
        for match in pattern.finditer(bare):
            beside = bare[match.end():match.end() + 1] if as_it_looks else bare[match.start() - 1]
            found[as_it_looks] += runs_right_to_left(beside)
    return found


def stored_as_it_looks(found: Counter[bool]) -> bool:
    """Tell whether the signs of a text say that it is stored from left to right."""
    return found[True] >= ENOUGH and found[True] > TIMES * found[False]
