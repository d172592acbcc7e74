"""The collector's own clock: lost in a power cut, ahead and set right, stopped by a sleep."""

from __future__ import annotations

import datetime
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import update

from collector.alerts import due
from collector.app import Collector
from collector.cli.command import main
from collector.clock import BUILD, distrust
from collector.folder import config
from collector.store.state import flips, mails, notes
from collector.store.state.putting_right import put_right
from collector.store.state.schema import flip, metadata, sign_in
from collector.upkeep import jumps
from collector.upkeep.jumps import Jumps
from collector.words.text import ZONE
from tests.served import until
from tests.watched import LOST, NOW, SITE, Watched, watched

HOUR, DAY, YEAR = 3600, 86_400, 365 * 86_400
SERVER, PC = "1" * 32, "2" * 32


# --- absences ------------------------------------------------------------------------------------


def test_after_a_power_cut_that_took_the_clock_the_absence_is_told(tmp_path: Path) -> None:
    with watched(tmp_path / "var") as one:
        one.pass_(100)
        one.minute()
        one.power_cut(at=LOST)
        assert one.collector.ended_absence is None
        one.minute()
        assert one.away() == []
        one.at = NOW + 100 + 2 * HOUR  # a minute later NTP sets the clock
        one.minute()
        assert one.away() == [(NOW + 100, NOW + 100 + 2 * HOUR, False)]
        one.pass_(60)
        one.minute()
        assert len(one.away()) == 1


def test_a_first_start_in_2009_was_no_absence_of_seventeen_years(tmp_path: Path) -> None:
    with watched(tmp_path / "var", at=LOST) as one:
        one.minute()
        one.at = NOW
        one.minute()
        one.power_cut(at=NOW + 300)
        assert one.away() == [(NOW, NOW + 300, False)]


def test_a_host_that_slept_was_away_and_no_server_is_silent_for_it(tmp_path: Path) -> None:
    with watched(tmp_path / "var") as one:
        one.enrol(SERVER)
        one.send(SERVER, 1, "srv", "server")
        one.pass_(2 * HOUR)
        one.collector.rounds.look_again()  # whichever comes first after it wakes
        assert one.away() == [(NOW, NOW + 2 * HOUR, False)]
        assert one.verdict("HLT-03").status == "compliant"
        for _ in range(60):
            one.pass_(60)
            one.minute()
        assert one.verdict("HLT-03").status == "breach"  # it did not come back


def test_the_time_between_two_signs_of_life_is_no_absence(tmp_path: Path) -> None:
    with watched(tmp_path / "var") as one:
        for _ in range(10):
            one.pass_(150)  # a busy machine
            one.minute()
        assert one.away() == []


# --- while it is behind ---------------------------------------------------------------------------


def test_nobody_falls_silent_because_the_clock_was_behind(tmp_path: Path) -> None:
    with watched(tmp_path / "var") as one:
        one.enrol(SERVER)
        one.enrol(PC)
        one.send(SERVER, 1, "srv", "server")
        one.send(PC, 1, "pc", "desktop")
        one.power_cut(at=LOST)
        one.send(SERVER, 2, "srv", "server", wall=NOW + HOUR)
        one.send(PC, 2, "pc", "desktop", wall=NOW + HOUR)
        assert {row.last_seen for row in one.rows("asset")} == {NOW + 1}  # after all that we knew
        one.at = NOW + HOUR + 100
        one.minute()
        assert {row.last_seen for row in one.rows("asset")} == {one.at}
        one.collector.rounds.look_at_all()
        assert {one.verdict(rule).status for rule in ("HLT-02", "HLT-03")} == {"compliant"}


def test_who_was_first_heard_of_in_2009_was_first_heard_of_now(tmp_path: Path) -> None:
    with watched(tmp_path / "var", at=LOST) as one:
        one.enrol(SERVER)
        one.send(SERVER, 1, "srv", "server", wall=NOW)
        one.at = NOW + 60
        one.minute()
        [asset] = one.rows("asset")
        assert (asset.first_seen, asset.last_seen) == (NOW + 60, NOW + 60)
        assert one.verdict("HLT-03").status == "compliant"
        assert one.rows("agent")[0].enrolled == NOW + 60


