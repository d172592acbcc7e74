"""The wire contract: what goes out comes back, and what is no batch is refused with a reason."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent import limits
from agent.report import Batch, Block, Clock, Event, ProbeError, Series
from agent.wire import MalformedError, as_object, decode, encode

BATCH = Batch(
    agent="6f0e0a4c4b0b4b9fb5a3b7f0c1d2e3f4",
    seq=7,
    clock=Clock(wall=1_795_000_000.25, mono=3600.5, boot="b1"),
    blocks=[
        Block(
            start=1_794_999_880,
            step=60,
            steps=3,
            series=[Series("cpu", {"cpu": "cpu-total"}, {"usage_user": [1.5, None, 2.25]})],
        )
    ],
    facts={"os": {"name": "Debian GNU/Linux"}, "disks": [{"name": "sda", "size": 1}]},
    events=[Event(1_795_000_000.0, "started", {"version": "0.1.0"})],
    errors=[ProbeError(1_795_000_000.0, "diskio", "no permission")],
)


def test_a_batch_survives_the_wire() -> None:
    assert decode(json.loads(encode(BATCH))) == BATCH


def test_unknown_keys_are_ignored_because_the_contract_is_additive() -> None:
    thing = as_object(BATCH) | {"colour": "blue"}
    thing["clock"]["leap"] = 1
    assert decode(thing) == BATCH


def spoiled(**change: Any) -> dict[str, Any]:
    return as_object(BATCH) | change


@pytest.mark.parametrize(
    ("thing", "reason"),
    [
        ([], "batch: an object is needed, not list"),
        (spoiled(agent=None), "agent: a text is needed, not nothing"),
        (spoiled(agent=""), "agent: must not be empty"),
        (spoiled(seq=-1), "seq: -1 is out of range"),
        (spoiled(seq=True), "seq: a whole number is needed, not bool"),
        (spoiled(version=0), "version: 1 or later is needed, not 0"),
        (spoiled(clock={"wall": 1, "mono": 1}), "clock.boot: a text is needed, not nothing"),
        (spoiled(events={}), "events: a list is needed, not dict"),
        (spoiled(facts={"os": {"name": None}}), "facts.os.name: .* not nothing"),
    ],
)
def test_what_is_no_batch_is_refused_with_place_and_reason(thing: object, reason: str) -> None:
    with pytest.raises(MalformedError, match=reason):
        decode(thing)


def test_a_column_must_have_a_value_for_each_step() -> None:
    thing = json.loads(encode(BATCH))
    thing["blocks"][0]["series"][0]["fields"]["usage_user"].pop()
    with pytest.raises(MalformedError, match="3 values are needed, one a step, not 2"):
        decode(thing)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**70, [1], {}])
def test_a_value_that_no_store_can_hold_is_refused(value: object) -> None:
    thing = json.loads(encode(BATCH))
    thing["blocks"][0]["series"][0]["fields"]["usage_user"][1] = value
    with pytest.raises(MalformedError, match=r"blocks\[0\].series\[0\].fields.usage_user"):
        decode(thing)


# --- limits in all --------------------------------------------------------------------------------


EMPTY = BATCH._replace(blocks=[], facts={}, events=[], errors=[])


def blocks(count: int, series: int, fields: int, steps: int) -> list[Block]:
    columns: dict[str, Any] = {f"f{n}": [1] * steps for n in range(fields)}
    return [
        Block(60 * n, 60, steps, [Series(f"m{n}-{i}", {}, columns) for i in range(series)])
        for n in range(count)
    ]


def rows(sections: int, each: int, wide: int = 1) -> dict[str, Any]:
    row = {f"k{n}": 1 for n in range(wide)}
    return {f"s{n}": [row] * each for n in range(sections)}


TOO_MUCH = [
    ({"blocks": blocks(3, 1000, 1, 1)}, "batch: at most 2000 series, not 3000"),
    ({"blocks": blocks(200, 10, 1, 101)}, "batch: at most 200000 values, not 202000"),
    ({"facts": rows(201, 100)}, "batch: at most 20000 rows, not 20100"),
    ({"facts": {"a": {"b": [{"c": 1}] * 20_000}, "d": [{}]}}, "batch: at most 20000 rows"),
    ({"facts": rows(10, 2000, 11)}, "batch: at most 200000 values, not 220000"),
    ({"facts": rows(257, 1)}, "facts: at most 256 sections, not 257"),
    ({"errors": [ProbeError(1.0, "p", "")] * 501}, "errors: at most 500 entries, not 501"),
    ({"events": [Event(1.0, "e", {str(n): n for n in range(100)})] * 2001}, "at most 200000 val"),
]


@pytest.mark.parametrize(("change", "reason"), TOO_MUCH)
def test_a_batch_is_bounded_in_all_not_in_each_list_alone(
    change: dict[str, Any], reason: str
) -> None:
    with pytest.raises(MalformedError, match=reason):
        decode(as_object(EMPTY._replace(**change)))


@pytest.mark.parametrize(
    "change",
    [
        {"blocks": blocks(2, 1000, 20, 5)},
        {"facts": rows(200, 100, 10)},
        {"facts": rows(2, limits.PROBE_ROWS, 5)},
        {"blocks": blocks(4, limits.PROBE_SERIES, 10, 5)},
    ],
)
def test_what_is_within_the_bounds_is_a_batch(change: dict[str, Any]) -> None:
    batch = EMPTY._replace(**change)
    assert limits.excess(batch) is None
    assert decode(as_object(batch)) == batch
