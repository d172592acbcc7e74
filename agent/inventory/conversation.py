"""One child asked: its answers as they come, and its end where none comes in time."""

from __future__ import annotations

import json
import sys
import threading
from _queue import Empty, SimpleQueue  # `queue` loads `heapq`, for what is not used here
from collections.abc import Callable, Generator, Iterator
from typing import Any, NamedTuple

from agent.inventory.due import at_first
from agent.inventory.process import Process

PATIENCE = 60.0
"""Seconds until the plan: a cold disk reads all of Python first."""
_IDLING = 6
"""A child at idle priority on a busy machine is waited for so many times as long."""
PROGRAM = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from agent.inventory.child import main; main()"
)
"""What a child's Python is told: to take the modules from where we have ours, and to begin."""
ITSELF = "inventory"
"""Who failed where no child answers at all."""


class Request(NamedTuple):
    """What is asked. `due`: probes by name; None: all. `known`: the hashes of what is known.

    `first`: all but those that wait (see `agent.probe`), and but those named in `later`.
    """

    due: list[str] | None
    known: dict[str, str]
    idle: bool = False
    names: bool = False
    first: bool = False
    later: tuple[str, ...] = ()


class Answer(NamedTuple):
    """What a child said. `kind`: plan, facts, same, rows, nothing, failed, or hung."""

    kind: str
    name: str
    content: Any = None


Begun = Callable[[Process], None]


def answers(asked: Request, begun: Begun = lambda _: None) -> Generator[Answer, None, None]:
    """Each answer as it comes. A child that hangs is killed, and another reads what is left.

    `begun` is told each process, so that it can be ended from outside.
    """
    left = asked.due
    while left is None or left:
        child = _Child(asked._replace(due=left), begun)
        yield from child.answers()  # which ends it, if this is closed
        if child.left is None or child.left == left:  # it did nothing: so would the next
            return
        left = child.left


class _Child:
    """One child. `left`: the probes it has still to read; None: all, as far as is known."""

    def __init__(self, asked: Request, begun: Begun) -> None:
        self.left = asked.due
        self._asked = asked
        self._at = ""
        self._bounds: dict[str, float] = {}
        self._lines: SimpleQueue[bytes] = SimpleQueue()
        self._process = _start(asked)
        begun(self._process)
        self._ear = threading.Thread(target=self._listen, name="inventory's child", daemon=True)
        self._ear.start()

    def _listen(self) -> None:
        for line in self._process.lines():
            self._lines.put(line)
        self._lines.put(b"")

    def answers(self) -> Iterator[Answer]:
        """All it says until it ends, or is ended; it is, where nobody listens any more."""
        try:
            yield from self._said()
        finally:
            self._end()

    def _said(self) -> Iterator[Answer]:
        while True:
            try:
                line = self._lines.get(timeout=self._patience())
            except Empty:
                yield self._last("hung", f"it did not answer within {self._patience():.0f} s")
                return
            if not line:
                break
            if (answer := self._heard(*json.loads(line))) is not None:
                yield answer
        if self._at or self.left or self.left is None:
            yield self._last("failed", "the process that read it ended before it answered")

    def _patience(self) -> float:
        bound = self._bounds.get(self._at, PATIENCE)
        return bound * _IDLING if self._asked.idle else bound

    def _heard(self, kind: str, *rest: Any) -> Answer | None:
        if kind == "begins":
            self._at = rest[0]
            return None
        if kind == "plan":
            self._bounds = {name: bound for name, (_, bound, _) in rest[0].items()}
            self.left = self._first(rest[0]) if self.left is None else list(self.left)
            return Answer(kind, "", rest[0])
        self._done(rest[0])
        return Answer(kind, *rest)

    def _first(self, plan: dict[str, list[float]]) -> list[str]:
        """What it reads that was not told what to read."""
        if not self._asked.first:
            return list(plan)
        return at_first({n: waits for n, (*_, waits) in plan.items()}, self._asked.later)

    def _done(self, name: str) -> None:
        self._at = ""
        if self.left and name in self.left:
            self.left.remove(name)

    def _last(self, kind: str, said: str) -> Answer:
        """The answer in place of the one that did not come."""
        name = self._at or ITSELF
        self._done(name)
        return Answer(kind, name, said)

    def _end(self) -> None:
        """However it fares: nothing of it stays."""
        self._process.kill()
        self._ear.join(1.0)
        self._process.wait()


def _start(asked: Request) -> Process:
    """A child with the very modules this process has, and its request."""
    line = json.dumps(asked._asdict()) + "\n"
    return Process(["-I", "-c", PROGRAM, json.dumps(sys.path)], line.encode())
