"""Batches through the whole pipeline: journal, asset, facts, verdicts, flips, in this order."""

from __future__ import annotations

import asyncio
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event, select
from sqlalchemy.exc import DatabaseError, OperationalError

from agent import wire
from agent.report import Batch, Block, Clock, Event, ProbeError, Series
from collector import pipeline as pipeline_module
from collector.pipeline import Pipeline
from collector.sources.push.intake import Delivery
from collector.standards.rulebook import NAMES
from collector.store import trim
from collector.store.record import Entry
from collector.store.state import agents, notes
from collector.store.state.schema import asset as asset_table
from collector.tokens import hashed
from tests.places import places, replaced
from tests.standing import REGION, SITE, Parts, parts

NOW = 1_795_453_500
DAY = 86_400
ONE, TWO, THREE = ("1" * 32, "2" * 32, "3" * 32)
GOLDEN = json.loads(
    (Path(__file__).parent / "golden" / "batch-1-server.json").read_text(encoding="utf-8")
)
MACHINE = {"vendor": "HP", "serial": "CZC1234ABC", "uuid": "85f30e82-9f38-694a-8840-2f8b0cf5d3d0"}
OTHER = {"vendor": "HP", "serial": "CZC9999ZZZ", "uuid": "11f30e82-9f38-694a-8840-2f8b0cf5d3d0"}
"""Another machine."""


@pytest.fixture
def inside(each_database: str, tmp_path: Path) -> Iterator[Parts]:
    with parts(tmp_path) as opened:
        for agent in (ONE, TWO, THREE):
            enrolled(opened, agent)
        yield opened


def enrolled(inside: Parts, agent: str, **changes: Any) -> None:
    values: dict[str, Any] = {
        "id": agent,
        "secret_hash": hashed("s"),
        "site": SITE,
        "hostname": "pc",
    }
    values |= {"version": "0.1.0", "enrolled": NOW, "code": None, "previous": "", **changes}
    with inside.engine.begin() as connection:
        agents.add(connection, values)


def made(agent: str = ONE, seq: int = 1, at: float = NOW, **changes: Any) -> Batch:
    return Batch(agent, seq, Clock(at, at - NOW + DAY, "b"), [], {}, [], [])._replace(**changes)


def hosted(name: str = "pc-1", **changes: Any) -> dict[str, Any]:
    return {"os": {"hostname": name, "family": "linux", "graphical": False}, **changes}


def memory(at: int, used: int) -> Block:
    return Block(at, 60, 1, [Series("mem", {}, {"used": [used]})])


def accept(
    inside: Parts, batch: Batch, received: int | None = None, sent: Clock | None = None
) -> int | None:
    """`sent`: the sender's clocks when it sent; by default they are right."""
    made_at = batch.clock
    came = int(made_at.wall) if received is None else received
    right = Clock(came, made_at.mono + came - made_at.wall, made_at.boot)
    delivery = Delivery(batch, sent or right, came, zlib.compress(wire.encode(batch)))
    return asyncio.run(inside.pipeline.accept(delivery, trusted=True)).position


def run(inside: Parts, *batches: Batch) -> None:
    for batch in batches:
        accept(inside, batch)
    inside.catch_up()


def asset(inside: Parts) -> Any:
    [row] = inside.rows("asset")
    return row


def facts_of(inside: Parts, asset_id: str) -> dict[str, Any]:
    return {row.section: row.content for row in inside.rows("fact") if row.asset == asset_id}


