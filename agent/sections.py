"""A section of facts as the agent holds it: packed, with its hash. It is never opened on its way.

A running agent would need megabytes for the list of programs of its machine, once a day, and would
keep them: what Python was given it seldom gives back.
"""

from __future__ import annotations

import binascii
import json
import zlib
from typing import Any, NamedTuple

from agent.report import SectionFacts
from agent.wire import plain
from agent.wire.packing import LEVEL


class Section(NamedTuple):
    """One section: its hash, and its JSON by zlib."""

    hash: str
    packed: bytes

    def json(self) -> bytes:
        """It as it goes into a batch."""
        return zlib.decompress(self.packed)

    def content(self) -> SectionFacts:
        """It as facts."""
        content: SectionFacts = json.loads(self.json())
        return content

    def in_line(self) -> list[str]:
        """It as a child says it."""
        return [self.hash, binascii.b2a_base64(self.packed, newline=False).decode()]


def section(content: SectionFacts) -> Section:
    """Pack it."""
    return Section(fingerprint(content), zlib.compress(plain(content), LEVEL))


def heard(said: Any) -> Section:
    """What a child said. Raises ValueError."""
    told, packed = said
    return Section(str(told), binascii.a2b_base64(packed))


def fingerprint(content: SectionFacts) -> str:
    """A hash of a section's content."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")
    return f"{len(text):x}-{zlib.crc32(text):08x}-{zlib.adler32(text):08x}"
