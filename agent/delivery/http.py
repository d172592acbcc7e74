"""As much of HTTP/1.1 as an agent and its collector speak: one question, one answer, in turn.

The standard library's client would load a megabyte on every PC (mail headers, dates, URLs), and
sends headers and body in two packets over a thin link. Source: RFC 9112.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import BinaryIO, NamedTuple

MOST = 65_536
"""Bytes of an answer, and of its headers: a collector's are a hundredth of that."""
_LINES = 100


class HttpError(Exception):
    """What came is no answer of a collector. The message says what is wrong with it."""


class Response(NamedTuple):
    """An answer: its status, its headers by their names in small letters, its body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_last(self) -> bool:
        """Whether the connection ends with it."""
        return "close" in self.headers.get("connection", "").lower()


class Talk:
    """One connection, over a socket that is connected."""

    def __init__(self, connected: socket.socket, host: str) -> None:
        self._socket = connected
        self._answers: BinaryIO = connected.makefile("rb")
        self._host = host

    def ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Response:
        """Raises OSError, HttpError, and ValueError for a header that is none."""
        told = {"Host": self._host, **headers}
        if body or method == "POST":
            told["Content-Length"] = str(len(body))
        lines = [f"{method} {path} HTTP/1.1", *(f"{k}: {v}" for k, v in told.items()), "", ""]
        head = "\r\n".join(lines)
        if any(sign in line for line in lines for sign in "\r\n\0"):
            raise ValueError("a header with a line's end in it")
        self._socket.sendall(head.encode("latin-1") + body)
        return self._answer()

    def close(self) -> None:
        """Let it go."""
        self._answers.close()
        self._socket.close()

    def _answer(self) -> Response:
        status = 100
        while 100 <= status < 200:  # it goes on: the answer itself is still to come
            status, headers = self._status(), self._headers()
        return Response(status, headers, self._body(status, headers))

    def _status(self) -> int:
        line = self._line()
        version, _, rest = line.partition(" ")
        code = rest[:3]
        if not version.startswith("HTTP/1.") or not (code.isascii() and code.isdigit()):
            raise HttpError("it does not speak HTTP/1.1")
        return int(code)

    def _headers(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for _ in range(_LINES):
            line = self._line()
            if not line:
                return found
            name, _, value = line.partition(":")
            found[name.strip().lower()] = value.strip()
        raise HttpError("the answer has too many headers to be a collector's")

    def _line(self) -> str:
        line = self._answers.readline(MOST)
        if not line.endswith(b"\n"):
            if len(line) == MOST:
                raise HttpError("the answer is too long to be a collector's")
            raise HttpError("it hung up in the middle of its answer" if line else "it hung up")
        return line.strip(b"\r\n").decode("latin-1")

    def _body(self, status: int, headers: dict[str, str]) -> bytes:
        if status in (204, 304):
            return b""
        if "chunked" in headers.get("transfer-encoding", "").lower():
            return self._chunks()
        length = headers.get("content-length", "")
        if not length:
            return self._bounded(self._answers.read(MOST + 1))
        if not (length.isascii() and length.isdigit()) or int(length) > MOST:
            raise HttpError("the answer is too long to be a collector's")
        return self._exactly(int(length))

    def _chunks(self) -> bytes:
        """Parts, each with its length in a line before it, until one of none. RFC 9112, 7.1."""
        body = b""
        while size := self._size():
            body = self._bounded(body + self._exactly(size))
            self._line()
        self._headers()
        return body

    def _size(self) -> int:
        try:
            size = int(self._line().partition(";")[0], 16)
        except ValueError:
            raise HttpError("a part of the answer has no length") from None
        if not 0 <= size <= MOST:
            raise HttpError("the answer is too long to be a collector's")
        return size

    def _exactly(self, length: int) -> bytes:
        body = self._answers.read(length)
        if len(body) < length:
            raise HttpError("it hung up in the middle of its answer")
        return body

    @staticmethod
    def _bounded(body: bytes) -> bytes:
        if len(body) > MOST:
            raise HttpError("the answer is too long to be a collector's")
        return body
