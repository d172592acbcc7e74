"""Other agents of the field, doing the like: started, and asked as often as ours samples."""

from __future__ import annotations

import shutil
import socket
import struct
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

TELEGRAF = """\
[agent]
  interval = "{every}s"
  flush_interval = "{every}s"
  omit_hostname = false
[[inputs.cpu]]
  percpu = false
[[inputs.mem]]
[[inputs.disk]]
  ignore_fs = ["tmpfs", "devtmpfs", "devfs", "iso9660", "overlay", "aufs", "squashfs"]
[[inputs.diskio]]
[[inputs.net]]
[[inputs.system]]
[[inputs.processes]]
[[outputs.file]]
  files = ["{sink}"]
"""
ZABBIX = "PidFile={folder}/pid\nLogType=console\nServer=0.0.0.0/0\nListenPort=10050\nHostname=x\n"
_KEYS = (
    *("system.cpu.util[,user]", "system.cpu.util[,system]", "system.cpu.load[all,avg1]"),
    *("vm.memory.size[total]", "vm.memory.size[available]", "vm.memory.size[used]"),
    *("system.swap.size[,total]", "system.swap.size[,free]", "vfs.fs.size[/,total]"),
    *("vfs.fs.size[/,used]", "vfs.fs.size[/,pused]", "vfs.fs.inode[/,pused]"),
    *("vfs.dev.read[,ops]", "vfs.dev.write[,ops]", "net.if.in[wire]", "net.if.out[wire]"),
    *("proc.num[]", "proc.num[,,run]", "system.uptime", "system.users.num"),
)


class Peer(NamedTuple):
    """Another agent: how it is started, the name of its process, and who asks it, by address."""

    command: list[str]
    process: str
    ask: Callable[[str], None]


def _node_exporter(program: str, _folder: Path, _every: int) -> Peer:
    return Peer([program], "prometheus-node", _scrape)


def _scrape(address: str) -> None:
    with urllib.request.urlopen(f"http://{address}:9100/metrics", timeout=10) as answer:
        answer.read()


def _zabbix(program: str, folder: Path, _every: int) -> Peer:
    file = folder / "zabbix.conf"
    file.write_text(ZABBIX.format(folder=folder))
    return Peer([program, "-c", str(file), "-f"], "zabbix_agent2", _poll)


def _poll(address: str) -> None:
    """Each item apart, as a server of Zabbix asks. Source: Zabbix' manual, passive checks."""
    for key in _KEYS:
        with socket.create_connection((address, 10050), timeout=10) as asking:
            asking.sendall(b"ZBXD\x01" + struct.pack("<II", len(key), 0) + key.encode())
            while asking.recv(4096):
                pass


def _telegraf(program: str, folder: Path, every: int) -> Peer:
    file = folder / "telegraf.conf"
    file.write_text(TELEGRAF.format(every=every, sink=folder / "telegraf.out"))
    return Peer([program, "--config", str(file)], "telegraf", lambda _: None)


PROGRAMS = {
    "node_exporter": ("prometheus-node-exporter", _node_exporter),
    "zabbix-agent2": ("zabbix_agent2", _zabbix),
    "telegraf": ("telegraf", _telegraf),
}
"""What each is called, its program, and how it is set up."""


def peer(name: str, folder: Path, every: int) -> Peer | None:
    """One of them, where it is installed."""
    program, make = PROGRAMS[name]
    place = shutil.which(program) or shutil.which(program, path=str(Path.home() / "go/bin"))
    return make(place, folder, every) if place else None


def main() -> None:
    """Ask a peer at an address every so many seconds, for ever: `peers NAME ADDRESS EVERY`."""
    name, address, every = sys.argv[1:]
    ask = PROGRAMS[name][1]("", Path(tempfile.mkdtemp()), 60).ask
    while True:
        time.sleep(int(every))
        ask(address)


if __name__ == "__main__":
    main()
