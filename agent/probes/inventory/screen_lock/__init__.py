"""Whether the screen locks by itself when its user goes away."""

from __future__ import annotations

from agent.field import Field
from agent.probe import HOUR

EVERY = HOUR
DEADLINE = 30.0
FACTS = {
    "on": Field("1", "the screen locks by itself, for every user known", bool),
    "after": Field("s", "after so long without use, for the most patient user", int),
    "forced": Field("1", "users cannot change that", bool),
}
