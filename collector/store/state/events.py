"""What happened to assets: what their agents tell, each once, and what the collector knows of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select

from agent.report import Event
from collector.store.state.bounds import keep_newest
from collector.store.state.schema import event
from collector.words.text import marked

MOVED = marked("moved")
MERGED = marked("merged")
SPLIT = marked("split")
AGENT_MOVED = "agent_moved"
"""The agent that speaks for it, with its disk perhaps, spoke for another before."""
BOARD_REPLACED, PART_CAME, PART_WENT, PART_MOVED = (
    *("board_replaced", "part_came", "part_went", "part_moved"),
)
DISK_FAILING = "disk_failing"
MOST = 2_000
"""Events that are kept of one asset, the newest told: years of a machine that fares well."""
DETAILS = (
    marked("agent moved"),
    marked("board replaced"),
    marked("disk failing"),
    marked("part came"),
    marked("part went"),
    marked("part moved"),
    marked("part"),
    marked("disk"),
    marked("memory module"),
    marked("monitor"),
    marked("battery"),
    marked("graphics adapter"),
    marked("power supply"),
    marked("network adapter"),
    marked("from"),
    marked("to"),
    marked("site"),
    marked("asset"),
    marked("model"),
    marked("trouble"),
    marked("unreadable"),
)
"""What the pages say of them."""


def add(connection: Connection, asset_id: str, batch: str, events: list[Event]) -> None:
    """Keep what a batch (by its name for ever) tells; nothing, if it was here before.

    The journal knows a batch again for as long as its window. An agent that was off for longer may
    send its last one again, for it never heard that it had arrived.
    """
    if not events or _is_known(connection, _origin(batch, len(events) - 1)):
        return
    rows = [
        {
            "asset": asset_id,
            "at": int(one.at),
            "kind": one.kind,
            "detail": one.detail,
            "origin": _origin(batch, number),
        }
        for number, one in enumerate(events)
    ]
    connection.execute(insert(event), rows[-MOST:])
    keep_newest(connection, event, event.c.asset == asset_id, MOST)


def _origin(batch: str, number: int) -> str:
    return f"{batch}/{number}"


def _is_known(connection: Connection, origin: str) -> bool:
    found = select(event.c.id).where(event.c.origin == origin)
    return connection.execute(found).first() is not None


def note(
    connection: Connection, asset_id: str, now: int, kind: str, detail: Mapping[str, Any]
) -> None:
    """It happened now, as the collector itself knows. `detail` has names of DETAILS."""
    values = {"asset": asset_id, "at": now, "kind": kind, "detail": {**detail}}
    connection.execute(insert(event).values(values))
