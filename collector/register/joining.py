"""Two assets that are one machine: a person says so, and may take it back.

What was told of the one that goes stays under it, and is read as the other's: links, events and
changes lead on. What it takes to undo it is kept with the ruling.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from collector.identity.keys import Key
from collector.problem import Problem
from collector.register import changes
from collector.store.state import agents, aliases, assets, binding, events, facts, rulings, voices


def merge(connection: Connection, old: str, into: str, by: str, now: int) -> None:
    """`old` is `into`. Raises Problem."""
    gone, stays = _both(connection, old, into)
    ours, theirs = assets.keys_of(connection, old), assets.keys_of(connection, into)
    moved = binding.rebind(connection, binding.bound_to(connection, old), into)
    boots = voices.boots_of(connection, old)
    voices.hand_over(connection, boots, old, into, now)
    sections = _told_newer(connection, old, into)
    rulings.add(
        connection,
        rulings.MERGE,
        by,
        now,
        old,
        into,
        agents=moved,
        boots=boots,
        keys={"old": sorted(ours), "into": sorted(theirs)},
        sections=sections,
        doubts={"old": gone.contradiction, "into": stays.contradiction},
        first_seen=stays.first_seen,
    )
    changes.retire(connection, old, now, assets.MERGED)
    assets.set_keys(connection, old, (), now)
    assets.set_keys(connection, into, ours | theirs, now)
    aliases.add(connection, old, into, now)
    voices.forget_alone(connection, into)
    _change(connection, into, min(gone.first_seen, stays.first_seen), None, now)
    last = max(gone.last_seen, stays.last_seen)
    assets.change(connection, into, last_seen=last, state=assets.IN_USE)
    events.note(connection, into, now, events.MERGED, {"asset": gone.host})


def _both(connection: Connection, old: str, into: str) -> tuple[Any, Any]:
    gone, stays = assets.get(connection, old), assets.get(connection, into)
    if gone is None or stays is None or old == into:
        raise Problem("two different assets are needed")
    for one in (gone, stays):
        if one.state == assets.MERGED:
            other = aliases.resolved(connection, one.id)
            raise Problem(f"{one.id} is asset {other} already; to undo that: assets split {one.id}")
    return gone, stays


def _told_newer(connection: Connection, old: str, into: str) -> dict[str, int]:
    """Take over the facts that `old` told later: section -> when it was told."""
    taken = {}
    for row in facts.sections(connection, old):
        if facts.store(connection, into, {row.section: row.content}, row.seen):
            taken[row.section] = row.seen
    return taken


def _change(connection: Connection, asset_id: str, first: int, doubt: str | None, now: int) -> None:
    """What a merge or its undoing changes of the asset that stays; its agents tell all again."""
    assets.change(connection, asset_id, first_seen=first, contradiction=doubt, due=now)
    for agent_id in voices.agents_of(connection, asset_id):
        agents.want_facts(connection, agent_id)


def split(connection: Connection, old: str, by: str, now: int) -> str:
    """`old` is a machine of its own after all; the asset that it was. Raises Problem."""
    made = rulings.last(connection, rulings.MERGE, old)
    if made is None or not aliases.drop(connection, old):
        raise Problem(f"{old} was not merged into another asset")
    into, was = str(made.other), made.detail
    here = aliases.resolved(connection, into)  # which may have been merged itself since
    bound = binding.bound_to(connection, here)
    binding.rebind(connection, [one for one in was["agents"] if one in bound], old)
    boots = [(agent_id, boot) for agent_id, boot in was["boots"]]
    voices.hand_over(connection, boots, here, old, now)
    _keys_back(connection, old, here, was["keys"], now)
    facts.take_back(connection, here, was["sections"])
    assets.change(connection, old, state=assets.IN_USE)
    first = assets.get(connection, old)
    _change(connection, old, first.first_seen if first else now, was["doubts"]["old"], now)
    _change(connection, here, was["first_seen"], was["doubts"]["into"], now)
    events.note(connection, here, now, events.SPLIT, {"asset": first.host if first else old})
    rulings.add(connection, rulings.SPLIT, by, now, old, here)
    return here


def _keys_back(
    connection: Connection, old: str, here: str, was: dict[str, list[list[str]]], now: int
) -> None:
    """Each has the keys it had; what was told since stays with the asset that told it."""
    ours, theirs = (frozenset(Key(*key) for key in was[name]) for name in ("old", "into"))
    since = assets.keys_of(connection, here) - ours
    assets.set_keys(connection, old, ours, now)
    assets.set_keys(connection, here, since | theirs, now)
