"""The fleet, councils and lists of assets, as their pages show them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.alerts import sites
from collector.judge.verdict import COMPLIANT
from collector.steps.inspection import Inspector
from collector.store.state import verdicts
from collector.web.app import make_app
from tests.web_world import NOW, World, furnish, golden, opened, pc


@pytest.fixture(scope="module")
def world(each_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with opened(tmp_path_factory.mktemp("fleet")) as made:
        furnish(made)
        yield made


def get(world: World, path: str, name: str = "asha") -> str:
    with world.client(name) as client:
        return re.sub(r"\s+", " ", client.get(path).text)


def hosts(page: str) -> list[str]:
    return re.findall(r'<a href="/asset/\w+">([\w-]+)</a>', page)


def test_an_empty_collector_says_so_and_looks_again_by_itself(tmp_path: Path) -> None:
    with opened(tmp_path) as made:
        made.person("asha", "admin")
        page = get(made, "/")
    assert "No machine reports yet." in page
    assert 'http-equiv="refresh"' in page
    assert "100 %" not in page


def test_the_fleet_shows_compliance_and_coverage_side_by_side(world: World) -> None:
    page = get(world, "/")
    row = page.partition('href="/council/mbulu-dc"')[2].partition("</tr>")[0]
    assert "33 %" in row  # one of three meets all
    assert "3 of 4" in row
    assert "(75 %)" in row
    assert "2 major" in row  # 4 GiB, and AnyDesk
    babati = page.partition('href="/council/babati-tc"')[2].partition("</tr>")[0]
    assert re.search(r"1 <span class=\"soft\">\(expected: not known\)", babati)


def test_that_coverage_is_not_known_says_of_whom(world: World) -> None:
    assert "4 report; not every council has said how many there should be" in get(world, "/")
    assert "1 reports; nobody has said how many there should be" in get(world, "/", "babati")


def test_councils_are_sorted_as_the_url_says(world: World) -> None:
    page = get(world, "/?sort=breaches&down=1")
    assert re.findall(r'<a href="/council/([\w-]+)"', page)[0] == "mbulu-dc"
    assert 'aria-sort="descending"' in page
    assert 'aria-sort="ascending"' in get(world, "/?sort=nonsense")


def test_a_councils_viewer_has_a_fleet_of_one_in_swahili(world: World) -> None:
    page = get(world, "/", "mbulu")
    assert "Halmashauri ya Wilaya ya Mbulu" in page
    assert "babati" not in page
    assert "3 kati ya 4" in page


def without(world: World, council: str) -> World:
    """The same, after an officer took a council out of the region's file."""
    known = world.house.organisation()
    councils = {code: one for code, one in known.councils.items() if code != council}
    sites = {code: one for code, one in known.sites.items() if one.org != council}
    left = known._replace(councils=councils, sites=sites)
    house = world.house._replace(organisation=lambda: left)
    return world._replace(house=house, app=make_app(house))


def test_a_council_that_the_file_lost_is_found_as_long_as_it_has_assets(world: World) -> None:
    lost = without(world, "mbulu-dc")
    assert 'href="/council/mbulu-dc"' in get(lost, "/")
    page = get(lost, "/council/mbulu-dc")
    assert hosts(page) == ["mbulu-pc-07", "mbulu-pc-08", "mbulu-files-01"]
    assert {host[:6] for host in hosts(get(lost, "/breaches?council=mbulu-dc"))} == {"mbulu-"}
    assert len(hosts(get(lost, "/assets?council=mbulu-dc"))) == 3
    assert 'href="/council/mbulu-dc"' in get(lost, re.findall(r"/asset/\w+", page)[0])
    with lost.client("asha") as client:
        assert client.get("/council/nowhere").status_code == 404


def test_a_council_lists_its_sites_and_assets_the_worst_first(world: World) -> None:
    page = get(world, "/council/mbulu-dc")
    assert "Mbulu DC headquarters" in page
    assert hosts(page) == ["mbulu-pc-07", "mbulu-pc-08", "mbulu-files-01"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("standing=silent", ["babati-pc-01"]),
        ("kind=server", ["mbulu-files-01"]),
        ("q=PC-0&sort=host&down=1",
         ["mbulu-pc-08", "mbulu-pc-07", "babati-pc-02", "babati-pc-01"]),
        ("q=cz29410abc", ["mbulu-files-01"]),  # by its serial number
        ("q=94:40:C9:3B:11:02", ["mbulu-files-01"]),  # by its address
        ("q=10.20.1.5", ["mbulu-files-01"]),  # by its IP address
        ("q=10.20.1", ["mbulu-files-01"]),
        ("q=10.20.1.50", []),
        ("q=0.20.1.5", []),  # an address does not begin in its middle
        ("q=20.1.5/24", []),
        ("council=babati-tc&sort=last_seen", ["babati-pc-01", "babati-pc-02"]),
        ("q=100%25", []),
        ("standing=nonsense&kind=server", ["mbulu-files-01"]),
        ("council=bogus&site=bogus&kind=server", ["mbulu-files-01"]),
        ("kind=bogus&q=files", ["mbulu-files-01"]),
        ("site=mbulu-dc-hq&q=07", ["mbulu-pc-07"]),
        ("council=babati-tc&site=mbulu-dc-hq", ["babati-pc-01", "babati-pc-02"]),
        ("sort=breaches&q=mbulu", ["mbulu-pc-07", "mbulu-files-01", "mbulu-pc-08"]),
        ("sort=breaches&up=1&q=mbulu", ["mbulu-files-01", "mbulu-pc-08", "mbulu-pc-07"]),
    ],
)  # fmt: skip
def test_assets_are_filtered_and_sorted_by_the_url(
    world: World, query: str, expected: list[str]
) -> None:
    assert hosts(get(world, f"/assets?{query}")) == expected


