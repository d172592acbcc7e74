"""Names that a standards file uses, held to what there is. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from string import Formatter
from typing import Any

from agent.catalogue import fits
from agent.field import Field
from collector.judge.conditions import QUANTIFIERS
from collector.judge.shape import Faults
from collector.lined import hint


def named(thing: Any) -> Iterator[str]:
    """The parameters (`$name`) that a rule's conditions name."""
    if isinstance(thing, str):
        if thing.startswith("$"):
            yield thing[1:]
        return
    inner = thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else ()
    for part in inner:
        yield from named(part)


def sections(condition: Any) -> Iterator[str]:
    """The sections of facts that a condition is about."""
    parts = condition if isinstance(condition, list) else [condition]
    for part in (p for p in parts if isinstance(p, dict)):
        words = [word for word in ("fact", *QUANTIFIERS) if word in part]
        yield from (str(part[word]).partition(".")[0] for word in words)
        if not words:  # else what stands inside is about the rows of the list
            yield from (name for inner in part.values() for name in sections(inner))


def title_faults(title: Mapping[str, str], parameters: Iterable[str]) -> Faults:
    """What a title names that is no parameter of its rule."""
    known = list(parameters)
    for lang, text in title.items():
        try:
            found = [
                (name, spec) for _, name, spec, _ in Formatter().parse(text) if name is not None
            ]
        except ValueError as error:
            yield f"the braces of the title are odd: {error}", ("title", lang)
            continue
        for name, spec in found:
            if name not in known or spec:
                yield f"{{{name}}} is no parameter of this rule{hint(name, known)}", ("title", lang)


def fact_faults(facts: Mapping[str, Any], fields: Mapping[str, Field]) -> Iterator[str]:
    """What example facts name that the catalogue does not have, or has with another type."""
    for section, content in facts.items():
        if not any(path.startswith((f"{section}.", f"{section}[")) for path in fields):
            yield f"there are no facts {section}"
        else:
            yield from _in_part(str(section), content, fields)


def _in_part(place: str, content: Any, fields: Mapping[str, Field]) -> Iterator[str]:
    if isinstance(content, dict):
        for name, value in content.items():
            yield from _in_part(f"{place}.{name}", value, fields)
    elif isinstance(content, list):
        for row in content:
            yield from _in_part(f"{place}[]", row, fields)
    elif place not in fields:
        yield f"there is no fact {place}{hint(place, list(fields))[:300]}"
    elif not fits(content, fields[place]):
        yield f"{place} cannot be {content!r}: its unit is {fields[place].unit}"