@pytest.mark.parametrize("restarted", [True, False])
@pytest.mark.parametrize("behind", [HOUR // 2, 3 * DAY])
def test_who_came_while_the_clock_was_behind_is_not_silent_once_it_is_right(
    tmp_path: Path, behind: int, restarted: bool
) -> None:
    with watched(tmp_path / "var") as one:
        code = one.collector.make_code("127.0.0.1:1", SITE, 1, 24, "test")
        one.enrol(PC)
        one.send(PC, 1, "pc", "desktop")
        one.pass_(600)
        one.minute()
        (one.power_cut if restarted else one.set_to)(NOW + 600 - behind)
        one.minute()
        one.ask_in(code, SERVER, "srv")
        one.send(SERVER, 1, "srv", "server", wall=NOW + 660)
        one.send(PC, 2, "pc", "desktop", wall=NOW + 660)
        one.pass_(60)
        one.send(SERVER, 2, "srv", "server", wall=NOW + 720)
        assert moments(one) == {NOW + 601}
        one.at = NOW + 600 + 1431
        one.minute()
        one.collector.rounds.look_at_all()
        assert {row.after for row in one.rows("flip") if row.rule == "HLT-03"} == {"compliant"}
        assert moments(one) == {one.at}
        assert one.verdict("HLT-03").since == one.at
        found = one.collector.journal.of_agents([SERVER], one.at - HOUR, one.at)
        assert [record.entry.seq for record in found] == [1, 2]  # for the charts


def moments(one: Watched) -> set[int]:
    """When the server was first and last heard of and enrolled, and when the PC was last heard."""
    assets = {row.host: row for row in one.rows("asset")}
    agents = {row.id: row for row in one.rows("agent")}
    [noted] = [row.at for row in one.rows("enrolment") if row.outcome == "enrolled"]
    return {
        assets["srv"].first_seen,
        assets["srv"].last_seen,
        agents[SERVER].last_seen,
        agents[SERVER].enrolled,
        noted,
        assets["pc"].last_seen,
        agents[PC].last_seen,
    }


def test_a_clock_that_is_believed_a_little_behind_was_not_ahead(tmp_path: Path) -> None:
    with watched(tmp_path / "var") as one:
        one.minute()
        one.set_to(NOW - HOUR // 2)  # no record tells that, its signs of life do
        one.minute()
        one.enrol(SERVER)
        one.send(SERVER, 1, "srv", "server", wall=NOW)
        one.set_to(NOW - 30)  # it went on by itself
        one.minute()
        assert one.rows("asset")[0].last_seen == NOW - 30
        one.set_to(NOW + HOUR // 2)
        one.minute()
        assert one.verdict("HLT-03").status == "compliant"


def test_a_record_of_the_doubtful_time_that_is_applied_late_is_of_now(tmp_path: Path) -> None:
    with watched(tmp_path / "var", at=LOST) as one:
        one.enrol(SERVER)
        catch_up = one.collector.pipeline.catch_up
        one.collector.pipeline.catch_up = lambda: 0  # type: ignore[method-assign]
        one.send(SERVER, 1, "srv", "server", wall=LOST)
        one.at = NOW
        one.minute()
        assert catch_up() == 1
        [asset] = one.rows("asset")
        assert (asset.first_seen, asset.last_seen, asset.told) == (NOW, NOW, NOW)
        assert {row.since for row in one.rows("verdict")} == {NOW}


def test_a_sign_of_life_from_the_future_is_doubted_as_a_record_is(tmp_path: Path) -> None:
    with watched(tmp_path / "var", at=NOW + YEAR) as one:
        one.power_cut(at=NOW)
        assert "behind its own last record" in str(one.collector.intake.distrust())


# --- ahead, then set right ------------------------------------------------------------------------


def a_year_ahead(one: Watched) -> None:
    """Everything happens while the clock is a year ahead, then it is set right and believed."""
    one.send(SERVER, 1, "srv", "server")
    one.send(PC, 1, "pc", "desktop")
    one.at = NOW + YEAR
    one.minute()
    one.send(SERVER, 2, "srv", "server")
    one.send(PC, 2, "pc", "desktop")
    with one.collector.engine.begin() as connection:
        notes.put(connection, notes.DIGESTED, one.at)
        notes.put(connection, f"{notes.OUTAGE}mbulu-dc-hq", one.at)
        known = {"kind": "test", "recipient": "a@b.tz", "org": None, "lang": "en", "subject": ""}
        mails.add(connection, {"message_id": "1", "plain": "", "html": "", **known}, one.at)
        flips.set_fate(connection, [row.id for row in one.rows("flip")], flips.HELD)
    one.at = NOW + 600
    one.minute()
    assert one.collector.intake.distrust() is not None


def test_clock_trust_leaves_nothing_in_the_future(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with watched(tmp_path / "var") as one:
        one.enrol(SERVER)
        one.enrol(PC)
        a_year_ahead(one)
        monkeypatch.setattr("collector.cli.clock.time.time", lambda: float(one.at))
        assert main(["--data", str(one.folder), "clock", "trust"]) == 0
        said = capsys.readouterr().out
        assert int(said.splitlines()[-1].split()[0]) > 10
        assert late(one) == []
        one.minute()
        assert one.collector.intake.distrust() is None
        with one.collector.engine.begin() as connection:
            assert notes.get(connection, notes.DIGESTED) == one.at
            assert due.is_due(one.at + 7 * DAY, one.at, "monday", "07:30", ZONE)
            assert len(mails.due(connection, one.at, 5)) == 1


def late(one: Watched) -> list[str]:
    """Moments that lie in the future, whatever table they are in."""
    return [
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for row in one.rows(table.name)
        for column in table.c
        if "moment" in column.info and column.name != "expires"
        if (getattr(row, column.name) or 0) > one.at
    ]


def test_after_clock_trust_news_is_taken_and_the_dead_fall_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with watched(tmp_path / "var") as one:
        one.enrol(SERVER)
        one.enrol(PC)
        a_year_ahead(one)
        monkeypatch.setattr("collector.cli.clock.time.time", lambda: float(one.at))
        main(["--data", str(one.folder), "clock", "trust"])
        one.minute()
        one.pass_(60)
        one.send(PC, 3, "pc", "laptop")
        assert {r.content["chassis"] for r in one.rows("fact") if r.section == "machine"} == {
            "laptop",
            "server",
        }
        for _ in range(40):  # the server died while the clock was ahead
            one.pass_(60)
            one.minute()
        assert one.verdict("HLT-03").status == "breach"


def test_what_was_not_applied_yet_when_the_clock_was_set_right_is_of_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with watched(tmp_path / "var") as one:
        one.enrol(PC)
        one.send(PC, 1, "pc", "desktop")
        catch_up = one.collector.pipeline.catch_up
        one.at = NOW + YEAR
        one.minute()
        one.collector.pipeline.catch_up = lambda: 0  # type: ignore[method-assign]
        one.send(PC, 2, "pc", "desktop", wall=NOW + 300)
        one.at = NOW + 600
        monkeypatch.setattr("collector.cli.clock.time.time", lambda: float(one.at))
        main(["--data", str(one.folder), "clock", "trust"])
        one.minute()
        assert catch_up() == 1
        assert late(one) == []


def test_what_holds_for_a_while_holds_as_long_from_now(tmp_path: Path) -> None:
    with watched(tmp_path / "var") as one:
        one.collector.make_code("127.0.0.1:1", "mbulu-dc-hq", 1, 24, "test")
        with one.collector.engine.begin() as connection:
            assert put_right(connection, BUILD, NOW - YEAR) > 0
        [code] = one.rows("enrol_code")
        assert code.created == NOW - YEAR
        assert code.expires == NOW - YEAR + DAY


def test_since_when_something_fails_is_put_right_too(tmp_path: Path) -> None:
    with watched(tmp_path / "var") as one:
        one.enrol(PC)
        one.send(PC, 1, "pc", "desktop")
        table = metadata.tables["verdict"]
        with one.collector.engine.begin() as connection:
            connection.execute(update(table).values(memory={"failing_since": NOW + YEAR}))
            put_right(connection, BUILD, NOW)
        assert {row.memory["failing_since"] for row in one.rows("verdict")} == {NOW}


def test_every_moment_of_the_state_says_whose_clock_told_it() -> None:
    """A new column that holds a time and does not say so would stay in the future."""
    told = {c for table in metadata.sorted_tables for c in table.c if "moment" in c.info}
    wide = {
        c for table in metadata.sorted_tables for c in table.c if str(c.type) == "BIGINT"
    } - told
    assert {f"{c.table.name}.{c.name}" for c in wide} == {"asset.due"}
    assert flip.c.at in told
    assert sign_in.c.expires in told


def test_without_a_right_clock_nothing_is_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with watched(tmp_path / "var", at=LOST) as one:
        assert distrust(LOST, None) is not None
        monkeypatch.setattr("collector.cli.clock.time.time", lambda: float(LOST))
        assert main(["--data", str(one.folder), "clock", "trust"]) == 1


# --- the schedule ---------------------------------------------------------------------------------


def planned(collector: Collector) -> list[datetime.datetime]:
    """When each job runs next."""
    return [job.next_run_time for job in collector._schedule.get_jobs()]


def plan(collector: Collector, year: int) -> None:
    """As if the clock had been set, from that year on."""
    for job in collector._schedule.get_jobs():
        job.modify(next_run_time=datetime.datetime(year, 1, 1, tzinfo=ZONE))


@pytest.mark.parametrize("year", [2009, 2031])
def test_a_clock_that_is_set_neither_stops_nor_floods_the_schedule(
    tmp_path: Path, year: int
) -> None:
    collector = Collector(config.parse({}, tmp_path / "var", ""))
    collector.start()
    try:
        plan(collector, year)
        collector._hurry()
        soon = datetime.datetime.now(ZONE) + datetime.timedelta(days=2)
        now = datetime.datetime.now(ZONE)
        until(lambda: all(now < at < soon for at in planned(collector)), "every job is planned")
    finally:
        collector.close()


def test_missed_runs_are_not_counted(tmp_path: Path) -> None:
    """From 2009 to 2026 there are 36 million of them: the memory of a small machine."""
    collector = Collector(config.parse({}, tmp_path / "var", ""))
    collector.start()
    try:
        plan(collector, 2009)
        for job in collector._schedule.get_jobs():
            assert len(job._get_run_times(datetime.datetime.now(ZONE))) <= 1
    finally:
        collector.close()


def test_a_jump_of_the_clock_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jumps, "EVERY", 0.01)
    ahead, noticed = [0.0], threading.Event()
    watch = Jumps(noticed.set, lambda: time.time() + ahead[0])
    watch.start()
    assert not noticed.wait(0.1)
    ahead[0] = -YEAR
    assert noticed.wait(5)
    watch.stop()
