"""Disks that begin to fail, by their own word, as events of their asset."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from agent.report import Facts
from collector.store.state import events, facts

_SECTION = "disk_health"
_MOST = 64
"""Disks that are looked at."""


def tell(connection: Connection, asset_id: str, told: Facts, now: int) -> None:
    """Compare what the disks say with what they said, before it is stored."""
    if _SECTION not in told:
        return
    rows = facts.sections(connection, asset_id, [_SECTION])
    if any(row.seen > now for row in rows):  # it was long on its way
        return
    for detail in failing([row.content for row in rows], told[_SECTION]):
        events.note(connection, asset_id, now, events.DISK_FAILING, detail)


def failing(before: Iterable[Any], now: Any) -> list[dict[str, Any]]:
    """What an event says of each disk that fails now and did not before. Pure.

    It fails where it says so, and where it can no longer read what was written: with the first
    such sector it becomes 39 times as likely to die within 60 days. Source: Pinheiro et al.,
    "Failure Trends in a Large Disk Drive Population", FAST 2007.
    """
    known = {_name(row) for content in before for row in _rows(content) if _fails(row)}
    return [_detail(row) for row in _rows(now) if _fails(row) and _name(row) not in known]


def _rows(content: Any) -> list[Mapping[str, Any]]:
    return content[:_MOST] if isinstance(content, list) else []


def _fails(row: Mapping[str, Any]) -> bool:
    return row.get("passed") is False or int(row.get("unreadable", 0)) > 0


def _name(row: Mapping[str, Any]) -> str:
    return str(row.get("serial") or row.get("name", ""))


def _detail(row: Mapping[str, Any]) -> dict[str, Any]:
    told = {"disk": row.get("name", ""), "model": row.get("model"), "serial": row.get("serial")}
    why = {"trouble": row.get("trouble"), "unreadable": row.get("unreadable")}
    return {name: value for name, value in {**told, **why}.items() if value}
