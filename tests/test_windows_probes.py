"""Every fact probe of Windows on every recorded machine, and on machines that say nothing, say
nonsense, or never answer: what it tells fits the catalogue, or it says that it has nothing."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent import checked
from agent.probe import Host, Nothing, Probe, find_inventory
from agent.probes.inventory.batteries import windows as batteries
from agent.windows import (
    cells,
    displays,
    drives,
    health,
    licences,
    memory_modules,
    office,
    printers,
    release,
    storage,
    topology,
    uninstall,
    usb,
)
from agent.windows.adapters import rows as adapters
from agent.windows.starts import event
from tests.recorded_windows import RECORDED, WHERE, Registry, machine, recorded


def _words(text: str) -> list[str]:
    return text.split()


OF_WINDOWS = {
    probe.name: probe
    for probe in find_inventory()
    if (Path(probe.module.__file__ or "").parent / "windows.py").exists()
    and hasattr(probe.module, "__path__")
}
NAMES = _words("""
10-net 10_russian 11-AzureAD 2003R2-Hotfix 2003SP2 2008-Enterprise 7bis 7ter latitude-7480
mssql_engine nvidia-geforce-rtx-2060-super office_2010_1 office_2016_01 win7-sp1-x64 winxp-sp3-x86
xppro1 xppro2
""")
SUBJECTS = set(
    _words("""
accounts antivirus batteries boot disk_health disks domain encryption firewall graphics
interfaces machine monitors office os printers processor screen_lock software starts
time updates usb
""")
)


def read(probe: Probe, host: Host) -> Any:
    """What a probe tells of Windows, held to its catalogue; its name where it has nothing."""
    windows = importlib.import_module(f"{probe.module.__name__}.windows")
    try:
        return checked.section(probe, windows.read(host))
    except (Nothing, OSError) as nothing:
        return type(nothing).__name__


def test_each_subject_is_known_on_windows() -> None:
    assert set(OF_WINDOWS) >= SUBJECTS


@pytest.mark.skipif(not RECORDED.exists(), reason=WHERE)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("subject", sorted(OF_WINDOWS))
def test_a_recorded_machine_is_told_within_the_catalogue(
    tmp_path: Path, subject: str, name: str
) -> None:
    found = read(OF_WINDOWS[subject], recorded(tmp_path, name))
    assert found in ("Nothing", "OSError") or isinstance(found, (list, dict))


@pytest.mark.parametrize("subject", sorted(OF_WINDOWS))
@pytest.mark.parametrize("error", [OSError("refused"), TimeoutError("hangs")])
def test_a_machine_that_says_nothing_is_survived(
    tmp_path: Path, subject: str, error: OSError
) -> None:
    class Mute(dict[Any, Any]):
        def get(self, key: Any, default: Any = None) -> Any:
            return error

    host = machine(tmp_path, wmi=Mute(), calls=Mute())
    found = read(OF_WINDOWS[subject], host)
    assert isinstance(found, (str, list, dict))


VALUE = st.one_of(
    st.text(max_size=30),
    st.integers(-(2**31), 2**64),
    st.binary(max_size=60),
    st.lists(st.text(max_size=10), max_size=3),
)
NAMES_OF_VALUES = st.sampled_from(
    _words("""
DisplayName InstallDate Version Name Port Attributes Driver DriverDesc CompatibleIDs
Service ParentIdPrefix LocationInformation Mfg HardwareInformation.qwMemorySize
ContainerID ProductName CurrentBuildNumber UBR EditionID InstallDate ProductReleaseIds
DigitalProductID ProductCode SPLevel UpdateChannel ParentKeyName ReleaseType
""")
)
VALUES = st.dictionaries(NAMES_OF_VALUES, VALUE, max_size=8)
PROPERTIES = st.sampled_from(
    _words("""
DeviceId Index SerialNumber AdapterSerialNumber BusType MediaType Size UniqueId
Capabilities HealthStatus OperationalStatus Wear InstanceName PredictFailure PNPDeviceID
Capacity Use MemoryDevices SMBIOSMemoryType Chemistry DesignedCapacity LicenseStatus
PartialProductKey ID LicenseFamily Name GUID InterfaceGuid SettingID IPAddress IPSubnet
Speed NetConnectionID MACAddress PermanentAddress HardwareInterface AdapterRAM
CurrentHorizontalResolution
""")
)
OBJECTS = st.lists(
    st.dictionaries(PROPERTIES, st.one_of(VALUE, st.booleans(), st.none()), max_size=12), max_size=3
)


@settings(max_examples=200, deadline=None)
@given(VALUES, VALUES, st.text(max_size=40))
def test_a_registry_of_nonsense_raises_nothing(one: Any, other: Any, name: str) -> None:
    uninstall.program(name, one, 1e9)
    uninstall.package(name)
    printers.row(one, {}, {})
    printers.connected(name)
    device = usb.Device(rf"USB\VID_046D&PID_C016\{name}", one)
    usb.rows([device, usb.Device(name, other)], {})
    usb.owner(device, [usb.Device(r"USB\VID_046D&PID_C016&MI_00\1", other)])
    printers.serials([(name, one)], [device])
    displays.rows({"0000": one}, {name: other}, [one])
    made = release.Release(one, other)
    assert isinstance(f"{made.name}{made.version}{made.full}{made.revision}{made.edition}", str)
    office.click_to_run(one, {}, [other])
    office.registered("16.0", {"{A}": one, "{B}": other}, 64, [one])


@settings(max_examples=200, deadline=None)
@given(OBJECTS, OBJECTS)
def test_wmi_that_tells_nonsense_raises_nothing(some: Any, others: Any) -> None:
    for one in some:
        drives.is_whole(drives.by_storage(one))
        drives.by_drive(one)
    health.by_storage_service(some, others)
    health.by_prediction(some, others)
    adapters(some, others, some)
    cells.by_driver(some, others, some)
    cells.by_system(some)
    memory_modules.memory(some, others)
    licences.state(some)
    office.unnamed(some, [], {})


@given(st.binary(max_size=200), st.text(max_size=200))
def test_torn_answers_of_calls_raise_nothing(raw: bytes, text: str) -> None:
    drives.by_driver(storage.Drive(0, raw, 0, None))
    storage.extents(raw)
    topology.counted(raw)
    event(text)


def test_a_desktops_wmi_is_asked_no_more_than_it_must(tmp_path: Path) -> None:
    """A machine without a battery is asked once: each question costs seconds on a slow one."""
    keys: Registry = {}
    host = machine(tmp_path, keys, {"Win32_Battery": []})
    with pytest.raises(Nothing):
        batteries.read(host)
    assert len(host.outside.asked) == 1  # type: ignore[attr-defined]
