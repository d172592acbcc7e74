"""How the agent fares, in words for a technician at the machine: what is wrong, and what to do.

Ages are by the clock that counts since the boot: the other may have been set meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from agent import lock, room, status
from agent.limits import BUILD
from agent.report import Clock
from agent.show import in_one_line
from agent.trouble import AS_ADMIN, refusal

_SLACK = 60.0
"""Seconds that a moment may lie ahead of a clock that is right."""


def lines(state: Path, now: Clock) -> Iterator[str]:
    """What a technician should know, a line each."""
    told, running = status.read(state), lock.is_held(state)
    if told is None:
        yield _untold(state, running=running)
    else:
        yield f"{_life(told, now, running=running)}, {told['version']}"
        yield from _deliveries(told, now)
    yield from (f"TROUBLE: {one}" for one in _troubles(state, told, now, running=running))
    if told is not None:
        yield from _losses(told)
    if running is False and told is not None:
        yield f"start it with: {status.HOW_TO_RUN}"


def is_well(state: Path, now: Clock) -> bool:
    """Whether the agent runs, says so, and has no trouble."""
    told, running = status.read(state), lock.is_held(state)
    return running is True and not any(_troubles(state, told, now, running=running))


def _untold(state: Path, *, running: bool | None) -> str:
    if running:
        return f"running, but it has not said how it fares (no {status.FILE} in {state})"
    if running is None:
        return f"{_UNKNOWN}; there is no {status.FILE} in {state}"
    return f"never run here (no {status.FILE} in {state}); start it with: {status.HOW_TO_RUN}"


_UNKNOWN = f"whether it runs is not told to this user: try again {AS_ADMIN}"


def _life(told: dict[str, Any], now: Clock, *, running: bool | None) -> str:
    """Whether it runs, as its lock says; since when not, as it said itself where it could."""
    last = _ago(_since(told, now, "at", "mono"))
    if running is None:
        return f"{_UNKNOWN} (last sign {last})"
    if running:
        return f"running (last sign {last})"
    if told.get("stopped"):
        return f"NOT RUNNING (stopped {last})"
    return f"NOT RUNNING (it was killed or failed; last sign {last})"


def _deliveries(told: dict[str, Any], now: Clock) -> Iterator[str]:
    yield f"collector: {told['address']}, site {told['site']}"
    known = told["delivered"] and _ago(_since(told, now, "delivered", "delivered_mono"))
    yield f"last delivery: {known or 'none yet'}"
    yield f"waiting: {told['waiting']} batches, {told['bytes'] / 1024:.0f} KiB"


def _troubles(
    state: Path, told: dict[str, Any] | None, now: Clock, *, running: bool | None
) -> Iterator[str]:
    """What keeps it from its work, as the disk says, and as it says itself."""
    refused = room.refuses(state)
    why = refusal(refused) if refused else ""
    if why:
        yield f"{state} cannot be written: {why}"
    is_old = running and (told is None or not _is_fresh(told, now))
    if is_old and not why:
        yield f"it started just now, or it hangs, or {state} cannot be written"
    said = "" if is_old or told is None else in_one_line(str(told["trouble"]))
    if said and not (why and why in said):
        yield said


def _is_fresh(told: dict[str, Any], now: Clock) -> bool:
    """Whether the agent that runs wrote it, and lately: one that stopped said so."""
    age = _since(told, now, "at", "mono")
    return age is not None and age < status.STALE and not told.get("stopped")


def _losses(told: dict[str, Any]) -> Iterator[str]:
    kinds = ("torn", "dropped", "refused", "thinned")
    counted = {name: told[name] for name in kinds if told.get(name)}
    if counted:
        yield "lost: " + ", ".join(f"{n} batches {name}" for name, n in counted.items())
    for probe, message in sorted(told["failing"].items()):
        yield f"probe {probe} fails: {in_one_line(str(message))}"


def _since(told: dict[str, Any], now: Clock, wall: str, mono: str) -> float | None:
    """Seconds since a moment that is told by two clocks; None where a wrong clock told it."""
    if told.get("boot") == now.boot and told.get(mono):
        return now.mono - float(told[mono])
    at = float(told[wall])
    return now.wall - at if BUILD <= at <= now.wall + _SLACK else None


def _ago(seconds: float | None) -> str:
    if seconds is None:
        return "when a clock was wrong"
    if seconds < 120:
        return f"{max(0, seconds):.0f} s ago"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min ago"
    return f"{seconds / 3600:.0f} h ago"
