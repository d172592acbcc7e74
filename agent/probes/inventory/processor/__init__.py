"""The processor: model, sockets, cores and threads, by the kernel and the firmware."""

from __future__ import annotations

from agent.field import Field
from agent.probe import HOUR

EVERY = HOUR
DEADLINE = 30.0
FACTS = {
    "model": Field("1", "the maker's name for the model", str),
    "vendor": Field("1", "who made it", str),
    "architecture": Field("1", "its instruction set", str),
    "sockets": Field("1", "processors that are plugged in", int),
    "cores": Field("1", "cores of all of them", int),
    "threads": Field("1", "threads of all of them", int),
    "max_mhz": Field("MHz", "its highest clock; where that cannot be told, its usual one", int),
}
