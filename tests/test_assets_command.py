"""`mkaguzi assets`: what a person decides about machines, over a real data folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.report import Batch, Clock
from collector.cli.command import main
from collector.store.state import assets
from collector.store.state.database import reader
from tests.test_naming import COPY, HP
from tests.watched import NOW, Watched, watched

ONE = "1" * 32


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Watched]:
    """A machine and a copy of its disk on another one."""
    with watched(tmp_path / "var") as made:
        made.enrol(ONE)
        for n, whole in enumerate((HP, COPY)):
            facts: Any = {"os": {"hostname": "pc-1"}, "machine": {**whole, "chassis": "desktop"}}
            stamp = Clock(float(NOW), 100.0 + n, f"boot-{n}")
            made.deliver(Batch(ONE, n, stamp, [], facts, [], []))
        yield made


def said(capsys: pytest.CaptureFixture[str], one: Watched, *words: str) -> str:
    """What a command says; it must succeed."""
    capsys.readouterr()
    assert main(["--data", str(one.folder), "assets", *words]) == 0
    return capsys.readouterr().out


def ids(one: Watched) -> tuple[str, str]:
    """The machine and its copy."""
    found = {row.host: str(row.id) for row in one.rows("asset")}
    return found.pop("pc-1"), found.popitem()[1]


def state(one: Watched, asset_id: str) -> str:
    with reader(one.collector.engine).connect() as connection:
        row = assets.get(connection, asset_id)
    return str(row.state) if row is not None else "gone"


def test_what_is_doubtful_is_listed_with_the_reason(
    one: Watched, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = ids(one)
    told = said(capsys, one, "list")
    assert f"? {second}" in told
    assert f"same agent as asset {first}, another serial number, UUID" in told


def test_two_assets_are_one_and_then_they_are_not(
    one: Watched, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = ids(one)
    told = said(capsys, one, "merge", f"pc-1~{second}", "pc-1", "--by", "Asha")
    assert f"assets split {second}" in told
    assert state(one, second) == "merged"
    told = said(capsys, one, "settle", second)
    assert told == f"pc-1 ({first}) is not in doubt: nothing was to do\n"  # what leads on, leads on
    said(capsys, one, "split", second, "--by", "Asha")
    assert state(one, second) == "in_use"
    told = said(capsys, one, "rulings")
    assert [line.split()[5] for line in told.splitlines()] == ["split", "merge"]
    assert "Asha" in told


def test_a_copy_that_is_settled_must_enrol_anew(
    one: Watched, capsys: pytest.CaptureFixture[str]
) -> None:
    _, second = ids(one)
    told = said(capsys, one, "settle", second)
    assert "another machine has its agent 11111111 too: enrol this one anew" in told
    assert "?" not in said(capsys, one, "list")


def test_what_was_learned_can_be_forgotten(
    one: Watched, capsys: pytest.CaptureFixture[str]
) -> None:
    with one.collector.engine.begin() as connection:
        key = next(k for k in assets.keys_of(connection, ids(one)[0]) if k.kind == "serial")
        assets.note_shared(connection, key, NOW)
    assert said(capsys, one, "shared").startswith("serial  hp/czc1234abc  since ")
    said(capsys, one, "forget", "serial", "hp/czc1234abc")
    assert said(capsys, one, "shared") == ""
    assert main(["--data", str(one.folder), "assets", "forget", "serial", "x"]) == 1


def test_who_is_retired_has_no_verdicts(one: Watched, capsys: pytest.CaptureFixture[str]) -> None:
    first, _ = ids(one)
    assert any(row.asset == first for row in one.rows("verdict"))
    assert f"pc-1 ({first}) is retired" in said(capsys, one, "retire", "pc-1")
    assert f"pc-1 ({first}) was retired already" in said(capsys, one, "retire", "pc-1")
    assert [row.what for row in one.rows("ruling")] == ["retire"]
    assert not any(row.asset == first for row in one.rows("verdict"))
    assert state(one, first) == "retired"


def test_machines_and_sites_are_moved(one: Watched, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = ids(one)
    assert said(capsys, one, "move", "pc-1", "--to", "babati-tc-hq") == "1 moved to babati-tc-hq\n"
    told = said(capsys, one, "move", "pc-1", first, "--to", "babati-tc-hq")
    assert told == "0 moved to babati-tc-hq, 1 there already\n"
    told = said(capsys, one, "move", "pc-1", second, "--to", "babati-tc-hq")
    assert told == "1 moved to babati-tc-hq, 1 there already\n"
    assert [row.what for row in one.rows("ruling")] == ["move", "move"]
    assert "2 moved" in said(capsys, one, "move", "--all-of", "babati-tc-hq", "--to", "mbulu-dc-hq")
    assert main(["--data", str(one.folder), "assets", "move", "--to", "mbulu-dc-hq"]) == 1
    assert main(["--data", str(one.folder), "assets", "move", "pc-1", "--to", "nowhere"]) == 1


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["merge", "pc-1", "pc-1"], "two different assets are needed"),
        (["split", "pc-1"], "was not merged"),
        (["settle", "pc-99"], "there is no asset pc-99"),
        (["move", "--all-of", "mbulu-dc-hq", "--to", "mbulu-dc-hq"], "name one site"),
    ],
)
def test_what_cannot_be_is_told(
    one: Watched, capsys: pytest.CaptureFixture[str], words: list[str], reason: str
) -> None:
    assert main(["--data", str(one.folder), "assets", *words]) == 1
    assert reason in capsys.readouterr().err


def test_the_check_of_the_region_tells_of_assets_at_sites_it_does_not_name(
    one: Watched, capsys: pytest.CaptureFixture[str]
) -> None:
    file = one.folder / "organisation.yaml"
    text = file.read_text(encoding="utf-8")
    check = ["--data", str(one.folder), "organisation", "check"]
    assert main(check) == 0
    assert "note:" not in capsys.readouterr().out
    file.write_text(text.replace("code: mbulu-dc-hq", "code: mbulu-new"), encoding="utf-8")
    assert main(check) == 0
    told = capsys.readouterr().out
    assert "note: at mbulu-dc-hq, which the file does not name, there are 2 assets" in told
    assert "mkaguzi assets move --all-of mbulu-dc-hq --to SITE" in told
    said(capsys, one, "retire", ids(one)[0])
    assert main(check) == 0
    assert "there is 1 asset." in capsys.readouterr().out


def test_a_changed_organisation_reaches_the_assets_within_a_minute(one: Watched) -> None:
    file = one.folder / "organisation.yaml"
    text = file.read_text(encoding="utf-8")
    site = next(line for line in text.splitlines() if "code: mbulu-dc-hq" in line)
    other = next(line for line in text.splitlines() if "code: babati-tc-hq" in line)
    swapped = text.replace(site, "#1").replace(other, site).replace("#1", other)
    file.write_text(swapped, encoding="utf-8")
    one.minute()
    assert {row.org for row in one.rows("asset")} == {"babati-tc"}
    assert "moved" in {row.kind for row in one.rows("event")}
