"""Seven days without a link: samples become coarser before any is lost; nothing is made up."""

from __future__ import annotations

import json
import zlib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.delivery.naming import is_samples, level_of, name_of, number_of, oldest_run, thinner
from agent.delivery.spool import Spool
from agent.delivery.thinning import merged, thinned
from agent.probe import counters, find_samples
from agent.wire import decode, unpacked

GROWS = {"net": frozenset({"bytes_recv"})}
BOOT = 1_795_453_500


def body(at: int, steps: int = 5, step: int = 60, **more: Any) -> bytes:
    """A batch made `at` so many seconds after boot, of samples until then."""
    first = at - steps * step
    net = {"bytes_recv": [1000 * (first + i * step) for i in range(steps)]}
    mem = {"used_percent": [float(i) for i in range(steps)], "fstype": ["ext4"] * steps}
    batch = {
        "version": 1,
        "agent": "a" * 32,
        "seq": at * 1000,
        "clock": {"wall": BOOT + at, "mono": at, "boot": "b"},
        "blocks": [
            {
                "start": BOOT + first,
                "step": step,
                "steps": steps,
                "series": [
                    {"measurement": "net", "tags": {"interface": "eth0"}, "fields": net},
                    {"measurement": "mem", "tags": {}, "fields": mem},
                ],
            }
        ],
        "facts": {},
        "events": [],
        "errors": [],
        **more,
    }
    return zlib.compress(json.dumps(batch).encode())


def opened(raw: bytes | None) -> dict[str, Any]:
    assert raw is not None
    batch: dict[str, Any] = json.loads(unpacked(raw))
    decode(batch)  # the contract's own reading
    return batch


# --- pure ----------------------------------------------------------------------------------------


def test_an_hour_of_batches_becomes_one_of_a_sample_each_five_minutes() -> None:
    made = opened(merged([body(300 * n) for n in range(1, 13)], 300, GROWS))
    [block] = made["blocks"]
    assert (block["step"], block["steps"]) == (300, 12)
    assert block["start"] == BOOT + 240  # the moment of the last of the first five
    net, mem = (series["fields"] for series in block["series"])
    assert net["bytes_recv"] == [1000 * (240 + 300 * n) for n in range(12)]
    assert mem["used_percent"] == [2.0] * 12
    assert mem["fstype"] == ["ext4"] * 12
    assert (made["seq"], made["agent"], made["clock"]["boot"]) == (3_600_001, "a" * 32, "b")


def test_a_gap_stays_a_gap_and_a_rest_is_told_at_its_own_moment() -> None:
    made = opened(merged([body(300), body(600, steps=2), body(7200)], 300, GROWS))
    starts = [(b["start"] - BOOT, b["step"], b["steps"]) for b in made["blocks"]]
    assert starts == [(240, 300, 1), (540, 120, 1), (7140, 300, 1)]


@pytest.mark.parametrize(
    "other",
    [
        body(600, agent="b" * 32),
        body(600, clock={"wall": BOOT + 600, "mono": 600, "boot": "c"}),
        body(600, clock={"wall": BOOT + 999, "mono": 600, "boot": "b"}),
        body(600, facts={"os": {"name": "Debian"}}),
        body(600, events=[{"at": 1, "kind": "agent_started", "detail": {}}]),
        b"no batch",
        zlib.compress(b"[]"),
        zlib.compress(b'{"blocks": 5}'),
    ],
    ids=["agent", "boot", "clock was set", "facts", "events", "torn", "a list", "no blocks"],
)
def test_what_does_not_belong_together_is_not_made_one(other: bytes) -> None:
    assert merged([body(300), other], 300, GROWS) is None


COLUMNS = st.lists(st.none() | st.integers(0, 10**6), min_size=1, max_size=40)


