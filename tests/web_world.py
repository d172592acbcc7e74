"""A collector with something in it, for tests of pages: made by the real pipeline, no mocks."""

from __future__ import annotations

import asyncio
import math
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from litestar import Litestar
from litestar.testing import TestClient

from agent import wire
from agent.delivery.enrol import read_code
from agent.report import Batch, Block, Event, ProbeError, Series
from collector import people
from collector.folder import config
from collector.organisation import chart
from collector.pipeline import Pipeline
from collector.reception.enrolment import admit, note
from collector.sources.push.intake import Delivery, Newcomer
from collector.steps.inspection import Inspector
from collector.store.state import assets
from collector.store.state import people as register
from collector.web.app import make_app
from collector.web.house import House
from tests import databases
from tests.standing import parts

NOW = 1_795_453_560
"""2026-11-23 20:06 in Dar es Salaam: a minute after the golden batch was made."""
GOLDEN = Path(__file__).with_name("golden") / "batch-1-server.json"
ADDRESS = "http://127.0.0.1:8080"


def golden() -> Batch:
    """The golden batch of a server."""
    return wire.decode(msgspec.json.decode(GOLDEN.read_bytes()))


class World(NamedTuple):
    """A collector's parts, and what tests do with them."""

    house: House
    pipeline: Pipeline
    app: Litestar

    def enrol(self, agent: str, site: str, hostname: str) -> None:
        """An agent that may deliver."""
        code = read_code(self.house.code_maker(site, 1, 1, "test"))
        newcomer = Newcomer(code.token, agent, hostname, "0.1.0", "", "10.20.1.5")
        with self.house.engine.begin() as connection:
            _, placed = admit(connection, newcomer, NOW)
            note(connection, newcomer, placed, "enrolled", "", NOW)

    def deliver(self, *batches: Batch) -> None:
        """Batches come in and are applied."""

        async def all_of_them() -> None:
            for batch in batches:
                body = zlib.compress(wire.encode(batch))
                await self.pipeline.accept(
                    Delivery(batch, batch.clock, int(batch.clock.wall), body), trusted=True
                )

        asyncio.run(all_of_them())
        while self.pipeline.catch_up():
            pass

    def person(self, name: str, role: str, org: str | None = None, **values: Any) -> int:
        """Somebody who may sign in."""
        with self.house.engine.begin() as connection:
            return people.add(connection, None, name=name, role=role, org=org, now=NOW, **values)

    def link(self, name: str) -> str:
        """A one-time token for somebody."""
        with self.house.engine.begin() as connection:
            person = register.by_name(connection, name)
            assert person is not None
            return people.link(connection, person, NOW)

    @contextmanager
    def client(self, name: str | None = None) -> Iterator[TestClient[Litestar]]:
        """A browser without scripts; somebody's, if a name is given."""
        with TestClient(self.app, base_url=ADDRESS, raise_server_exceptions=False) as client:
            if name:
                answer = send(client, "/sign-in", "/sign-in/link", token=self.link(name))
                assert answer.status_code == 303, answer.text
            yield client

    def asset(self, host: str) -> str:
        """An asset's id by its name."""
        with self.house.engine.begin() as connection:
            row = assets.by_host(connection, host)
            assert row is not None
            return str(row.id)


def form_token(html: str) -> str:
    """The token in a page's forms."""
    return html.partition('name="form_token" value="')[2].partition('"')[0]


def send(client: TestClient[Litestar], page: str, action: str, **values: str) -> Any:
    """Send a form as the page would."""
    token = form_token(client.get(page).text)
    return client.post(action, data={"form_token": token, **values}, follow_redirects=False)


