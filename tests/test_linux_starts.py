"""Starts and ends of a Linux machine by wtmp, wtmpdb and journal; wrong clocks, torn records."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from agent.linux import journal, starts, wtmpdb
from agent.linux.starts import CLEAN, UNCLEAN, UNKNOWN, Start
from agent.linux.utmp import BOOT, RUN_LEVEL, USER, Login
from agent.probe import Nothing
from agent.probes.inventory.starts import linux
from tests.recorded import machine
from tests.test_utmp import record

NOW = 1_770_000_000
DAY = 86_400


def boot(at: int) -> Login:
    return Login(BOOT, "~", "reboot", at)


def shutdown(at: int) -> Login:
    return Login(RUN_LEVEL, "~", "shutdown", at)


def user(at: int) -> Login:
    return Login(USER, "tty1", "asha", at)


def after(records: list[Login]) -> list[tuple[int | None, str]]:
    return [(start.at, start.after) for start in starts.of_logins(records, NOW)]


def test_an_end_is_clean_where_a_shutdown_was_written() -> None:
    records = [boot(NOW - 900), user(NOW - 800), shutdown(NOW - 700), user(NOW - 699)]
    records += [boot(NOW - 600), user(NOW - 500), boot(NOW - 400)]
    told = [(NOW - 900, UNKNOWN), (NOW - 600, CLEAN), (NOW - 400, UNCLEAN)]
    assert after(records) == told


def test_a_file_that_begins_in_the_middle_of_a_run_tells_how_that_ended() -> None:
    assert after([user(NOW - 900), boot(NOW - 800)]) == [(NOW - 800, UNCLEAN)]
    assert after([shutdown(NOW - 900), boot(NOW - 800)]) == [(NOW - 800, CLEAN)]


def test_a_start_that_was_written_twice_is_one() -> None:
    assert after([boot(NOW - 900), boot(NOW - 900)]) == [(NOW - 900, UNKNOWN)]


@pytest.mark.parametrize("wrong", [0, 77, 1_200_000_000, NOW + 14 * 365 * DAY])
def test_a_start_by_a_wrong_clock_counts_where_it_stands(wrong: int) -> None:
    """An empty battery: 1970, the day the firmware was made, or the future."""
    records = [boot(NOW - 3 * DAY), user(NOW - 2 * DAY), boot(wrong), user(NOW - DAY)]
    found = starts.of_logins([*records, shutdown(NOW - 900), boot(NOW - 800)], NOW)
    section = starts.section(found, NOW - 30 * DAY)
    assert (section["starts"], section["unclean"]) == (3, 1)
    assert "last_unclean" not in section
    assert [row["at"] for row in section["recent"]] == [NOW - 800, NOW - 3 * DAY]


def test_the_present_start_is_told_by_the_kernel_once_the_clock_is_right() -> None:
    found = starts.of_logins([boot(NOW - 3 * DAY), boot(55)], NOW)
    right = starts.corrected(found, NOW - 1000)
    section = starts.section(right, NOW - 30 * DAY)
    assert section["last_unclean"] == (NOW - 1000) // 60 * 60
    assert starts.corrected(right, NOW - 990) == right  # the clock is nudged: nothing changes


def test_only_the_last_thirty_days_and_the_newest_twenty_are_told() -> None:
    runs = [Start(NOW - n * 3600, CLEAN) for n in range(1, 41)]
    section = starts.section([Start(NOW - 40 * DAY, UNCLEAN), *reversed(runs)], NOW - 30 * DAY)
    assert (section["starts"], section["unclean"], len(section["recent"])) == (40, 0, 20)
    assert section["recent"][0] == {"at": NOW - 3600, "after": CLEAN}


def test_where_no_end_is_known_none_is_counted() -> None:
    section = starts.section([Start(NOW - 60, UNKNOWN)], NOW - DAY)
    assert section == {"starts": 1, "recent": [{"at": NOW - 60, "after": UNKNOWN}]}


def wtmp(*logins: Login) -> bytes:
    return b"".join(record(one.type, one.line, one.user, one.at) for one in logins)


def test_a_machine_with_torn_and_rotated_records(tmp_path: Path) -> None:
    now = int(time.time())
    files: dict[str, Any] = {
        "/var/log/wtmp.1": wtmp(boot(now - 9 * DAY), shutdown(now - 8 * DAY)),
        "/var/log/wtmp": wtmp(boot(now - 7 * DAY), boot(now - 6 * DAY)) + b"\2\0torn",
        "/var/log/wtmp-20240101.gz": b"\x1f\x8b",
        "/proc/stat": f"cpu 1 2 3\nbtime {now - 6 * DAY + 3}\n",
    }
    found = linux.read(machine(tmp_path, **files))
    assert (found["starts"], found["unclean"], found["last_unclean"]) == (3, 1, now - 6 * DAY)
    assert [row["after"] for row in found["recent"]] == [UNCLEAN, CLEAN, UNKNOWN]


@pytest.mark.parametrize(
    "sign", ["/.dockerenv", "/run/.containerenv", "/run/systemd/container", "/proc/vmcore"]
)
def test_containers_and_crash_kernels_have_no_starts(tmp_path: Path, sign: str) -> None:
    where = machine(tmp_path, **{"/var/log/wtmp": wtmp(boot(int(time.time()) - 60)), sign: "lxc"})
    with pytest.raises(Nothing):
        linux.read(where)


def test_a_clock_in_1970_tells_nothing_rather_than_something_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: 4000.0)
    with pytest.raises(Nothing):
        linux.read(machine(tmp_path, **{"/var/log/wtmp": wtmp(boot(60), boot(120))}))


RUNS = {"a" * 32: NOW - 3 * DAY, "b" * 32: NOW - 2 * DAY, "c" * 32: NOW - DAY}


def listed(form: str) -> str:
    moments = {run: time.strftime("%a %Y-%m-%d %H:%M:%S UTC", time.gmtime(at)) for run, at in RUNS.items()}  # fmt: skip # noqa: E501
    rows = [form.format(n - 2, run, said) for n, (run, said) in enumerate(moments.items())]
    return "\n".join(rows)


@pytest.mark.parametrize(
    "form",
    [
        "{:2d} {} {}—Wed 2026-01-21 12:00:00 UTC",
        "{:3d} {} {} Wed 2026-01-21 12:00:00 UTC",
    ],
)
def test_the_journal_tells_where_nothing_else_does(form: str, tmp_path: Path) -> None:
    """In both forms that journalctl has had; a heading is no run."""
    entry = {"_BOOT_ID": "a" * 32, "UNIT": "shutdown.target", "MESSAGE": ["no", "text"]}
    said = "journalctl --quiet --no-pager "
    recorded = {
        said + "--utc --list-boots": "IDX BOOT ID FIRST ENTRY LAST ENTRY\n" + listed(form),
        said + "-o json -n 400 UNIT=shutdown.target + "
        "MESSAGE_ID=98268866d1d54a499c4e98921d93bc40": json.dumps(entry) + "\n{torn\n[]\n",
    }
    found = journal.starts(machine(tmp_path, recorded), NOW)
    assert [(s.at, s.after) for s in found] == [
        (NOW - 3 * DAY, UNKNOWN),
        (NOW - 2 * DAY, CLEAN),
        (NOW - DAY, UNCLEAN),
    ]


def test_wtmpdb_tells_where_it_has_taken_over(tmp_path: Path) -> None:
    file = tmp_path / "wtmp.db"
    with sqlite3.connect(file) as database:
        database.execute(
            "CREATE TABLE wtmp(ID INTEGER PRIMARY KEY, Type INTEGER, User TEXT NOT NULL,"
            " Login INTEGER, Logout INTEGER, TTY TEXT, RemoteHost TEXT, Service TEXT)"
        )
        runs = [(NOW - 900, NOW - 800), (NOW - 700, None), (NOW - 600, None)]
        for began, ended in runs:
            row = (1, "reboot", began * 1_000_000, ended and ended * 1_000_000)
            database.execute("INSERT INTO wtmp (Type,User,Login,Logout) VALUES (?,?,?,?)", row)
        database.execute("INSERT INTO wtmp (Type,User,Login) VALUES (3,'asha',5)")
    found = wtmpdb.starts(file, NOW)
    assert [s.after for s in found] == [UNKNOWN, CLEAN, UNCLEAN]
    file.write_bytes(file.read_bytes()[:1000])
    assert wtmpdb.starts(file, NOW) == []
    assert wtmpdb.starts(tmp_path / "none", NOW) == []


def test_a_wtmp_that_is_no_longer_written_is_passed_by(tmp_path: Path) -> None:
    """A Debian that was upgraded leaves its last one behind."""
    now = int(time.time())
    files = {"/var/log/wtmp": wtmp(boot(now - 20 * DAY)), "/proc/stat": f"btime {now - 100}\n"}
    where = machine(tmp_path, **files)
    os.utime(tmp_path / "var/log/wtmp", (now - 20 * DAY, now - 20 * DAY))
    with pytest.raises(Nothing):
        linux.read(where)
