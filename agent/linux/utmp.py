"""Who is signed in, and when the machine was started and stopped, by the records of logins.

Source: utmp(5); glibc's `struct utmp` has 384 bytes on every Linux of 64 bits that this runs on.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from agent.linux.files import raw

BOOT, RUN_LEVEL, USER = 2, 1, 7
"""Types of records: a start, a change of the run level (shutdown too), a person's session."""
_RECORD = struct.Struct("<hxxi32s4s32s256shhiii4i20x")


class Login(NamedTuple):
    """One record. `at` is UTC s, by the clock of then."""

    type: int
    line: str
    user: str
    at: int


def logins(file: Path) -> Iterator[Login]:
    """Each record of a file, the oldest first; none where it is missing. A torn end is left out."""
    content = raw(file)
    whole = len(content) - len(content) % _RECORD.size
    for fields in _RECORD.iter_unpack(content[:whole]):
        yield Login(fields[0], _text(fields[2]), _text(fields[4]), fields[9])


def _text(raw: bytes) -> str:
    return raw.partition(b"\0")[0].decode("utf-8", "replace")
