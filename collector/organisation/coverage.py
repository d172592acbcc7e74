"""How much of what there should be reports. Pure; never a false 100 %."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from collector.organisation.chart import Organisation


class Coverage(NamedTuple):
    """Machines that report, and how many there should be (None: nobody knows).

    `extra` of those that report are more than their own site should have: they make up for none
    that is missing elsewhere.
    """

    reporting: int
    expected: int | None
    extra: int = 0

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down, so that 100 means all; None if it is not known."""
        if not self.expected:
            return None
        return min(100, 100 * (self.reporting - self.extra) // self.expected)

    @property
    def over(self) -> bool:
        """Whether more report than there should be: then somebody has counted wrong."""
        return self.expected is not None and self.reporting > self.expected


def of_council(organisation: Organisation, org: str, reporting: Mapping[str, int]) -> Coverage:
    """The coverage of a council; `reporting`: site -> how many of its machines report."""
    expected = organisation.expected(org)
    wanted = {site.code: site.expected or {} for site in organisation.sites_of(org)}
    extra = sum(max(0, n - sum(wanted.get(site, {}).values())) for site, n in reporting.items())
    total = sum(reporting.values())
    return Coverage(total, expected, extra if expected is not None else 0)
