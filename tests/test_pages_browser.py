"""The pages in a real browser: signing in, sorting, dark and light, a phone, and their weight."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import delete, insert

from agent import site_file
from agent.report import ProbeError
from collector.alerts import alert, letter
from collector.alerts.letter import Item, Section
from collector.outage import Outage
from collector.store.state import failing, mails
from collector.store.state.schema import fact
from collector.words.text import text_for
from tests.browser import browser, served, visitor
from tests.web_crowd import crowd
from tests.web_world import NOW, World, furnish, opened

pytestmark = pytest.mark.needs("chromium")
HEAVIEST = 100_000
"""Bytes of a page with everything it loads, unpacked."""
NOSY = "<img src='http://192.0.2.1/x.png'><script>document.body.textContent = ''</script>"
"""What a mail must not do on our page: fetch, and run."""
PHONE = {"width": 360, "height": 720}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with opened(tmp_path_factory.mktemp("browser")) as made:
        furnish(made)
        made.person("neema", "admin", lang="sw")
        _note_long_error(made)
        letter = {"message_id": "<1@x>", "kind": "digest", "recipient": "a@x", "org": None}
        plain = "<style>p{color:rgb(1,2,3)}</style><p>Hello</p>"
        words = {"lang": "en", "subject": "Digest", "plain": "Hello"}
        with made.house.engine.begin() as connection:
            mails.add(connection, {**letter, **words, "html": plain}, NOW)
            nosy = {**letter, "message_id": "<2@x>", "html": plain + NOSY}
            mails.add(connection, {**nosy, **words}, NOW)
        yield made


def _note_long_error(world: World) -> None:
    """A probe that fails with a path that has no blank in it, and is longer than a phone."""
    message = f"PermissionError: '/var/lib/{'a-folder-with-a-name/' * 12}list'"
    asset_id, error = world.asset("mbulu-pc-08"), ProbeError(float(NOW - 60), "software", message)
    with world.house.engine.begin() as connection:
        failing.note(connection, asset_id, [error])


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    with served(world.app) as where:
        yield where


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened_browser:
        yield opened_browser


def sign_in(world: World, page: Page, address: str, name: str = "asha") -> None:
    page.goto(f"{address}/sign-in#{world.link(name)}")
    page.wait_for_url(f"{address}/")


def sign_in_by_hand(world: World, page: Page, address: str, name: str = "asha") -> None:
    """As a browser must that runs no scripts."""
    page.goto(f"{address}/sign-in")
    page.click("summary")
    page.fill("[name=token]", f"{address}/sign-in#{world.link(name)}")
    page.click("#link-form button")


def every_page(world: World) -> list[str]:
    server, pc = world.asset("mbulu-files-01"), world.asset("mbulu-pc-07")
    failing = world.asset("mbulu-pc-08")
    return [
        "/", "/assets", "/council/mbulu-dc", f"/asset/{server}", f"/asset/{pc}",
        f"/asset/{failing}",
        f"/asset/{server}?hours=336", f"/asset/{server}/facts/software", "/breaches",
        "/breaches?status=unknown", "/standards", "/outbox", "/outbox/1", "/outbox/1?as=plain",
        "/add-machines", "/collector", "/account", "/sign-in",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["asha", "neema"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_light_quiet_and_at_home_on_a_phone(
    world: World, address: str, chromium: Browser, scheme: Any, name: str
) -> None:
    with visitor(chromium, viewport=PHONE, color_scheme=scheme) as guest:
        sign_in(world, guest.page, address, name)
        for path in every_page(world):
            answer = guest.page.goto(address + path)
            assert answer is not None
            assert answer.status == 200, path
            assert guest.page.evaluate("document.documentElement.scrollWidth") <= 360, path
            assert sum(guest.weights()) <= HEAVIEST, path
    assert guest.said == []
    assert [url for url in guest.asked if not url.startswith(address)] == []


@pytest.mark.parametrize("width", [740, 768, 1024])
def test_no_page_scrolls_sideways_on_what_is_between_a_phone_and_a_desk(
    world: World, address: str, chromium: Browser, width: int
) -> None:
    with visitor(chromium, viewport={"width": width, "height": 800}) as guest:
        sign_in(world, guest.page, address, "neema")
        for path in every_page(world):
            guest.page.goto(address + path)
            assert guest.page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_what_a_finger_must_hit_is_large_enough(
    world: World, address: str, chromium: Browser
) -> None:
    options: dict[str, Any] = {"has_touch": True, "is_mobile": True}
    with visitor(chromium, viewport=PHONE, **options) as guest:
        sign_in(world, guest.page, address)
        for path in every_page(world):
            guest.page.goto(address + path)
            assert guest.page.evaluate(_SMALL) == [], path


_SMALL = """
() => [...document.querySelectorAll("a, button, summary, select, input")]
  .filter(e => e.offsetParent && e.type !== "hidden" && !e.closest(".skip"))
  .filter(e => e.getBoundingClientRect().height < 31.5)
  .map(e => `${e.tagName} ${e.textContent.trim().slice(0, 30)}`)
