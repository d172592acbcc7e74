"""The wiring: the collector's own clock, its absences, its letters; real parts, a real folder."""

from __future__ import annotations

import asyncio
import socket
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from agent import wire
from agent.delivery.enrol import read_code
from agent.report import Clock
from collector.absence import Away
from collector.app import Collector
from collector.cli.command import main
from collector.folder import config
from collector.reception import enrolment
from collector.sources.push.intake import Delivery, Newcomer
from collector.store.record import Entry
from collector.store.state import agents, away, mails, notes, verdicts
from collector.store.state.database import reader
from tests.served import until
from tests.web_world import golden

YEAR = 365 * 86_400
AGENT = "0" * 31 + "1"


@contextmanager
def running(folder: Path) -> Iterator[Collector]:
    """A collector at work, without its listeners."""
    collector = Collector(config.load(folder))
    collector.start()
    try:
        yield collector
    finally:
        collector.close(by_person=True)


def enrolled(collector: Collector) -> None:
    """An agent that may deliver."""
    code = read_code(collector.make_code("127.0.0.1:1", "mbulu-dc-hq", 1, 1, "test"))
    newcomer = Newcomer(code.token, AGENT, "srv-1", "0.1.0", "", "127.0.0.1")
    with collector.engine.begin() as connection:
        enrolment.admit(connection, newcomer, int(time.time()))


def delivered(collector: Collector, seq: int) -> None:
    """The golden batch as if it were made now."""
    now = time.time()
    stamp = Clock(now, 5_000.0 + seq, "boot")
    facts = golden().facts | {"machine": {"chassis": "server"}}
    batch = golden()._replace(agent=AGENT, seq=seq, clock=stamp, facts=facts)
    body = zlib.compress(wire.encode(batch))
    asyncio.run(collector.intake.accept(Delivery(batch, stamp, int(now), body)))
    until(lambda: applied(collector) == last(collector), "the journal is applied")


def applied(collector: Collector) -> int:
    with reader(collector.engine).connect() as connection:
        return notes.get(connection, notes.APPLIED) or 0


def last(collector: Collector) -> int:
    found = collector.journal.last()
    return found.position if found else 0


def judged(collector: Collector) -> bool:
    with reader(collector.engine).connect() as connection:
        return verdicts.any_there(connection)


def from_the_future(collector: Collector) -> None:
    """A record of a time when our clock was a year ahead."""
    body = zlib.compress(wire.encode(golden()))
    entry = Entry("f" * 32, "boot", 1, int(time.time()) + YEAR, 0.0, "good", body)
    collector.journal.submit(entry).result()


def test_with_a_clock_behind_its_last_record_it_keeps_but_judges_and_mails_nothing(
    tmp_path: Path,
) -> None:
    with running(tmp_path / "var") as collector:
        enrolled(collector)
        from_the_future(collector)
    with running(tmp_path / "var") as collector:
        assert "behind its own last record" in str(collector.intake.distrust())
        delivered(collector, 1)
        assert not judged(collector)
        assert collector.post.turn(int(time.time()), collector.intake.distrust() is None) == 0
        with reader(collector.engine).connect() as connection:
            assert mails.listed(connection, 5) == []


