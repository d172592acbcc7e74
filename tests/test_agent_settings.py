"""The agent's settings: all errors at once, with the nearest right name and the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.settings import Settings, default_state, load
from agent.trouble import Trouble


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "agent.ini").write_text("", encoding="ascii")
    settings = load(tmp_path / "agent.ini", tmp_path)
    assert settings.state == tmp_path
    assert settings.spool_max == 64 << 20


def test_what_is_written_is_used(tmp_path: Path) -> None:
    text = f"[agent]\nstate = {tmp_path}\nspool_max_mb = 8 ; small disk\nnames = yes\n"
    (tmp_path / "agent.ini").write_text(text, encoding="utf-8")
    assert load(tmp_path / "agent.ini", None) == Settings(tmp_path, 8 << 20, True)


def test_what_a_unit_says_is_where_the_state_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/of-the-unit")
    assert default_state() == Path("/var/lib/of-the-unit")
    monkeypatch.setenv("STATE_DIRECTORY", "")
    assert default_state() == Path("/var/lib/mkaguzi-agent")


def test_all_errors_are_said_at_once(tmp_path: Path) -> None:
    text = "[agent]\nstat = /x\nspool_max_mb = lots\nnames = some\n[agnet]\n"
    (tmp_path / "agent.ini").write_text(text, encoding="ascii")
    with pytest.raises(Trouble) as caught:
        load(tmp_path / "agent.ini", None)
    said = str(caught.value)
    assert "agent.ini:2: unknown key stat (did you mean state?)" in said
    assert "agent.ini:3: spool_max_mb must be 1 to 4096, not lots" in said
    assert "agent.ini:4: names must be yes or no, not some" in said
    assert "agent.ini:5: unknown section [agnet] (did you mean agent?)" in said
    assert caught.value.code == 2


@pytest.mark.parametrize("rest", ["", "[agent]\nspool_max_mb = 8\n"])
def test_the_section_that_python_takes_as_everyones_is_unknown_like_any_other(
    tmp_path: Path, rest: str
) -> None:
    (tmp_path / "agent.ini").write_text(f"[DEFAULT]\ncolour = red\n{rest}", encoding="ascii")
    with pytest.raises(Trouble, match=r"agent\.ini:1: unknown section \[DEFAULT\]") as caught:
        load(tmp_path / "agent.ini", None)
    assert caught.value.code == 2


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="No such file"):
        load(tmp_path / "none.ini", None)


@pytest.mark.parametrize("content", [b"\0" * 4096, b"[agent]\n\xff\xfe\x00", b"\0"])
def test_a_file_that_a_power_cut_spoiled_is_called_so(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "agent.ini"
    file.write_bytes(content)
    with pytest.raises(Trouble) as caught:
        load(file, None)
    assert str(caught.value) == (
        f"the settings {file} are spoiled, they are no text: write them anew, or remove the file, "
        "and the defaults hold"
    )
    assert caught.value.code == 2


@pytest.mark.parametrize(
    "text", ["state = /x\n", "[agent]\nx y\nz\n", "[agent]\nnames = no\nnames = no\n", "q" * 5000]
)
def test_what_is_no_ini_is_said_in_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "agent.ini").write_text(text, encoding="ascii")
    with pytest.raises(Trouble, match=r"the settings cannot be read: .*line") as caught:
        load(tmp_path / "agent.ini", None)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400
