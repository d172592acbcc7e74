"""A connection to a mail server that ends in time, whatever the server does.

Names and passwords go over it in UTF-8, as RFC 4616 has it; smtplib knows ASCII alone.
"""

from __future__ import annotations

import smtplib
import socket
import threading
from contextlib import suppress
from typing import Any

SILENT = 20.0
"""Seconds a server may be silent."""
WHOLE = 120.0
"""Seconds that opening a connection, or one mail, may take in all: some never fall silent."""


class Utf8(str):
    """A text that becomes UTF-8, whatever it is asked to become."""

    __slots__ = ()

    def encode(self, _encoding: str = "utf-8", errors: str = "strict") -> bytes:
        """The text in UTF-8: smtplib asks for ASCII, which not every password is."""
        return super().encode("utf-8", errors)


class Bounded(smtplib.SMTP):
    """A connection that is cut after WHOLE seconds, whatever the server says meanwhile."""

    cut = False
    _timer: threading.Timer | None = None

    def __init__(self, host: str, port: int, **options: Any) -> None:
        self.restart()
        try:
            super().__init__(host, port, timeout=SILENT, **options)
        except BaseException:  # also a person's Ctrl-C: the timer must not outlive it
            self.close()
            raise

    def restart(self) -> None:
        """Begin to count anew."""
        self._stop()
        self._timer = threading.Timer(WHOLE, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _cut(self) -> None:
        self.cut = True
        with suppress(OSError):
            if self.sock is not None:  # past TLS, which would want to be closed politely
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

    def auth(self, mechanism: str, authobject: Any, **options: Any) -> tuple[int, bytes]:
        """Sign in by one mechanism, with what it says in UTF-8."""

        def saying(challenge: Any = None) -> Any:
            said = authobject(challenge)
            return None if said is None else Utf8(said)

        return super().auth(mechanism, saying, **options)

    def close(self) -> None:
        """Let go."""
        self._stop()
        super().close()


class BoundedTls(Bounded, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""
