"""The contract, its JSON Schema and the golden batches say the same, now and for ever."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent import catalogue, wire
from agent.catalogue import unknown_names
from agent.probe import find
from tests.places import places, replaced

HERE = Path(__file__).parent
GOLDEN = sorted((HERE / "golden").glob("*.json"))
SCHEMA = json.loads((HERE.parent / "agent" / "report.schema.json").read_text(encoding="utf-8"))
VALID = jsonschema.Draft202012Validator(SCHEMA)

FROZEN = {
    "batch-1-minimal.json": "8b1449414fdfafe3",
    "batch-1-server.json": "6db67d11da325434",
    "batch-1-whole.json": "2d18131003bcc955",
}
"""A golden batch's SHA-256, its first 16 digits: a changed file fails, a new one is added here."""


@pytest.mark.parametrize("file", GOLDEN, ids=lambda f: f.name)
def test_a_golden_batch_is_unchanged(file: Path) -> None:
    assert hashlib.sha256(file.read_bytes()).hexdigest()[:16] == FROZEN[file.name]


def test_no_golden_batch_is_missing() -> None:
    assert {file.name for file in GOLDEN} == set(FROZEN)


@pytest.mark.parametrize("file", GOLDEN, ids=lambda f: f.name)
def test_a_golden_batch_is_understood_and_loses_nothing(file: Path) -> None:
    thing = json.loads(file.read_text(encoding="utf-8"))
    VALID.validate(thing)
    batch = wire.decode(thing)
    assert wire.decode(json.loads(wire.encode(batch))) == batch
    for key, value in wire.as_object(batch).items():
        assert value == thing.get(key, value)


def test_all_that_an_agent_of_today_says_is_in_the_catalogue() -> None:
    thing = json.loads((HERE / "golden" / "batch-1-whole.json").read_text(encoding="utf-8"))
    batch = wire.decode(thing)
    assert unknown_names(batch, catalogue.of(find())) == []
    told = {s.measurement for block in batch.blocks for s in block.series}
    assert told == {"cpu", "disk", "diskio", "mem", "net", "processes", "swap", "system"}


def accepted(thing: object) -> bool:
    try:
        wire.decode(thing)
    except wire.MalformedError:
        return False
    return True


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=200),
    st.just([]),
    st.just({}),
    st.just("x" * 5000),
)
BASE = json.loads((HERE / "golden" / "batch-1-server.json").read_text(encoding="utf-8"))


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(path=st.sampled_from(places(BASE)), value=JUNK)
def test_code_and_schema_agree_on_what_is_a_batch(path: tuple[Any, ...], value: Any) -> None:
    thing = replaced(BASE, path, value)
    if isinstance(value, list) and "fields" in path:
        return  # a column of the wrong length: beyond what a schema can say
    if path[-1] == "steps":
        return  # the same, from the other side
    assert accepted(thing) == VALID.is_valid(thing), (path, value)
