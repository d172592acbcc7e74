"""Where the Windows installer has the enrolment code from."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from agent import settings
from agent.delivery import identity
from agent.delivery.enrol import PREFIX, Code
from agent.delivery.identity import Identity
from agent.trouble import Trouble
from agent.windows.settling import arguments, given, settle
from tests.scripted_door import Door

CODE = PREFIX + base64.urlsafe_b64encode(
    json.dumps({"a": "10.0.0.1:8443", "t": "token", "f": "AB"}).encode()
).decode().rstrip("=")
SAID = Code("10.0.0.1:8443", "token", "ab")


def test_a_code_that_is_given_goes_before_one_beside(tmp_path: Path) -> None:
    (tmp_path / "site.mkaguzi").write_text("nonsense")
    beside = str(tmp_path / "agent.msi")
    assert given(arguments(["in", "--code", CODE, "--beside", beside])) == SAID


@pytest.mark.parametrize("text", ["{}", "# Mbulu\n{}\n", "\ufeff# Mbulu\r\n{}\r\n"])
def test_a_file_beside_the_installer_holds_the_code(tmp_path: Path, text: str) -> None:
    (tmp_path / "site.mkaguzi").write_text(text.format(CODE), encoding="utf-8", newline="")
    assert given(arguments(["in", "--beside", str(tmp_path / "agent.msi")])) == SAID


def test_powershell_writes_it_as_utf_16(tmp_path: Path) -> None:
    (tmp_path / "site.mkaguzi").write_text(f"{CODE}\r\n", encoding="utf-16")
    assert given(arguments(["in", "--beside", str(tmp_path / "agent.msi")])) == SAID


def test_notepad_gives_it_an_ending_that_nobody_sees(tmp_path: Path) -> None:
    (tmp_path / "site.mkaguzi.txt").write_text(CODE)
    asked = arguments(["in", "--beside", str(tmp_path / "agent.msi")])
    assert given(asked) == SAID
    (tmp_path / "site.mkaguzi").write_text("nonsense")
    with pytest.raises(Trouble, match="this is no enrolment code"):
        given(asked)


def test_a_machine_that_is_registered_keeps_its_site_and_says_that_the_code_was_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: tuple[Door, Identity]
) -> None:
    _, who = opened
    monkeypatch.setattr(settings, "load", lambda *_: settings.Settings(state=tmp_path))
    identity.save(tmp_path, who)
    registered = f"Registered as {who.agent[:8]} at site {who.site}, with {who.address}."
    assert settle(arguments(["in"])) == (registered, True)
    said, _ = settle(arguments(["in", "--code", CODE]))
    assert said.startswith(f"{registered} It was before, so the code was not used")


def test_without_any_there_is_none(tmp_path: Path) -> None:
    assert given(arguments(["in", "--code", "", "--beside", str(tmp_path / "agent.msi")])) is None
    assert given(arguments(["in"])) is None


def test_the_collector_may_be_reached_by_another_address() -> None:
    asked = arguments(["in", "--code", CODE, "--collector", "mkaguzi.go.tz:443"])
    assert given(asked) == SAID._replace(address="mkaguzi.go.tz:443")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--code", "nonsense"], "this is no enrolment code"),
        (["--code", CODE, "--collector", "nowhere"], "COLLECTOR is wrong: 'nowhere' is no address"),
    ],
)
def test_what_is_wrong_is_said(words: list[str], said: str) -> None:
    with pytest.raises(Trouble, match=said):
        given(arguments(["in", *words]))


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "site.mkaguzi").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Trouble, match=r"site\.mkaguzi cannot be read: it is no text"):
        given(arguments(["in", "--beside", str(tmp_path / "agent.msi")]))
