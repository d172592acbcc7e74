"""How much of what there should be reports. Pure; never a false 100 %.

A machine counts against what its own site expects of its own kind, and no further: a fourth
desktop is not the server that is missing, and one site's surplus does not hide another's deficit.
What reports beyond that is told apart. A machine whose kind is not known counts for nobody: it may
be the missing server, or not; unless a site expects so many `unknown`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from collector.organisation.chart import Organisation
from collector.organisation.scope import Scope

Heard = Mapping[tuple[str, str], Mapping[str, int]]
"""(council, site) -> kind -> how many machines report."""


class Coverage(NamedTuple):
    """Machines that report, how many there should be (None: nobody knows), and how many of those
    that report are `beyond` what is expected.
    """

    reporting: int
    expected: int | None
    beyond: int = 0

    @property
    def met(self) -> int:
        """How many of the expected machines report."""
        return self.reporting - self.beyond

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down, so that 100 means all; None if it is not known."""
        if not self.expected:
            return None
        return min(100, 100 * self.met // self.expected)


def of_scope(organisation: Organisation, scope: Scope, heard: Heard) -> Coverage:
    """All councils in scope together, and those that the organisation's file has lost."""
    councils = dict.fromkeys([*organisation.councils, *(org for org, _ in heard)])
    return together(of_council(organisation, o, heard) for o in councils if scope.covers(o))


def of_council(organisation: Organisation, org: str, heard: Heard) -> Coverage:
    """A council's. What reports from a site that the file has lost is beyond what is expected."""
    wanted = {site.code: site.expected for site in organisation.sites_of(org)}
    elsewhere: Mapping[str, int] | None = {} if org in organisation.councils else None
    places = dict.fromkeys([*wanted, *(site for of, site in heard if of == org)])
    return together(
        of_site(wanted.get(site, elsewhere), heard.get((org, site), {})) for site in places
    )


def of_site(expected: Mapping[str, int] | None, heard: Mapping[str, int]) -> Coverage:
    """A site's; `expected` and `heard` by kind."""
    reporting = sum(heard.values())
    if expected is None:
        return Coverage(reporting, None)
    met = sum(min(heard.get(kind, 0), most) for kind, most in expected.items())
    return Coverage(reporting, sum(expected.values()), reporting - met)


def together(parts: Iterable[Coverage]) -> Coverage:
    """Several as one: how many there should be is known only if it is of every part."""
    parts = list(parts)
    known = [part.expected for part in parts if part.expected is not None]
    return Coverage(
        sum(part.reporting for part in parts),
        sum(known) if known and len(known) == len(parts) else None,
        sum(part.beyond for part in parts),
    )