def test_the_golden_batch_becomes_an_asset_with_facts_samples_and_verdicts(inside: Parts) -> None:
    golden = wire.decode(GOLDEN)
    enrolled(inside, golden.agent)
    run(inside, golden)
    one = asset(inside)
    assert (one.host, one.org, one.site, one.kind) == ("rs-files-01", "mbulu-dc", SITE, "unknown")
    assert (one.first_seen, one.last_seen, one.contradiction) == (NOW, NOW, None)
    assert facts_of(inside, one.id) == GOLDEN["facts"]
    latest = {row.measurement: row for row in inside.rows("latest")}
    assert set(latest) == {"cpu", "mem", "disk", "system"}
    assert latest["mem"].at == 1_795_453_200 + 4 * 60
    assert latest["cpu"].rows[0]["fields"] == {"usage_user": 1.0, "usage_idle": 98.5}
    assert [(e.kind, e.at) for e in inside.rows("event")] == [("agent_started", 1_795_367_088)]
    errors = {row.probe: row.message for row in inside.rows("probe_error")}
    assert errors["diskio"] == "PermissionError: /proc/diskstats"


def test_what_the_collector_does_not_know_is_kept_and_noted(inside: Parts) -> None:
    new = Block(NOW, 60, 1, [Series("aura", {"hue": "x"}, {"glow": [1]})])
    run(inside, made(facts=hosted(mood={"good": True}), blocks=[new]))
    assert facts_of(inside, asset(inside).id)["mood"] == {"good": True}
    errors = {row.probe: row.message for row in inside.rows("probe_error")}
    assert errors == {"unknown names": "aura, mood"}
    run(inside, made(seq=2, at=NOW + 60, facts=hosted(), blocks=[memory(NOW, 1)]))
    assert len(inside.rows("probe_error")) == 1  # mood is still what it knows not


def test_a_replay_changes_nothing(inside: Parts) -> None:
    batch = made(facts=hosted(), events=[Event(NOW, "agent_started", {})])
    assert accept(inside, batch) == 1
    assert accept(inside, batch) is None
    inside.catch_up()
    assert accept(inside, batch) is None
    assert inside.catch_up() == 0
    assert len(inside.rows("event")) == 1


def test_a_replay_from_before_the_journals_window_tells_its_events_once(inside: Parts) -> None:
    """An agent that was off for weeks never heard that its last batch had arrived."""
    happened = [Event(NOW, "agent_started", {}), Event(NOW, "agent_started", {})]
    batch = made(facts=hosted(), events=happened)
    run(inside, batch)
    trim.trim(inside.folder / "journal.db", NOW + 1, 1, 1 << 40)
    late = NOW + 20 * DAY
    assert accept(inside, batch, received=late, sent=Clock(late, 60.0, "another boot")) == 2
    run(inside, made(seq=2, at=late, events=[Event(late, "agent_started", {})]))
    assert [row.at for row in inside.rows("event")] == [NOW, NOW, late]


def test_a_name_is_cleaned_at_the_door_of_the_register(inside: Parts) -> None:
    odd = "\x1b[31mpc\n\r1\u202e\x00" + "x" * 4000
    run(inside, made(ONE, facts={"os": {"hostname": odd}}), made(TWO, facts=hosted(" \n\x1b ")))
    first, second = (row.host for row in inside.rows("asset"))
    assert first == "[31mpc 1 " + "x" * 55
    assert second.startswith("asset~")


def test_judging_is_done_and_a_flip_is_written_once(inside: Parts) -> None:
    full = Block(
        NOW,
        60,
        1,
        [Series("disk", {"path": "/", "mode": "rw"}, {"total": [10**11], "free": [10**9]})],
    )
    run(inside, made(facts=hosted(), blocks=[full]))
    first = {row.rule: row.status for row in inside.rows("verdict")}
    assert first["HLT-03"] == "compliant"
    assert first["HLT-01"] == "unknown"  # it must last half an hour
    late = NOW + 1860
    run(inside, made(seq=2, at=late, blocks=[full._replace(start=late)]))
    flips = [(f.before, f.after) for f in inside.rows("flip") if f.rule == "HLT-01"]
    assert flips == [(None, "unknown"), ("unknown", "breach")]
    verdict = next(row for row in inside.rows("verdict") if row.rule == "HLT-01")
    assert (verdict.severity, verdict.gap, verdict.since) == ("critical", False, late)


