"""A process beside the bench's own that answers what it is asked, through a pipe."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

Work = Callable[..., None]


class Beside:
    """`work(pipe, *args)` in a new process; it reads questions from the pipe and sends answers."""

    def __init__(self, work: Work, *args: object) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=work, args=(theirs, *args), daemon=True)
        self._process.start()
        theirs.close()  # so that its end is ours too: no answer will come, and `ask` says so

    def ask(self, question: object = None) -> Any:
        """What it answers. Raises EOFError if it ended."""
        self._pipe.send(question)
        return self.hear()

    def hear(self) -> Any:
        """What it says next. Raises EOFError if it ended."""
        return self._pipe.recv()

    @property
    def ended(self) -> bool:
        """Whether it has ended."""
        return not self._process.is_alive()

    def stop(self) -> None:
        """As Ctrl-C would, if it still runs; and no more questions come."""
        self._pipe.close()
        if self._process.is_alive() and self._process.pid is not None:
            os.kill(self._process.pid, signal.SIGINT)
        self._process.join(30)


def answer(pipe: Connection, reply: Callable[[Any], object]) -> None:
    """Reply to each question, until nobody asks any more."""
    while True:
        try:
            question = pipe.recv()
        except EOFError:
            return
        pipe.send(reply(question))
