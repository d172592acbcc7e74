"""What becomes of an asset in the register: placed, retired, settled, one with another.

Each is one function for all who do it: a person by a command, or the pipeline.
"""

from __future__ import annotations

from sqlalchemy import Connection

from collector.identity.keys import STRONG, Key, hardware, keys_of
from collector.store.state import assets, events, facts, rulings, verdicts


def place(connection: Connection, asset_id: str, org: str, site: str, now: int) -> None:
    """Put an asset at a site; that it was at another before is an event."""
    one = assets.get(connection, asset_id)
    if one is None or (one.org, one.site) == (org, site):
        return
    assets.change(connection, asset_id, org=org, site=site)
    told = {"from": one.site, "to": site} if one.site != site else {"from": one.org, "to": org}
    events.note(connection, asset_id, now, events.MOVED, told)


def retire(connection: Connection, asset_id: str, now: int, state: str = assets.RETIRED) -> None:
    """It is gone, or is another asset: no rule applies to it any more."""
    assets.change(connection, asset_id, state=state, contradiction=None)
    stood = verdicts.of_asset(connection, asset_id)
    verdicts.write(connection, asset_id, stood, {}, now)


def settle(connection: Connection, asset_id: str, by: str, now: int) -> int:
    """A person has looked: it is a machine of its own, and its keys are those it tells now.

    Strong keys that it has in common with others are then no evidence. How many these are.
    """
    one = assets.get(connection, asset_id)
    doubt, org = (one.contradiction, one.org) if one is not None else (None, "")
    told = hardware(keys_of(facts.present(connection, asset_id), "", org))
    assets.renew_keys(connection, asset_id, told, now)
    shared = _in_common(connection, asset_id)
    for key in shared:
        assets.note_shared(connection, key, now)
    assets.change(connection, asset_id, contradiction=None)
    rulings.add(connection, rulings.SETTLE, by, now, asset_id, doubt=doubt)
    return len(shared)


def _in_common(connection: Connection, asset_id: str) -> list[Key]:
    """The strong keys that another asset has too."""
    keys = assets.keys_of(connection, asset_id)
    others = assets.candidates(connection, keys)
    others.pop(asset_id, None)
    known = frozenset(key for theirs in others.values() for key in theirs)
    return [key for key in keys & known if key.kind in STRONG]


def forget(connection: Connection, key: Key, by: str, now: int) -> bool:
    """A key that was learned to be no evidence is evidence again; whether it was not."""
    if not assets.forget_shared(connection, key):
        return False
    rulings.add(connection, rulings.FORGET, by, now, None, kind=key.kind, value=key.value)
    return True
