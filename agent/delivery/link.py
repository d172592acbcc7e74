"""The HTTPS connection to the collector: one, kept, trusting the private CA alone."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from typing import Any, NamedTuple

SERVER_NAME = "mkaguzi-collector"
"""The name in the collector's certificate, whatever its address is."""
TIMEOUT = 60.0
"""Seconds: thin links stall, but not for ever."""
_MAX_ANSWER = 65_536


class Answer(NamedTuple):
    """What the collector said: status, the JSON object (empty if none), seconds to wait."""

    status: int
    content: dict[str, Any]
    retry_after: float | None = None


class LinkError(Exception):
    """No answer. The message says what a technician can do about it."""


def split(address: str) -> tuple[str, int]:
    """`host:port`, IPv6 in brackets. Raises ValueError."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit():
        raise ValueError(f"{address!r} is no address of the form host:port")
    return host.strip("[]"), int(port)


def trusting(ca: str) -> ssl.SSLContext:
    """A context that trusts this CA (PEM) and no other."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(cadata=ca)
    return context


class _Connection(http.client.HTTPSConnection):
    """HTTPS that checks the collector's one name instead of its address."""

    def __init__(self, address: str, context: ssl.SSLContext, timeout: float) -> None:
        host, port = split(address)
        super().__init__(host, port, timeout=timeout)
        self._trust = context

    def connect(self) -> None:
        """To the first of the host's addresses that answers. Raises OSError."""
        failure = OSError("it has no address")
        for address in socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM):
            secured = self._secured(socket.AddressFamily(address[0]))
            try:
                secured.connect(address[4])
            except OSError as error:
                secured.close()
                failure = error
            else:
                self.sock = secured
                return
        raise failure

    def _secured(self, family: socket.AddressFamily) -> ssl.SSLSocket:
        """Made before it connects: a peer that resets at once leaves nothing open."""
        plain = socket.socket(family, socket.SOCK_STREAM)
        plain.settimeout(self.timeout)
        # Headers and body go out apart: without this the body waits for an answer to the headers.
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._trust.wrap_socket(plain, server_hostname=SERVER_NAME)


class Link:
    """One collector. `request` connects where needed and says plainly what went wrong."""

    def __init__(self, address: str, context: ssl.SSLContext, timeout: float = TIMEOUT) -> None:
        self._address = address
        self._connection = _Connection(address, context, timeout)

    def request(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        """Ask, and read the answer whole. Raises LinkError."""
        kept = self._connection.sock is not None
        try:
            return self._ask(method, path, body, headers or {})
        except (http.client.HTTPException, OSError, ValueError) as error:
            self.close()
            if not kept or isinstance(error, TimeoutError):
                raise LinkError(explain(error, self._address)) from None
        return self._again(method, path, body, headers or {})

    def _again(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        """A kept connection may have been closed meanwhile: once more on a new one."""
        try:
            return self._ask(method, path, body, headers)
        except (http.client.HTTPException, OSError, ValueError) as error:
            self.close()
            raise LinkError(explain(error, self._address)) from None

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        content = response.read(_MAX_ANSWER + 1)
        if len(content) > _MAX_ANSWER:
            raise http.client.HTTPException("the answer is too long to be a collector's")
        wait = response.getheader("Retry-After")
        return Answer(
            response.status, _object(content), float(wait) if wait and wait.isdigit() else None
        )

    def close(self) -> None:
        """Let the connection go; the next request makes a new one."""
        self._connection.close()


def _object(content: bytes) -> dict[str, Any]:
    try:
        thing = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return thing if isinstance(thing, dict) else {}


def explain(error: Exception, address: str) -> str:
    """What an error means at this address, and what to do."""
    if isinstance(error, ssl.SSLCertVerificationError):
        if "not yet valid" in str(error) or "expired" in str(error):
            return (
                f"the certificate of {address} is out of its time: is this machine's clock right?"
            )
        return f"{address} does not show our collector's certificate: is something in between?"
    if isinstance(error, ssl.SSLError):
        return f"{address} does not speak TLS as a collector does: is the port right?"
    if isinstance(error, socket.gaierror):
        return f"the name of {address} cannot be found: is the name service (DNS) working?"
    if isinstance(error, TimeoutError):
        return f"{address} does not answer in time: is the link up?"
    if isinstance(error, ConnectionRefusedError):
        return f"{address} refuses: is the collector running, is the port right?"
    if isinstance(error, ValueError):  # its words may hold what we sent, the secret too
        return f"{address} cannot be asked ({type(error).__name__}): is identity.json damaged?"
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return f"no answer from {address}: {reason}"
