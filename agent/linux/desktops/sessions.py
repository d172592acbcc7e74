"""The desktops that people can choose when they sign in. Source: the Desktop Entry Specification;
display managers list what lies in xsessions and wayland-sessions."""

from __future__ import annotations

from agent.probe import Host

_FOLDERS = ("/usr/share/xsessions", "/usr/share/wayland-sessions")
_NAMES = {
    "gnome": "gnome",
    "ubuntu": "gnome",
    "pop": "gnome",
    "plasma": "kde",
    "kde": "kde",
    "xfce": "xfce",
    "xubuntu": "xfce",
    "cinnamon": "cinnamon",
    "mate": "mate",
}
"""By how the entry's name begins."""
OTHER = "other"


def desktops(host: Host) -> set[str]:
    """Their names, OTHER for those that are not known here; empty on a server without any."""
    files = (file for place in _FOLDERS for file in host.path(place).glob("*.desktop"))
    return {_desktop(file.name.casefold()) for file in files}


def _desktop(file: str) -> str:
    return next((name for start, name in _NAMES.items() if file.startswith(start)), OTHER)
