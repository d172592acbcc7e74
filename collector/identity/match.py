"""Which asset is this? The only place that decides it. Pure, symmetric, and shy of merging."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from collector.identity.keys import HARDWARE, OWN, STRONG, Key

WEIGHTS = {
    "serial": 50,
    "uuid": 40,
    "agent": 40,
    "board": 30,
    "disk": 20,
    "mac": 15,
    "machine_id": 10,
    "hostname": 5,
}
"""What one matching key of a kind is worth."""
MOST = {"disk": 30, "mac": 30}
"""What all keys of a kind are worth together, where a machine has several."""
ENOUGH = 50
"""The score that makes it the same machine, with at least one key of hardware."""


class Decision(NamedTuple):
    """`asset` if it is one we know; else a new one, with a `contradiction` if a person must look.

    The contradiction is (the asset it resembles, the kinds that agree, the kinds that do not).
    """

    asset: str | None
    contradiction: tuple[str, tuple[str, ...], tuple[str, ...]] | None = None


def identify(
    keys: frozenset[Key], known: Mapping[str, frozenset[Key]], shared: frozenset[Key]
) -> Decision:
    """The asset these keys belong to, among the `known` ones that have a key in common.

    `shared` keys are borne by several machines and say nothing.
    """
    ours = keys - shared
    scores = {asset: score(ours, theirs - shared) for asset, theirs in known.items()}
    near = [a for a, s in scores.items() if s >= ENOUGH and _by_hardware(ours & known[a])]
    clean = [a for a in near if not conflicts(ours, known[a] - shared)]
    if clean:
        return Decision(max(clean, key=lambda a: (scores[a], a)))
    rival = _rival(ours, known, shared)
    return Decision(None, rival)


def score(ours: frozenset[Key], theirs: frozenset[Key]) -> int:
    """What the keys in common are worth."""
    total = 0
    common = ours & theirs
    for kind, weight in WEIGHTS.items():
        count = sum(key.kind == kind for key in common)
        total += min(count * weight, MOST.get(kind, weight))
    return total


def conflicts(ours: frozenset[Key], theirs: frozenset[Key]) -> tuple[str, ...]:
    """The strong kinds that both have, with different values."""
    return tuple(kind for kind in STRONG if _differ(_of(ours, kind), _of(theirs, kind)))


def contradicts(ours: frozenset[Key], theirs: frozenset[Key]) -> tuple[str, ...]:
    """The kinds that show that these are two machines, or one that was rebuilt.

    Disks and interfaces come and go; only where all of both are others, and no strong kind agrees,
    do they show it.
    """
    strong = conflicts(ours, theirs)
    if strong or agreeing(ours, theirs):
        return strong
    return OWN if differ_in_own(ours, theirs) else ()


def rebuilt(ours: frozenset[Key], theirs: frozenset[Key]) -> tuple[str, ...]:
    """The strong kinds that are others, where it is one machine whose board was replaced.

    Its case says that it is the same, by the serial number; where that is not known of both, its
    disks do. To be asked only of what one agent tells: a disk may go to another machine, too.
    """
    changed = conflicts(ours, theirs)
    same = "serial" in agreeing(ours, theirs) or _of(ours, "disk") & _of(theirs, "disk")
    return changed if same and "serial" not in changed else ()


def agreeing(ours: frozenset[Key], theirs: frozenset[Key]) -> tuple[str, ...]:
    """The strong kinds that agree."""
    return tuple(kind for kind in STRONG if _of(ours, kind) & _of(theirs, kind))


def differ_in_own(ours: frozenset[Key], theirs: frozenset[Key]) -> bool:
    """Whether each has disks and interfaces of its own."""
    return all(_differ(_of(ours, kind), _of(theirs, kind)) for kind in OWN)


def _differ(ours: set[str], theirs: set[str]) -> bool:
    return bool(ours and theirs and not ours & theirs)


def _of(keys: frozenset[Key], kind: str) -> set[str]:
    return {key.value for key in keys if key.kind == kind}


def _by_hardware(common: frozenset[Key]) -> bool:
    """An agent's own id counts as hardware here: it is bound to the machine it was born on."""
    return any(key.kind in (*HARDWARE, "agent") for key in common)


def _rival(
    ours: frozenset[Key], known: Mapping[str, frozenset[Key]], shared: frozenset[Key]
) -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
    """An asset with a strong key in common and another that contradicts."""
    for asset in sorted(known):
        theirs = known[asset] - shared
        agree, against = agreeing(ours, theirs), conflicts(ours, theirs)
        if agree and against:
            return asset, agree, against
    return None
