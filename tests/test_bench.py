"""The bench runs, and what it sends is what agents send; figures are nobody's test."""

from __future__ import annotations

import subprocess
import sys
import uuid

import pytest

from collector.identity.keys import hardware, keys_of
from tests.bench import bodies
from tests.served import ROOT

NOW = 1_800_000_000.0

pytestmark = pytest.mark.usefixtures("unmeasured")
"""It measures."""


def test_the_bench_ends_with_what_the_next_limit_is() -> None:
    asked = ["--agents", "2", "--each", "2", "--rounds", "1"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.bench_batches", *asked],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "each is an asset of its own" in done.stdout
    assert "The next limit: " in done.stdout


def test_each_agent_of_the_bench_is_another_machine_with_all_this_one_tells() -> None:
    machine = bodies.look()
    first, other = (bodies.batch(machine, uuid.uuid4().hex, 0, NOW) for _ in range(2))
    marks = [hardware(keys_of(batch.facts, batch.agent, "org")) for batch in (first, other)]
    assert marks[0]
    assert not marks[0] & marks[1]
    assert first.facts.keys() >= machine.facts.keys()
    assert first.facts.get("software") == machine.facts.get("software")
    usual = bodies.batch(machine, first.agent, 1, NOW)
    assert usual.facts == {}
    assert usual.blocks[0].steps == bodies.STEPS
