"""A probe that cannot even be loaded costs only itself, and is told like one that fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent import catalogue
from agent.gather import Gatherer
from agent.probe import find, find_samples
from agent.probes import samples
from agent.report import Clock
from agent.runner import Runner
from agent.settings import Settings
from tests.scripted_door import door

ROOT = Path(__file__).parent.parent
NOW = Clock(1_795_453_500.0, 1000.0, "boot")
SPOILED = {
    "lacking": ("import no_such_module\n", "ModuleNotFoundError: No module named 'no_such_module'"),
    "garbled": ("def read(:\n", "SyntaxError"),
    "raising": ("raise RuntimeError('at its import')\n", "RuntimeError: at its import"),
    "untimed": ("def read(host): return {}\n", "has no attribute 'EVERY'"),
}


@pytest.fixture
def spoiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the agent's own probes, those that cannot be loaded."""
    for name, (text, _) in SPOILED.items():
        (tmp_path / f"{name}.py").write_text(text, encoding="ascii")
    monkeypatch.setattr(samples, "__path__", [*samples.__path__, str(tmp_path)])


@pytest.mark.usefixtures("spoiled")
def test_it_is_an_error_of_that_probe_and_the_names_of_all_others_are_known() -> None:
    whole = [probe for probe in find() if not probe.fault]
    assert {probe.name for probe in find()} - {probe.name for probe in whole} == SPOILED.keys()
    assert catalogue.of(find()) == catalogue.of(whole)
    assert {"cpu", "mem"} <= catalogue.of(whole).measurements.keys()
    gatherer = Gatherer([probe for probe in find_samples() if probe.name in {*SPOILED, "mem"}])
    assert [r.measurement for r in gatherer.sample(NOW).readings] == ["mem"]
    told = {error.probe: error.message for error in gatherer.errors()}
    assert told.keys() == SPOILED.keys() == gatherer.failing.keys()
    for name, (_, said) in SPOILED.items():
        assert told[name].startswith("it cannot be loaded: ")
        assert said in told[name]


@pytest.mark.usefixtures("spoiled")
def test_a_running_agent_tells_the_collector_once(tmp_path: Path) -> None:
    with door(tmp_path / "tls") as (here, who):
        runner = Runner(Settings(tmp_path / "agent"), who)
        runner.stop()
        runner.run()
        here.wait_for(1)
    told = [error["probe"] for batch in here.batches for error in batch["errors"]]
    assert sorted(told) == sorted(SPOILED)


def test_once_goes_on_where_psutil_cannot_be_imported(tmp_path: Path) -> None:
    (tmp_path / "psutil.py").write_text("raise ImportError('of another Python')\n")
    command = [sys.executable, "-m", "agent", "--state", str(tmp_path), "once"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    for words in ([], ["--json"]):
        done = subprocess.run(
            [*command, *words],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr == ""
        assert "it cannot be loaded: ImportError: of another Python" in done.stdout
    batch = json.loads(done.stdout)
    assert "memory" in {error["probe"] for error in batch["errors"]}
    assert "machine" in batch["facts"]
