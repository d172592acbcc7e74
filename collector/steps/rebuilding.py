"""A machine whose main board was replaced: it is the same asset, and keeps its past."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection

from collector.identity.keys import STRONG, Key
from collector.identity.match import rebuilt
from collector.steps.hearing import Heard
from collector.steps.rivals import OVERLAP
from collector.store.state import assets
from collector.store.state.agents import Agent

_REPAIRS = 3
"""Values of one strong kind that a machine is known by at once."""


def is_rebuilt(connection: Connection, sender: Agent, own: frozenset[Key], heard: Heard) -> bool:
    """Whether the machine that an agent is bound to speaks with another board."""
    if sender.asset is None or not _off_between(sender, heard):
        return False
    shared = assets.shared(connection)
    return bool(rebuilt(own - shared, assets.keys_of(connection, sender.asset) - shared))


def _off_between(sender: Agent, heard: Heard) -> bool:
    """Whether it was switched off since it last spoke: no board is replaced in a running machine.

    So two machines that run side by side by one copied identity are not taken for one.
    """
    if sender.boot in (None, heard.batch.clock.boot) or heard.began is None:
        return False
    return sender.last_seen is not None and heard.began >= sender.last_seen - OVERLAP


def keep_both(connection: Connection, asset_id: str, keys: frozenset[Key], now: int) -> None:
    """It is known by its old board as well: what it told before the repair may come late.

    Firmware that makes up another UUID at each start is known by the newest alone.
    """
    both = assets.keys_of(connection, asset_id) | keys
    if max(Counter(key.kind for key in both if key.kind in STRONG).values()) > _REPAIRS:
        assets.renew_keys(connection, asset_id, keys, now)
    else:
        assets.set_keys(connection, asset_id, both, now)
