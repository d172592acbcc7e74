"""What an agent may deliver: a week's backlog at once, and no flood."""

from __future__ import annotations

import pytest

from collector.sources.push import allowance
from collector.sources.push.allowance import A_SECOND, BYTES, FULL, Allowance
from collector.sources.push.intake import RefusedError

WEEK = 7 * 86_400


class Time:
    """A clock that a test sets."""

    at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def shares(time: Time) -> Allowance:
    return Allowance(time)


def taken(shares: Allowance, agent: str, size: int, most: int = 100_000) -> int:
    """How many batches of a size are let in, until one is not."""
    for n in range(most):
        try:
            shares.take(agent, size)
        except RefusedError:
            return n
    return most


def test_a_server_that_was_cut_off_for_a_week_delivers_without_waiting(shares: Allowance) -> None:
    for _ in range(WEEK // 300):
        shares.take("a", 20_000)


def test_a_flood_waits_and_is_told_how_long(time: Time, shares: Allowance) -> None:
    assert taken(shares, "a", 0) == FULL
    with pytest.raises(RefusedError) as refused:
        shares.take("a", 0)
    assert (refused.value.status, refused.value.code) == (429, "too_much")
    assert refused.value.retry_after is not None
    time.at += refused.value.retry_after
    shares.take("a", 0)


def test_large_batches_take_more(shares: Allowance) -> None:
    assert taken(shares, "a", 3 * BYTES) == FULL // 4


def test_one_agents_flood_is_nothing_to_another(shares: Allowance) -> None:
    taken(shares, "a", 0)
    shares.take("b", 0)


def test_a_share_fills_and_does_not_run_over(time: Time, shares: Allowance) -> None:
    taken(shares, "a", 0)
    time.at += 100 / A_SECOND
    assert taken(shares, "a", 0) == 100
    time.at += 10 * WEEK
    assert taken(shares, "a", 0) == FULL


def test_what_was_refused_takes_nothing(time: Time, shares: Allowance) -> None:
    taken(shares, "a", 0)
    for _ in range(50):
        time.at += 0.11 / A_SECOND
        taken(shares, "a", 10 * BYTES)
    assert taken(shares, "a", 0) == 5


def test_memory_is_bounded(shares: Allowance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "_KEPT", 3)
    for agent in "abcd":
        shares.take(agent, 0)
    assert list(shares._left) == ["b", "c", "d"]
