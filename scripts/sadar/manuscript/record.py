"""The base of all that is read from YAML: frozen, names with hyphens, unknown names refused."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A mapping of a file; ``a-key`` in the file is ``a_key`` here."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True,
                              alias_generator=lambda name: name.replace("_", "-"))