def test_old_batches_that_come_late_take_nothing_back(inside: Parts) -> None:
    """The agent delivers the newest first: what waited comes after it."""
    new = made(seq=9, at=NOW + 900, facts=hosted("new", memory={"installed": 2}))
    new = new._replace(
        blocks=[memory(NOW + 900, 9)], errors=[ProbeError(NOW + 900, "net", "broken")]
    )
    old = made(seq=1, at=NOW, facts=hosted("old", memory={"installed": 1}))
    old = old._replace(
        blocks=[
            memory(NOW, 1),
            Block(NOW, 60, 1, [Series("net", {"interface": "eth0"}, {"bytes_recv": [5]})]),
        ]
    )
    run(inside, new)
    host = asset(inside).host
    accept(inside, old, received=NOW + 910)
    inside.catch_up()
    one = asset(inside)
    assert one.host == host == "new"
    assert facts_of(inside, one.id)["memory"] == {"installed": 2}
    latest = {row.measurement: row.rows[0]["fields"] for row in inside.rows("latest")}
    assert latest["mem"] == {"used": 9}
    assert {row.probe for row in inside.rows("probe_error")} == {"net"}
    assert one.last_seen == NOW + 910


def test_a_probe_that_failed_after_its_last_value_is_seen_to_fail(inside: Parts) -> None:
    half = Block(NOW - 60, 60, 2, [Series("mem", {}, {"used": [1, None]})])
    run(inside, made(facts=hosted(), blocks=[half], errors=[ProbeError(NOW, "mem", "broken")]))
    assert [row.probe for row in inside.rows("probe_error")] == ["mem"]
    run(inside, made(seq=2, at=NOW + 60, blocks=[memory(NOW + 60, 1)]))
    assert inside.rows("probe_error") == []


def test_an_old_batch_does_not_turn_back_when_it_was_booted_or_its_clock(inside: Parts) -> None:
    booted = {"os": {"hostname": "pc-1", "booted": NOW - 100}}
    run(inside, made(seq=9, at=NOW + 900, facts=booted))
    wrong = made(seq=1, at=NOW - 30 * DAY, facts={"os": {"hostname": "pc-1", "booted": NOW - 9999}})
    wrong = wrong._replace(clock=Clock(NOW - 30 * DAY, DAY, "b"))
    accept(inside, wrong, received=NOW + 910, sent=Clock(NOW + 910, DAY + 910, "b"))
    inside.catch_up()
    one = asset(inside)
    assert one.booted == NOW - 100
    assert one.clock_offset == 0.0


def test_a_wrong_clock_is_put_right_once_and_told(inside: Parts) -> None:
    batch = made(at=NOW - DAY, facts={"os": {"hostname": "pc-1", "booted": NOW - DAY - 50}})
    batch = batch._replace(blocks=[memory(NOW - DAY, 1)], events=[Event(NOW - DAY, "x", {})])
    accept(inside, batch, received=NOW, sent=batch.clock)
    inside.catch_up()
    one = asset(inside)
    assert (one.clock_offset, one.booted) == (float(DAY), NOW - 50)
    assert [row.at for row in inside.rows("latest")] == [NOW]
    assert [row.at for row in inside.rows("event")] == [NOW]


def test_a_collector_that_doubts_its_clock_corrects_nothing(inside: Parts) -> None:
    batch = made(at=NOW, facts=hosted())
    delivery = Delivery(batch, batch.clock, 1000, zlib.compress(wire.encode(batch)))
    shift = asyncio.run(inside.pipeline.accept(delivery, trusted=False)).shift
    assert (shift.seconds, shift.quality) == (0.0, "distrusted")


def test_one_sample_from_the_future_does_not_freeze_an_asset(inside: Parts) -> None:
    """A PC that was years ahead until its clock was set; its agent says nothing of it."""

    def disk(at: int, free: int) -> Block:
        tags = {"path": "/", "mode": "rw"}
        return Block(at, 60, 1, [Series("disk", tags, {"total": [10**11], "free": [free]})])

    ahead = disk(NOW + 5 * 365 * DAY, 8 * 10**10)
    run(inside, made(facts=hosted(machine={"chassis": "server"}), blocks=[ahead]))
    assert inside.rows("latest") == []
    [error] = inside.rows("probe_error")
    assert (error.probe, error.message) == ("wrong times", "moments of samples left out: 1")
    for n in range(1, 14):
        at = NOW + 300 * n
        run(inside, made(seq=1 + n, at=at, blocks=[disk(at, 10**9)]))
    assert {row.status for row in inside.rows("verdict") if row.rule == "HLT-01"} == {"breach"}
    assert inside.rows("probe_error") == []


