"""`mkaguzi mail`: a test mail step by step with its remedy, the list, trying again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from collector.cli.command import main
from collector.store.state import mails
from tests.mail_world import NOW, opened
from tests.smtp_server import PASSWORD, USER, certificate, free_port, smtp


def set_up(folder: Path, **mail: Any) -> None:
    lines = [f"{key} = {value!r}" for key, value in mail.items()]
    (folder / "mkaguzi.toml").write_text("\n".join(["[mail]", *lines]), encoding="utf-8")


def run(folder: Path, *words: str) -> int:
    return main(["--data", str(folder), "mail", *words])


def queue(folder: Path, state: str, why: str = "") -> None:
    with opened(folder) as world, world.engine.begin() as connection:
        values = {"message_id": f"<{state}@test>", "kind": "alert", "recipient": "neema@go.tz"}
        texts = {"subject": f"a {state} mail", "plain": "", "html": "", "org": None, "lang": "sw"}
        made = mails.add(connection, {**values, **texts}, NOW)
        if state != mails.QUEUED:
            mails.settle(connection, made, state, why, NOW)


def test_a_test_mail_says_each_step_it_took(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ca, context = certificate(tmp_path)
    (tmp_path / "password").write_text(PASSWORD, encoding="utf-8")
    (tmp_path / "password").chmod(0o600)
    with smtp(starttls=context, auth=True) as server:
        set_up(
            tmp_path,
            host="127.0.0.1",
            port=server.port,
            ca_file=str(ca),
            username=USER,
            password_file="password",
        )
        assert run(tmp_path, "test", "--to", "neema@example.go.tz") == 0
    assert capsys.readouterr().out.splitlines() == [
        f"connected to 127.0.0.1:{server.port}",
        "encrypted (TLSv1.3), its certificate is trusted",
        f"signed in as {USER}",
        "neema@example.go.tz: the server took it",
    ]
    assert server.messages[0]["Subject"] == "Mkaguzi: This is a test"


def test_without_a_name_everybody_who_gets_mail_is_tested_in_their_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(tmp_path) as world:
        world.person("admin")
        world.person("neema", "mbulu-dc", "sw")
    with smtp() as server:
        set_up(tmp_path, host="127.0.0.1", port=server.port, security="none")
        assert run(tmp_path, "test") == 0
    assert [got["Content-Language"] for got in server.messages] == ["en", "sw"]
    with opened(tmp_path) as world:
        assert [(m.kind, m.state) for m in world.mails()] == [("test", "sent")] * 2


def test_a_test_that_fails_ends_with_the_reason_and_the_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(tmp_path, host="127.0.0.1", port=free_port(), security="none")
    assert run(tmp_path, "test", "--to", "neema@example.go.tz") == 1
    assert "cannot be reached: Connection refused. Check [mail] host" in capsys.readouterr().err


def test_a_refused_recipient_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with smtp() as server:
        server.refused = {"gone@example.go.tz": "554 no such person"}
        set_up(tmp_path, host="127.0.0.1", port=server.port, security="none")
        assert run(tmp_path, "test", "--to", "gone@example.go.tz") == 1
    assert "not sent. the server answered 554 no such person" in capsys.readouterr().out


def test_without_a_server_the_test_lies_in_the_outbox_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "test", "--to", "neema@example.go.tz") == 0
    assert "no [mail] host is set" in capsys.readouterr().out
    assert len(list((tmp_path / "outbox" / "new").iterdir())) == 1


def test_with_nobody_to_mail_the_command_says_how_to_name_somebody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(tmp_path):
        pass
    assert run(tmp_path, "test") == 1
    assert "mkaguzi mail test --to ADDRESS" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("mail", "reason"),
    [
        ({"username": "x"}, "go together"),
        ({"username": "x", "password_file": "gone"}, "cannot be read: No such file"),
        ({"username": "x", "password_file": "open"}, "chmod 600"),
        ({"username": "x", "password_file": "empty"}, "is empty"),
        ({"username": "x", "password_file": "pipe"}, "it is a named pipe, not a file"),
        ({"username": "x", "password_file": "folder"}, "it is a folder, not a file"),
        ({"ca_file": "gone"}, "gone cannot be used: No such file"),
        ({"ca_file": "empty"}, "empty cannot be used: no certificate in it"),
        ({"ca_file": "pipe"}, "it is a named pipe, not a file"),
    ],
    ids=[
        "half",
        "no file",
        "open file",
        "empty",
        "a pipe",
        "a folder",
        "no CA",
        "empty CA",
        "CA a pipe",
    ],
)
def test_settings_that_cannot_work_are_said_before_the_server_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], mail: dict[str, str], reason: str
) -> None:
    (tmp_path / "open").write_text("x", encoding="utf-8")
    (tmp_path / "open").chmod(0o644)
    (tmp_path / "empty").write_text("", encoding="utf-8")
    (tmp_path / "empty").chmod(0o600)
    os.mkfifo(tmp_path / "pipe", 0o600)
    (tmp_path / "folder").mkdir(mode=0o755)
    set_up(tmp_path, host="127.0.0.1", port=free_port(), **mail)
    assert run(tmp_path, "test", "--to", "neema@example.go.tz") == 1
    assert reason in capsys.readouterr().err


def test_a_password_never_goes_out_in_clear(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "password").write_text("siri", encoding="utf-8")
    (tmp_path / "password").chmod(0o600)
    names = {"username": "x", "password_file": "password"}
    set_up(tmp_path, host="mail.example.go.tz", security="none", **names)
    assert run(tmp_path, "test", "--to", "neema@example.go.tz") == 1
    said = capsys.readouterr().err
    assert "in clear" in said
    assert "siri" not in said


def test_a_refused_password_with_letters_beyond_ascii_is_said_and_no_letter_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ca, context = certificate(tmp_path)
    (tmp_path / "password").write_text("ñywila", encoding="utf-8")
    (tmp_path / "password").chmod(0o600)
    names = {"username": USER, "password_file": "password", "ca_file": str(ca)}
    with smtp(starttls=context, auth=True) as server:
        set_up(tmp_path, host="127.0.0.1", port=server.port, **names)
        assert run(tmp_path, "test", "--to", "neema@example.go.tz") == 1
    said = capsys.readouterr().err
    assert "the server answered 535" in said
    assert "password_file: it has letters beyond ASCII, which some servers cannot take" in said
    assert "\\x" not in said
    assert "position" not in said


def test_the_list_shows_what_became_of_each_and_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    queue(tmp_path, mails.SENT)
    queue(tmp_path, mails.FAILED, "the server answered 554 no such person")
    assert run(tmp_path, "list") == 0
    told = capsys.readouterr().out
    assert "sent    neema@go.tz" in told
    assert "554 no such person" in told


def test_what_failed_is_tried_again_when_asked_and_what_was_sent_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    queue(tmp_path, mails.SENT)
    queue(tmp_path, mails.FAILED, "no")
    queue(tmp_path, mails.HELD, "no")
    assert run(tmp_path, "retry", "all") == 0
    assert "2 queued again" in capsys.readouterr().out
    with opened(tmp_path) as world:
        assert [m.state for m in world.mails()] == ["sent", "queued", "queued"]


def test_one_mail_is_tried_again_by_its_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    queue(tmp_path, mails.SENT)
    queue(tmp_path, mails.FAILED, "no")
    assert run(tmp_path, "retry", "2") == 0
    assert run(tmp_path, "retry", "1") == 1
    assert run(tmp_path, "retry", "99") == 1
    assert run(tmp_path, "retry", "both") == 1
    assert "by its number" in capsys.readouterr().err
