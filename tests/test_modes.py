"""Secrets are their owner's alone, also in a folder that was there before and is open to all."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

from tests.served import ROOT, command, own_ports, serving, until
from tests.standing import standing


def open_to_all(*folders: Path) -> None:
    """As `mkdir` by an installer makes them."""
    for folder in folders:
        folder.mkdir(parents=True)
        folder.chmod(0o755)


def readable(place: Path, *but: Path) -> list[str]:
    """What in a folder others may read, look into or write."""
    found = [one for one in place.rglob("*") if one not in but and not one.is_symlink()]
    return [str(one) for one in found if stat.S_IMODE(one.stat().st_mode) & 0o077]


def test_what_collector_and_agent_make_in_folders_of_others(tmp_path: Path) -> None:
    data, elsewhere = tmp_path / "var", tmp_path / "elsewhere"
    there = (data, data / "agent", data / "agent" / "spool", data / "outbox", data / "standards")
    open_to_all(*there, elsewhere)
    own_ports(data)
    with serving(data, "--with-agent") as served:
        served.wait_for(r"(sign-in#\S+)")
        until(lambda: any((data / "outbox" / "new").glob("*")), "a mail in the outbox")
        assert command(data, "backup", str(elsewhere / "backup.tar.gz")).returncode == 0
        made = {one.name for one in data.iterdir()}
        assert {"state.db", "state.db-wal", "journal.db", "journal.db-shm", "tls"} <= made
        assert readable(data, *there, data / "mkaguzi.toml") == []
    assert readable(data, *there, data / "mkaguzi.toml") == [], "nor after a stop"
    assert readable(elsewhere) == []


def test_what_an_agent_alone_makes(tmp_path: Path) -> None:
    state = tmp_path / "state"
    open_to_all(state)
    agent = (sys.executable, "-m", "agent", "--state", str(state))
    with standing(tmp_path / "collector") as there:
        subprocess.run([*agent, "enrol", there.code()], cwd=ROOT, capture_output=True, check=True)
    running = subprocess.Popen([*agent, "run"], cwd=ROOT, stdout=subprocess.DEVNULL)
    until(lambda: any(state.glob("*status*")), "it runs, and nobody hears it")
    running.terminate()
    assert running.wait(30) == 0
    assert any((state / "spool").iterdir())
    assert readable(state) == []
