"""`mkaguzi tls use CERT KEY`, as an officer runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from collector.cli.command import main
from collector.clock import BUILD
from collector.folder import issuing, tls

YEAR = 365 * 86_400


def use(folder: Path, data: Path) -> int:
    data.mkdir()
    words = ["tls", "use", str(folder / issuing.SERVER), str(folder / issuing.SERVER_KEY)]
    return main(["--data", str(data), *words])


def test_the_pair_is_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tls.prepare(tmp_path / "officer", BUILD)
    assert use(tmp_path / "officer", tmp_path / "data") == 0
    taken = tmp_path / "data" / "tls"
    given = tmp_path / "officer"
    assert (taken / tls.PAGES).read_bytes() == (given / issuing.SERVER).read_bytes()
    assert (taken / tls.PAGES_KEY).read_bytes() == (given / issuing.SERVER_KEY).read_bytes()
    assert not capsys.readouterr().err


def test_one_that_ended_is_taken_with_a_note(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tls.prepare(tmp_path / "officer", BUILD - 30 * YEAR)
    assert use(tmp_path / "officer", tmp_path / "data") == 0
    said = capsys.readouterr().err
    assert "note: it ended on " in said
    assert "ask its issuer for a new one" in said


def test_what_does_not_fit_is_not_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tls.prepare(tmp_path / "officer", BUILD)
    cert, key = (tmp_path / "officer" / name for name in (issuing.SERVER, issuing.SERVER_KEY))
    assert main(["--data", str(tmp_path / "data"), "tls", "use", str(key), str(cert)]) == 1
    assert "give them the other way round" in capsys.readouterr().err
    assert not (tmp_path / "data" / "tls").exists()
