"""By what joins Linux to a domain: SSSD, Samba. Source: sssd.conf(5), smb.conf(5)."""

from __future__ import annotations

import re

from agent.linux import logs
from agent.probe import Host, Nothing
from agent.report import Row

_SSSD = re.compile(r"^\s*\[domain/([^\]]+)\]", re.MULTILINE)
_SAMBA = re.compile(
    r"^\s*(workgroup|realm|security)\s*=\s*(\S.*?)\s*$", re.MULTILINE | re.IGNORECASE
)


def read(host: Host) -> Row:
    """The section. Raises Nothing where nothing of the kind is set up, or may be read."""
    joined = _SSSD.search(_text(host, "/etc/sssd/sssd.conf"))
    if joined:
        return {"kind": "domain", "name": joined[1].strip()}
    told = {key.lower(): value for key, value in _SAMBA.findall(_text(host, "/etc/samba/smb.conf"))}
    if told.get("security", "").lower() == "ads" and "realm" in told:
        return {"kind": "domain", "name": told["realm"].lower()}
    if "workgroup" in told:
        return {"kind": "workgroup", "name": told["workgroup"]}
    raise Nothing


def _text(host: Host, place: str) -> str:
    return "\n".join(logs.lines(host.path(place)))
