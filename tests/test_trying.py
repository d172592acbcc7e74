"""A machine that was installed while its collector was away enrols itself when it is back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent import cli, site_file
from agent.delivery import identity
from agent.delivery.enrol import read_code, write_code
from agent.delivery.introduction import introduce
from agent.delivery.trying import Tries
from agent.report import Clock
from agent.settings import Settings
from tests.standing import SITE, Standing, standing

NOW = 1_795_453_500.0


def at(seconds: float) -> Clock:
    return Clock(NOW + seconds, 1000.0 + seconds, "boot")


class Installed:
    """A machine with a code of a collector, in the file where the installer leaves it."""

    def __init__(self, folder: Path) -> None:
        self.state, self.site = folder / "state", folder / "etc" / site_file.NAME
        self.site.parent.mkdir()
        self.tries = Tries(Settings(self.state), self.site)

    def status(self, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
        """What the command says."""
        config = self.site.with_name("agent.ini")
        config.write_text("")
        code = cli.main(["--config", str(config), "--state", str(self.state), "status"])
        return code, capsys.readouterr().err


@pytest.fixture
def machine(tmp_path: Path) -> Installed:
    return Installed(tmp_path)


def left_with(machine: Installed, house: Standing, **changes: int) -> str:
    """The address of a collector whose code it has."""
    machine.site.write_text(f"# Mbulu\n{house.code(**changes)}\n")
    return house.address


def test_it_tries_ever_more_rarely_and_enrols_when_the_collector_is_back(
    machine: Installed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with standing(tmp_path / "collector") as house:
        address = left_with(machine, house)
    tried, at_last = [], 0.0
    for second in range(0, 7200, 5):
        before = machine.tries._failures
        machine.tries.again(at(second))
        if machine.tries._failures > before:
            tried.append(second - at_last)
            at_last = second
    assert tried[0] == 0, "at once"
    assert len(tried) < 60, "in two hours"
    assert all(pause <= 900 + 5 for pause in tried)
    assert max(tried[-5:]) > max(tried[1:3]), "ever more rarely"
    code, said = machine.status(capsys)
    assert code == identity.NOT_ENROLLED
    assert f"by the code in {machine.site} it was tried" in said
    assert f"{address} refuses: is the collector running" in said
    assert "it tries again by itself in" in said
    with standing(tmp_path / "collector", address) as house:
        assert machine.tries.again(at(9000)) == ""
        assert [row.site for row in house.inside.rows("agent")] == [SITE]
    assert identity.load(machine.state).site == SITE
    assert not machine.site.exists(), "a code that has done its work is a secret in the way"


def test_the_same_trouble_is_news_once(machine: Installed) -> None:
    machine.site.write_text(write_code(read_code(UNREACHABLE)))
    assert "refuses" in machine.tries.again(at(0))
    assert machine.tries.again(at(1)) == "", "it is not time"
    assert machine.tries.again(at(1000)) == ""
    assert machine.tries._failures == 2


def test_a_refused_code_is_not_tried_again_but_another_is(
    machine: Installed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with standing(tmp_path / "collector") as house:
        left_with(machine, house, now=int(NOW) - 200_000_000)
        assert "not enrolled" in machine.tries.again(at(0))
        for second in (1000, 2000):
            machine.tries.again(at(second))
        assert machine.tries._failures == 1
        code, said = machine.status(capsys)
        assert code == identity.NOT_ENROLLED
        assert "again by itself" not in said
        left_with(machine, house)
        assert machine.tries.again(at(3000)) == ""
    assert identity.load(machine.state).site == SITE


def test_who_was_enrolled_by_a_person_meanwhile_stays_that(
    machine: Installed, tmp_path: Path
) -> None:
    with standing(tmp_path / "collector") as house:
        who = introduce(read_code(house.code()), Settings(machine.state))
        left_with(machine, house)
        assert machine.tries.again(at(0)) == ""
        assert [row.id for row in house.inside.rows("agent")] == [who.agent]
    assert identity.load(machine.state) == who


@pytest.mark.parametrize("spoiled", ["", "[]", '{"said": 1, "at": "x", "again": 0}'])
def test_without_a_code_or_by_a_spoiled_note_status_says_what_it_always_said(
    machine: Installed, spoiled: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert machine.tries.again(at(0)) == ""
    machine.state.mkdir()
    (machine.state / "enrolling.json").write_text(spoiled)
    machine.site.write_text("x")
    code, said = machine.status(capsys)
    assert code == identity.NOT_ENROLLED
    assert "Make a code on the collector's page" in said


UNREACHABLE = write_code(
    read_code("mkz1.eyJhIjoiMTI3LjAuMC4xOjEiLCJ0IjoidCIsImYiOiJhYiJ9")  # 127.0.0.1:1
)


def test_the_command_that_a_unit_runs_leaves_why_for_status_too(
    machine: Installed, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.site.write_text(UNREACHABLE)
    machine.state.mkdir()
    config = machine.site.with_name("agent.ini")
    config.write_text("")
    assert cli.main(["--config", str(config), "--state", str(machine.state), "enrol"]) == 1
    capsys.readouterr()
    assert "127.0.0.1:1 refuses" in machine.status(capsys)[1]
    assert set(json.loads((machine.state / "enrolling.json").read_text())) == {
        "said",
        "at",
        "again",
    }


def test_a_code_is_written_as_it_is_read() -> None:
    code = read_code(UNREACHABLE)._replace(address="[::1]:8443")
    assert read_code(write_code(code)) == code
