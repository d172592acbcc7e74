"""A site of which most machines fell silent together: for its one mail, and for the pages. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

HOLD = 600
"""Seconds a silence is held before it is news, and within which others belong to it."""
RAN = 3600
"""Seconds before an outage in which a machine that was heard from was running."""
_FEW = 2
"""Machines a site must have running at least, for all of it to be silent."""


class Heard(NamedTuple):
    """A machine, and when it was last heard from (UTC s)."""

    host: str
    kind: str
    at: int


class Outage(NamedTuple):
    """A site: how many of the machines that ran are silent, since when (UTC s), and which."""

    site: str
    org: str
    silent: int
    running: int
    since: int
    hosts: tuple[str, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether most of what ran is silent."""
        return self.running >= _FEW and self.silent * 2 > self.running


def of(site: str, org: str, heard: Iterable[Heard], since: int) -> Outage:
    """What became of a site's machines after a moment; servers are named first."""
    ran = [one for one in heard if one.at >= since - RAN]
    silent = [one for one in ran if one.at <= since + HOLD]
    silent.sort(key=lambda one: (one.kind != "server", one.host))
    return Outage(site, org, len(silent), len(ran), since, tuple(one.host for one in silent))


Listen = Callable[[str, int], list[Heard]]
"""(site, since when) -> its machines that were heard from since then."""


def under_way(broken: Iterable[tuple[str, str, int]], listen: Listen) -> list[Outage]:
    """The outages there are now.

    `broken`: (site, council, last heard from) of each machine that is silent by its standard. The
    last of a site's to fall silent, and those within RAN before it, tell when the outage began.
    """
    by_site: dict[tuple[str, str], list[int]] = {}
    for site, org, at in broken:
        by_site.setdefault((site, org), []).append(at)
    found = []
    for (site, org), moments in by_site.items():
        since = min(at for at in moments if at >= max(moments) - RAN)
        found.append(of(site, org, listen(site, since - RAN), since))
    return [outage for outage in found if outage.stands]
