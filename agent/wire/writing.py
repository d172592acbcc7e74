"""A batch as the JSON that goes over the wire."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from agent.report import Batch


def encode(batch: Batch) -> bytes:
    """The batch as compact UTF-8 JSON; lone surrogates (odd file names) become U+FFFD."""
    return b"".join(pieces(batch, {name: plain(s) for name, s in batch.facts.items()}))


def pieces(batch: Batch, sections: Mapping[str, bytes]) -> Iterator[bytes]:
    """The same, a piece at a time. `sections`: of its facts, each as JSON already.

    So an agent that has thousands of programs to tell of never holds them as objects.
    """
    rest = as_object(batch)
    del rest["facts"]
    yield plain(rest)[:-1] + b',"facts":{'
    for number, (name, section) in enumerate(sections.items()):
        yield (b"," if number else b"") + plain(name) + b":" + section
    yield b"}}"


def plain(thing: Any) -> bytes:
    """Any part of it."""
    text = json.dumps(thing, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "replace")


def as_object(batch: Batch) -> dict[str, Any]:
    """The batch as the plain object that goes over the wire."""
    return {
        "version": batch.version,
        "agent": batch.agent,
        "seq": batch.seq,
        "clock": batch.clock._asdict(),
        "blocks": [
            {**block._asdict(), "series": [series._asdict() for series in block.series]}
            for block in batch.blocks
        ],
        "facts": batch.facts,
        "events": [event._asdict() for event in batch.events],
        "errors": [error._asdict() for error in batch.errors],
    }
