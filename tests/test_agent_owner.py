"""Root enrols for a service that is another user: what is kept is that user's."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.delivery.enrol import NOT_WANTED
from tests.opened import open_the_way
from tests.served import NOBODY, ROOT
from tests.standing import SITE, Standing, standing

PYTHON = "/usr/bin/python3"
"""The system's, which any user may run; that of the tests may lie in root's home."""
pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="root alone can become another user")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Standing]:
    with standing(tmp_path / "collector") as here:
        yield here


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A folder of nobody's."""
    place = tmp_path / "agent"
    place.mkdir(mode=0o700)
    open_the_way(tmp_path)
    os.chown(place, NOBODY, NOBODY)
    return place


def agent(*words: str) -> subprocess.CompletedProcess[str]:
    run = [PYTHON, "-m", "agent", *words]
    return subprocess.run(run, capture_output=True, text=True, check=False, cwd=ROOT)


def owners(folder: Path) -> set[tuple[int, int]]:
    files = (folder, *folder.rglob("*"))
    return {(file.stat().st_uid, file.stat().st_gid) for file in files}


def test_what_root_enrols_is_the_folders_owners(house: Standing, state: Path) -> None:
    done = agent("--state", str(state), "enrol", house.code())
    assert f"at site {SITE}" in done.stdout, done.stderr
    assert (state / "identity.json").exists()
    assert owners(state) == {(NOBODY, NOBODY)}


def test_in_a_folder_of_roots_own_it_stays_roots(house: Standing, tmp_path: Path) -> None:
    assert agent("--state", str(tmp_path / "new"), "enrol", house.code()).returncode == 0
    assert owners(tmp_path / "new") == {(0, 0)}


def test_the_code_may_lie_beside_the_settings(house: Standing, state: Path) -> None:
    ini = state.parent / "agent.ini"
    ini.write_text("[agent]\n")
    words = ("--config", str(ini), "--state", str(state), "enrol")
    done = agent(*words)
    assert (done.returncode, "no code was given" in done.stderr) == (2, True)
    (state.parent / "site.mkaguzi").write_text(f"# Mbulu\n{house.code()}\n")
    assert agent(*words).returncode == 0
    (state.parent / "site.mkaguzi").write_text(house.code(now=0))
    done = agent(*words)
    assert (done.returncode, "not enrolled" in done.stderr) == (NOT_WANTED, True)


def test_another_user_runs_what_root_compiled_for_itself(state: Path) -> None:
    """Root's own caches of Python, which no other user may look into, are no obstacle."""
    copy = Path(tempfile.mkdtemp()) / "agent"
    shutil.copytree(ROOT / "agent", copy)
    for folder in copy.rglob("__pycache__"):
        folder.chmod(0o700)
    open_the_way(copy)
    looked = "import os, sys; os.setuid(65534); from agent.probe import find; print(len(find()))"
    done = subprocess.run(
        [PYTHON, "-c", looked],
        capture_output=True,
        text=True,
        cwd=copy.parent,
        check=False,
    )
    assert int(done.stdout) > 20, done.stderr
    shutil.rmtree(copy.parent)
