"""Updates by zypper (openSUSE, SUSE), from what it holds alone.

Source: zypper(8), `--no-refresh` and `--xmlout`; libzypp's history (/var/log/zypp/history);
/etc/sysconfig/automatic_online_update of YaST.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from agent.linux import logs, units
from agent.linux.updates.counted import count
from agent.probe import Host, Nothing
from agent.report import Row

_PATIENCE = 60.0
_ASKED = ("--quiet", "--non-interactive", "--no-refresh", "--xmlout")
_UPDATING = ("update", "up", "patch", "dup", "dist-upgrade")
_TIMERS = ("transactional-update.timer", "os-update.timer")
_YAST = "/etc/sysconfig/automatic_online_update"


def read(host: Host) -> Row:
    """What it tells. Raises Nothing where there is none."""
    if not host.path("/usr/bin/zypper").exists() or not host.path("/etc/zypp").is_dir():
        raise Nothing
    found: Row = {"source": "zypper"}
    if at := logs.changed(host.path("/var/cache/zypp/raw").glob("*/repodata/repomd.xml")):
        found |= {"checked": at, **_pending(host)}
    if at := installed(host):
        found["installed"] = at
    if (by_itself := automatic(host)) is not None:
        found["automatic"] = by_itself
    return found


def _pending(host: Host) -> Row:
    packages = count(lambda: listed(_asked(host, "list-updates")))
    if packages is None:
        return {}
    security = count(lambda: _of_security(_asked(host, "list-patches")))
    return {"pending": packages, **({} if security is None else {"security_pending": security})}


def _asked(host: Host, question: str) -> str:
    return host.outside.run("zypper", *_ASKED, question, patience=_PATIENCE)


def _of_security(text: str) -> list[dict[str, str]]:
    return [one for one in listed(text) if one.get("category") == "security"]


def listed(text: str) -> list[dict[str, str]]:
    """The updates in zypper's XML, by their attributes. Raises OSError where it is none."""
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 (written by zypper, on this machine)
    except ElementTree.ParseError as error:
        raise OSError(f"zypper's answer is no XML: {error}") from None
    return [dict(one.attrib) for one in root.iterfind(".//update-list/update")]


def installed(host: Host) -> int:
    """When updates were last installed, UTC s; 0 where that is not known."""
    for rows in logs.newest_first(host, "/var/log/zypp", "history*"):
        if at := max(updated(rows), default=0):
            return at
    return 0


def updated(rows: list[str]) -> Iterator[int]:
    """The moments of packages that an update brought, and of patches that came with them."""
    updating = False
    for row in rows:
        parts = [part.strip() for part in row.split("|")]
        if len(parts) < 4 or row.startswith("#"):
            continue
        if parts[1] == "command":
            updating = any(f"'{word}'" in parts[3] for word in _UPDATING)
        elif parts[1] == "patch" or (parts[1] == "install" and updating):
            yield logs.local(parts[0], "%Y-%m-%d %H:%M:%S")


def automatic(host: Host) -> bool | None:
    """Whether YaST or a timer installs updates; None where neither can be told."""
    if any('AOU_ENABLE_CRONJOB="true"' in row for row in logs.lines(host.path(_YAST))):
        return True
    states = units.states(host, *_TIMERS)
    if not states and not host.path("/run/systemd/system").exists():
        return None
    return any(units.running(state) for state in states.values())
