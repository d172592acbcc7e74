"""Outages of sites: begun, told, ended."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, or_, select, update

from collector.organisation.scope import Scope
from collector.outage import Fall
from collector.store.state.schema import outage


class Kept(NamedTuple):
    """An outage as it is kept; see the table. Times are UTC s."""

    id: int
    site: str
    org: str
    since: int
    running: int
    machines: list[str]
    ended: int | None
    mailed: int | None


_COLUMNS = [outage.c[name] for name in Kept._fields]


def _kept(connection: Connection, condition: Any) -> list[Kept]:
    query = select(*_COLUMNS).where(condition).order_by(outage.c.id)
    return [Kept(*row) for row in connection.execute(query)]


def going_on(connection: Connection) -> list[Kept]:
    """Those that are not over."""
    return _kept(connection, outage.c.ended.is_(None))


def begin(connection: Connection, site: str, org: str, fall: Fall) -> Kept:
    """A new one."""
    machines = [machine.id for machine in fall.fallen]
    values = {"site": site, "org": org, "since": fall.since, "running": fall.running}
    result = connection.execute(insert(outage).values(**values, machines=machines))
    made = int(result.inserted_primary_key[0])  # type: ignore[index]  # an insert has one
    return Kept(made, site, org, fall.since, fall.running, machines, None, None)


def end(connection: Connection, outage_id: int, now: int) -> None:
    """It is over."""
    connection.execute(update(outage).where(outage.c.id == outage_id).values(ended=now))


def set_mailed(connection: Connection, outage_id: int, now: int) -> None:
    """It is mailed, now."""
    connection.execute(update(outage).where(outage.c.id == outage_id).values(mailed=now))


def of_site(connection: Connection, site: str, since: int) -> list[Kept]:
    """A site's outages that began since a moment, in order."""
    return _kept(connection, (outage.c.site == site) & (outage.c.since >= since))


def untold(connection: Connection, scope: Scope) -> list[Kept]:
    """What the next digest tells: those going on, and those whose end none has told, in scope."""
    news = or_(outage.c.ended.is_(None), outage.c.digested.is_(None))
    return [one for one in _kept(connection, news) if scope.covers(one.org)]


def told(connection: Connection, now: int) -> None:
    """A digest has told the ends there were. In the transaction that read them."""
    over = outage.c.ended.is_not(None) & outage.c.digested.is_(None)
    connection.execute(update(outage).where(over).values(digested=now))
