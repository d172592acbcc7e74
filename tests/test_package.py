"""What `pip install .` installs is whole: every file a program reads is in the wheel."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in the wheel, built as pip builds it."""
    place, source = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("source")
    for name in tracked("."):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, source / name)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(place)]
    done = subprocess.run([*command, str(source)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(next(place.glob("*.whl"))) as packed:
        return set(packed.namelist())


def tracked(folder: str) -> list[str]:
    """The files of a folder that are in the repository."""
    done = subprocess.run(
        ["git", "ls-files", folder], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize("folder", ["agent", "collector"])
def test_everything_in_the_repository_is_in_the_wheel(folder: str, wheel: set[str]) -> None:
    assert set(tracked(folder)) - wheel == set()


def test_nothing_else_is_installed(wheel: set[str]) -> None:
    tops = {name.split("/")[0] for name in wheel}
    assert {top for top in tops if not top.startswith("mkaguzi-")} == {"agent", "collector"}


def without_extras(place: Path) -> dict[str, str]:
    """The environment of an installation that has what the agent needs, and no more."""
    folder = Path(psutil.__file__).parent
    (place / folder.name).symlink_to(folder, target_is_directory=True)
    return {**os.environ, "PYTHONPATH": f"{place}:{ROOT}"}


def script(name: str) -> str:
    """A program that begins as the installed script does."""
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    lines = setup["options.entry_points"]["console_scripts"].split("\n")
    module, _, function = dict(line.split(" = ") for line in lines if line)[name].partition(":")
    return f"import sys; from {module} import {function} as main; sys.exit(main())"


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("mkaguzi", 2, "sqlalchemy is missing.*pip install '\\.\\[collector\\]'\n$"),
        ("mkaguzi-agent", 0, "^$"),
    ],
)
def test_an_agent_alone_says_how_a_collector_is_installed(
    name: str, code: int, said: str, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-S", "-c", script(name), "--version"],
        env=without_extras(tmp_path),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert re.search(said, done.stderr)
    assert done.stderr.count("\n") <= 1
