"""Which asset a sender speaks for: what identity decides, and what the register makes of it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from agent.report import Facts
from collector.identity.keys import STRONG, Key, keys_of
from collector.identity.match import HARDWARE, conflicts, identify
from collector.organisation.chart import Organisation
from collector.store.state import agents, assets, facts
from collector.store.state.agents import Agent

LIVE = 1800
"""Seconds within which two agents of one asset are both alive: two machines, not one."""


class Naming:
    """Binds senders to assets, and looks again when their facts change."""

    def __init__(self, organisation: Callable[[], Organisation]) -> None:
        self._organisation = organisation

    def asset_of(self, connection: Connection, sender: Agent, told: Facts, now: int) -> str:
        """The asset a sender speaks for: the one it is bound to, or the one its facts name."""
        org = self._org_of(sender.site)
        keys = keys_of(told, sender.id, org)
        if sender.asset:
            return self._settled(connection, sender, sender.asset, keys, now)
        asset_id, why = self._decide(connection, sender, keys, now)
        if asset_id is None:
            name = _hostname(told) or sender.hostname or str(sender.id[:8])
            asset_id = assets.add(connection, name, org, sender.site, now, why)
        else:
            assets.change(connection, asset_id, org=org, site=sender.site)
        _bind(connection, sender, asset_id, keys, now)
        return asset_id

    def _settled(
        self,
        connection: Connection,
        sender: Agent,
        bound: str,
        keys: frozenset[Key],
        now: int,
    ) -> str:
        """The asset it is bound to; or one we know already, if samples came before the facts."""
        if _has_hardware(assets.keys_of(connection, bound)) or not _has_hardware(keys):
            return bound
        known, _ = self._decide(connection, sender, keys, now, apart=bound)
        if known is None:
            return bound
        assets.change(connection, bound, state="retired")
        assets.set_keys(connection, bound, (), now)
        _bind(connection, sender, known, keys, now)
        return known

    def _org_of(self, site: str) -> str:
        found = self._organisation().sites.get(site)
        return found.org if found else site

    def _decide(
        self,
        connection: Connection,
        sender: Agent,
        keys: frozenset[Key],
        now: int,
        apart: str = "",
    ) -> tuple[str | None, str | None]:
        """(the asset we know, or None for a new one; why a person must look at it)."""
        known = assets.candidates(connection, keys)
        known.pop(apart, None)
        decision = identify(keys, known, assets.shared(connection))
        if decision.asset is None:
            return None, _words(decision.contradiction)
        rivals = agents.live(connection, decision.asset, now - LIVE)
        if sender.previous in rivals:  # the same machine, enrolled anew
            agents.revoke(connection, sender.previous, now)
            rivals.remove(sender.previous)
        if not rivals:
            return decision.asset, None
        return None, self._part(connection, decision.asset, keys, known[decision.asset], now)

    def _part(
        self,
        connection: Connection,
        rival: str,
        ours: frozenset[Key],
        theirs: frozenset[Key],
        now: int,
    ) -> str | None:
        """Two live machines bear the same keys: they are no evidence, or one is a copy."""
        common = [key for key in ours & theirs if key.kind in STRONG]
        if not _differ(ours, theirs, "disk") and not _differ(ours, theirs, "mac"):
            kinds = ", ".join(sorted({key.kind for key in ours & theirs}))
            return f"same {kinds} as asset {rival}, which has a live agent of its own"
        for key in common:
            assets.note_shared(connection, key, now)
        return None

    def look_again(self, connection: Connection, sender: Agent, asset_id: str, now: int) -> None:
        """Facts changed: a clone that took another machine's identity shows here."""
        asset = assets.get(connection, asset_id)
        if asset is None:
            return
        keys = keys_of(facts.present(connection, asset_id), sender.id, asset.org)
        known, shared = assets.keys_of(connection, asset_id), assets.shared(connection)
        others = {k: v for k, v in assets.candidates(connection, keys).items() if k != asset_id}
        why = _words(identify(keys, {asset_id: known}, shared).contradiction)
        other = conflicts(keys - shared, known - shared)
        if why is None and other:
            why = f"another {', '.join(other)} than before"
        rival = identify(keys, others, shared).asset
        if why is None and rival is not None:
            why = f"its hardware is that of asset {rival}"
        if why is not None:
            assets.change(connection, asset_id, contradiction=why)
            return
        assets.set_keys(connection, asset_id, keys, now)

    def note_rivals(self, connection: Connection, sender: Agent, asset_id: str, now: int) -> None:
        """An agent that was replaced still speaks: two machines, or two agents on one."""
        rivals = [one for one in agents.live(connection, asset_id, now - LIVE) if one != sender.id]
        if rivals and agents.is_replaced(connection, sender.id, rivals):
            why = f"two agents speak for it: {sender.id[:8]} and {rivals[0][:8]}"
            assets.change(connection, asset_id, contradiction=why)


def _bind(
    connection: Connection, sender: Agent, asset_id: str, keys: frozenset[Key], now: int
) -> None:
    agents.set_asset(connection, sender.id, asset_id)
    assets.set_keys(connection, asset_id, assets.keys_of(connection, asset_id) | keys, now)


def _has_hardware(keys: frozenset[Key]) -> bool:
    return any(key.kind in HARDWARE for key in keys)


def _differ(ours: frozenset[Key], theirs: frozenset[Key], kind: str) -> bool:
    mine = {key.value for key in ours if key.kind == kind}
    other = {key.value for key in theirs if key.kind == kind}
    return bool(mine and other and not mine & other)


def _hostname(told: Facts) -> str | None:
    system = told.get("os", {})
    return str(system["hostname"]) if isinstance(system, dict) and "hostname" in system else None


def _words(contradiction: tuple[str, tuple[str, ...], tuple[str, ...]] | None) -> str | None:
    if contradiction is None:
        return None
    asset_id, agree, against = contradiction
    return f"same {', '.join(agree)} as asset {asset_id}, another {', '.join(against)}"
