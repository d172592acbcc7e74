"""What a name means: the unit, type and help of every sample field and every fact.

The catalogue of the whole product is made of these (see `agent.catalogue`): pages, rules,
dashboards and METRICS.md read it, and a name that is not in it is an error everywhere.
"""

from __future__ import annotations

from typing import NamedTuple

Value = float | int | str | bool
"""What a sample or a fact can hold. Never null: what is missing is left out."""


class Field(NamedTuple):
    """One value: its unit, what it tells, and its one type for ever.

    Units: `B` bytes, `s` seconds, `ms`, `%`, `°C`, `Hz`, `Mbit/s`, `1` a plain count or a text,
    `UTC s` a moment in seconds since 1970, `date` an ISO 8601 day.
    """

    unit: str
    help: str
    type: type = float
    counter: bool = False
    """True for a value that only grows until the machine restarts."""


class Rows(NamedTuple):
    """A list of things of one kind: each row is a dict of `fields`, told apart by `key`."""

    fields: dict[str, Field]
    key: str
    help: str


Section = dict[str, Field | Rows] | Rows
"""A section of facts: named values (some of them lists), or a list."""
