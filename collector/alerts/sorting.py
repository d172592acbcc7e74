"""What becomes of each flip: mailed at once, left for the digest, held, or nothing. Pure.

At once only what people must not find out on Monday: a critical breach on a server, and rules
that say `at_once` (a failing disk). Silence is held for ten minutes: a server that restarts is
no news, and when most of a site falls silent together, the site is the news.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from collector.judge.flip import Flip
from collector.judge.rule import Rule
from collector.judge.verdict import BREACH

HOLD = 600
"""Seconds a silence is held."""
SITE_NEWS = 6 * 3600
"""Seconds in which a site's silence is told once."""
_FEW = 2
"""Machines a site must have running at least, for all of it to be silent."""


class Outage(NamedTuple):
    """A site of which most running machines fell silent: how many of how many, since when."""

    site: str
    org: str
    silent: int
    running: int
    since: int


class Sorted(NamedTuple):
    """Flips by fate: mailed one by one, as a site's outage, in the digest, held, or not at all."""

    alerts: tuple[Flip, ...]
    outages: tuple[tuple[Outage, tuple[Flip, ...]], ...]
    digest: tuple[Flip, ...]
    held: tuple[Flip, ...]
    none: tuple[Flip, ...]


SiteLook = Callable[[str, str, int], Outage]
"""(site, council, since when silent) -> who ran there, and who of them is silent."""


def sort(
    flips: Iterable[Flip],
    rules: Mapping[str, Rule],
    now: int,
    outage_of: SiteLook,
    told: Mapping[str, int],
) -> Sorted:
    """Sort pending flips. `told`: site -> when its outage was mailed last (UTC s)."""
    silences: list[Flip] = []
    alerts, digest = [], []
    for flip in flips:
        rule = rules.get(flip.rule)
        if rule is not None and rule.group == "presence":
            silences.append(flip)
        elif _at_once(flip, rule):
            alerts.append(flip)
        else:
            digest.append(flip)
    still, over, mended = _by_hold(silences, now)
    outages, alone, known = _by_site(over, still, outage_of, told, now)
    caught = {flip.id for _, group in outages for flip in group}
    return Sorted(
        tuple(alerts + [flip for flip in alone if _at_once(flip, None)]),
        tuple(outages),
        tuple(digest + known + [flip for flip in alone if not _at_once(flip, None)]),
        tuple(flip for flip in still if flip.id not in caught),
        tuple(mended),
    )


def _at_once(flip: Flip, rule: Rule | None) -> bool:
    if flip.after != BREACH or flip.gap or flip.before is None:
        return False
    critical = flip.kind == "server" and flip.severity == "critical"
    return critical or (rule is not None and rule.at_once)


def _by_hold(silences: list[Flip], now: int) -> tuple[list[Flip], list[Flip], list[Flip]]:
    """(still held, held long enough, no news: of what came and went, only the last counts)."""
    held, over, none = [], [], []
    for group in _by_asset(silences):
        newest = group[-1]
        none += group[:-1]
        if len(group) > 1 and newest.status != BREACH:
            none.append(newest)
        elif _is_silence(newest) and now - group[0].at < HOLD:
            held.append(newest)
        else:
            over.append(newest)
    return held, over, none


def _by_asset(silences: list[Flip]) -> list[list[Flip]]:
    groups: dict[tuple[str, str], list[Flip]] = {}
    for flip in silences:
        groups.setdefault((flip.asset, flip.rule), []).append(flip)
    return list(groups.values())


def _is_silence(flip: Flip) -> bool:
    return flip.after == BREACH and flip.status == BREACH and flip.before is not None


def _by_site(
    over: list[Flip], held: list[Flip], outage_of: SiteLook, told: Mapping[str, int], now: int
) -> tuple[list[tuple[Outage, tuple[Flip, ...]]], list[Flip], list[Flip]]:
    """(outages with the flips they explain, flips that stand alone, those told already)."""
    outages: list[tuple[Outage, tuple[Flip, ...]]] = []
    alone: list[Flip] = []
    known: list[Flip] = []
    silent = [flip for flip in over if _is_silence(flip)]
    alone += [flip for flip in over if not _is_silence(flip)]
    for site in dict.fromkeys(flip.site for flip in silent):
        here = [flip for flip in silent if flip.site == site]
        outage = outage_of(site, here[0].org, min(flip.last_seen for flip in here))
        if not is_outage(outage):
            alone += here
        elif now - told.get(site, 0) < SITE_NEWS:
            known += here
        else:
            waiting = [flip for flip in held if flip.site == site]
            outages.append((outage, tuple(here + waiting)))
    return outages, alone, known


def is_outage(outage: Outage) -> bool:
    """Whether most of what ran at a site is silent."""
    return outage.running >= _FEW and outage.silent * 2 > outage.running
