"""Of rows that only ever become more, so many stay."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Table, delete, select


def keep_newest(connection: Connection, table: Table, here: ColumnElement[bool], most: int) -> None:
    """Of a table's rows `here`, let the newest `most` stay, by their ids."""
    beyond = select(table.c.id).where(here).order_by(table.c.id.desc()).offset(most).limit(1)
    oldest = connection.scalar(beyond)
    if oldest is not None:
        connection.execute(delete(table).where(here & (table.c.id <= oldest)))
