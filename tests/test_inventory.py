"""The facts are read by a child that ends: what hangs is killed, what dies costs only itself."""

from __future__ import annotations

import os
import shutil
import threading
import time
from pathlib import Path

import pytest

from agent import clock
from agent.inventory import looking
from agent.inventory.conversation import ITSELF, Answer, Request, answers
from agent.inventory.due import Due
from agent.inventory.inventory import Inventory
from agent.probe import DAY, HOUR
from agent.report import Clock
from agent.sections import fingerprint, heard

ROOT = Path(__file__).parent.parent
PROBE = (
    '"""A probe."""\nimport os, time\nfrom agent.field import Field\n'
    "EVERY = 3600.0\nDEADLINE = 1.0\n"
)
FACTS = PROBE + 'FACTS = {"word": Field("1", "a word", str)}\n'
ODD = {
    "above": FACTS + 'def read(host): return {"word": "first"}\n',
    "bad": FACTS + 'def read(host): return {"word": 5}\n',
    "chatty": FACTS + 'def read(host): print("noise" * 9999); return {"word": "said"}\n',
    "dies": FACTS + "def read(host): os._exit(3)\n",
    "hangs": FACTS + "def read(host): time.sleep(60)\n",
    "idle": FACTS + 'def read(host): return {"word": str(os.sched_getscheduler(0))}\n',
    "rare": PROBE
    + 'FIELDS = {"heat": Field("°C", "heat")}\nTAGS = ("of",)\n'
    + 'def read(host): yield {"of": "x"}, {"heat": 41.5}\n',
    "unloadable": "import no_such_module\n",
    "unhurried": FACTS + 'WAITS = True\ndef read(host): return {"word": "at last"}\n',
    "waits": FACTS + 'def read(host): return {"word": "last"}\n',
}


