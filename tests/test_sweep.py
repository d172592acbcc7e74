"""The sweep: silence is told in time, never beyond what is known, and costs next to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from agent.report import Block, Series
from collector.judge.due import is_news
from collector.judge.verdict import COMPLIANT, Evidence, Verdict
from collector.steps.inspection import Inspector
from collector.store.state import assets
from tests import test_pipeline as batches
from tests.standing import SITE, Parts, parts

NOW, HOUR, DAY = batches.NOW, 3600, 86_400


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Parts]:
    with parts(tmp_path) as opened:
        batches.enrolled(opened, batches.ONE)
        yield opened


def inspector(inside: Parts) -> Inspector:
    return Inspector(inside.rulebook, heard=inside.pipeline.heard_until)


def status(inside: Parts, rule: str) -> str:
    [found] = [row.status for row in inside.rows("verdict") if row.rule == rule]
    return str(found)


def server(inside: Parts, **more: Any) -> None:
    facts = batches.hosted("srv", machine={"chassis": "server"})
    batches.run(inside, batches.made(facts=facts, **more))


def test_silence_is_not_told_beyond_what_is_applied(inside: Parts) -> None:
    """An hour of batches is in the journal, acknowledged, and waits for the follower."""
    server(inside)
    for n in range(1, 13):
        batches.accept(inside, batches.made(seq=1 + n, at=NOW + 300 * n))
    look = inspector(inside)
    assert look.sweep(inside.engine, NOW + HOUR + 1) == 0
    assert status(inside, "HLT-03") == "compliant"
    inside.catch_up()
    look.sweep(inside.engine, NOW + HOUR + 901)
    assert status(inside, "HLT-03") == "breach"


def test_a_silence_is_told_within_a_minute_of_its_time(inside: Parts) -> None:
    server(inside)
    look = inspector(inside)
    for minute in range(1, 17):
        look.sweep(inside.engine, NOW + 60 * minute)
        assert status(inside, "HLT-03") == ("breach" if minute > 15 else "compliant")


def test_what_must_last_is_told_when_it_has_lasted(inside: Parts) -> None:
    """By its samples: a machine that is off meanwhile has not been full for longer."""
    tags = {"path": "/", "mode": "rw"}
    full = Series("disk", tags, {"total": [10**11], "free": [10**9]})
    look = inspector(inside)
    for number, minute in enumerate(range(0, 36, 5)):
        at = NOW + 60 * minute
        server(inside, seq=number, at=at, blocks=[Block(at, 60, 1, [full])])
        look.sweep(inside.engine, at + 60)
        assert status(inside, "HLT-01") == ("breach" if minute >= 30 else "unknown")


def judged_by(inside: Parts, now: int, *, whole: bool = False) -> int:
    """How many statements that write a sweep makes."""
    said: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(("UPDATE", "INSERT", "DELETE")):
            said.append(statement)

    event.listen(inside.engine, "before_cursor_execute", note)
    inspector(inside).sweep(inside.engine, now, whole=whole)
    event.remove(inside.engine, "before_cursor_execute", note)
    return len(said)


def test_a_minute_of_silence_is_not_written(inside: Parts) -> None:
    server(inside)
    with inside.engine.begin() as connection:
        for n in range(50):
            made = assets.add(connection, f"pc-{n}", "mbulu-dc", SITE, NOW, None)
            assets.change(connection, made, last_seen=NOW - 20 * DAY)
    inspector(inside).sweep(inside.engine, NOW + HOUR, whole=True)
    assert status(inside, "HLT-03") == "breach"
    for minute in range(1, 10):
        assert judged_by(inside, NOW + HOUR + 60 * minute) == 0
    assert judged_by(inside, NOW + HOUR + 660, whole=True) <= 2  # longer by a tenth: one of 51


def test_an_asset_that_is_retired_is_left_alone(inside: Parts) -> None:
    server(inside)
    [one] = inside.rows("asset")
    with inside.engine.begin() as connection:
        assets.change(connection, one.id, state=assets.RETIRED)
    assert inspector(inside).sweep(inside.engine, NOW + DAY, whole=True) == 0


def verdict(observed: Any, fact: str = "silence.lasts", since: str = "", **more: Any) -> Verdict:
    found = (Evidence(fact, observed, "at_most", 900, "s", beside=since),)
    return Verdict("HLT-03", 1, "breach", "critical", False, found, NOW)._replace(**more)


@pytest.mark.parametrize(
    ("before", "after", "worth"),
    [
        (verdict(1000), verdict(1060), False),
        (verdict(1000), verdict(1101), True),
        (verdict(0), verdict(80), False),  # far from its bound
        (verdict(0), verdict(800), True),
        (verdict(None), verdict(60), True),
        (verdict(1000), verdict(1060, severity="major"), True),
        (verdict(1000), verdict(1060, gap=True), True),
        (verdict(1000), verdict(1060, version=2), True),
        (verdict(10, "memory.installed"), verdict(11, "memory.installed"), True),
        (verdict(1000), verdict(1000), False),
        (None, verdict(0), True),
        (verdict(1000), verdict(1000, since="5"), True),  # words tell since when
        (verdict(1000, since="5"), verdict(1060, since="5"), False),
        (
            verdict(5, since="5", status=COMPLIANT),
            verdict(9, since="66", status=COMPLIANT),
            False,
        ),  # or not
    ],
)
def test_what_is_worth_writing(before: Verdict | None, after: Verdict, worth: bool) -> None:
    assert is_news(before, after) is worth
