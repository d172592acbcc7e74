"""The batch in a plain object. What is not a batch is refused with the place and the reason."""

from __future__ import annotations

from typing import Any

from agent.limits import MAX_ERRORS, MAX_ROWS, MAX_SECTIONS, excess
from agent.report import VERSION, Batch, Clock, Event, Facts, ProbeError, SectionFacts
from agent.wire.samples import block_of
from agent.wire.values import (
    check_value,
    kind_of,
    moment_of,
    name_of,
    object_of,
    refuse,
    row_of,
    rows_of,
    text_of,
    whole_of,
)


def decode(thing: object) -> Batch:
    """The batch that a plain object (from JSON) stands for.

    Raises MalformedError. Unknown keys are ignored: the contract is additive.
    """
    top = object_of(thing, "batch")
    batch = Batch(
        agent=name_of(top.get("agent"), "agent"),
        seq=whole_of(top.get("seq"), "seq"),
        clock=_clock(top.get("clock")),
        blocks=[block_of(b, f"blocks[{i}]") for i, b in enumerate(_list(top, "blocks"))],
        facts=_facts(top.get("facts", {})),
        events=[_event(e, f"events[{i}]") for i, e in enumerate(_list(top, "events"))],
        errors=[_error(e, f"errors[{i}]") for i, e in enumerate(_list(top, "errors", MAX_ERRORS))],
        version=_version(top.get("version")),
    )
    if too_much := excess(batch):
        refuse("batch", too_much)
    return batch


def _version(thing: object) -> int:
    version = whole_of(thing, "version")
    if version < VERSION:
        refuse("version", f"{VERSION} or later is needed, not {version}")
    return version


def _list(top: dict[str, Any], key: str, most: int = MAX_ROWS) -> list[Any]:
    thing = top.get(key, [])
    if not isinstance(thing, list):
        refuse(key, f"a list is needed, not {kind_of(thing)}")
    if len(thing) > most:
        refuse(key, f"at most {most} entries, not {len(thing)}")
    return thing


def _clock(thing: object) -> Clock:
    clock = object_of(thing, "clock")
    return Clock(
        wall=moment_of(clock.get("wall"), "clock.wall"),
        mono=moment_of(clock.get("mono"), "clock.mono"),
        boot=name_of(clock.get("boot"), "clock.boot"),
    )


def _facts(thing: object) -> Facts:
    facts = object_of(thing, "facts")
    if len(facts) > MAX_SECTIONS:
        refuse("facts", f"at most {MAX_SECTIONS} sections, not {len(facts)}")
    return {name_of(k, "facts"): _section(v, f"facts.{k}") for k, v in facts.items()}


def _section(thing: object, place: str) -> SectionFacts:
    if isinstance(thing, list):
        return rows_of(thing, place)
    section = object_of(thing, place)
    for key, value in section.items():
        name_of(key, place)
        if isinstance(value, list):
            rows_of(value, f"{place}.{key}")
        else:
            check_value(value, f"{place}.{key}")
    return section


def _event(thing: object, place: str) -> Event:
    event = object_of(thing, place)
    return Event(
        at=moment_of(event.get("at"), f"{place}.at"),
        kind=name_of(event.get("kind"), f"{place}.kind"),
        detail=row_of(event.get("detail", {}), f"{place}.detail"),
    )


def _error(thing: object, place: str) -> ProbeError:
    error = object_of(thing, place)
    return ProbeError(
        at=moment_of(error.get("at"), f"{place}.at"),
        probe=name_of(error.get("probe"), f"{place}.probe"),
        message=text_of(error.get("message"), f"{place}.message"),
    )
