"""Starts and ends by the events of the System log. Pure.

Source: Microsoft Learn, "Windows Kernel event ID 41", "Event ID 6008", and the manifests of the
providers: Kernel-General 12 starts Windows, Kernel-Boot 27 tells how (0 cold, 1 fast startup, 2
from hibernation); an end is EventLog 6006, Kernel-General 13, User32 1074; Kernel-Power 41 and
EventLog 6008 say after a start that the end before it was none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from agent.report import Row
from agent.windows import moments

MOST = 20
_TOGETHER = 300
"""Seconds within which what a start tells of itself is one start."""
_EVENT = re.compile(r"<EventID[^>]*>(\d+)</EventID>")
_PROVIDER = re.compile(r"<Provider [^>]*?\bName=['\"]([^'\"]+)['\"]")
_AT = re.compile(r"<TimeCreated [^>]*?SystemTime=['\"]([^'\"]+)['\"]")
_NUMBER = re.compile(r"<EventRecordID>(\d+)</EventRecordID>")
_KIND = re.compile(r"<Data Name=['\"]BootType['\"]>(\w+)</Data>")
_GENERAL, _BOOT, _POWER = (f"Microsoft-Windows-Kernel-{n}" for n in ("General", "Boot", "Power"))
STARTS = {(_GENERAL, 12)}
BOOTS = {(_BOOT, 27)}
ENDS = {("EventLog", 6006), (_GENERAL, 13), ("User32", 1074), ("USER32", 1074)}
UNCLEAN = {(_POWER, 41), ("EventLog", 6008)}
ANNOUNCED = {("EventLog", 6005)}
"""The log's own start: that of Windows XP, which has no other."""
WANTED = (
    "*[System[(EventID=12 or EventID=13 or EventID=27 or EventID=41 or EventID=1074 or "
    "EventID=6005 or EventID=6006 or EventID=6008) and TimeCreated[timediff(@SystemTime) <= "
    f"{40 * 86_400_000}]]]"
)
"""The events of forty days: to know how the first start of thirty had ended."""
_HIBERNATED, _FAST = 2, 1


class Event(NamedTuple):
    """One event. `kind`: provider and number; `at`: UTC s; `number`: its place in the log."""

    number: int
    kind: tuple[str, int]
    at: int
    boot: int | None


class Start(NamedTuple):
    """One start, and how it had ended before: `clean`, `unclean` or `unknown`."""

    at: int
    after: str


def event(xml: str) -> Event | None:
    """What one event's XML says; None where it is torn."""
    number, provider, moment = _EVENT.search(xml), _PROVIDER.search(xml), _AT.search(xml)
    at = moments.of_words(moment[1]) if moment else None
    if number is None or provider is None or at is None:
        return None
    place, kind = _NUMBER.search(xml), _KIND.search(xml)
    return Event(
        int(place[1]) if place else 0,
        (provider[1], int(number[1])),
        at,
        int(kind[1], 0) if kind else None,
    )


def starts(events: Iterable[Event]) -> list[Start]:
    """Each start, the oldest first: in the order of the log, for a clock may be set back."""
    told = _Told([], "", set())
    for one in sorted(events, key=lambda event: event.number):
        if one.kind in ENDS:
            told = told._replace(ended="clean")
        elif one.kind in UNCLEAN:
            told = _unclean(told, one)
        elif _is_start(one):
            told = _started(told, one)
    return told.starts


class _Told(NamedTuple):
    """What is known up to an event. `kinds`: those that the last start told of itself by."""

    starts: list[Start]
    ended: str
    kinds: set[tuple[str, int]]


def _unclean(told: _Told, one: Event) -> _Told:
    """Said of the start that it belongs to: as a rule the last, else the next, where the log of
    this start begins with it."""
    if not told.starts or not _is_near(told.starts[-1], one):
        return told._replace(ended="unclean")
    last = told.starts[-1]._replace(after="unclean")
    return told._replace(starts=[*told.starts[:-1], last], ended="")


def _started(told: _Told, one: Event) -> _Told:
    """A new start, or the last one that tells of itself once more in another way."""
    near = bool(told.starts) and _is_near(told.starts[-1], one)
    if near and not told.ended and one.kind not in told.kinds:
        return told._replace(kinds={*told.kinds, one.kind})
    after = told.ended or ("clean" if one.boot == _FAST else "unknown")
    return _Told([*told.starts, Start(one.at, after)], "", {one.kind})


def _is_start(one: Event) -> bool:
    """One from hibernation is none: what ran goes on."""
    return one.kind in STARTS | ANNOUNCED or (one.kind in BOOTS and one.boot != _HIBERNATED)


def _is_near(start: Start, one: Event) -> bool:
    return abs(one.at - start.at) <= _TOGETHER


def section(found: list[Start], since: float) -> dict[str, Any]:
    """The facts of those since a moment (UTC s)."""
    lately = [one for one in found if one.at >= since]
    unclean = [one.at for one in lately if one.after == "unclean"]
    recent: list[Row] = [{"at": one.at, "after": one.after} for one in lately[::-1][:MOST]]
    told: dict[str, Any] = {"starts": len(lately), "unclean": len(unclean), "recent": recent}
    return {**told, "last_unclean": max(unclean)} if unclean else told
