"""Who sets the clock. A hypervisor's clock (kvm-clock) only counts: nobody sets it by that."""

from __future__ import annotations

from collections.abc import Callable

from agent.linux import adjtimex
from agent.linux.clocks import chrony, ntpd, timesyncd
from agent.linux.clocks.clock import Clock
from agent.probe import Host, Nothing
from agent.report import Row

_PATIENCE = 4.0
_SERVICES = (chrony.read, timesyncd.read, ntpd.read)


def read(host: Host) -> Row:
    """The section. Raises Nothing where nobody is known to set it and the kernel does not tell."""
    if clock := _set_by(host):
        return clock.row()
    if (by_kernel := _by_kernel(host)) is None:
        raise Nothing
    return {"synchronised": by_kernel}


def _set_by(host: Host) -> Clock | None:
    """The first that runs."""
    return next((clock for ask in _SERVICES if (clock := _said(host, ask))), None)


def _said(host: Host, ask: Callable[[Host], Clock]) -> Clock | None:
    try:
        return ask(host)
    except (Nothing, OSError):
        return None


def _by_kernel(host: Host) -> bool | None:
    """Whether somebody sets it, by the kernel; where it may not be asked, by timedated."""
    told = adjtimex.synchronised() if _is_this_machine(host) else None
    if told is not None:
        return told
    asked = ("show", "--property=NTPSynchronized")
    try:
        said = host.outside.run("timedatectl", *asked, patience=_PATIENCE).strip()
    except (Nothing, OSError):
        return None
    return {"NTPSynchronized=yes": True, "NTPSynchronized=no": False}.get(said)


def _is_this_machine(host: Host) -> bool:
    """A recorded machine's clock is not this one's."""
    return str(host.root) == "/"
