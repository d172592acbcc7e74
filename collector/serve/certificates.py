"""A listener's certificate, loaded anew when its file changes: new connections get the new one."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable
from pathlib import Path

from collector.folder import pair
from collector.problem import Problem

_LOG = logging.getLogger(__name__)
EVERY = 30.0
"""Seconds between looks at the file."""


class Certificate:
    """A certificate and its key, and the context of a listener that uses them."""

    def __init__(self, load: Callable[[], ssl.SSLContext], cert: Path, key: Path) -> None:
        """`load` makes the context from these files, just now."""
        self._cert, self._key = cert, key
        self._loaded = self._stamp()  # before they are read: a change in between is seen
        self._context = load()

    def _stamp(self) -> tuple[int, int]:
        """Changes with either file."""
        return self._cert.stat().st_mtime_ns, self._key.stat().st_mtime_ns

    def look(self) -> bool:
        """Load the files if they changed; whether they were loaded.

        The two are written one after the other: a pair that does not fit is looked at again later.
        """
        try:
            stamp = self._stamp()
            if stamp == self._loaded:
                return False
            pair.check(self._cert, self._key)
            self._context.load_cert_chain(self._cert, self._key)
        except (Problem, OSError) as error:
            _LOG.warning("%s cannot be loaded, the former one stays: %s", self._cert, error)
            return False
        self._loaded = stamp
        return True

    async def follow(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await asyncio.sleep(EVERY)
            self.look()
