"""The agent on Windows, by Wine: a real Windows Python enrols, samples, survives and delivers."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.wire import decode
from tests.bench.day_windows import FIELDS
from tests.on_windows import NEEDS, OnWindows
from tests.standing import SITE, Standing, standing, until

pytestmark = [pytest.mark.needs(*NEEDS), pytest.mark.usefixtures("unmeasured")]
PATIENCE = 60.0


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Standing]:
    with standing(tmp_path / "collector") as here:
        yield here


def test_its_python_is_of_windows_with_psutil_and_pywin32(on_windows: OnWindows) -> None:
    said = on_windows.python(
        "-I", "-c", "import json, platform, ssl, sys, psutil, win32service, win32com.client;"
        "print(json.dumps([sys.platform, sys.version_info[:2], platform.release(), sys.path,"
        "sys.flags.isolated, psutil.virtual_memory().total > 0]))",
    )  # fmt: skip
    system, version, release, path, isolated, memory = json.loads(said)
    assert (system, version, release, isolated, memory) == ("win32", [3, 13], "10", 1, True)
    assert path == ["C:\\Mkaguzi\\python313.zip", "C:\\Mkaguzi"]


def test_nothing_but_the_installation_is_looked_for_modules(on_windows: OnWindows) -> None:
    (on_windows.windows.drive / "psutil.py").write_text("raise SystemExit('somebody else')")
    assert on_windows.python("-c", "import psutil; print(psutil.__file__)").startswith("C:\\Mkag")


def test_once_shows_what_it_would_send(on_windows: OnWindows) -> None:
    code, said = on_windows.agent("once", "once", "--json")
    assert code == 0, said
    batch = decode(json.loads(said.splitlines()[-1]))  # what Wine itself says stands before
    measured = {series.measurement for block in batch.blocks for series in block.series}
    assert {"cpu", "mem", "net", "system"} <= measured, batch.errors
    for series in batch.blocks[0].series:
        assert set(series.fields) == FIELDS[series.measurement], "the day of a site has these"
    failed = {error.probe for error in batch.errors}
    assert failed <= {"swap", "starts"}, "Wine has no PDH counters, no queries of events"
    assert "memory" in batch.facts
    assert not on_windows.place("once").exists(), "nothing is kept"


READ = """
import threading, time
from pathlib import Path
from agent import store
file = Path("C:/read.json")
store.save(file, {"n": 1})
reader = file.open("rb")
threading.Timer(0.3, reader.close).start()
try:
    Path("C:/other").write_text("other")
    Path("C:/other").replace(file)
except PermissionError:
    print("it is held")
store.save(file, {"n": 2})
print(store.load(file))
"""


def test_a_file_that_somebody_reads_is_replaced_when_he_is_done(on_windows: OnWindows) -> None:
    assert on_windows.python("-I", "-c", READ).splitlines() == ["it is held", "{'n': 2}"]


def test_it_enrols_over_tls_and_its_batch_is_judged(on_windows: OnWindows, house: Standing) -> None:
    code, said = on_windows.agent("judged", "enrol", house.code())
    assert code == 0, said
    assert f"at site {SITE}" in said
    process = on_windows.start("judged", "run", "--beside", stdin=subprocess.PIPE)
    try:
        until(lambda: house.inside.rows("verdict"), "a verdict", PATIENCE)
        code, said = on_windows.agent("judged", "status")
        assert code == 0, said
        assert "running" in said
        code, said = on_windows.agent("judged", "run")
        assert "another agent runs" in said
    finally:
        process.communicate(timeout=PATIENCE)  # its standard input ends
    assert process.returncode == 0
    until(lambda: "agent_stopped" in _events(house), "its goodbye", PATIENCE)
    code, said = on_windows.agent("judged", "status")
    assert (code, said.startswith("NOT RUNNING (stopped ")) == (1, True), said


def _events(house: Standing) -> list[str]:
    return [row.kind for row in house.inside.rows("event")]


def test_what_it_spooled_outlives_its_kill_and_is_delivered_once(
    on_windows: OnWindows, tmp_path: Path
) -> None:
    with standing(tmp_path / "collector") as house:
        address = house.address
        assert on_windows.agent("killed", "enrol", house.code())[0] == 0
    spool = on_windows.place("killed") / "spool"
    for number in range(1, 4):
        _killed_when(lambda number=number: len(list(spool.glob("*.batch"))) >= number, on_windows)
    waiting = [file.read_bytes()[8:] for file in sorted(spool.glob("*.batch"))]
    with standing(tmp_path / "collector", address) as house:
        process = on_windows.start("killed", "run", "--beside", stdin=subprocess.PIPE)
        until(lambda: not list(spool.glob("*.batch")), "all is delivered", 2 * PATIENCE)
        process.communicate(timeout=PATIENCE)
        kept = [entry.body for _, entry in house.inside.journal.after(0, 1000)]
    assert len(waiting) == 3
    assert [kept.count(body) for body in waiting] == [1, 1, 1]


def _killed_when(true: object, on_windows: OnWindows) -> None:
    process = on_windows.start("killed", "run")
    try:
        until(true, "a batch waits in the spool", PATIENCE)  # type: ignore[arg-type]
        time.sleep(0.2)
    finally:
        process.kill()
        process.communicate()