"""
"""What can be touched and is lower than 32 px."""


def test_on_a_phone_lists_are_sorted_without_their_heads_and_without_scripts(
    world: World, address: str, chromium: Browser
) -> None:
    with visitor(chromium, viewport=PHONE, java_script_enabled=False) as guest:
        page = guest.page
        sign_in_by_hand(world, page, address)
        page.goto(f"{address}/assets?q=mbulu")
        assert not page.locator("thead").is_visible()
        page.select_option(".sorter select", "host")
        page.click(".sorter button")
        assert page.url.endswith("/assets?sort=host&q=mbulu")
        assert _hosts(page) == ["mbulu-files-01", "mbulu-pc-07", "mbulu-pc-08"]
        page.click(".sorter a")
        assert page.url.endswith("/assets?sort=host&q=mbulu&down=1")
        assert _hosts(page) == ["mbulu-pc-08", "mbulu-pc-07", "mbulu-files-01"]


def test_a_list_of_facts_is_whole_on_a_phone(world: World, address: str, chromium: Browser) -> None:
    with visitor(chromium, viewport=PHONE) as guest:
        sign_in(world, guest.page, address)
        guest.page.goto(f"{address}/asset/{world.asset('mbulu-files-01')}/facts/software")
        row = guest.page.locator("tbody tr").first
        assert row.inner_text().split() == ["package-0", "1.0", "amd64", "dpkg"]
        for cell in row.locator("th, td").all():
            box = cell.bounding_box()
            assert box is not None
            assert 0 <= box["x"] <= box["x"] + box["width"] <= 360


def test_the_fullest_pages_there_can_be_weigh_no_more(
    world: World, address: str, chromium: Browser
) -> None:
    crowd(world)
    with visitor(chromium) as guest:
        sign_in(world, guest.page, address, "neema")
        for path in ("/assets?q=crowd", "/council/kiteto-dc", "/breaches?council=kiteto-dc"):
            guest.page.goto(address + path)
            page, *rest = guest.weights()
            assert page > 30_000, path
            assert sum(rest) < 25_000, path
            assert page + sum(rest) <= HEAVIEST, path


def test_a_link_signs_in_once_and_leaves_no_token_in_the_address(
    world: World, address: str, chromium: Browser
) -> None:
    link = f"{address}/sign-in#{world.link('asha')}"
    with visitor(chromium) as guest:
        guest.page.goto(link)
        guest.page.wait_for_url(f"{address}/")
        assert guest.page.locator(".who").inner_text().split() == ["Kiswahili", "asha"]
        guest.page.go_back()
        assert "#" not in guest.page.url
    with visitor(chromium) as other:
        other.page.goto(link)
        other.page.wait_for_selector("[role=alert]")
        assert "used already" in other.page.locator("[role=alert]").inner_text()


def test_who_is_signed_in_has_nothing_to_do_at_the_door_but_a_link_brings_another_in(
    world: World, address: str, chromium: Browser
) -> None:
    with visitor(chromium) as guest:
        sign_in(world, guest.page, address, "asha")
        guest.page.goto(f"{address}/sign-in")
        guest.page.wait_for_url(f"{address}/")
        sign_in(world, guest.page, address, "neema")
        assert guest.page.locator(".who").inner_text().split() == ["English", "neema"]


def test_lists_sort_and_filter_with_their_state_in_the_address(
    world: World, address: str, chromium: Browser
) -> None:
    with visitor(chromium) as guest:
        page = guest.page
        sign_in(world, page, address)
        page.goto(f"{address}/council/mbulu-dc")
        page.get_by_role("link", name="Asset", exact=True).click()
        assert page.url.endswith("/council/mbulu-dc?sort=host")
        page.get_by_role("link", name="Asset ▴").click()
        assert page.url.endswith("/council/mbulu-dc?sort=host&down=1")
        assert _hosts(page) == ["mbulu-pc-08", "mbulu-pc-07", "mbulu-files-01"]
        page.select_option("select[name=kind]", "server")
        page.wait_for_url(re.compile("kind=server"))
        assert page.url.endswith("?kind=server&sort=host&down=1")
        assert _hosts(page) == ["mbulu-files-01"]
        page.go_back()
        assert _hosts(page) == ["mbulu-pc-08", "mbulu-pc-07", "mbulu-files-01"]


def _hosts(page: Page) -> list[str]:
    return page.locator("table:last-of-type tbody th a[href^='/asset/']").all_inner_texts()


def test_without_scripts_everything_still_works(
    world: World, address: str, chromium: Browser
) -> None:
    with visitor(chromium, java_script_enabled=False) as guest:
        page = guest.page
        page.goto(f"{address}/sign-in")
        page.click("summary")
        page.fill("[name=token]", f"{address}/sign-in#{world.link('asha')}")
        page.click("#link-form button")
        page.goto(f"{address}/breaches")
        page.select_option("select[name=severity]", "major")
        page.click("text=Filter")
        assert "severity=major" in page.url
        assert set(page.locator("tbody td:first-child").all_inner_texts()) == {"major"}


def test_the_reader_chooses_dark_or_light_and_text_stays_readable(
    world: World, address: str, chromium: Browser
) -> None:
    for scheme, dark in (("light", False), ("dark", True)):
        options: dict[str, Any] = {"color_scheme": scheme}
        with visitor(chromium, **options) as guest:
            sign_in(world, guest.page, address)
            for path in ("/", "/council/mbulu-dc", f"/asset/{world.asset('mbulu-pc-07')}"):
                guest.page.goto(address + path)
                ground = guest.page.evaluate("getComputedStyle(document.body).backgroundColor")
                assert (_light(_rgb(ground)) < 0.2) is dark
                assert guest.page.evaluate(_FAINT) == [], path


def _rgb(css: str) -> tuple[float, ...]:
    return tuple(float(n) for n in re.findall(r"[\d.]+", css)[:3])


def _light(rgb: tuple[float, ...]) -> float:
    return sum(rgb) / 3 / 255


_FAINT = """
() => {
  const parse = css => css.match(/[\\d.]+/g).map(Number);
  const linear = c => (c /= 255) <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => .2126 * linear(r) + .7152 * linear(g) + .0722 * linear(b);
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const found = parse(getComputedStyle(e).backgroundColor);
      if (found.length < 4 || found[3] === 1) return found;
    }
    return [255, 255, 255];
  };
  const contrast = e => {
    const both = [light(parse(getComputedStyle(e).color)), light(ground(e))];
    return (Math.max(...both) + .05) / (Math.min(...both) + .05);
  };
  const faint = new Set();
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || e.closest("svg") || !e.offsetParent) continue;
    if (contrast(e) < 4.5) faint.add(`${e.className}: ${e.textContent.trim().slice(0, 30)}`);
  }
  return [...faint];
}
"""
"""Texts with less contrast than 4.5 to 1 (WCAG AA)."""


def test_a_mail_in_its_frame_has_its_own_look_and_loads_nothing(
    world: World, address: str, chromium: Browser
) -> None:
    with visitor(chromium) as guest:
        sign_in(world, guest.page, address)
        guest.page.goto(f"{address}/outbox/2", wait_until="networkidle")
        frame = guest.page.frame_locator("iframe")
        colour = frame.locator("p").evaluate("e => getComputedStyle(e).color")
        assert colour == "rgb(1, 2, 3)"
        assert frame.locator("p").inner_text() == "Hello"
    assert [said for said in guest.said if "x.png" in said and "violates" in said]
    assert [said for said in guest.said if "sandboxed" in said]


def test_on_a_phone_a_mail_is_whole_in_its_frame_down_to_its_foot(
    world: World, address: str, chromium: Browser
) -> None:
    with visitor(chromium, viewport=PHONE) as guest:
        sign_in(world, guest.page, address)
        for mail in letters(world, "phone"):
            guest.page.goto(f"{address}/outbox/{mail}", wait_until="networkidle")
            frame = guest.page.frame_locator("iframe").locator("html")
            needed = frame.locator("body > table").evaluate("e => e.offsetHeight")
            given = frame.evaluate("e => e.clientHeight")
            assert needed <= given <= 1.5 * needed, mail


def test_what_a_machine_of_few_facts_is_leaves_no_column_empty(
    world: World, address: str, chromium: Browser
) -> None:
    asset_id = world.asset("babati-pc-02")
    with visitor(chromium, viewport={"width": 1280, "height": 900}) as guest:
        sign_in(world, guest.page, address)
        for facts in (1, 2, 3):
            _told_alone(world, asset_id, facts)
            guest.page.goto(f"{address}/asset/{asset_id}")
            assert guest.page.locator(".facts > section").count() == facts
            assert guest.page.evaluate(_EMPTY) < 2, facts


_TOLD: dict[str, dict[str, str]] = {
    "machine": {"vendor": "HP"},
    "memory": {"error": "none"},
    "os": {"name": "Debian", "family": "linux", "kernel": "6.1", "version": "12", "id": "debian"},
}
"""Facts of which the last is as high as the others together."""
_EMPTY = """
() => document.querySelector(".facts").getBoundingClientRect().right
  - Math.max(...[...document.querySelectorAll(".facts > section")]
      .map(e => e.getBoundingClientRect().right))
