"""What is refused is counted: a flood is a number, and strangers crowd out no agent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.store.state import refusals
from collector.tally import KINDS, OTHERS, Refusal, Tally
from tests.standing import Parts, parts

NOW = 1_795_453_500
AGENT = "a" * 32


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Parts]:
    with parts(tmp_path) as opened:
        yield opened


def of_agent(reason: str = "malformed") -> Refusal:
    return Refusal(True, AGENT, "10.0.0.7", 400, "malformed", reason)


def of_stranger(address: str = "10.9.9.9", agent: str | None = None) -> Refusal:
    return Refusal(False, agent, address, 401, "unauthorized", "no credentials")


def noted(inside: Parts, *what: tuple[Refusal, int, int]) -> None:
    with inside.engine.begin() as connection:
        for one, times, now in what:
            refusals.note(connection, one, times, now)


def test_the_same_is_counted_and_taken_once() -> None:
    tally = Tally()
    for _ in range(3):
        tally.count(of_agent())
    tally.count(of_stranger())
    assert sorted(tally.take()) == [(of_stranger(), 1), (of_agent(), 3)]
    assert tally.take() == []
    assert not tally


def test_a_flood_of_strangers_is_bounded_and_leaves_the_agents_room() -> None:
    tally = Tally()
    for number in range(10_000):
        tally.count(of_stranger(f"10.{number >> 8}.{number & 255}.1", f"{number:032x}"))
    tally.count(of_agent())
    taken = dict(tally.take())
    assert len(taken) == KINDS + 2
    assert sum(times for one, times in taken.items() if not one.known) == 10_000
    assert taken[of_stranger("")._replace(reason=OTHERS)] == 10_000 - KINDS
    assert taken[of_agent()] == 1


def test_what_is_the_same_within_an_hour_is_one_row(inside: Parts) -> None:
    noted(inside, (of_agent(), 1, NOW), (of_agent(), 5, NOW + 3000), (of_agent("x"), 1, NOW))
    noted(inside, (of_agent(), 1, NOW + 9000), (of_stranger(), 1, NOW), (of_stranger(), 1, NOW))
    rows = [(row.agent, row.reason, row.times, row.at) for row in inside.rows("refusal")]
    assert rows == [
        (AGENT, "malformed", 6, NOW + 3000),
        (AGENT, "x", 1, NOW),
        (AGENT, "malformed", 1, NOW + 9000),
        (None, "no credentials", 2, NOW),
    ]


def test_rows_are_bounded_and_strangers_push_out_no_agent(
    inside: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "KEPT", 20)
    noted(inside, *((of_agent(str(n)), 1, NOW) for n in range(50)))
    noted(inside, *((of_stranger(f"10.0.0.{n}"), 1, NOW) for n in range(50)))
    with inside.engine.begin() as connection:
        rows = refusals.since(connection, NOW)
    assert [row.reason for row in rows if row.known] == [str(n) for n in range(49, 29, -1)]
    last = [f"10.0.0.{n}" for n in range(49, 29, -1)]
    assert [row.address for row in rows if not row.known] == last
    assert [row.known for row in rows] == [True] * 20 + [False] * 20
