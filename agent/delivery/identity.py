"""Who this agent is to its collector: kept in one private file of the state folder."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from agent import store
from agent.delivery.link import split, trusting
from agent.inventory import looking
from agent.report import Facts
from agent.trouble import Trouble, unusable

_FILE, _COPIED = "identity.json", "identity.copied.json"
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
    """The identity in a state folder. Raises Trouble if there is none, or it cannot be read."""
    file = state / _FILE
    try:
        content, is_there = store.load(file), file.exists()
    except PermissionError as error:
        raise unusable(state, error) from None
    if not is_there:
        raise Trouble(f"this agent is not enrolled. {_ENROL}", NOT_ENROLLED)
    if not _is_whole(content):
        raise Trouble(f"{file} is damaged. {_ENROL}", NOT_ENROLLED)
    return Identity(**{name: content[name] for name in Identity._fields})


_ENROL = "Make a code on the collector's page Add machines, then: mkaguzi-agent enrol CODE"


def _is_whole(content: Any) -> bool:
    """Whether it is all of an identity, and can be used: a disk may have spoiled a part."""
    if not isinstance(content, dict) or not isinstance(content.get("born"), dict):
        return False
    words = [content.get(name) for name in Identity._fields if name != "born"]
    if not all(isinstance(word, str) for word in words):
        return False
    try:
        split(content["address"])
        trusting(content["ca"])
    except (OSError, ValueError):
        return False
    return _is_word(content["agent"]) and _is_word(content["secret"])


def _is_word(text: str) -> bool:
    return text.isascii() and text.replace("-", "").replace("_", "").isalnum()


def told(state: Path) -> tuple[str, str]:
    """The agent id and a sentence of who this is, as far as this user may know."""
    try:
        who = load(state)
    except Trouble as trouble:
        enrolled = trouble.code != NOT_ENROLLED
        return ("not known", "Who it is, is not told to this user") if enrolled else _NOBODY
    return who.agent, f"This is {who.agent[:8]} at site {who.site}, to {who.address}"


_NOBODY = ("not enrolled", "Not enrolled")


def save(state: Path, identity: Identity) -> None:
    """Keep it. Raises OSError."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    store.save(state / _FILE, identity._asdict())
    (state / _COPIED).unlink(missing_ok=True)


def lay_aside(state: Path) -> None:
    """Use it no more: this machine is a copy of the one it was made on."""
    with suppress(OSError):  # a disk that turned read-only: it is noticed again at each start
        (state / _FILE).replace(state / _COPIED)


def previous(state: Path) -> str:
    """The agent id this system had before, on this machine or on the one it was copied from."""
    for name in (_FILE, _COPIED):
        content = store.load(state / name)
        if isinstance(content, dict) and isinstance(content.get("agent"), str):
            return str(content["agent"])
    return ""


def look() -> Facts:
    """The facts that the marks of a machine are among; none where it cannot be looked at."""
    with suppress(OSError):
        return looking.look("machine", "disks").found.facts
    return {}


def birthmarks(facts: Facts) -> dict[str, str]:
    """The strong marks of a machine, from its facts."""
    machine, disks = facts.get("machine", {}), facts.get("disks", [])
    marks = {}
    if isinstance(machine, dict):
        marks = {name: str(machine[name]) for name in STRONG if name in machine}
    for disk in disks if isinstance(disks, list) else ():
        if disk.get("system") and "serial" in disk:
            marks["disk"] = str(disk["serial"])
    return {name: mark for name, mark in marks.items() if not _is_shared(mark)}


def _is_shared(mark: str) -> bool:
    """Whether a maker gave it to many: a copy on another of these would have it too."""
    return any(part in mark for part in ("123456789", "0700080009"))


def is_copy(born: dict[str, str], now: dict[str, str]) -> bool:
    """Whether all marks known then and now changed, and several are: another machine's image.

    One alone is no proof: a disk is replaced, and without root no other mark is known.
    """
    both = [name for name in born if name in now]
    return len(both) > 1 and all(born[name] != now[name] for name in both)
