"""How the machine was started and stopped lately: clean ends, and those without a farewell."""

from __future__ import annotations

from agent.field import Field, Rows
from agent.probe import HOUR

EVERY = HOUR
DEADLINE = 60.0
DAYS = 30
"""Days that are looked back on."""
FACTS = {
    "starts": Field("1", "starts in the last 30 days", int),
    "unclean": Field("1", "ends without a shutdown in the last 30 days: power cut or fault", int),
    "last_unclean": Field("UTC s", "the newest start after such an end", int),
    "recent": Rows(
        {
            "at": Field("UTC s", "when it started", int),
            "after": Field("1", "how it had ended: clean, unclean or unknown", str),
        },
        key="at",
        help="the newest starts, at most 20",
    ),
}
