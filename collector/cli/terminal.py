"""What a command prints is shown by a terminal, and never obeyed by it.

Machines name their programs and their disks, and a mail server says why it refuses: an escape
sequence among it could rewrite what an admin reads. So it is filtered where all of it leaves.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any, TextIO, cast

from collector.words.plain import tame


class _Tame:
    """A stream that is written to in this way; all else is the stream's own."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """As a stream's."""
        return self._stream.write(tame(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def tamed() -> Iterator[None]:
    """Meanwhile all that is printed is tame."""
    out, err = (cast(TextIO, _Tame(stream)) for stream in (sys.stdout, sys.stderr))
    with redirect_stdout(out), redirect_stderr(err):
        yield
