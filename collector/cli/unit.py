"""`mkaguzi unit`: a systemd unit for this installation of the collector."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from agent.unit import quoted
from collector.folder.config import Settings

_UNIT = """\
# /etc/systemd/system/mkaguzi.service, written by `mkaguzi unit`
[Unit]
Description=Mkaguzi collector: register, standards, mail and pages
# Where the state is kept there; elsewhere it means nothing.
After=network.target postgresql.service

[Service]
User=mkaguzi
ExecStart={python} -I -m collector.cli --data /var/lib/mkaguzi serve
StateDirectory=mkaguzi
StateDirectoryMode=0700
WorkingDirectory=/var/lib/mkaguzi
UMask=0077
Restart=always
RestartSec=5
# Wrong settings, a damaged file: a person must look first.
RestartPreventExitStatus=2 3
KillSignal=SIGINT
TimeoutStopSec=60
# A connection of each agent is kept between its batches.
LimitNOFILE=65536
# For ports below 1024, should the pages listen on 443.
AmbientCapabilities=CAP_NET_BIND_SERVICE
CapabilityBoundingSet=CAP_NET_BIND_SERVICE
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectProc=invisible
ProtectHostname=yes
ProtectClock=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RemoveIPC=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
"""


def register(commands: Any) -> None:
    """Add the command."""
    unit = commands.add_parser(
        "unit",
        help="print a systemd unit that runs this collector at boot",
        description="Print a systemd unit for this installation. It runs as the user mkaguzi, "
        "with its data in /var/lib/mkaguzi.",
        epilog="example: mkaguzi unit | sudo tee /etc/systemd/system/mkaguzi.service",
    )
    unit.set_defaults(handler=run)


def run(_args: argparse.Namespace, _settings: Settings) -> int:
    """Print the unit."""
    print(_UNIT.format(python=quoted(sys.executable)), end="")
    return 0
