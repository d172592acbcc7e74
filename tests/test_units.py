"""The systemd units that are printed: systemd takes them, and what they shut in runs on."""

from __future__ import annotations

import ctypes
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from agent import __version__
from agent import unit as agents_unit
from agent.cli import main as agent_main
from agent.delivery.enrol import enrol, read_code
from collector.cli.command import main as collector_main
from tests import shut_in
from tests.lacking import lacks
from tests.opened import open_the_way
from tests.served import AS_NOBODY, NOBODY, ROOT, command, own_ports, serving
from tests.web_world import form_token

pytestmark = pytest.mark.needs("systemd-analyze")
EXPOSED = {"mkaguzi.service": 20, "mkaguzi-agent.service": 20}
"""The most that `systemd-analyze security` may find, of 100. It was 48 and 57 once."""


def verified(file: Path) -> str:
    done = subprocess.run(
        ["systemd-analyze", "--man=no", "verify", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture
def an_interpreter_in_a_path_with_blanks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "a path, 100 % odd" / "python"
    place.parent.mkdir()
    place.symlink_to(sys.executable)
    monkeypatch.setattr(sys, "executable", str(place))


@pytest.mark.usefixtures("an_interpreter_in_a_path_with_blanks")
def test_the_agents_unit_is_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert agent_main(["unit"]) == 0
    file = tmp_path / "mkaguzi-agent.service"
    file.write_text(capsys.readouterr().out)
    assert "mkaguzi-agent.service" not in verified(file)


@pytest.mark.usefixtures("an_interpreter_in_a_path_with_blanks")
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


@pytest.fixture
def units(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Path]:
    """Both units in files, by their names."""
    agent_main(["unit"])
    texts = {"mkaguzi-agent.service": capsys.readouterr().out}
    collector_main(["--data", str(tmp_path), "unit"])
    texts["mkaguzi.service"] = capsys.readouterr().out
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    return {name: tmp_path / name for name in texts}


@pytest.mark.parametrize(("name", "most"), EXPOSED.items())
def test_little_is_left_open(units: dict[str, Path], name: str, most: int) -> None:
    asked = ("systemd-analyze", "security", "--offline=true", f"--threshold={most}")
    done = subprocess.run([*asked, str(units[name])], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", EXPOSED)
def test_what_a_service_makes_is_its_own(units: dict[str, Path], name: str) -> None:
    assert "UMask=0077" in units[name].read_text()


@pytest.mark.parametrize(
    ("name", "package", "words", "told"),
    [
        ("mkaguzi-agent.service", "agent", ("-m", "agent", "--version"), __version__),
        ("mkaguzi.service", "collector", ("-m", "collector.cli", "--help"), "Mkaguzi's collector"),
    ],
)
def test_no_package_in_the_folder_it_works_in_takes_its_place(
    units: dict[str, Path], tmp_path: Path, name: str, package: str, words: list[str], told: str
) -> None:
    stranger = tmp_path / "work" / package
    stranger.mkdir(parents=True)
    (stranger / "__init__.py").write_text("print('a stranger')\nraise SystemExit\n")
    found = re.search(r'^ExecStart="[^"]+" (.*?)-m ', units[name].read_text(), re.MULTILINE)
    assert found
    run = [sys.executable, *found[1].split(), *words]
    done = subprocess.run(run, capture_output=True, text=True, check=True, cwd=stranger.parent)
    assert told in done.stdout


def test_the_agents_interpreter_may_be_the_oldest() -> None:
    assert " -P " not in agents_unit.text(), "Python 3.10 does not know it"


# --- behind the system calls that the units allow -------------------------------------------------


def behind(unit: Path) -> tuple[str, ...]:
    """What starts a command shut in as a unit says."""
    return (sys.executable, shut_in.__file__, str(unit))


@pytest.fixture
def shut(units: dict[str, Path]) -> Callable[[str], tuple[str, ...]]:
    try:
        ctypes.CDLL(shut_in.LIBRARY)
    except OSError:
        lacks(shut_in.LIBRARY)
    return lambda name: behind(units[name])


def test_they_do_shut_it_in(shut: Callable[[str], tuple[str, ...]]) -> None:
    tries = (
        "import mmap, os, socket\n"
        "for name, what in (\n"
        "    ('code', lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_EXEC)),\n"
        "    ('packets', lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW)),\n"
        "    ('root', lambda: os.chroot('/')),\n"
        "):\n"
        "    try: what()\n"
        "    except PermissionError: print(name)\n"
    )
    for name in EXPOSED:
        run = [*shut(name), sys.executable, "-c", tries]
        done = subprocess.run(run, capture_output=True, text=True, check=True)
        assert done.stdout.split() == ["code", "packets", "root"], done.stderr


def facts(*before: str) -> dict[str, object]:
    """What this machine's agent finds, started so."""
    run = [*before, sys.executable, "-I", "-m", "agent", "once", "--json"]
    done = subprocess.run(run, capture_output=True, text=True, check=True, cwd=ROOT)
    batch = json.loads(done.stdout)
    if not Path("/run/systemd/system").exists():  # ProtectClock: it asks timedated, where one runs
        batch["facts"].pop("time", None)
    return {"facts": batch["facts"], "failing": [one[1] for one in batch.get("errors", [])]}


def test_every_probe_finds_the_same_behind_it(shut: Callable[[str], tuple[str, ...]]) -> None:
    assert facts(*shut("mkaguzi-agent.service")) == facts()


@pytest.mark.needs("setpriv")
def test_the_collector_does_all_its_work_behind_it(
    shut: Callable[[str], tuple[str, ...]], tmp_path: Path
) -> None:
    data = tmp_path / "var"
    own_ports(data)
    under = shut("mkaguzi.service")
    if os.getuid() == 0:  # as a user of its own, as the unit says: root would want to give files
        open_the_way(tmp_path)
        for place in (data, *data.iterdir()):
            os.chown(place, NOBODY, NOBODY)
        under = (*AS_NOBODY, *under)
    with serving(data, under=under) as served:
        address = served.wait_for(r"pages\s+(\S+)")
        served.wait_for(r"(Ctrl-C)")
        with httpx.Client(base_url=address) as browser:
            token = form_token(browser.get("/sign-in").text)
            sent = {"form_token": token, "name": "admin", "password": "a guess"}  # argon2's turn
            assert browser.post("/sign-in", data=sent).status_code == 403
        said = command(data, "agents", "code", "mbulu-dc-hq").stdout
        assert enrol(read_code(said.rpartition("enrol ")[2].strip()), {}).site == "mbulu-dc-hq"
        assert served.stop() == 0
    assert "ERROR" not in served.said(), served.said()
