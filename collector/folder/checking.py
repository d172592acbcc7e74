"""What is wrong in a TOML file that should have a certain shape: all of it at once, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from collector.lined import hint

_KINDS = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}

Shape = type[msgspec.Struct]


def faults(content: dict[str, Any], shape: Shape, place: str = "", without: str = "") -> list[str]:
    """A sentence for each unknown key and each value that does not fit, table by table."""
    kinds = {k: v for k, v in get_type_hints(shape, include_extras=True).items() if k != without}
    return [
        fault
        for key, value in content.items()
        for fault in (
            _of_value(f"{place}{key}", value, kinds[key])
            if key in kinds
            else [f"unknown key {place}{key}{hint(key, list(kinds))}"]
        )
    ]


def _of_value(place: str, value: Any, kind: Any) -> Iterator[str]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        if isinstance(value, dict):
            yield from faults(value, kind, f"{place}.")
        else:
            yield f"{place} must be a table: [{place}]"
        return
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        yield f"{place} must be {_wanted(kind)}, not {value!r}"


def _wanted(kind: Any) -> str:
    """What a value of this type is, in words."""
    if get_origin(kind) is Literal:
        return f"one of {', '.join(get_args(kind))}"
    if get_origin(kind) is Annotated:
        plain, meta = get_args(kind)
        return str(meta.description or _KINDS[plain])
    return _KINDS[kind]
