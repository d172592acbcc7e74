"""What can be asked of this machine beyond its files: its commands, its registry, its WMI.

One seam, so that a probe for Windows can be held to recordings on Linux, and any of them to an
answer that never comes. The parts are loaded when they are first asked: most agents need few.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from agent.windows.registry import Values

Told = TypeVar("Told")

SYSTEM = "windows" if sys.platform == "win32" else "linux"
"""Whose `linux.py` or `windows.py` is read."""
PATIENCE = 15.0
"""Seconds a command or a query may take that is given no other bound."""


class Outside:
    """This machine itself. Recordings are subclasses."""

    system = SYSTEM

    def run(self, *words: str, patience: float = PATIENCE, fails: Sequence[int] = (0,)) -> str:
        """What a command prints. Raises Nothing where there is none of that name, OSError where it
        fails (its exit code is none of `fails`), TimeoutError after `patience` (s)."""
        from agent import commands

        return commands.run(words, patience, fails)

    def values(self, key: str, *, wide: int = 64) -> Values:
        r"""The values of a key of the registry, `HKLM\SOFTWARE\…`; empty where it is missing.

        `wide`: 32 for what programs of 32 bits see.
        """
        from agent.windows import registry

        return registry.values(key, wide)

    def keys(self, key: str, *, wide: int = 64) -> list[str]:
        """The names of the keys in a key of the registry; empty where it is missing."""
        from agent.windows import registry

        return registry.keys(key, wide)

    def wmi(
        self, query: str, namespace: str = r"root\cimv2", *, patience: float = PATIENCE
    ) -> list[dict[str, Any]]:
        """The objects of a WQL query, as dicts of their properties. Raises OSError, and
        TimeoutError (which is one) after `patience` (s)."""
        from agent.windows import wmi

        return wmi.ask(query, namespace, patience)

    def call(self, asking: Callable[..., Told], *words: Any) -> Told:
        """What a function of ours tells that calls the system; recordings know it by its name.

        Raises OSError where the system refuses, or has no such call.
        """
        return asking(*words)
