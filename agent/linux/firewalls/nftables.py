"""The kernel's own rules as `nft -j list ruleset` tells them, iptables' newer ones included.

Source: libnftables-json(5); nft(8). What counts is what guards the machine itself: base chains at
`input` or before it, that drop by policy or by a rule in reach. Rules against certain senders alone
(fail2ban, crowdsec) are no firewall, and what only passes through (containers) is another's.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

_HOOKS = ("input", "prerouting", "ingress")
_REFUSING = ("drop", "reject", "tproxy")
_DEEPEST = 16
Object = dict[str, Any]
_Place = tuple[str, str, str]
"""family, table, chain."""


class Ruleset(NamedTuple):
    """Chains by their place, and the rules in each."""

    chains: dict[_Place, Object]
    rules: dict[_Place, list[list[Any]]]


def on(text: str) -> bool | None:
    """Whether they guard the machine; None where the text is no ruleset."""
    ruleset = parse(text)
    if ruleset is None:
        return None
    based = [place for place, chain in ruleset.chains.items() if chain.get("hook") in _HOOKS]
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
    found = Ruleset({}, {})
    for one in listed:
        if isinstance(one, dict):
            _add(found, one)
    return found


def _add(found: Ruleset, one: Object) -> None:
    chain, rule = one.get("chain"), one.get("rule")
    if isinstance(chain, dict):
        found.chains[_place(chain, "name")] = chain
    if isinstance(rule, dict) and isinstance(rule.get("expr"), list):
        found.rules.setdefault(_place(rule, "chain"), []).append(rule["expr"])


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
    for one in statements:
        if any(verdict in one for verdict in _REFUSING) or _by_xtables(one):
            return True
        if any(_guards(ruleset, (*place[:2], to), depth + 1) for to in _targets(one)):
            return True
    return False


def _by_sender(statement: Object) -> bool:
    """`ip saddr …`, as a match or as the key of a map."""
    match = statement.get("match")
    left = match.get("left") if isinstance(match, dict) else None
    payload = left.get("payload") if isinstance(left, dict) else None
    return isinstance(payload, dict) and payload.get("field") == "saddr"


def _by_xtables(statement: Object) -> bool:
    """A target of iptables that nft has no word of its own for."""
    target = statement.get("xt")
    return isinstance(target, dict) and target.get("name") in ("REJECT", "DROP", "TARPIT")


def _targets(statement: Object) -> list[str]:
    """The chains that a statement hands on to, those in a map of verdicts too."""
    direct = [statement[word] for word in ("jump", "goto") if word in statement]
    return [str(one["target"]) for one in direct if isinstance(one, dict) and "target" in one] + [
        str(verdict[word]["target"])
        for verdict in _verdicts(statement)
        for word in ("jump", "goto")
        if isinstance(verdict.get(word), dict) and "target" in verdict[word]
    ]


def _verdicts(statement: Object) -> list[Object]:
    vmap = statement.get("vmap")
    data = vmap.get("data") if isinstance(vmap, dict) else None
    pairs = data.get("set") if isinstance(data, dict) else None
    listed = pairs if isinstance(pairs, list) else []
    return [p[1] for p in listed if isinstance(p, list) and len(p) == 2 and isinstance(p[1], dict)]
