"""The kernel's own rules as `nft -j list ruleset` tells them, iptables' newer ones included.

Source: libnftables-json(5); nft(8). What counts is what guards the machine itself: base chains at
`input` or `ingress` that drop by policy or by a rule in reach. Rules against certain senders alone
(fail2ban, crowdsec) are no firewall, and what is forwarded (containers) is another's.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

_HOOKS = ("input", "ingress")
_FAMILIES = ("ip", "ip6", "inet", "netdev")
_REFUSING = ("drop", "reject")
_DEEPEST = 16
Object = dict[str, Any]
_Place = tuple[str, str, str]
"""family, table, chain."""


class Ruleset(NamedTuple):
    """Chains by their place, the rules in each, and maps of verdicts that have names."""

    chains: dict[_Place, Object]
    rules: dict[_Place, list[list[Any]]]
    maps: dict[_Place, object]


def on(text: str) -> bool | None:
    """Whether they guard the machine; None where the text is no ruleset."""
    ruleset = parse(text)
    if ruleset is None:
        return None
    chains = ruleset.chains.items()
    based = [p for p, chain in chains if chain.get("hook") in _HOOKS and p[0] in _FAMILIES]
    return any(_guards(ruleset, place) for place in based)


def parse(text: str) -> Ruleset | None:
    """The ruleset in nft's JSON; None where it is something else."""
    try:
        told = json.loads(text)
    except ValueError:
        return None
    listed = told.get("nftables") if isinstance(told, dict) else None
    if not isinstance(listed, list):
        return None
    found = Ruleset({}, {}, {})
    for one in listed:
        if isinstance(one, dict):
            _add(found, one)
    return found


def _add(found: Ruleset, one: Object) -> None:
    chain, rule, named = _part(one, "chain"), _part(one, "rule"), _part(one, "map")
    if chain:
        found.chains[_place(chain, "name")] = chain
    if isinstance(rule.get("expr"), list):
        found.rules.setdefault(_place(rule, "chain"), []).append(rule["expr"])
    if named:
        found.maps[_place(named, "name")] = named.get("elem")


def _place(one: Object, name: str) -> _Place:
    return str(one.get("family")), str(one.get("table")), str(one.get(name))


def _guards(ruleset: Ruleset, place: _Place, depth: int = 0) -> bool:
    """Whether a chain drops something, itself or by a chain that it hands on to."""
    if ruleset.chains.get(place, {}).get("policy") == "drop":
        return True
    if depth > _DEEPEST:
        return False
    return any(_refuses(ruleset, place, rule, depth) for rule in ruleset.rules.get(place, []))


def _refuses(ruleset: Ruleset, place: _Place, rule: list[Any], depth: int) -> bool:
    statements = [one for one in rule if isinstance(one, dict)]
    if any(_by_sender(one) for one in statements):
        return False
    verdicts = [verdict for one in statements for verdict in (one, *_of_map(ruleset, place, one))]
    if any(word in verdict for verdict in verdicts for word in _REFUSING):
        return True
    if any(_by_xtables(verdict) for verdict in verdicts):
        return True
    handed_on = [(*place[:2], target) for verdict in verdicts for target in _targets(verdict)]
    return any(_guards(ruleset, to, depth + 1) for to in handed_on)


def _by_sender(statement: Object) -> bool:
    """`ip saddr …`, as a match or as the key of a map."""
    match, vmap = _part(statement, "match"), _part(statement, "vmap")
    return any(
        _part(side, "payload").get("field") == "saddr"
        for side in (_part(match, "left"), _part(vmap, "key"))
    )


def _part(one: Object, name: str) -> Object:
    """What is in it by a name, as an object; an empty one where there is none."""
    part = one.get(name)
    return part if isinstance(part, dict) else {}


def _by_xtables(verdict: Object) -> bool:
    """A target of iptables that nft has no word of its own for."""
    return _part(verdict, "xt").get("name") in ("REJECT", "DROP", "TARPIT")


def _targets(verdict: Object) -> list[str]:
    """The chains that it hands on to."""
    return [str(to) for word in ("jump", "goto") if (to := _part(verdict, word).get("target"))]


def _of_map(ruleset: Ruleset, place: _Place, statement: Object) -> list[Object]:
    """The verdicts of `vmap { 22 : accept, 23 : drop }`, or of `vmap @services`."""
    vmap = _part(statement, "vmap")
    named = str(vmap.get("data")).removeprefix("@")
    pairs = _part(vmap, "data").get("set") or ruleset.maps.get((*place[:2], named))
    listed = pairs if isinstance(pairs, list) else []
    return [p[1] for p in listed if isinstance(p, list) and len(p) == 2 and isinstance(p[1], dict)]
