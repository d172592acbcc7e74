"""What a UPS says of itself, in the words of NUT and in the bits of Telegraf. Pure."""

from __future__ import annotations

from collections.abc import Iterable

_BITS = {"CAL": 0, "TRIM": 1, "BOOST": 2, "OL": 3, "OB": 4, "OVER": 5, "LB": 6, "RB": 7}
"""Status words -> the bit that Telegraf's `upsd` gives each, which are apcupsd's."""
ON_LINE, ON_BATTERY, BATTERY_LOW, REPLACE = (1 << _BITS[word] for word in ("OL", "OB", "LB", "RB"))


def flags(words: Iterable[str]) -> int:
    """The status as bits; words without one are left out."""
    return sum({1 << _BITS[word] for word in words if word in _BITS})


def plugged(bits: int) -> bool | None:
    """Whether mains power is there; None where the status does not tell."""
    return True if bits & ON_LINE else False if bits & ON_BATTERY else None


def number(text: str) -> float | None:
    """A variable's number; None where it is none that can be."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found if abs(found) < 1e9 else None