@contextmanager
def opened(folder: Path) -> Iterator[World]:
    """An empty collector in a folder."""
    settings = config.Settings(data=folder, database=databases.state_of(folder))
    (folder / "standards").mkdir(exist_ok=True)
    region = chart.load(chart.EXAMPLE)
    mbulu = region.sites["mbulu-dc-hq"]._replace(expected={"server": 1, "desktop": 3})
    region = region._replace(sites={**region.sites, "mbulu-dc-hq": mbulu})
    with parts(folder, region) as inside:

        def code(site: str, uses: int | None, hours: int, by: str) -> str:
            values = {"site": site, "hours": hours, "by": by, "now": NOW}
            return inside.code("10.0.0.1:8443", uses, fingerprint="f" * 64, **values)

        house = House(
            inside.engine, inside.journal, inside.rulebook, lambda: region, settings,
            lambda: None, code, False, "0.1.0", lambda: NOW,
        )  # fmt: skip
        yield World(house, inside.pipeline, make_app(house))


def day_of(batch: Batch, hours: int = 24, hole: tuple[int, int] = (9, 11)) -> list[Batch]:
    """A day of batches of a machine like this one, each five minutes, with a hole of silence."""
    found = []
    start = NOW - hours * 3600
    for n in range(hours * 12):
        at = start + n * 300
        if hole[0] * 3600 <= at - start < hole[1] * 3600:
            continue
        found.append(_five_minutes(batch, n, at, at - start))
    return found


def _five_minutes(batch: Batch, n: int, at: int, since: int) -> Batch:
    times = [since + 60 * k for k in range(5)]
    wave = [50 + 40 * math.sin(t / 6000) + 8 * math.sin(t / 700) for t in times]

    def one(name: str, tags: dict[str, str], **fields: list[Any]) -> Series:
        return Series(name, tags, fields)

    block = Block(at, 60, 5, [
        one("cpu", {"cpu": "cpu-total"}, usage_idle=[round(100 - w, 1) for w in wave]),
        one("mem", {}, total=[8 << 30] * 5, used_percent=[round(30 + w / 3, 1) for w in wave],
            available_percent=[round(70 - w / 3, 1) for w in wave]),
        one("swap", {}, total=[2 << 30] * 5, used_percent=[2.5] * 5),
        one("disk", {"path": "/", "device": "sda1", "fstype": "ext4", "mode": "rw"},
            total=[500 << 30] * 5, free=[44 << 30] * 5, used_percent=[91.2] * 5),
        one("disk", {"path": "/srv", "device": "sdb1", "fstype": "ext4", "mode": "rw"},
            total=[500 << 30] * 5, free=[300 << 30] * 5, used_percent=[40.0 + n / 100] * 5),
        one("net", {"interface": "eth0"}, bytes_recv=[(t + 9000) * 90_000 for t in times],
            bytes_sent=[(t + 9000) * 20_000 for t in times]),
        one("diskio", {"name": "sda"}, read_bytes=[t * 3000 for t in times],
            write_bytes=[t * t * 3 for t in times]),
        one("system", {}, uptime=[t + 500_000 for t in times], load1=[0.4] * 5),
    ])  # fmt: skip
    return batch._replace(
        seq=batch.seq + n + 1,
        clock=batch.clock._replace(wall=at + 300.0, mono=since + 800.0),
        blocks=[block],
        facts=batch.facts if n == 0 else {},
        events=batch.events if n == 0 else [],
        errors=batch.errors if n == 0 else [],
    )


SOFTWARE = [
    {"name": f"package-{n}", "version": f"1.{n}", "architecture": "amd64", "source": "dpkg"}
    for n in range(450)
]


WELL: dict[str, Any] = {
    "boot": {"firmware": "uefi", "secure_boot": True, "tpm": True, "tpm_version": "2.0"},
    "disk_health": [{"name": "sda", "passed": True, "unreadable": 0, "worn": 5}],
    "firewall": {"on": True, "product": "ufw"},
    "starts": {"starts": 2, "unclean": 0},
    "updates": {
        "source": "apt", "pending": 0, "security_pending": 0, "restart": False,
        "checked": NOW - 86_400, "installed": NOW - 5 * 86_400,
    },
}  # fmt: skip
"""What a machine tells of itself that nobody need look after."""


