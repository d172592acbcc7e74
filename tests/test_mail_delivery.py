"""Mail to real SMTP servers that do well, refuse, hang and drop the connection."""

from __future__ import annotations

import mailbox
import ssl
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from collector.alerts.delivery import WAITS, deliver
from collector.alerts.smtp import bounded
from collector.folder.config import Mail as MailSettings
from collector.folder.config import Settings
from collector.store.state import mails
from collector.store.state.mails import Mail
from collector.words import later
from collector.words.text import text_for
from tests.mail_world import DAY, NOW, World, opened
from tests.smtp_server import (
    PASSWORD,
    USER,
    certificate,
    free_port,
    hanging,
    smtp,
    speaking,
    unwelcoming,
)


def queue(world: World, *recipients: str) -> None:
    with world.engine.begin() as connection:
        for n, recipient in enumerate(recipients):
            values = {"message_id": f"<{n}@test>", "kind": "alert", "recipient": recipient}
            texts = {"subject": "Seva ya Hanang’", "plain": "Habari\n", "html": "<p>Habari</p>"}
            mails.add(connection, {**values, **texts, "org": None, "lang": "sw"}, NOW)


def settings(world: World, port: int, **more: Any) -> Settings:
    given = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "m@example.go.tz"}
    return Settings(data=world.settings.data, mail=MailSettings(**{**given, **more}))


def secret(folder: Path, words: str = PASSWORD) -> str:
    file = folder / "mail-password"
    file.write_text(words + "\n", encoding="utf-8")
    file.chmod(0o600)
    return file.name


def one(world: World) -> Mail:
    return world.mails()[0]


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "SILENT", 0.4)


