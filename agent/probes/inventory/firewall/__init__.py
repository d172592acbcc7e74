"""Whether a firewall guards the machine itself."""

from __future__ import annotations

from agent.field import Field
from agent.probe import HOUR

EVERY = HOUR
DEADLINE = 60.0
FACTS = {
    "on": Field("1", "a firewall is on, in each profile that there is", bool),
    "product": Field("1", "which: windows, ufw, firewalld, nftables … or its own name", str),
    "domain": Field("1", "on in networks of a domain (Windows)", bool),
    "private": Field("1", "on in private networks (Windows)", bool),
    "public": Field("1", "on in public networks (Windows)", bool),
}
