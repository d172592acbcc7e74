"""What a command prints may find no reader any more, or no room: that is told apart from its work.

A pipe to `head` ends a command quietly. A full disk is said in a line; the rest would be nobody's.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from typing import Any, TextIO, cast


class UnprintedError(Exception):
    """The output takes no more. `why` is the system's error."""

    def __init__(self, why: OSError) -> None:
        super().__init__(f"what is printed cannot be written: {why.strerror}")
        self.why = why


class _Printed:
    """The standard output, whose errors are UnprintedError; all else is the stream's own."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """As a stream's."""
        with _told():
            return self._stream.write(text)

    def flush(self) -> None:
        """As a stream's."""
        with _told():
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnprintedError(error) from None


def whole(program: str, run: Callable[[], int]) -> int:
    """Run a command and write all it says; its exit code, or 1 where that could not be written."""
    if sys.stdout is None:  # a service of Windows has none
        return run()
    out = _Printed(sys.stdout)
    try:
        with redirect_stdout(cast(TextIO, out)):
            try:
                return run()
            finally:  # --help ends by SystemExit
                out.flush()
    except UnprintedError as error:
        return _ended(program, error)


def _ended(program: str, error: UnprintedError) -> int:
    """What is left in the buffer is let go: the interpreter would try once more, and complain."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error.why, BrokenPipeError):  # the reader (head, less) has seen enough
        return 0
    sys.stderr.write(f"{program}: {error}\n")
    return 1
