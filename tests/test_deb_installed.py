"""The Debian package on a Debian that runs, with systemd as process 1: installed, enrolled, shut
in, put to sleep, upgraded, removed, purged. A collector stands on loopback."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.report import Batch
from collector.store.record import opened
from tests import debian
from tests.debian import Debian
from tests.served import ROOT
from tests.smbios_machines import DESKTOP
from tests.standing import SITE, Standing, standing, until
from tests.test_deb import build

pytestmark = [
    pytest.mark.needs(*debian.NEEDS, "systemd-analyze"),
    pytest.mark.usefixtures("unmeasured"),
]
SERVICE = "mkaguzi-agent.service"
STATE = "/var/lib/mkaguzi-agent"
PROGRAM = "usr/share/mkaguzi-agent"
AT_ANOTHER_PYTHON = "usr/share/python3/runtime.d/mkaguzi-agent.rtupdate"
PATIENCE = 60.0
ALIKE = ("machine", "memory", "processor", "disks", "boot", "encryption", "software")
"""What the service finds without a capability as root does with all."""
SMARTCTL = """\
#!/bin/sh
case "$*" in
*--scan*) echo '{"smartctl": {}, "devices": [{"name": "/dev/sda", "type": "sat"}]}' ;;
*) echo '{"device": {"name": "/dev/sda"}, "smart_status": {"passed": true},
          "model_name": "asked by '"$(id -un)"'", "temperature": {"current": 34}}' ;;
