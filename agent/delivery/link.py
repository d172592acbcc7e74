"""The HTTPS connection to the collector: one, kept, trusting the private CA alone."""

from __future__ import annotations

import json
import socket
import ssl
import time
from typing import Any, NamedTuple

from agent.delivery.http import HttpError, Talk
from agent.delivery.tunnel import ProxyError, connected, first, plain

SERVER_NAME = "mkaguzi-collector"
"""The name in the collector's certificate, whatever its address is."""
CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""What both ends speak: the fewer, the shorter the hello."""
_PADDING = 0x10
"""A hello made longer for the sake of what is between nowhere any more. Source: RFC 7685; OpenSSL,
SSL_OP_TLSEXT_PADDING, which Python's OP_ALL has."""
TIMEOUT = 60.0
"""Seconds: thin links stall, but not for ever."""


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
    context.set_ciphers(CIPHERS)
    context.options &= ~_PADDING
    return context


class Link:
    """One collector. `request` connects where needed and says plainly what went wrong."""

    def __init__(
        self, address: str, context: ssl.SSLContext, timeout: float = TIMEOUT, proxy: str = ""
    ) -> None:
        self._address, self._context, self._timeout = address, context, timeout
        self._proxy = proxy
        self._talk: Talk | None = None

    def request(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        """Ask, and read the answer whole. Raises LinkError."""
        kept = self._talk is not None
        try:
            return self._ask(method, path, body, headers or {})
        except _FAILURES as error:
            self.close()
            if not kept or isinstance(error, TimeoutError):
                raise LinkError(explain(error, self._address)) from None
        return self._again(method, path, body, headers or {})

    def _again(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        """A kept connection may have been closed meanwhile: once more on a new one."""
        try:
            return self._ask(method, path, body, headers)
        except _FAILURES as error:
            self.close()
            raise LinkError(explain(error, self._address)) from None

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        if self._talk is None:
            self._talk = Talk(self._connected(), self._address)
        response = self._talk.ask(method, path, body, headers)
        if response.is_last:
            self.close()
        wait = response.headers.get("retry-after", "")
        return Answer(
            response.status, _object(response.body), float(wait) if wait.isdigit() else None
        )

    def _connected(self) -> ssl.SSLSocket:
        """It checks the collector's one name, instead of its address. Raises OSError."""
        host, port = split(self._address)
        if self._proxy:
            return self._secured(connected(host, port, self._timeout, self._proxy))
        # TLS is made before it connects: a peer that resets at once leaves nothing open.
        return first(host, port, lambda family: self._secured(plain(family, self._timeout)))

    def _secured(self, near: socket.socket) -> ssl.SSLSocket:
        return self._context.wrap_socket(near, server_hostname=SERVER_NAME.encode())

    def close(self) -> None:
        """Let the connection go; the next request makes a new one."""
        if self._talk is not None:
            self._talk.close()
            self._talk = None


_FAILURES = (HttpError, OSError, ValueError)


def _object(content: bytes) -> dict[str, Any]:
    try:
        thing = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return thing if isinstance(thing, dict) else {}


def explain(error: Exception, address: str) -> str:
    """What an error means at this address, and what to do."""
    if isinstance(error, ProxyError):
        return f"{error}: is `proxy` in the settings right?"
    if isinstance(error, ssl.SSLError):
        return _of_tls(error, address)
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


def _of_tls(error: ssl.SSLError, address: str) -> str:
    if not isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"{address} does not speak TLS as a collector does: is the port right, or does "
            "something in between answer, as a network's page to sign in?"
        )
    if "not yet valid" in str(error) or "expired" in str(error):
        today = time.strftime("%Y-%m-%d", time.gmtime(time.time()))
        return (
            f"the certificate of {address} is out of its time, for this machine's clock says "
            f"{today}: is that right? If not, set the clock"
        )
    return (
        f"{address} does not show our collector's certificate: is something in between? If the "
        "collector was set up anew, enrol this machine again"
    )
