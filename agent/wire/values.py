"""Plain values as the contract holds them: texts, numbers, moments, rows; else a reason."""

from __future__ import annotations

from typing import Any, NoReturn

from agent.limits import MAX_INT, MAX_NAME, MAX_ROWS, MAX_TEXT, MAX_TIME
from agent.report import Row


class MalformedError(ValueError):
    """What came is no batch. The message names the place in it and the reason."""


def refuse(place: str, reason: str) -> NoReturn:
    """What came is no batch, for this reason."""
    raise MalformedError(f"{place}: {reason}")


def object_of(thing: object, place: str) -> dict[str, Any]:
    """An object, as it came."""
    if not isinstance(thing, dict):
        refuse(place, f"an object is needed, not {kind_of(thing)}")
    return thing


def kind_of(thing: object) -> str:
    """What it is instead, for the reason of a refusal."""
    return "nothing" if thing is None else type(thing).__name__


def text_of(thing: object, place: str, limit: int = MAX_TEXT) -> str:
    """A text of at most so many characters."""
    if not isinstance(thing, str):
        refuse(place, f"a text is needed, not {kind_of(thing)}")
    if len(thing) > limit:
        refuse(place, f"at most {limit} characters, not {len(thing)}")
    return thing


def name_of(thing: object, place: str) -> str:
    """A name: a short text, never empty."""
    name = text_of(thing, place, MAX_NAME)
    if not name:
        refuse(place, "must not be empty")
    return name


def whole_of(thing: object, place: str) -> int:
    """A whole number from 0 on."""
    if isinstance(thing, float) and thing.is_integer():
        thing = int(thing)  # JSON knows no difference
    if isinstance(thing, bool) or not isinstance(thing, int):
        refuse(place, f"a whole number is needed, not {kind_of(thing)}")
    if not 0 <= thing <= MAX_INT:
        refuse(place, f"{thing} is out of range")
    return thing


def moment_of(thing: object, place: str) -> float:
    """A moment (UTC s), or seconds since a start."""
    if isinstance(thing, bool) or not isinstance(thing, (int, float)):
        refuse(place, f"a number of seconds is needed, not {kind_of(thing)}")
    if not 0 <= thing <= MAX_TIME:
        refuse(place, f"{thing} is no moment between 1970 and 9999")
    return float(thing)


def check_value(value: object, place: str) -> None:
    """One value of a sample, fact or event: refused unless a store can hold it."""
    if isinstance(value, str):
        text_of(value, place)
    elif not isinstance(value, (int, float)):
        refuse(place, f"a number, a text or true/false is needed, not {kind_of(value)}")
    elif not -MAX_INT <= value <= MAX_INT:  # nor is NaN within any bounds
        refuse(place, f"{value} is not a number that 64 bits can hold")


def row_of(thing: object, place: str) -> Row:
    """Named values."""
    row = object_of(thing, place)
    for key, value in row.items():
        name_of(key, place)
        check_value(value, f"{place}.{key}")
    return row


def rows_of(thing: list[Any], place: str) -> list[Row]:
    """A list of named values."""
    if len(thing) > MAX_ROWS:
        refuse(place, f"at most {MAX_ROWS} rows, not {len(thing)}")
    return [row_of(row, f"{place}[{i}]") for i, row in enumerate(thing)]
