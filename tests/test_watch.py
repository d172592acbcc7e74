"""What cannot wait for the next batch."""

from __future__ import annotations

from agent.grid import Moment, Reading
from agent.report import Clock
from agent.watch import clock_news, news


def disk(at: int, path: str, mode: str) -> Moment:
    tags = {"path": path, "device": "sda1", "fstype": "ext4", "mode": mode}
    return Moment(at, [Reading("disk", tags, {"total": 1})])


def test_a_file_system_that_turns_read_only_is_told_at_once() -> None:
    assert list(news(disk(0, "/", "rw"), disk(60, "/", "ro"))) == [
        ("filesystem_read_only", {"path": "/", "device": "sda1"})
    ]


def test_one_that_was_read_only_before_or_is_new_is_no_news() -> None:
    assert list(news(disk(0, "/", "ro"), disk(60, "/", "ro"))) == []
    assert list(news(disk(0, "/", "rw"), disk(60, "/media/usb", "ro"))) == []


def test_a_clock_that_was_set_is_told_with_how_far() -> None:
    before, after = Clock(1_000.0, 10.0, "b"), Clock(8_260.0, 70.0, "b")
    assert list(clock_news(before, after)) == [("clock_jumped", {"seconds": 7200})]


def test_a_clock_that_only_went_on_is_no_news() -> None:
    assert list(clock_news(Clock(1_000.0, 10.0, "b"), Clock(1_060.5, 70.0, "b"))) == []
