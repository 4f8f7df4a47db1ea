"""Forms and check digits of the identifiers that metadata and references carry."""

from __future__ import annotations

import re

from stdnum import isbn as stdnum_isbn
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_2

DOI_FORM = re.compile(r"10\.\d{4,9}/\S+")
ORCID_FORM = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
ROR_FORM = re.compile(r"0[a-hj-km-np-tv-z0-9]{6}\d{2}")


def orcid(value: str) -> str:
    """Return an ORCID iD as four groups of four; its last character is an ISO 7064 MOD 11-2 check."""
    value = value.removeprefix("https://orcid.org/").upper()
    if not ORCID_FORM.fullmatch(value):
        raise ValueError("an ORCID iD has the form 0000-0000-0000-0000")
    if not mod_11_2.is_valid(value.replace("-", "")):
        raise ValueError("the check digit of this ORCID iD is wrong")
    return value


def isbn(value: str) -> str:
    """Return an ISBN-10 or ISBN-13 with its hyphens, after its check digit was verified (ISO 2108)."""
    try:
        stdnum_isbn.validate(value)
    except ValidationError as error:
        raise ValueError(f"this ISBN is wrong: {error}".rstrip(".")) from None
    return str(stdnum_isbn.format(value))


def doi(value: str) -> str:
    """Return a DOI without the address of a resolver in front (DOI Handbook, 2.2)."""
    value = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:)\s*", "", value.strip(), flags=re.IGNORECASE)
    if not DOI_FORM.fullmatch(value):
        raise ValueError("a DOI has the form 10.1234/suffix")
    return value


def ror(value: str) -> str:
    """Return a ROR id: 0, six letters or digits, two check digits (ISO 7064 MOD 97-10 over Crockford's base 32)."""
    value = value.removeprefix("https://ror.org/").lower()
    if not ROR_FORM.fullmatch(value):
        raise ValueError("a ROR id has the form 0xxxxxx00")
    number = 0
    for letter in value[1:7]:
        number = number * 32 + "0123456789abcdefghjkmnpqrstvwxyz".index(letter)
    if 98 - (number * 100) % 97 != int(value[7:]):
        raise ValueError("the check digits of this ROR id are wrong")
    return value
