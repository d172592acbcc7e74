"""Who this agent is to its collector: kept in one private file of the state folder."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from agent import store
from agent.report import Facts
from agent.trouble import Trouble

NOT_ENROLLED = 3
"""Exit code: no identity yet."""
STRONG = ("board_serial", "uuid", "disk")
"""What a machine is born with: if all that is known of it changed, the disk was copied."""


class Identity(NamedTuple):
    """An enrolled agent. `born` is what the machine was when it enrolled."""

    agent: str
    secret: str
    address: str
    ca: str
    site: str
    born: dict[str, str]


def load(state: Path) -> Identity:
    """The identity in a state folder. Raises Trouble if there is none."""
    content = store.load(state / "identity.json")
    if not isinstance(content, dict):
        raise Trouble(
            "this agent is not enrolled. Ask for a code (page Add machines), "
            "then: mkaguzi-agent enrol CODE",
            NOT_ENROLLED,
        )
    return Identity(**{name: content[name] for name in Identity._fields})


def save(state: Path, identity: Identity) -> None:
    """Keep it. Raises OSError."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    store.save(state / "identity.json", identity._asdict())


def birthmarks(facts: Facts) -> dict[str, str]:
    """The strong marks of a machine, from its facts."""
    machine, disks = facts.get("machine", {}), facts.get("disks", [])
    marks = {}
    if isinstance(machine, dict):
        marks = {name: str(machine[name]) for name in STRONG if name in machine}
    for disk in disks if isinstance(disks, list) else ():
        if disk.get("system") and "serial" in disk:
            marks["disk"] = str(disk["serial"])
    return marks


def is_copy(born: dict[str, str], now: dict[str, str]) -> bool:
    """Whether every mark known then and now changed: this is another machine's disk image."""
    both = [name for name in born if name in now]
    return bool(both) and all(born[name] != now[name] for name in both)
