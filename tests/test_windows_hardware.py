"""The hardware of Windows machines: on real recordings, and on small cases of our own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from agent.probe import Host, Nothing
from agent.probes.inventory import memory, smart_device
from agent.probes.inventory.batteries import windows as batteries
from agent.probes.inventory.disk_health import windows as disk_health
from agent.probes.inventory.disks import windows as disks
from agent.probes.inventory.graphics import windows as graphics
from agent.probes.inventory.interfaces import windows as interfaces
from agent.probes.inventory.machine import windows as machines
from agent.probes.inventory.monitors import windows as monitors
from agent.probes.inventory.printers import windows as printers
from agent.probes.inventory.processor import windows as processor
from agent.probes.inventory.usb import windows as usb
from agent.report import Row
from agent.windows import devices, firmware_table, storage, topology
from agent.windows.adapters import prefix
from agent.windows.adapters import rows as adapters
from agent.windows.drives import by_storage
from agent.windows.topology import Topology, counted
from tests.recorded import Commands
from tests.recorded_windows import RECORDED, WHERE, RecordedWindows, machine, recorded
from tests.test_edid import descriptor, made
from tests.test_smart import disk, listed

ANSWERS: dict[str, Any] = {}
if (RECORDED.parent / "windows.json").exists():
    ANSWERS = json.loads((RECORDED.parent / "windows.json").read_text(encoding="utf-8"))
real = pytest.mark.skipif(not ANSWERS, reason=WHERE)
ENUM = devices.ENUM


def by_name(rows: list[Row]) -> dict[Any, Row]:
    return {row["name"]: row for row in rows}


@real
@pytest.mark.parametrize("name", ["latitude-7480", "win7-sp1-x64", "2008-Enterprise"])
def test_recorded_disks_are_known(tmp_path: Path, name: str) -> None:
    """Sizes are in bytes, not rounded megabytes; of the model is left out what Windows puts behind
    it (`ATA Device`), for `bus` tells that; a virtual disk has no kind."""
    found = by_name(disks.read(recorded(tmp_path, name)))
    assert len(found) == len(ANSWERS[name]["storages.tests"])
    for answer in ANSWERS[name]["storages.tests"]:
        number = "".join(c for c in answer["NAME"] if c.isdigit())
        row = found[f"PhysicalDrive{number}"]
        assert row.get("serial") == answer.get("SERIAL")
        assert int(row["size"]) // 1_000_000 == answer["DISKSIZE"]
        assert answer["MODEL"].startswith(str(row["model"]))
        assert row["firmware"] == answer["FIRMWARE"]
        kind = {"SSD": "nvme", "Fixed hard disk media": None}[answer["TYPE"]]
        assert row.get("type") == kind
        assert "vendor" not in row, "(Standard disk drives) is nobody"


@real
def test_of_two_classes_the_one_that_counts_bytes_is_believed(tmp_path: Path) -> None:
    [row] = disks.read(recorded(tmp_path, "latitude-7480"))
    assert (row["size"], row["wwn"]) == (512_110_190_592, "eui.ACE42E6190007804")
    [row] = disk_health.read(recorded(tmp_path, "latitude-7480"))
    assert (row["passed"], row["source"]) == (True, "storage")


def made_descriptor(bus: int, *texts: str, removable: bool = False) -> bytes:
    """A STORAGE_DEVICE_DESCRIPTOR: vendor, product, revision, serial."""
    header, body = bytearray(40), b""
    for at, text in zip((12, 16, 20, 24), texts, strict=True):
        if text:
            header[at : at + 4] = (40 + len(body)).to_bytes(4, "little")
            body += text.encode() + b"\0"
    header[10] = removable
    header[28:32] = bus.to_bytes(4, "little")
    return bytes(header) + body


def test_a_driver_tells_all_of_a_disk_and_wmi_is_not_asked(tmp_path: Path) -> None:
    drives = [
        storage.Drive(0, made_descriptor(11, "", "SSDSC2KW", "LHF", "PHLA0001"), 240 << 30, False),
        storage.Drive(1, made_descriptor(11, "", "WDC WD10", "80.0", " WD-WCC4"), 1 << 40, True),
        storage.Drive(2, made_descriptor(7, "Kingston", "DT", "1", "60A", removable=True), 0, None),
    ]
    host = machine(tmp_path, calls={storage.drives: drives, storage.disks_of: [1]})
    first, second = disks.read(host)
    assert first["type"] == "ssd"
    assert (first["serial"], first["bus"], first["system"]) == ("PHLA0001", "ata", False)
    assert (second["type"], second["serial"], second["system"]) == ("hdd", "WD-WCC4", True)
    drives.pop()
    host = machine(tmp_path, calls={storage.drives: drives, storage.disks_of: [1]})
    disks.read(host)
    assert getattr(host.outside, "asked", None) == [], "each disk told all"


def test_an_nvme_disks_own_serial_is_asked_of_wmi(tmp_path: Path) -> None:
    told = made_descriptor(17, "", "PC300 NVMe", "2000", "ACE4_2E61_9000_7804.")
    drive = storage.Drive(0, told, 512 << 30, False)
    disk = {"DeviceId": "0", "BusType": 17, "SerialNumber": "ACE4_2E61_9000_7804."}
    disk["AdapterSerialNumber"] = "FJ68N"
    host = machine(tmp_path, wmi={"MSFT_PhysicalDisk": [disk]}, calls={storage.drives: [drive]})
    [row] = disks.read(host)
    assert (row["serial"], row["type"], row["size"]) == ("FJ68N", "nvme", 512 << 30)
    with pytest.raises(Nothing):
        disks.read(machine(tmp_path))


def test_a_disk_that_windows_gives_up_is_told_as_failing(tmp_path: Path) -> None:
    disk = {"DeviceId": "1", "Model": "X", "MediaType": 4, "HealthStatus": 2, "BusType": 11}
    disk["OperationalStatus"] = (5, 2)
    counter = {"DeviceId": "1", "Wear": 97, "ReadErrorsUncorrected": 3}
    answers = {"MSFT_PhysicalDisk": [disk], "MSFT_StorageReliabilityCounter": [counter]}
    [row] = disk_health.read(machine(tmp_path, wmi=answers))
    assert (row["passed"], row["worn"], row["unreadable"]) == (False, 95, 3)
    assert row["trouble"] == "a failure is predicted"
    drive = {"Index": 0, "Model": "Old", "PNPDeviceID": r"IDE\DISKOLD\5&1&0&0.0.0"}
    told = {"InstanceName": r"IDE\DiskOld\5&1&0&0.0.0_0", "PredictFailure": True}
    answers = {"Win32_DiskDrive": [drive], "MSStorageDriver_FailurePredictStatus": [told]}
    [row] = disk_health.read(machine(tmp_path, wmi=answers))
    assert (row["model"], row["passed"]) == ("Old", False)


class WithSmartctl(RecordedWindows):
    """A Windows with smartctl, which tells of disks as JSON."""

    def __init__(self, reports: list[dict[str, Any]], drives: list[storage.Drive]) -> None:
        super().__init__(calls={storage.drives: drives})
        self.commands = Commands(listed(*reports))

    def run(self, *words: str, patience: float = 15.0, fails: Sequence[int] = (0,)) -> str:
        return self.commands.run(*words, patience=patience, fails=fails)


def test_smartctls_disks_have_the_names_of_windows(tmp_path: Path) -> None:
    """By the number in the name, else by the serial; what is behind a RAID keeps its own."""
    drives = [
        storage.Drive(0, made_descriptor(11, "", "A", "1", "S0"), 1 << 40, True),
        storage.Drive(1, made_descriptor(17, "", "B", "1", "S1"), 1 << 40, False),
    ]
    told = {"/dev/sda": "S0", "/dev/pd12": "x", "/dev/nvme4": "S1", "/dev/sdab": "y"}
    told["/dev/csmi0,1"] = "member"
    outside = WithSmartctl([disk(name, serial_number=s) for name, s in told.items()], drives)
    host = Host(tmp_path, {}, outside)
    names = ["PhysicalDrive0", "PhysicalDrive12", "PhysicalDrive1", "PhysicalDrive27", "csmi0,1"]
    assert [row["name"] for row in disk_health.read(host)] == names
    assert [tags["device"] for tags, _ in smart_device.read(host)] == names
    joined = {row["serial"]: row["name"] for row in disks.read(host)}
    assert joined == {"S0": "PhysicalDrive0", "S1": "PhysicalDrive1"}


def test_extents_of_a_volume_name_its_disks_and_a_torn_answer_none() -> None:
    raw = (2).to_bytes(8, "little") + (3).to_bytes(24, "little") + (1).to_bytes(24, "little")
    assert storage.extents(raw) == [3, 1]
    assert storage.extents(raw[:40]) == [3]
    assert storage.extents(b"") == []
    assert storage.described(b"").model == ""


@real
@pytest.mark.parametrize("known", ["both", "Win32_NetworkAdapter"])
def test_recorded_adapters_are_known(tmp_path: Path, known: str) -> None:
    host = recorded(tmp_path, "10-net")
    if known != "both":
        del host.outside.answers["MSFT_NetAdapter"]  # type: ignore[attr-defined]
    found = by_name(interfaces.read(host))
    assert set(found) == {
        *("Ethernet 4", "Ethernet 9", "Wi-Fi"),
        *("vEthernet (Default Switch)", "Connexion réseau Bluetooth 3"),
    }, "no tunnels of Windows' own, no kernel debugger"
    assert {name for name, row in found.items() if not row["virtual"]} == {"Ethernet 4", "Wi-Fi"}
    cable = found["Ethernet 4"]
    assert (cable["up"], cable["speed"], cable["ipv4"]) == (True, 1000, "192.168.0.2/24")
    assert "ipv6" not in cable, "a link-local address is nobody's"
    assert "speed" not in found["Wi-Fi"], "2^63-1 is none"
    permanent = "00:50:b6:00:00:6d" if known == "both" else "00:50:00:00:f3:6d"
    assert cable["mac"] == permanent


def test_windows_xp_knows_an_adapters_id_by_its_configuration() -> None:
    known = [
        {"Index": "1", "NetConnectionID": "Red", "PNPDeviceID": r"PCI\VEN_8086", "Speed": ""},
        {"Index": "2", "NetConnectionID": "Otro", "PNPDeviceID": r"ROOT\NET", "Speed": ""},
    ]
    told: list[dict[str, Any]] = [
        {"Index": "1", "SettingID": "{A}", "IPAddress": ("10.0.0.7",), "IPSubnet": ("255.0.0.0",)},
        {"Index": "2", "SettingID": "{B}"},
    ]
    first, second = adapters([], known, told)
    assert (first["name"], first["virtual"]) == ("Otro", True)
    assert (second["name"], second["virtual"], second["ipv4"]) == ("Red", False, "10.0.0.7/8")


def test_a_printer_that_is_switched_off_keeps_its_serial(tmp_path: Path) -> None:
    usb_, port = rf"{ENUM}\USB\VID_03F0&PID_0001", rf"{ENUM}\USBPRINT\HP"
    keys: dict[str, Any] = {
        rf"{usb_}\OLD1": {"ContainerID": "{1}"},
        rf"{usb_}\NEW2": {"ContainerID": "{2}"},
        rf"{port}\6&2&0&USB001": {"ContainerID": "{2}"},
        rf"{port}\6&1&0&USB001": {"ContainerID": "{1}"},
        rf"{port}\6&3&0&USB002": {"ContainerID": "{3}"},
    }
    assert set(printers.serials_by_port(machine(tmp_path, keys).outside)) == {"usb001"}
    there = {"USB": [r"USB\VID_03F0&PID_0001\NEW2"], "USBPRINT": [r"USBPRINT\HP\6&2&0&USB001"]}
    calls: dict[Any, Any] = {devices.listed: lambda which: there[which]}
    told = printers.serials_by_port(machine(tmp_path, keys, calls=calls).outside)
    assert told == {"usb001": "NEW2"}, "the one that is there counts"


def test_a_prefix_is_told_as_a_mask_or_as_a_number() -> None:
    assert [prefix(one) for one in ("255.255.255.0", "64", "0.0.0.0", "x", "1.2.3")] == [
        *(24, 64, 0, 0, 0)
    ]


@real
@pytest.mark.parametrize("name", ["7bis", "7ter", "xppro1", "xppro2"])
def test_recorded_usb_printers_have_their_serial(tmp_path: Path, name: str) -> None:
    """Ours knows one more: the printer on xppro2's USB004 is a part of a device, whose serial
    number is found through the two above it."""
    told = printers.serials_by_port(recorded(tmp_path, name).outside)
    wanted = {p.casefold(): s for p, s in ANSWERS[name]["printers.tests"].items() if s}
    if name == "xppro2":
        wanted["usb004"] = "00CNBW86S20B"
    assert told == wanted


@real
def test_recorded_usb_devices_are_those_that_are_there_without_hubs(tmp_path: Path) -> None:
    found = {row["product_id"]: row for row in usb.read(recorded(tmp_path, "xppro2"))}
    assert set(found) == {"3817", "3a17", "002b"}
    for answer in ANSWERS["xppro2"]["usb.tests"]:
        row = found.get(answer["PRODUCTID"].lower())
        if row is not None:  # the others were plugged in when the rest was recorded
            assert row["vendor_id"] == answer["VENDORID"].lower()
            assert row["serial"] == answer["SERIAL"]
            assert answer["MANUFACTURER"].startswith(str(row["vendor"]))
            assert row["class"] == "printer"
    assert found["3817"]["name"] == "HP LaserJet P2015 Series", "by the printer, not by a part"
    [webcam] = [r for r in usb.read(recorded(tmp_path, "7bis")) if r["vendor_id"] == "0bda"]
    assert (webcam["vendor"], webcam["class"]) == ("Realtek", "storage")


def test_a_device_names_itself_where_windows_can_ask_it(tmp_path: Path) -> None:
    name = r"USB\VID_046D&PID_C016\5&33429e26&0&1"
    keys = {rf"{ENUM}\{name}": {"Service": "HidUsb", "Mfg": "@input.inf,%std%;(Standard)"}}
    hub = r"USB\ROOT_HUB30\4&1&0"
    calls: dict[Any, Any] = {
        devices.listed: lambda which: [name, hub] if which == "USB" else [],
        devices.reported: lambda instance: "USB Optical Mouse" if "C016" in instance else "",
    }
    [row] = usb.read(machine(tmp_path, keys, calls=calls))
    assert row == {
        "port": r"VID_046D&PID_C016\5&33429e26&0&1",
        "vendor_id": "046d",
        "product_id": "c016",
        "vendor": "Logitech",
        "name": "USB Optical Mouse",
        "class": "hid",
    }


PRINT = r"HKLM\SYSTEM\CurrentControlSet\Control\Print"


def test_printers_are_those_with_paper_and_say_where_they_are(tmp_path: Path) -> None:
    user = r"HKU\S-1-5-21-1-2-3-1001"
    keys: dict[str, Any] = {
        rf"{PRINT}\Printers\HP": {
            "Name": "HP",
            "Printer Driver": "HP PCL 6",
            "Port": "IP_10.0.0.9",
            "Attributes": 0x48,
        },
        rf"{PRINT}\Printers\Canon": {"Name": "Canon", "Port": "USB001", "Attributes": 0x40},
        rf"{PRINT}\Printers\PDF": {"Name": "Microsoft Print to PDF", "Port": "PORTPROMPT:"},
        rf"{PRINT}\Printers\Fax": {"Name": "Fax", "Port": "SHRFAX:"},
        rf"{PRINT}\Printers\Note": {"Name": "OneNote", "Port": "nul:"},
        rf"{PRINT}\Monitors\Standard TCP/IP Port\Ports\IP_10.0.0.9": {"IPAddress": "10.0.0.9"},
        rf"{user}\Printers\Connections\,,server,Ofisi": {},
        rf"{user}\Software\Microsoft\Windows NT\CurrentVersion\Windows": {
            "Device": "Canon,winspool,Ne00:"
        },
    }
    found = by_name(printers.read(machine(tmp_path, keys)))
    assert set(found) == {"HP", "Canon", r"\\server\Ofisi"}
    hp = found["HP"]
    assert (hp["port"], hp["network"], hp["shared"]) == ("10.0.0.9", True, True)
    assert (found["Canon"]["network"], found["Canon"]["default"]) == (False, True)
    assert found[r"\\server\Ofisi"]["network"] is True
    with pytest.raises(Nothing):
        printers.read(machine(tmp_path))


def test_monitors_are_those_that_are_there(tmp_path: Path) -> None:
    here, gone = r"DISPLAY\DEL40A1\5&1&0&UID1", r"DISPLAY\SAM0001\5&1&0&UID9"
    raw = made(parts=(descriptor(0xFC, "DELL U2415"),))
    keys = {rf"{ENUM}\{name}\Device Parameters": {"EDID": raw} for name in (here, gone)}
    blind = r"DISPLAY\Default_Monitor\5&1&0&UID2"
    host = machine(tmp_path, keys, calls={devices.listed: [here, blind]})
    [row] = monitors.read(host)
    assert (row["port"], row["model"]) == ("5&1&0&UID1", "DELL U2415")


@real
def test_a_recorded_graphics_adapter_has_all_its_memory(tmp_path: Path) -> None:
    [row] = graphics.read(recorded(tmp_path, "nvidia-geforce-rtx-2060-super"))
    [answer] = ANSWERS["nvidia-geforce-rtx-2060-super"]["video.tests"]
    assert row["memory"] == answer["MEMORY"] << 20, "WMI's own number ends at 4 GB"
    assert (row["name"], row["resolution"]) == (answer["NAME"], answer["RESOLUTION"])
    assert row["vendor"] == "NVIDIA"


def test_an_adapter_that_is_gone_is_left_out_and_the_slot_is_its_place(tmp_path: Path) -> None:
    driver = "{4d36e968-e325-11ce-bfc1-08002be10318}\\0000"
    name = r"PCI\VEN_8086&DEV_0412&SUBSYS_1&REV_06\3&11583659&0&10"
    location = r"@System32\drivers\pci.sys,#65536;PCI bus %1, device %2, function %3;(0,2,0)"
    keys: dict[str, Any] = {
        rf"{graphics.CLASS}\0000": {
            "DriverDesc": "Intel(R) HD Graphics 4600",
            "ProviderName": "Intel Corporation",
            "HardwareInformation.MemorySize": (1 << 30).to_bytes(4, "little"),
        },
        rf"{graphics.CLASS}\0001": {"DriverDesc": "Gone"},
        rf"{graphics.CLASS}\0002": {"DriverDesc": "Microsoft Basic Display Adapter"},
        rf"{ENUM}\{name}": {"Driver": driver, "LocationInformation": location},
    }
    calls: dict[Any, Any] = {devices.listed: lambda which: [name] if which == "PCI" else []}
    [row] = graphics.read(machine(tmp_path, keys, calls=calls))
    assert (row["slot"], row["memory"]) == ("0000:00:02.0", 1 << 30)


def test_a_battery_tells_its_wear(tmp_path: Path) -> None:
    name = r"ACPI\PNP0C0A\1_0"
    answers = {
        "Win32_Battery": [{"DeviceID": "1", "Name": "DELL", "Chemistry": 6}],
        "BatteryStaticData": [
            {
                "InstanceName": name,
                "DesignedCapacity": 60_000,
                "SerialNumber": "1234",
                "ManufactureName": "SMP",
                "Chemistry": int.from_bytes(b"LION", "little"),
            }
        ],
        "BatteryFullChargedCapacity": [{"InstanceName": name, "FullChargedCapacity": 45_000}],
        "BatteryCycleCount": [{"InstanceName": name, "CycleCount": 211}],
    }
    [row] = batteries.read(machine(tmp_path, wmi=answers))
    assert (row["health"], row["cycles"], row["chemistry"]) == (75, 211, "Li-ion")
    del answers["BatteryStaticData"]
    [row] = batteries.read(machine(tmp_path, wmi=answers))
    assert (row["model"], row["chemistry"]) == ("DELL", "Li-ion")
    with pytest.raises(Nothing):
        batteries.read(machine(tmp_path))


@real
def test_recorded_processors_are_counted(tmp_path: Path) -> None:
    """The highest clock is not believed: one was measured at 12 GHz. Windows 2003 before its update
    knows no cores."""
    row = processor.read(recorded(tmp_path, "2003R2-Hotfix"))
    assert (row["sockets"], row["cores"], row["threads"]) == (2, 4, 8)
    assert (row["max_mhz"], row["vendor"]) == (3000, "Intel")
    assert row["model"] == ANSWERS["2003R2-Hotfix"]["cpu.tests"][0]["NAME"]
    row = processor.read(recorded(tmp_path, "2003SP2"))
    assert (row["sockets"], row.get("cores"), row["threads"]) == (2, None, 2)


def record(kind: int, mask: int = 1) -> bytes:
    body = bytes(22) + (1).to_bytes(2, "little") + mask.to_bytes(8, "little") + bytes(8)
    return kind.to_bytes(4, "little") + (8 + len(body)).to_bytes(4, "little") + body


def test_windows_own_count_of_cores_is_believed_first(tmp_path: Path) -> None:
    raw = record(0, 3) + record(0, 0b1100) + record(2) + record(3, 15)
    assert counted(raw) == Topology(1, 2, 4)
    assert counted(raw[:-1]) == Topology(0, 2, 4)
    assert counted(b"\0" * 8) == Topology(0, 0, 0)
    host = machine(tmp_path, calls={topology.topology: Topology(1, 2, 4)})
    assert processor.read(host) == {"sockets": 1, "cores": 2, "threads": 4}


@real
def test_recorded_memory_without_firmware_tables_is_told_by_wmi(tmp_path: Path) -> None:
    told: dict[str, Any] = memory.read(recorded(tmp_path, "2003SP2"))
    [module] = told["modules"]
    [answer] = ANSWERS["2003SP2"]["memory.tests"]
    assert module["size"] == told["installed"] == int(answer["CAPACITY"]) << 20
    assert (module["type"], module["form"]) == (answer["TYPE"], answer["FORMFACTOR"])
    assert (told["slots"], told["free_slots"]) == (15, 14)


def smbios(*structures: bytes) -> bytes:
    """RawSMBIOSData: version 3.1, a table."""
    table = b"".join(structures)
    return bytes([0, 3, 1, 0]) + len(table).to_bytes(4, "little") + table


def test_the_firmwares_tables_are_those_that_windows_hands_out(tmp_path: Path) -> None:
    raw = smbios(
        bytes([1, 27, 1, 0, 1, 2, 0, 3, *range(16), 6, 0, 0]) + b"LENOVO\x0020TB\0PF2ABC\0\0",
        bytes([3, 9, 3, 0, 0, 10, 0, 0, 0]) + b"\0\0",
    )
    bios = {"SystemFamily": "ThinkPad E14 Gen 2", "BIOSReleaseDate": "03/17/2021"}
    keys: dict[str, Any] = {r"HKLM\HARDWARE\DESCRIPTION\System\BIOS": bios}
    row = machines.read(machine(tmp_path, keys, calls={firmware_table.raw: raw}))
    assert (row["vendor"], row["model"], row["serial"]) == ("LENOVO", "20TB", "PF2ABC")
    assert (row["chassis"], row["bios_date"]) == ("laptop", "2021-03-17")
    assert row["family"] == "ThinkPad E14 Gen 2"
    for torn in (b"", raw[:5], raw[:40], smbios(b"\xff" * 9)):
        machines.read(machine(tmp_path, keys, calls={firmware_table.raw: torn}))
    guest = {"SystemManufacturer": "VMware, Inc.", "SystemProductName": "VMware7,1"}
    keys = {r"HKLM\HARDWARE\DESCRIPTION\System\BIOS": guest}
    assert machines.read(machine(tmp_path, keys))["virtual"] == "vmware"


def test_a_pool_of_disks_is_no_disk_and_an_odd_id_no_wwn() -> None:
    row = by_storage({"DeviceId": "3", "BusType": 8, "UniqueId": "IDE\\DiskX", "MediaType": 3})
    assert row == {"name": "PhysicalDrive3", "bus": "raid", "type": "hdd"}