"""
"""Pixels beside the sections where there is none."""


def _told_alone(world: World, asset_id: str, count: int) -> None:
    """Nothing is known of it but so many sections."""
    with world.house.engine.begin() as connection:
        connection.execute(delete(fact).where(fact.c.asset == asset_id))
        for section, content in [*_TOLD.items()][:count]:
            row = {"section": section, "content": content, "since": NOW, "seen": NOW}
            connection.execute(insert(fact).values(asset=asset_id, **row))


def test_counts_of_breaches_and_none_are_of_one_size(
    world: World, address: str, chromium: Browser
) -> None:
    with visitor(chromium, viewport={"width": 1280, "height": 900}) as guest:
        sign_in(world, guest.page, address)
        cells = guest.page.locator("td[data-label=Breaches] > span > *")
        assert {"none", "2 major"} <= set(cells.all_inner_texts())
        sizes = cells.evaluate_all("found => found.map(e => getComputedStyle(e).fontSize)")
        assert set(sizes) == {"13px"}


def test_at_a_desk_a_frame_fits_its_mail_up_to_a_bound(
    world: World, address: str, chromium: Browser
) -> None:
    with visitor(chromium, viewport={"width": 1280, "height": 900}) as guest:
        sign_in(world, guest.page, address)
        for mail in letters(world, "desk"):
            guest.page.goto(f"{address}/outbox/{mail}", wait_until="networkidle")
            frame = guest.page.frame_locator("iframe").locator("html")
            needed = frame.locator("body > table").evaluate("e => e.offsetHeight")
            given = guest.page.locator("iframe").evaluate("e => e.offsetHeight")
            assert min(needed, 540) <= given <= min(1.5 * needed, 544), mail


def letters(world: World, mark: str) -> list[int]:
    """Real ones, short and long, in both languages, marked as a test's own; their ids."""
    made: list[int] = []
    for lang in ("en", "sw"):
        text, hosts = text_for(lang), tuple(f"mbulu-pc-{n:02}" for n in range(12))
        dark = Outage("mbulu-dc-hq", "mbulu-dc", 12, 14, NOW - 1500, hosts)
        short = alert.outage(text, "Mbulu DC headquarters", dark, address := "https://m.go.tz", NOW)
        item = Item("mbulu-pc-01 (Mbulu DC headquarters)", (short.lead, short.lead), "breach")
        long = short._replace(sections=(Section("New breaches", (item,) * 60),))
        for one in (alert.test(text, address, NOW), short, long):
            values = {"message_id": f"<{mark}{len(made)}@x>", "kind": "test", "recipient": "a@x"}
            values |= {"lang": lang, "subject": one.subject, "plain": letter.plain(one)}
            with world.house.engine.begin() as connection:
                whole = {**values, "html": letter.html(one), "org": None}
                made.append(mails.add(connection, whole, NOW))
    return made


