"""An absence of the collector itself. Pure data."""

from __future__ import annotations

from typing import NamedTuple


class Away(NamedTuple):
    """One absence, UTC s. `clean`: stopped by a person, not by a fault or a power cut."""

    since: int
    until: int
    clean: bool
