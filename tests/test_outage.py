"""Which machines of a site fell silent together, and when that is over."""

from __future__ import annotations

from typing import Any

import pytest

from agent.report import Event
from collector.outage import HOLD, SLACK, Fall, Machine, find, is_over, said_goodbye
from tests.working_day import at

NOON = at("12:00")
PC, SERVER = 900, 300
"""Seconds between the batches of either."""


def pcs(*minutes: float, **more: Any) -> list[Machine]:
    """PCs that were last heard from so many minutes ago."""
    return [machine("desktop", n, age, **more) for n, age in enumerate(minutes)]


def servers(*minutes: float, **more: Any) -> list[Machine]:
    return [machine("server", n, age, **more) for n, age in enumerate(minutes)]


def machine(kind: str, number: int, minutes: float, **more: Any) -> Machine:
    name = f"{kind}-{number}"
    return Machine(name, name, kind, NOON - int(minutes * 60), **more)


def found(*machines: Machine, now: int = NOON) -> Fall | None:
    return find(machines, lambda heard: now - heard)


def counted(*machines: Machine, now: int = NOON) -> tuple[int, int] | None:
    """How many of how many fell silent."""
    fall = found(*machines, now=now)
    return (len(fall.fallen), fall.running) if fall else None


def test_workstations_whose_last_words_are_spread_over_their_cadence_fell_together() -> None:
    assert counted(*pcs(25, 28, 31, 34, 37, 39)) == (6, 6)


def test_servers_and_workstations_fall_together_though_they_speak_at_another_pace() -> None:
    assert counted(*servers(25, 29), *pcs(26, 33, 39)) == (5, 5)


def test_servers_are_named_first() -> None:
    fall = found(*pcs(26, 33), *servers(29, 25))
    assert fall is not None
    assert [one.host for one in fall.fallen] == ["server-0", "server-1", "desktop-0", "desktop-1"]
    assert fall.since == NOON - 25 * 60


def test_who_is_late_by_a_little_is_not_silent() -> None:
    late = (PC + SLACK) / 60 - 0.1
    assert counted(*pcs(late, late, late)) is None
    assert counted(*servers(9.9, 9.9)) is None
    assert counted(*servers(10, 10)) == (2, 2)


def test_most_is_more_than_half_of_what_ran() -> None:
    assert counted(*pcs(25, 26, 27), *pcs(1, 2, 3)) is None
    assert counted(*pcs(25, 26, 27), *pcs(1, 2)) == (3, 5)


def test_one_machine_is_no_site() -> None:
    assert counted(*servers(60)) is None
    assert counted(*servers(15), *pcs(300, 400)) is None


def test_who_fell_silent_long_before_neither_fell_nor_ran() -> None:
    assert counted(*servers(15, 15), *pcs(101, 110, 300)) == (2, 2)


def test_who_fell_silent_in_the_hour_before_ran_and_did_not_fall() -> None:
    assert counted(*servers(15, 15), *pcs(42, 300)) == (2, 3)
    assert counted(*servers(15, 15), *pcs(42, 90)) is None


@pytest.mark.parametrize("every", [1, 5, 10, 30])
def test_people_who_leave_one_after_another_make_no_outage_of_the_last(every: int) -> None:
    leaving = pcs(*range(20, 20 + 120, every))
    assert counted(*leaving) is None
    assert counted(*leaving, *servers(1)) is None
    assert counted(*leaving, *servers(15)) is None


def test_who_said_goodbye_neither_fell_nor_ran() -> None:
    assert counted(*pcs(25, 26, 27, stopped=True)) is None
    assert counted(*servers(15, 15), *pcs(16, 17, 18, stopped=True)) == (2, 2)


def test_who_said_goodbye_after_it_did_run() -> None:
    assert counted(*pcs(25, 26), *pcs(3, 4, stopped=True)) is None
    assert counted(*pcs(25, 26, 27), *pcs(3, 4, stopped=True)) == (3, 5)


def test_an_outage_is_found_though_one_machine_spoke_and_fell_silent_again() -> None:
    assert counted(*pcs(60, 63, 66, 70), *servers(20)) == (4, 5)


@pytest.mark.parametrize(
    ("clock", "counts"),
    [("14:59", (4, 4)), ("15:05", None), ("17:59", None), ("18:00", (4, 4)), ("09:00", (4, 4))],
)
def test_while_people_go_home_workstations_do_not_count(
    clock: str, counts: tuple[int, int] | None
) -> None:
    heard = at(clock)
    fallen = [one._replace(heard=heard - n * 60) for n, one in enumerate(pcs(0, 0, 0, 0))]
    assert counted(*fallen, now=heard + 1500) == counts


def test_while_people_go_home_servers_do() -> None:
    heard = at("16:00")
    two = [one._replace(heard=heard) for one in servers(0, 0)]
    away = [one._replace(heard=heard - 60) for one in pcs(0, 0, 0)]
    assert counted(*two, *away, now=heard + 1500) == (2, 2)


def test_a_fall_is_ripe_once_it_was_held_and_nobody_is_open() -> None:
    def ripe(*machines: Machine) -> bool:
        fall = found(*machines)
        assert fall is not None
        return fall.ripe

    held = (PC + HOLD) / 60
    assert ripe(*pcs(held, held + 5))
    assert not ripe(*pcs(held - 0.1, held + 5))
    assert ripe(*servers((SERVER + HOLD) / 60, 20))
    assert not ripe(*servers(14.9, 20))
    assert not ripe(*servers(15, 15), *pcs(18))  # the PC may have fallen too
    assert ripe(*servers(15, 15), *pcs(10))  # the PC spoke after it


def test_what_was_not_found_in_hours_is_not_found_any_more() -> None:
    assert counted(*pcs(359, 359)) == (2, 2)
    assert counted(*pcs(360, 360)) is None


def test_it_is_over_once_half_of_them_are_back() -> None:
    since = NOON - 3600
    away, back = pcs(60, 60), pcs(59, 1)
    assert not is_over(since, away)
    assert not is_over(since, [*away, back[0]])
    assert is_over(since, [away[0], back[0]])
    assert is_over(since, back)
    assert is_over(since, [])  # all of them are retired


@pytest.mark.parametrize(
    ("kinds", "goodbye"),
    [
        ([], False),
        (["agent_stopped"], True),
        (["clock_jumped"], False),
        (["agent_stopped", "clock_jumped"], True),
        (["agent_stopped", "agent_started"], False),
        (["agent_started", "agent_stopped"], True),
    ],
)
def test_a_goodbye_is_the_last_that_a_machine_tells_of_itself(
    kinds: list[str], goodbye: bool
) -> None:
    assert said_goodbye([Event(n, kind, {}) for n, kind in enumerate(kinds)]) is goodbye
