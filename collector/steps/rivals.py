"""Agents that ran side by side: then they are of two machines, whatever their keys say."""

from __future__ import annotations

from sqlalchemy import Connection

from collector.identity.doubt import ALIVE, TWO, Doubt
from collector.identity.keys import STRONG, Key
from collector.identity.match import agreeing, differ_in_own
from collector.steps.hearing import Heard
from collector.store.state import agents, assets, binding, rulings
from collector.store.state.agents import Agent
from collector.store.state.binding import Living

LIVE = 1800
"""Seconds within which an agent was heard of that is still there."""
OVERLAP = 120
"""Seconds that two agents must have run side by side to be two machines."""


def rivals(connection: Connection, sender: Agent, asset_id: str, heard: Heard) -> list[Living]:
    """The agents of an asset that ran while the sender did.

    The one that the sender had before, on the same machine, is revoked.
    """
    found = []
    for other in binding.live(connection, asset_id, heard.came - LIVE):
        if other.id != sender.id and _overlap(heard, other):
            found.append(other)
        elif other.id == sender.previous:
            agents.revoke(connection, other.id, heard.came)
    return found


def _overlap(heard: Heard, other: Living) -> bool:
    """Whether two agents ran at the same time, from two boots."""
    if heard.began is None or other.boot in (None, heard.batch.clock.boot):
        return False
    return heard.began < other.last_seen - OVERLAP


def parted(
    connection: Connection, asset_id: str, ours: frozenset[Key], theirs: frozenset[Key], now: int
) -> Doubt | None:
    """Two machines bear the same keys. If each has hardware of its own, the keys are junk."""
    agree = agreeing(ours, theirs)
    if not agree or not differ_in_own(ours, theirs):
        kinds = agree or tuple(sorted({key.kind for key in ours & theirs}))
        return Doubt(ALIVE, asset_id, kinds)
    for key in ours & theirs:
        if key.kind in STRONG:
            assets.note_shared(connection, key, now)
    return None


def look_for_others(connection: Connection, sender: Agent, asset_id: str, heard: Heard) -> None:
    """An agent that was replaced by another still speaks.

    From the same boot, they are two agents on one machine. Side by side, they are two machines
    that were taken for one: the newer one's next batch decides anew.
    """
    for other in binding.live(connection, asset_id, heard.came - LIVE):
        if other.id == sender.id or other.enrolled <= sender.enrolled:
            continue
        if other.boot == heard.batch.clock.boot:
            doubt(connection, asset_id, Doubt(TWO, other.id))
        elif _overlap(heard, other):
            agents.set_asset(connection, other.id, None)
            for one in (other.id, sender.id):
                agents.want_facts(connection, one)


def doubt(connection: Connection, asset_id: str, why: Doubt | None) -> None:
    """Show an asset to a person, unless one has settled this very doubt."""
    one = assets.get(connection, asset_id)
    if why is None or one is None or one.contradiction is not None:
        return
    if why.stored() not in rulings.settled(connection, asset_id):
        assets.change(connection, asset_id, contradiction=why.stored())
