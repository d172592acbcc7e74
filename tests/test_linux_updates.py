"""Updates of Linux, by recordings of apt, dnf and zypper, and by this machine's own apt."""

from __future__ import annotations

import gzip
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.linux.updates import apt, dnf, dnf_history, kernels, restart, zypper
from agent.probe import Host, Nothing
from agent.probes.inventory.updates import linux as updates
from tests.recorded import Commands, Ended, machine, units

SIMULATE = "apt-get -q -s -o Debug::NoLocking=true --with-new-pkgs upgrade"
SIMULATED = """\
Reading package lists...
The following NEW packages will be installed:
  linux-image-6.1.0-40-amd64
The following packages will be upgraded:
  base-files bash libgcrypt20 linux-image-amd64
Inst base-files [12.4+deb12u11] (12.4+deb12u15 Debian:12.15/oldstable [amd64])
Inst libgcrypt20 [1.10.1-3] (1.10.1-3+deb12u1 Debian:12.15/oldstable, Debian-Security:12/oldstable-security [amd64]) []
Inst linux-image-6.1.0-40-amd64 (6.1.153-1 Debian-Security:12/oldstable-security [amd64])
Inst linux-image-amd64 [6.1.140-1] (6.1.153-1 Debian-Security:12/oldstable-security [amd64])
Inst openssl [3.0.2-0ubuntu1.10] (3.0.2-0ubuntu1.20 Ubuntu:22.04/jammy-updates, Ubuntu:22.04/jammy-security [amd64])
Conf base-files (12.4+deb12u15 Debian:12.15/oldstable [amd64])
"""  # noqa: E501
HISTORY = """
Start-Date: 2026-03-01  06:25:12
Commandline: /usr/bin/unattended-upgrade
Upgrade: bash:amd64 (5.2.15-2, 5.2.15-3)
End-Date: 2026-03-01  06:25:40

Start-Date: 2026-03-02  09:00:00
Commandline: apt-get install tree
Install: tree:amd64 (2.1.0-1)
End-Date: 2026-03-02  09:00:05

Start-Date: 2026-03-03  06:25:12
Upgrade: openssl:amd64 (3.0.15, 3.0.16)
Error: Sub-process /usr/bin/dpkg returned an error code (1)
End-Date: 2026-03-03  06:25:40
"""
DEBIAN: dict[str, Any] = {
    "/var/lib/dpkg/status": "",
    "/etc/apt/sources.list": "",
    "/var/lib/apt/lists/deb.debian.org_debian_dists_bookworm_InRelease": "",
    "/var/log/apt/history.log": HISTORY,
}
RED_HAT: dict[str, Any] = {
    "/usr/bin/dnf": "",
    "/var/lib/rpm/rpmdb.sqlite": "",
    "/var/cache/dnf/baseos-0d07/repodata/repomd.xml": "",
}
SUSE: dict[str, Any] = {
    "/usr/bin/zypper": "",
    "/etc/zypp/zypp.conf": "",
    "/var/cache/zypp/raw/oss/repodata/repomd.xml": "",
}
CHECK_UPDATE = """
a-package-with-quite-a-long-name-that-does-not-fit-in-a-column.noarch 2.0-1.el9 t
kernel.x86_64                    5.14.0-427.13.1.el9_4                  baseos
another-package-whose-name-is-long.x86_64
                                 1:1.1-1.el9                            appstream
Security: kernel-core-5.14.0-427.el9.x86_64 is an installed security update
Obsoleting Packages
new-thing.noarch                 1.0-1.el9                              appstream
    old-thing.noarch             0.9-1.el9                              @appstream
"""
LIST_UPDATES = """<?xml version='1.0'?>
<stream><update-status version="0.6"><update-list>
<update kind="package" name="alpha" edition="1.1" arch="noarch" edition-old="1.0">
<summary>x</summary><source url="http://x/repo" alias="t"/></update>
<update kind="package" name="beta" edition="2" arch="noarch" edition-old="1"/>
</update-list>
<blocked-update-list><update kind="package" name="held"/></blocked-update-list>
</update-status></stream>"""
LIST_PATCHES = """<?xml version='1.0'?>
<stream><update-status version="0.6"><update-list>
<update kind="patch" name="SUSE-1" status="needed" category="security" severity="important"/>
<update kind="patch" name="SUSE-2" status="needed" category="recommended"/>
</update-list></update-status></stream>"""
ZYPPER = "zypper --quiet --non-interactive --no-refresh --xmlout "


