"""Whoever guesses must wait; an office that shares an address need not."""

from __future__ import annotations

from collector.web.throttle import MOST, WINDOW, Throttle


def test_too_many_tries_by_one_name_must_wait_until_the_oldest_is_forgotten() -> None:
    throttle = Throttle()
    waits = [throttle.enter("asha", "10.0.0.1", 1000 + n) for n in range(MOST["pair"])]
    assert set(waits) == {0}
    assert throttle.enter("ASHA", "10.0.0.1", 1100) == 1000 + WINDOW - 1100
    assert throttle.enter("asha", "10.0.0.1", 1000 + WINDOW) == 0


def test_another_name_and_another_address_need_not_wait() -> None:
    throttle = Throttle()
    for _ in range(MOST["pair"]):
        throttle.enter("asha", "10.0.0.1", 1000)
    assert throttle.enter("juma", "10.0.0.1", 1000) == 0
    assert throttle.enter("asha", "10.0.0.2", 1000) == 0


def test_many_names_from_one_address_must_wait_too() -> None:
    throttle = Throttle()
    for n in range(MOST["address"]):
        assert throttle.enter(f"guess-{n}", "10.0.0.1", 1000) == 0
    assert throttle.enter("one-more", "10.0.0.1", 1000) > 0


def test_one_name_from_many_addresses_must_wait_in_the_end() -> None:
    throttle = Throttle()
    for n in range(MOST["name"]):
        assert throttle.enter("asha", f"10.0.{n // 5}.1", 1000) == 0
    assert throttle.enter("asha", "10.9.9.9", 1000) > 0


def test_people_who_know_their_password_never_wait() -> None:
    throttle = Throttle()
    for _ in range(MOST["address"] * 2):
        assert throttle.enter("asha", "10.0.0.1", 1000) == 0
        throttle.succeeded("asha", "10.0.0.1")