def test_a_person_may_say_that_the_clock_is_right(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    with running(folder) as collector:
        enrolled(collector)
        from_the_future(collector)
    with running(folder) as collector:
        delivered(collector, 1)
        assert main(["--data", str(folder), "clock", "show"]) == 1
        assert main(["--data", str(folder), "clock", "trust"]) == 0
        assert main(["--data", str(folder), "clock", "show"]) == 0
        collector.rounds.look_again()
        assert collector.intake.distrust() is None
        assert judged(collector)


def test_a_power_cut_and_a_clean_stop_are_told_apart(tmp_path: Path) -> None:
    collector = Collector(config.parse({}, tmp_path / "var", ""))
    start = int(time.time())
    with collector.engine.begin() as connection:
        away.beat(connection, start + 100)  # and then the power went
        cut = away.come_back(connection, start + 400)
        away.leave(connection, start + 500)
        stop = away.come_back(connection, start + 900)
    collector.close()
    assert cut == (start + 100, start + 400, False)
    assert stop == (start + 500, start + 900, True)


def test_a_start_over_faulty_files_goes_on_with_what_was_good(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    with running(folder):
        (folder / "standards").mkdir()
        (folder / "standards" / "adopted.yaml").write_text("adopted: [{letter: A, rules: all}]")
    with running(folder) as collector:
        sites = list(collector.region().sites)
    (folder / "organisation.yaml").write_text("councils: []")
    (folder / "standards" / "adopted.yaml").write_text("adopted: [{lettre: A, rules: all}]")
    with running(folder) as collector:
        assert "region is missing" in collector.region.trouble
        assert list(collector.region().sites) == sites
        assert collector.rulebook.faults
        assert {rule.adopted for rule in collector.rulebook.rules} == {"A"}
    (folder / "organisation.yaml").unlink()
    with running(folder) as collector:  # no example over what was the region
        assert "there is no file" in collector.region.trouble


def test_what_was_backed_up_while_running_goes_on_elsewhere(tmp_path: Path) -> None:
    folder, file, other = tmp_path / "var", tmp_path / "copy.tar.gz", tmp_path / "other"
    with running(folder) as collector:
        enrolled(collector)
        delivered(collector, 1)
        assert main(["--data", str(folder), "backup", str(file)]) == 0
        delivered(collector, 2)
    assert main(["--data", str(other), "restore", str(file)]) == 0
    with running(other) as collector:
        assert last(collector) == 1
        assert judged(collector)
        with reader(collector.engine).connect() as connection:
            again = agents.find(connection, AGENT)
        assert again is not None
        assert again.want_facts  # what was told after the backup is gone: it is asked for again


def absences(folder: Path) -> list[Away]:
    collector = Collector(config.parse({}, folder, ""))
    with reader(collector.engine).connect() as connection:
        found = away.since(connection, 0)
    collector.close()
    return found


def moved_back(folder: Path, seconds: int) -> None:
    """As if the last sign of life and the last clean stop were so long ago."""
    collector = Collector(config.parse({}, folder, ""))
    with collector.engine.begin() as connection:
        for name in (notes.ALIVE, notes.CLEAN):
            if (at := notes.get(connection, name)) is not None:
                notes.put(connection, name, at - seconds)
    collector.close()


def test_a_start_that_fails_is_no_stop_by_a_person_and_leaves_the_absence_whole(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "var"
    with running(folder):
        pass
    moved_back(folder, 1000)
    with socket.create_server(("127.0.0.1", 0)) as taken:  # in the way of the pages
        (folder / "mkaguzi.toml").write_text(
            f'[pages]\nlisten = "127.0.0.1:{taken.getsockname()[1]}"\n'
        )
        assert main(["--data", str(folder), "serve"]) == 1
    assert absences(folder) == []
    with running(folder):
        pass
    (one,) = absences(folder)
    assert one.clean
    assert one.until - one.since >= 1000


def test_what_ends_a_run_otherwise_than_by_a_signal_is_a_fault(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    collector = Collector(config.parse({}, folder, ""))
    collector.start()
    collector.close(by_person=False)
    moved_back(folder, 1000)
    with running(folder):
        pass
    (one,) = absences(folder)
    assert not one.clean


def test_the_log_names_a_job_that_fails_and_it_comes_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tried = []

    def job() -> None:
        tried.append(time.time())
        raise ValueError("on purpose")

    with running(tmp_path) as collector:
        collector.every(1, "a job of a test", job)
        until(lambda: len(tried) > 1, "it comes again")
    said = [one.getMessage() for one in caplog.records if one.levelname == "ERROR"]
    assert said
    assert all(one.startswith('Job "a job of a test (trigger: every 1 s, ') for one in said), said
