"""What a request's head says: who sends, from where, and by which clock."""

from __future__ import annotations

import re
from typing import Any

from agent.limits import MAX_TIME
from agent.report import Clock
from collector.sources.push.intake import RefusedError

ID = re.compile(r"[0-9a-f]{32}")
"""An agent's."""
TEXT = 200
"""Characters of a text in a head, or of a machine that asks to be enrolled."""


def credentials(headers: dict[str, str]) -> tuple[str, str]:
    """The agent's id and its secret. Raises RefusedError (401)."""
    scheme, _, pair = headers.get("authorization", "").partition(" ")
    agent, dot, secret = pair.partition(".")
    if scheme != "Bearer" or not dot or not ID.fullmatch(agent):
        raise RefusedError(401, "unauthorized", "no agent's credentials; enrol this machine")
    return agent, secret


def clock(text: str) -> Clock | None:
    """The header `Mkaguzi-Clock: WALL MONO BOOT`; None if it is not of that form."""
    parts = text.split()
    try:
        wall, mono, boot = float(parts[0]), float(parts[1]), parts[2]
    except (ValueError, IndexError):
        return None
    sane = 0 <= wall <= MAX_TIME and 0 <= mono <= MAX_TIME and len(boot) <= TEXT
    return Clock(wall, mono, boot) if sane else None


def address(scope: Any) -> str:
    """The other side's address; empty if it is gone."""
    client = scope.get("client")
    return str(client[0]) if client else ""
