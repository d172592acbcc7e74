"""What happened to assets: each event once, however often its batch comes."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from agent.report import Event
from collector.store.state.schema import event


def add(connection: Connection, asset_id: str, batch: str, events: list[Event]) -> None:
    """Keep what a batch (by its name for ever) tells; nothing, if it was here before.

    The journal knows a batch again for as long as its window. An agent that was off for longer may
    send its last one again, for it never heard that it had arrived.
    """
    if not events or _is_known(connection, _origin(batch, 0)):
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
    connection.execute(insert(event), rows)


def _origin(batch: str, number: int) -> str:
    return f"{batch}/{number}"


def _is_known(connection: Connection, origin: str) -> bool:
    found = select(event.c.id).where(event.c.origin == origin)
    return connection.execute(found).first() is not None
