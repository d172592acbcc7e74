"""The agent's few words of HTTP/1.1: what a collector says is read whole, and nothing else is."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from agent.delivery.http import MOST, HttpError, Talk

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@contextmanager
def talking(*answers: bytes) -> Iterator[tuple[Talk, list[bytes]]]:
    """A talk with an end that says this to each question in turn, then hangs up."""
    ours, theirs = socket.socketpair()
    heard: list[bytes] = []

    def answer() -> None:
        for said in answers:
            heard.append(theirs.recv(MOST * 2))
            theirs.sendall(said)
        theirs.close()

    thread = threading.Thread(target=answer)
    thread.start()
    talk = Talk(ours, "here:1")
    yield talk, heard
    talk.close()
    thread.join(10)


def test_head_and_body_go_out_together_and_the_connection_is_kept() -> None:
    with talking(OK, OK) as (talk, heard):
        first = talk.ask("POST", "/v1/batch", b"xyz", {"Authorization": "Bearer a.b"})
        assert (first.status, first.body, first.is_last) == (200, b"{}", False)
        assert talk.ask("GET", "/v1/ca", b"", {}).body == b"{}"
    post = b"POST /v1/batch HTTP/1.1\r\nHost: here:1\r\nAuthorization: Bearer a.b\r\n"
    assert heard[0] == post + b"Content-Length: 3\r\n\r\nxyz"
    assert heard[1] == b"GET /v1/ca HTTP/1.1\r\nHost: here:1\r\n\r\n"


@pytest.mark.parametrize(
    ("said", "status", "body"),
    [
        (b"HTTP/1.1 100 Continue\r\n\r\n" + OK, 200, b"{}"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204, b""),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"1;x=y\r\n{\r\n1\r\n}\r\n0\r\n\r\n",
            200,
            b"{}",
        ),
        (b"HTTP/1.1 503 \r\nRetry-After: 5\r\nConnection: close\r\n\r\nlater", 503, b"later"),
        (b"HTTP/1.0 200 OK\ncontent-length:2\n\n{}", 200, b"{}"),
    ],
)
def test_whatever_form_an_answer_has_it_is_read_whole(
    said: bytes, status: int, body: bytes
) -> None:
    with talking(said) as (talk, _):
        answer = talk.ask("GET", "/", b"", {})
        assert (answer.status, answer.body) == (status, body)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"", "hung up"),
        (b"HTTP/1.1 200 OK\r\nContent-", "in the middle"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{}", "in the middle"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "does not speak HTTP"),
        (b"HTTP/1.1 abc OK\r\n\r\n", "does not speak HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", "too long"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "too long"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (MOST + 1), "too long"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * MOST + b"\r\n\r\n", "too long"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 101 + b"\r\n", "too many headers"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "no length"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n", "too long"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + b"8000\r\n"
            + b"x" * 0x8000
            + b"\r\n8001\r\n"
            + b"x" * 0x8001
            + b"\r\n0\r\n\r\n",
            "too long",
        ),
    ],
)
def test_what_no_collector_says_is_an_error_that_says_so(said: bytes, why: str) -> None:
    with talking(said) as (talk, _), pytest.raises(HttpError, match=why):
        talk.ask("GET", "/", b"", {})


@pytest.mark.parametrize("bad", ["a\r\nX-Other: b", "a\nb", "a\0b"])
def test_a_header_cannot_carry_another(bad: str) -> None:
    with talking() as (talk, heard), pytest.raises(ValueError, match="line's end"):
        talk.ask("GET", "/", b"", {"Authorization": bad})
    assert heard == []
