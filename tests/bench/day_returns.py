"""What came of each return of the link, from the log of what was asked. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from statistics import mean
from typing import NamedTuple

from tests.bench.day_plan import MINUTE, Day, Span
from tests.bench.day_wan import Asked

_AFTER = 30 * MINUTE
"""Seconds after a return that belong to it."""


class Return(NamedTuple):
    """One return: of the PCs that were on and stayed on, how many had something waiting, and what.

    `peak`: requests in the busiest of the minutes after it; `newest`: of how many the first that
    was delivered was the newest; until the newest of all and all the past were there, s.
    """

    what: Span
    pcs: int
    waited: int
    peak: int
    newest: int
    until_newest: float
    until_past: float


def calm(day: Day, log: Iterable[Asked]) -> tuple[float, int]:
    """Requests a minute while nothing happens, from 9 to 15 h: the mean, and the most."""
    minutes = Counter(int(one.at // MINUTE) for one in log)
    quiet = [minutes[at] for at in _quiet(day)]
    return mean(quiet), max(quiet)


def _quiet(day: Day) -> Iterator[int]:
    hour = 60 * MINUTE
    busy = [Span(one.since, one.until + _AFTER) for one in (*day.drops, day.cut)]
    first, last = day.end - 9 * hour, day.end - 3 * hour
    for minute in range(int(first // MINUTE), int(last // MINUTE)):
        if not any(one.has(minute * MINUTE) for one in busy):
            yield minute


def returns(day: Day, agents: Sequence[str], log: Sequence[Asked]) -> list[Return]:
    """Each drop's, and last the power cut's."""
    return [_return(one, day, agents, log) for one in (*day.drops, day.cut)]


def _return(what: Span, day: Day, agents: Sequence[str], log: Sequence[Asked]) -> Return:
    back = what.until
    after = sorted(one for one in log if back <= one.at < back + _AFTER)
    minutes = Counter(int((one.at - back) // MINUTE) for one in after)
    stayed = {who for who, spans in zip(agents, day.on, strict=True) if _stays(spans, back)}
    visits = {who: [one for one in after if one.agent == who] for who in stayed}
    past = {who: [one for one in asked if one.made < back] for who, asked in visits.items()}
    waiting = [who for who in stayed if past[who]]
    return Return(
        what,
        len(waiting),
        sum(map(len, past.values())),
        max(minutes.values(), default=0),
        sum(_is_newest_first(visits[who]) for who in waiting),
        max((visits[who][0].at - back for who in waiting), default=0.0),
        max((past[who][-1].at - back for who in waiting), default=0.0),
    )


def _stays(spans: Sequence[Span], back: float) -> bool:
    return any(one.since <= back and one.until >= back + _AFTER for one in spans)


def _is_newest_first(asked: Sequence[Asked]) -> bool:
    """Whether nothing newer than the first that was asked had been made by then."""
    first = asked[0]
    return first.made == max(one.made for one in asked if one.made <= first.at)