esac
"""
"""This machine's disks tell nothing of themselves: the way of what one says is what is tried."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the version that is."""
    return build(tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of a later version, of the same sources but for that."""
    top = tmp_path_factory.mktemp("newer")
    for folder in ("agent", "packaging/deb"):
        shutil.copytree(ROOT / folder, top / folder)
    told = top / "agent" / "__init__.py"
    told.write_text(told.read_text().replace("0.1.0", "0.2.0"))
    script = top / "packaging" / "deb" / "build"
    return build(tmp_path_factory.mktemp("made"), script, SOURCE_DATE_EPOCH="1770000000")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Standing]:
    with standing(tmp_path / "collector") as here:
        yield here


@pytest.fixture(params=debian.SUITES)
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Debian]:
    """Each release, with the firmware of a desktop."""
    firmware = tmp_path / "firmware" / "dmi" / "tables"
    firmware.mkdir(parents=True)
    (firmware / "smbios_entry_point").write_bytes(DESKTOP[:32])
    (firmware / "DMI").write_bytes(DESKTOP[32:])
    for file in firmware.iterdir():
        file.chmod(0o400)
    bind = f"--bind={tmp_path / 'firmware'}:/sys/firmware"
    with debian.debian(request.param, tmp_path, [bind]) as here:
        yield here


def install(machine: Debian, package: Path) -> str:
    """As an administrator does; what it says."""
    shutil.copy(package, machine.root / "var" / "cache")
    words = ("apt-get", "install", "--yes", "--quiet", "--no-install-recommends")
    environment = ("env", "DEBIAN_FRONTEND=noninteractive")
    return machine.must(*environment, *words, f"/var/cache/{package.name}")


def batches(house: Standing) -> list[Batch]:
    """All that came, as they arrived."""
    return [opened(record.entry) for record in house.inside.journal.after(0, 1000)]


def events(house: Standing) -> list[str]:
    """The kinds of all that happened, in order."""
    told = [event for batch in batches(house) for event in batch.events]
    return [event.kind for event in sorted(told, key=lambda event: event.at)]


def reports(house: Standing, count: int = 1) -> None:
    """Wait until an agent has begun so many times."""
    until(lambda: events(house).count("agent_started") == count, "a batch arrives", PATIENCE)


def facts(house: Standing) -> dict[str, Any]:
    """What is known of the machine by now."""
    return {name: told for batch in batches(house) for name, told in batch.facts.items()}


def confined(machine: Debian) -> dict[str, str]:
    """What the kernel says of the agent's process."""
    text = machine.must("cat", f"/proc/{machine.shows(SERVICE, 'MainPID')}/status")
    return {
        key: value.strip() for key, _, value in (row.partition(":") for row in text.splitlines())
    }


def owners(machine: Debian) -> set[str]:
    """Whose the files of its state are."""
    return set(machine.must("find", STATE, "-printf", "%u:%g\n").split())


def test_its_whole_life(made: Path, newer: Path, machine: Debian, house: Standing) -> None:
    said = install(machine, made)
    assert "This machine is not enrolled yet: mkaguzi-agent enrol CODE" in said
    assert machine.shows(SERVICE, "ActiveState") == "inactive", "it waits, and has not failed"
    assert machine.does("systemctl", "--failed", "--quiet", "--no-legend") == ""
    assert machine.runs("mkaguzi-agent", "status").returncode == 3

    said = machine.must("mkaguzi-agent", "enrol", "-", said=house.code())
    assert f"at site {SITE}, with {house.address}" in said
    assert "begins by itself" in said
    assert "systemctl" not in said
    reports(house)
    machine.waits(SERVICE, "active")
    assert machine.must("mkaguzi-agent", "status").startswith("running")
    assert owners(machine) == {"mkaguzi-agent:mkaguzi-agent"}
    until(lambda: "machine" in facts(house), "facts arrive", PATIENCE)
    told = facts(house)["machine"]
    assert told["serial"] == "CZC8123XYZ", "it reads the firmware's tables"
    assert machine.runs("runuser", "-u", "nobody", "--", "cat", TABLE).returncode != 0

    seen = json.loads(machine.must("mkaguzi-agent", "once", "--json"))["facts"]
    for name in ALIKE:
        assert facts(house)[name] == seen[name]

    machine.must(f"/{AT_ANOTHER_PYTHON}", "rtupdate", "python3.11", "python3.13")
    assert any((machine.root / PROGRAM).rglob("*.pyc")), "it is compiled for this one"

    kernel = confined(machine)
    assert {kernel[f"Cap{kind}"] for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb")} == {"0" * 16}
    assert (kernel["NoNewPrivs"], kernel["Seccomp"], kernel["Uid"].split()[0]) == (
        "1",
        "2",
        uid(machine),
    )
    assert [batch.errors for batch in batches(house) if batch.errors] == []

    (machine.root / "etc/mkaguzi/agent.ini").write_text("[agent]\nspool_max_mb = 32\n")
    install(machine, newer)
    reports(house, 2)
    machine.waits(SERVICE, "active")
    assert machine.must("mkaguzi-agent", "--version").split()[1] == "0.2.0"
    assert len(house.inside.rows("agent")) == 1, "it is who it was"
    assert "at most 32 MiB" in machine.must("mkaguzi-agent", "check-config")

    machine.must("apt-get", "remove", "--yes", "--quiet", "mkaguzi-agent")
    assert events(house)[-1] == "agent_stopped"
    assert (machine.root / STATE[1:] / "identity.json").exists()
    assert not (machine.root / PROGRAM).exists(), "nothing compiled is left"
    install(machine, newer)
    reports(house, 3)
    assert len(house.inside.rows("agent")) == 1, "it is the same machine"

    machine.must("apt-get", "purge", "--yes", "--quiet", "mkaguzi-agent")
    for place in (STATE, "/etc/mkaguzi", "/run/mkaguzi-smart", "/usr/share/mkaguzi-agent"):
        assert not (machine.root / place[1:]).exists(), place
    left = machine.must("find", "/etc/systemd", "/var/lib/systemd", "-name", "*mkaguzi*")
    assert left == ""


TABLE = "/sys/firmware/dmi/tables/DMI"


def uid(machine: Debian) -> str:
    return machine.must("id", "-u", "mkaguzi-agent").strip()


def test_beside_a_site_file_it_enrols_itself_sleeps_and_goes_down(
    made: Path, machine: Debian, house: Standing
) -> None:
    place = machine.root / "etc" / "mkaguzi"
    place.mkdir()
    (place / "site.mkaguzi").write_text(f"# Mbulu\n{house.code(uses=2)}\n")
    (place / "site.mkaguzi").chmod(0o600)
    smartctl = machine.root / "usr" / "sbin" / "smartctl"
    smartctl.write_text(SMARTCTL)
    smartctl.chmod(0o755)
    assert "not enrolled" not in install(machine, made)
    reports(house)
    machine.waits(SERVICE, "active")
    until(lambda: "disk_health" in facts(house), "facts arrive", PATIENCE)
    assert facts(house)["disk_health"][0]["name"] == "sda"
    (disk,) = machine.must(
        "find", "/run/mkaguzi-smart", "-type", "f", "-printf", "%f %u %g %m"
    ).splitlines()
    assert disk == "sda.json root mkaguzi-agent 640"
    assert "asked by root" in machine.must("cat", "/run/mkaguzi-smart/sda.json")

    becomes_a_copy(machine)
    reports(house, 2)
    assert len(house.inside.rows("agent")) == 2, "it has an identity of its own"
    machine.waits(SERVICE, "active")

    falls_asleep(machine)
    machine.waits("systemd-suspend.service", "activating")
    assert events(house)[-1] == "system_suspending", "it came before"
    until(lambda: "system_resumed" in events(house), "the event arrives", PATIENCE)

    machine.stop()
    assert events(house)[-2:] == ["system_stopping", "agent_stopped"]


def becomes_a_copy(machine: Debian) -> None:
    """As if its disk had been copied: who it says it is was born on another machine."""
    file = machine.root / STATE[1:] / "identity.json"
    who = json.loads(file.read_text())
    assert who["born"]["board_serial"] == "PGWAB0ABCDEFGH"
    file.write_text(json.dumps(who | {"born": dict.fromkeys(who["born"], "another's")}))
    machine.must("systemctl", "restart", SERVICE)


def falls_asleep(machine: Debian) -> None:
    """As logind does it at `systemctl suspend`; of all that, the kernel's part alone is a pause."""
    pause = "[Service]\nExecStart=\nExecStart=/bin/sleep 3\n"
    folder = "/run/systemd/system/systemd-suspend.service.d"
    machine.must("mkdir", "--parents", folder)
    machine.must("tee", f"{folder}/pause.conf", said=pause)
    machine.must("systemctl", "daemon-reload")
    machine.must("systemctl", "start", "--no-block", "suspend.target")


def test_a_code_that_is_refused_is_not_tried_for_ever(
    made: Path, machine: Debian, house: Standing
) -> None:
    place = machine.root / "etc" / "mkaguzi"
    place.mkdir()
    (place / "site.mkaguzi").write_text(house.code(now=int(time.time()) - 7200))
    install(machine, made)
    assert machine.shows("mkaguzi-agent-enrol.service", "ExecMainStatus") == "4"
    assert machine.shows("mkaguzi-agent-enrol.service", "ActiveState") == "failed"
    assert "not enrolled: " in machine.journal()
    told = machine.runs("mkaguzi-agent", "status")
    assert told.returncode == 3
    assert "by the code in /etc/mkaguzi/site.mkaguzi it was tried" in told.stderr
