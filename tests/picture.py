"""README's screenshot, taken anew from a real page: `make picture`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.browser import browser, served, visitor
from tests.palette import reduced
from tests.web_world import World, day_of, furnish, golden, opened

WIDTH, HEIGHT = 1200, 1520
FILE = Path(__file__).parent.parent / "docs" / "asset.png"
AGENT = "f" * 32
FACTS: dict[str, Any] = {
    "os": {
        "family": "linux", "id": "ubuntu", "name": "Ubuntu", "version": "Ubuntu 20.04.6 LTS",
        "version_id": "20.04", "hostname": "mbulu-accounts-03", "graphical": True,
    },
    "machine": {
        "vendor": "HP", "model": "ProDesk 400 G4", "serial": "CZC8123XKQ", "chassis": "desktop",
    },
    "processor": {"model": "Intel Core i3-7100", "cores": 2, "threads": 4},
    "memory": {"installed": 4 << 30, "visible": 4_100_000_000, "slots": 2},
    "disks": [{"name": "sda", "size": 500_107_862_016, "type": "hdd", "system": True}],
    "software": [{"name": name, "version": "1"} for name in ("libreoffice", "AnyDesk")],
}  # fmt: skip


def machine(world: World) -> str:
    """An old PC with a day of history; its asset's id."""
    world.enrol(AGENT, "mbulu-dc-hq", FACTS["os"]["hostname"])
    world.deliver(*day_of(golden()._replace(agent=AGENT, facts=FACTS, errors=[])))
    return world.asset(FACTS["os"]["hostname"])


def take(file: Path) -> None:
    """Take it: light, in English, the first reason open."""
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as world:
        furnish(world)
        asset = machine(world)
        size = {"width": WIDTH, "height": HEIGHT}
        with (
            served(world.app) as address,
            browser() as chromium,
            visitor(chromium, viewport=size, color_scheme="light") as guest,
        ):
            guest.page.goto(f"{address}/sign-in#{world.link('asha')}")
            guest.page.wait_for_url(f"{address}/")
            guest.page.goto(f"{address}/asset/{asset}")
            guest.page.locator("summary").first.click()
            guest.page.mouse.move(0, 0)
            file.write_bytes(reduced(guest.page.screenshot()))


if __name__ == "__main__":
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE)