@given(COLUMNS, st.sampled_from([300, 3600]), st.sampled_from([60, 120, 300]))
def test_counters_keep_their_last_means_are_means_and_none_is_none(
    column: list[int | None], grid: int, step: int
) -> None:
    fields = {"bytes_recv": column, "level": column}
    series = {"measurement": "net", "tags": {}, "fields": fields}
    block = {"start": 0, "step": step, "steps": len(column), "series": [series]}
    each = max(1, grid // step)
    made = list(thinned([block], grid, GROWS))
    told = [
        (made_block["start"] + n * made_block["step"], *values)
        for made_block in made
        for n, values in enumerate(zip(*made_block["series"][0]["fields"].values(), strict=True))
    ]
    parts = [column[at : at + each] for at in range(0, len(column), each)]
    assert len(told) == len(parts)
    for (at, last, mean), part, number in zip(told, parts, range(len(parts)), strict=True):
        known = [value for value in part if value is not None]
        assert at == (number * each + len(part) - 1) * step
        assert last == (known[-1] if known else None)
        assert mean == (round(sum(known) / len(known)) if known else None)


def test_runs_are_neighbours_of_one_level_the_finest_first() -> None:
    s = [name_of(n, keep=False) for n in range(6)]
    kept = name_of(2, keep=True)
    assert oldest_run([s[0], s[1], kept, s[3]], 12) == [s[0], s[1]]
    assert oldest_run([s[0], kept, s[3], s[4], s[5]], 2) == [s[3], s[4]]
    assert oldest_run([s[0], kept], 12) == ()
    once = [thinner(name) for name in s]
    assert oldest_run([*once[:2], s[3], s[4]], 12) == [s[3], s[4]]
    assert oldest_run(once, 12) == once
    twice = [thinner(name) for name in once]
    assert oldest_run(twice, 12) == ()
    assert [level_of(name) for name in (s[0], once[0], twice[0])] == [0, 1, 2]
    assert all(is_samples(name) for name in (s[0], once[0], twice[0]))
    assert not is_samples(kept)
    assert [number_of(name) for name in (twice[5], "x", "000000000001-x.batch")] == [5, None, None]


def test_every_counter_of_the_catalogue_is_known() -> None:
    known = counters(find_samples())
    assert {"bytes_recv", "bytes_sent"} <= known["net"]
    assert "read_bytes" in known["diskio"]
    assert known["mem"] == frozenset()


# --- in the spool --------------------------------------------------------------------------------


def offline(
    tmp_path: Path, patched: pytest.MonkeyPatch, days: int, limit: int
) -> tuple[Spool, int]:
    """A spool that took a batch each five minutes for days, and facts each day at noon."""
    spool = Spool(tmp_path, limit, GROWS)
    patched.setattr(spool._shelf, "time", lambda name: 300.0 * (number_of(name) or 0))
    kept = 0
    for n in range(1, days * 288 + 1):
        facts = n % 288 == 144
        kept += facts
        more: dict[str, Any] = {"facts": {"os": {"name": f"day {n}"}}} if facts else {}
        spool.put(body(300 * n, **more), keep=facts)
    return spool, kept


def test_seven_days_without_a_link_cost_detail_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool, kept = offline(tmp_path, monkeypatch, 7, 100_000)
    batches = [opened(spool.get(name)) for name in spool.names()]
    assert spool.size <= 100_000
    assert spool.lost.dropped == spool.lost.torn == 0
    assert spool.lost.thinned > 0
    assert sum(bool(batch["facts"]) for batch in batches) == kept == 7
    covered = sorted(
        (b["start"] - BOOT + n * b["step"], b["step"])
        for batch in batches
        for b in batch["blocks"]
        for n in range(b["steps"])
    )
    gaps = [later - sooner for (sooner, _), (later, _) in pairwise(covered)]
    assert max(gaps) <= 3600, "no hour is without a sample"
    assert {step for at, step in covered if at > 7 * 86_400 - 3600} == {60}
    ids = {(batch["clock"]["boot"], batch["seq"]) for batch in batches}
    assert len(ids) == len(batches)


def test_where_even_the_coarsest_has_no_room_the_oldest_samples_go_and_facts_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool, kept = offline(tmp_path, monkeypatch, 7, 9_000)
    batches = [opened(spool.get(name)) for name in spool.names()]
    assert spool.size <= 9_000
    assert spool.lost.dropped > 0
    assert sum(bool(batch["facts"]) for batch in batches) == kept
    newest = max(b["start"] + (b["steps"] - 1) * b["step"] for x in batches for b in x["blocks"])
    assert newest == BOOT + 7 * 86_400 - 60


def test_a_power_cut_between_the_two_doubles_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool, _ = offline(tmp_path, monkeypatch, 1, 10**9)
    before = set(spool.names())
    spool._limit = spool.size - 1

    def cut(_name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(spool._shelf, "remove", cut)
    with pytest.raises(KeyboardInterrupt):
        spool._bound()
    again = Spool(tmp_path, 10**9, GROWS)
    assert before < set(again.names())
    assert len(again.names()) == len(before) + 1


def test_a_torn_record_among_them_costs_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool, _ = offline(tmp_path, monkeypatch, 1, 10**9)
    (tmp_path / spool.names()[3]).write_bytes(b"MKZ1")
    spool._limit = spool.size - 300  # one file's bytes go by themselves
    spool._bound()
    assert spool.lost.torn == 1
    assert spool.lost.thinned == 11
