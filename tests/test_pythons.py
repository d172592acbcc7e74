"""Each Python the agent is for, of those that are on this machine: it looks at the machine, and
what it would send keeps to the contract."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import jsonschema
import psutil
import pytest

from tests.served import ROOT

VERSIONS = ("3.10", "3.11", "3.12", "3.13")
SCHEMA = json.loads((ROOT / "agent" / "report.schema.json").read_text(encoding="utf-8"))


def interpreter(version: str) -> str | None:
    """The first that runs: a version manager's own names are for those it has switched on alone."""
    managed = (Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python{version}")
    found = (shutil.which(f"python{version}"), *map(str, managed))
    return next((file for file in found if file and _is(file, version)), None)


def _is(file: str, version: str) -> bool:
    told = "import sys; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([file, "-c", told], capture_output=True, text=True, check=False)
    return done.stdout.strip() == version


@pytest.fixture(params=VERSIONS)
def python(request: pytest.FixtureRequest) -> str:
    found = interpreter(request.param)
    if found is None:
        pytest.skip(f"LEFT OUT: this machine has no Python {request.param}")
    return found


@pytest.fixture
def run(python: str, tmp_path: Path) -> list[str]:
    """How its agent begins: with our psutil, which is built for any Python, and nothing besides."""
    (tmp_path / "psutil").symlink_to(Path(psutil.__file__).parent)
    (tmp_path / "agent").symlink_to(ROOT / "agent")
    begin = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import runpy; "
    return [
        python,
        "-I",
        "-W",
        "error",
        "-B",
        "-c",
        begin + "runpy.run_module('agent', alter_sys=True)",
    ]


def test_it_looks_at_this_machine(run: list[str]) -> None:
    done = subprocess.run([*run, "once", "--json"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    batch = json.loads(done.stdout)
    jsonschema.Draft202012Validator(SCHEMA).validate(batch)
    assert batch.get("errors", []) == []
    assert {"os", "memory", "interfaces", "processor"} <= batch["facts"].keys()


def test_it_speaks_of_itself(run: list[str]) -> None:
    for words in (("--help",), ("check-config",), ("unit",)):
        done = subprocess.run([*run, *words], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), words


def test_every_module_of_it_is_of_this_pythons_language(python: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "agent", tmp_path / "agent")
    words = [python, "-I", "-W", "error", "-m", "compileall", "-q", str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
