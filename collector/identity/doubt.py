"""Why a person must look which machine something is. Pure; `collector.words.doubts` words it."""

from __future__ import annotations

import json
from typing import NamedTuple

SAME = "same"
"""It agrees with an asset in strong keys, and contradicts it in others."""
ALIVE = "alive"
"""It agrees with an asset, and both ran at the same time."""
LIKE = "like"
"""Its hardware is that of another asset."""
TWO = "two"
"""Two agents speak for it."""


class Doubt(NamedTuple):
    """What is doubtful: the other asset (or the other agent), and the kinds of keys."""

    about: str
    other: str
    agree: tuple[str, ...] = ()
    against: tuple[str, ...] = ()

    def stored(self) -> str:
        """As the register keeps it."""
        return json.dumps(self._asdict())