def test_a_clock_that_was_set_within_a_batch_moves_what_was_before(inside: Parts) -> None:
    three = 3 * 3600
    jump = Event(NOW - 59, "clock_jumped", {"seconds": -three})
    blocks = [memory(NOW - 120 + three, 1), memory(NOW - 60, 2)]
    run(inside, made(facts=hosted(), blocks=blocks[:1], events=[jump]))
    assert inside.rows("latest") == []  # where the jump was, nobody can tell
    run(inside, made(seq=2, at=NOW + 1, blocks=blocks, events=[jump]))
    [newest] = inside.rows("latest")
    assert (newest.at, newest.rows[0]["fields"]) == (NOW - 60, {"used": 2})


@pytest.mark.parametrize("booted", [-1.0, 9e18, NOW + 3600])
def test_a_start_that_cannot_be_is_not_kept(inside: Parts, booted: float) -> None:
    run(inside, made(facts={"os": {"hostname": "pc-1", "booted": booted}}))
    assert asset(inside).booted is None
    assert inside.rows("refusal") == []


def test_history_keeps_what_was_and_when(inside: Parts) -> None:
    for number in (1, 2, 3):
        at = NOW + 100 * number
        run(inside, made(seq=number, at=at, facts=hosted(memory={"installed": min(number, 2)})))
    [past] = inside.rows("fact_history")
    assert (past.section, past.content) == ("memory", {"installed": 1})
    assert (past.since, past.until) == (NOW + 100, NOW + 200)
    present = next(row for row in inside.rows("fact") if row.section == "memory")
    assert (present.since, present.seen) == (NOW + 200, NOW + 300)


# --- what cannot be applied ---------------------------------------------------------------------


def entry(agent: str, seq: int, body: bytes) -> Entry:
    return Entry(agent, "b", seq, NOW, 0.0, "good", body)


@pytest.mark.parametrize("body", [b"", b"rot", zlib.compress(b"rot"), zlib.compress(b"{}")])
def test_a_record_that_a_disk_spoiled_is_noted_and_passed_by(inside: Parts, body: bytes) -> None:
    accept(inside, made(ONE, facts=hosted()))
    inside.journal.submit(entry(TWO, 1, body)).result()
    accept(inside, made(THREE, facts=hosted("pc-3")))
    assert inside.catch_up() == 3
    assert {row.host for row in inside.rows("asset")} == {"pc-1", "pc-3"}
    [refusal] = inside.rows("refusal")
    assert refusal.agent == TWO
    assert refusal.reason.startswith("kept at position 2, not applied")


def test_what_an_agent_that_is_unknown_or_revoked_sent_is_passed_by(inside: Parts) -> None:
    with inside.engine.begin() as connection:
        agents.revoke(connection, TWO, NOW)
    run(inside, made("f" * 32, facts=hosted()), made(TWO, facts=hosted()))
    assert inside.rows("asset") == []
    with inside.engine.connect() as connection:
        assert notes.get(connection, notes.APPLIED) == 2


WHOLE: dict[str, Any] = {
    **GOLDEN,
    "facts": {
        **GOLDEN["facts"],
        "machine": MACHINE,
        "interfaces": [{"name": "eth0", "mac": "00:1b:21:aa:bb:cc", "virtual": False}],
        "software": [{"name": "firefox", "version": "1"}],
    },
}


