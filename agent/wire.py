"""A Batch as JSON and back. What is not a batch is refused with the place and the reason."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from agent.limits import (
    MAX_ERRORS,
    MAX_INT,
    MAX_NAME,
    MAX_ROWS,
    MAX_SECTIONS,
    MAX_SERIES,
    MAX_STEPS,
    MAX_TAG,
    MAX_TEXT,
    MAX_TIME,
    excess,
)
from agent.report import (
    VERSION,
    Batch,
    Block,
    Clock,
    Column,
    Event,
    Facts,
    ProbeError,
    Row,
    SectionFacts,
    Series,
)


class MalformedError(ValueError):
    """What came is no batch. The message names the place in it and the reason."""


def encode(batch: Batch) -> bytes:
    """The batch as compact UTF-8 JSON; lone surrogates (odd file names) become U+FFFD."""
    text = json.dumps(as_object(batch), separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "replace")


def as_object(batch: Batch) -> dict[str, Any]:
    """The batch as the plain object that goes over the wire."""
    return {
        "version": batch.version,
        "agent": batch.agent,
        "seq": batch.seq,
        "clock": batch.clock._asdict(),
        "blocks": [
            {**block._asdict(), "series": [series._asdict() for series in block.series]}
            for block in batch.blocks
        ],
        "facts": batch.facts,
        "events": [event._asdict() for event in batch.events],
        "errors": [error._asdict() for error in batch.errors],
    }


def decode(thing: object) -> Batch:
    """The batch that a plain object (from JSON) stands for.

    Raises MalformedError. Unknown keys are ignored: the contract is additive.
    """
    top = _object(thing, "batch")
    batch = Batch(
        agent=_name(top.get("agent"), "agent"),
        seq=_whole(top.get("seq"), "seq"),
        clock=_clock(top.get("clock")),
        blocks=[_block(b, f"blocks[{i}]") for i, b in enumerate(_list(top, "blocks"))],
        facts=_facts(top.get("facts", {})),
        events=[_event(e, f"events[{i}]") for i, e in enumerate(_list(top, "events"))],
        errors=[_error(e, f"errors[{i}]") for i, e in enumerate(_list(top, "errors", MAX_ERRORS))],
        version=_version(top.get("version")),
    )
    if too_much := excess(batch):
        _refuse("batch", too_much)
    return batch


def _refuse(place: str, reason: str) -> NoReturn:
    raise MalformedError(f"{place}: {reason}")


def _object(thing: object, place: str) -> dict[str, Any]:
    if not isinstance(thing, dict):
        _refuse(place, f"an object is needed, not {_kind(thing)}")
    return thing


def _list(top: dict[str, Any], key: str, most: int = MAX_ROWS) -> list[Any]:
    thing = top.get(key, [])
    if not isinstance(thing, list):
        _refuse(key, f"a list is needed, not {_kind(thing)}")
    if len(thing) > most:
        _refuse(key, f"at most {most} entries, not {len(thing)}")
    return thing


def _kind(thing: object) -> str:
    return "nothing" if thing is None else type(thing).__name__


def _version(thing: object) -> int:
    version = _whole(thing, "version")
    if version < VERSION:
        _refuse("version", f"{VERSION} or later is needed, not {version}")
    return version


def _text(thing: object, place: str, limit: int = MAX_TEXT) -> str:
    if not isinstance(thing, str):
        _refuse(place, f"a text is needed, not {_kind(thing)}")
    if len(thing) > limit:
        _refuse(place, f"at most {limit} characters, not {len(thing)}")
    return thing


def _name(thing: object, place: str) -> str:
    name = _text(thing, place, MAX_NAME)
    if not name:
        _refuse(place, "must not be empty")
    return name


def _whole(thing: object, place: str) -> int:
    if isinstance(thing, float) and thing.is_integer():
        thing = int(thing)  # JSON knows no difference
    if isinstance(thing, bool) or not isinstance(thing, int):
        _refuse(place, f"a whole number is needed, not {_kind(thing)}")
    if not 0 <= thing <= MAX_INT:
        _refuse(place, f"{thing} is out of range")
    return thing


def _moment(thing: object, place: str) -> float:
    if isinstance(thing, bool) or not isinstance(thing, (int, float)):
        _refuse(place, f"a number of seconds is needed, not {_kind(thing)}")
    if not 0 <= thing <= MAX_TIME:
        _refuse(place, f"{thing} is no moment between 1970 and 9999")
    return float(thing)


def _clock(thing: object) -> Clock:
    clock = _object(thing, "clock")
    return Clock(
        wall=_moment(clock.get("wall"), "clock.wall"),
        mono=_moment(clock.get("mono"), "clock.mono"),
        boot=_name(clock.get("boot"), "clock.boot"),
    )


def _block(thing: object, place: str) -> Block:
    block = _object(thing, place)
    start = int(_moment(block.get("start"), f"{place}.start"))
    step = _whole(block.get("step"), f"{place}.step")
    steps = _whole(block.get("steps"), f"{place}.steps")
    if not 1 <= steps <= MAX_STEPS or not 1 <= step <= 86_400:
        _refuse(place, f"steps must be 1 to {MAX_STEPS} and step 1 to 86400 seconds")
    listed = block.get("series")
    if not isinstance(listed, list) or len(listed) > MAX_SERIES:
        _refuse(f"{place}.series", f"a list of at most {MAX_SERIES} is needed")
    series = [_series(s, steps, f"{place}.series[{i}]") for i, s in enumerate(listed)]
    return Block(start, step, steps, series)


def _series(thing: object, steps: int, place: str) -> Series:
    series = _object(thing, place)
    tags = _object(series.get("tags", {}), f"{place}.tags")
    fields = _object(series.get("fields"), f"{place}.fields")
    return Series(
        measurement=_name(series.get("measurement"), f"{place}.measurement"),
        tags={
            _name(k, f"{place}.tags"): _text(v, f"{place}.tags.{k}", MAX_TAG)
            for k, v in tags.items()
        },
        fields={
            _name(k, f"{place}.fields"): _column(v, steps, f"{place}.fields.{k}")
            for k, v in fields.items()
        },
    )


def _column(thing: object, steps: int, place: str) -> Column:
    if not isinstance(thing, list):
        _refuse(place, f"a list is needed, not {_kind(thing)}")
    if len(thing) != steps:
        _refuse(place, f"{steps} values are needed, one a step, not {len(thing)}")
    for value in thing:
        if value is not None:
            _check_value(value, place)
    return thing


def _check_value(value: object, place: str) -> None:
    if isinstance(value, str):
        _text(value, place)
    elif not isinstance(value, (int, float)):
        _refuse(place, f"a number, a text or true/false is needed, not {_kind(value)}")
    elif not -MAX_INT <= value <= MAX_INT:  # nor is NaN within any bounds
        _refuse(place, f"{value} is not a number that 64 bits can hold")


def _row(thing: object, place: str) -> Row:
    row = _object(thing, place)
    for key, value in row.items():
        _name(key, place)
        _check_value(value, f"{place}.{key}")
    return row


def _rows(thing: list[Any], place: str) -> list[Row]:
    if len(thing) > MAX_ROWS:
        _refuse(place, f"at most {MAX_ROWS} rows, not {len(thing)}")
    return [_row(row, f"{place}[{i}]") for i, row in enumerate(thing)]


def _section(thing: object, place: str) -> SectionFacts:
    if isinstance(thing, list):
        return _rows(thing, place)
    section = _object(thing, place)
    for key, value in section.items():
        _name(key, place)
        if isinstance(value, list):
            _rows(value, f"{place}.{key}")
        else:
            _check_value(value, f"{place}.{key}")
    return section


def _facts(thing: object) -> Facts:
    facts = _object(thing, "facts")
    if len(facts) > MAX_SECTIONS:
        _refuse("facts", f"at most {MAX_SECTIONS} sections, not {len(facts)}")
    return {_name(k, "facts"): _section(v, f"facts.{k}") for k, v in facts.items()}


def _event(thing: object, place: str) -> Event:
    event = _object(thing, place)
    return Event(
        at=_moment(event.get("at"), f"{place}.at"),
        kind=_name(event.get("kind"), f"{place}.kind"),
        detail=_row(event.get("detail", {}), f"{place}.detail"),
    )


def _error(thing: object, place: str) -> ProbeError:
    error = _object(thing, place)
    return ProbeError(
        at=_moment(error.get("at"), f"{place}.at"),
        probe=_name(error.get("probe"), f"{place}.probe"),
        message=_text(error.get("message"), f"{place}.message"),
    )
