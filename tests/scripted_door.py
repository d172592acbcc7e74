"""A real TLS server in a thread that speaks as a collector does, and answers what a test says."""

from __future__ import annotations

import json
import ssl
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

from agent.delivery.identity import Identity
from agent.wire import unpacked
from collector.folder import issuing, tls


class Reply(NamedTuple):
    """One answer: a status, its JSON, when to come again (s), and how long it takes (s)."""

    status: int = 200
    content: Any = None
    retry_after: str = ""
    after: float = 0.0


class Door:
    """What came in, and what is answered: `replies` in turn, then `usual`."""

    def __init__(self) -> None:
        self.batches: list[dict[str, Any]] = []
        self.bodies: list[bytes] = []
        self.connections: set[Any] = set()
        self.replies: list[Reply] = []
        self.usual = Reply(200, {"hints": {}})
        self.address = ""
        self.shown_ca = ""
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)

    def certify(self, folder: Path, now: float) -> None:
        """Show a certificate that was good at a moment, and some years from then."""
        tls.prepare(folder, int(now))
        self.context.load_cert_chain(folder / issuing.SERVER, folder / issuing.SERVER_KEY)

    def take(self, body: bytes, peer: Any) -> Reply:
        """One request."""
        self.connections.add(peer)
        self.bodies.append(body)
        if body.startswith(b"x"):  # zlib
            self.batches.append(json.loads(unpacked(body)))
        return self.replies.pop(0) if self.replies else self.usual

    def wait_for(self, count: int, patience: float = 20.0) -> None:
        """Until so many batches have come."""
        end = time.monotonic() + patience
        while len(self.batches) < count:
            assert time.monotonic() < end, f"{len(self.batches)} of {count} batches came"
            time.sleep(0.02)


@contextmanager
def door(folder: Path, now: float = 0.0) -> Iterator[tuple[Door, Identity]]:
    """An open door, and the identity of an agent that may use it; by the clock, or at `now`."""
    here = Door()
    here.certify(folder, now or time.time())
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(here))
    server.socket = here.context.wrap_socket(server.socket, server_side=True)
    server.daemon_threads = True
    here.address = f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    who = Identity(uuid.uuid4().hex, "secret", here.address, tls.ca_pem(folder), "a-site", {})
    try:
        yield here, who
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(here: Door) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._answer(Reply(200, {"ca": here.shown_ca}))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(here.take(body, self.client_address))

        def _answer(self, reply: Reply) -> None:
            time.sleep(reply.after)
            packed = json.dumps(reply.content).encode()
            self.send_response(reply.status)
            self.send_header("Content-Length", str(len(packed)))
            if reply.retry_after:
                self.send_header("Retry-After", reply.retry_after)
            self.end_headers()
            self.wfile.write(packed)

        def log_message(self, *_words: object) -> None:
            """Tests look at what came, not at a log."""

    return Handler
