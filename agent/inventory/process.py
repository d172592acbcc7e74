"""A Python process of our own: asked once on its standard input, heard on its standard output.

On Linux it is started by posix_spawn alone: `subprocess` would stay in the agent's memory, half a
megabyte for the sake of one start an hour.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress

from agent.inventory.interpreter import interpreter

if sys.platform == "win32":
    import subprocess

    class Process:
        """One process. Raises OSError where none can be had."""

        def __init__(self, words: Sequence[str], asked: bytes) -> None:
            self._process = subprocess.Popen(  # noqa: S603 (ourselves)
                [interpreter(), *words],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=subprocess.CREATE_NO_WINDOW,
            )
            if self._process.stdin is not None:
                with suppress(OSError):  # it could not even begin: its end says so
                    self._process.stdin.write(asked)
                    self._process.stdin.close()

        def lines(self) -> Iterator[bytes]:
            """What it says, line by line, until it ends."""
            yield from self._process.stdout or ()

        def kill(self) -> None:
            """End it, whatever it does."""
            with suppress(OSError):
                self._process.kill()

        def wait(self) -> None:
            """Until it has ended; nothing of it stays."""
            self._process.wait()
            if self._process.stdout is not None:
                self._process.stdout.close()

else:
    import signal

    class Process:
        """One process. Raises OSError where none can be had."""

        def __init__(self, words: Sequence[str], asked: bytes) -> None:
            theirs_in, ours_in = os.pipe()
            ours_out, theirs_out = os.pipe()
            onto = [(os.POSIX_SPAWN_DUP2, theirs_in, 0), (os.POSIX_SPAWN_DUP2, theirs_out, 1)]
            program = interpreter()
            try:
                self._id = os.posix_spawn(program, [program, *words], os.environ, file_actions=onto)
            except OSError:
                os.close(ours_in)
                os.close(ours_out)
                raise
            finally:
                os.close(theirs_in)
                os.close(theirs_out)
            self._ended = False
            self._says = os.fdopen(ours_out, "rb")
            with suppress(OSError), os.fdopen(ours_in, "wb") as mouth:  # its end says if it is deaf
                mouth.write(asked)

        def lines(self) -> Iterator[bytes]:
            """What it says, line by line, until it ends."""
            yield from self._says

        def kill(self) -> None:
            """End it, whatever it does."""
            if not self._ended:
                with suppress(ProcessLookupError):
                    os.kill(self._id, signal.SIGKILL)

        def wait(self) -> None:
            """Until it has ended; nothing of it stays."""
            if not self._ended:
                with suppress(ChildProcessError):
                    os.waitpid(self._id, 0)
                self._ended = True
            self._says.close()
