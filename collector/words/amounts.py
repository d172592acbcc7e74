"""Values of the catalogue as people read them: `8 GiB`, `15 min`, `3.5 %`. Pure."""

from __future__ import annotations

from typing import Any

from collector.words.text import Text, marked, number

_BINARY = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")
_DECIMAL = ("B", "kB", "MB", "GB", "TB", "PB")
_SPANS = (
    (86_400, marked("1 day"), marked("{n} days")),
    (3_600, marked("1 h"), marked("{n} h")),
    (60, marked("1 min"), marked("{n} min")),
    (1, marked("1 s"), marked("{n} s")),
)


def in_words(text: Text, value: Any, unit: str, like: Any = None) -> str:
    """A value of a unit of the catalogue; sizes in the same base as `like`, where that is given."""
    if isinstance(value, bool):
        return text("yes") if value else text("no")
    if not isinstance(value, (int, float)):
        return str(value)
    if unit == "B":
        return size(text, value, binary=is_binary(value if like is None else like))
    if unit == "s":
        return span(text, value)
    if unit == "d":
        return text.plural("1 day", "{n} days", int(value))
    plain = number(text, round(value, 1))
    return plain if unit in ("1", "UTC s", "date") else with_unit(text, plain, unit)


def with_unit(text: Text, amount: str, unit: str) -> str:
    """`8 GiB`; in Swahili `GiB 8`, as it is said. A sign (%, °C) follows the number everywhere."""
    if not unit[0].isalpha():
        return f"{amount} {unit}"
    return text("{amount} {unit}", amount=amount, unit=unit)


def is_binary(value: Any) -> bool:
    """Whether a size is a round one in powers of 1024: memory is, disks as sold are not."""
    return isinstance(value, int) and value > 0 and value % (1 << 26) == 0


def size(text: Text, value: float, *, binary: bool, per: str = "") -> str:
    """A size in bytes with its fitting unit; a rate with `per`, like `/s`."""
    base, names = (1024, _BINARY) if binary else (1000, _DECIMAL)
    amount, index = float(value), 0
    while abs(amount) >= base and index < len(names) - 1:
        amount, index = amount / base, index + 1
    return with_unit(text, number(text, round(amount, 1)), f"{names[index]}{per}")


def span(text: Text, seconds: float) -> str:
    """A length of time in its two largest units: `2 days 3 h`."""
    rest, parts = int(abs(seconds)), []
    for length, one, many in _SPANS:
        count, rest = divmod(rest, length)
        if count:
            parts.append(text.plural(one, many, count))
        if parts and (not count or len(parts) == 2):
            break
    return " ".join(parts[:2]) or text("{n} s", n=0)