def test_a_mail_arrives_with_plain_text_and_html_in_one_message(tmp_path: Path) -> None:
    with opened(tmp_path) as world, smtp() as server:
        queue(world, "neema@example.go.tz")
        assert deliver(world.engine, settings(world, server.port), NOW) == 1
        assert one(world).state == mails.SENT
    (got,) = server.messages
    assert [part.get_content_type() for part in got.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert got["Message-ID"] == "<0@test>"
    assert got["Subject"] == "Seva ya Hanang’"
    assert server.recipients == ["neema@example.go.tz"]


def test_starttls_encrypts_before_anything_is_said(tmp_path: Path) -> None:
    ca, context = certificate(tmp_path)
    with opened(tmp_path) as world, smtp(starttls=context) as server:
        queue(world, "neema@example.go.tz")
        chosen = settings(world, server.port, security="starttls", ca_file=str(ca))
        assert deliver(world.engine, chosen, NOW) == 1
    assert server.encrypted == [True]


def test_implicit_tls_encrypts_from_the_first_byte(tmp_path: Path) -> None:
    ca, context = certificate(tmp_path)
    with opened(tmp_path) as world, smtp(tls=context) as server:
        queue(world, "neema@example.go.tz")
        chosen = settings(world, server.port, security="tls", ca_file=str(ca))
        assert deliver(world.engine, chosen, NOW) == 1
    assert server.encrypted == [True]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_one_signs_in_over_either_kind_of_tls(tmp_path: Path, security: str) -> None:
    ca, context = certificate(tmp_path)
    with opened(tmp_path) as world, tls_server(security, context) as server:
        queue(world, "neema@example.go.tz")
        chosen = signing_in(world, server.port, security, ca)
        assert deliver(world.engine, chosen, NOW) == 1
    assert server.users == [USER]


def tls_server(security: str, context: ssl.SSLContext) -> Any:
    if security == "tls":
        return smtp(auth=True, tls=context)
    return smtp(auth=True, starttls=context)


def signing_in(world: World, port: int, security: str, ca: Path, words: str = PASSWORD) -> Settings:
    return settings(
        world,
        port,
        security=security,
        ca_file=str(ca),
        username=USER,
        password_file=secret(world.settings.data, words),
    )


def test_a_wrong_password_keeps_the_mail_and_names_the_remedy(tmp_path: Path) -> None:
    ca, context = certificate(tmp_path)
    with opened(tmp_path) as world, smtp(starttls=context, auth=True) as server:
        queue(world, "neema@example.go.tz")
        assert deliver(world.engine, signing_in(world, server.port, "starttls", ca, "si"), NOW) == 0
        kept = one(world)
        assert kept.state == mails.QUEUED
        assert "password_file" in why(kept)
        assert "535" in why(kept)
        later = NOW + WAITS[0]
        assert deliver(world.engine, signing_in(world, server.port, "starttls", ca), later) == 1


@pytest.mark.parametrize("but", ["LOGIN", "PLAIN"])
def test_a_password_with_letters_beyond_ascii_signs_in(tmp_path: Path, but: str) -> None:
    ca, context = certificate(tmp_path)
    with (
        opened(tmp_path) as world,
        smtp(starttls=context, auth=True, but=(but,)) as server,
    ):
        server.password = "ñywila ya Hanang’"
        queue(world, "neema@example.go.tz")
        chosen = signing_in(world, server.port, "starttls", ca, server.password)
        assert deliver(world.engine, chosen, NOW) == 1
    assert server.users == [USER]


def test_a_password_others_could_read_is_not_used(tmp_path: Path) -> None:
    ca, context = certificate(tmp_path)
    with opened(tmp_path) as world, smtp(starttls=context, auth=True) as server:
        queue(world, "neema@example.go.tz")
        chosen = signing_in(world, server.port, "starttls", ca)
        (tmp_path / "mail-password").chmod(0o640)
        assert deliver(world.engine, chosen, NOW) == 0
        assert "chmod 600" in why(one(world))
    assert server.users == []


def test_a_server_with_an_unknown_certificate_gets_nothing(tmp_path: Path) -> None:
    _, context = certificate(tmp_path)
    with opened(tmp_path) as world, smtp(starttls=context) as server:
        queue(world, "neema@example.go.tz")
        assert deliver(world.engine, settings(world, server.port, security="starttls"), NOW) == 0
        assert "ca_file" in why(one(world))
    assert server.messages == []


def test_a_server_without_starttls_gets_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as world, smtp() as server:
        queue(world, "neema@example.go.tz")
        assert deliver(world.engine, settings(world, server.port, security="starttls"), NOW) == 0
        assert 'security = "tls"' in why(one(world))
    assert server.messages == []


@pytest.mark.usefixtures("hurry")
@pytest.mark.parametrize("security", ["none", "starttls"])
def test_a_server_that_waits_for_tls_is_told_from_one_that_cannot_be_reached(
    tmp_path: Path, security: str
) -> None:
    _, context = certificate(tmp_path)
    with opened(tmp_path) as world, smtp(tls=context) as server:
        queue(world, "neema@example.go.tz")
        assert deliver(world.engine, settings(world, server.port, security=security), NOW) == 0
        assert 'set [mail] security = "tls", as is usual on port 465' in why(one(world))
        assert "firewall" not in why(one(world))


def test_tls_where_the_server_greets_in_clear_names_the_setting(tmp_path: Path) -> None:
    _, context = certificate(tmp_path)
    with opened(tmp_path) as world, smtp(starttls=context) as server:
        queue(world, "neema@example.go.tz")
        assert deliver(world.engine, settings(world, server.port, security="tls"), NOW) == 0
        assert "Check [mail] security and port: starttls is usual on 587" in why(one(world))


def test_a_refused_connection_is_tried_again_and_given_up_after_three_days(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        queue(world, "neema@example.go.tz")
        chosen, now = settings(world, free_port()), NOW
        for wait in WAITS:
            deliver(world.engine, chosen, now)
            assert one(world).state == mails.QUEUED
            now += wait
        deliver(world.engine, chosen, now)
        assert one(world).state == mails.FAILED
        assert "cannot be reached" in why(one(world))
        assert 3 * DAY <= now - NOW <= 4 * DAY


def test_before_its_next_try_is_due_nothing_is_tried(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        queue(world, "neema@example.go.tz")
        chosen = settings(world, free_port())
        deliver(world.engine, chosen, NOW)
        deliver(world.engine, chosen, NOW + WAITS[0] - 1)
        assert one(world).tries == 1


def test_an_address_that_is_refused_for_good_fails_and_the_others_go_out(tmp_path: Path) -> None:
    with opened(tmp_path) as world, smtp() as server:
        server.refused = {"gone@example.go.tz": "554 no such person"}
        queue(world, "gone@example.go.tz", "neema@example.go.tz")
        assert deliver(world.engine, settings(world, server.port), NOW) == 1
        gone, neema = world.mails()
        assert (gone.state, neema.state) == (mails.FAILED, mails.SENT)
        assert "554 no such person" in why(gone)


def test_an_address_that_is_refused_for_now_is_tried_again(tmp_path: Path) -> None:
    with opened(tmp_path) as world, smtp() as server:
        server.refused = {"neema@example.go.tz": "451 greylisted, come again"}
        queue(world, "neema@example.go.tz")
        assert deliver(world.engine, settings(world, server.port), NOW) == 0
        assert one(world).state == mails.QUEUED
        assert "451 greylisted" in why(one(world))
        server.refused = {}
        assert deliver(world.engine, settings(world, server.port), NOW + WAITS[0]) == 1


def why(mail: Mail) -> str:
    """Why it is not sent, as an English reader is told."""
    return later.plainly(mail.why)


def test_a_sender_that_is_refused_for_now_has_no_setting_to_mend(tmp_path: Path) -> None:
    with opened(tmp_path) as world, smtp() as server:
        server.sender_refused = "451 greylisted, come again"
        queue(world, "neema@example.go.tz")
        deliver(world.engine, settings(world, server.port), NOW)
        assert why(one(world)) == "the server answered 451 greylisted, come again"


def test_a_busy_server_was_reached(tmp_path: Path) -> None:
    with opened(tmp_path) as world, speaking(b"421 too busy\r\n", 0.1) as port:
        queue(world, "neema@example.go.tz")
        deliver(world.engine, settings(world, port), NOW)
        assert "takes no mail just now: 421 too busy; it is tried again" in why(one(world))


def test_a_reader_of_swahili_is_told_in_swahili_what_the_server_said_stays(tmp_path: Path) -> None:
    with opened(tmp_path) as world, smtp() as server:
        server.refused = {"gone@example.go.tz": "554 no such person"}
        queue(world, "gone@example.go.tz")
        deliver(world.engine, settings(world, server.port), NOW)
        told = later.told(text_for("sw"), one(world).why)
    assert told == "seva ilijibu 554 no such person"
    assert later.told(text_for("sw"), "an older collector's words") == "an older collector's words"


def test_a_refused_sender_is_a_setting_to_mend_and_no_failure_of_the_mail(tmp_path: Path) -> None:
    with opened(tmp_path) as world, smtp() as server:
        server.sender_refused = "550 not your address"
        queue(world, "neema@example.go.tz")
        assert deliver(world.engine, settings(world, server.port), NOW) == 0
        assert one(world).state == mails.QUEUED
        assert "[mail] sender" in why(one(world))


def test_a_server_that_does_not_let_us_in_keeps_the_mail_waiting(tmp_path: Path) -> None:
    with opened(tmp_path) as world, unwelcoming() as port:
        queue(world, "neema@example.go.tz", "juma@example.go.tz")
        assert deliver(world.engine, settings(world, port), NOW) == 0
        assert {kept.state for kept in world.mails()} == {mails.QUEUED}
        assert "does not let this machine in: the server answered 550" in why(one(world))


@pytest.mark.parametrize("host", ["mail..go.tz", f"{'a' * 70}.go.tz", "\ud800.go.tz"])
def test_a_host_that_is_no_name_is_said_and_the_mail_waits(tmp_path: Path, host: str) -> None:
    with opened(tmp_path) as world:
        queue(world, "neema@example.go.tz")
        assert deliver(world.engine, settings(world, 587, host=host), NOW) == 0
        kept = one(world)
        assert (kept.state, kept.tries) == (mails.QUEUED, 1)
        assert "is no name of a server. Check [mail] host" in why(kept)


def test_a_text_the_server_refuses_fails(tmp_path: Path) -> None:
    with opened(tmp_path) as world, smtp() as server:
        server.data_refused = "552 too large"
        queue(world, "neema@example.go.tz")
        assert deliver(world.engine, settings(world, server.port), NOW) == 0
        assert one(world).state == mails.FAILED
        assert "552 too large" in why(one(world))


def test_a_connection_that_drops_after_the_text_is_sent_again_as_the_same_mail(
    tmp_path: Path,
) -> None:
    with opened(tmp_path) as world, smtp() as server:
        server.drops = 1
        queue(world, "neema@example.go.tz", "juma@example.go.tz")
        assert deliver(world.engine, settings(world, server.port), NOW) == 1
        assert [kept.state for kept in world.mails()] == [mails.QUEUED, mails.SENT]
        assert deliver(world.engine, settings(world, server.port), NOW + WAITS[0]) == 1
        assert one(world).state == mails.SENT
    ids = [got["Message-ID"] for got in server.messages]
    assert ids == ["<0@test>", "<1@test>", "<0@test>"]


@pytest.mark.usefixtures("hurry")
@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_a_server_that_says_nothing_costs_its_time_once(tmp_path: Path, security: str) -> None:
    with opened(tmp_path) as world, speaking(b"", 60) as port:
        queue(world, *(f"p{n}@example.go.tz" for n in range(10)))
        began = time.monotonic()
        assert deliver(world.engine, settings(world, port, security=security), NOW) == 0
        assert time.monotonic() - began < 3
        assert {kept.state for kept in world.mails()} == {mails.QUEUED}
        assert "timed out" in why(one(world))


@pytest.mark.usefixtures("hurry")
@pytest.mark.parametrize(
    ("at", "answers"),
    [
        ("MAIL", {}),
        ("RCPT", {}),
        ("DATA", {}),
        (".", {}),
        ("RSET", {"MAIL": "451 not now"}),
    ],
    ids=["sender", "recipient", "data", "text", "after a refusal"],
)
def test_a_server_that_hangs_in_the_middle_costs_its_time_once(
    tmp_path: Path, at: str, answers: dict[str, str]
) -> None:
    with opened(tmp_path) as world, hanging(at, **answers) as port:
        queue(world, *(f"p{n}@example.go.tz" for n in range(10)))
        began = time.monotonic()
        assert deliver(world.engine, settings(world, port), NOW) == 0
        assert time.monotonic() - began < 2
        first, *others = world.mails()
        assert {(kept.state, kept.tries) for kept in (first, *others)} == {(mails.QUEUED, 1)}
        assert ("451 not now" if answers else "timed out") in why(first)
        assert all("the mail before this one" in why(kept) for kept in others)


@pytest.mark.usefixtures("hurry")
def test_a_server_that_talks_without_end_is_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "WHOLE", 1.0)
    with opened(tmp_path) as world, speaking(b"220-wait\r\n", 0.05) as port:
        queue(world, "neema@example.go.tz")
        began = time.monotonic()
        assert deliver(world.engine, settings(world, port), NOW) == 0
        assert time.monotonic() - began < 4
        assert one(world).state == mails.QUEUED


def test_without_a_server_mail_is_laid_in_the_outbox_folder(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        queue(world, "neema@example.go.tz")
        assert deliver(world.engine, world.settings, NOW) == 1
        assert one(world).state == mails.HELD
        assert "outbox" in why(one(world))
        assert (tmp_path / "outbox").stat().st_mode & 0o077 == 0
    with closing(mailbox.Maildir(tmp_path / "outbox", create=False)) as folder:
        (got,) = list(folder)
        assert got["Message-ID"] == "<0@test>"
        assert got["To"] == "neema@example.go.tz"


def test_a_mail_laid_twice_lies_there_once(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        queue(world, "neema@example.go.tz")
        deliver(world.engine, world.settings, NOW)
        with world.engine.begin() as connection:
            mails.again(connection, None, NOW)
        deliver(world.engine, world.settings, NOW)
        assert one(world).state == mails.HELD
    with closing(mailbox.Maildir(tmp_path / "outbox", create=False)) as folder:
        assert len(folder) == 1


def test_what_lay_in_the_folder_goes_out_when_a_server_is_set_and_it_is_asked_for(
    tmp_path: Path,
) -> None:
    with opened(tmp_path) as world, smtp() as server:
        queue(world, "neema@example.go.tz")
        deliver(world.engine, world.settings, NOW)
        assert deliver(world.engine, settings(world, server.port), NOW) == 0
        with world.engine.begin() as connection:
            assert mails.again(connection, None, NOW) == 1
        assert (one(world).state, why(one(world))) == (mails.QUEUED, "")
        assert deliver(world.engine, settings(world, server.port), NOW) == 1
