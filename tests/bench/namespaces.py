"""Two network namespaces with a wire between: whatever crosses it is counted, to the last byte."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple


class Wire(NamedTuple):
    """The names of the two namespaces, of the collector's side and the agent's; the addresses."""

    near: str
    far: str
    near_address: str
    far_address: str

    def at_near(self, *words: str) -> list[str]:
        """A command, run where the collector is."""
        return ["ip", "netns", "exec", self.near, *words]

    def at_far(self, *words: str) -> list[str]:
        """A command, run where the agents are."""
        return ["ip", "netns", "exec", self.far, *words]

    def crossed(self) -> int:
        """Bytes that crossed so far, both ways: IP and all in it, without Ethernet's 14 a frame."""
        place = "/sys/class/net/wire/statistics"
        files = [f"{place}/{way}_{what}" for what in ("bytes", "packets") for way in ("rx", "tx")]
        told = _run(*self.at_far("cat", *files)).split()
        sizes, frames = sum(map(int, told[:2])), sum(map(int, told[2:]))
        return sizes - 14 * frames


@contextmanager
def wire(number: int) -> Iterator[Wire]:
    """Make the wire of a number; it is gone afterwards. Root alone may."""
    own, net = f"{os.getpid()}-{number}", f"10.77.{number}"
    made = Wire(f"mk-near-{own}", f"mk-far-{own}", f"{net}.1", f"{net}.2")
    try:
        for name in made[:2]:
            _run("ip", "netns", "add", name)
            _run("ip", "-n", name, "link", "set", "lo", "up")
            # Neighbour discovery and the like of IPv6 is no agent's traffic.
            _run("ip", "netns", "exec", name, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1")
        there = ("peer", "name", "wire", "netns", made.far)
        _run("ip", "-n", made.near, "link", "add", "wire", "type", "veth", *there)
        for name, address in zip(made[:2], made[2:], strict=True):
            _run("ip", "-n", name, "address", "add", f"{address}/30", "dev", "wire")
            # A veth takes what is longer than a packet as one; a wire does not.
            _run("ip", "-n", name, "link", "set", "wire", "gso_max_segs", "1", "up")
        yield made
    finally:
        for name in made[:2]:
            subprocess.run(["ip", "netns", "delete", name], check=False, capture_output=True)


def _run(*words: str) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout
