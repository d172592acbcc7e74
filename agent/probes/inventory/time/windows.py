"""Who sets the clock, by the settings of Windows' time service and what it last did."""

from __future__ import annotations

import re

from agent.probe import Host, Nothing
from agent.report import Row
from agent.windows import moments
from agent.windows.registry import Values
from agent.windows.text import number, plain, texts

_SERVICE = r"HKLM\SYSTEM\CurrentControlSet\Services\W32Time"
_POLICY = r"HKLM\SOFTWARE\Policies\Microsoft\W32Time\Parameters"
_GUEST = rf"{_SERVICE}\TimeProviders\VMICTimeProvider"
_KINDS = {"NTP": "w32time", "NT5DS": "w32time", "ALLSYNC": "w32time"}
_DISABLED = 4


def read(host: Host) -> Row:
    """The section. Raises Nothing where there is no such service."""
    values = host.outside.values
    parameters = {**values(rf"{_SERVICE}\Parameters"), **values(_POLICY)}
    found = told(values(_SERVICE), parameters, values(rf"{_SERVICE}\Config"), values(_GUEST))
    if not found:
        raise Nothing
    return found


def told(service: Values, parameters: Values, config: Values, guest: Values) -> Row:
    """What the registry says: a policy's parameters stand over the machine's own."""
    kind = plain(parameters.get("Type")).upper()
    if number(service.get("Start")) == _DISABLED or kind == "NOSYNC":
        return {"source": "hypervisor"} if number(guest.get("Enabled")) else {"synchronised": False}
    row: Row = texts(source=_KINDS.get(kind, ""), server=_server(kind, parameters))
    last = moments.of_filetime(config.get("LastKnownGoodTime"))
    return row if last is None else {**row, "synchronised_at": last}


def _server(kind: str, parameters: Values) -> str:
    """`time.windows.com`, without flags behind it; in a domain it is one of the controllers."""
    if kind == "NT5DS":
        return ""
    servers = plain(parameters.get("NtpServer")).split(" ")
    return ", ".join(name for one in servers if (name := re.sub(r",0x[0-9a-fA-F]+$", "", one)))
