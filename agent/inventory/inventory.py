"""The facts of this machine, read by a child when they are due; a thread of its own awaits them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from typing import NamedTuple

from agent import sections
from agent.failures import Failures
from agent.grid import Reading
from agent.inventory.conversation import ITSELF, Answer, Request, answers
from agent.inventory.due import Due
from agent.inventory.process import Process
from agent.report import Clock, Facts, ProbeError
from agent.sections import Section


class Found(NamedTuple):
    """What was read: the sections that changed, and readings of what is sampled rarely."""

    sections: dict[str, Section]
    readings: list[Reading]

    @property
    def facts(self) -> Facts:
        """The sections opened."""
        return {name: one.content() for name, one in self.sections.items()}


class Inventory:
    """Reads what is due. `news` is called from its thread when a reading has ended."""

    def __init__(
        self,
        clock: Callable[[], Clock],
        news: Callable[[], None] = lambda: None,
        *,
        names: bool = False,
    ) -> None:
        self._clock, self._news, self._names = clock, news, names
        self._due = Due()
        self._failures = Failures()
        self._found = Found({}, [])
        self._lock = threading.Lock()
        self._under_way = self._stopped = self._idles = self._hurried = False
        self._process: Process | None = None
        self.complete = False
        """Whether a first reading has ended."""

    @property
    def failing(self) -> dict[str, str]:
        """The probes that failed at their last reading, and why."""
        return self._failures.now

    def errors(self) -> list[ProbeError]:
        """The failures to tell since the last call."""
        with self._lock:
            return self._failures.take()

    def all_due(self) -> None:
        """Read every probe at the next look."""
        self._due.all()

    def soon(self, names: Iterable[str]) -> None:
        """Read these probes at the next look."""
        self._due.soon(names)

    def remember(self, lasting: Mapping[str, int]) -> None:
        """What `lasting` was before a restart."""
        clock = self._clock()
        self._due.remember(lasting, clock.mono, clock.wall)

    @property
    def lasting(self) -> dict[str, int]:
        """When what is read rarely is read again (UTC s); without what was read, and not taken."""
        with self._lock:
            return {n: at for n, at in self._due.lasting.items() if n not in self._found.sections}

    def look(self, known: dict[str, str], *, idle: bool = True) -> None:
        """Begin to read what is due, unless a reading is under way.

        `known`: the hash of each section that need not be told again. One at idle priority, which
        may take for ever on a busy machine, makes way for one that somebody waits for.
        """
        if self._under_way and self._idles and not idle:
            self._hurried = True
            self._end()
        mono = self._clock().mono
        due = [] if self._under_way else self._due.now(mono)
        if due != []:
            self._under_way, self._idles, self._hurried = True, idle, False
            first, later = due is None, tuple(self._due.later(mono))
            asked = Request(due, known, idle, self._names, first, later)
            threading.Thread(
                target=self.attempt, args=(asked,), name="inventory", daemon=True
            ).start()

    @property
    def has_news(self) -> bool:
        """Whether a reading has ended that found any: each is told whole."""
        return bool(self._found.sections) and not self._under_way

    def take(self) -> Found:
        """What was read since the last call."""
        with self._lock:
            found, self._found = self._found, Found({}, [])
            return found

    def stop(self) -> None:
        """End what is under way; that it ended is then nobody's failure."""
        self._stopped = True
        self._end()

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()

    def attempt(self, asked: Request) -> None:
        """Read what is asked, and wait for it; that it cannot be read is a failure like another."""
        try:
            self.read(asked)
        except (OSError, ValueError) as error:  # no process could be had, or it spoke nonsense
            with self._lock:
                self._failures.note(ITSELF, f"it cannot be read: {error}", self._clock())
                self._due.vain(self._clock().mono)
        finally:
            self._under_way, self.complete = False, True
            self._news()

    def read(self, asked: Request) -> None:
        """Read what is asked, and wait for it. Raises OSError."""
        with closing(answers(asked, self._begun)) as told:
            for answer in told:
                if self._stopped or self._hurried:
                    return
                with self._lock:
                    self._heard(answer, self._clock())

    def _begun(self, process: Process) -> None:
        self._process = process

    def _heard(self, answer: Answer, clock: Clock) -> None:
        if answer.kind == "plan":
            self._failures.over(ITSELF)
            self._due.plan(answer.content, clock.mono)
        elif answer.kind in ("failed", "hung"):
            self._failures.note(answer.name, answer.content, clock)
            (self._due.hung if answer.kind == "hung" else self._due.failed)(answer.name, clock.mono)
        else:
            self._failures.over(answer.name)
            self._due.read(answer.name, clock.mono, clock.wall)
            self._keep(answer)

    def _keep(self, answer: Answer) -> None:
        if answer.kind == "facts":
            self._found.sections[answer.name] = sections.heard(answer.content)
        elif answer.kind == "rows":
            self._found.readings.extend(Reading(*row) for row in answer.content)
