"""The times that Windows keeps, as UTC s or as a day. None or empty for what is none.

Source: Microsoft Learn, "FILETIME structure", "Uninstall Registry Key", "CIM_DATETIME".
"""

from __future__ import annotations

import datetime
import re
import time

_1601 = 11_644_473_600
"""Seconds from 1601 to 1970."""
_FIRST, _LAST = 631_152_000, 4_102_444_800
"""1990 and 2100: what is outside was never set."""
_CIM = re.compile(r"(\d{14})\.\d{6}([+-]\d{3})")
_DAY = re.compile(r"(\d{1,4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,4})")


def of_filetime(value: object) -> int | None:
    """Of a FILETIME, 100 ns since 1601: a number, or its eight bytes as the registry has them."""
    if isinstance(value, bytes):
        value = int.from_bytes(value, "little") if len(value) == 8 else None
    if not isinstance(value, int):
        return None
    return sane(value // 10_000_000 - _1601)


def sane(seconds: float | None) -> int | None:
    """A time (UTC s) that can be."""
    return int(seconds) if seconds is not None and _FIRST <= seconds < _LAST else None


def of_words(value: object) -> int | None:
    """Of `2026-11-23 10:00:00`, UTC, as Windows Update writes it, or of ISO 8601."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.datetime.fromisoformat(value.strip().rstrip("Z")[:19])
    except ValueError:
        return None
    return sane(moment.replace(tzinfo=datetime.timezone.utc).timestamp())


def of_cim(value: object) -> int | None:
    """Of WMI's `20261123100000.000000+180`: local time, and its minutes east of Greenwich."""
    match = _CIM.match(value) if isinstance(value, str) else None
    if match is None:
        return None
    try:
        moment = datetime.datetime.strptime(match[1] + "+0000", "%Y%m%d%H%M%S%z")
    except ValueError:
        return None
    return sane(moment.timestamp() - 60 * int(match[2]))


def day_of(seconds: int | None) -> str:
    """The day of a moment (UTC s), as ISO 8601; empty for none."""
    return "" if seconds is None else time.strftime("%Y-%m-%d", time.gmtime(seconds))


def day(value: object, now: float) -> str:
    """A day as installers write it: `20260731`, `31.07.2026`, `7/31/2026`, `2026-07-31`, or s.

    Where it may be one of two days (`05/07/2026`), or is after `now` (UTC s), it is none.
    """
    text = str(value).strip() if isinstance(value, (str, int)) else ""
    if re.fullmatch(r"\d{8}", text):
        days = [_iso(text[:4], text[4:6], text[6:])]
    elif re.fullmatch(r"\d{9,10}", text):
        days = [day_of(sane(int(text)))]
    else:
        days = _of_parts(text)
    known = {one for one in days if one and one <= day_of(int(now) + 86_400)}
    return known.pop() if len(known) == 1 else ""


def _of_parts(text: str) -> list[str]:
    match = _DAY.match(text)
    if match is None:
        return []
    if len(match[1]) == 4:
        return [_iso(match[1], match[2], match[3])]
    year = match[3] if len(match[3]) == 4 else f"20{match[3]:0>2}"
    return [_iso(year, match[2], match[1]), _iso(year, match[1], match[2])]


def _iso(year: str, month: str, day: str) -> str:
    try:
        found = datetime.date(int(year), int(month), int(day))
    except ValueError:
        return ""
    return found.isoformat() if found.year >= 1990 else ""
