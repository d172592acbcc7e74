"""Whether the machine is a guest, and whose."""

from __future__ import annotations

from agent.linux.files import line
from agent.probe import Host
from agent.report import Row

_VENDORS = {
    "qemu": "kvm",
    "vmware": "vmware",
    "innotek": "virtualbox",
    "oracle corporation virtualbox": "virtualbox",
    "xen": "xen",
    "bochs": "bochs",
    "parallels": "parallels",
    "microsoft corporation virtual machine": "hyper-v",
    "amazon ec2": "kvm",
    "google compute engine": "kvm",
    "openstack": "kvm",
}


def guest(host: Host, machine: Row) -> str | None:
    """The name of the container or hypervisor; None on real hardware, as far as can be seen."""
    return container(host) or by_vendor(machine) or _by_processor(host)


def container(host: Host) -> str | None:
    """The kind of container this is; None where it is none, as far as can be seen."""
    if host.path("/.dockerenv").exists():
        return "docker"
    if host.path("/run/.containerenv").exists():
        return "podman"
    if told := line(host.path("/run/systemd/container")):  # where /proc/1 is root's alone
        return told
    try:
        environment = host.path("/proc/1/environ").read_bytes()
    except OSError:
        return None
    for pair in environment.split(b"\0"):
        if pair.startswith(b"container="):
            return pair[10:].decode("utf-8", "replace") or None
    return None


def by_vendor(machine: Row) -> str | None:
    """The hypervisor that a section `machine` is of, by the names that it gives its guests."""
    said = f"{machine.get('vendor', '')} {machine.get('model', '')}".casefold()
    return next((name for part, name in _VENDORS.items() if part in said), None)


def _by_processor(host: Host) -> str | None:
    """x86 guests see a flag that no real processor has."""
    try:
        text = host.path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    flags = next((row for row in text.splitlines() if row.startswith("flags")), "")
    return "hypervisor" if "hypervisor" in flags.split() else None
