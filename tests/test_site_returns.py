"""A site whose link is back: no storm, the newest of each machine first, then its past."""

from __future__ import annotations

import heapq
import os
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from agent import told
from agent.delivery.link import TIMEOUT
from agent.grid import Reading
from collector.reception import roll
from collector.sources.push import allowance
from tests.bench.day_clock import SharedClock
from tests.bench.day_machine import Recorded
from tests.bench.day_plan import Span
from tests.bench.day_site import Drops, Pc, Site
from tests.bench.day_wan import Asked, Wan
from tests.returning import Returned, enrolled
from tests.standing import Standing, standing

MINUTE = 60.0
PCS = 100
"""Of the simulated site."""
LONGEST = 900.0
"""Seconds an agent waits at most until it tries again."""


def play(house: Standing, clock: SharedClock, folder: Path, drop: Span, end: float) -> Site:
    """A site whose PCs are switched on, lose their link and have it back."""
    people = enrolled(house.inside.engine, house.address, house.ca, PCS, clock.now())
    still = Recorded([Reading("cpu", {"cpu": "cpu-total"}, {"usage_idle": 97.5})], {}, 1.0, {})
    site = Site(clock, Wan(house.ca, clock.now, lambda _: None), still, folder, [])
    pcs = [Pc(n, who, site) for n, who in enumerate(people)]
    for n, pc in enumerate(pcs):
        told.save(folder / f"{n:03}", told.Told({"os": ("known long ago", clock.now())}))
        pc.spans = [Span(clock.now() + n, end, "shutdown")]
    site.play([*pcs, Drops(site.wan, [drop])], end)
    for pc in pcs:
        pc.turn()
    return site


def test_a_site_that_lost_its_link_returns_without_a_storm_the_newest_of_each_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The agents' own pauses, a real collector; time is simulated."""
    monkeypatch.setattr(roll, "FRESH", 0.2)  # real seconds, which are minutes here
    monkeypatch.setattr(os, "fsync", lambda _: None)  # the disks of all PCs are one here
    clock = SharedClock(tmp_path / "clock")
    since = clock.now() + 20 * MINUTE
    drop = Span(since, since + 45 * MINUTE)
    with standing(tmp_path / "house", clock=clock.now) as house:
        site = play(house, clock, tmp_path, drop, drop.until + 20 * MINUTE)
        kept = [record.entry for record in house.inside.journal.after(0, 100_000)]
    assert Counter((one.agent, one.boot, one.seq) for one in kept) == Counter(site.made)
    assert {one.status for one in site.wan.log} == {200}
    assert len(site.wan.log) == len(site.made), "each was sent once"
    visits = defaultdict(list)
    for one in site.wan.log:
        if one.at >= drop.until:
            visits[one.agent].append(one)
    assert len(visits) == PCS
    for asked in visits.values():
        newest_then_the_past(asked, drop)
    begins = Counter((asked[0].at - drop.until) // MINUTE for asked in visits.values())
    assert max(begins.values()) <= PCS / 4, "they do not come at once"
    assert max(begins) <= (LONGEST + TIMEOUT) / MINUTE, "and nobody is away for ever"


def newest_then_the_past(asked: list[Asked], drop: Span) -> None:
    """The first is the newest there was then, and what came in the drop follows at once."""
    past = [one for one in asked if drop.since <= one.made < drop.until]
    made = [one.made for one in past]
    assert made == sorted(made, reverse=True)
    assert asked[0].made == max(one.made for one in asked if one.made <= asked[0].at)
    assert all(later.at - one.at < MINUTE for one, later in pairwise(past))


def test_the_past_follows_at_the_pace_the_collector_allows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each agent may deliver five at once here, and then one a minute."""
    monkeypatch.setattr(allowance, "FULL", 5.5)
    monkeypatch.setattr(allowance, "A_SECOND", 1 / MINUTE)
    clock = SharedClock(tmp_path / "clock")
    with standing(tmp_path / "house", clock=clock.now) as house:
        people = enrolled(house.inside.engine, house.address, house.ca, 20, clock.now())
        site = [Returned(who, tmp_path / who.agent, clock.now) for who in people]
        for agent in site:
            agent.put(8)
        tries = in_turn(site, clock)
        kept = [record.entry for record in house.inside.journal.after(0, 1000)]
    came = defaultdict(list)
    for one in kept:
        came[one.agent].append(one.seq)
    assert len(came) == len(site)
    assert set(map(tuple, came.values())) == {(8, 7, 6, 5, 4, 9, 3, 2, 1)}
    times = defaultdict(list)
    for one in kept:
        times[one.agent].append(one.received)
    for moments in times.values():
        for count, at in enumerate(moments, 1):
            passed = at - moments[0] + 1  # whole seconds are kept
            assert count <= allowance.FULL + passed * allowance.A_SECOND
    assert max(tries.values()) == 5, "each pause that was asked for was long enough"


def in_turn(site: list[Returned], clock: SharedClock) -> Counter[int]:
    """Each delivers when it may, and has news after its first try; how often each tried."""
    tries: Counter[int] = Counter()
    due = [(0.0, n) for n in range(len(site))]
    while due:
        at, n = heapq.heappop(due)
        clock.set(max(at, clock.now()))
        tries[n] += 1
        if not site[n].sender.deliver():
            heapq.heappush(due, (clock.now() + site[n].pause(), n))
        if tries[n] == 1:
            site[n].put()
    for agent in site:
        agent.sender.close()
    return tries
