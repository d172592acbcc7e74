r"""Whether the screen locks by itself: by the machine's policy, else by each user's screen saver.

Source: Microsoft Learn, "Interactive logon: Machine inactivity limit" and the policies of
`Control Panel\Desktop`.
"""

from __future__ import annotations

from agent.outside import Outside
from agent.probe import Host, Nothing
from agent.report import Row
from agent.windows.registry import Values
from agent.windows.text import number, plain
from agent.windows.users import hives

_SYSTEM = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System"
_OWN = r"Control Panel\Desktop"
_POLICY = r"Software\Policies\Microsoft\Windows\Control Panel\Desktop"
_NAMES = ("ScreenSaveActive", "ScreenSaverIsSecure", "ScreenSaveTimeOut")


def read(host: Host) -> Row:
    """The section. Raises Nothing where no user's settings may be read and no policy is set."""
    limit = number(host.outside.values(_SYSTEM).get("InactivityTimeoutSecs")) or 0
    users = [_of(host.outside, hive) for hive in hives(host.outside)]
    if not limit and not users:
        raise Nothing
    return section(limit, users)


def _of(outside: Outside, hive: str) -> tuple[Values, Values]:
    return outside.values(rf"{hive}\{_OWN}"), outside.values(rf"{hive}\{_POLICY}")


def section(limit: int, users: list[tuple[Values, Values]]) -> Row:
    """`limit`: the machine's, s, 0 where it has none; `users`: own settings and policy of each."""
    saved = [after(own, policy) for own, policy in users]
    if limit:
        longest = max((one or limit for one in saved), default=limit)
        return {"on": True, "after": min(limit, longest), "forced": True}
    if not all(saved):
        return {"on": False, "forced": False}
    forced = all(all(name in policy for name in _NAMES) for _, policy in users)
    return {"on": True, "after": max(one or 0 for one in saved), "forced": forced}


def after(own: Values, policy: Values) -> int | None:
    """After how long (s) a user's screen locks, by the policy on top of the user's own settings;
    None where it does not."""
    said = {name: number(plain(policy.get(name, own.get(name, "")))) or 0 for name in _NAMES}
    return said["ScreenSaveTimeOut"] if all(said.values()) else None
