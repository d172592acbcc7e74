"""`mkaguzi people`: what somebody may see is always said, and nobody becomes admin by omission."""

from __future__ import annotations

from pathlib import Path

import pytest

from collector.app import Collector
from collector.cli.command import main
from collector.folder import config
from tests.full_disk import no_room_in


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder of a collector that was started once."""
    Collector(config.parse({}, tmp_path, "")).close()
    return tmp_path


def people(data: Path, *words: str) -> int:
    """The exit code of a command, also where it refuses its words."""
    try:
        return main(["--data", str(data), "people", *words])
    except SystemExit as ended:
        return int(str(ended.code))


def listed(data: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, tuple[str, str]]:
    """Name -> role, and what is seen."""
    capsys.readouterr()
    assert people(data, "list") == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    return {row[0]: (row[1], row[2]) for row in rows}


@pytest.mark.parametrize(
    ("words", "is_then"),
    [
        (["--council", "babati-dc"], ("viewer", "babati-dc")),
        (["--region"], ("viewer", "whole")),
        (["--admin"], ("admin", "whole")),
    ],
)
def test_each_is_what_was_said(
    data: Path, words: list[str], is_then: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert people(data, "add", "neema", *words) == 0
    assert listed(data, capsys)["neema"] == is_then


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "one of the arguments --council --region --admin is required"),
        (["--email", "n@babatidc.go.tz"], "is required"),
        (["--admin", "--council", "babati-dc"], "not allowed with"),
        (["--region", "--council", "babati-dc"], "not allowed with"),
    ],
)
def test_what_is_not_said_or_contradicts_adds_nobody(
    data: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert people(data, "add", "neema", *words) == 2
    assert said in capsys.readouterr().err
    assert "neema" not in listed(data, capsys)


def test_an_unknown_council_is_answered_with_the_nearest(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert people(data, "add", "neema", "--council", "babati-dcc") == 1
    assert "there is no council babati-dcc (did you mean babati-dc?)" in capsys.readouterr().err
    assert "neema" not in listed(data, capsys)


@pytest.mark.parametrize("words", [["--email", "n@a.tz"], ["--lang", "sw"], ["--viewer"]])
def test_a_change_of_something_else_shows_nobody_more(
    data: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert people(data, "add", "neema", "--council", "babati-dc") == 0
    assert people(data, "change", "neema", *words) == 0
    assert listed(data, capsys)["neema"] == ("viewer", "babati-dc")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--admin", "--viewer"], 1, "two roles; name one"),
        (["--council", "babati-dc"], 1, "to give a council, add --viewer"),
        (["--region", "--council", "babati-dc"], 2, "not allowed with"),
    ],
)
def test_a_change_that_contradicts_changes_nothing(
    data: Path, words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert people(data, "add", "neema", "--admin") == 0
    assert people(data, "change", "neema", *words) == code
    assert said in capsys.readouterr().err
    assert listed(data, capsys)["neema"] == ("admin", "whole")


@pytest.mark.parametrize(
    "words",
    [
        ["people", "link", "admin"],
        ["people", "add", "zed", "--region"],
        ["people", "change", "admin", "--lang", "sw"],
        ["agents", "code", "babati-dc-hq"],
    ],
)
def test_what_could_not_be_stored_is_not_handed_out(
    data: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert people(data, "add", "admin", "--admin") == 0
    with no_room_in(data / "state.db"):
        capsys.readouterr()
        assert main(["--data", str(data), *words]) == 1
        printed = capsys.readouterr()
    assert printed.out == ""
    assert "state.db cannot be used: its disk does not work" in printed.err
