"""Whoever guesses must wait; an office that shares an address need not."""

from __future__ import annotations

import time

from collector.web.throttle import KEPT, MOST, WINDOW, Throttle


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


def test_what_is_remembered_is_bounded_even_if_all_of_it_is_recent() -> None:
    throttle = Throttle()
    for n in range(KEPT * 2):
        assert throttle.enter(f"guess-{n}", f"2001:db8::{n:x}", 1000) == 0
    assert throttle.kept == KEPT
    assert throttle.enter("late", "10.0.0.1", 1000 + WINDOW) == 0
    assert throttle.kept == 3, "what counts no more goes by itself"


def test_a_try_costs_little_however_many_are_remembered() -> None:
    """It was 1 ms once all was full, for each try looked at all keys: now it is microseconds."""
    throttle = Throttle()
    for n in range(KEPT):
        throttle.enter(f"guess-{n}", f"2001:db8::{n:x}", 1000)
    start = time.process_time()
    for n in range(2000):
        throttle.enter(f"more-{n}", f"2001:db8:1::{n:x}", 1000)
    assert time.process_time() - start < 0.4


def test_who_is_tried_again_and_again_is_not_forgotten_for_others() -> None:
    throttle = Throttle()
    for n in range(MOST["name"]):
        assert throttle.enter("asha", f"10.0.0.{n}", 1000) == 0
        for m in range(KEPT // 1000):
            throttle.enter(f"guess-{n}-{m}", f"2001:db8:{n:x}::{m:x}", 1000)
    assert throttle.enter("asha", "10.9.9.9", 1000) > 0


def test_a_name_of_any_length_costs_the_same_memory() -> None:
    throttle = Throttle()
    for n in range(MOST["pair"]):
        assert throttle.enter("a" * 60_000 + str(n), "10.0.0.1", 1000) == 0
    assert throttle.enter("a" * 60_000, "10.0.0.1", 1000) > 0, "they are one name"
