"""A clock in 1970 or in 2040, at the start or set later: it is told, and nothing is lost."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent import clock, faring, status, store
from agent.delivery.enrol import enrol, read_code
from agent.limits import BUILD
from agent.report import Batch, Clock, Event
from collector.folder import issuing, tls
from collector.store.record import batch_of
from tests.blank_status import blank
from tests.running_agent import ROOT, Running, enrolled, running
from tests.scripted_door import door
from tests.standing import Standing, standing

YEAR = 366 * 86_400
IN_1970, IN_2040 = 60.0, 2_208_988_900.0
PAST = "this machine's clock says 1970-01-01, which is long past: set it"


class Set:
    """The agent's clock, and the program that runs by it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.program = ("tests/at_another_time.py", str(file))
        self.ahead(0.0)

    def to(self, moment: float) -> None:
        self.ahead(moment - time.time())

    def ahead(self, seconds: float) -> None:
        part = self._file.with_suffix(".part")
        part.write_text(str(seconds), encoding="ascii")
        part.replace(self._file)


@pytest.fixture
def set_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Set:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return Set(tmp_path / "ahead")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Standing]:
    with standing(tmp_path / "house") as running_one:
        yield running_one


def test_it_starts_in_1970_and_what_it_tells_is_put_at_its_moment(
    tmp_path: Path, house: Standing, set_: Set
) -> None:
    begun = time.time()
    set_.to(IN_1970)
    state = enrolled(tmp_path / "agent", enrol(read_code(house.code()), {}))
    with running(state, program=set_.program) as agent:
        for count in (1, 2):
            waits_for(agent, house, count)
            agent.hurry()
        (trouble,) = agent.troubles()
        assert trouble.startswith(PAST)
        assert agent.said() == [trouble], "once, and not with each batch"
        set_.ahead(0.0)
        agent.hurry()
        agent.waits_for(lambda: not agent.troubles())
        assert agent.said() == [trouble, "the clock is not in the past any more"]
        assert_ages_are_told(agent)
    assert_all_are_of(house, begun)


def test_it_is_set_ahead_and_back_while_it_runs(tmp_path: Path, house: Standing, set_: Set) -> None:
    begun = time.time()
    state = enrolled(tmp_path / "agent", enrol(read_code(house.code()), {}))
    with running(state, program=set_.program) as agent:
        for count, moment in enumerate((IN_2040, IN_1970, begun), 1):
            waits_for(agent, house, count)
            set_.to(moment)
            agent.hurry()
            assert_ages_are_told(agent)
        waits_for(agent, house, 4)
        agent.waits_for(lambda: not agent.troubles())
    assert_all_are_of(house, begun)
    jumps = [one.detail["seconds"] for one in events(house) if one.kind == "clock_jumped"]
    assert [float(seconds) > 0 for seconds in jumps] == [True, False, True]


def waits_for(agent: Running, house: Standing, count: int) -> None:
    agent.waits_for(lambda: len(house.inside.journal.after(0, 100)) >= count)


def batches(house: Standing) -> list[Batch]:
    """All that came, in the order they were made, with their times as they were put right."""
    found = [batch_of(record.entry) for record in house.inside.journal.after(0, 100)]
    return sorted(found, key=lambda batch: batch.seq)


def events(house: Standing) -> list[Event]:
    return [event for batch in batches(house) for event in batch.events]


def assert_all_are_of(house: Standing, begun: float) -> None:
    """Each moment that was told lies within the time of this test."""
    starts = [float(block.start) for batch in batches(house) for block in batch.blocks]
    moments = [*starts, *(event.at for event in events(house))]
    assert len(moments) > 5
    assert all(begun - 60 <= moment <= time.time() + 60 for moment in moments), moments
    assert [one.kind for one in events(house)][-1] == "agent_stopped"


def assert_ages_are_told(agent: Running) -> None:
    """Its file may have been written by another clock than is there now."""
    _, text = agent.status()
    told = re.findall(r"(?:last sign|last delivery:) (\d+) s ago", text)
    assert len(told) == 2, text
    assert all(int(seconds) < 30 for seconds in told)


def test_it_starts_in_2040_and_delivers_once_its_clock_is_set(tmp_path: Path, set_: Set) -> None:
    """To TLS a clock that is fourteen years ahead is a certificate that ended long ago."""
    with door(tmp_path / "tls", time.time() - 6 * YEAR) as (here, who):
        set_.to(IN_2040)
        with running(enrolled(tmp_path / "agent", who), program=set_.program) as agent:
            (line,) = agent.waits_for(agent.said)
            agent.hurry()
            assert line == (
                f"cannot deliver: the certificate of {here.address} is out of its time, for this "
                "machine's clock says 2040-01-01: is that right? If not, set the clock"
            )
            assert agent.troubles() == [line.removeprefix("cannot deliver: ")]
            set_.ahead(0.0)
            here.certify(tmp_path / "tls", time.time())
            here.wait_for(2)
            agent.waits_for(lambda: not agent.troubles())
            assert agent.said() == [line, "delivers again"]
    kinds = [event["kind"] for batch in here.batches for event in batch["events"]]
    assert {"agent_started", "system_resumed"} <= set(kinds)


@pytest.mark.needs("openssl")
@pytest.mark.parametrize("moment", [60, 1_230_768_000, BUILD])
def test_a_collectors_certificate_is_good_from_1970_on(tmp_path: Path, moment: int) -> None:
    tls.prepare(tmp_path, BUILD)
    certificates = ("-CAfile", str(tmp_path / issuing.CA), str(tmp_path / issuing.SERVER))
    words = ["openssl", "verify", "-attime", str(moment), *certificates]
    assert subprocess.run(words, capture_output=True, check=False).returncode == 0


def test_a_clock_is_in_doubt_that_is_behind_the_day_this_was_written() -> None:
    assert clock.doubt(IN_1970).startswith(PAST)
    assert "says 2026-11-22, which" in clock.doubt(BUILD - 1.0)
    assert clock.doubt(BUILD) == clock.doubt(IN_2040) == ""


def test_what_an_earlier_boot_told_by_a_wrong_clock_has_no_age(tmp_path: Path) -> None:
    told = blank(version="0", boot="before", mono=5.0)
    (tmp_path / "lock").touch()
    for at, said in ((100.0, "when a clock was wrong"), (BUILD + 50.0, "10 s ago")):
        store.save(tmp_path / status.FILE, {**told, "at": at, "delivered": at})
        first, _, delivery, *_ = faring.lines(tmp_path, Clock(BUILD + 60.0, 9.0, "now"))
        assert first == f"NOT RUNNING (it was killed or failed; last sign {said}), 0"
        assert delivery == f"last delivery: {said}"
