"""What becomes of each flip: mailed at once, left for the digest, held, or nothing. Pure.

At once only what people must not find out on Monday: a critical breach on a server, and rules
that say `at_once` (a failing disk). Silence is held for ten minutes: a server that restarts is
no news, and when most of a site falls silent together, the site is the news. What was mailed
within the hour is held as well: what comes and goes would fill the box, and what still stands
when the hour is over is mailed then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from collector.judge.flip import Flip
from collector.judge.rule import Rule
from collector.judge.verdict import BREACH
from collector.outage import HOLD, Outage

QUIET = 3600
"""Seconds in which the same thing is not mailed again."""


class Recent(NamedTuple):
    """What was mailed within QUIET: verdicts (asset, rule), and sites as a whole."""

    verdicts: frozenset[tuple[str, str]] = frozenset()
    sites: frozenset[str] = frozenset()


class Sorted(NamedTuple):
    """Flips by fate: mailed one by one, as a site's outage, in the digest, held, or not at all."""

    alerts: list[Flip]
    outages: list[tuple[Outage, list[Flip]]]
    digest: list[Flip]
    held: list[Flip]
    none: list[Flip]


SiteLook = Callable[[str, str, int], Outage]
"""(site, council, since when silent) -> who ran there, and who of them is silent."""


def sort(
    flips: Iterable[Flip],
    rules: Mapping[str, Rule],
    now: int,
    outage_of: SiteLook,
    recent: Recent,
) -> Sorted:
    """Sort pending flips: those nobody has looked at, and those that are held; in order."""
    found = Sorted([], [], [], [], [])
    silent: list[Flip] = []
    for group in _by_verdict(flips):
        rule = rules.get(group[-1].rule)
        if rule is not None and rule.group == "presence":
            silent += _held_long_enough(group, now, found)
        else:
            found.digest.extend(group[:-1])
            _place(group[-1], rule, recent, found)
    for flip in _by_site(silent, outage_of, recent, found):
        _place(flip, None, recent, found)
    return found


def _by_verdict(flips: Iterable[Flip]) -> list[list[Flip]]:
    groups: dict[tuple[str, str], list[Flip]] = {}
    for flip in flips:
        groups.setdefault(flip.key, []).append(flip)
    return list(groups.values())


def _place(flip: Flip, rule: Rule | None, recent: Recent, found: Sorted) -> None:
    if not _at_once(flip, rule):
        found.digest.append(flip)
    elif flip.key in recent.verdicts:
        found.held.append(flip)
    else:
        found.alerts.append(flip)


def _at_once(flip: Flip, rule: Rule | None) -> bool:
    """Whether it cannot wait. What an asset brings along when it is new can."""
    if not _stands(flip) or flip.gap or flip.before is None:
        return False
    critical = flip.kind == "server" and flip.severity == "critical"
    return critical or (rule is not None and rule.at_once)


def _stands(flip: Flip) -> bool:
    return flip.after == BREACH and flip.status == BREACH


def _held_long_enough(group: list[Flip], now: int, found: Sorted) -> list[Flip]:
    """The silence of an asset, if it has lasted. What came and went within the hold is no news."""
    first, newest = group[0], group[-1]
    found.none.extend(group[:-1])
    if not _stands(newest):
        fate = found.none if first.before == newest.after else found.digest
        fate.append(newest)
    elif newest.before is None:
        found.digest.append(newest)
    elif now - first.at < HOLD:
        found.held.append(newest)
    else:
        return [newest]
    return []


def _by_site(silent: list[Flip], outage_of: SiteLook, recent: Recent, found: Sorted) -> list[Flip]:
    """The silences that no outage of their site explains."""
    alone: list[Flip] = []
    for site in dict.fromkeys(flip.site for flip in silent):
        here = [flip for flip in silent if flip.site == site]
        outage = outage_of(site, here[0].org, min(flip.last_seen for flip in here))
        if not outage.stands:
            alone += here
        elif site in recent.sites:
            found.held.extend(here)
        else:
            rules = {flip.rule for flip in here}
            waiting = [flip for flip in found.held if flip.site == site and flip.rule in rules]
            found.held[:] = [flip for flip in found.held if flip not in waiting]
            found.outages.append((outage, here + waiting))
    return alone
