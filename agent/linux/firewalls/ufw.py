"""ufw, the firewall of Ubuntu. Source: ufw(8); ufw.conf; its translations of "Status: active"."""

from __future__ import annotations

from agent.linux import logs
from agent.probe import Host

_CONF = "/etc/ufw/ufw.conf"
_OFF = (
    "inactiv",
    "inactif",
    "inactief",
    "inaktiv",
    "inativ",
    "inattiv",
    "neaktiv",
    "neaktív",
    "nedejavno",
    "неактив",
    "ανενεργ",
    "väljas",
    "passiivinen",
    "etkin değil",
    "不活动",
    "不活動",
)
_ON = (
    "activ",
    "actif",
    "actief",
    "aktiv",
    "aktív",
    "aktiiv",
    "ativ",
    "attiv",
    "dejavno",
    "актив",
    "ενεργ",
    "käytössä",
    "etkin",
    "激活",
    "啓用",
)
"""How the words begin, in each language that ufw speaks. Some hold others: off is looked for first.
"""


def on(status: str) -> bool | None:
    """Whether it is on, by what `ufw status` prints in any language; None where that is no status.

    Also rules that are listed beneath tell: where it is off, ufw lists none.
    """
    rows = [row for row in status.casefold().splitlines() if row.strip()]
    said = rows[0] if rows else ""
    if any(word in said for word in _OFF):
        return False
    if any(word in said for word in _ON) or any(row.startswith("--") for row in rows):
        return True
    return None


def enabled(host: Host) -> bool | None:
    """Whether it is switched on, by its settings; None where there is no ufw."""
    pairs = (row.split("#")[0].partition("=") for row in logs.lines(host.path(_CONF)))
    found = {key.strip(): value.strip().strip("\"'").lower() for key, _, value in pairs}
    return found["ENABLED"] == "yes" if "ENABLED" in found else None
