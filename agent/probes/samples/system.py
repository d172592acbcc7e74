"""Load, users and time since boot, as Telegraf's `system` counts them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import psutil

from agent.field import Field
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
    if "cores" not in host.kept:  # they do not change, and asking costs
        host.kept["cores"] = psutil.cpu_count(logical=False)
    row: Row = {"uptime": max(0, int(time.time() - psutil.boot_time()))}
    if hasattr(os, "getloadavg"):
        row["load1"], row["load5"], row["load15"] = os.getloadavg()
    names = [user.name for user in psutil.users()]
    row["n_users"], row["n_unique_users"] = len(names), len(set(names))
    row["n_cpus"] = psutil.cpu_count() or 1
    if host.kept["cores"]:
        row["n_physical_cpus"] = host.kept["cores"]
    yield {}, row
