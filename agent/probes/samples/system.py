"""Load, users and time since boot, as Telegraf's `system` counts them."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator

from agent.field import Field
from agent.linux import cpus
from agent.linux.files import line
from agent.linux.utmp import USER, Login, logins
from agent.probe import SAMPLE, Host, Sample
from agent.report import Row

EVERY = SAMPLE
FIELDS = {
    "load1": Field("1", "programs wanting to run, over 1 minute (Linux)"),
    "load5": Field("1", "programs wanting to run, over 5 minutes (Linux)"),
    "load15": Field("1", "programs wanting to run, over 15 minutes (Linux)"),
    "n_users": Field("1", "sessions of people", int),
    "n_unique_users": Field("1", "people with a session", int),
    "n_cpus": Field("1", "processor threads", int),
    "n_physical_cpus": Field("1", "processor cores", int),
    "uptime": Field("s", "time since boot", int),
}


def read(host: Host) -> Iterator[Sample]:
    """One row."""
    linux = host.has("/proc/uptime")
    users = [login.user for login in _sessions(host)] if linux else _users()
    row: Row = {"uptime": _uptime(host) if linux else max(0, int(time.time() - _booted()))}
    if sys.platform != "win32":
        row["load1"], row["load5"], row["load15"] = os.getloadavg()
    row["n_users"], row["n_unique_users"] = len(users), len(set(users))
    row["n_cpus"] = os.cpu_count() or 1
    if "cores" not in host.kept:  # they do not change, and asking costs
        host.kept["cores"] = cpus.cores(host) if linux else _cores()
    if host.kept["cores"]:
        row["n_physical_cpus"] = host.kept["cores"]
    yield {}, row


def _uptime(host: Host) -> int:
    return int(float(line(host.path("/proc/uptime")).split()[0]))


def _sessions(host: Host) -> Iterator[Login]:
    """People's sessions; a record of one that ended has another type."""
    return (login for login in logins(host.path("/run/utmp")) if login.type == USER)


def _users() -> list[str]:
    import psutil  # it costs megabytes, and on Linux the kernel tells all

    return [user.name for user in psutil.users()]


def _booted() -> float:
    import psutil

    return psutil.boot_time()


def _cores() -> int | None:
    import psutil

    return psutil.cpu_count(logical=False)
