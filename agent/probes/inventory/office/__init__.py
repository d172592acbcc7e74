"""Office programs with their edition, version and activation."""

from __future__ import annotations

from agent.field import Field, Rows
from agent.probe import DAY

EVERY = DAY
DEADLINE = 120.0
FACTS = Rows(
    {
        "name": Field("1", "its name", str),
        "edition": Field("1", "the maker's name for the edition", str),
        "version": Field("1", "its version", str),
        "channel": Field("1", "where its updates come from", str),
        "architecture": Field("1", "instruction set it is built for", str),
        "activation": Field("1", "licensed, grace, notification, unlicensed; unknown", str),
        "licence": Field("1", "kind of licence: retail, volume, oem, subscription", str),
        "key_end": Field("1", "the last five signs of its key", str),
    },
    key="name",
    help="office programs",
)
