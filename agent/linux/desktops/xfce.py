"""Xfce, by the system's channel of xfce4-screensaver. Source: xfconf's "Per-channel XML" and its
kiosk mode (`locked`); xfce4-screensaver's settings, times in minutes."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from agent.linux.desktops.lock import Lock
from agent.probe import Host

_FILE = "/etc/xdg/xfce4/xfconf/xfce-perchannel-xml/xfce4-screensaver.xml"
_NEEDED = (
    "/saver/enabled",
    "/saver/idle-activation/enabled",
    "/lock/enabled",
    "/lock/saver-activation/enabled",
)
_IDLE, _DELAY = "/saver/idle-activation/delay", "/lock/saver-activation/delay"
_MINUTE = 60


def lock(host: Host) -> Lock:
    """How it locks, as far as the file says: all switches that are needed are on by default."""
    try:
        text = host.path(_FILE).read_text(encoding="utf-8", errors="replace")
        channel = ElementTree.fromstring(text)  # noqa: S314 (root's own file)
    except (OSError, ElementTree.ParseError):
        return Lock()
    found = dict(_values(channel, ""))
    forced = bool(channel.get("locked"))
    if any(found.get(name) == "false" for name in _NEEDED):
        return Lock(on=False, forced=forced)
    if found.get("/lock/enabled") != "true":
        return Lock()
    idle, delay = found.get(_IDLE, ""), found.get(_DELAY, "0")
    known = idle.isdecimal() and delay.isdecimal()
    after = (int(idle) + int(delay)) * _MINUTE if known else None
    return Lock(on=True, after=after, forced=forced)


def _values(element: Element, path: str) -> Iterator[tuple[str, str]]:
    for one in element.findall("property"):
        place = f"{path}/{one.get('name', '')}"
        if (value := one.get("value")) is not None:
            yield place, value
        yield from _values(one, place)
