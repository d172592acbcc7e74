"""Amounts as people write them in a rule (`8 GiB`, `30 min`) to the catalogue's units. Pure."""

from __future__ import annotations

import math
import re

_SIZES = {"B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}
_SIZES |= {"kB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
_TIMES = {"s": 1, "min": 60, "h": 3600, "d": 86_400, "days": 86_400, "y": 31_557_600}
_DAYS = {"d": 1, "days": 1, "y": 365}
FAMILIES: dict[str, dict[str, int]] = {"B": _SIZES, "s": _TIMES, "d": _DAYS, "%": {"%": 1}}
_SAID = ("B", "s")
"""Units that must be written: `8` may be meant as GiB, `15` as minutes."""
_SIGNED = ("d",)
"""Units of what may be less than nothing: days from today."""
_AMOUNT = re.compile(r"(-?\d+(?:\.\d+)?)\s*([A-Za-z%]+)")


class UnitError(ValueError):
    """An amount whose unit is unknown, missing or does not fit the fact, or that cannot be."""


def amount(value: object, unit: str) -> object:
    """A value as the catalogue has it; texts like `8 GiB` become numbers in `unit`.

    Raises UnitError.
    """
    match = _AMOUNT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return value
    family = FAMILIES.get(unit)
    if family is None:
        return value
    if match[2] not in family:
        raise UnitError(f"{value!r} does not fit the unit {unit}; use {', '.join(family)}")
    number = float(match[1]) * family[match[2]]
    return int(number) if number.is_integer() else number


def split(value: object) -> tuple[str, str] | None:
    """The number and the unit of an amount, as they are written; None if it is none."""
    match = _AMOUNT.fullmatch(value) if isinstance(value, str) else None
    return (match[1], match[2]) if match else None


def written(value: object, unit: str) -> object:
    """The same of what a file says, where a number alone may mean anything. Raises UnitError."""
    number = amount(value, unit)
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        return number
    if isinstance(number, float) and not math.isfinite(number):
        raise UnitError(f"{value} is no amount")
    if unit in _SAID and number == value and number:
        raise UnitError(f"{value} of what? Write its unit: {', '.join(FAMILIES[unit])}")
    if unit in FAMILIES and unit not in _SIGNED and number < 0:
        raise UnitError(f"{value} is less than nothing")
    return number
