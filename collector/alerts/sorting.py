"""What becomes of each flip: mailed at once, told by its site's mail, left for the digest, held, or
nothing. Pure.

At once only what people must not find out on Monday: a critical breach on a server, and rules
that say `at_once` (a failing disk). What a new machine brings along can wait. Silence is held for
ten minutes, for a server that restarts is no news, and longer where most of its site fell silent:
then the site is the news (`collector.outage`). What was mailed a short while before is held as
well (`quiet`): what comes and goes would fill the box, and what still stands later is mailed then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from collector.judge.flip import Flip
from collector.judge.rule import Rule
from collector.judge.verdict import BREACH, UNKNOWN
from collector.outage import HOLD

_NEW = 86_400
"""Seconds in which a machine is new: its rules settle, and cannot tell at first."""


class Dark(NamedTuple):
    """Machines (asset ids) of dark sites, with the moment (UTC s) since when nothing came.

    `told`: the site's mail has told of them; `waiting`: it may have to.
    """

    told: Mapping[str, int]
    waiting: Mapping[str, int]

    def tells(self, flip: Flip) -> bool:
        """Whether a silence is told by the mail about its site."""
        return _within(self.told, flip)

    def may_tell(self, flip: Flip) -> bool:
        """Whether it may come to that."""
        return _within(self.waiting, flip)


def _within(machines: Mapping[str, int], flip: Flip) -> bool:
    """One that was heard from since fell silent for a reason of its own."""
    return flip.asset in machines and flip.last_seen <= machines[flip.asset]


class Sorted(NamedTuple):
    """Flips by fate: mailed one by one, told with their site, in the digest, held, not at all."""

    alerts: list[Flip]
    with_site: list[Flip]
    digest: list[Flip]
    held: list[Flip]
    none: list[Flip]


QuietUntil = Callable[[Flip], int]
"""Until when (UTC s) nothing more is mailed of a verdict."""


def sort(
    flips: Iterable[Flip],
    rules: Mapping[str, Rule],
    now: int,
    dark: Dark,
    quiet_until: QuietUntil,
) -> Sorted:
    """Sort pending flips: those nobody has looked at, and those that are held; in order."""
    found = Sorted([], [], [], [], [])
    for group in _by_verdict(flips):
        rule = rules.get(group[-1].rule)
        if rule is not None and rule.group == "presence":
            _place_silence(group, now, dark, quiet_until, found)
        else:
            found.digest.extend(group[:-1])
            _place(group[-1], rule, now, quiet_until, found)
    return found


def _by_verdict(flips: Iterable[Flip]) -> list[list[Flip]]:
    groups: dict[tuple[str, str], list[Flip]] = {}
    for flip in flips:
        groups.setdefault(flip.key, []).append(flip)
    return list(groups.values())


def _place(flip: Flip, rule: Rule | None, now: int, quiet_until: QuietUntil, found: Sorted) -> None:
    if not _at_once(flip, rule):
        found.digest.append(flip)
    elif quiet_until(flip) > now:
        found.held.append(flip)
    else:
        found.alerts.append(flip)


def _at_once(flip: Flip, rule: Rule | None) -> bool:
    """Whether it cannot wait. What an asset brings along when it is new can."""
    if not _stands(flip) or flip.gap or flip.before is None:
        return False
    if flip.before == UNKNOWN and flip.at - flip.first_seen < _NEW:
        return False
    critical = flip.kind == "server" and flip.severity == "critical"
    return critical or (rule is not None and rule.at_once)


def _stands(flip: Flip) -> bool:
    return flip.after == BREACH and flip.status == BREACH


def _place_silence(
    group: list[Flip], now: int, dark: Dark, quiet_until: QuietUntil, found: Sorted
) -> None:
    """The silence of an asset. What came and went within the hold is no news."""
    first, newest = group[0], group[-1]
    found.none.extend(group[:-1])
    if not _stands(newest):
        fate = found.none if first.before == newest.after else found.digest
        fate.append(newest)
    elif newest.before is None:
        found.digest.append(newest)
    elif dark.tells(newest):
        found.with_site.append(newest)
    elif now - first.at < HOLD or dark.may_tell(newest):
        found.held.append(newest)
    else:
        _place(newest, None, now, quiet_until, found)
