"""A machine that was renamed keeps its name here, and is found by the present one too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.report import Batch
from collector.cli.command import main
from collector.store.state import called
from tests.test_pages_fleet import get, hosts
from tests.watched import SITE, Watched, watched
from tests.web_world import NOW as THEN
from tests.web_world import World, furnish, golden, opened

ONE, TWO = "1" * 32, "2" * 32


@pytest.fixture(scope="module")
def world(each_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with opened(tmp_path_factory.mktemp("renamed")) as made:
        furnish(made)
        clock = golden().clock._replace(wall=float(THEN - 30), mono=90_030.0)
        facts: Any = {"os": {"family": "linux", "id": "ubuntu", "hostname": "Treasury-2"}}
        made.deliver(Batch("b" * 32, 900_000, clock, [], facts, [], []))
        yield made


def test_the_present_name_is_searched_and_shown(world: World) -> None:
    page = get(world, "/assets?q=treasury-2")
    assert hosts(page) == ["mbulu-pc-07"]
    assert "calls itself Treasury-2 now" in page
    assert hosts(get(world, "/assets?q=mbulu-pc-07")) == ["mbulu-pc-07"]
    assert get(world, "/assets").count("calls itself") == 1
    assert hosts(get(world, "/council/mbulu-dc?q=treasury")) == ["mbulu-pc-07"]


def test_the_present_name_is_searched_within_the_readers_scope(world: World) -> None:
    here = world.asset("mbulu-pc-07")
    assert hosts(get(world, "/assets?q=treasury", "babati")) == []
    assert "Treasury-2" not in get(world, f"/asset/{here}", "babati")
    assert "sasa kinajiita Treasury-2" in get(world, "/assets?q=treasury", "mbulu")


def test_an_assets_page_tells_what_it_calls_itself(world: World) -> None:
    here = f"/asset/{world.asset('mbulu-pc-07')}"
    assert "<p>calls itself Treasury-2 now</p>" in get(world, here)
    assert "<p>sasa kinajiita Treasury-2</p>" in get(world, here, "mbulu")
    assert "calls itself" not in get(world, f"/asset/{world.asset('mbulu-pc-08')}")


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Watched]:
    """pc-a was renamed pc-a-new."""
    with watched(tmp_path / "var") as made:
        made.enrol(ONE)
        made.send(ONE, 1, "pc-a", "desktop")
        made.pass_(60)
        made.send(ONE, 2, "pc-a-new", "desktop")
        yield made


def said(capsys: pytest.CaptureFixture[str], one: Watched, *words: str, code: int = 0) -> str:
    capsys.readouterr()
    assert main(["--data", str(one.folder), *words]) == code
    told = capsys.readouterr()
    return told.err if code else told.out


def another(one: Watched, host: str) -> str:
    """Another machine comes; its id."""
    one.enrol(TWO)
    one.send(TWO, 1, host, "desktop")
    return next(str(row.id) for row in one.rows("asset") if row.host != "pc-a")


@pytest.mark.parametrize("name", ["pc-a", "pc-a-new", "PC-A-NEW"])
def test_a_command_finds_it_by_either_name(
    one: Watched, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    told = said(capsys, one, "standards", "explain", name, "--lang", "sw").splitlines()[0]
    assert re.fullmatch(rf"pc-a \(\w+\), desktop, {SITE}, sasa kinajiita pc-a-new", told)
    assert said(capsys, one, "assets", "retire", name).startswith("pc-a (")


def test_the_list_of_assets_tells_it(one: Watched, capsys: pytest.CaptureFixture[str]) -> None:
    another(one, "pc-b")
    assert said(capsys, one, "assets", "list").count("calls itself pc-a-new now") == 1


@pytest.mark.parametrize("name", ["pc-a-new", "pc-a"])
def test_of_two_that_answer_to_a_name_none_is_guessed(
    one: Watched, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """The other took the present name, or the name that the first has here alone."""
    other = another(one, name)
    told = said(capsys, one, "assets", "retire", name, code=1)
    assert f"2 assets answer to {name}; name one by its id:" in told
    assert "pc-a (calls itself pc-a-new now)" in told
    assert f"  {other}  " in told
    assert {row.state for row in one.rows("asset")} == {"in_use"}
    assert said(capsys, one, "assets", "retire", other).endswith(f"({other}) is retired\n")


def test_of_two_that_are_one_the_one_is_meant(
    one: Watched, capsys: pytest.CaptureFixture[str]
) -> None:
    other = another(one, "pc-a-new")
    said(capsys, one, "assets", "merge", other, "pc-a", "--by", "Asha")
    assert said(capsys, one, "assets", "settle", "pc-a-new").startswith("pc-a (")


def test_who_bears_its_name_has_it_alone(one: Watched, capsys: pytest.CaptureFixture[str]) -> None:
    """The others of that name have their id behind it."""
    one.send(ONE, 3, "pc-a", "desktop")
    other = another(one, "pc-a")
    assert said(capsys, one, "assets", "retire", "pc-a").startswith("pc-a (")
    assert said(capsys, one, "assets", "retire", f"pc-a~{other}").startswith(f"pc-a~{other} (")


@pytest.mark.parametrize(
    ("host", "hostname", "told"),
    [
        ("pc-a", "pc-b", "pc-b"),
        ("pc-a", "PC-A", None),
        ("pc-a~id", "pc-a", None),
        ("pc-a~id", "pc-b", "pc-b"),
        ("pc-a", None, None),
        ("pc-a", "\x1b", None),
        ("pc-a", "pc\x1bb", "pc b"),
    ],
)
def test_when_it_calls_itself_otherwise(host: str, hostname: str | None, told: str | None) -> None:
    assert called.otherwise("id", host, hostname) == told
