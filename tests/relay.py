"""A thin, long, unreliable link: a relay for TCP that paces, delays, stalls and cuts."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Relay:
    """Between an agent and `towards`. What it does to bytes can be changed while it runs.

    `pace`: bytes a second each way, 0 for no bound; `delay`: seconds each way; `stalled`: nothing
    passes, and nobody is told; `cut_after`: bytes of an agent's after which a connection is reset.
    """

    def __init__(self, towards: tuple[str, int]) -> None:
        self._towards = towards
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.pace, self.delay, self.cut_after = 0.0, 0.0, 0
        self.stalled = False
        self.connections = self.passed = 0
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"127.0.0.1:{self._listening.getsockname()[1]}"

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                self.connections += 1
                far = socket.create_connection(self._towards)
                self._open += [near, far]
                for source, sink, bounded in ((near, far, True), (far, near, False)):
                    args = (source, sink, bounded)
                    threading.Thread(target=self._carry, args=args, daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, bounded: bool) -> None:
        carried = 0
        with suppress(OSError):
            while part := source.recv(1024):
                self._hold(len(part))
                carried += len(part)
                self.passed += len(part)
                if bounded and self.cut_after and carried > self.cut_after:
                    break
                sink.sendall(part)
        for one in (source, sink):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _hold(self, size: int) -> None:
        time.sleep(self.delay + (size / self.pace if self.pace else 0.0))
        while self.stalled:
            time.sleep(0.02)

    def cut(self) -> None:
        """All connections break now."""
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Be gone."""
        self.stalled = False
        self._listening.close()
        self.cut()
        for one in self._open:
            one.close()


@contextmanager
def relayed(towards: str) -> Iterator[Relay]:
    """A relay towards `host:port`."""
    host, _, port = towards.rpartition(":")
    relay = Relay((host, int(port)))
    try:
        yield relay
    finally:
        relay.close()
