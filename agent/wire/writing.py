"""A batch as the JSON that goes over the wire."""

from __future__ import annotations

import json
from typing import Any

from agent.report import Batch


def encode(batch: Batch) -> bytes:
    """The batch as compact UTF-8 JSON; lone surrogates (odd file names) become U+FFFD."""
    text = json.dumps(as_object(batch), separators=(",", ":"), ensure_ascii=False, allow_nan=False)
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