@pytest.fixture
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An agent whose inventory has these probes alone: a child takes the modules we have."""
    shutil.copytree(ROOT / "agent", tmp_path / "agent", ignore=shutil.ignore_patterns("*.pyc"))
    room = tmp_path / "agent" / "probes" / "inventory"
    for thing in room.iterdir():
        if thing.name != "__init__.py":
            (shutil.rmtree if thing.is_dir() else os.unlink)(thing)
    for name, text in ODD.items():
        (room / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))


def said(asked: Request) -> dict[str, Answer]:
    return {answer.name: answer for answer in answers(asked)}


@pytest.mark.usefixtures("odd")
def test_each_answers_for_itself_and_what_hangs_or_dies_holds_nobody_up() -> None:
    begun = time.monotonic()
    told = said(Request(None, {"waits": fingerprint({"word": "last"})}))
    assert time.monotonic() - begun < 20
    kinds = {name: answer.kind for name, answer in told.items() if name}
    assert kinds == {
        "above": "facts",
        "bad": "failed",
        "chatty": "facts",
        "dies": "failed",
        "hangs": "hung",
        "idle": "facts",
        "rare": "rows",
        "unhurried": "facts",
        "unloadable": "failed",
        "waits": "same",
    }
    assert heard(told["above"].content).content() == {"word": "first"}
    assert told["rare"].content == [["rare", {"of": "x"}, {"heat": 41.5}]]
    assert "word must be str" in told["bad"].content
    assert "did not answer within 1 s" in told["hangs"].content
    assert "ended before it answered" in told["dies"].content
    assert "No module named 'no_such_module'" in told["unloadable"].content


@pytest.mark.usefixtures("odd")
def test_a_child_that_idles_does_so_in_the_kernel() -> None:
    for idle, meant in ((False, os.SCHED_OTHER), (True, os.SCHED_IDLE)):
        told = said(Request(["idle"], {}, idle=idle))["idle"].content
        assert heard(told).content() == {"word": str(meant)}


@pytest.mark.usefixtures("odd")
def test_the_agent_takes_what_came_and_asks_again_only_for_what_is_due() -> None:
    ended = threading.Event()
    now = [Clock(1_795_453_500.0, 1000.0, "boot")]
    inventory = Inventory(lambda: now[0], ended.set)
    inventory.look({}, idle=False)
    assert ended.wait(30)
    found = inventory.take()
    assert found.facts.keys() == {"above", "chatty", "idle", "waits"}
    assert [(r.measurement, r.values) for r in found.readings] == [("rare", {"heat": 41.5})]
    assert inventory.failing.keys() == {"bad", "dies", "hangs", "unloadable"}
    assert {error.probe for error in inventory.errors()} == inventory.failing.keys()
    ended.clear()
    inventory.look({})
    assert not ended.wait(0.2), "nothing was due"
    assert not inventory.has_news
    now[0] = now[0]._replace(mono=now[0].mono + 300.0)
    inventory.look({})
    assert ended.wait(30)
    assert inventory.take().facts == {"unhurried": {"word": "at last"}}


@pytest.mark.usefixtures("odd")
def test_a_reading_can_be_ended_from_outside(tmp_path: Path) -> None:
    room = tmp_path / "agent" / "probes" / "inventory"
    for name in ODD:
        (room / f"{name}.py").unlink()
    (room / "for_ever.py").write_text(ODD["hangs"].replace("DEADLINE = 1.0", "DEADLINE = 60.0"))
    ended = threading.Event()
    inventory = Inventory(clock.now, ended.set)
    inventory.look({})
    while inventory._process is None:
        time.sleep(0.01)
    time.sleep(1.0)  # it has begun to hang by now; if not, it is ended all the same
    inventory.stop()
    assert ended.wait(20)


def test_where_no_child_can_be_had_that_is_told_and_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.executable", "/nonexistent/python")
    ended = threading.Event()
    inventory = Inventory(clock.now, ended.set)
    inventory.look({})
    assert ended.wait(20)
    assert inventory.complete
    assert "No such file" in inventory.failing[ITSELF]


def test_a_look_at_this_machine_tells_what_is_asked_for_alone() -> None:
    told = looking.look("os", "memory")
    assert told.found.facts.keys() == {"os", "memory"}
    assert told.errors == []


def test_what_hangs_is_asked_ever_more_rarely_until_it_answers() -> None:
    due = Due()
    due.plan({"slow": [HOUR, 20.0, False], "daily": [DAY, 20.0, False]}, 0.0)
    assert due.now(0.0) == ["slow", "daily"]
    due.failed("daily", 0.0)
    pauses, at = [], 0.0
    for _ in range(4):
        due.hung("slow", at)
        pause = next(s for s in range(0, int(DAY) + 1, 900) if "slow" in (due.now(at + s) or []))
        pauses.append(pause / HOUR)
        at += pause
    assert pauses == [1, 4, 16, 24]
    due.read("slow", at, WALL)
    assert due.now(at + HOUR - 1) == ["daily"]
    due.read("daily", at, WALL)
    assert due.now(at + HOUR) == ["slow"]
    due.all()
    assert due.now(at + HOUR) == ["slow", "daily"]


WALL = 1_795_453_500.0
PLAN: dict[str, list[float]] = {
    "daily": [DAY, 20.0, False],
    "hourly": [HOUR, 20.0, False],
    "heavy": [6 * HOUR, 20.0, True],
}


def begun_again(lasting: dict[str, int], wall: float) -> Due:
    """After a start of the machine, at the tenth second."""
    due = Due()
    due.remember(lasting, 10.0, wall)
    return due


def test_what_is_read_each_day_is_not_read_at_each_start_but_when_it_is_due() -> None:
    due = Due()
    due.plan(PLAN, 1000.0)
    for name in PLAN:
        due.read(name, 1000.0, WALL)
    assert due.lasting == {"daily": WALL + DAY}, "a start may change what the others tell"
    again = begun_again(due.lasting, WALL + 3 * HOUR)
    assert again.later(10.0) == ["daily"]
    again.plan(PLAN, 12.0)
    assert again.now(12.0) == ["hourly"], "and what waits, waits"
    assert again.now(10.0 + 21 * HOUR) == ["daily", "hourly", "heavy"]
    assert begun_again(due.lasting, WALL + DAY).later(10.0) == [], "it is due"
    again.soon(["daily"])
    assert again.lasting == {}


@pytest.mark.parametrize("wall", [0.0, WALL - 8 * DAY, WALL + DAY, 2_300_000_000.0])
def test_by_a_wrong_clock_nothing_is_put_off(wall: float) -> None:
    due = begun_again({"daily": int(WALL + DAY)}, wall)
    assert (due.later(10.0), due.lasting) == ([], {})


def test_what_failed_or_hung_is_tried_at_the_next_start() -> None:
    for fail in (Due.failed, Due.hung):
        due = Due()
        due.plan(PLAN, 0.0)
        due.read("daily", 0.0, WALL)
        fail(due, "daily", DAY)
        assert due.lasting == {}


@pytest.mark.usefixtures("odd")
def test_a_first_reading_leaves_out_what_is_to_be_read_later() -> None:
    first = said(Request(None, {}, first=True, later=("above", "hangs", "dies")))
    assert {"above", "hangs", "dies", "unhurried"}.isdisjoint(first)
    assert "waits" in first


@pytest.mark.usefixtures("odd")
def test_a_reading_that_somebody_waits_for_takes_the_place_of_an_idle_one() -> None:
    ended = threading.Event()
    inventory = Inventory(clock.now, ended.set)
    inventory.look({})
    inventory.look({}, idle=False)
    assert ended.wait(20)
    assert inventory.failing == {}
    ended.clear()
    inventory.look({}, idle=False)
    assert ended.wait(30)
    while inventory._under_way:
        time.sleep(0.05)
    told = inventory.take().facts["idle"]
    assert told == {"word": str(os.SCHED_OTHER)}
