"""A reader that leaves ends a command quietly; an output without room is said in one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from collector.app import Collector
from collector.folder import config

ROOT = Path(__file__).parent.parent


@pytest.fixture
def commands(tmp_path: Path) -> dict[str, list[str]]:
    """A command of each program, that prints more than a pipe takes or a page of it."""
    Collector(config.parse({}, tmp_path, "")).close()
    agent = [sys.executable, "-m", "agent", "--state", str(tmp_path / "agent")]
    collector = [sys.executable, "-m", "collector.cli", "--data", str(tmp_path)]
    return {
        "mkaguzi-agent": [*agent, "once", "--json"],
        "mkaguzi-agent: a line": [*agent, "check-config"],
        "mkaguzi": [*collector, "standards", "test"],
        "mkaguzi: help": [*collector, "--help"],
    }


NAMES = ("mkaguzi-agent", "mkaguzi-agent: a line", "mkaguzi", "mkaguzi: help")


def ended(command: list[str], stdout: int) -> tuple[int, str]:
    """The exit code, and what it says on standard error."""
    done = subprocess.run(
        command, cwd=ROOT, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_a_full_output_is_said_in_one_line(name: str, commands: dict[str, list[str]]) -> None:
    with Path("/dev/full").open("wb") as full:
        code, said = ended(commands[name], full.fileno())
    program = name.partition(":")[0]
    assert said == f"{program}: what is printed cannot be written: No space left on device\n"
    assert code == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_that_left_ends_it_quietly(name: str, commands: dict[str, list[str]]) -> None:
    command = subprocess.Popen(
        commands[name], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert command.stdout is not None
    command.stdout.close()
    assert command.stderr is not None
    assert command.stderr.read() == b""
    assert command.wait() == 0
    command.stderr.close()
