"""Starts of the machine and how each run before them ended, from what keeps record of both.

A start without an end before it is a power cut or a fault. Where a clock was wrong (an empty
battery: 1970, or the future), the order of the records tells, not their times. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from agent.linux.utmp import BOOT, RUN_LEVEL, Login
from agent.report import Row

CLEAN, UNCLEAN, UNKNOWN = "clean", "unclean", "unknown"
FIRST = 946_684_800
"""2000-01-01, UTC s: what claims to be older was written by a clock that had lost its time."""
_AHEAD = 600
"""s that a record may be ahead of now."""
_BACK = 86_400
"""s that a record may be older than the one before it: a clock is set, summer ends."""
_RECENT = 20
_OFF = 600
"""s that a start's record may differ from what the running kernel says of it."""


class Start(NamedTuple):
    """One start. `at`: UTC s, None where the clock was wrong. `known`: the newest moment (UTC s)
    before it that is known, 0 where there is none. `after`: how the run before it had ended."""

    at: int | None
    after: str
    known: int = 0

    @property
    def placed(self) -> int:
        """When it was, or since when it can have been."""
        return self.known if self.at is None else self.at


def of_logins(records: Iterable[Login], now: float) -> list[Start]:
    """Those that the records of logins tell, the oldest first."""
    found: list[Start] = []
    ended: str = UNKNOWN
    known = 0
    for one in records:
        at = one.at if believed(one.at, known, now) else None
        if one.type == BOOT:
            if not (found and at is not None and found[-1].at == at):  # written twice
                found.append(Start(at, ended, known))
            ended = UNCLEAN
        elif one.type == RUN_LEVEL and one.user == "shutdown":
            ended = CLEAN
        elif ended == UNKNOWN:  # somebody was at work before the first start of this record
            ended = UNCLEAN
        known = max(known, at or 0)
    return found


def believed(at: int, known: int, now: float) -> bool:
    """Whether a moment can be what a record says, after what is known and before now."""
    return max(FIRST, known - _BACK) <= at <= now + _AHEAD


def corrected(starts: Sequence[Start], booted: int) -> list[Start]:
    """The newest by the running kernel, which counts from the clock as it was set since (UTC s).

    To the minute: the clock is nudged all the time, and the section must not change with it.
    """
    if not starts or booted < FIRST:
        return list(starts)
    last = starts[-1]
    if last.at is not None and abs(last.at - booted) <= _OFF:
        return list(starts)
    return [*starts[:-1], last._replace(at=booted - booted % 60)]


def section(starts: Iterable[Start], since: float) -> dict[str, Any]:
    """The facts, of what happened since a moment (UTC s). Ends that are unknown are not counted,
    and where no other are known neither is their number."""
    lately = [start for start in starts if start.placed >= since]
    unclean = [start for start in lately if start.after == UNCLEAN]
    found: dict[str, Any] = {"starts": len(lately)}
    if not lately or any(start.after != UNKNOWN for start in lately):
        found["unclean"] = len(unclean)
    if unclean and unclean[-1].at is not None:
        found["last_unclean"] = unclean[-1].at
    rows: list[Row] = [{"at": s.at, "after": s.after} for s in lately if s.at is not None]
    return {**found, "recent": rows[::-1][:_RECENT]}
