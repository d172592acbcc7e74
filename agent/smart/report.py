"""One report of `smartctl --json` as an object, whatever the disk speaks. Pure.

Source: smartctl(8), and the schema that smartmontools 7 writes as `json_format_version` 1.0. What
a disk does not tell is None: a report may lack anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple


class Attribute(NamedTuple):
    """One ATA attribute: its normalised value, its threshold, and its raw value."""

    id: int
    name: str
    value: int
    threshold: int
    raw: int
    failing: bool
    """At or below its threshold now."""


class Report(NamedTuple):
    """What one disk told."""

    device: str
    protocol: str
    model: str
    serial: str
    firmware: str
    size: int | None
    rotation: int | None
    """Turns a minute; 0 is a solid state disk."""
    passed: bool | None
    exit_status: int
    temperature: int | None
    hours: int | None
    cycles: int | None
    attributes: dict[int, Attribute]
    nvme: Mapping[str, Any]
    scsi: Mapping[str, Any]

    @property
    def told(self) -> bool:
        """Whether it told anything of its health."""
        return self.passed is not None or bool(self.attributes or self.nvme)


def report(said: Any) -> Report | None:
    """The report in an object read from JSON; None where it is of no disk."""
    root = _object(said)
    device = _object(root.get("device"))
    if not device.get("name"):
        return None
    return Report(
        device=called(device),
        protocol=str(device.get("protocol", "")),
        model=_text(root, "model_name", "scsi_model_name", "scsi_product"),
        serial=_text(root, "serial_number"),
        firmware=_text(root, "firmware_version", "scsi_revision"),
        size=_number(_object(root.get("user_capacity")).get("bytes")),
        rotation=_number(root.get("rotation_rate")),
        passed=_truth(_object(root.get("smart_status")).get("passed")),
        exit_status=_number(_object(root.get("smartctl")).get("exit_status")) or 0,
        temperature=_number(_object(root.get("temperature")).get("current")),
        hours=_number(_object(root.get("power_on_time")).get("hours")),
        cycles=_number(root.get("power_cycle_count")),
        attributes=_attributes(root),
        nvme=_object(root.get("nvme_smart_health_information_log")),
        scsi={key: value for key, value in root.items() if key.startswith("scsi_")},
    )


def called(device: Mapping[str, Any]) -> str:
    """Its name; of one behind a RAID controller (`megaraid,5`) its place too, for they share it."""
    name, kind = str(device["name"]), str(device.get("type", ""))
    return f"{name} {kind}" if "," in kind else name


def _attributes(root: Mapping[str, Any]) -> dict[int, Attribute]:
    table = _object(root.get("ata_smart_attributes")).get("table")
    rows = [_object(row) for row in table] if isinstance(table, list) else []
    found = (_attribute(row) for row in rows)
    return {one.id: one for one in found if one is not None}


def _attribute(row: Mapping[str, Any]) -> Attribute | None:
    number, value = _number(row.get("id")), _number(row.get("value"))
    if number is None or value is None:
        return None
    failing = str(row.get("when_failed", "")) in ("now", "FAILING_NOW")
    threshold = _number(row.get("thresh")) or 0
    return Attribute(number, str(row.get("name", "")), value, threshold, _raw(row), failing)


def _raw(row: Mapping[str, Any]) -> int:
    """As smartctl writes it out: it knows which makers pack several numbers into one."""
    raw = _object(row.get("raw"))
    leading = re.match(r"\d+", str(raw.get("string", "")))
    return int(leading[0]) if leading else (_number(raw.get("value")) or 0) & 0xFFFF_FFFF


def _text(root: Mapping[str, Any], *keys: str) -> str:
    return next((" ".join(root[k].split()) for k in keys if isinstance(root.get(k), str)), "")


def _object(thing: Any) -> Mapping[str, Any]:
    return thing if isinstance(thing, dict) else {}


def _number(thing: Any) -> int | None:
    return thing if isinstance(thing, int) and not isinstance(thing, bool) else None


def _truth(thing: Any) -> bool | None:
    return thing if isinstance(thing, bool) else None
