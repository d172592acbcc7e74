"""The updates of Windows as facts: what waits, what was done when, who keeps them. Pure.

Source: Microsoft Learn, "Configure Automatic Updates using Registry Editor", "Manage additional
Windows Update settings", "Update classification GUIDs".
"""

from __future__ import annotations

from collections.abc import Iterable

from agent.report import Row
from agent.windows import moments
from agent.windows.registry import Values
from agent.windows.text import number, plain
from agent.windows.update_agent import Told, Update

_SECURITY = ("0fa1201d-4330-4fa8-8ae9-b877473b6441", "e6cf1350-c01b-414d-a61f-263d14d133b4")
"""Classifications: security updates, and critical ones."""
_DEFINITIONS = "e0789628-ce08-4437-be74-2495b842f43b"
"""Signatures of Defender come each few hours: one is always waiting."""
_OFF = 1
_ASKS, _LOCAL = (2, 3), 5
"""AUOptions: tells before it loads or installs; 5 lets an administrator of the machine choose."""
_DISABLED = 4


def waiting(updates: Iterable[Update]) -> Row:
    """How many wait, drivers and signatures left out, and how many of them mend security."""
    real = [one for one in updates if not one.driver and not _is(one, _DEFINITIONS)]
    security = [one for one in real if one.severity or _is(one, *_SECURITY)]
    return {"pending": len(real), "security_pending": len(security)}


def _is(update: Update, *categories: str) -> bool:
    return any(one.strip("{}").casefold() in categories for one in update.categories)


def by_agent(told: Told) -> Row:
    """By the Windows Update Agent."""
    row: Row = {} if told.updates is None else waiting(told.updates)
    times = {"checked": moments.sane(told.searched), "installed": moments.sane(told.installed)}
    row.update({name: at for name, at in times.items() if at is not None})
    return row


def by_registry(detect: Values, install: Values) -> Row:
    """By the results that Windows kept until 8.1."""
    times = {"checked": detect, "installed": install}
    told = {name: moments.of_words(one.get("LastSuccessTime")) for name, one in times.items()}
    return {name: at for name, at in told.items() if at is not None}


def by_rollups(packages: Iterable[Values]) -> Row:
    """By the newest rollup of the system that is installed.

    Where there is one it says more than the agent, for which each signature of Defender is an
    update: what nobody has mended for a year was by that installed today.
    """
    done = [at for package in packages if (at := _installed(package)) is not None]
    return {"installed": max(done)} if done else {}


def _installed(package: Values) -> int | None:
    """When a package of the system's servicing was installed: a FILETIME in two halves."""
    high, low = (number(package.get(name)) for name in ("InstallTimeHigh", "InstallTimeLow"))
    return None if high is None or low is None else moments.of_filetime(high << 32 | low)


def automatic(policy: Values, own: Values, service: Values, *, server: bool) -> Row:
    """Whether it installs them by itself: a policy stands over the machine's own settings. Where
    nothing is set, Windows 10 does; servers wait for somebody."""
    if number(service.get("Start")) == _DISABLED or number(policy.get("NoAutoUpdate")) == 1:
        return {"automatic": False}
    said = number(policy.get("AUOptions"))
    if said in (None, _LOCAL):
        said = number(own.get("AUOptions"))
    if said is None:
        return {"automatic": False} if server else {"automatic": True}
    return {"automatic": said not in (_OFF, *_ASKS)}


def source(policy: Values, settings: Values) -> str:
    """`windows_update`, or `wsus` where the machine is told to ask a server of its own."""
    own = number(settings.get("UseWUServer")) == 1 and bool(plain(policy.get("WUServer")))
    return "wsus" if own else "windows_update"


def restart(asking: dict[str, bool], told: bool | None) -> Row:
    """Whether an update waits for a restart, and who asks for it. `told`: by the agent."""
    who = [name for name, asks in asking.items() if asks]
    if who:
        return {"restart": True, "restart_for": ", ".join(who)}
    return {"restart": bool(told), **({"restart_for": "Windows Update"} if told else {})}
