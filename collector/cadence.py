"""How often an asset is sampled and delivers, by its kind. Pure."""

from __future__ import annotations

from typing import NamedTuple

_SLACK = 2.5
"""Samples by which a delivery may be late before something is wrong."""


class Cadence(NamedTuple):
    """Seconds between samples, and between batches."""

    sample: int
    batch: int

    @property
    def late(self) -> float:
        """Seconds that the newest sample here may be old while all is well."""
        return self.batch + _SLACK * self.sample


ALWAYS_ON = Cadence(60, 300)
WORKSTATION = Cadence(300, 900)
_WORKSTATIONS = ("desktop", "laptop", "all_in_one", "tablet")


def of(kind: str) -> Cadence:
    """The cadence of a kind of asset; of one that is not known yet, the quick one."""
    return WORKSTATION if kind in _WORKSTATIONS else ALWAYS_ON
