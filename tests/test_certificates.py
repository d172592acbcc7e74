"""The agents' certificate: made whatever the clock says, renewed and taken up while running."""

from __future__ import annotations

import hashlib
import logging
import signal
import socket
import ssl
import threading
from pathlib import Path

import pytest

from agent.delivery.link import SERVER_NAME
from collector.app import Collector
from collector.clock import BUILD
from collector.folder import config, issuing, pair, tls
from collector.problem import Problem
from collector.serve import certificates, listening, ports
from collector.serve.certificates import Certificate
from tests.standing import until

HOUR, DAY, YEAR = 3600, 86_400, 365 * 86_400


@pytest.mark.parametrize("clock", [0, 1_230_768_000, BUILD, 4_102_444_800, 250_000_000_000])
def test_a_first_start_makes_good_certificates_whatever_the_clock_says(
    tmp_path: Path, clock: int
) -> None:
    collector = Collector(config.parse({}, tmp_path / "var", ""), lambda: float(clock))
    collector.close()
    folder = tmp_path / "var" / "tls"
    assert issuing.ends(folder / issuing.SERVER).timestamp() > BUILD + 4 * YEAR
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / issuing.SERVER, folder / issuing.SERVER_KEY)


def test_the_certificate_is_renewed_half_a_year_before_its_end(tmp_path: Path) -> None:
    now = [float(BUILD)]
    collector = Collector(config.parse({}, tmp_path / "var", ""), lambda: now[0])
    first = served_by(tmp_path / "var" / "tls")
    half_a_year_before = BUILD + 5 * YEAR - 180 * DAY
    now[0] = half_a_year_before - HOUR
    collector.rounds.renew()
    assert served_by(tmp_path / "var" / "tls") == first
    now[0] = half_a_year_before + HOUR
    collector.rounds.renew()
    assert served_by(tmp_path / "var" / "tls") != first
    collector.close()


def test_a_collector_that_runs_on_renews_it_by_itself(tmp_path: Path) -> None:
    """What is done once a day is done at once when the clock was set."""
    now = [float(BUILD)]
    collector = Collector(config.parse({}, tmp_path / "var", ""), lambda: now[0])
    first = served_by(tmp_path / "var" / "tls")
    collector.start()
    try:
        now[0] += 5 * YEAR - 100 * DAY
        collector._hurry()
        until(lambda: served_by(tmp_path / "var" / "tls") != first, "it is renewed")
    finally:
        collector.close()


def served_by(folder: Path) -> bytes:
    return (folder / issuing.SERVER).read_bytes()


async def _app(scope: object, receive: object, send: object) -> None:
    """Answers nothing: the handshake is all that is looked at."""


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
    """By the whole of what `mkaguzi serve` runs, until its signal."""
    monkeypatch.setattr(certificates, "EVERY", 0.02)
    tls.prepare(tmp_path, BUILD)
    bound = ports.listen("127.0.0.1:0", "agents.listen")
    port, seen = ports.port_of(bound), list[str]()

    def visit() -> None:
        try:
            seen.extend(shown(port, tmp_path) for _ in range(2))
            tls.prepare(tmp_path, BUILD + 5 * YEAR - 100 * DAY)
            until(lambda: shown(port, tmp_path) != seen[0], "the new certificate is shown")
            seen.append(shown(port, tmp_path))
        finally:
            signal.raise_signal(signal.SIGINT)

    visitor = threading.Thread(target=visit)
    listener = listening.Listener(
        _app, bound, tmp_path / issuing.SERVER, tmp_path / issuing.SERVER_KEY
    )
    assert listening.serve([listener], visitor.start, lambda: None)
    visitor.join()
    assert len(seen) == 3
    assert seen[0] == seen[1] != seen[2]


def test_a_change_while_it_is_first_loaded_is_seen(tmp_path: Path) -> None:
    tls.prepare(tmp_path, BUILD)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)

    def load() -> ssl.SSLContext:
        tls.prepare(tmp_path, BUILD + 5 * YEAR - 100 * DAY)
        return context

    followed = Certificate(load, tmp_path / issuing.SERVER, tmp_path / issuing.SERVER_KEY)
    assert followed.look()
    assert not followed.look()


def test_half_a_pair_is_not_taken(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Key and certificate are written one after the other."""
    tls.prepare(tmp_path / "a", BUILD)
    tls.prepare(tmp_path / "b", BUILD)
    cert, key = tmp_path / "a" / issuing.SERVER, tmp_path / "a" / issuing.SERVER_KEY
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    followed = Certificate(lambda: context, cert, key)
    assert not followed.look()
    key.write_bytes((tmp_path / "b" / issuing.SERVER_KEY).read_bytes())
    with caplog.at_level(logging.WARNING):
        assert not followed.look()
    assert "cannot be loaded, the former one stays" in caplog.text
    cert.write_bytes((tmp_path / "b" / issuing.SERVER).read_bytes())
    assert followed.look()
    assert not followed.look()


@pytest.mark.parametrize("file", [issuing.SERVER, issuing.SERVER_KEY])
@pytest.mark.parametrize("content", [b"", b"\0" * 200, None])
def test_a_pair_that_a_power_cut_broke_is_made_anew(
    tmp_path: Path, file: str, content: bytes | None
) -> None:
    tls.prepare(tmp_path, BUILD)
    known_by = tls.fingerprint(tmp_path)
    if content is None:
        (tmp_path / file).unlink()
    else:
        (tmp_path / file).write_bytes(content)
    tls.prepare(tmp_path, BUILD)
    pair.check(tmp_path / issuing.SERVER, tmp_path / issuing.SERVER_KEY)
    assert tls.fingerprint(tmp_path) == known_by


def test_a_renewal_that_was_cut_between_key_and_certificate_is_made_again(tmp_path: Path) -> None:
    tls.prepare(tmp_path / "a", BUILD)
    tls.prepare(tmp_path / "b", BUILD)
    other = (tmp_path / "b" / issuing.SERVER_KEY).read_bytes()
    (tmp_path / "a" / issuing.SERVER_KEY).write_bytes(other)
    tls.prepare(tmp_path / "a", BUILD)
    pair.check(tmp_path / "a" / issuing.SERVER, tmp_path / "a" / issuing.SERVER_KEY)


@pytest.mark.parametrize("file", [issuing.CA, issuing.CA_KEY])
@pytest.mark.parametrize("content", [b"", b"\xff" * 200])
def test_a_ca_that_is_spoilt_is_not_replaced(tmp_path: Path, file: str, content: bytes) -> None:
    """No agent would know another."""
    tls.prepare(tmp_path, BUILD)
    (tmp_path / file).write_bytes(content)
    with pytest.raises(Problem, match="restore FILE"):
        tls.prepare(tmp_path, BUILD)
    assert (tmp_path / file).read_bytes() == content


@pytest.mark.parametrize("file", [issuing.CA, issuing.CA_KEY])
def test_half_a_ca_is_not_replaced(tmp_path: Path, file: str) -> None:
    tls.prepare(tmp_path, BUILD)
    (tmp_path / file).unlink()
    with pytest.raises(Problem, match="No such file"):
        tls.prepare(tmp_path, BUILD)


def test_a_first_start_that_was_cut_begins_again(tmp_path: Path) -> None:
    tls.prepare(tmp_path, BUILD)
    for file in (issuing.CA, issuing.SERVER, issuing.SERVER_KEY):
        (tmp_path / file).unlink()
    tls.prepare(tmp_path, BUILD)
    pair.check(tmp_path / issuing.SERVER, tmp_path / issuing.SERVER_KEY)
