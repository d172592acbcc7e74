"""What one machine may leave in the state, whatever it tells: so much, and the newest of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from agent.report import Block, Event, Facts, ProbeError, Series
from collector.store.state import assets, events, facts, failing, newest
from tests.standing import Parts, parts

NOW = 1_800_000_000


@pytest.fixture
def inside(each_database: str, tmp_path: Path) -> Iterator[Parts]:
    with parts(tmp_path) as opened:
        yield opened


@pytest.fixture
def engine(inside: Parts) -> Engine:
    return inside.engine


@pytest.fixture
def asset(engine: Engine) -> str:
    with engine.begin() as connection:
        return assets.add(connection, "files-01", "mbulu-dc", "mbulu-dc-hq", NOW, None)


def test_new_names_without_end_make_no_endless_facts(engine: Engine, asset: str) -> None:
    with engine.begin() as connection:
        facts.store(connection, asset, {"os": {"hostname": "a"}}, NOW)
        for batch in range(5):
            told: Facts = {f"z{batch}x{n}": {"a": 1} for n in range(facts.SECTIONS)}
            facts.store(connection, asset, told, NOW + batch)
        assert facts.store(connection, asset, {"os": {"hostname": "b"}}, NOW + 9) == ["os"]
        assert len(facts.present(connection, asset)) == facts.SECTIONS


def test_of_what_changes_without_end_the_newest_past_stays(
    inside: Parts, engine: Engine, asset: str
) -> None:
    with engine.begin() as connection:
        for n in range(facts.PAST + 10):
            facts.store(connection, asset, {"os": {"hostname": f"h{n}"}}, NOW + n)
            if n < 3:
                facts.store(connection, asset, {"cpu": {"cores": n}}, NOW + n)
    past = [row.content["hostname"] for row in inside.rows("fact_history") if row.section == "os"]
    assert past == [f"h{n}" for n in range(9, facts.PAST + 9)]
    assert sum(row.section == "cpu" for row in inside.rows("fact_history")) == 2


def test_of_samples_so_many_measurements_are_kept(engine: Engine, asset: str) -> None:
    def block(at: int, *names: str) -> Block:
        return Block(at, 60, 1, [Series(name, {}, {"used": [1]}) for name in names])

    with engine.begin() as connection:
        newest.keep(connection, asset, [block(NOW, "mem")])
        for batch in range(3):
            many = (f"z{batch}x{n}" for n in range(newest.MEASUREMENTS))
            newest.keep(connection, asset, [block(NOW + 60, *many)])
        newest.keep(connection, asset, [block(NOW + 120, "mem")])
        found = newest.of(connection, asset)
    assert len(found) == newest.MEASUREMENTS
    assert found["mem"].at == NOW + 120


def test_of_failing_probes_so_many_are_kept(inside: Parts, engine: Engine, asset: str) -> None:
    with engine.begin() as connection:
        for n in range(failing.PROBES + 10):
            failing.note(connection, asset, [ProbeError(NOW, f"probe{n}", "it fell")])
        failing.note(connection, asset, [ProbeError(NOW + 1, "probe0", "again")])
    rows = inside.rows("probe_error")
    assert len(rows) == failing.PROBES
    assert [row.message for row in rows if row.probe == "probe0"] == ["again"]


def test_of_events_the_newest_told_are_kept(
    inside: Parts, engine: Engine, asset: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MOST", 10)
    with engine.begin() as connection:
        other = assets.add(connection, "files-02", "mbulu-dc", "mbulu-dc-hq", NOW, None)
        events.add(connection, other, "o-1", [Event(NOW, "started", {})])
        for batch in range(4):
            many = [Event(NOW + batch, "odd", {"n": n}) for n in range(4)]
            events.add(connection, asset, f"b-{batch}", many)
        events.add(connection, asset, "b-3", many)  # it comes again
    ours = [row for row in inside.rows("event") if row.asset == asset]
    assert [row.origin for row in ours] == [
        *("b-1/2", "b-1/3"),
        *(f"b-{batch}/{n}" for batch in (2, 3) for n in range(4)),
    ]
    assert len(inside.rows("event")) == 11


def test_more_events_at_once_than_are_kept_come_once(
    inside: Parts, engine: Engine, asset: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MOST", 10)
    many = [Event(NOW, "odd", {"n": n}) for n in range(25)]
    with engine.begin() as connection:
        for _ in range(2):
            events.add(connection, asset, "b-1", many)
    assert [row.detail["n"] for row in inside.rows("event")] == list(range(15, 25))
