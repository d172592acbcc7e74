"""Whatever the programs of a Linux machine print: it is read or left out, and nothing breaks."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.linux import journal, units
from agent.linux.antivirus import (
    bitdefender,
    clamav,
    crowdstrike,
    eset,
    kaspersky,
    mdatp,
    paloalto,
    sentinelone,
    sophos,
)
from agent.linux.clocks import timesyncd
from agent.linux.desktops import kde
from agent.linux.firewalls import firewalld, iptables, nftables, ufw
from agent.linux.updates import apt, dnf, kernels, restart, zypper

WORDS = """
Active: active inactive Status: Inst [1.0] (2.0 Debian-Security:12/x [amd64]) -A INPUT -j DROP
*filter :INPUT ACCEPT Autolock=true [Daemon] [$i] Timeout= Offset: -1.5ms version = rfm-state=
EM002 (20239999) Content Version: Agent state Enabled Last release date of databases: 1970-01-01
00:00:00 2026-13-45 25:61:61 |command| |install| 'up' Upgrade: End-Date: { } " : , null 7 -1
ClamAV-VDB: LoadState=loaded ActiveState=active name.noarch 1:1.1-1.el9 * glibc
"""
NAMES = """
nftables chain rule map expr family table name hook policy match left payload field vmap data set
jump goto target xt drop elem value $type definitionsStatus definitionsUpdated appVersion _BOOT_ID
realTimeProtectionEnabled
"""
WORD = st.sampled_from(WORDS.split())
TEXTS = st.lists(st.one_of(WORD, st.text(max_size=9), st.just("\n")), max_size=40).map(" ".join)
READERS: dict[str, Callable[[str], Any]] = {
    "apt": apt.updates,
    "apt counted": apt.available,
    "apt history": lambda text: list(apt.upgrades(text)),
    "apt settings": apt.settings,
    "bitdefender": bitdefender.told,
    "clamav": lambda text: clamav.header(text.encode("utf-8", "replace")),
    "crowdstrike": crowdstrike.told,
    "dnf": dnf.waiting,
    "eset": lambda text: eset.told(text, text),
    "firewalld": firewalld.on,
    "iptables": iptables.on,
    "journal": lambda text: (journal.boots(text), journal.ended(text)),
    "kaspersky": kaspersky.told,
    "kde": lambda text: kde.settings(text.splitlines()),
    "kernels": lambda text: kernels.newer(text, set(text.split())),
    "mdatp": mdatp.health,
    "nftables": nftables.on,
    "paloalto": lambda text: paloalto.told(text, text),
    "restart": restart.said,
    "sentinelone": sentinelone.told,
    "sophos": lambda text: sophos.told(text, text),
    "timesyncd": lambda text: (timesyncd.offset(text), timesyncd.server(text)),
    "ufw": ufw.on,
    "units": lambda text: units.of_text(text, ("a", "b")),
    "zypper history": lambda text: list(zypper.updated(text.splitlines())),
}


@pytest.mark.parametrize("name", READERS)
def test_what_makes_no_sense_is_survived(name: str) -> None:
    @settings(max_examples=60, deadline=None)
    @given(TEXTS)
    def survives(text: str) -> None:
        READERS[name](text)

    survives()


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(NAMES.split()),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=30,
)


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_json_of_any_other_shape_is_survived(told: Any) -> None:
    text = json.dumps(told)
    nftables.on(text)
    nftables.on(json.dumps({"nftables": [told, {"rule": told}, {"chain": told}, {"map": told}]}))
    mdatp.health(text)
    journal.ended(text)
