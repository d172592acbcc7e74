"""Assets that are other assets: links of before still lead to the machine."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from collector.store.state.schema import alias


def add(connection: Connection, old: str, asset_id: str, now: int) -> None:
    """`old` is `asset_id`."""
    connection.execute(insert(alias).values(old=old, asset=asset_id, since=now))


def drop(connection: Connection, old: str) -> bool:
    """`old` is an asset of its own again; whether it was not."""
    return connection.execute(delete(alias).where(alias.c.old == old)).rowcount == 1


def resolved(connection: Connection, asset_id: str) -> str:
    """The asset that this one is."""
    found = connection.scalar(select(alias.c.asset).where(alias.c.old == asset_id))
    return asset_id if found is None else resolved(connection, found)


def family(connection: Connection, asset_id: str) -> list[str]:
    """An asset, and all that are it."""
    olds = list(connection.scalars(select(alias.c.old).where(alias.c.asset == asset_id)))
    return [asset_id, *(one for old in olds for one in family(connection, old))]
