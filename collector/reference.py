"""The catalogue as a document: METRICS.md. Pure; `python -m collector.reference` prints it."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from agent.catalogue import Catalogue, Measurement, fact_fields
from agent.events import EVENTS
from agent.field import Field, Section
from collector.judge import derived
from collector.standards.rulebook import NAMES

_HEAD = """\
# Names: what agents measure, what they know, what the judge adds

Made from the catalogue by `make docs`; a test holds it to the code. Names, units and formulas of
samples are Telegraf's. Sizes are bytes, times seconds, moments UTC seconds since 1970.
"""


def document(names: Catalogue, added: dict[str, Section]) -> str:
    """The whole document as Markdown."""
    parts = [_HEAD, "## Samples\n", *_measurements(names.measurements)]
    parts += ["## Facts that agents gather\n", *_sections(names.sections)]
    parts += ["## Facts that the judge adds\n", *_sections(added)]
    parts += ["## Events\n", "| event | what it tells |", "| --- | --- |"]
    parts += [f"| `{name}` | {told} |" for name, told in EVENTS.items()]
    parts.append("")
    return "\n".join(parts)


def _measurements(found: dict[str, Measurement]) -> Iterator[str]:
    for name, one in sorted(found.items()):
        tags = f"Tags: {', '.join(f'`{tag}`' for tag in one.tags)}.\n" if one.tags else ""
        yield f"### {name}\n\n{tags}"
        yield _table(("field", "unit", "what it tells"), one.fields)


def _sections(found: dict[str, Section]) -> Iterator[str]:
    for name, section in sorted(found.items()):
        yield f"### {name}\n"
        yield _table(("fact", "unit", "what it tells"), fact_fields(Catalogue({}, {name: section})))


def _table(head: tuple[str, str, str], fields: dict[str, Field]) -> str:
    rows = [
        f"| `{name}` | {field.unit} | {field.help}{' (counter)' if field.counter else ''} |"
        for name, field in fields.items()
    ]
    return "\n".join([f"| {' | '.join(head)} |", "| --- | --- | --- |", *rows, ""])


def whole() -> str:
    """The document of this version."""
    return document(NAMES, derived.sections())


if __name__ == "__main__":
    sys.stdout.write(whole())
