"""The parts of a machine: which came, went or moved, by its facts before and now. Pure.

A part is known again by its serial number; where it has none, by what it is and where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from agent.report import Facts
from collector.identity.keys import mac, serial


class Kind(NamedTuple):
    """Of what a section's rows are parts: what names one, what tells it apart, where it is."""

    names: tuple[str, ...]
    serial: str
    place: str
    list: str = ""
    """The list within the section that has the rows."""
    passing: tuple[str, ...] = ()
    """Names that say, where true, that it comes and goes by its nature."""


KINDS: dict[str, tuple[str, Kind]] = {
    "disk": ("disks", Kind(("vendor", "model"), "serial", "name", passing=("removable",))),
    "memory_module": ("memory", Kind(("vendor", "part"), "serial", "slot", "modules")),
    "monitor": ("monitors", Kind(("vendor", "model"), "serial", "port")),
    "battery": ("batteries", Kind(("vendor", "model"), "serial", "name")),
    "graphics_adapter": ("graphics", Kind(("vendor", "name"), "", "slot")),
    "power_supply": ("power_supplies", Kind(("vendor", "model"), "serial", "place")),
    "network_adapter": ("interfaces", Kind(("driver",), "mac", "name", passing=("virtual",))),
}
"""Kind of part -> the section it is in, and its meaning there."""
_MOST = 64
"""Parts of a kind that are looked at: more has no machine whose parts somebody counts."""
SECTIONS = frozenset(section for section, _ in KINDS.values()) | {"machine"}


class Part(NamedTuple):
    """One part. `mark`: its serial number as it tells parts apart; empty where it has none."""

    kind: str
    name: str
    mark: str
    serial: str
    place: str

    def detail(self) -> dict[str, str]:
        """What an event says of it."""
        told = {"part": self.kind.replace("_", " "), "name": self.name, "serial": self.serial}
        return {name: text for name, text in {**told, "place": self.place}.items() if text}


class Change(NamedTuple):
    """Parts that came and parts that went, and a main board that was replaced: (before, now)."""

    came: list[Part]
    went: list[Part]
    board: tuple[str, str] | None


def changed(before: Facts, now: Facts) -> Change:
    """What became of the parts. Of what was not told before, or is not now, nothing is known."""
    came, went = list[Part](), list[Part]()
    for kind in KINDS:
        old, new = told(kind, before), told(kind, now)
        if old is not None and new is not None:
            more, less = _other(old, new)
            came += more
            went += less
    return Change(came, went, _board(before.get("machine"), now.get("machine")))


def all_of(facts: Facts) -> list[Part]:
    """Every part that facts tell of."""
    return [part for kind in KINDS for part in told(kind, facts) or ()]


def told(kind: str, facts: Facts) -> list[Part] | None:
    """The parts of a kind; None where the facts do not tell of the kind."""
    section, meaning = KINDS[kind]
    content: Any = facts.get(section)
    rows = content.get(meaning.list) if isinstance(content, dict) else content
    if not isinstance(rows, list):
        return None
    return [_part(kind, meaning, row) for row in rows[:_MOST] if _stays(meaning, row)]


def _stays(meaning: Kind, row: Mapping[str, Any]) -> bool:
    """Whether it is built in. An address that was made up is no adapter's."""
    if any(row.get(name) for name in meaning.passing) or row.get("bus") == "usb":
        return False
    return meaning.serial != "mac" or mac(row.get("mac")) is not None


def _part(kind: str, meaning: Kind, row: Mapping[str, Any]) -> Part:
    name = " ".join(str(row[part]) for part in meaning.names if row.get(part))
    number = str(row.get(meaning.serial, "")) if meaning.serial else ""
    return Part(kind, name, serial(number) or "", number, str(row.get(meaning.place, "")))


def _other(before: Sequence[Part], now: Sequence[Part]) -> tuple[list[Part], list[Part]]:
    """Parts that are only now, and that were only before: by serial, then by place.

    By its place alone one is known that bore no serial then, or bears none now: what may read the
    serials may have changed, and the parts have not.
    """
    came, went = _unmatched(
        before, now, lambda one, other: bool(one.mark) and one.mark == other.mark
    )
    return _unmatched(went, came, _alike)


def _alike(one: Part, other: Part) -> bool:
    return not (one.mark and other.mark) and (one.name, one.place) == (other.name, other.place)


def _unmatched(
    before: Sequence[Part], now: Sequence[Part], same: Callable[[Part, Part], bool]
) -> tuple[list[Part], list[Part]]:
    left, came = list(before), list[Part]()
    for part in now:
        match = next((one for one in left if same(one, part)), None)
        if match is None:
            came.append(part)
        else:
            left.remove(match)
    return came, left


def _board(before: Any, now: Any) -> tuple[str, str] | None:
    """The boards' serial numbers, where both are told and differ."""
    if not isinstance(before, dict) or not isinstance(now, dict):
        return None
    old, new = before.get("board_serial"), now.get("board_serial")
    if serial(old) is None or serial(new) is None or serial(old) == serial(new):
        return None
    return str(old), str(new)
