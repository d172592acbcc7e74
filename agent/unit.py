"""A systemd unit for this installation of the agent: started at boot, kept running, locked in."""

from __future__ import annotations

import sys

FLAGS = ("-I", "-X", "no_debug_ranges")
"""How the interpreter is started: see `text`."""
_UNIT = """\
# /etc/systemd/system/mkaguzi-agent.service, written by `mkaguzi-agent unit`
[Unit]
Description=Mkaguzi agent: hardware inventory and health of this machine

[Service]
ExecStart={python} {flags} -m agent run
StateDirectory=mkaguzi-agent
StateDirectoryMode=0700
WorkingDirectory=/var/lib/mkaguzi-agent
UMask=0077
Restart=always
RestartSec=10
# Root reads serial numbers and memory modules; it can do no more than read.
CapabilityBoundingSet=CAP_DAC_READ_SEARCH
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=yes
# Not PrivateDevices: the disk beneath / may be known by its name in /dev alone. None is opened.
DevicePolicy=closed
# Not ProtectProc, for processes are counted; not ProtectHostname, for a new name must be seen.
ProtectClock=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM
Nice=10

[Install]
WantedBy=multi-user.target
"""


def text() -> str:
    """The unit, with the interpreter this agent runs by.

    `-I`: neither the folder it works in, nor its environment, nor a user's own packages can put
    another `agent` in its place. (`-P` says less, and Python 3.10 does not know it.)
    `-X no_debug_ranges`: it needs less memory, for who marks its errors in the source's columns?
    """
    return _UNIT.format(python=quoted(sys.executable), flags=" ".join(FLAGS))


def quoted(path: str) -> str:
    """As systemd.syntax(7) quotes a word; % is its own sign for specifiers."""
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'
