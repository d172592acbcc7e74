"""By CUPS: `lpstat -v` lists the queues with where they lead. Source: lpstat(1)."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

from agent.probe import Host, Nothing
from agent.report import Row

_QUEUE = re.compile(r"^device for (.+?): (\S+)\s*$", re.MULTILINE)
_DEFAULT = re.compile(r"^system default destination: (\S+)", re.MULTILINE)
_NETWORK = ("ipp", "ipps", "http", "https", "lpd", "socket", "smb", "dnssd")
_ANY = (0, 1)
"""lpstat ends with 1 where there is no queue, or no scheduler."""


def read(host: Host) -> list[Row]:
    """A row for each queue. Raises Nothing where there is no CUPS, or no queue."""
    queues = _QUEUE.findall(host.outside.run("lpstat", "-v", fails=_ANY))
    if not queues:
        raise Nothing
    first = _DEFAULT.search(host.outside.run("lpstat", "-d", fails=_ANY))
    return [_queue(name, uri, first[1] if first else "") for name, uri in queues]


def _queue(name: str, uri: str, first: str) -> Row:
    """What leads to it says what it is: `usb://HP/LaserJet%20P2015?serial=00CNBW86S20B`."""
    place = urlsplit(uri)
    serial = parse_qs(place.query).get("serial", [""])[0]
    row: Row = {"name": name, "port": uri.partition("?")[0].rpartition("@")[2] or uri}
    if place.scheme == "usb":
        row["model"] = unquote(f"{place.netloc} {place.path.strip('/')}").strip()
    if "@" in place.netloc:  # a name and a password stand before it
        row["port"] = f"{place.scheme}://{place.netloc.rpartition('@')[2]}{place.path}"
    if serial:
        row["serial"] = serial
    return {**row, "network": place.scheme in _NETWORK, "default": name == first}
