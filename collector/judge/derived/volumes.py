"""The file systems that must not run full: the system's and people's, by their newest sample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from agent.field import Field, Rows
from collector.judge.derived.context import Context

FACTS = Rows(
    {
        "name": Field("1", "where it is mounted", str),
        "free": Field("B", "free space", int),
        "free_percent": Field("%", "free of what people can use, as `disk` counts used_percent"),
    },
    key="name",
    help="file systems people and the system write to",
)
MEASUREMENT = "disk"
STALE = 86_400
"""Seconds after which a sample says nothing of today."""
_OWN = ("/boot", "/efi", "/run", "/snap", "/media", "/mnt", "/recovery")


def derive(_facts: Mapping[str, Any], context: Context) -> list[dict[str, Any]] | None:
    """A row for each volume; None where no fresh sample tells of any."""
    return list(_volumes(context.fresh(MEASUREMENT, STALE) or [])) or None


def _volumes(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        tags, values = row["tags"], row["fields"]
        path, total = str(tags.get("path", "")), values.get("total")
        if tags.get("mode") != "ro" and not _is_own(path) and total and "free" in values:
            percent = _free_percent(values, total)
            yield {"name": path, "free": values["free"], "free_percent": round(percent, 1)}


def _free_percent(values: Mapping[str, Any], total: int) -> float:
    """The rest of `used_percent`, which the chart shows: what root keeps for itself is neither."""
    if "used_percent" in values:
        return float(100 - values["used_percent"])
    return float(100 * values["free"] / total)


def _is_own(path: str) -> bool:
    return any(path == own or path.startswith(f"{own}/") for own in _OWN)
