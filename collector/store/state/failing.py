"""Probes that fail, and why."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, insert, select, update

from agent.report import ProbeError
from collector.store.state.schema import fact, latest, probe_error

PROBES = 100
"""Failing probes that are kept of one asset. Names beyond are passed by."""

# Statements that every batch asks are made once: making one takes longer than asking it.
_OF: BindParameter[str] = bindparam("of")
_NAME: BindParameter[str] = bindparam("name")
_FAILING = select(probe_error.c.probe, probe_error.c.last).where(probe_error.c.asset == _OF)
_ERROR = (probe_error.c.asset == _OF) & (probe_error.c.probe == _NAME)
_AGAIN = update(probe_error).where(_ERROR)
_OVER = delete(probe_error).where(_ERROR)
_MANY = select(func.count()).select_from(probe_error).where(probe_error.c.asset == _OF)
_AT = select(latest.c.at).where((latest.c.asset == _OF) & (latest.c.measurement == _NAME))
_SEEN = select(fact.c.seen).where((fact.c.asset == _OF) & (fact.c.section == _NAME))


def clear(connection: Connection, asset_id: str, told: Mapping[str, int]) -> None:
    """A probe that told something fails no more: `told` has its name and when (UTC s)."""
    failing = connection.execute(_FAILING, {"of": asset_id})
    over = [{"of": asset_id, "name": p} for p, last in failing if last <= told.get(p, -1)]
    if over:
        connection.execute(_OVER, over)


def note(connection: Connection, asset_id: str, errors: list[ProbeError]) -> None:
    """Note failing probes, but for those that have told something since."""
    for error in errors:
        if not _told_since(connection, asset_id, error):
            _set_error(connection, asset_id, error)


def _told_since(connection: Connection, asset_id: str, error: ProbeError) -> bool:
    here = {"of": asset_id, "name": error.probe}
    told = (connection.scalar(_AT, here), connection.scalar(_SEEN, here))
    return any(at is not None and at > error.at for at in told)


def _set_error(connection: Connection, asset_id: str, error: ProbeError) -> None:
    at, here = int(error.at), {"of": asset_id, "name": error.probe}
    if connection.execute(_AGAIN, {**here, "message": error.message, "last": at}).rowcount == 0:
        if (connection.scalar(_MANY, {"of": asset_id}) or 0) >= PROBES:
            return
        values = {"asset": asset_id, "probe": error.probe, "message": error.message}
        connection.execute(insert(probe_error).values(**values, since=at, last=at))
