"""The records of logins, as glibc writes them."""

from __future__ import annotations

import struct
from pathlib import Path

from agent.linux.utmp import BOOT, USER, logins
from agent.probe import Host
from agent.probes.samples import system


def record(kind: int, line: str, user: str, at: int) -> bytes:
    """One `struct utmp`, laid out by hand: 384 bytes."""
    return (
        struct.pack("<hxxi", kind, 77)
        + line.encode().ljust(32, b"\0")
        + b"ts/0"
        + user.encode().ljust(32, b"\0")
        + bytes(256)
        + struct.pack("<hhiii", 0, 0, 0, at, 5)
        + bytes(16)
        + bytes(20)
    )


def test_each_whole_record_is_told_and_a_torn_one_is_not(tmp_path: Path) -> None:
    file = tmp_path / "wtmp"
    whole = record(BOOT, "~", "reboot", 1_700_000_000) + record(
        USER, "pts/0", "asha", 1_700_000_900
    )
    file.write_bytes(whole + b"\x07\0torn")
    assert len(whole) == 2 * 384
    told = [(one.type, one.line, one.user, one.at) for one in logins(file)]
    assert told == [(BOOT, "~", "reboot", 1_700_000_000), (USER, "pts/0", "asha", 1_700_000_900)]


def test_sessions_are_counted_by_people(tmp_path: Path) -> None:
    (tmp_path / "proc").mkdir()
    (tmp_path / "run").mkdir()
    (tmp_path / "proc/uptime").write_text("4289.10 8000.00\n")
    records = [record(USER, f"pts/{n}", user, 1) for n, user in enumerate(("asha", "asha", "juma"))]
    (tmp_path / "run/utmp").write_bytes(b"".join(records) + record(8, "pts/9", "", 1))
    [(_, row)] = list(system.read(Host(tmp_path, {})))
    assert (row["n_users"], row["n_unique_users"], row["uptime"]) == (3, 2, 4289)


def test_a_file_that_is_not_there_has_no_records(tmp_path: Path) -> None:
    assert list(logins(tmp_path / "none")) == []
