"""As whom this machine asks to be enrolled: the same at each try with the same code.

An answer may be lost on its way, when the collector has counted the code as used already. Asked
again by the same agent, the collector answers again.
"""

from __future__ import annotations

import uuid
from hashlib import sha256
from pathlib import Path

from agent import store
from agent.delivery.identity import is_copy

_FILE = "asking.json"


def as_whom(state: Path, token: str, enrolled: str, born: dict[str, str]) -> str:
    """The agent id to ask with, kept until `answered`. Raises OSError.

    `enrolled`: the id this machine has already, or empty. `born`: what the machine is; a copy of
    its disk asks for itself.
    """
    code = sha256(token.encode()).hexdigest()
    kept = store.load(state / _FILE)
    if isinstance(kept, dict) and kept.get("code") == code:
        agent, then = str(kept.get("agent")), kept.get("born") or {}
        if agent != enrolled and not is_copy(then, born):
            return agent
    agent = uuid.uuid4().hex
    store.save(state / _FILE, {"agent": agent, "code": code, "born": born})
    return agent


def answered(state: Path) -> None:
    """An answer came: its secret is kept, or it was no. Another try is another asking."""
    (state / _FILE).unlink(missing_ok=True)
