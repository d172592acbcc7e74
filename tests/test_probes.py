"""The probes: on this very machine, and on small machines made of files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from agent import catalogue
from agent.field import Field, Rows
from agent.probe import Host, Nothing, Probe, find
from agent.probes.inventory.disks import linux as disks
from agent.probes.inventory.machine import linux as machine
from agent.probes.inventory.os import linux as os
from agent.probes.inventory.software import linux as software
from agent.probes.samples import processes
from agent.report import Batch, Block, Clock, Series
from agent.smbios.table import Table
from tests.made_of_files import Link, host

PROBES = {probe.name: probe for probe in find()}
CATALOGUE = catalogue.of(PROBES.values())
SAMPLES = {"cpu", "mem", "swap", "disk", "diskio", "net", "system", "processes"}
MAY_BE_MISSING = {"diskio", "disk", "net", "cpu"}
"""Containers have no disks and may have no interface; a processor may stand still for a tick."""
SECTIONS = {
    "machine",
    "processor",
    "memory",
    "disks",
    "filesystems",
    "interfaces",
    "os",
    "software",
}


def read(probe: Probe, where: Host) -> Any:
    """What a probe says; a list for a sample probe; None where there is nothing to say."""
    try:
        found = probe.read(where)
        return list(found) if probe.fields else found
    except Nothing:
        return None


def batch(blocks: Iterable[Block] = (), **facts: Any) -> Batch:
    return Batch("a", 0, Clock(0, 0, "b"), list(blocks), facts, [], [])


def test_the_probes_of_the_contract_are_all_found() -> None:
    assert set(PROBES) >= SAMPLES | SECTIONS


@pytest.mark.parametrize("name", sorted(SECTIONS))
def test_a_fact_probe_tells_this_machine_in_names_of_the_catalogue(name: str) -> None:
    found = read(PROBES[name], Host(Path("/"), {}))
    if found is not None:
        assert found
        assert catalogue.unknown_names(batch(**{name: found}), CATALOGUE) == []


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_sample_probe_tells_this_machine_in_names_of_the_catalogue(name: str) -> None:
    where = Host(Path("/"), {})
    read(PROBES[name], where)
    sum(n * n for n in range(300_000))  # some work, for the processor's counters to move
    rows = read(PROBES[name], where)
    assert rows or name in MAY_BE_MISSING
    for tags, values in rows or []:
        series = Series(name, tags, {field: [value] for field, value in values.items()})
        assert catalogue.unknown_names(batch([Block(0, 60, 1, [series])]), CATALOGUE) == []


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_counters_never_run_backwards(name: str) -> None:
    where = Host(Path("/"), {})
    rows = [{tuple(t.items()): v for t, v in read(PROBES[name], where) or []} for _ in range(2)]
    assert rows[1] or name in MAY_BE_MISSING
    for tags, values in rows[0].items():
        for field, meaning in PROBES[name].fields.items():
            if meaning.counter and field in values and tags in rows[1]:
                assert rows[1][tags][field] >= values[field]


def test_every_name_has_a_unit_and_a_help() -> None:
    fields = list(catalogue.fact_fields(CATALOGUE).values())
    fields += [f for m in CATALOGUE.measurements.values() for f in m.fields.values()]
    assert all(isinstance(f, Field) and f.unit and f.help and f.type for f in fields)
    assert len(fields) > 120


def test_every_list_is_told_apart_by_a_key_it_has() -> None:
    for section in CATALOGUE.sections.values():
        parts = [section] if isinstance(section, Rows) else section.values()
        for part in parts:
            if isinstance(part, Rows):
                assert part.key in part.fields


def test_what_no_probe_has_is_reported_by_its_place() -> None:
    series = [
        Series("cpu", {"cpu": "cpu-total", "colour": "red"}, {"usage_user": ["much"], "x": [1]}),
        Series("weather", {}, {"rain": [1]}),
    ]
    facts = {"os": {"name": 5, "mood": "good"}, "disks": [{"smell": "odd"}], "pets": []}
    assert catalogue.unknown_names(batch([Block(0, 60, 1, series)], **facts), CATALOGUE) == [
        "cpu.usage_user",
        "cpu.x",
        "cpu[colour]",
        "disks[].smell",
        "os.mood",
        "os.name",
        "pets",
        "weather",
    ]


def test_the_shares_of_the_processor_add_up() -> None:
    where = Host(Path("/"), {})
    assert read(PROBES["cpu"], where) == []
    sum(n * n for n in range(1_000_000))
    [(tags, values)] = read(PROBES["cpu"], where)
    assert tags == {"cpu": "cpu-total"}
    assert sum(v for k, v in values.items() if "guest" not in k) == pytest.approx(100, abs=0.5)
    assert values["usage_user"] + values["usage_nice"] > 0


def test_without_root_the_machine_is_known_by_sysfs(tmp_path: Path) -> None:
    where = host(
        tmp_path,
        **{
            "/sys/class/dmi/id/sys_vendor": "LENOVO\n",
            "/sys/class/dmi/id/product_name": "20L5S0X\n",
            "/sys/class/dmi/id/product_serial": "To Be Filled By O.E.M.\n",
            "/sys/class/dmi/id/chassis_type": "10\n",
            "/sys/class/dmi/id/bios_date": "03/28/2024\n",
        },
    )
    assert machine.read(where) == {
        "vendor": "LENOVO",
        "model": "20L5S0X",
        "chassis": "laptop",
        "bios_date": "2024-03-28",
    }


def test_a_guest_is_known_by_its_vendor(tmp_path: Path) -> None:
    where = host(
        tmp_path,
        **{
            "/sys/class/dmi/id/sys_vendor": "QEMU",
            "/sys/class/dmi/id/product_name": "Standard PC (Q35 + ICH9, 2009)",
        },
    )
    assert machine.read(where)["virtual"] == "kvm"


def test_a_machine_that_says_nothing_of_itself_is_no_error(tmp_path: Path) -> None:
    with pytest.raises(Nothing):
        machine.read(host(tmp_path))


def test_disks_are_told_by_sysfs(tmp_path: Path) -> None:
    where = host(
        tmp_path,
        **{
            "/sys/block/sda/size": "488397168\n",
            "/sys/block/sda/removable": "0\n",
            "/sys/block/sda/queue/rotational": "1\n",
            "/sys/block/sda/device/model": "WDC WD2500AAKX-7  \n",
            "/sys/block/sda/device/vendor": "ATA     \n",
            "/sys/block/sda/device/vpd_pg80": b"\x00\x80\x00\x14     WD-WMAYV1234567",
            "/sys/block/nvme0n1/size": "1000215216\n",
            "/sys/block/nvme0n1/device/serial": "S3EVNX0K\n",
            "/sys/block/sr0/size": "2097151\n",
            "/sys/block/loop0/size": "8\n",
            "/sys/block/sdb/size": "0\n",
            "/sys/dev/block/259:0": Link("../../block/nvme0n1"),
            "/proc/self/mountinfo": "22 1 259:0 / / rw - ext4 /dev/nvme0n1 rw\n",
        },
    )
    assert disks.read(where) == [
        {
            "name": "nvme0n1",
            "serial": "S3EVNX0K",
            "type": "nvme",
            "bus": disks.read(where)[0]["bus"],
            "size": 512110190592,
            "removable": False,
            "system": True,
        },
        {
            "name": "sda",
            "model": "WDC WD2500AAKX-7",
            "serial": "WD-WMAYV1234567",
            "type": "hdd",
            "size": 250059350016,
            "removable": False,
            "system": False,
        },
    ]


def test_only_packages_that_are_installed_count() -> None:
    status = """\
