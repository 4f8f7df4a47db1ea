"""What a run of WordprocessingML says of its letters' direction."""

from __future__ import annotations

#: Properties that make Word take a run's letters for those of a complex script: their size, weight and slope are said
#: by properties of their own, ``szCs``, ``bCs`` and ``iCs`` (ISO 29500-1, 17.3.2.30 and 17.3.2.7).
COMPLEX_SCRIPT = ("rtl", "cs")
