"""Runs what may hang, with a deadline: a disk that dies, a file system whose server is gone.

A thread cannot be stopped. One that hangs is left behind, a new one takes its place, and what
hangs there is not asked again until it has come back.
"""

from __future__ import annotations

import threading
from _queue import SimpleQueue  # `queue` loads `heapq`, for what is not used here
from collections.abc import Callable
from typing import Any


class HungError(RuntimeError):
    """There was no answer in time."""


class _Job:
    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self.done = threading.Event()
        self.given_up = False
        self.found: Any = None
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            self.found = self._work()
        except Exception as error:  # noqa: BLE001 (it is raised where the answer is awaited)
            self.error = error
        self.done.set()


class Worker:
    """One thread that works for another, which waits no longer than `deadline` (s) for each job."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[_Job] | None = None
        self._hung: dict[str, _Job] = {}

    def run(self, name: str, work: Callable[[], Any], deadline: float) -> Any:
        """What `work` returns or raises. Raises HungError."""
        before = self._hung.get(name)
        if before is not None and not before.done.is_set():
            raise HungError("it still has not answered")
        self._hung.pop(name, None)
        job = _Job(work)
        self._inbox().put(job)
        if not job.done.wait(deadline):
            job.given_up, self._jobs, self._hung[name] = True, None, job
            raise HungError(f"it did not answer within {deadline:.0f} s")
        if job.error is not None:
            raise job.error
        return job.found

    def _inbox(self) -> SimpleQueue[_Job]:
        if self._jobs is None:
            self._jobs = SimpleQueue()
            threading.Thread(target=_serve, args=(self._jobs,), name="probes", daemon=True).start()
        return self._jobs


def _serve(jobs: SimpleQueue[_Job]) -> None:
    """The thread's life: until a job was given up."""
    while True:
        job = jobs.get()
        job.run()
        if job.given_up:
            return
