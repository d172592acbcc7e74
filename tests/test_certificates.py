"""The agents' certificate: made whatever the clock says, renewed and taken up while running."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from agent.link import SERVER_NAME
from collector.app import Collector
from collector.clock import BUILD
from collector.folder import config, tls
from collector.serve import certificates, listening, ports
from collector.serve.certificates import Certificate
from tests.standing import until

DAY, YEAR = 86_400, 365 * 86_400


@pytest.mark.parametrize("clock", [0, 1_230_768_000, BUILD, 4_102_444_800, 250_000_000_000])
def test_a_first_start_makes_good_certificates_whatever_the_clock_says(
    tmp_path: Path, clock: int
) -> None:
    collector = Collector(config.parse({}, tmp_path / "var", ""), lambda: float(clock))
    collector.close()
    folder = tmp_path / "var" / "tls"
    assert tls._ends(folder / tls.SERVER).timestamp() > BUILD + 4 * YEAR
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / tls.SERVER, folder / tls.SERVER_KEY)


def test_the_certificate_is_renewed_half_a_year_before_its_end(tmp_path: Path) -> None:
    now = [float(BUILD)]
    collector = Collector(config.parse({}, tmp_path / "var", ""), lambda: now[0])
    first = served_by(tmp_path / "var" / "tls")
    now[0] += 4 * YEAR
    collector.rounds.renew()
    assert served_by(tmp_path / "var" / "tls") == first
    now[0] += YEAR
    collector.rounds.renew()
    assert served_by(tmp_path / "var" / "tls") != first
    collector.close()


def served_by(folder: Path) -> bytes:
    return (folder / tls.SERVER).read_bytes()


@contextmanager
def door(folder: Path) -> Iterator[int]:
    """A listener over TLS as `mkaguzi serve` opens it; its port."""

    async def app(scope: object, receive: object, send: object) -> None:
        """Answers nothing: the handshake is all that is looked at."""

    bound = ports.listen("127.0.0.1:0", "agents.listen")
    listener = listening.Listener(app, bound, folder / tls.SERVER, folder / tls.SERVER_KEY)
    server = listening._server(listener)

    async def run() -> None:
        serving = asyncio.create_task(server.serve(sockets=[bound]))
        while not server.started:
            await asyncio.sleep(0.01)
        [certificate] = listening._certificates([server], [listener])
        following = asyncio.create_task(certificate.follow())
        await serving
        following.cancel()

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    until(lambda: server.started, "the door opens")
    yield ports.port_of(bound)
    server.should_exit = True
    thread.join()


def shown(port: int, folder: Path) -> str:
    """The certificate that a new connection is shown, checked as an agent does; its hash."""
    context = ssl.create_default_context(cadata=tls.ca_pem(folder))
    with (
        socket.create_connection(("127.0.0.1", port)) as plain,
        context.wrap_socket(plain, server_hostname=SERVER_NAME) as secure,
    ):
        return hashlib.sha256(secure.getpeercert(binary_form=True) or b"").hexdigest()


def test_a_running_listener_takes_up_the_new_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certificates, "EVERY", 0.02)
    tls.prepare(tmp_path, BUILD)
    with door(tmp_path) as port:
        before = shown(port, tmp_path)
        assert shown(port, tmp_path) == before
        tls.prepare(tmp_path, BUILD + 5 * YEAR - 100 * DAY)
        until(lambda: shown(port, tmp_path) != before, "the new certificate is shown")


def test_half_a_pair_is_not_taken(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Key and certificate are written one after the other."""
    tls.prepare(tmp_path / "a", BUILD)
    tls.prepare(tmp_path / "b", BUILD)
    cert, key = tmp_path / "a" / tls.SERVER, tmp_path / "a" / tls.SERVER_KEY
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    followed = Certificate(context, cert, key)
    assert not followed.look()
    key.write_bytes((tmp_path / "b" / tls.SERVER_KEY).read_bytes())
    with caplog.at_level(logging.WARNING):
        assert not followed.look()
    assert "cannot be loaded, the former one stays" in caplog.text
    cert.write_bytes((tmp_path / "b" / tls.SERVER).read_bytes())
    assert followed.look()
    assert not followed.look()