def test_a_code_is_made_and_the_language_switched(
    world: World, address: str, chromium: Browser
) -> None:
    with visitor(chromium) as guest:
        page = guest.page
        sign_in(world, page, address)
        page.goto(f"{address}/add-machines")
        page.select_option("select[name=site]", "babati-tc-hq")
        page.click("text=Make a code")
        assert page.locator("#line").inner_text().startswith("sudo mkaguzi-agent enrol mkz1.")
        assert page.locator("button[data-copies]").count() == 3
        page.reload()
        assert page.locator(".handout").count() == 0
        assert page.locator(".act button").count() == 1
        page.goto(f"{address}/standards")
        page.click("button[lang=sw]")
        assert page.locator("h1").inner_text() == "Viwango"
        page.click("button[lang=en]")
        assert page.locator("h1").inner_text() == "Standards"
        page.goto(f"{address}/account")
        page.click("text=Sign out")
        assert page.url == f"{address}/sign-in"


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(("name", "makes", "loads"), [
    ("asha", "Make a code", "Download site.mkaguzi"),
    ("neema", "Tengeneza msimbo", "Pakua site.mkaguzi"),
])  # fmt: skip
def test_on_a_phone_a_code_is_made_and_its_file_taken_along(
    world: World, address: str, chromium: Browser, scripts: bool, name: str, makes: str, loads: str
) -> None:
    options: dict[str, Any] = {"has_touch": True, "is_mobile": True, "java_script_enabled": scripts}
    with visitor(chromium, viewport=PHONE, **options) as guest:
        page = guest.page
        sign_in_by_hand(world, page, address, name)
        page.goto(f"{address}/add-machines")
        page.click(f"text={makes}")
        page.locator("#silent").wait_for()
        page.wait_for_load_state()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.evaluate(_SMALL) == []
        shown = page.locator("#silent").inner_text().partition("CODE=")[2]
        with page.expect_download() as coming:
            page.click(f"text={loads}")
        assert coming.value.suggested_filename == site_file.NAME
        assert site_file.code(coming.value.path()) == shown
        assert page.locator("#silent").count() == 1, "it is shown as before"
    assert [url for url in guest.asked if shown in url] == []
