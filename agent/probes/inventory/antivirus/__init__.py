"""The antivirus programs, whether they are on, and how old their signatures are."""

from __future__ import annotations

from agent.field import Field, Rows
from agent.probe import HOUR

EVERY = HOUR
DEADLINE = 90.0
FACTS = Rows(
    {
        "name": Field("1", "its name", str),
        "vendor": Field("1", "who made it", str),
        "version": Field("1", "its version", str),
        "on": Field("1", "it guards the machine now", bool),
        "up_to_date": Field("1", "its signatures are up to date, by its own word", bool),
        "signatures": Field("UTC s", "when its signatures were made", int),
        "signatures_version": Field("1", "its signatures' version", str),
    },
    key="name",
    help="antivirus programs",
)
