"""Long lists are looked through once, and again only when they changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from collector.judge import remembering as module
from collector.judge.remembering import remembering


class Asked:
    """A question that notes what it was asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, rows: Sequence[Any], broken: bool) -> tuple[int, bool]:
        self.times += 1
        return sum(row["size"] for row in rows), broken


def programs(count: int, **first: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{"name": f"p{n}", "size": n} for n in range(count)]
    rows[0] |= first
    return rows


def test_the_same_rows_are_looked_through_once() -> None:
    question = Asked()
    ask = remembering(question)
    assert {ask(programs(100), False) for _ in range(5)} == {(4950, False)}
    assert question.times == 1


@pytest.mark.parametrize(
    "change", [{"name": "q"}, {"size": 7}, {"size": 0.0}, {"size": False}, {"new": None}]
)
def test_whatever_changes_in_a_row_is_looked_at(change: dict[str, Any]) -> None:
    question = Asked()
    ask = remembering(question)
    ask(programs(100), False)
    ask(programs(100, **change), False)
    ask(programs(100)[1:], False)
    ask(programs(100)[::-1], False)
    assert question.times == 4


def test_what_was_broken_before_is_asked_for_itself() -> None:
    ask = remembering(Asked())
    assert [ask(programs(100), broken)[1] for broken in (True, False, True)] == [True, False, True]


def test_a_short_list_is_not_remembered_and_memory_is_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_MOST", 3)
    question = Asked()
    ask = remembering(question)
    for _ in range(2):
        ask(programs(5), False)
    assert question.times == 2
    for size in (50, 51, 52, 53, 50):
        ask(programs(size), False)
    assert question.times == 7
