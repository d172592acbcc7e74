"""The follower goes on whatever it meets, says it once, and pages tell when it is far behind."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from collector.sources.push.intake import RefusedError
from collector.steps import follower as follower_module
from collector.steps.follower import Follower
from collector.store.lag import LATE
from collector.store.state.turns import TurnError
from collector.web.app import make_app
from tests.full_disk import room_for
from tests.standing import Parts, parts, until
from tests.test_pipeline import ONE, accept, enrolled, hosted, made, with_judge
from tests.web_world import ADDRESS, NOW, World, furnish, golden, opened


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Parts]:
    with parts(tmp_path) as opened_parts:
        enrolled(opened_parts, ONE)
        yield opened_parts


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_LOOK", "_FIRST_WAIT", "_LONGEST_WAIT"):
        monkeypatch.setattr(follower_module, name, 0.02)


@contextmanager
def following(catch_up: Any) -> Iterator[Follower]:
    follower = Follower(catch_up)
    follower.start()
    try:
        yield follower
    finally:
        follower.stop()


FAULTS = [
    TurnError("no turn came"),
    sqlite3.OperationalError("unable to open database file"),
    OperationalError("INSERT", {}, Exception("database is locked")),
    OSError(24, "Too many open files"),
    MemoryError(),
    RecursionError("too deep"),
    RuntimeError("anything"),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: type(f).__name__)
def test_whatever_happens_it_goes_on_when_that_is_over(
    inside: Parts, fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    accept(inside, made(facts=hosted()))
    broken = [fault] * 2
    tries: list[int] = []

    def catch_up() -> int:
        tries.append(1)
        if broken:
            raise broken.pop()
        return inside.pipeline.catch_up()

    with caplog.at_level(logging.WARNING), following(catch_up):
        until(lambda: inside.rows("asset"), "the batch is applied")
        until(lambda: len(caplog.records) == 2, "both lines are said")
    failed, recovered = caplog.records
    assert failed.levelno == logging.ERROR
    assert type(fault).__name__ in failed.getMessage()
    assert "\n" not in failed.getMessage()
    assert failed.exc_info is None
    assert recovered.getMessage() == "the journal is applied again"


def test_a_fault_that_lasts_is_said_once(inside: Parts, caplog: pytest.LogCaptureFixture) -> None:
    tries: list[int] = []

    def catch_up() -> int:
        tries.append(1)
        raise TurnError("no turn came")

    with caplog.at_level(logging.WARNING), following(catch_up):
        until(lambda: len(tries) > 5, "it tries again and again")
    assert len(caplog.records) == 1


def test_it_stops_at_once_even_while_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follower_module, "_FIRST_WAIT", 60.0)
    monkeypatch.setattr(follower_module, "_LONGEST_WAIT", 60.0)
    tries: list[int] = []

    def catch_up() -> int:
        tries.append(1)
        raise TurnError("no turn came")

    with following(catch_up):
        until(lambda: tries, "it fails")


# --- what pages tell ------------------------------------------------------------------------------


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with opened(tmp_path) as made_world:
        furnish(made_world)
        yield made_world


def kept_but_not_applied(world: World) -> World:
    """The judge fails, so that what comes is kept alone; the clock a while later."""

    def fails(_connection: Connection, _asset: str, _now: int) -> None:
        raise OperationalError("UPDATE", {}, Exception("database or disk is full"))

    batch = golden()._replace(agent="a" * 32, seq=10**6)
    stuck = world._replace(pipeline=with_judge_of(world, fails))
    with pytest.raises(OperationalError):
        stuck.deliver(batch)
    at = int(batch.clock.wall)
    house = world.house._replace(now=lambda: at + LATE + 1)
    return world._replace(house=house, app=make_app(house))


def with_judge_of(world: World, judge: Any) -> Any:
    held = Parts(
        Path(), world.house.engine, world.house.journal, world.house.rulebook, world.pipeline
    )
    return with_judge(held, judge)


def test_healthz_tells_when_what_comes_is_not_applied(world: World) -> None:
    with TestClient(world.app, base_url=ADDRESS) as client:
        assert client.get("/healthz").json() == {"status": "ok"}
    with TestClient(kept_but_not_applied(world).app, base_url=ADDRESS) as client:
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "late"})


def test_healthz_tells_that_nothing_can_be_kept_until_it_can_again(world: World) -> None:
    again = golden()._replace(agent="a" * 32)
    with TestClient(world.app, base_url=ADDRESS) as client:
        with room_for(1024), pytest.raises(RefusedError):
            world.deliver(again._replace(seq=10**6))
        answer = client.get("/healthz")
        assert (answer.status_code, answer.json()) == (503, {"status": "no journal"})
        world.deliver(again._replace(seq=10**6 + 1))
        assert client.get("/healthz").status_code == 200


def test_healthz_tells_that_nothing_is_judged_by_a_clock_in_doubt(world: World) -> None:
    house = world.house._replace(distrust=lambda: "it is behind the journal")
    with TestClient(make_app(house), base_url=ADDRESS) as client:
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "clock not trusted"})


def test_the_page_tells_since_when_nothing_is_judged(world: World) -> None:
    with world.client("asha") as client:
        assert "not judged yet" not in client.get("/collector").text
    late = kept_but_not_applied(world)
    with late.client("asha") as client:
        page = client.get("/collector").text
    assert "What agents sent since" in page
    assert "not judged yet" in page


def test_a_batch_that_just_came_is_no_reason_for_alarm(world: World) -> None:
    house = kept_but_not_applied(world).house._replace(now=lambda: NOW)
    with TestClient(make_app(house), base_url=ADDRESS) as client:
        assert client.get("/healthz").status_code == 200
