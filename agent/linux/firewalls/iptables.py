"""iptables' rules as `iptables-save` prints them, or a file of them that is loaded at each start.

Source: iptables-save(8), iptables(8). As with nftables, what counts is what guards the machine
itself (INPUT), but for rules against certain senders.
"""

from __future__ import annotations

from typing import NamedTuple

_CHAIN = "INPUT"
_TABLES = ("filter", "mangle")
_REFUSING = ("DROP", "REJECT", "TARPIT")
_SENDERS = ("-s", "--source", "--match-set")
_DEEPEST = 16


class Table(NamedTuple):
    """A table's policies by chain, and the words of each chain's rules."""

    policies: dict[str, str]
    rules: dict[str, list[list[str]]]


def on(text: str) -> bool | None:
    """Whether they guard the machine; None where no table is told of: who may not see them is
    told of none."""
    found = tables(text)
    looked_at = [table for name, table in found.items() if name in _TABLES]
    guarding = any(_guards(table, _CHAIN) for table in looked_at)
    return guarding if found else None


def tables(text: str) -> dict[str, Table]:
    """The tables by name."""
    found: dict[str, Table] = {}
    table = Table({}, {})
    for row in text.splitlines():
        words = row.split()
        if row.startswith("*"):
            table = found.setdefault(row[1:].strip(), Table({}, {}))
        elif row.startswith(":") and len(words) > 1:
            table.policies[words[0][1:]] = words[1]
        elif row.startswith("-A") and len(words) > 2:
            table.rules.setdefault(words[1], []).append(words[2:])
    return found


def _guards(table: Table, chain: str, depth: int = 0) -> bool:
    """Whether a chain drops something, itself or by a chain that it hands on to."""
    if table.policies.get(chain) == "DROP":
        return True
    if depth > _DEEPEST:
        return False
    for rule in table.rules.get(chain, []):
        target = _target(rule)
        if any(word in _SENDERS for word in rule):
            continue
        if target in _REFUSING or (target and _guards(table, target, depth + 1)):
            return True
    return False


def _target(rule: list[str]) -> str:
    places = [at for at, word in enumerate(rule) if word in ("-j", "-g", "--jump", "--goto")]
    return rule[places[0] + 1] if places and places[0] + 1 < len(rule) else ""
