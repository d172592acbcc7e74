"""Whether a firewall guards the machine itself, and whose it is.

The kernel's rules tell it best, but only to who may change them (CAP_NET_ADMIN). Elsewhere those
who manage them are believed: what is switched on in its settings and loaded by its service.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from agent.linux import logs, units
from agent.linux.firewalls import iptables, nftables, ufw
from agent.probe import Host, Nothing
from agent.report import Row

_UNITS = {
    "firewalld.service": "firewalld",
    "ufw.service": "ufw",
    "nftables.service": "nftables",
    "netfilter-persistent.service": "iptables",
    "iptables.service": "iptables",
    "SuSEfirewall2.service": "SuSEfirewall2",
    "shorewall.service": "shorewall",
    "csf.service": "csf",
}
"""What loads rules, and its name."""
_OF_NFT = ("/etc/nftables.conf", "/etc/sysconfig/nftables.conf")
_OF_IPTABLES = ("/etc/iptables/rules.v4", "/etc/sysconfig/iptables")
_NFT_REFUSES = re.compile(r"\b(drop|reject)\b")
_SAVING = ("iptables-legacy-save", "iptables-save")
_PIDS = ("/run/firewalld.pid", "/run/firewalld/firewalld.pid")
_PATIENCE = 12.0


def read(host: Host) -> Row:
    """The section. Raises Nothing where nothing is known of any."""
    states = units.states(host, *_UNITS)
    loaded = _loaded(host, states)
    ruled = _by_rules(host)
    if ruled is None:
        return _by_managers(host, states, loaded)
    kind, on = ruled
    return {"on": on, **({"product": loaded[0] if loaded else kind} if on or loaded else {})}


def _loaded(host: Host, states: dict[str, str]) -> list[str]:
    """The managers that are at work now, by name."""
    running = [name for unit, name in _UNITS.items() if units.running(states.get(unit))]
    found = [name for name in running if name != "ufw" or ufw.enabled(host)]
    if not states and any(host.path(place).exists() for place in _PIDS):
        found.append("firewalld")
    return list(dict.fromkeys(found))


def _by_rules(host: Host) -> tuple[str, bool] | None:
    """Whose rules the kernel has, and whether they guard; None where they cannot be read.

    Rules may be of both kinds. That there are none is believed where all of them were seen.
    """
    by_nft = _asked(host, nftables.on, "nft", "-j", "list", "ruleset")
    if by_nft:
        return "nftables", True
    saved = [_asked(host, iptables.on, program) for program in _SAVING]
    if any(saved):
        return "iptables", True
    all_seen = by_nft is False or (False in saved and not _has_nft(host))
    return ("", False) if all_seen else None


def _has_nft(host: Host) -> bool:
    return any(host.path(f"{folder}/nft").exists() for folder in ("/usr/sbin", "/sbin"))


def _asked(host: Host, on: Callable[[str], bool | None], *words: str) -> bool | None:
    try:
        return on(host.outside.run(*words, patience=_PATIENCE))
    except (Nothing, OSError):
        return None


def _by_managers(host: Host, states: dict[str, str], loaded: list[str]) -> Row:
    """By those who load rules: on where one did, off where those that there are did not."""
    guarding = [name for name in loaded if _guards(host, name)]
    if guarding:
        return {"on": True, "product": guarding[0]}
    unsure = [name for name in loaded if _guards(host, name) is None]
    enabled = ufw.enabled(host)
    if unsure or (enabled and "ufw.service" not in states):
        return {"product": unsure[0] if unsure else "ufw"}
    there = ["ufw"] if enabled is False else [n for unit, n in _UNITS.items() if unit in states]
    if there:
        return {"on": False, "product": there[0]}
    raise Nothing


def _guards(host: Host, name: str) -> bool | None:
    """Whether what a manager loaded guards; None where that cannot be told."""
    if name == "nftables":
        return _by_file(host)
    if name == "iptables":
        rules = [text for place in _OF_IPTABLES if (text := logs.lines(host.path(place)))]
        return any(iptables.on("\n".join(text)) for text in rules) if rules else None
    return True


def _by_file(host: Host) -> bool | None:
    """Whether nftables' own file drops anything: an example that accepts all is no firewall."""
    rows = [row for place in _OF_NFT for row in logs.lines(host.path(place))]
    plain = [row.split("#")[0] for row in rows]
    if any(_NFT_REFUSES.search(row) for row in plain):
        return True
    return None if not rows or any(row.startswith("include") for row in plain) else False
