"""The keys that facts offer as evidence, without the junk that makers and cloners leave. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from agent.report import Facts, Row
from collector.identity.junk import JUNK_MACS, JUNK_SERIAL, JUNK_SERIALS, JUNK_UUIDS, MADE_UP, bare
from collector.identity.vendors import vendor

STRONG = ("serial", "uuid", "board")
"""Kinds of which a machine has one, from its maker: two different ones contradict."""
OWN = ("disk", "mac")
"""Kinds a machine has several of, and that come and go: if all of both differ, it is another."""
HARDWARE = (*STRONG, *OWN)
"""Kinds that say which machine it is, whatever runs on it."""
_MOST = 256
"""Disks and interfaces that are looked at: beyond it they are not a machine's own."""
_RISING, _FALLING = "0123456789" * 3, "9876543210" * 3


class Key(NamedTuple):
    """One piece of evidence: serial, uuid, board, disk, mac, agent, machine_id or hostname."""

    kind: str
    value: str


def keys_of(facts: Facts, agent: str, org: str) -> frozenset[Key]:
    """All usable keys of one machine."""
    return frozenset(
        (
            Key("agent", agent),
            *_machine(_row(facts, "machine")),
            *_disks(_rows(facts, "disks")),
            *_macs(_rows(facts, "interfaces")),
            *_system(_row(facts, "os"), org),
        )
    )


def _row(facts: Facts, section: str) -> dict[str, object]:
    content = facts.get(section, {})
    return dict(content) if isinstance(content, dict) else {}


def _rows(facts: Facts, section: str) -> list[Row]:
    content = facts.get(section, [])
    return content if isinstance(content, list) else []


def _machine(machine: dict[str, object]) -> Iterator[Key]:
    for kind, name, by in (
        ("serial", "serial", "vendor"),
        ("board", "board_serial", "board_vendor"),
    ):
        names = [machine[n] for n in ("vendor", "model", "board_vendor") if n in machine]
        if value := serial(machine.get(name), names):
            # A maker's serial is unique to the maker alone.
            yield Key(kind, f"{vendor(machine.get(by, ''))}/{value}")
    if value := uuid(machine.get("uuid")):
        yield Key("uuid", value)


def _disks(disks: list[Row]) -> Iterator[Key]:
    for disk in disks[:_MOST]:
        value = serial(disk.get("serial"))
        if value and not disk.get("removable") and disk.get("bus") != "usb":
            yield Key("disk", f"{_plain(disk.get('model', ''))}/{value}")


def _macs(interfaces: list[Row]) -> Iterator[Key]:
    for interface in interfaces[:_MOST]:
        value = mac(interface.get("mac"))
        if value and not interface.get("virtual"):
            yield Key("mac", value)


def _system(system: dict[str, object], org: str) -> Iterator[Key]:
    machine_id = _plain(system.get("machine_id", ""))
    if re.fullmatch(r"[0-9a-f-]{32,36}", machine_id) and machine_id.strip("0-"):
        yield Key("machine_id", machine_id)
    if host := _plain(system.get("hostname", "")):
        yield Key("hostname", f"{org}/{host}")


def _plain(value: object) -> str:
    """Case, spaces and what cannot be read (U+FFFD) tell no machines apart."""
    return " ".join(str(value).replace("\ufffd", " ").casefold().split())


def serial(value: object, names: Iterable[object] = ()) -> str | None:
    """A serial that can tell machines apart, or None: fillers, counting rows, one digit over.

    `names` are what the machine and its makers are called: repeated, they are no serial.
    """
    plain = re.sub(r"[\s._-]+", "", _plain(value if value is not None else ""))
    told = bare(plain)
    if len(told) < 4 or len(set(told)) < 3 or told in JUNK_SERIALS or JUNK_SERIAL.fullmatch(told):
        return None
    if told in _RISING or told in _FALLING or told in "abcdefghijklmnopqrstuvwxyz":
        return None
    return None if told in {bare(name) for name in names} else plain


def uuid(value: object) -> str | None:
    """A system UUID in one of its two byte orders, always the same one; None if it is junk."""
    plain = re.sub(r"[^0-9a-f]", "", _plain(value if value is not None else ""))
    if len(plain) != 32 or len(set(plain)) < 3:
        return None
    both = min(plain, swapped(plain))
    return None if both in JUNK_UUIDS or both.endswith("0700080009") else both


def swapped(plain: str) -> str:
    """The same UUID with its first three fields in the other byte order."""
    raw = bytes.fromhex(plain)
    return (raw[3::-1] + raw[5:3:-1] + raw[7:5:-1] + raw[8:]).hex()


def mac(value: object) -> str | None:
    """A hardware address given by a maker; None for made-up, shared and group addresses."""
    plain = re.sub(r"[^0-9a-f]", "", _plain(value if value is not None else ""))
    if len(plain) != 12 or int(plain[:2], 16) & 0b11 or not plain.strip("0"):
        return None
    return None if plain in JUNK_MACS or plain.startswith(MADE_UP) else plain


def hardware(keys: Iterable[Key]) -> frozenset[Key]:
    """Those that say which machine it is."""
    return frozenset(key for key in keys if key.kind in HARDWARE)
