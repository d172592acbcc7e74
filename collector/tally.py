"""What was refused, counted in memory until it is written: a flood is a number, not a row each."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

KINDS = 200
"""Refusals that are told apart, of agents and of strangers each, between two writings."""
OTHERS = "others, not told apart"


class Refusal(NamedTuple):
    """What was refused, to whom. `known`: it came from an agent that had shown its secret.

    Of a stranger, `agent` is what it called itself, or None.
    """

    known: bool
    agent: str | None
    address: str
    status: int
    code: str
    reason: str


class Tally:
    """Counts by kind. Strangers, however many they are, crowd out no agent."""

    def __init__(self) -> None:
        self._counts: dict[bool, Counter[Refusal]] = {True: Counter(), False: Counter()}

    def count(self, one: Refusal) -> None:
        """One more."""
        counts = self._counts[one.known]
        if one not in counts and len(counts) >= KINDS:
            one = Refusal(one.known, None, "", one.status, one.code, OTHERS)
        counts[one] += 1

    def take(self) -> list[tuple[Refusal, int]]:
        """All there is, and how often; from here it is counted anew."""
        taken = [pair for counts in self._counts.values() for pair in counts.items()]
        for counts in self._counts.values():
            counts.clear()
        return taken

    def __bool__(self) -> bool:
        return any(self._counts.values())
