"""`mkaguzi standards explain`: how grave each rule is, and numbers that are not yet judged by."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.cli.command import main
from collector.steps.inspection import Inspector
from tests.web_world import NOW, World, furnish, opened

OLD = "the standards were changed since"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with opened(tmp_path) as made:
        furnish(made)
        yield made


def explained(world: World, capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, str]:
    """What is said of each rule."""
    data = str(world.house.settings.data)
    assert main(["--data", data, "standards", "explain", *words]) == 0
    parts = capsys.readouterr().out.split("\n\n")[1:]
    return {part.split()[0]: part for part in parts}


def change(world: World, text: str) -> None:
    folder = world.house.settings.data / "standards"
    folder.mkdir(exist_ok=True)
    (folder / "ours.yaml").write_text(text, encoding="utf-8")


def test_each_rule_says_how_grave_it_is(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert ": meets, major (" in explained(world, capsys, "babati-pc-01")["HW-01"]
    assert ", kubwa (" in explained(world, capsys, "babati-pc-01", "--lang", "sw")["HW-01"]


def test_numbers_that_were_changed_since_are_told_until_it_is_judged_again(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert OLD not in "".join(explained(world, capsys, "babati-pc-01").values())
    change(world, "params: {ram_min: 7 GiB}")
    told = explained(world, capsys, "babati-pc-01")
    assert "Memory at least 7 GiB" in told["HW-01"]
    assert "at least 8 GiB required" in told["HW-01"]
    assert [rule for rule in told if OLD in told[rule]] == ["HW-01"]
    world.house.rulebook.reload()
    Inspector(world.house.rulebook).sweep(world.house.engine, NOW, whole=True)
    told = explained(world, capsys, "babati-pc-01")
    assert "at least 7 GiB required" in told["HW-01"]
    assert OLD not in "".join(told.values())


def test_a_rule_that_was_switched_off_since_is_told(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    change(world, "change: {HW-01: {enabled: false}}")
    told = explained(world, capsys, "babati-pc-01")
    assert [rule for rule in told if OLD in told[rule]] == ["HW-01"]