def furnish(world: World) -> None:
    """A server with a day of history in Mbulu, PCs there and in Babati, and people."""
    whole: dict[str, Any] = {
        "os": {
            "family": "linux", "id": "debian", "name": "Debian GNU/Linux", "version_id": "12",
            "hostname": "mbulu-files-01", "kernel": "6.1.0-18-amd64", "graphical": False,
        },
        "machine": {
            "vendor": "HP", "model": "ProLiant ML30 Gen10", "serial": "CZ29410ABC",
            "chassis": "server", "bios_date": "2021-03-08", "bios_version": "U44",
        },
        "processor": {"model": "Intel Xeon E-2224", "cores": 4, "threads": 4, "max_mhz": 4600},
        "memory": {
            "installed": 8 << 30, "visible": 8_200_000_000, "slots": 4,
            "modules": [{"slot": "DIMM 1", "size": 8 << 30, "type": "DDR4", "speed": 2666}],
        },
        "disks": [
            {"name": "sda", "model": "MB001000GWJAN", "size": 1_000_204_886_016, "type": "hdd",
             "bus": "ata", "removable": False, "system": True},
        ],
        "interfaces": [
            {"name": "eth0", "mac": "94:40:c9:3b:11:02", "ipv4": "10.20.1.5/24", "speed": 1000,
             "up": True, "virtual": False},
        ],
        "software": SOFTWARE,
        **WELL,
    }  # fmt: skip
    batch = golden()._replace(agent="a" * 32, facts=whole)
    world.enrol(batch.agent, "mbulu-dc-hq", "mbulu-files-01")
    world.deliver(*day_of(batch))
    pc(world, "b" * 32, "mbulu-dc-hq", "mbulu-pc-07", memory=4 << 30, programs=["AnyDesk"])
    pc(world, "c" * 32, "mbulu-dc-hq", "mbulu-pc-08", memory=16 << 30)
    pc(world, "d" * 32, "babati-tc-hq", "babati-pc-01", memory=8 << 30, days_ago=20)
    pc(world, "e" * 32, "babati-tc-hq", "babati-pc-02", memory=None)
    (world.house.settings.data / "standards" / "adopted.yaml").write_text(
        "adopted:\n  - {letter: MRS/ICT/2026/14, by: N. Mushi, date: 2026-11-20, "
        "rules: [HW-01, SW-03, SW-04]}\n"
    )
    assert world.house.rulebook.reload()
    Inspector(world.house.rulebook).sweep(world.house.engine, NOW, whole=True)
    world.person("asha", "admin", email="asha@example.org")
    world.person("region", "viewer", None)
    world.person("mbulu", "viewer", "mbulu-dc", lang="sw")
    world.person("babati", "viewer", "babati-tc")


def pc(
    world: World,
    agent: str,
    site: str,
    host: str,
    *,
    memory: int | None,
    programs: list[str] | None = None,
    days_ago: int = 0,
) -> None:
    """A PC that delivered once, so many days ago."""
    at = NOW - 60 - days_ago * 86_400
    facts: dict[str, Any] = {
        "os": {
            "family": "linux", "id": "ubuntu", "name": "Ubuntu", "version_id": "22.04",
            "hostname": host, "graphical": True,
        },
        "machine": {"vendor": "Dell", "model": "OptiPlex 3080", "serial": f"SN{agent[:6]}7Q",
                    "chassis": "desktop"},
        "disks": [{"name": "nvme0n1", "size": 256_060_514_304, "type": "nvme", "system": True}],
        "software": [{"name": name, "version": "1"} for name in programs or ["libreoffice"]],
        **WELL,
    }  # fmt: skip
    if memory:
        facts["memory"] = {"installed": memory, "visible": memory - (400 << 20)}
    plain = golden()
    batch = plain._replace(
        agent=agent,
        clock=plain.clock._replace(wall=float(at), mono=90_000.0),
        blocks=[Block(at - 60, 60, 1, [Series("system", {}, {"uptime": [90_000]})])],
        facts=facts,
        events=[Event(float(at), "agent_started", {"version": "0.1.0"})],
        errors=[ProbeError(float(at), "sensors", "no sensor answered")] if programs else [],
    )
    world.enrol(agent, site, host)
    world.deliver(batch)