SPOTS = [p for p in places(WHOLE) if p[0] in ("facts", "blocks", "events", "errors")]
ODD = st.one_of(
    st.booleans(),
    st.integers(-(2**63) + 1, 2**63 - 1),
    st.floats(-1e18, 1e18),
    st.text(max_size=20),
    st.just([]),
    st.just({}),
    st.just([{}]),
    st.just({"name": 5}),
    st.just([{"name": 5, "size": "x"}]),
    st.just("\x00"),
)


def spoiled(path: tuple[Any, ...], value: Any) -> Batch | None:
    whole = replaced(WHOLE, path, value)
    try:
        return wire.decode(whole)
    except wire.MalformedError:
        return None


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(path=st.sampled_from(SPOTS), value=ODD)
def test_whatever_an_agent_says_harms_nobody_else_and_is_forgotten_by_its_next_batch(
    inside: Parts, path: tuple[Any, ...], value: Any
) -> None:
    odd = spoiled(path, value)
    if odd is None:
        return
    number = len(inside.rows("agent")) + 1000
    agent = f"{number:032x}"
    enrolled(inside, agent)
    before = inside.journal.last()
    accept(inside, odd._replace(agent=agent))
    good = wire.decode(WHOLE)._replace(agent=agent, seq=99)
    accept(inside, good._replace(clock=good.clock._replace(wall=NOW + 60)), received=NOW + 60)
    assert inside.catch_up() == 2
    mine = next(row for row in inside.rows("agent") if row.id == agent)
    refused = [row.reason for row in inside.rows("refusal") if row.agent == agent]
    assert refused == [], before
    assert mine.last_seen == NOW + 60


@pytest.mark.parametrize(
    "facts",
    [
        {"os": []},
        {"os": {"family": []}},
        {"os": {"hostname": 5, "name": 7, "booted": "then"}},
        {"machine": [{"serial": "x"}], "disks": {"a": 1}, "memory": [], "interfaces": {}},
        {"memory": {"installed": "8 GiB", "modules": []}},
        {"disks": [{"name": 1, "size": "big", "system": "yes"}]},
        {"software": {"name": "x"}},
    ],
)
def test_facts_of_another_type_are_noted_and_left_out(inside: Parts, facts: dict[str, Any]) -> None:
    run(inside, made(facts=facts), made(TWO, facts=hosted("pc-2")))
    assert inside.rows("refusal") == []
    assert len(inside.rows("asset")) == 2
    errors = [row.message for row in inside.rows("probe_error") if row.probe == "unknown names"]
    assert len(errors) == 1


def test_samples_of_another_type_are_noted_and_left_out(inside: Parts) -> None:
    odd = Block(
        NOW,
        60,
        1,
        [
            Series("system", {}, {"uptime": ["long"], "load1": [0.5]}),
            Series("disk", {"path": "/", "mode": "rw"}, {"total": ["x"], "free": [True]}),
        ],
    )
    run(inside, made(facts=hosted(), blocks=[odd]))
    assert inside.rows("refusal") == []
    assert {r.measurement: r.rows for r in inside.rows("latest")} == {
        "system": [{"tags": {}, "fields": {"load1": 0.5}}]
    }
    assert [row.message for row in inside.rows("probe_error")] == [
        "disk.free, disk.total, system.uptime"
    ]


# --- a stop in the middle -----------------------------------------------------------------------


class StopError(BaseException):
    """The power fails here."""


def with_judge(inside: Parts, judge: Any) -> Pipeline:
    return Pipeline(inside.journal, inside.engine, lambda: REGION, NAMES, judge)


def test_a_stop_in_the_middle_of_a_group_leaves_all_of_it_or_nothing(inside: Parts) -> None:
    for number, agent in enumerate((ONE, TWO, THREE)):
        batch = made(agent, facts=hosted(f"pc-{number}"), events=[Event(NOW, "agent_started", {})])
        accept(inside, batch)
    seen: list[str] = []

    def fails(_connection: Connection, asset_id: str, _now: int) -> None:
        seen.append(asset_id)
        if len(seen) == 2:
            raise StopError

    with pytest.raises(StopError):
        with_judge(inside, fails).catch_up()
    assert inside.rows("asset") == []
    assert inside.rows("event") == []
    assert inside.catch_up() == 3
    assert len(inside.rows("asset")) == len(inside.rows("event")) == 3


