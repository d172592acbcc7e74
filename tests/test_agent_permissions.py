"""Who may not use the state folder is told what helps, and nothing that is not known."""

from __future__ import annotations

import base64
import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent import cli, clock, faring, lock, status
from agent.delivery import identity
from agent.delivery.enrol import PREFIX
from agent.runner import Runner
from agent.settings import Settings
from tests.opened import open_the_way
from tests.scripted_door import door

NOBODY = 65_534
CODE = PREFIX + base64.urlsafe_b64encode(b'{"a": "127.0.0.1:1", "t": "t", "f": "f"}').decode()


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """The state folder of an enrolled agent, whose collector is away."""
    with door(tmp_path / "tls") as (_, who):
        identity.save(tmp_path / "agent", who)
    return tmp_path / "agent"


def test_who_may_not_read_the_lock_is_told_that_it_cannot_be_told(state: Path) -> None:
    runner = Runner(Settings(state), identity.load(state))
    runner.stop()
    runner.run()
    lock.take(state).close()
    open_the_way(state)
    (state / status.FILE).chmod(0o644)
    (state / "lock").chmod(0o000)
    with as_another_user():
        assert lock.is_held(state) is None
        line = next(faring.lines(state, clock.now()))
        assert not faring.is_well(state, clock.now())
    assert line.startswith("whether it runs is not told to this user: try again with sudo")


@pytest.mark.parametrize("words", [("run",), ("enrol", CODE), ("status",), ("announce", "suspend")])
def test_who_may_not_use_the_folder_is_told_what_helps(
    state: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    open_the_way(state.parent)
    state.chmod(0o000)
    with as_another_user():
        code = cli.main(["--state", str(state), *words])
    state.chmod(0o700)
    said = capsys.readouterr().err
    assert code == 1
    assert (
        f"the state folder {state} cannot be used: Permission denied. Try again with sudo" in said
    )
    assert "mkaguzi-agent --state DIR" in said


def test_who_may_not_ask_the_disks_is_told_that_too(capsys: pytest.CaptureFixture[str]) -> None:
    with as_another_user():
        assert cli.main(["smart"]) == 1
    assert "disks are asked by root alone: try again with sudo" in capsys.readouterr().err


def test_where_nothing_can_be_made_the_remedy_is_named_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_the_way(tmp_path)
    tmp_path.chmod(0o555)
    with as_another_user():
        assert cli.main(["--state", str(tmp_path / "new" / "agent"), "enrol", CODE]) == 1
    tmp_path.chmod(0o700)
    assert "Try again with sudo" in capsys.readouterr().err


@contextlib.contextmanager
def as_another_user() -> Iterator[None]:
    """Who is not root; a test that root does not run is that already."""
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(os.getuid())


def test_once_tells_who_it_is_as_far_as_that_is_known(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    who = identity.load(state)

    def shown(*words: str) -> str:
        assert cli.main(["--state", str(state), "once", *words]) == 0
        return capsys.readouterr().out

    first = shown().splitlines()[0]
    assert first.startswith(f"This is {who.agent[:8]} at site {who.site}, to {who.address}. ")
    assert "an agent that runs sends those alone that changed" in first
    assert json.loads(shown("--json"))["agent"] == who.agent
    open_the_way(state.parent)
    (state / "identity.json").chmod(0o000)
    with as_another_user():
        assert shown().startswith("Who it is, is not told to this user.")
    (state / "identity.json").unlink()
    assert shown().startswith("Not enrolled.")
    assert json.loads(shown("--json"))["agent"] == "not enrolled"


def test_the_help_of_once_says_what_a_running_agent_does_otherwise(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        cli.main(["once", "--help"])
    assert "sends those alone that changed" in " ".join(capsys.readouterr().out.split())
