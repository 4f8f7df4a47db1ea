"""Licences by the names that people write, and their addresses."""

from __future__ import annotations

import re

#: The licences of Creative Commons: only a version tells the address.
CREATIVE_COMMONS = re.compile(r"CC[ -](BY(?:-NC)?(?:-SA|-ND)?)[ -]([1-4]\.\d)", re.IGNORECASE)
PUBLIC_DOMAIN = re.compile(r"CC0(?:[ -]1\.0)?", re.IGNORECASE)
LICENCES = "https://creativecommons.org/"


def licence_address(licence: str) -> str:
    """Return the address of a Creative Commons licence; nothing where the words may mean another or none."""
    if found := CREATIVE_COMMONS.fullmatch(licence.strip()):
        return f"{LICENCES}licenses/{found[1].lower()}/{found[2]}/"
    return f"{LICENCES}publicdomain/zero/1.0/" if PUBLIC_DOMAIN.fullmatch(licence.strip()) else ""
