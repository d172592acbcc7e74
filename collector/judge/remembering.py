"""The same rows get the same answer: a machine's thousand programs are looked through once. Pure.

A list seldom changes, and comes with every judgement. What a condition over its rows answers
depends on the rows alone, so it is remembered by their fingerprint.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any, TypeVar

import msgspec

Answer = TypeVar("Answer")
_FEW = 20
"""Rows that are looked through faster than remembered."""
_MOST = 20_000
"""Answers that are remembered; past it all are forgotten, and learned again."""


def remembering(
    ask: Callable[[Sequence[Any], bool], Answer],
) -> Callable[[Sequence[Any], bool], Answer]:
    """The same question, which remembers what it answered to long lists."""
    known: dict[tuple[bytes, bool], Answer] = {}

    def asked(rows: Sequence[Any], broken: bool) -> Answer:
        if len(rows) <= _FEW:
            return ask(rows, broken)
        key = blake2b(msgspec.json.encode(rows), digest_size=16).digest(), broken
        found = known.get(key)
        if found is None:
            if len(known) >= _MOST:
                known.clear()
            found = known[key] = ask(rows, broken)
        return found

    return asked
