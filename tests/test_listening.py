"""What both listeners do alike: who knocks is whom the socket says, and TLS is not of yesterday."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from agent.delivery.link import SERVER_NAME, split, trusting
from collector.serve import listening, ports
from collector.web.throttle import MOST
from tests.standing import Standing, _served, standing
from tests.web_world import World, form_token, opened

ELSEWHERE = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    with standing(tmp_path_factory.mktemp("door")) as running:
        yield running


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[tuple[World, str]]:
    """The pages on a port of loopback, and where."""
    with opened(tmp_path) as world:
        bound = ports.listen("127.0.0.1:0", "[pages] listen")
        with _served(listening.Listener(world.app, bound)):
            yield world, f"http://127.0.0.1:{ports.port_of(bound)}"


def test_a_header_does_not_get_a_guesser_past_the_throttle(pages: tuple[World, str]) -> None:
    _, address = pages
    with httpx.Client(base_url=address) as browser:
        token = form_token(browser.get("/sign-in").text)
        for n in range(MOST["pair"] + 1):
            sent = {"form_token": token, "name": "asha", "password": "guess"}
            headers = ELSEWHERE | {"X-Forwarded-For": f"203.0.113.{n}"}
            answer = browser.post("/sign-in", data=sent, headers=headers)
    assert answer.status_code == 429


def test_the_door_notes_the_address_of_the_socket(door: Standing) -> None:
    link = door.link()
    body = b'{"token": "wrong", "agent": "%s", "hostname": "pc"}' % (b"a" * 32)
    assert link.request("POST", "/v1/enrol", body, ELSEWHERE).status == 403
    link.close()
    assert {row.address for row in door.inside.rows("enrolment")} == {"127.0.0.1"}


# --- TLS -----------------------------------------------------------------------------------------


@pytest.fixture
def lenient(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where Python was built to leave the versions of TLS to the system, and that allows all."""
    strict = ssl.SSLContext.__new__

    def made(*args: Any) -> ssl.SSLContext:
        context: ssl.SSLContext = strict(*args)
        context.minimum_version = ssl.TLSVersion.TLSv1
        return context

    monkeypatch.setattr(ssl.SSLContext, "__new__", made)
    monkeypatch.setattr(listening, "CIPHERS", "ALL:@SECLEVEL=0")


def spoken(address: str, context: ssl.SSLContext) -> str | None:
    """The version that a client and a listener agree on."""
    with (
        socket.create_connection(split(address)) as plain,
        context.wrap_socket(plain, server_hostname=SERVER_NAME) as secure,
    ):
        return secure.version()


def client(ca: str, newest: ssl.TLSVersion) -> ssl.SSLContext:
    """One that speaks nothing newer; at a level of security at which OpenSSL lets it try."""
    context = ssl.create_default_context(cadata=ca)
    if newest < ssl.TLSVersion.TLSv1_2:
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = newest
    return context


OLD = "ignore:ssl.TLSVersion:DeprecationWarning"


@pytest.mark.filterwarnings(OLD)
@pytest.mark.usefixtures("lenient")
def test_tls_of_before_1_2_is_refused_whatever_the_system_allows(tmp_path: Path) -> None:
    """Pages and door are served alike: a listener with a certificate is either."""
    with standing(tmp_path) as running, pytest.raises((ssl.SSLError, ConnectionError)):
        spoken(running.address, client(running.ca, ssl.TLSVersion.TLSv1_1))


@pytest.mark.parametrize(
    ("newest", "version"),
    [(ssl.TLSVersion.TLSv1_2, "TLSv1.2"), (ssl.TLSVersion.TLSv1_3, "TLSv1.3")],
)
def test_tls_1_2_and_what_is_newer_is_spoken(
    door: Standing, newest: ssl.TLSVersion, version: str
) -> None:
    assert spoken(door.address, client(door.ca, newest)) == version


@pytest.mark.filterwarnings(OLD)
@pytest.mark.usefixtures("lenient")
def test_an_agent_speaks_nothing_older_either(door: Standing) -> None:
    assert trusting(door.ca).minimum_version == ssl.TLSVersion.TLSv1_2
