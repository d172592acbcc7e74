"""One agent, several machines: a disk that was copied with the agent's identity on it.

Hardware tells them apart, where a batch tells of it; else the boot it comes from does.
"""

from __future__ import annotations

from sqlalchemy import Connection

from collector.identity.keys import Key
from collector.identity.match import agreeing, contradicts
from collector.steps.hearing import Heard
from collector.store.state import agents, assets, binding, voices
from collector.store.state.agents import Agent

Spoke = dict[str, list[str]]
"""Boot -> the assets that spoke from it."""


def spoken(connection: Connection, bound: str, spoke: Spoke, boot: str) -> list[str]:
    """The assets an agent may speak for, the likeliest first.

    A copy that has an agent of its own by now speaks by that one.
    """
    here = spoke.get(boot, [])
    others = [one for some in spoke.values() for one in some if one != bound]
    without = [one for one in others if one in here or not binding.is_bound(connection, one)]
    return list(dict.fromkeys([*here, bound, *without]))


def by_boot(
    connection: Connection, sender: Agent, may: list[str], here: list[str], heard: Heard
) -> str | None:
    """Whose a batch is that tells of no hardware: its boot's, if that is one machine's."""
    if len(here) == 1:
        return here[0]
    if not here and len(may) == 1:
        return may[0]
    first = voices.hold(connection, sender.id, heard.batch.clock.boot, heard.came)
    agents.ask(connection, sender, heard.came, again=first)
    return None


def by_hardware(
    connection: Connection, own: frozenset[Key], may: list[str], shared: frozenset[Key]
) -> str | None:
    """Whose hardware this is; of several assets, one's that it has something in common with."""
    ours = own - shared
    for asset_id in may:
        theirs = assets.keys_of(connection, asset_id) - shared
        if not contradicts(ours, theirs) and (len(may) == 1 or ours & theirs):
            return asset_id
    return None


def doubtful(connection: Connection, own: frozenset[Key], may: list[str]) -> str | None:
    """The asset that is in doubt already for the like: firmware may tell another UUID each time."""
    for asset_id in may:
        one = assets.get(connection, asset_id)
        if one is None or one.contradiction is None:
            continue
        if agreeing(own, assets.keys_of(connection, asset_id)):
            return asset_id
    return None


def note(
    connection: Connection, sender: Agent, bound: str, asset_id: str, boot: str, now: int
) -> None:
    """An asset other than the one it is bound to speaks by an agent, from this boot."""
    if sender.boot not in (None, boot) and not voices.of(connection, sender.id):
        voices.assign(connection, sender.id, str(sender.boot), bound, now)
    voices.assign(connection, sender.id, boot, asset_id, now)
