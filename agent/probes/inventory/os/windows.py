"""The operating system, by the registry and by its licence."""

from __future__ import annotations

import platform
import socket

import psutil

from agent import clock
from agent.probe import Host
from agent.report import Row
from agent.windows import licences, moments
from agent.windows.registry import Values
from agent.windows.release import Release
from agent.windows.text import first, number, texts

CURRENT = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
OPTIONS = r"HKLM\SYSTEM\CurrentControlSet\Control\ProductOptions"
_ZONE = r"HKLM\SYSTEM\CurrentControlSet\Control\TimeZoneInformation"
_CRYPTOGRAPHY = r"HKLM\SOFTWARE\Microsoft\Cryptography"
_ENVIRONMENT = r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment"


def read(host: Host) -> Row:
    """The section."""
    values = host.outside.values
    current = values(CURRENT)
    found = told(current, values(OPTIONS), values(_ENVIRONMENT))
    found.update(
        texts(
            timezone=first(values(_ZONE), "TimeZoneKeyName", "StandardName"),
            machine_id=values(_CRYPTOGRAPHY).get("MachineGuid", ""),
            hostname=socket.gethostname(),
        )
    )
    found.update(booted=int(psutil.boot_time()), boot_id=clock.boot_id())
    return {**found, **licences.of_windows(host.outside)}


def told(current: Values, options: Values, environment: Values) -> Row:
    """What the registry says of it."""
    release = Release(current, options)
    found: Row = {"family": "windows", "id": "windows", "graphical": not release.core}
    found.update(
        texts(
            name=release.name,
            version=release.full,
            version_id=release.version,
            edition=release.edition,
            release=release.release,
            build=release.revision,
            kernel=f"{release.version.rpartition('.')[0]}.{release.revision}",
            architecture=first(environment, "PROCESSOR_ARCHITECTURE") or platform.machine(),
            installed=moments.day_of(moments.sane(number(current.get("InstallDate")))),
        )
    )
    return found
