"""What is plugged into a Linux machine, and what it belongs to, by small machines of files."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.nothing import Nothing
from agent.probe import Host
from agent.probes.inventory.domain import linux as domain
from agent.probes.inventory.graphics import linux as graphics
from agent.probes.inventory.office import linux as office
from agent.probes.inventory.printers import linux as printers
from agent.probes.inventory.software import linux as software
from agent.probes.inventory.usb import linux as usb
from tests.made_of_files import Link, host
from tests.recorded import Commands

USB = "/sys/bus/usb/devices"
PCI = "/sys/bus/pci/devices"


def device(name: str, **files: str) -> dict[str, str]:
    return {f"{USB}/{name}/{file}": f"{text}\n" for file, text in files.items()}


def test_usb_devices_are_told_and_hubs_are_not(tmp_path: Path) -> None:
    files = {
        **device("usb1", idVendor="1d6b", idProduct="0002", bDeviceClass="09"),
        **device("1-1", idVendor="05e3", idProduct="0608", bDeviceClass="09"),
        **device(
            "1-1.2",
            idVendor="0781",
            idProduct="5567",
            bDeviceClass="00",
            product="Cruzer\x07 Blade",
            manufacturer="SanDisk",
            serial="4C530001",
        ),
        **device("1-1.2/1-1.2:1.0", bInterfaceClass="08"),
        **device("1-1.2:1.0", bInterfaceClass="08"),
        **device("1-3", idVendor="046d", idProduct="c534", bDeviceClass="00", serial="0"),
        **device("1-3/1-3:1.0", bInterfaceClass="03"),
        **device("1-4", idVendor="ffff", idProduct="0001", bDeviceClass="ff"),
    }
    assert usb.read(host(tmp_path, **files)) == [
        {
            "port": "1-1.2",
            "vendor_id": "0781",
            "product_id": "5567",
            "vendor": "SanDisk",
            "name": "Cruzer Blade",
            "serial": "4C530001",
            "class": "storage",
        },
        {
            "port": "1-3",
            "vendor_id": "046D",
            "product_id": "C534",
            "vendor": "Logitech",
            "class": "hid",
        },
        {"port": "1-4", "vendor_id": "FFFF", "product_id": "0001"},
    ]


LIST = """\
# PCI ids
10de  NVIDIA Corporation
\t1c81  GP107 [GeForce GTX 1050]
\t\t1043 85c8  DUAL-GTX1050-O2G
\t1c82  GP107 [GeForce GTX 1050 Ti]
8086  Intel Corporation
\t3e92  CoffeeLake-S GT2 [UHD Graphics 630]
\t\t1028 085a  OptiPlex
C 03  Display controller
"""


def test_graphics_adapters_are_known_by_the_systems_list(tmp_path: Path) -> None:
    files = {
        f"{PCI}/0000:00:02.0/class": "0x030000\n",
        f"{PCI}/0000:00:02.0/vendor": "0x8086\n",
        f"{PCI}/0000:00:02.0/device": "0x3e92\n",
        f"{PCI}/0000:00:02.0/driver": Link("../../../bus/pci/drivers/i915"),
        "/sys/bus/pci/drivers/i915/bind": "",
        f"{PCI}/0000:01:00.0/class": "0x030000\n",
        f"{PCI}/0000:01:00.0/vendor": "0x10de\n",
        f"{PCI}/0000:01:00.0/device": "0x1c82\n",
        f"{PCI}/0000:01:00.0/mem_info_vram_total": "4294967296\n",
        f"{PCI}/0000:02:00.0/class": "0x020000\n",
        "/usr/share/misc/pci.ids": LIST,
    }
    own, other = graphics.read(host(tmp_path, **files))
    assert (own["name"], own["vendor"]) == ("UHD Graphics 630", "Intel")
    assert other == {
        "slot": "0000:01:00.0",
        "name": "GeForce GTX 1050 Ti",
        "vendor": "NVIDIA",
        "memory": 4 << 30,
    }


def test_without_a_list_an_adapter_is_told_by_its_numbers(tmp_path: Path) -> None:
    files = {
        f"{PCI}/0000:00:02.0/class": "0x030000\n",
        f"{PCI}/0000:00:02.0/vendor": "0x1a03\n",
        f"{PCI}/0000:00:02.0/device": "0x2000\n",
    }
    [row] = graphics.read(host(tmp_path, **files))
    assert row == {"slot": "0000:00:02.0", "name": "1a03:2000", "vendor": "ASPEED"}
    with pytest.raises(Nothing):
        graphics.read(host(tmp_path / "none", **{"/proc/x": ""}))


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"/etc/sssd/sssd.conf": "[sssd]\n[domain/manyara.go.tz]\n"}, ("domain", "manyara.go.tz")),
        (
            {"/etc/samba/smb.conf": " workgroup = RS\n security = ADS\n realm = RS.GO.TZ\n"},
            ("domain", "rs.go.tz"),
        ),
        (
            {"/etc/samba/smb.conf": "[global]\n; workgroup = NO\n workgroup = OFISI\n"},
            ("workgroup", "OFISI"),
        ),
    ],
)
def test_what_a_machine_belongs_to(
    tmp_path: Path, files: dict[str, str], told: tuple[str, str]
) -> None:
    row = domain.read(host(tmp_path, **files))
    assert (row["kind"], row["name"]) == told


def test_a_machine_that_belongs_to_nothing_tells_nothing(tmp_path: Path) -> None:
    with pytest.raises(Nothing):
        domain.read(host(tmp_path, **{"/etc/samba/smb.conf": "[global]\n"}))


# --- by commands ---------------------------------------------------------------------------------

QUEUES = """\
device for HP_P2015: usb://HP/LaserJet%20P2015%20Series?serial=00CNBW86S20B
device for Ofisi: socket://10.0.0.9:9100
device for Siri: smb://asha:secret@server/printer
"""


def test_printers_are_what_their_queues_lead_to_and_no_password_is_told(tmp_path: Path) -> None:
    said = {"lpstat -v": QUEUES, "lpstat -d": "system default destination: Ofisi\n"}
    assert printers.read(Host(tmp_path, {}, Commands({**said}))) == [
        {
            "name": "HP_P2015",
            "port": "usb://HP/LaserJet%20P2015%20Series",
            "model": "HP LaserJet P2015 Series",
            "serial": "00CNBW86S20B",
            "network": False,
            "default": False,
        },
        {"name": "Ofisi", "port": "socket://10.0.0.9:9100", "network": True, "default": True},
        {"name": "Siri", "port": "smb://server/printer", "network": True, "default": False},
    ]
    with pytest.raises(Nothing):
        printers.read(Host(tmp_path, {}, Commands({"lpstat -v": "lpstat: No destinations\n"})))
    with pytest.raises(Nothing):
        printers.read(Host(tmp_path, {}, Commands({})))


RPM = (
    "bash\t5.1.8-9.el9\tx86_64\tRed Hat, Inc.\t1700000000\n"
    "gpg-pubkey\tfd431d51-4ae0493b\t(none)\t(none)\t1700000000\n"
    "tzdata\t2025b-1.el9\tnoarch\t(none)\t0\n"
    "torn line\n"
)


def test_where_there_is_no_dpkg_rpm_tells(tmp_path: Path) -> None:
    here = Host(tmp_path, {}, Commands({"rpm -qa": RPM}))
    assert software.read(here) == [
        {
            "name": "bash",
            "version": "5.1.8-9.el9",
            "architecture": "x86_64",
            "publisher": "Red Hat, Inc.",
            "installed": "2023-11-14",
            "source": "rpm",
        },
        {
            "name": "tzdata",
            "version": "2025b-1.el9",
            "architecture": "noarch",
            "source": "rpm",
        },
    ]
    with pytest.raises(Nothing):
        software.read(Host(tmp_path, {}, Commands({})))


ACTIVE = "/var/lib/flatpak/app/org.gnome.Maps/x86_64/stable/f00d"
METAINFO = f"{ACTIVE}/files/share/metainfo/org.gnome.Maps.metainfo.xml"
BUNDLES: dict[str, str | Link] = {
    "/snap/README": "not a snap",
    "/snap/bin/firefox": "a command",
    "/snap/firefox/4173/meta/snap.yaml": "name: firefox\nversion: '125.0.2-1'\nbase: core22\n",
    "/snap/firefox/current": Link("4173"),
    "/snap/off/7/meta/snap.yaml": "name: off\nversion: 1\n",
    "/snap/plain/3/meta/snap.yaml": "name: plain\nsummary: |\n  version: none\n",
    "/snap/plain/current": Link("3"),
    "/var/lib/flatpak/app/org.gnome.Maps/current": Link("x86_64/stable"),
    "/var/lib/flatpak/app/org.gnome.Maps/x86_64/stable/active": Link("f00d"),
    METAINFO: "<releases>\n<release date='2024-04-20'\n version=\"46.1\"/><release version='45'/>",
    "/var/lib/flatpak/app/org.torn/current": Link("x86_64/gone"),
}


def test_snaps_and_flatpaks_are_told_beside_the_packages(tmp_path: Path) -> None:
    dpkg = "Package: bash\nStatus: install ok installed\nVersion: 5.2\nArchitecture: amd64\n\n"
    told = [
        {"name": "firefox", "version": "125.0.2-1", "source": "snap"},
        {
            "name": "org.gnome.Maps",
            "version": "46.1",
            "architecture": "x86_64",
            "source": "flatpak",
        },
        {"name": "plain", "source": "snap"},
    ]
    here = host(tmp_path / "all", **BUNDLES, **{"/var/lib/dpkg/status": dpkg})
    bash = {"name": "bash", "version": "5.2", "architecture": "amd64", "source": "dpkg"}
    assert software.read(here) == [bash, *told]
    alone = host(tmp_path / "alone", **BUNDLES)
    assert software.read(alone._replace(outside=Commands({}))) == told
    fedora = {
        name.replace("/snap/", "/var/lib/snapd/snap/", 1): text for name, text in BUNDLES.items()
    }
    elsewhere = host(tmp_path / "fedora", **fedora)
    assert software.read(elsewhere._replace(outside=Commands({}))) == told


def test_office_programs_are_known_by_their_packages(tmp_path: Path) -> None:
    said = "libreoffice-core\t7.4.7-1\tx86_64\t(none)\t0\nbash\t5\tx86_64\t(none)\t0\n"
    here = Host(tmp_path, {}, Commands({"rpm -qa": said}))
    assert office.read(here) == [
        {"name": "LibreOffice", "version": "7.4.7-1", "architecture": "x86_64"}
    ]
    with pytest.raises(Nothing):
        office.read(Host(tmp_path, {}, Commands({"rpm -qa": ""})))
    active = "/var/lib/flatpak/app/org.libreoffice.LibreOffice/current/active/metadata"
    [row] = office.read(host(tmp_path, **{active: ""})._replace(outside=Commands({})))
    assert row["name"] == "LibreOffice"
