"""KDE Plasma, by the system's kscreenlockerrc. Source: KDE's "Desktop Administration", cascading
settings and `[$i]`; kscreenlocker's settings: Autolock, Timeout (minutes), LockGrace (s)."""

from __future__ import annotations

from agent.linux.desktops.lock import Lock
from agent.linux.logs import lines
from agent.probe import Host

_FILE = "/etc/xdg/kscreenlockerrc"
_GROUP = "Daemon"
_FIXED = "[$i]"
_MINUTE = 60


def lock(host: Host) -> Lock:
    """How it locks, as far as the file says; what it does not is each user's own."""
    found, fixed = settings(lines(host.path(_FILE)))
    if found.get("Autolock", "").lower() == "false" or found.get("Timeout") == "0":
        return Lock(on=False, forced="Autolock" in fixed or "Timeout" in fixed)
    minutes = found.get("Timeout", "")
    if found.get("Autolock", "").lower() != "true":
        return Lock()
    grace = found.get("LockGrace", "")
    seconds = int(grace) if grace.isdecimal() else 0
    after = int(minutes) * _MINUTE + seconds if minutes.isdecimal() else None
    return Lock(on=True, after=after, forced={"Autolock", "Timeout"} <= fixed)


def settings(rows: list[str]) -> tuple[dict[str, str], set[str]]:
    """The group's values by name, and which of them users cannot change: the mark may stand
    before all, behind the group's name, or behind a value's."""
    found: dict[str, str] = {}
    fixed: set[str] = set()
    group, all_fixed, group_fixed = "", False, False
    for row in (one.strip() for one in rows):
        if row == _FIXED:
            all_fixed = True
        elif row.startswith("["):
            group, group_fixed = row.removesuffix(_FIXED).strip("[]"), row.endswith(_FIXED)
        elif "=" in row and not row.startswith("#") and group == _GROUP:
            name, _, value = row.partition("=")
            plain = name.strip().removesuffix(_FIXED)
            found[plain] = value.strip()
            if all_fixed or group_fixed or name.strip().endswith(_FIXED):
                fixed.add(plain)
    return found, fixed
