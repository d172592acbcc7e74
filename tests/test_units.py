"""The systemd units that are printed are ones that systemd takes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from agent.cli import main as agent_main
from collector.cli import main as collector_main

pytestmark = pytest.mark.needs("systemd-analyze")


def verified(file: Path) -> str:
    done = subprocess.run(
        ["systemd-analyze", "verify", str(file)], capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


@pytest.fixture(autouse=True)
def an_interpreter_in_a_path_with_blanks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "a path, 100 % odd" / "python"
    place.parent.mkdir()
    place.symlink_to(sys.executable)
    monkeypatch.setattr(sys, "executable", str(place))


def test_the_agents_unit_is_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert agent_main(["unit"]) == 0
    file = tmp_path / "mkaguzi-agent.service"
    file.write_text(capsys.readouterr().out)
    assert "mkaguzi-agent.service" not in verified(file)


def test_the_collectors_unit_is_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert collector_main(["--data", str(tmp_path), "unit"]) == 0
    file = tmp_path / "mkaguzi.service"
    file.write_text(capsys.readouterr().out)
    assert "mkaguzi.service" not in verified(file)
    assert "LimitNOFILE=65536" in file.read_text(), "a connection of each agent is kept"


def test_a_slip_in_a_unit_would_be_noticed(tmp_path: Path) -> None:
    file = tmp_path / "wrong.service"
    file.write_text("[Service]\nExecStart=/bin/true\nProtectSytem=strict\n")
    assert "wrong.service" in verified(file)
