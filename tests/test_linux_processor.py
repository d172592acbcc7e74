"""The processor of Linux: what the kernel sees goes before what the firmware has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from agent.probe import Host
from agent.probes.inventory.processor import linux as processor
from tests.made_of_files import host
from tests.smbios_machines import SERVER

ENTRY = 32
TABLES = "/sys/firmware/dmi/tables"
FIRMWARE = {f"{TABLES}/smbios_entry_point": SERVER[:ENTRY], f"{TABLES}/DMI": SERVER[ENTRY:]}
"""Two sockets that are populated."""


def machine(root: Path, *placed: tuple[int, int]) -> Host:
    """`placed`: the package and the core of each thread."""
    files: dict[str, Any] = dict(FIRMWARE)
    for number, (package, core) in enumerate(placed):
        topology = f"/sys/devices/system/cpu/cpu{number}/topology"
        files[f"{topology}/physical_package_id"] = f"{package}\n"
        files[f"{topology}/core_id"] = f"{core}\n"
    return host(root, **files)


def test_a_guest_has_the_sockets_that_its_kernel_sees_not_all_that_its_firmware_offers(
    tmp_path: Path,
) -> None:
    row = processor.read(machine(tmp_path, (0, 0), (0, 0), (0, 1)))
    assert (row["sockets"], row["cores"]) == (1, 2)


def test_where_the_kernel_does_not_tell_the_firmware_does(tmp_path: Path) -> None:
    assert processor.read(machine(tmp_path))["sockets"] == 2
