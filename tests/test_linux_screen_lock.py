"""Whether the screens of a Linux machine lock, by what its system sets for all users."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agent.linux.desktops import sessions
from agent.probe import Nothing
from agent.probes.inventory.screen_lock import linux
from tests.made_of_files import host

GNOME = {"/usr/share/wayland-sessions/gnome.desktop": "[Desktop Entry]\n"}
KDE = {"/usr/share/xsessions/plasma.desktop": ""}
XFCE = {"/usr/share/xsessions/xfce.desktop": ""}
LOCAL = "/etc/dconf/db/local.d/"
SET = (
    "# GNOME\n[org/gnome/desktop/session]\nidle-delay=uint32 300\n\n"
    "[org/gnome/desktop/screensaver]\nlock-enabled=true\nlock-delay=uint32 5\n"
)
LOCKS = "/org/gnome/desktop/session/idle-delay\n/org/gnome/desktop/screensaver/lock-enabled\n"
KDERC = "[Daemon]\nAutolock={}\nTimeout=10\nLockGrace=5\n"
KSCREEN = "/etc/xdg/kscreenlockerrc"
XML = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-screensaver" version="1.0"{}>
  <property name="saver" type="empty">
    <property name="idle-activation" type="empty">
      <property name="delay" type="int" value="7"/>
    </property>
  </property>
  <property name="lock" type="empty"><property name="enabled" type="bool" value="{}"/></property>
</channel>
"""
CHANNEL = "/etc/xdg/xfce4/xfconf/xfce-perchannel-xml/xfce4-screensaver.xml"

MACHINES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "GNOME, a default": (
        {**GNOME, LOCAL + "00-lock": SET},
        {"on": True, "after": 305, "forced": False},
    ),
    "GNOME, locked": (
        {**GNOME, LOCAL + "00-lock": SET, LOCAL + "locks/lock": LOCKS},
        {"on": True, "after": 305, "forced": True},
    ),
    "GNOME, half locked": (
        {**GNOME, LOCAL + "00-lock": SET, LOCAL + "locks/lock": LOCKS.partition("\n")[0]},
        {"on": True, "after": 305, "forced": False},
    ),
    "GNOME, never": (
        {**GNOME, LOCAL + "00-lock": SET.replace("300", "0")},
        {"on": False, "forced": False},
    ),
    "GNOME, never, locked": (
        {**GNOME, LOCAL + "00-lock": SET.replace("300", "0"), LOCAL + "locks/lock": LOCKS},
        {"on": False, "forced": True},
    ),
    "GNOME, switched off by a later file": (
        {
            **GNOME,
            LOCAL + "00-lock": SET,
            LOCAL + "99-off": "[org/gnome/desktop/lockdown]\ndisable-lock-screen=true\n",
        },
        {"on": False, "forced": False},
    ),
    "GNOME, databases by a profile": (
        {
            **GNOME,
            "/etc/dconf/profile/user": "user-db:user\nsystem-db:region\n",
            LOCAL + "00-lock": SET.replace("300", "0"),
            "/etc/dconf/db/region.d/10": SET,
        },
        {"on": True, "after": 305, "forced": False},
    ),
    "MATE counts in minutes": (
        {
            "/usr/share/xsessions/mate.desktop": "",
            LOCAL + "m": "[org/mate/screensaver]\nlock-enabled=true\n"
            "[org/mate/desktop/session]\nidle-delay=5\n",
        },
        {"on": True, "after": 300, "forced": False},
    ),
    "KDE": (
        {**KDE, KSCREEN: KDERC.format("true")},
        {"on": True, "after": 605, "forced": False},
    ),
    "KDE, its group fixed": (
        {**KDE, KSCREEN: KDERC.format("true").replace("[Daemon]", "[Daemon][$i]")},
        {"on": True, "after": 605, "forced": True},
    ),
    "KDE, its values fixed": (
        {**KDE, KSCREEN: KDERC.format("true").replace("=t", "[$i]=t").replace("=10", "[$i]=10")},
        {"on": True, "after": 605, "forced": True},
    ),
    "KDE, all fixed": (
        {**KDE, KSCREEN: "[$i]\n" + KDERC.format("false")},
        {"on": False, "forced": True},
    ),
    "Xfce": (
        {**XFCE, CHANNEL: XML.format("", "true")},
        {"on": True, "after": 420, "forced": False},
    ),
    "Xfce, locked": (
        {**XFCE, CHANNEL: XML.format(' locked="*"', "false")},
        {"on": False, "forced": True},
    ),
    "two desktops": (
        {**GNOME, **KDE, LOCAL + "0": SET, LOCAL + "locks/0": LOCKS, KSCREEN: KDERC.format("true")},
        {"on": True, "after": 605, "forced": False},
    ),
}


@pytest.mark.parametrize("name", MACHINES)
def test_what_the_system_sets(tmp_path: Path, name: str) -> None:
    files, expected = MACHINES[name]
    assert linux.read(host(tmp_path, **files)) == expected


UNKNOWN: dict[str, dict[str, Any]] = {
    "a server": {LOCAL + "00-lock": SET, LOCAL + "locks/lock": LOCKS},
    "GNOME as it comes": {**GNOME},
    "GNOME, only half is set": {**GNOME, LOCAL + "0": SET.partition("\n\n")[0]},
    "another desktop beside it": {
        **GNOME,
        LOCAL + "0": SET,
        "/usr/share/xsessions/openbox.desktop": "",
    },
    "settings that are torn": {**GNOME, LOCAL + "0": "idle-delay\n[org", LOCAL + "1": b"\xff\0"},
    "XML that is torn": {**XFCE, CHANNEL: XML[:90]},
    "KDE with a number that is none": {**KDE, KSCREEN: "[Daemon]\nTimeout=soon\n"},
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_is_not_set_is_not_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(Nothing):
        linux.read(host(tmp_path, **UNKNOWN[name]))


def test_desktops_go_by_the_names_of_their_sessions(tmp_path: Path) -> None:
    names = ("ubuntu-xorg", "plasmawayland", "cinnamon2d", "i3")
    files = {f"/usr/share/xsessions/{name}.desktop": "" for name in names}
    assert sessions.desktops(host(tmp_path, **files)) == {"gnome", "kde", "cinnamon", "other"}