def test_how_far_it_is_applied_is_kept_with_what_was_applied_or_neither_is(inside: Parts) -> None:
    accept(inside, made(facts=hosted(), events=[Event(NOW, "agent_started", {})]))

    def fails(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "note" in statement and not statement.startswith("SELECT"):
            raise StopError

    event.listen(inside.engine, "before_cursor_execute", fails)
    with pytest.raises(StopError):
        inside.catch_up()
    event.remove(inside.engine, "before_cursor_execute", fails)
    assert inside.rows("asset") == inside.rows("event") == inside.rows("verdict") == []
    assert inside.catch_up() == 1
    assert len(inside.rows("asset")) == len(inside.rows("event")) == 1


def test_a_state_that_cannot_be_written_stops_the_line_and_loses_nothing(inside: Parts) -> None:
    accept(inside, made(facts=hosted()))

    def full(_connection: Connection, _asset: str, _now: int) -> None:
        raise OperationalError("insert", {}, Exception("database or disk is full"))

    with pytest.raises(OperationalError):
        with_judge(inside, full).catch_up()
    assert inside.rows("asset") == []
    assert inside.catch_up() == 1
    assert len(inside.rows("asset")) == 1


def test_a_record_that_the_database_refuses_while_it_takes_others_is_passed_by(
    inside: Parts,
) -> None:
    """A real refusal by the database, of one machine's record: the other machines go on."""
    for agent, name in ((ONE, "pc-1"), (TWO, "pc-2"), (THREE, "pc-3")):
        accept(inside, made(agent, facts=hosted(name)))

    def odd(connection: Connection, asset_id: str, _now: int) -> None:
        if (
            connection.scalar(select(asset_table.c.host).where(asset_table.c.id == asset_id))
            == "pc-2"
        ):
            connection.exec_driver_sql("SELECT nothing FROM nowhere")

    line = with_judge(inside, odd)
    applied = []
    for _ in range(10):
        try:
            applied.append(line.catch_up())
        except DatabaseError:
            applied.append(-1)
    assert applied == [-1, 1, -1, 1, 1, 0, 0, 0, 0, 0]
    assert {row.host for row in inside.rows("asset")} == {"pc-1", "pc-3"}
    [refusal] = inside.rows("refusal")
    assert refusal.agent == TWO
    assert re.match(r"kept at position 2, not applied: \w+Error\(", refusal.reason)


def test_a_database_that_is_down_for_long_costs_no_record(inside: Parts) -> None:
    """Whatever is asked of it fails, the note that a record is passed by too."""
    accept(inside, made(facts=hosted()))
    with inside.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE refusal RENAME TO away_refusal")
        connection.exec_driver_sql("ALTER TABLE fact RENAME TO away_fact")
    for _ in range(10):
        with pytest.raises(DatabaseError):
            inside.pipeline.catch_up()
    with inside.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away_refusal RENAME TO refusal")
        connection.exec_driver_sql("ALTER TABLE away_fact RENAME TO fact")
    assert inside.catch_up() == 1
    assert inside.rows("refusal") == []
    assert facts_of(inside, asset(inside).id) == hosted()


def test_groups_follow_each_other_until_all_is_applied(
    inside: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline_module, "GROUP", 4)
    for seq in range(1, 11):
        accept(inside, made(seq=seq, at=NOW + seq, facts=hosted()))
    assert [inside.pipeline.catch_up() for _ in range(4)] == [4, 4, 2, 0]


def test_a_restart_goes_on_where_it_was(tmp_path: Path) -> None:
    with parts(tmp_path) as first:
        enrolled(first, ONE)
        run(first, made(facts=hosted(), events=[Event(NOW, "agent_started", {})]))
        accept(first, made(seq=2, at=NOW + 1, events=[Event(NOW + 1, "agent_stopped", {})]))
    with parts(tmp_path) as second:
        assert second.catch_up() == 1
        assert [e.kind for e in second.rows("event")] == ["agent_started", "agent_stopped"]


# --- who is who (more in test_naming) ------------------------------------------------------------


def contradictions(inside: Parts) -> list[str | None]:
    return [row.contradiction for row in inside.rows("asset")]


def test_the_same_machine_enrolled_anew_is_the_same_asset_at_its_new_site(inside: Parts) -> None:
    run(inside, made(ONE, facts=hosted("pc-1", machine=MACHINE)))
    enrolled(inside, "4" * 32, site="babati-dc-hq", previous=ONE)
    run(inside, made("4" * 32, at=NOW + 60, facts=hosted("pc-1", machine=MACHINE)))
    one = asset(inside)
    assert (one.org, one.site, one.contradiction) == ("babati-dc", "babati-dc-hq", None)


def test_samples_that_come_before_the_facts_make_no_second_asset(inside: Parts) -> None:
    """Enrolled anew while the link was down: the newest batch, without facts, comes first."""
    run(inside, made(ONE, facts=hosted("pc-1", machine=MACHINE)))
    enrolled(inside, "4" * 32, hostname="pc-1", previous=ONE)
    later = NOW + 7200
    run(inside, made("4" * 32, 9, later, blocks=[memory(later, 5)]))
    accept(
        inside,
        made("4" * 32, 1, later - 300, facts=hosted("pc-1", machine=MACHINE)),
        received=later + 5,
    )
    inside.catch_up()
    assert len({row.asset for row in inside.rows("agent") if row.id in (ONE, "4" * 32)}) == 1
    assert contradictions(inside) == [None, None]
    assert sorted(row.state for row in inside.rows("asset")) == ["in_use", "retired"]


def test_an_asset_is_named_by_its_host_even_if_its_facts_come_second(inside: Parts) -> None:
    enrolled(inside, "4" * 32, hostname="pc-9")
    run(inside, made("4" * 32, 9, NOW + 60, blocks=[memory(NOW + 60, 5)]))
    accept(inside, made("4" * 32, 1, NOW, facts=hosted("pc-9")), received=NOW + 61)
    inside.catch_up()
    assert asset(inside).host == "pc-9"


def test_two_machines_of_one_name_are_told_apart(inside: Parts) -> None:
    run(
        inside,
        made(ONE, facts=hosted("DESKTOP", machine=MACHINE)),
        made(TWO, facts=hosted("DESKTOP", machine=OTHER)),
    )
    first, second = inside.rows("asset")
    assert first.host == "DESKTOP"
    assert second.host == f"DESKTOP~{second.id}"


def wanted(inside: Parts) -> bool:
    [found] = [bool(row.want_facts) for row in inside.rows("agent") if row.id == ONE]
    return found


def test_an_agent_without_facts_is_asked_for_them_once(inside: Parts) -> None:
    run(inside, made(blocks=[memory(NOW, 1)]))
    assert wanted(inside)
    run(inside, made(seq=2, at=NOW + 60, facts=hosted()))
    assert not wanted(inside)


def test_an_agent_is_asked_as_long_as_it_does_not_say_what_it_runs(inside: Parts) -> None:
    """Its first batch, with all facts, was refused; then came what had changed since."""
    run(inside, made(facts={"filesystems": [{"path": "/"}]}))
    run(inside, made(seq=2, at=NOW + 300, blocks=[memory(NOW + 300, 1)]))
    assert wanted(inside)
    run(inside, made(seq=3, at=NOW + 330, facts={"filesystems": [{"path": "/srv"}]}))
    assert not wanted(inside)
    asked = []
    for n in range(4, 34):
        at = NOW + 300 * n
        run(inside, made(seq=n, at=at, blocks=[memory(at, 1)]))
        asked.append(wanted(inside))
    assert 2 <= asked.count(True) <= 4  # once an hour, for as long as one batch takes
    run(inside, made(seq=99, at=NOW + 40_000, facts=hosted()))
    assert not wanted(inside)
