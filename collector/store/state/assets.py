"""The register: assets, their keys, and what the pipeline writes of them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from collector.identity.keys import Key
from collector.store.state.schema import asset, asset_key, shared_key
from collector.words.plain import plain

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No look-alikes: an id is read over the telephone."""
_LENGTH = 8
IN_USE, RETIRED, MERGED = "in_use", "retired", "merged"
"""An asset's states. One that is merged is another asset; see `aliases`."""

# Statements that every batch asks are made once: making one takes longer than asking it.
_ONE = select(asset).where(asset.c.id == bindparam("one"))
_CHANGE = update(asset).where(asset.c.id == bindparam("one"))
_KEYS = select(asset_key.c.kind, asset_key.c.value).where(asset_key.c.asset == bindparam("one"))


def new_id(connection: Connection) -> str:
    """A short random id that was never used (assets are never deleted)."""
    while True:
        made = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        if not _exists(connection, made):
            return made


def _exists(connection: Connection, asset_id: str) -> bool:
    return connection.scalar(select(asset.c.id).where(asset.c.id == asset_id)) is not None


def add(
    connection: Connection, hostname: str, org: str, site: str, now: int, why: str | None
) -> str:
    """A new asset; `why` it is quarantined, if it is. Its id."""
    made, hostname = new_id(connection), plain(hostname)
    same = func.lower(asset.c.host) == hostname.lower()  # names of Windows know no case
    taken = connection.scalar(select(asset.c.id).where(same).limit(1))
    connection.execute(
        insert(asset).values(
            id=made,
            host=hostname if taken is None and hostname else f"{hostname or 'asset'}~{made}",
            org=org,
            site=site,
            kind="unknown",
            state=IN_USE,
            first_seen=now,
            last_seen=now,
            due=now,
            contradiction=why,
        )
    )
    return made


def get(connection: Connection, asset_id: str) -> Any | None:
    """One asset's row. For the pipeline and the judge; pages ask `fleet` with a scope."""
    return connection.execute(_ONE, {"one": asset_id}).first()


def by_host(connection: Connection, host: str) -> Any | None:
    """One asset's row by its unique name. For the command line."""
    return connection.execute(select(asset).where(asset.c.host == host)).first()


def listed(connection: Connection) -> list[Any]:
    """Every asset, by name. For the command line."""
    return list(connection.execute(select(asset).order_by(asset.c.host)))


def in_use(connection: Connection, due: int | None = None) -> list[str]:
    """The ids of all assets in use; or of those that time alone may have changed by a moment."""
    found = select(asset.c.id).where(asset.c.state == IN_USE)
    if due is not None:
        found = found.where(asset.c.due <= due)
    return list(connection.scalars(found))


def all_due(connection: Connection, now: int) -> None:
    """Let the next sweep judge every asset."""
    connection.execute(update(asset).where(asset.c.state == IN_USE).values(due=now))


def change(connection: Connection, asset_id: str, **values: Any) -> None:
    """Set columns of an asset."""
    connection.execute(_CHANGE, {"one": asset_id, **values})


def shared(connection: Connection) -> frozenset[Key]:
    """Keys that several machines bear."""
    rows = connection.execute(select(shared_key.c.kind, shared_key.c.value))
    return frozenset(Key(*row) for row in rows)


def note_shared(connection: Connection, key: Key, now: int) -> None:
    """Learn that a key is no evidence."""
    here = (shared_key.c.kind == key.kind) & (shared_key.c.value == key.value)
    if connection.scalar(select(shared_key.c.since).where(here)) is None:
        connection.execute(insert(shared_key).values(kind=key.kind, value=key.value, since=now))


def forget_shared(connection: Connection, key: Key) -> bool:
    """It is evidence again; whether it was not."""
    here = (shared_key.c.kind == key.kind) & (shared_key.c.value == key.value)
    return connection.execute(delete(shared_key).where(here)).rowcount == 1


def shared_listed(connection: Connection) -> list[Any]:
    """The keys that several machines bear, the newest first."""
    return list(connection.execute(select(shared_key).order_by(shared_key.c.since.desc())))


def candidates(connection: Connection, keys: Iterable[Key]) -> dict[str, frozenset[Key]]:
    """The assets that have one of these keys, each with all its keys."""
    asked = frozenset(keys)
    by_index = asset_key.c.kind.in_({key.kind for key in asked})
    here = by_index & asset_key.c.value.in_({key.value for key in asked})
    columns = (asset_key.c.asset, asset_key.c.kind, asset_key.c.value)
    rows = connection.execute(select(*columns).where(here))
    found = {asset_id for asset_id, *key in rows if Key(*key) in asked}
    return {asset_id: keys_of(connection, asset_id) for asset_id in found}


def keys_of(connection: Connection, asset_id: str) -> frozenset[Key]:
    """All keys of an asset."""
    rows = connection.execute(_KEYS, {"one": asset_id})
    return frozenset(Key(*row) for row in rows)


def renew_keys(connection: Connection, asset_id: str, keys: Iterable[Key], now: int) -> None:
    """Replace an asset's keys of the kinds that these tell; what is not told stays as it was."""
    told = frozenset(keys)
    kinds = {key.kind for key in told}
    stay = {key for key in keys_of(connection, asset_id) if key.kind not in kinds}
    set_keys(connection, asset_id, stay | told, now)


def set_keys(connection: Connection, asset_id: str, keys: Iterable[Key], now: int) -> None:
    """Replace an asset's keys by these."""
    connection.execute(delete(asset_key).where(asset_key.c.asset == asset_id))
    rows = [{"asset": asset_id, "kind": k.kind, "value": k.value, "seen": now} for k in keys]
    if rows:
        connection.execute(insert(asset_key), rows)