Package: zlib1g
Status: install ok installed
Architecture: amd64
Version: 1:1.2.13.dfsg-1
Description: compression library
 Package: a line of the description

Package: gone
Status: deinstall ok config-files
Version: 1

Package: last
Status: hold ok installed
Version: 2"""
    assert list(software.packages(status.splitlines(keepends=True))) == [
        {
            "name": "zlib1g",
            "architecture": "amd64",
            "version": "1:1.2.13.dfsg-1",
            "source": "dpkg",
        },
        {"name": "last", "version": "2", "source": "dpkg"},
    ]


def test_processes_are_counted_by_state_whatever_their_names(tmp_path: Path) -> None:
    rest = "1 " * 16 + "3 0"
    where = host(
        tmp_path,
        **{
            "/proc/stat": "",
            "/proc/1/stat": f"1 (init) S {rest}",
            "/proc/22/stat": f"22 (a) R (odd) R {rest}",
            "/proc/333/stat": f"333 (defunct) Z {rest}",
            "/proc/sys/x": "",
        },
    )
    [(_, row)] = processes.read(where)
    assert (row["total"], row["sleeping"], row["running"], row["zombies"]) == (3, 1, 1, 1)
    assert row["total_threads"] == 9


def test_the_system_is_told_by_os_release(tmp_path: Path) -> None:
    where = host(
        tmp_path,
        **{
            "/etc/os-release": 'ID=ubuntu\nNAME="Ubuntu"\nVERSION_ID="22.04"\n# a comment\n',
            "/etc/machine-id": "0123456789abcdef0123456789abcdef\n",
            "/etc/timezone": "Africa/Dar_es_Salaam\n",
            "/usr/share/xsessions/x": "",
        },
    )
    found = os.read(where)
    assert (found["id"], found["version_id"], found["graphical"]) == ("ubuntu", "22.04", True)
    assert found["timezone"] == "Africa/Dar_es_Salaam"


def test_an_empty_table_says_nothing() -> None:
    assert Table((0, 0), ()).first(1) is None
