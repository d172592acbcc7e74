"""A fault that comes a hundred thousand times does not fill the disk with its log."""

from __future__ import annotations

import io
import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from collector.app import Collector
from collector.folder import config
from collector.serve.calm import ALL, EACH, SPAN, Calm
from tests.served import until


class Log:
    """A logger of its own, its clock in our hands."""

    def __init__(self) -> None:
        self.now, self.out = 0.0, io.StringIO()
        self.handler = logging.StreamHandler(self.out)
        self.handler.addFilter(Calm(lambda: self.now))
        self.logger = logging.getLogger("tests.calm")
        self.logger.propagate = False
        self.logger.addHandler(self.handler)

    @property
    def lines(self) -> list[str]:
        return self.out.getvalue().splitlines()


@pytest.fixture
def log() -> Iterator[Log]:
    made = Log()
    yield made
    made.logger.removeHandler(made.handler)


def test_what_is_said_again_is_said_a_few_times_and_then_counted(log: Log) -> None:
    for number in range(10_000):
        log.logger.error("accept failed\nsocket %d", number)
        log.logger.error("%s is slow", number)
    assert len(log.lines) == EACH * 2 + EACH
    log.now = SPAN
    log.logger.error("another thing")
    left_out = 2 * (10_000 - EACH)
    assert log.lines[-1] == f"another thing (before it, {left_out} lines like others left out)"
    log.logger.error("%s is slow", 1)
    assert log.lines[-1] == "1 is slow"


def test_what_is_always_another_is_bounded_too(log: Log) -> None:
    for number in range(1000):
        log.logger.error(f"stranger {number}")
    assert len(log.lines) == ALL


def test_faults_of_another_kind_are_told_apart(log: Log) -> None:
    for fault in (OSError("full"), ValueError("odd"), KeyError("lost")):
        for _ in range(EACH + 1):
            log.logger.error("it failed: %s", fault, exc_info=fault)
    assert log.out.getvalue().count("it failed") == 3 * EACH


@pytest.fixture
def scheduler() -> Iterator[Callable[[], str]]:
    """What the log says of the scheduler's jobs."""
    out = io.StringIO()
    handler, logger = logging.StreamHandler(out), logging.getLogger("apscheduler")
    handler.addFilter(Calm())
    logger.addHandler(handler)
    yield out.getvalue
    logger.removeHandler(handler)


def test_a_job_that_fails_or_is_late_is_named_though_others_did_before_it(
    scheduler: Callable[[], str], tmp_path: Path
) -> None:
    held = threading.Event()

    def fails() -> None:
        raise ValueError("on purpose")

    def waits() -> None:
        held.wait(30)

    collector = Collector(config.parse({}, tmp_path, ""))
    collector.start()
    try:
        collector.every(1, "the first", fails)
        until(lambda: scheduler().count('Job "the first (') == EACH, "it is said no more")
        collector.every(1, "the second", fails)
        until(lambda: 'Job "the second (' in scheduler(), "it is named")
        collector.every(1, "the slow", waits)
        until(lambda: 'Execution of job "the slow (' in scheduler(), "it is named")
        until(lambda: 'Execution of job "the first (' in scheduler(), "who waits for it too")
    finally:
        held.set()
        collector.close()
