"""A probe that fails, lies or hangs costs only itself, and the collector sees which and why."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from agent.field import Field, Rows
from agent.gather import Gatherer
from agent.inventory import child
from agent.limits import MAX_TAG, MAX_TEXT, PROBE_ROWS
from agent.probe import Host, Nothing, Probe
from agent.report import Clock
from agent.sections import heard

FIELDS = {"value": Field("1", "a number"), "name": Field("1", "a text", str)}
FACTS = {
    "word": Field("1", "a text", str),
    "count": Field("1", "a number", int),
    "parts": Rows({"name": Field("1", "a text", str)}, "name", "some"),
}
NOW = Clock(1_795_453_500.0, 1000.0, "boot")


def probe(name: str, read: Callable[[Host], Any], *, facts: bool = False, **more: Any) -> Probe:
    module = ModuleType(name)
    meaning = {"FACTS": FACTS} if facts else {"FIELDS": FIELDS, "TAGS": ("of",)}
    for key, value in {"read": read, **meaning, **more}.items():
        setattr(module, key, value)
    return Probe(name, more.get("EVERY", 0.0), module)


def read(probes: list[Probe], known: dict[str, str] | None = None) -> list[tuple[Any, ...]]:
    """What a child says of them, without its plan and beginnings."""
    said: list[tuple[Any, ...]] = []
    child.answer(probes, None, known or {}, lambda *parts: said.append(parts), Host(Path("/"), {}))
    return [parts for parts in said if parts[0] not in ("plan", "begins")]


def good(_host: Host) -> list[Any]:
    return [({"of": "x"}, {"value": 1.0})]


def later(seconds: float) -> Clock:
    return Clock(NOW.wall + seconds, NOW.mono + seconds, "boot")


def raising(error: BaseException) -> Callable[[Host], Any]:
    def read(_host: Host) -> Any:
        raise error

    return read


@pytest.mark.parametrize(
    ("facts", "nothing"),
    [(FACTS, {}), (Rows({"name": Field("1", "a text", str)}, "name", "x"), [])],
)
def test_what_was_there_and_is_gone_is_told_once(facts: Any, nothing: Any) -> None:
    """An antivirus that was removed must not stay in the register for ever."""
    one = probe("antivirus", raising(Nothing()), facts=True, FACTS=facts)
    assert read([one]) == [("nothing", "antivirus")]
    [(kind, _, told)] = read([one], {"antivirus": "of before"})
    assert (kind, heard(told).content()) == ("facts", nothing)
    assert read([one], {"antivirus": heard(told).hash}) == [("same", "antivirus")]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ([({}, {"value": float("nan")})], "value is nan"),
        ([({}, {"value": float("inf")})], "value is inf"),
        ([({}, {"value": b"x"})], "value must be float, not b'x'"),
        ([({}, {"value": "much"})], "value must be float"),
        ([({}, {"value": 2**80})], "more than 64 bits"),
        ([({}, {"other": 1.0})], "other is not in the catalogue"),
        ([({}, None)], "named values are needed"),
        ([({"of": 5}, {"value": 1.0})], "tags must be texts"),
        ([({"colour": "red"}, {"value": 1.0})], "colour is not in TAGS"),
        ([5], "pairs of tags and values"),
        (5, "not iterable"),
    ],
)
def test_what_a_probe_must_not_say_is_an_error_of_that_probe(found: Any, said: str) -> None:
    gatherer = Gatherer([probe("bad", lambda _: found), probe("good", good)])
    assert [r.measurement for r in gatherer.sample(NOW).readings] == ["good"]
    (error,) = gatherer.errors()
    assert (error.probe, error.at) == ("bad", NOW.wall)
    assert said in error.message


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"word": 5}, "word must be str"),
        ({"mood": "good"}, "mood is not in the catalogue"),
        ({"parts": {"name": "x"}}, "a list is needed"),
        ({"parts": [{"smell": "x"}]}, "smell is not in the catalogue"),
        ([], "named values are needed"),
    ],
)
def test_the_same_holds_for_facts(found: Any, said: str) -> None:
    (kind, name, why) = read([probe("bad", lambda _: found, facts=True)])[-1]
    assert (kind, name) == ("failed", "bad")
    assert said in why


def test_what_is_too_long_for_the_wire_is_clipped_not_refused() -> None:
    long = "x" * 10_000
    told = {"word": long, "parts": [{"name": "y"}] * (PROBE_ROWS + 5)}
    gatherer = Gatherer([probe("samples", lambda _: [({"of": long}, {"name": long})])])
    (reading,) = gatherer.sample(NOW).readings
    assert (len(reading.tags["of"]), len(str(reading.values["name"]))) == (MAX_TAG, MAX_TEXT)
    assert gatherer.errors() == []
    (kind, _, packed) = read([probe("facts", lambda _: told, facts=True)])[-1]
    assert kind == "facts"
    section: Any = heard(packed).content()
    assert (len(section["word"]), len(section["parts"])) == (MAX_TEXT, PROBE_ROWS)


def test_nothing_is_no_error() -> None:
    gatherer = Gatherer([probe("none", raising(Nothing()))])
    assert gatherer.sample(NOW).readings == []
    assert gatherer.errors() == []


def test_the_same_failure_is_told_once_an_hour_and_another_at_once() -> None:
    why = ["one"]
    gatherer = Gatherer([probe("bad", lambda _: [({}, {why[0]: 1.0})])])
    told = []
    for seconds, reason in ((0, "one"), (60, "one"), (3600, "one"), (3660, "two")):
        why[0] = reason
        gatherer.sample(later(seconds))
        told += [round(error.at - NOW.wall) for error in gatherer.errors()]
    assert told == [0, 3600, 3660]
    assert "two" in gatherer.failing["bad"]


def test_a_probe_that_works_again_fails_no_more() -> None:
    answers: list[Any] = [5, good(Host(None, {}))]  # type: ignore[arg-type]
    gatherer = Gatherer([probe("odd", lambda _: answers.pop(0))])
    gatherer.sample(NOW)
    assert gatherer.failing
    gatherer.sample(later(60))
    assert gatherer.failing == {}


def test_a_probe_that_hangs_is_left_behind_and_taken_up_when_it_comes_back() -> None:
    free = threading.Event()

    def hang(_host: Host) -> list[Any]:
        free.wait(30)
        return good(_host)

    gatherer = Gatherer([probe("hangs", hang, DEADLINE=0.1), probe("good", good)])
    start = time.monotonic()
    for seconds in (0, 60):
        assert [r.measurement for r in gatherer.sample(later(seconds)).readings] == ["good"]
    assert time.monotonic() - start < 5
    assert [e.message for e in gatherer.errors()] == [
        "HungError: it did not answer within 0 s",
        "HungError: it still has not answered",
    ]
    free.set()
    end = time.monotonic() + 10
    while len(gatherer.sample(NOW).readings) < 2:
        assert time.monotonic() < end, "it came back, and was not asked again"
        time.sleep(0.01)
    assert gatherer.failing == {}
