"""Which asset a sender speaks for: what identity decides, and what the register makes of it.

It is decided before anything of a batch is kept. What contradicts is never mixed into an asset: it
gets one of its own, in doubt, until a person says what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from sqlalchemy import Connection

from agent.report import Facts
from collector.identity.doubt import LIKE, SAME, Doubt
from collector.identity.keys import Key, hardware, keys_of
from collector.identity.match import agreeing, contradicts, identify
from collector.organisation.chart import Organisation
from collector.register import changes
from collector.steps import copies, rebuilding
from collector.steps.hearing import Heard
from collector.steps.rivals import doubt, look_for_others, parted, rivals
from collector.store.state import agents, assets, events, voices
from collector.store.state.agents import Agent


class Said(NamedTuple):
    """One batch as identity sees it: its sender, what it holds, the keys that its facts tell."""

    sender: Agent
    heard: Heard
    keys: frozenset[Key]

    @property
    def own(self) -> frozenset[Key]:
        """The keys of hardware."""
        return hardware(self.keys)

    @property
    def boot(self) -> str:
        """The boot it comes from."""
        return self.heard.batch.clock.boot


class Found(NamedTuple):
    """The asset it is, or None for a new one; and why a person must look."""

    asset: str | None
    doubt: Doubt | None = None


class Naming:
    """Binds senders to assets."""

    def __init__(self, organisation: Callable[[], Organisation]) -> None:
        self._organisation = organisation

    def asset_of(self, connection: Connection, sender: Agent, heard: Heard) -> str | None:
        """The asset a batch is of; None if nobody can tell yet: then it stays in the journal."""
        keys = keys_of(heard.batch.facts, sender.id, self._org_of(sender.site))
        said = Said(sender, heard, keys)
        if sender.asset is None:
            return self._newcomer(connection, said)
        asset_id = self._known(connection, said, sender.asset)
        if asset_id is not None:
            if heard.batch.facts:
                _renew(connection, asset_id, said)
            look_for_others(connection, sender, asset_id, heard)
        return asset_id

    def _org_of(self, site: str) -> str:
        found = self._organisation().sites.get(site)
        return found.org if found else site

    def _newcomer(self, connection: Connection, said: Said) -> str:
        """A sender that is bound to no asset yet."""
        found, site = _decide(connection, said, said.keys), said.sender.site
        asset_id = found.asset or self._added(connection, said, found.doubt)
        changes.place(connection, asset_id, self._org_of(site), site, said.heard.came)
        agents.set_asset(connection, said.sender.id, asset_id)
        assets.renew_keys(connection, asset_id, said.keys, said.heard.came)
        return asset_id

    def _added(self, connection: Connection, said: Said, why: Doubt | None) -> str:
        sender = said.sender
        name = _hostname(said.heard.batch.facts) or sender.hostname or str(sender.id[:8])
        stored = why.stored() if why else None
        org = self._org_of(sender.site)
        return assets.add(connection, name, org, sender.site, said.heard.came, stored)

    def _known(self, connection: Connection, said: Said, bound: str) -> str | None:
        """A sender that is bound: to this asset, but it may be another machine that speaks."""
        sender, heard, came = said.sender, said.heard, said.heard.came
        spoke = voices.of(connection, sender.id)
        may = copies.spoken(connection, bound, spoke, said.boot)
        if not said.own:
            return copies.by_boot(connection, sender, may, spoke.get(said.boot, []), said.heard)
        asset_id = copies.by_hardware(connection, said.own, may, assets.shared(connection))
        if (
            asset_id is None
            and not spoke
            and rebuilding.is_rebuilt(connection, sender, said.own, heard)
        ):
            rebuilding.keep_both(connection, bound, said.keys, came)
            return bound
        if asset_id is None:
            asset_id = self._aside(connection, said, bound, may)
            copies.note(connection, sender, bound, asset_id, said.boot, came)
        elif spoke:
            voices.assign(connection, sender.id, said.boot, asset_id, came)
        elif not hardware(assets.keys_of(connection, asset_id)):
            return _settled(connection, said, asset_id)
        return asset_id

    def _aside(self, connection: Connection, said: Said, bound: str, may: list[str]) -> str:
        """The asset of another machine with this agent's name: a copy, or it was rebuilt."""
        own = said.own
        asset_id = copies.doubtful(connection, own, [one for one in may if one != bound])
        if asset_id is not None:
            return asset_id
        found = _decide(connection, said, own, apart=(bound,))
        if found.asset is None:
            theirs = assets.keys_of(connection, bound)
            agree = ("agent", *agreeing(own, theirs))
            why = Doubt(SAME, bound, agree, contradicts(own, theirs))
            found = Found(self._added(connection, said, why))
        asset_id = str(found.asset)
        if asset_id not in may:
            came = said.heard.came
            events.note(connection, asset_id, came, events.AGENT_MOVED, {"from": bound})
        return asset_id


def _decide(
    connection: Connection, said: Said, keys: frozenset[Key], apart: Collection[str] = ()
) -> Found:
    """Which asset of the register these keys are of, but for those `apart`."""
    known = {k: v for k, v in assets.candidates(connection, keys).items() if k not in apart}
    decision = identify(keys, known, assets.shared(connection))
    if decision.asset is None:
        why = decision.contradiction
        return Found(None, Doubt(SAME, *why) if why else None)
    if not rivals(connection, said.sender, decision.asset, said.heard):
        return Found(decision.asset)
    theirs = known[decision.asset]
    return Found(None, parted(connection, decision.asset, keys, theirs, said.heard.came))


def _settled(connection: Connection, said: Said, bound: str) -> str:
    """The asset it is bound to; or one we knew already, if samples came before the facts."""
    found = _decide(connection, said, said.keys, apart=(bound,))
    if found.asset is None:
        doubt(connection, bound, found.doubt)
        return bound
    changes.retire(connection, bound, said.heard.came)
    assets.set_keys(connection, bound, (), said.heard.came)
    agents.set_asset(connection, said.sender.id, found.asset)
    return found.asset


def _renew(connection: Connection, asset_id: str, said: Said) -> None:
    """Its keys are those it tells now; a batch that was long on its way tells old ones."""
    one, before = assets.get(connection, asset_id), assets.keys_of(connection, asset_id)
    late = one is None or (one.told or 0) > said.heard.batch.clock.wall
    if said.keys <= before or late:
        return
    assets.renew_keys(connection, asset_id, said.keys, said.heard.came)
    now = hardware(assets.keys_of(connection, asset_id))
    known = assets.candidates(connection, now)
    known.pop(asset_id, None)
    rival = identify(now, known, assets.shared(connection)).asset
    if rival is not None:
        doubt(connection, asset_id, Doubt(LIKE, rival))


def _hostname(told: Facts) -> str | None:
    system = told.get("os", {})
    return str(system["hostname"]) if isinstance(system, dict) and "hostname" in system else None
