"""What the judge says: a verdict, with the evidence it rests on."""

from __future__ import annotations

from typing import Any, NamedTuple

COMPLIANT = "compliant"
BREACH = "breach"
UNKNOWN = "unknown"

SEVERITIES = ("info", "minor", "major", "critical")
"""From least to most."""


def is_graver(one: str | None, other: str | None) -> bool:
    """Whether one severity is graver than another; None, where neither is known, is no graver."""
    if one is None or other is None:
        return False
    return SEVERITIES.index(one) > SEVERITIES.index(other)


class Evidence(NamedTuple):
    """One comparison: a fact, what was observed, and what the rule asks of it.

    `observed` is None where the fact is not known; `note` then says why: missing, settling,
    too_new, or waiting (a breach that has not lasted long enough). `item` names the row of a list.
    `beside` is what words need to tell it well, as the day that days count to (`derived.BESIDE`).
    """

    fact: str
    observed: Any
    operator: str
    expected: Any
    unit: str
    item: str = ""
    note: str = ""
    beside: str = ""


class Verdict(NamedTuple):
    """How an asset stands by one rule, since when (UTC s).

    `gap`: a breach of a rule that no officer has adopted yet. `memory` is what the rule must
    remember until the next judgement: `failing_since` (UTC s), of what has not lasted yet.
    """

    rule: str
    version: int
    status: str
    severity: str
    gap: bool
    evidence: tuple[Evidence, ...]
    since: int
    memory: dict[str, int] | None = None
