"""A Batch as JSON and back. What is not a batch is refused with the place and the reason."""

from __future__ import annotations

from agent.wire.packing import UnknownTextError, packed, unpacked, unpacker
from agent.wire.reading import decode
from agent.wire.values import MalformedError
from agent.wire.writing import as_object, encode, pieces, plain

__all__ = [
    "MalformedError",
    "UnknownTextError",
    "as_object",
    "decode",
    "encode",
    "packed",
    "pieces",
    "plain",
    "unpacked",
    "unpacker",
]
