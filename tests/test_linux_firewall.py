"""Linux's firewalls: by recordings, by settings, and by real rules of this kernel."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agent.linux.firewalls import firewalld, iptables, nftables, ufw
from agent.probe import Nothing
from agent.probes.inventory.firewall import linux
from tests.recorded import Ended, machine, units

SHARED = Path(__file__).parent.parent.parent / "shared/machines/linux/firewall"
ASKED = (
    "firewalld.service ufw.service nftables.service netfilter-persistent.service "
    "iptables.service SuSEfirewall2.service shorewall.service csf.service"
)
RULES = (
    "\nTo                         Action      From\n--                         ------      ----\n"
)


@pytest.mark.parametrize(
    ("status", "on"),
    [
        ("Status: active\n" + RULES, True),
        ("Status: inactive\n", False),
        ("Status: Aktiv\n", True),
        ("Status: Inaktiv\n", False),
        ("État : actif\n", True),
        ("État\xa0: inactif\n", False),
        ("Estado: activo\n", True),
        ("Estado: inactivo\n", False),
        ("Estado: ativo\n", True),
        ("Estado: inativo\n", False),
        ("Stato: attivo\n", True),
        ("Stato: inattivo\n", False),
        ("Status: actief\n", True),
        ("Status: inactief\n", False),
        ("Stav: aktivní\n", True),
        ("Stav: neaktivní\n", False),
        ("Состояние: активен\n", True),
        ("Состояние: неактивен\n", False),
        ("Стан: неактивний\n", False),
        ("Κατάσταση: ενεργό\n", True),
        ("Κατάσταση: ανενεργό\n", False),
        ("Durum: etkin\n", True),
        ("Durum: etkin değil\n", False),
        ("Tila: käytössä\n", True),
        ("Tila: passiivinen\n", False),
        ("Staatus: väljas\n", False),
        ("状态： 激活\n", True),
        ("状态：不活动\n", False),
        ("상태: xx\n" + RULES, True),
        ("ERROR: You need to be root to run this script\n", None),
        ("", None),
    ],
)
def test_ufws_status_in_each_of_its_languages(status: str, on: bool | None) -> None:
    assert ufw.on(status) is on


def status(active: str) -> str:
    loaded = "Loaded: loaded (/usr/lib/systemd/system/firewalld.service; disabled; vendor preset)"
    return f"● firewalld.service - firewalld - dynamic firewall daemon\n   {loaded}\n   {active}\n"


@pytest.mark.parametrize(
    ("said", "on"),
    [
        (status("Active: active (running) since Tue 2017-03-14 15:33:24 CET; 1h 34min ago"), True),
        (status("Active: inactive (dead)"), False),
        (status("Active: failed (Result: exit-code) since Tue 2017-03-14 15:33:24 CET"), False),
        (status("Active: inactive (dead)") + "Mar 14 x firewalld[1]: is Active: active", False),
        ("Unit firewalld.service could not be found.\n", None),
    ],
)
def test_firewallds_status(said: str, on: bool | None) -> None:
    assert firewalld.on(said) is on


@pytest.mark.skipif(not SHARED.exists(), reason="the recorded machines are not here")
def test_the_recorded_machines() -> None:
    for file in SHARED.iterdir():
        text = file.read_text(encoding="utf-8")
        on = ufw.on(text) if "ufw" in file.name else firewalld.on(text)
        assert on is ("_ON" in file.name), file.name


EMPTY = '{"nftables": [{"metainfo": {"version": "1.0.6"}}]}'


def ruleset(policy: str, *rules: list[Any], family: str = "inet", hook: str = "input") -> str:
    """A base chain `in`, a chain `more` without hook, and rules in each by their first word."""
    place = {"family": family, "table": "filter"}
    chains: list[Any] = [
        {"chain": {**place, "name": "in", "type": "filter", "hook": hook, "policy": policy}},
        {"chain": {**place, "name": "more"}},
    ]
    return json.dumps(
        {
            "nftables": [
                *chains,
                *({"rule": {**place, "chain": chain, "expr": expr}} for chain, *expr in rules),
            ]
        }
    )


PORT = {"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}}}
SENDER = {"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}}}}
VMAP = {"vmap": {"key": 1, "data": {"set": [["tcp", {"jump": {"target": "more"}}]]}}}


@pytest.mark.parametrize(
    ("text", "on"),
    [
        (EMPTY, False),
        (ruleset("drop"), True),
        (ruleset("accept"), False),
        (ruleset("accept", ["in", PORT, {"accept": None}]), False),
        (ruleset("accept", ["in", PORT, {"drop": None}]), True),
        (ruleset("accept", ["in", PORT, {"xt": {"type": "target", "name": "REJECT"}}]), True),
        (ruleset("accept", ["in", SENDER, {"drop": None}]), False),
        (ruleset("accept", ["more", PORT, {"drop": None}]), False),
        (
            ruleset("accept", ["in", {"jump": {"target": "more"}}], ["more", {"reject": None}]),
            True,
        ),
        (ruleset("accept", ["in", VMAP], ["more", {"reject": None}]), True),
        (ruleset("accept", ["in", {"jump": {"target": "in"}}]), False),
        (ruleset("drop", hook="forward"), False),
        (ruleset("drop", family="bridge"), False),
        ("1", None),
        ("[]", None),
        ('{"nftables": 1}', None),
        ('{"nftables": [1, {"chain": 2}, {"rule": {"expr": 3}}]}', False),
        ("", None),
    ],
)
def test_the_kernels_rules(text: str, on: bool | None) -> None:
    assert nftables.on(text) is on


SAVED = "*filter\n:INPUT {} [0:0]\n:FORWARD DROP [0:0]\n:more - [0:0]\n{}\nCOMMIT\n"


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("", None),
        (SAVED.format("DROP", ""), True),
        (SAVED.format("ACCEPT", ""), False),
        (SAVED.format("ACCEPT", "-A INPUT -p tcp --dport 23 -j DROP"), True),
        (SAVED.format("ACCEPT", "-A INPUT -s 10.0.0.1/32 -j DROP"), False),
        (SAVED.format("ACCEPT", "-A INPUT -j more\n-A more -j REJECT"), True),
        (SAVED.format("ACCEPT", "-A more -j REJECT\n-A INPUT -j"), False),
        ("*nat\n:PREROUTING DROP [0:0]\nCOMMIT\n", False),
    ],
)
def test_iptables_rules(text: str, on: bool | None) -> None:
    assert iptables.on(text) is on


NFT = "nft -j list ruleset"
REFUSED = Ended(1, "Operation not permitted (you must be root)")
NO_RIGHTS = {NFT: REFUSED, "iptables-save": Ended(4, "Permission denied")}
ON, OFF = "ENABLED=yes\n", "# /etc/ufw/ufw.conf\nENABLED=no\n"
CONF = "/etc/ufw/ufw.conf"
EXAMPLE = "table inet filter {\n chain input {\n  type filter hook input priority 0;\n }\n}\n"

MACHINES: dict[str, tuple[dict[str, Any], dict[str, str], dict[str, Any]]] = {
    "ufw, loaded": (
        units(ASKED, **{"ufw.service": "active"}) | NO_RIGHTS,
        {CONF: ON},
        {"on": True, "product": "ufw"},
    ),
    "ufw, switched off": (
        units(ASKED, **{"ufw.service": "active"}) | NO_RIGHTS,
        {CONF: OFF},
        {"on": False, "product": "ufw"},
    ),
    "ufw, not loaded": (
        units(ASKED, **{"ufw.service": "failed"}) | NO_RIGHTS,
        {CONF: ON},
        {"on": False, "product": "ufw"},
    ),
    "ufw, without systemd": (NO_RIGHTS, {CONF: ON}, {"product": "ufw"}),
    "ufw, and its rules": (
        units(ASKED, **{"ufw.service": "active"}) | {NFT: ruleset("drop")},
        {CONF: ON},
        {"on": True, "product": "ufw"},
    ),
    "ufw, and somebody flushed its rules": (
        units(ASKED, **{"ufw.service": "active"}) | {NFT: EMPTY},
        {CONF: ON},
        {"on": False, "product": "ufw"},
    ),
    "firewalld": (
        units(ASKED, **{"firewalld.service": "active", "nftables.service": "inactive"}) | NO_RIGHTS,
        {},
        {"on": True, "product": "firewalld"},
    ),
    "firewalld, stopped": (
        units(ASKED, **{"firewalld.service": "inactive"}) | NO_RIGHTS,
        {},
        {"on": False, "product": "firewalld"},
    ),
    "nftables, an example": (
        units(ASKED, **{"nftables.service": "active"}) | NO_RIGHTS,
        {"/etc/nftables.conf": EXAMPLE + "# drop\n"},
        {"on": False, "product": "nftables"},
    ),
    "nftables, for real": (
        units(ASKED, **{"nftables.service": "active"}) | NO_RIGHTS,
        {"/etc/nftables.conf": EXAMPLE.replace("0;", "0; policy drop;")},
        {"on": True, "product": "nftables"},
    ),
    "nftables, from elsewhere": (
        units(ASKED, **{"nftables.service": "active"}) | NO_RIGHTS,
        {"/etc/nftables.conf": 'include "/etc/nftables.d/*.nft"\n'},
        {"product": "nftables"},
    ),
    "iptables-persistent": (
        units(ASKED, **{"netfilter-persistent.service": "active"}) | NO_RIGHTS,
        {"/etc/iptables/rules.v4": SAVED.format("DROP", "")},
        {"on": True, "product": "iptables"},
    ),
    "older rules beside newer ones": (
        {NFT: EMPTY, "iptables-legacy-save": SAVED.format("DROP", "")},
        {},
        {"on": True, "product": "iptables"},
    ),
    "rules of nobody": ({NFT: ruleset("drop")}, {}, {"on": True, "product": "nftables"}),
    "no rules": ({NFT: EMPTY, "iptables-save": ""}, {}, {"on": False}),
}


@pytest.mark.parametrize("name", MACHINES)
def test_what_a_machine_tells(tmp_path: Path, name: str) -> None:
    commands, files, expected = MACHINES[name]
    assert linux.read(machine(tmp_path, commands, **files)) == expected


@pytest.mark.parametrize(
    "commands", [{}, NO_RIGHTS, {"iptables-legacy-save": "", **NO_RIGHTS}, units(ASKED)]
)
def test_where_nothing_can_be_told_nothing_is(tmp_path: Path, commands: dict[str, Any]) -> None:
    """Who may not see rules is shown none: that is no word that there are none."""
    with pytest.raises(Nothing):
        linux.read(machine(tmp_path, commands, **{"/usr/sbin/nft": ""}))


ASK = (
    "from pathlib import Path; from agent.probe import Host; from agent.probes.inventory.firewall "
    "import linux; print(linux.read(Host(Path('/'), {})))"
)


@pytest.mark.needs("unshare", "nft", "iptables")
@pytest.mark.parametrize(
    ("rules", "on"),
    [
        ("true", False),
        ("iptables -A INPUT -p tcp --dport 3389 -j REJECT", True),
        ("iptables -P INPUT DROP", True),
        ("iptables -P FORWARD DROP", False),
        ("iptables -A INPUT -s 10.0.0.1 -j REJECT", False),
        ("iptables -N a; iptables -A INPUT -j a; iptables -A a -p udp -j DROP", True),
        (
            "nft add table inet f; nft add chain inet f i '{type filter hook input priority 0;}'",
            False,
        ),
        (
            "nft add table inet f; nft add chain inet f i '{type filter hook input priority 0;}';"
            "nft add rule inet f i tcp dport vmap '{ 22 : accept, 23 : drop }'",
            True,
        ),
        (
            "nft add table inet f; nft add chain inet f i '{type filter hook input priority 0;}';"
            "nft add map inet f m '{type inet_service : verdict; elements={ 23 : drop };}';"
            "nft add rule inet f i tcp dport vmap @m",
            True,
        ),
        (
            "nft add table inet f; nft add chain inet f i '{type filter hook input priority 0;}';"
            "nft add chain inet f r; nft add rule inet f r reject;"
            "nft add rule inet f i meta l4proto vmap '{ tcp : goto r }'",
            True,
        ),
    ],
)
def test_real_rules_of_a_real_kernel(rules: str, on: bool) -> None:
    """In a network namespace of its own: this machine's rules stay as they are."""
    asked = (sys.executable, ASK)
    done = subprocess.run(
        [
            "unshare",
            "--net",
            "--map-root-user",
            "sh",
            "-c",
            f'{rules} && exec "$0" -c "$1"',
            *asked,
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent,
    )
    assert f"'on': {on}" in done.stdout, done.stderr
