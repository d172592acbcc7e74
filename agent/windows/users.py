r"""The people whose part of the registry is loaded: those who are signed in, by `HKU\S-1-5-21-…`.

Windows lets nobody read another's but administrators and SYSTEM: then it is empty.
"""

from __future__ import annotations

import re

from agent.outside import Outside

_PEOPLE = re.compile(r"S-1-(?:5-21|12-1)(?:-\d+)+")
"""Accounts of this machine, of a domain, and of Microsoft Entra."""


def hives(outside: Outside) -> list[str]:
    """The name of each one's key."""
    return [rf"HKU\{name}" for name in outside.keys("HKU") if _PEOPLE.fullmatch(name)]
