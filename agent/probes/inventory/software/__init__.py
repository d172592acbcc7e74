"""The programs that are installed, by the record of the system that installs them."""

from __future__ import annotations

from agent.field import Field, Rows
from agent.probe import DAY

EVERY = DAY
FACTS = Rows(
    {
        "name": Field("1", "its name", str),
        "version": Field("1", "its version", str),
        "architecture": Field("1", "instruction set it is built for", str),
        "publisher": Field("1", "who made it (Windows, rpm)", str),
        "installed": Field("date", "the day it was installed (Windows, rpm)", str),
        "source": Field(
            "1", "where this is known from: dpkg, rpm, snap, flatpak, registry, user, store", str
        ),
    },
    key="name",
    help="installed programs",
)
