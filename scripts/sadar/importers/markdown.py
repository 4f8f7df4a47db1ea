"""Plain text as Pandoc's Markdown: what would be read as markup is escaped."""

from __future__ import annotations

import re

#: Characters that mean something anywhere in a text, and what means something at the beginning of a paragraph.
ANYWHERE = re.compile(r"[\\`*_\[\]<>@^~$|#]|&(?=#?\w{1,31};)")
AT_HEAD = re.compile(r"^([-+:%=](?=\s|$|[-=:]{2})|\(?(?:\d{1,9}|[A-Za-z]{1,4}|#)[.)](?=\s))")


def escaped(text: str) -> str:
    """Return a text that Pandoc reads as it stands; a number and a full stop at its beginning begin no list."""
    return AT_HEAD.sub(lambda match: match[1][:-1] + "\\" + match[1][-1], escaped_inside(text))


def escaped_inside(text: str) -> str:
    """Return a text that Pandoc reads as it stands, where it is not the beginning of a paragraph."""
    return ANYWHERE.sub(r"\\\g<0>", text)