@pytest.fixture(autouse=True)
def in_dodoma(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Logs are written in the machine's own time zone."""
    monkeypatch.setenv("TZ", "Africa/Dar_es_Salaam")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_apt_tells_what_waits_and_what_of_it_mends_holes(tmp_path: Path) -> None:
    stamp = "/var/lib/apt/periodic/update-success-stamp"
    where = machine(tmp_path, {SIMULATE: SIMULATED}, **DEBIAN, **{stamp: ""})
    os.utime(where.path(stamp), (1_770_000_000, 1_770_000_000))
    assert updates.read(where) == {
        "source": "apt",
        "pending": 4,
        "security_pending": 3,
        "checked": 1_770_000_000,
        "installed": 1_772_335_540,  # 2026-03-01 06:25:40 in Tanzania
        "automatic": False,
    }


def test_lists_tell_when_a_server_answered_not_when_it_made_them(tmp_path: Path) -> None:
    where = machine(tmp_path, **DEBIAN)
    [release] = where.path("/var/lib/apt/lists").iterdir()
    os.utime(release, (1_770_000_000, 1_770_000_000))
    assert abs(apt.checked(where) - time.time()) < 60


def test_where_apt_has_no_lists_nothing_is_said_of_what_waits(tmp_path: Path) -> None:
    without = {place: text for place, text in DEBIAN.items() if "lists" not in place}
    where = machine(tmp_path, {SIMULATE: "0 upgraded"}, **without)
    assert set(updates.read(where)) == {"source", "installed", "automatic"}


def test_broken_dependencies_cost_only_what_they_hide(tmp_path: Path) -> None:
    where = machine(tmp_path, {SIMULATE: Ended(100, "E: Unmet dependencies")}, **DEBIAN)
    found = updates.read(where)
    assert "pending" not in found
    assert "checked" in found


def test_ubuntus_own_count_where_apt_cannot_tell(tmp_path: Path) -> None:
    counted = {
        "/var/lib/update-notifier/updates-available": "\n"
        "Expanded Security Maintenance for Applications is not enabled.\n\n"
        "12 updates can be applied immediately.\n"
        "8 of these updates are standard security updates.\n"
        "To see these additional updates run: apt list --upgradable\n\n"
        "5 additional security updates can be applied with ESM Apps.\n"
    }
    where = machine(tmp_path, {SIMULATE: Ended(100)}, **DEBIAN, **counted)
    found = updates.read(where)
    assert (found["pending"], found["security_pending"]) == (12, 8)
    assert apt.available("12 masasisho\n") == {"pending": 12}


def test_what_was_rotated_away_is_looked_at_too(tmp_path: Path) -> None:
    rotated = {
        "/var/log/apt/history.log": "",
        "/var/log/apt/history.log.1.gz": gzip.compress(HISTORY.encode()),
    }
    assert apt.installed(machine(tmp_path, **{**DEBIAN, **rotated})) == 1_772_335_540


UNATTENDED = 'APT::Periodic::Update-Package-Lists "1";\nAPT::Periodic::Unattended-Upgrade "1";\n'


@pytest.mark.parametrize(
    ("files", "timer", "expected"),
    [
        ({"20auto-upgrades": UNATTENDED}, "active", True),
        ({"20auto-upgrades": UNATTENDED}, "inactive", False),
        ({"20auto-upgrades": UNATTENDED.replace('"1"', '"0"')}, "active", False),
        ({"20auto-upgrades": "// " + UNATTENDED.replace("\n", "\n// ")}, "active", False),
        ({"20auto-upgrades": UNATTENDED, "90off": 'APT::Periodic::Enable "0";'}, "active", False),
        ({"20auto-upgrades.dpkg-old": UNATTENDED}, "active", False),
    ],
)
def test_whether_a_debian_installs_updates_by_itself(
    tmp_path: Path, files: dict[str, str], timer: str, expected: bool
) -> None:
    placed = {f"/etc/apt/apt.conf.d/{name}": text for name, text in files.items()}
    states = units("apt-daily-upgrade.timer", **{"apt-daily-upgrade.timer": timer})
    where = machine(tmp_path, states, **{"/usr/bin/unattended-upgrade": "", **placed})
    assert apt.automatic(where) is expected


def test_this_machines_own_apt_agrees_with_its_own_count() -> None:
    """Held to the sum that apt itself prints, where there are lists."""
    if not any(Path("/var/lib/apt/lists").glob("*Release")):
        pytest.skip("LEFT OUT: this machine has no apt, or its apt has no lists")
    said = subprocess.run(SIMULATE.split(), capture_output=True, text=True, check=True).stdout
    own = next(row for row in said.splitlines() if " upgraded, " in row)
    assert apt.read(Host(Path("/"), {}))["pending"] == int(own.split()[0])


def test_dnf_tells_what_waits_from_its_cache_alone(tmp_path: Path) -> None:
    recorded = {
        "dnf -q -C check-update": Ended(100, CHECK_UPDATE),
        "dnf -q -C check-update --security": Ended(100, CHECK_UPDATE.partition("another")[0]),
        "dnf -C -q needs-restarting -r": Ended(1, "No such command: needs-restarting."),
        **units(
            "dnf-automatic-install.timer dnf5-automatic-install.timer dnf-automatic.timer "
            "dnf5-automatic.timer yum-cron.service",
            **{"dnf-automatic.timer": "active"},
        ),
    }
    log = (
        "2026-03-01T06:25:12+0300 SUBDEBUG Upgrade: bash-5.1.8-9.el9.x86_64\n"
        "2026-03-01T06:25:40+0300 SUBDEBUG Upgraded: bash-5.1.8-6.el9.x86_64\n"
        "2026-03-02T06:25:40+0300 SUBDEBUG Installed: tree-1.8.0-10.el9.x86_64\n"
    )
    files = {
        "/var/log/dnf.rpm.log": log,
        "/etc/dnf/automatic.conf": "[commands]\nupgrade_type = security\napply_updates = yes\n",
    }
    where = machine(tmp_path, recorded, **RED_HAT, **files)
    os.utime(tmp_path / "var/cache/dnf/baseos-0d07/repodata/repomd.xml", (5, 1_770_000_000))
    assert updates.read(where) == {
        "source": "dnf",
        "pending": 3,
        "security_pending": 2,
        "checked": 1_770_000_000,
        "installed": 1_772_335_540,
        "automatic": True,
    }


def test_dnf_that_fails_says_nothing_of_what_waits(tmp_path: Path) -> None:
    where = machine(tmp_path, {"dnf -q -C check-update": Ended(1, "Error: no cache")}, **RED_HAT)
    assert "pending" not in dnf.read(where)
    nothing = {"dnf -q -C check-update": "", "dnf -q -C check-update --security": ""}
    assert dnf.read(machine(tmp_path, nothing))["pending"] == 0


def test_a_debian_with_dnf_beside_it_is_asked_by_apt(tmp_path: Path) -> None:
    where = machine(tmp_path, {SIMULATE: SIMULATED}, **DEBIAN, **RED_HAT)
    assert updates.read(where)["source"] == "apt"


def test_dnf5_keeps_its_history_in_a_database(tmp_path: Path) -> None:
    import sqlite3

    folder = tmp_path / "usr/lib/sysimage/libdnf5"
    folder.mkdir(parents=True)
    with sqlite3.connect(folder / "transaction_history.sqlite") as database:
        database.executescript("""
            CREATE TABLE trans_state (id INTEGER, name TEXT);
            CREATE TABLE trans (id INTEGER, dt_end INTEGER, state_id INTEGER);
            CREATE TABLE trans_item_action (id INTEGER, name TEXT);
            CREATE TABLE trans_item (trans_id INTEGER, action_id INTEGER);
            INSERT INTO trans_state VALUES (1, 'Started'), (2, 'Ok'), (3, 'Error');
            INSERT INTO trans_item_action VALUES (1, 'Install'), (2, 'Upgrade');
            INSERT INTO trans VALUES (1, 1700000100, 2), (2, 1700000200, 3), (3, 1700000300, 2);
            INSERT INTO trans_item VALUES (1, 2), (2, 2), (3, 1);
        """)
    assert dnf_history.installed(machine(tmp_path)) == 1_700_000_100
    (folder / "transaction_history.sqlite").write_bytes(b"torn")
    assert dnf_history.installed(machine(tmp_path)) == 0


def test_zypper_tells_what_waits_without_a_refresh(tmp_path: Path) -> None:
    history = (
        "2026-03-01 06:25:01|command|root@pc|'zypper' '--non-interactive' 'up' '-y'|\n"
        "# 2026-03-01 06:25:40 alpha installed ok\n"
        "2026-03-01 06:25:40|install|alpha|1.1-1|noarch||t|0d2f|\n"
        "2026-03-02 06:25:01|command|root@pc|'zypper' 'install' 'tree'|\n"
        "2026-03-02 06:25:40|install|tree|1-1|noarch||t|0d2f|\n"
    )
    recorded = {ZYPPER + "list-updates": LIST_UPDATES, ZYPPER + "list-patches": LIST_PATCHES}
    where = machine(tmp_path, recorded, **SUSE, **{"/var/log/zypp/history": history})
    found = updates.read(where)
    assert (found["source"], found["pending"], found["security_pending"]) == ("zypper", 2, 1)
    assert found["installed"] == 1_772_335_540
    assert "automatic" not in found


def test_zypper_that_answers_no_xml_is_survived(tmp_path: Path) -> None:
    recorded = {ZYPPER + "list-updates": "System management is locked by 77 (zypper)."}
    assert "pending" not in zypper.read(machine(tmp_path, recorded, **SUSE))


@pytest.mark.parametrize(
    ("running", "installed", "expected"),
    [
        ("6.1.0-18-amd64", ["6.1.0-9-amd64", "6.1.0-18-amd64"], ""),
        ("6.1.0-18-amd64", ["6.1.0-18-amd64", "6.1.0-40-amd64"], "6.1.0-40-amd64"),
        ("5.15.0-91-generic", ["5.15.0-91-generic", "5.15.0-94-lowlatency"], ""),
        (
            "5.14.0-362.8.1.el9_3.x86_64",
            ["5.14.0-362.8.1.el9_3.x86_64", "5.14.0-427.el9.x86_64"],
            "5.14.0-427.el9.x86_64",
        ),
        (
            "5.14.21-150500.55.39-default",
            ["5.14.21-150500.55.39-default", "5.14.21-150500.55.7-default"],
            "",
        ),
        ("6.18.44-fc-v657", ["6.1.0-18-amd64"], None),
        ("6.1.0-18-amd64", [], None),
    ],
)
def test_a_newer_kernel_waits_for_a_restart(
    tmp_path: Path, running: str, installed: list[str], expected: str | None
) -> None:
    images = {f"/boot/vmlinuz-{release}": "" for release in installed}
    where = machine(tmp_path, **{"/proc/sys/kernel/osrelease": running + "\n"}, **images)
    assert kernels.waiting(where) == expected
    told = {"restart": bool(expected)} if expected is not None else {}
    reason = {"restart_for": f"kernel {expected}"} if expected else {}
    assert restart.read(where, rpm=False) == {**told, **reason}


def test_debians_and_suses_own_word_for_a_restart(tmp_path: Path) -> None:
    asked = {"/run/reboot-required": "", "/run/reboot-required.pkgs": "libc6\nlinux-base\nlibc6\n"}
    where = machine(tmp_path / "debian", **asked)
    assert restart.read(where, rpm=False) == {"restart": True, "restart_for": "libc6, linux-base"}
    suse = machine(tmp_path / "suse", **{"/run/reboot-needed": ""})
    assert restart.read(suse, rpm=False) == {"restart": True}


@pytest.mark.parametrize(
    ("code", "said", "expected"),
    [
        (
            1,
            "Core libraries or services have been updated since boot-up:\n  * glibc\n"
            "  * kernel\n\nReboot is required to fully utilize these updates.\n",
            {"restart": True, "restart_for": "glibc, kernel"},
        ),
        (
            0,
            "No core libraries or services have been updated since boot-up.\n"
            "Reboot should not be necessary.\n",
            {"restart": False},
        ),
        (1, "Error: the rpm database is locked", {}),
    ],
)
def test_red_hats_own_word_for_a_restart(
    tmp_path: Path, code: int, said: str, expected: dict[str, Any]
) -> None:
    where = machine(tmp_path, {"needs-restarting -r": Ended(code, said)})
    assert restart.read(where, rpm=True) == expected


def test_a_machine_with_none_of_them_has_no_such_section(tmp_path: Path) -> None:
    where = machine(tmp_path)
    with pytest.raises(Nothing):
        updates.read(where)
    assert isinstance(where.outside, Commands)
    assert where.outside.asked == []