def test_an_address_is_found_within_the_readers_scope_alone(world: World) -> None:
    assert hosts(get(world, "/assets?q=10.20.1.5", "mbulu")) == ["mbulu-files-01"]
    page = get(world, "/assets?q=10.20.1.5", "babati")
    assert hosts(page) == []
    assert "No asset matches this filter." in page


def test_a_filter_says_what_it_shows(world: World) -> None:
    page = get(world, "/council/mbulu-dc?site=mbulu-dc-hq")
    assert '<option value="mbulu-dc-hq" selected>Mbulu DC headquarters</option>' in page
    assert 'href="/council/mbulu-dc">Show all</a>' in page
    filters = get(world, "/assets?kind=bogus&council=bogus").partition('<form class="sorter"')[0]
    assert "selected" not in filters
    assert "Show all" not in filters


def test_sites_are_sorted_apart_from_assets(world: World) -> None:
    page = get(world, "/council/mbulu-dc?sites=assets&sort=host")
    sites, _, assets = page.partition("<h2>Assets</h2>")
    link = "/council/mbulu-dc?sites=assets&amp;sort=host&amp;sites_up=1"
    assert f'aria-sort="descending"><a href="{link}">Assets ▾' in sites
    assert 'aria-sort="ascending"' in assets


def test_on_phones_a_table_is_sorted_by_a_form_that_keeps_the_filters(world: World) -> None:
    page = get(world, "/assets?kind=server&sort=host&down=1")
    form = page.partition('<form class="sorter"')[2].partition("</form>")[0]
    assert '<option value="host" selected>Asset</option>' in form
    assert '<input type="hidden" name="kind" value="server">' in form
    assert 'name="down"' not in form
    assert 'href="/assets?kind=server&amp;sort=host"' in form  # turned round


def test_machines_beyond_what_is_expected_are_told_apart(tmp_path: Path) -> None:
    with opened(tmp_path) as made:
        made.person("asha", "admin")
        for n in range(5):  # of four
            pc(made, f"{n}" * 32, "mbulu-dc-hq", f"pc-{n}", memory=8 << 30)
        page = get(made, "/council/mbulu-dc")
    assert "3 of 4" in page  # the server is missing still
    assert "5 of 4" not in page
    assert "2 more than expected" in page


def test_a_machine_of_which_next_to_nothing_is_known_meets_nothing(tmp_path: Path) -> None:
    """Its clock may be right; that it meets all standards of its kind, nobody can say."""
    with opened(tmp_path) as made:
        made.person("asha", "admin")
        made.enrol("f" * 32, "mbulu-dc-hq", "mute-01")
        clock = golden().clock._replace(wall=float(NOW - 60))
        made.deliver(golden()._replace(agent="f" * 32, clock=clock, facts={}, blocks=[], errors=[]))
        Inspector(made.house.rulebook).sweep(made.house.engine, NOW, whole=True)
        with made.house.engine.connect() as connection:
            given = verdicts.of_asset(connection, made.asset("mute-01")).values()
        assert {one.status for one in given} == {COMPLIANT}
        assert hosts(get(made, "/assets?standing=compliant")) == []
        assert hosts(get(made, "/assets?standing=unknown")) == ["mute-01"]
        assert "is still to be told" in get(made, f"/asset/{made.asset('mute-01')}")


def test_a_site_that_fell_silent_is_told_as_in_its_mail(tmp_path: Path) -> None:
    with opened(tmp_path) as made:
        furnish(made)
        later = NOW + 40 * 60
        Inspector(made.house.rulebook).sweep(made.house.engine, later, whole=True)
        with made.house.engine.begin() as connection:
            sites.look(connection, later, later)
        app = make_app(made.house._replace(now=lambda: later))
        dark = made._replace(app=app)
        said = "Mbulu DC headquarters: 3 of 3 machines fell silent</strong>, since 23 Nov 2026"
        for path in ("/", "/council/mbulu-dc"):
            assert said in get(dark, path), path
            assert get(dark, path).count("only once its own standard is broken") == 1, path
        assert "fell silent" not in get(dark, "/council/babati-tc")
        assert "its own standard" not in get(dark, "/council/babati-tc")
        assert "fell silent" not in get(dark, "/", "babati")


def test_a_long_list_is_cut_into_pages_that_keep_the_filters(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collector.web.pages.fleet.ROWS", 2)
    page = get(world, "/assets?q=pc&sort=host")
    assert hosts(page) == ["babati-pc-01", "babati-pc-02"]
    assert "1 to 2 of 4" in page
    assert 'href="/assets?q=pc&amp;sort=host&amp;page=2"' in page
    assert hosts(get(world, "/assets?q=pc&sort=host&page=2")) == ["mbulu-pc-07", "mbulu-pc-08"]
    assert hosts(get(world, "/assets?q=pc&page=99")) == []


def test_what_people_type_is_never_markup(world: World) -> None:
    page = get(world, "/assets?q=<script>alert(1)</script>")
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
