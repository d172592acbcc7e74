"""What answers in the collector's place: a network's page to sign in, or nonsense from its own.

The whole agent, as a technician meets it: one line, which stays the same, and `status` with it.
"""

from __future__ import annotations

import os
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from agent.delivery.identity import Identity
from collector.folder import issuing, tls
from tests.running_agent import enrolled, running
from tests.scripted_door import Door, door

PORTAL = b"HTTP/1.1 302 Found\r\nLocation: http://portal.example/\r\nContent-Length: 0\r\n\r\n"
PAGE = b"HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: 14\r\n\r\n<p>Sign in</p>"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Door, Identity]]:
    with door(tmp_path_factory.mktemp("tls") / "ours") as both:
        yield both


@contextmanager
def answering(
    answer: Callable[[], bytes], certified: ssl.SSLContext | None = None
) -> Iterator[str]:
    """Whoever answers each connection so, over TLS where it has a certificate; the address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_serve, args=(listening, answer, certified), daemon=True).start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)


def _serve(
    listening: socket.socket, answer: Callable[[], bytes], certified: ssl.SSLContext | None
) -> None:
    while True:
        try:
            near, _ = listening.accept()
        except OSError:
            return
        near.settimeout(5)
        with suppress(OSError):
            near = certified.wrap_socket(near, server_side=True) if certified else near
            near.recv(65_536)
            near.sendall(answer())
        near.close()


def other_certificate(folder: Path) -> ssl.SSLContext:
    """Of whom no agent trusts."""
    tls.prepare(folder, int(time.time()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / issuing.SERVER, folder / issuing.SERVER_KEY)
    return context


def lines_of(state: Path, who: Identity, address: str) -> list[str]:
    """What an agent says that tried several times, and each `status` says alike."""
    with running(enrolled(state, who._replace(address=address))) as agent:
        agent.waits_for(agent.said)
        first = agent.troubles()
        agent.hurry()
        agent.waits_for(lambda: "waiting: 2 batches" in agent.status()[1])
        assert agent.troubles() == first
        assert [f"cannot deliver: {line}" for line in first] == agent.said()
    return first


def test_a_page_to_sign_in_is_thought_of(tmp_path: Path, opened: tuple[Door, Identity]) -> None:
    with answering(lambda: PORTAL) as address:
        (line,) = lines_of(tmp_path / "agent", opened[1], address)
    assert line.startswith(f"{address} does not speak TLS as a collector does: is the port right")
    assert line.endswith("answer, as a network's page to sign in?")


def test_one_that_opens_tls_is_told_from_a_collector_set_up_anew(
    tmp_path: Path, opened: tuple[Door, Identity]
) -> None:
    other = other_certificate(tmp_path / "other")
    with answering(lambda: PAGE % b"200 OK", other) as address:
        (line,) = lines_of(tmp_path / "agent", opened[1], address)
    assert line == (
        f"{address} does not show our collector's certificate: is something in between? If the "
        "collector was set up anew, enrol this machine again"
    )


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda: os.urandom(500) + b"\n", "no answer from {}: "),
        (
            lambda: PAGE % b"502 Bad Gateway",
            "{} answered 502 and no more: its own log may tell why",
        ),
    ],
)
def test_nonsense_of_our_own_collector_is_one_line_however_it_differs(
    tmp_path: Path, opened: tuple[Door, Identity], answer: Callable[[], bytes], said: str
) -> None:
    here, who = opened
    with answering(answer, here.context) as address:
        (line,) = lines_of(tmp_path / "agent", who, address)
    assert line.startswith(said.format(address))
    assert line.isascii()
