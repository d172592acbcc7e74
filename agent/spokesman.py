"""Says how a running agent fares: to whoever looks on what is new, to its status file all."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from agent import clock, status
from agent.delivery.identity import Identity
from agent.delivery.sender import Sender
from agent.delivery.spool import Spool
from agent.voice import Voice


class Spokesman:
    """Of one agent. `say` takes a line; nothing to say is empty."""

    def __init__(
        self,
        state: Path,
        who: Identity,
        sender: Sender,
        spool: Spool,
        say: Callable[[str], None],
    ) -> None:
        self._sender, self._spool, self._say = sender, spool, say
        self._status = status.Writer(state, who)
        self._delivery = Voice("delivers again")
        self._keeping = Voice("the spool works again")
        self._timing = Voice("the clock is not in the past any more")

    def tell(
        self, failing: dict[str, str], lasting: dict[str, int], *, stopped: bool = False
    ) -> None:
        """Say what is new, and write down how it stands. `stopped`: for the last time."""
        now, failed = time.monotonic(), self._sender.trouble
        self._say(self._delivery.news(failed and f"cannot deliver: {failed}", now))
        self._say(self._keeping.news(self._spool.trouble, now))
        self._say(self._timing.news(clock.doubt(time.time()), now))
        self._status.tell(self._sender, self._spool, failing, lasting, stopped=stopped)
