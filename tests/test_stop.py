"""A stop in the midst of strangers who never finish what they began is as clean as any other."""

from __future__ import annotations

import contextlib
import signal
import socket
import ssl
import time
import tomllib
from pathlib import Path

import pytest

from agent.delivery.link import split
from tests.served import own_ports, serving

EACH = 10
HALF_HELLO = b"\x16\x03\x01\x02\x00\x01"
HALF_ASKING = b"POST /v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"
HALF_FORM = (
    b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nname="
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    own_ports(tmp_path / "var")
    return tmp_path / "var"


def reached(data: Path, section: str) -> socket.socket:
    """A connection to a listener, by loopback."""
    settings = tomllib.loads((data / "mkaguzi.toml").read_text())
    return socket.create_connection(split(settings[section]["listen"]), timeout=10)


def secured(plain: socket.socket) -> ssl.SSLSocket:
    """TLS with whoever is there."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(plain)


def begun(data: Path) -> list[socket.socket]:
    """What is begun and never finished, of each sort."""
    found: list[socket.socket] = []
    for _ in range(EACH):
        silent, hello, form = (
            reached(data, "agents"),
            reached(data, "agents"),
            reached(data, "pages"),
        )
        asking = secured(reached(data, "agents"))
        hello.sendall(HALF_HELLO)
        form.sendall(HALF_FORM)
        asking.sendall(HALF_ASKING)
        found += [silent, hello, form, asking]
    return found


def test_what_never_ends_is_cut_and_no_fault_in_the_log(data: Path) -> None:
    with serving(data) as served:
        served.wait_for(r"(Ctrl-C)")
        with contextlib.ExitStack() as held:
            for one in begun(data):
                held.enter_context(one)
            assert served.stop() == 0
    assert served.said().endswith("stops it.\nstopped cleanly\n"), served.said()


def test_who_comes_in_while_it_stops_is_sent_away(data: Path) -> None:
    """Its TLS began before the stop, and ends after it."""
    with serving(data) as served:
        served.wait_for(r"(Ctrl-C)")
        with reached(data, "agents") as late, secured(reached(data, "agents")) as asking:
            asking.sendall(HALF_ASKING)  # keeps the stop waiting
            time.sleep(0.5)
            served.process.send_signal(signal.SIGINT)
            time.sleep(0.5)
            with contextlib.suppress(OSError), secured(late) as secure:
                secure.sendall(HALF_ASKING)
                assert secure.recv(1) == b""
            assert served.process.wait(30) == 0
    assert served.said().endswith("stops it.\nstopped cleanly\n"), served.said()


def test_a_form_that_is_cut_short_is_no_fault_of_ours(data: Path) -> None:
    with serving(data) as served:
        served.wait_for(r"(Ctrl-C)")
        with reached(data, "pages") as form:
            form.sendall(HALF_FORM)
            time.sleep(0.5)
        time.sleep(0.5)
        assert served.stop() == 0
    assert "ERROR" not in served.said(), served.said()
