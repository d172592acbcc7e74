"""When the weekly digest is due, in local time. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def latest(now: int, day: str, time: str, zone: tzinfo) -> int:
    """The newest moment (UTC s) at or before `now` at which a digest should go out."""
    here = datetime.fromtimestamp(now, zone)
    hour, _, minute = time.partition(":")
    moment = here.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
    moment -= timedelta(days=(here.weekday() - DAYS.index(day)) % 7)
    if moment > here:
        moment -= timedelta(days=7)
    return int(moment.timestamp())


def is_due(now: int, last: int | None, day: str, time: str, zone: tzinfo) -> bool:
    """Whether one should be made: the first ever at once, a missed one late, each once."""
    return last is None or last < latest(now, day, time, zone)
