"""A batch's times: jumps of its sender's clock undone, what lies in the future left out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.batcher import Batcher
from agent.field import Field
from agent.gather import Gatherer
from agent.inventory.inventory import Inventory
from agent.probe import Probe
from agent.report import Batch, Block, Clock, Event, ProbeError, Series
from agent.told import Told
from collector.clock import YEAR
from collector.store.record import shifted
from collector.timing import timed

NOW = 1_795_600_000
H3 = 3 * 3600


def block(start: int, steps: int = 1) -> Block:
    return Block(start, 60, steps, [Series("mem", {}, {"used": list(range(steps))})])


def batch(blocks: list[Block], events: list[Event] | None = None, **more: Any) -> Batch:
    return Batch("a", 1, Clock(NOW, 1000.0, "b"), blocks, {}, events or [], [])._replace(**more)


def jump(at: float, seconds: float) -> Event:
    return Event(at, "clock_jumped", {"seconds": seconds})


def starts(made: Batch) -> list[int]:
    return [one.start for one in timed(made).batch.blocks]


# --- jumps ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [-H3, -90, 90, H3, NOW - 1_230_768_000 - 240])
def test_samples_before_a_jump_are_put_where_they_belong(seconds: int) -> None:
    """The PC is three hours ahead (or in 2009) at boot, then NTP sets its clock."""
    old = block(NOW - 240 - seconds, steps=3)  # really NOW-240, -180, -120
    new = block(NOW - 60)
    told = batch([old, new], [jump(NOW - 58.4, seconds)])
    assert starts(told) == [NOW - 240, NOW - 60]
    assert timed(told).left_out == 0


def test_several_jumps_are_undone_one_after_the_other() -> None:
    first, second, third = block(NOW - 300 + H3), block(NOW - 200 - 500), block(NOW - 100)
    events = [jump(NOW - 200 - 500 + 1, -H3 - 500), jump(NOW - 99, 500)]
    assert starts(batch([first, second, third], events)) == [NOW - 300, NOW - 200, NOW - 100]


def test_events_before_a_jump_move_with_it() -> None:
    told = batch([block(NOW - 60)], [Event(NOW - 300 + H3, "x", {}), jump(NOW - 58, -H3)])
    assert [event.at for event in timed(told).batch.events] == [NOW - 300, NOW - 58]


def batching(probe: Probe, clocks: Iterator[Clock]) -> Batcher:
    def now() -> Clock:
        return next(clocks)

    return Batcher("a", Gatherer([probe]), Inventory(now), Told(), now)


def test_what_a_real_agent_tells_after_a_jump_is_straight() -> None:
    ahead = [Clock(NOW + H3, 10.0, "b"), Clock(NOW + H3 + 60, 70.0, "b")]
    clocks = iter([*ahead, Clock(NOW + 120, 130.0, "b"), *[Clock(NOW + 121, 131.0, "b")] * 5])
    memory = ModuleType("mem")
    memory.__dict__.update(FIELDS={"used": Field("B", "")}, read=lambda _: [({}, {"used": 1})])
    probe = Probe("mem", 0, memory)
    batcher = batching(probe, clocks)
    for _ in range(3):
        batcher.sample()
    made, _ = batcher.take(60)
    assert [b.start for b in made.blocks] == [NOW + H3, NOW + 120]
    assert starts(made) == [NOW, NOW + 120]


def test_a_jump_after_the_last_sample_is_told_with_the_batch_it_would_spoil() -> None:
    ahead = [Clock(NOW + H3, 10.0, "b"), Clock(NOW + H3 + 60, 70.0, "b")]
    clocks = iter([*ahead, *[Clock(NOW + 65, 75.0, "b")] * 5])
    memory = ModuleType("mem")
    memory.__dict__.update(FIELDS={"used": Field("B", "")}, read=lambda _: [({}, {"used": 1})])
    batcher = batching(Probe("mem", 0, memory), clocks)
    batcher.sample()
    batcher.sample()
    made, _ = batcher.take(60)
    assert [b.start for b in made.blocks] == [NOW + H3]
    assert starts(made) == [NOW]
    assert timed(made).left_out == 0


# --- what cannot be ------------------------------------------------------------------------------


def test_a_sample_from_the_future_is_left_out_and_counted() -> None:
    told = timed(batch([block(NOW + 5 * 365 * 86_400), block(NOW - 60)]))
    assert [b.start for b in told.batch.blocks] == [NOW - 60]
    assert told.left_out == 1


def test_the_part_of_a_block_that_lies_in_the_future_is_cut_off() -> None:
    told = timed(batch([block(NOW - 120, steps=10)]))
    [left] = told.batch.blocks
    assert (left.start, left.steps, left.series[0].fields["used"]) == (NOW - 120, 4, [0, 1, 2, 3])
    assert told.left_out == 6


def test_a_jump_nobody_can_place_leaves_out_the_future_alone() -> None:
    """The sample after the jump told nothing, so where it lies is not known."""
    told = timed(batch([block(NOW - 240 + H3), block(NOW - 500)], [jump(NOW - 60, -H3)]))
    assert [b.start for b in told.batch.blocks] == [NOW - 500]
    assert told.left_out == 1


def test_events_and_failures_are_kept_but_not_in_the_future() -> None:
    made = batch([], [Event(NOW + 9e8, "x", {})], errors=[ProbeError(NOW + 5, "mem", "broken")])
    told = timed(made).batch
    assert (told.events[0].at, told.errors[0].at) == (NOW, NOW)


MOMENTS = st.integers(0, 250_000_000_000)
BLOCKS = st.builds(Block, MOMENTS, st.integers(1, 86_400), st.integers(1, 20), st.just([]))
EVENTS = st.one_of(
    st.builds(Event, MOMENTS.map(float), st.just("x"), st.just({})),
    st.builds(jump, MOMENTS.map(float), st.floats(-1e12, 1e12)),
)


@given(
    st.lists(BLOCKS, max_size=4),
    st.lists(EVENTS, max_size=4),
    MOMENTS,
    st.floats(-3e11, 3e11),
)
def test_whatever_is_told_no_time_is_after_the_batch_or_long_before(
    blocks: list[Block], events: list[Event], wall: int, shift: float
) -> None:
    made = batch(blocks, events, clock=Clock(float(wall), 5.0, "b"))
    told = timed(shifted(made, shift)).batch
    clock = told.clock.wall
    for one in told.blocks:
        assert clock - YEAR <= one.start <= one.start + (one.steps - 1) * one.step <= clock + 60
    for event in told.events:
        assert event.at <= max(clock, 0)
        assert math.isfinite(event.at)


@given(st.lists(BLOCKS, max_size=4), MOMENTS)
def test_what_is_in_order_stays_as_it_is(blocks: list[Block], wall: int) -> None:
    made = batch([b._replace(start=wall - 86_400 * 30 * b.steps) for b in blocks])
    made = made._replace(clock=Clock(float(wall + 10_000_000), 5.0, "b"))
    assert timed(made).batch.blocks == [b for b in made.blocks if b.start >= wall + 1e7 - YEAR]
