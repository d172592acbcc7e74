"""The operating system: what, which version, when installed and when started."""

from __future__ import annotations

from agent.field import Field
from agent.probe import HOUR

EVERY = HOUR
DEADLINE = 60.0
FACTS = {
    "family": Field("1", "linux or windows", str),
    "id": Field("1", "short name: debian, ubuntu, windows …", str),
    "name": Field("1", "name", str),
    "version": Field("1", "full version, as the maker writes it", str),
    "version_id": Field("1", "version number", str),
    "edition": Field("1", "EditionID: Professional, ServerStandard … (Windows)", str),
    "release": Field("1", "the release's number, 22H2 … (Windows)", str),
    "build": Field("1", "build and revision, 19045.3803 … (Windows)", str),
    "activation": Field("1", "licensed, grace, notification or unlicensed (Windows)", str),
    "licence": Field("1", "kind of licence: retail, volume, oem (Windows)", str),
    "codename": Field("1", "the release's name", str),
    "kernel": Field("1", "the kernel's version", str),
    "architecture": Field("1", "instruction set it is built for", str),
    "installed": Field("date", "the day it was installed", str),
    "booted": Field("UTC s", "when it was started", int),
    "boot_id": Field("1", "tells one start from the next", str),
    "timezone": Field("1", "its time zone", str),
    "hostname": Field("1", "its name", str),
    "machine_id": Field("1", "the installation's own id", str),
    "graphical": Field("1", "starts a desktop for people", bool),
}
