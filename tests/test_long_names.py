"""Names as long as they come, without a blank: no page runs out of the side of a screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.report import Block, Event, ProbeError, Series
from collector.organisation.chart import Organisation
from collector.steps.inspection import Inspector
from collector.store.state import mails
from collector.web.app import make_app
from collector.web.breaking import breaking
from collector.words.bilingual import Bilingual
from tests.browser import browser, served, visitor
from tests.web_world import NOW, World, furnish, golden, opened

pytestmark = pytest.mark.needs("chromium")
AGENT, HOST, LONG = "f" * 32, "w" * 200, "Q" * 300
PERSON = "n" * 64
RULES = f"""
rules:
  - id: OUR-{"X" * 20}
    version: 1
    title: {{en: {LONG}, sw: {LONG}}}
    group: hardware
    severity: major
    applies_to: {{kind: [server]}}
    require: {{fact: machine.model, one_of: [{LONG}R]}}
    why: {{en: {LONG}, sw: {LONG}}}
    references: [PRODUCT]
    remedy: {{en: {LONG}, sw: {LONG}}}
    examples:
      - {{is: compliant, facts: {{machine: {{model: {LONG}R}}}}}}
      - {{is: breach, facts: {{machine: {{model: x}}}}}}
      - {{is: unknown, facts: {{}}}}
adopted:
  - {{letter: {LONG}, by: {LONG}, date: 2026-11-20, rules: [OUR-{"X" * 20}]}}
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Everything that people or machines name is long."""
    with opened(tmp_path_factory.mktemp("long")) as made:
        furnish(made)
        _rules(made, made.house.settings.data / "standards" / "ours.yaml")
        made.enrol(AGENT, "mbulu-dc-hq", HOST)
        made.deliver(_machine())
        Inspector(made.house.rulebook).sweep(made.house.engine, NOW, whole=True)
        made.person(PERSON, "admin", email=f"{LONG}@example.org", lang="sw")
        _mail(made)
        chart = _stretched(made.house.organisation())
        house = made.house._replace(organisation=lambda: chart, region_trouble=lambda: LONG)
        house.code_maker("mbulu-dc-hq", 1, 1, PERSON)
        yield made._replace(house=house, app=make_app(house))


def _rules(world: World, file: Path) -> None:
    file.write_text(RULES)
    assert world.house.rulebook.reload(), world.house.rulebook.faults
    assert not world.house.rulebook.faults


def _machine() -> Any:
    """A server of which every text is long."""
    row = {"name": LONG, "version": LONG, "architecture": "a" * 100, "source": "dpkg"}
    mac = "94:40:c9:3b:11:05"
    facts: dict[str, Any] = {
        "os": {
            "family": "linux", "id": LONG, "name": LONG, "version_id": LONG, "hostname": HOST,
            "kernel": LONG, "graphical": False,
        },
        "machine": {
            "vendor": LONG, "model": LONG, "serial": LONG, "chassis": "server",
            "bios_version": LONG,
        },
        "processor": {"model": LONG, "cores": 4, "threads": 4},
        "memory": {"installed": 8 << 30, "slots": 4, "modules": [{"slot": LONG, "type": LONG}]},
        "disks": [{"name": LONG, "model": LONG, "serial": LONG, "size": 1 << 40, "type": "hdd"}],
        "interfaces": [{"name": LONG, "mac": mac, "ipv4": "10.20.1.5/24", "ipv6": LONG}],
        "software": [{**row, "name": f"{n}{LONG}"} for n in range(60)],
        "Z" * 120: {"Y" * 120: LONG, "rows": [{"U" * 100: LONG}]},
    }  # fmt: skip
    tags = {"path": f"/{LONG}", "device": LONG, "fstype": "ext4", "mode": "rw"}
    values: dict[str, list[Any]] = {
        "total": [500 << 30], "free": [1 << 30], "used_percent": [99.0],
    }  # fmt: skip
    net: dict[str, list[Any]] = {"bytes_recv": [1], "bytes_sent": [1]}
    series = [Series("disk", tags, values), Series("net", {"interface": LONG}, net)]
    plain = golden()
    return plain._replace(
        agent=AGENT,
        clock=plain.clock._replace(wall=float(NOW - 60)),
        blocks=[Block(NOW - 600, 60, 1, series), Block(NOW - 120, 60, 1, series)],
        facts=facts,
        events=[Event(float(NOW - 90), "K" * 100, {"D" * 100: LONG})],
        errors=[ProbeError(float(NOW - 90), "P" * 100, LONG)],
    )


def _mail(world: World) -> None:
    row = {"message_id": "<1@x>", "kind": "digest", "recipient": f"{LONG}@x", "org": None}
    texts = {"lang": "en", "subject": LONG, "plain": LONG, "html": f"<p>{LONG}</p>"}
    with world.house.engine.begin() as connection:
        mails.settle(connection, mails.add(connection, {**row, **texts}, NOW), "failed", LONG, NOW)


def _stretched(region: Organisation) -> Organisation:
    """The same places, with names and no blank in them."""
    name = Bilingual("Halmashauri" * 12, "Halmashauri" * 12)
    councils = {code: one._replace(name=name) for code, one in region.councils.items()}
    sites = {code: one._replace(name=name) for code, one in region.sites.items()}
    return region._replace(name=name, councils=councils, sites=sites)


def pages(world: World) -> list[str]:
    with world.house.reading.connect() as connection:
        found = connection.exec_driver_sql("SELECT id, host FROM asset").all()
    [asset] = [row.id for row in found if row.host.startswith("www")]
    facts = [f"/asset/{asset}/facts/{name}" for name in ("software", "disks", "Z" * 120)]
    return [
        "/", "/assets", f"/assets?q={LONG}", "/council/mbulu-dc", f"/asset/{asset}", *facts,
        "/breaches", "/breaches?status=unknown", "/standards", "/outbox", "/outbox/1",
        "/outbox/1?as=plain", "/add-machines", "/collector", "/account", "/nowhere",
    ]  # fmt: skip


@pytest.mark.parametrize("width", [360, 768, 961, 1217, 1280])
def test_nothing_runs_out_of_the_side(world: World, width: int) -> None:
    wide = {}
    size = {"width": width, "height": 800}
    with (
        served(world.app) as address,
        browser() as chromium,
        visitor(chromium, viewport=size) as guest,
    ):
        guest.page.goto(f"{address}/sign-in#{world.link(PERSON)}")
        guest.page.wait_for_url(f"{address}/")
        for path in pages(world):
            guest.page.goto(address + path)
            if guest.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide[path] = guest.page.evaluate(_WIDE)
    assert wide == {}


_WIDE = """
() => [...document.querySelectorAll("body *")]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => `${e.tagName}.${e.className} < ${e.parentElement.tagName}.${e.parentElement.className}`)
  .slice(0, 6)
"""
"""What reaches beyond the edge."""


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("mbulu-pc-07", "mbulu-pc-07"),
        ("Babati Town Council, head office", "Babati Town Council, head office"),
        ("a<b>" * 7, "a&lt;b&gt;a&lt;b&gt;<wbr>" * 3 + "a&lt;b&gt;"),
        (f"short {'x' * 25}", f"short {'x' * 8}<wbr>{'x' * 8}<wbr>{'x' * 8}<wbr>x"),
        ("x" * 24, "x" * 24),
    ],
)
def test_only_what_is_too_long_gets_places_to_break_and_all_is_escaped(
    text: str, html: str
) -> None:
    assert breaking(text) == html
