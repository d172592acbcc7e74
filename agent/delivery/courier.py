"""The courier: a thread that delivers, so that a link that stalls costs no sample.

It sleeps until there is something to deliver and the collector may be asked again; nothing wakes
it in vain. Should it die of a fault of ours, it takes the agent with it: whoever keeps the agent
running starts it anew, which is better than one that samples and never delivers.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from agent.delivery.sender import Sender
from agent.delivery.spool import Spool
from agent.report import Clock


class Courier:
    """Delivers one spool by one sender. `news` is called after each try, from its thread."""

    def __init__(
        self, sender: Sender, spool: Spool, clock: Callable[[], Clock], news: Callable[[], None]
    ) -> None:
        self._sender = sender
        self._spool = spool
        self._clock = clock
        self._news = news
        self._wanted = threading.Event()
        self._stopping = False
        self.failure: BaseException | None = None
        self._thread = threading.Thread(target=self._guarded, name="courier", daemon=True)

    def start(self) -> None:
        """Begin, with what waits already."""
        self._thread.start()

    def wake(self) -> None:
        """There is a new batch."""
        self._wanted.set()

    def stop(self, patience: float) -> None:
        """Try once more to deliver what waits, for so many seconds at most (s)."""
        self._stopping = True
        self._wanted.set()
        self._thread.join(patience)

    def _guarded(self) -> None:
        try:
            self._run()
        except BaseException as failure:  # the runner raises it: a thread's end is silent
            self.failure = failure
            raise
        finally:
            self._sender.close()
            self._news()

    def _run(self) -> None:
        while not self._stopping:
            self._wanted.wait(self._pause())
            self._wanted.clear()
            if self._pause() == 0.0:
                self._sender.deliver()
                self._news()

    def _pause(self) -> float | None:
        """Seconds until the next try; None: nothing waits, so for ever."""
        if not self._spool.names():
            return None
        return max(0.0, self._sender.not_before - self._clock().mono)
