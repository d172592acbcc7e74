"""When the agent samples and when it makes a batch."""

from __future__ import annotations

from itertools import pairwise

from agent.delivery.sender import Hints
from agent.schedule import NEW, Schedule

SERVER, WORKSTATION = Hints(60, 300), Hints(300, 900)


def lived(plan: Schedule, until: float, now: float = 0.0) -> tuple[list[float], list[float]]:
    """The moments of samples and of batches, as the runner's loop would have them."""
    samples, batches = [], []
    while (now := now + plan.pause(now)) < until:
        if plan.sample_is_due(now):
            samples.append(now)
        if plan.batch_is_due(now):
            plan.batched(now)
            batches.append(now)
    return samples, batches


def test_a_server_samples_each_minute_and_makes_a_batch_each_five() -> None:
    samples, batches = lived(Schedule(0, SERVER, 1.0, new=False), 1500)
    assert samples == [60.0 * n for n in range(1, 25)]
    assert batches == [60, 360, 660, 960, 1260]


def test_the_second_batch_is_spread_for_machines_are_switched_on_together() -> None:
    seconds = [lived(Schedule(0, SERVER, at, new=False), 900)[1][1] for at in (0.0, 0.5, 1.0)]
    assert seconds == [210, 285, 360]


def test_a_new_machine_makes_a_batch_with_every_sample_for_a_quarter_of_an_hour() -> None:
    _, batches = lived(Schedule(0, SERVER, 1.0, new=True), NEW + 700)
    assert batches[:15] == [60.0 * n for n in range(1, 16)]
    assert batches[15:] == [NEW + 300, NEW + 600]


def test_the_collectors_cadence_is_obeyed() -> None:
    plan = Schedule(0, SERVER, 1.0, new=False)
    lived(plan, 100)
    plan.obey(WORKSTATION, 100)
    samples, batches = lived(plan, 3000, 100)
    assert [b - a for a, b in pairwise(samples[1:])] == [300.0] * 8
    assert batches[-1] - batches[-2] == 900


def test_a_shorter_cadence_holds_at_once() -> None:
    plan = Schedule(0, WORKSTATION, 1.0, new=False)
    plan.obey(Hints(10, 10), 5)
    assert plan.pause(5) == 10


def test_after_a_sleep_the_grid_starts_again_from_now() -> None:
    plan = Schedule(0, SERVER, 1.0, new=False)
    assert plan.sample_is_due(10_000)
    assert not plan.sample_is_due(10_059)
    assert plan.sample_is_due(10_060)


def test_a_late_sample_keeps_the_grid() -> None:
    plan = Schedule(0, SERVER, 1.0, new=False)
    assert plan.sample_is_due(63)
    assert plan.sample_is_due(120)
