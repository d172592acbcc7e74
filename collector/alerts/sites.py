"""The watch over sites: outages are found, kept, ended, and said to be due for mail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from collector import outage
from collector.alerts import quiet
from collector.alerts.quiet import Past, Stir
from collector.alerts.sorting import Dark
from collector.judge.derived import silence
from collector.outage import Fall
from collector.store.state import away, outages, running
from collector.store.state.outages import Kept

_DAY = 86_400
"""Seconds back that matter, the collector's own absences left out."""

Place = tuple[str, str]
"""A site's code and its council's."""


class Watch(NamedTuple):
    """The outages that are to be mailed now, each with its site's past; and who is dark."""

    due: list[tuple[Kept, Past]]
    dark: Dark


def look(connection: Connection, now: int, heard: int) -> Watch:
    """Look at every site. All that came by `heard` (UTC s) is applied: who is silent beyond it?"""
    kept = _still_dark(connection, now)
    forming = list[Fall]()
    for place, fall in _falls(connection, now, heard):
        if place not in kept and fall.ripe:
            kept[place] = outages.begin(connection, *place, fall)
        elif place not in kept:
            forming.append(fall)
    due = list(_due(connection, kept.values(), now))
    told = [one for one in kept.values() if one.mailed or one.id in {one.id for one, _ in due}]
    waiting = [one for one in kept.values() if one not in told]
    return Watch(due, Dark(_silent(told), {**_silent(waiting), **_fallen(forming)}))


def _still_dark(connection: Connection, now: int) -> dict[Place, Kept]:
    """The outages that go on; those that do not any more are ended."""
    found = {}
    for one in outages.going_on(connection):
        if outage.is_over(one.since, running.of(connection, one.machines)):
            outages.end(connection, one.id, now)
        else:
            found[one.site, one.org] = one
    return found


def _falls(connection: Connection, now: int, heard: int) -> Iterator[tuple[Place, Fall]]:
    """The outages there are by the rule, held or not."""
    absences = away.known(connection, now)
    if heard < now:
        absences.append((heard, now))
    for place, machines in running.by_site(connection, _day_before(now, absences)).items():
        fall = outage.find(machines, lambda at: silence.lasts(at, now, absences))
        if fall is not None:
            yield place, fall


def _day_before(now: int, absences: Sequence[tuple[int, int]]) -> int:
    """The moment since which we listened for a day in all."""
    left, moment = _DAY, now
    for start, end in sorted(absences, reverse=True):
        if moment - end >= left:
            break
        left -= max(0, moment - end)
        moment = min(moment, start)
    return moment - left


def _due(connection: Connection, kept: Iterable[Kept], now: int) -> Iterator[tuple[Kept, Past]]:
    """Those that no mail has told yet, but for the restless."""
    for one in kept:
        if one.mailed is None:
            past = quiet.past(list(_stirs(connection, one, now)))
            if past.until <= now:
                outages.set_mailed(connection, one.id, now)
                yield one, past


def _stirs(connection: Connection, one: Kept, now: int) -> Iterator[Stir]:
    for each in outages.of_site(connection, one.site, now - quiet.LOOK_BACK):
        yield Stir(each.since, True, each.mailed)
        if each.ended is not None:
            yield Stir(each.ended, False)


def _silent(kept: Iterable[Kept]) -> dict[str, int]:
    return {machine: one.since for one in kept for machine in one.machines}


def _fallen(falls: Iterable[Fall]) -> dict[str, int]:
    return {machine.id: fall.since for fall in falls for machine in fall.fallen}
