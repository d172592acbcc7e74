"""The fleet, councils and lists of assets, as their pages show them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web_world import World, furnish, opened


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
    assert "1 critical" in row
    babati = page.partition('href="/council/babati-tc"')[2].partition("</tr>")[0]
    assert "of a number not known" in babati


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
        ("council=babati-tc&sort=last_seen", ["babati-pc-01", "babati-pc-02"]),
        ("q=100%25", []),
        ("standing=nonsense&kind=server", ["mbulu-files-01"]),
    ],
)  # fmt: skip
def test_assets_are_filtered_and_sorted_by_the_url(
    world: World, query: str, expected: list[str]
) -> None:
    assert hosts(get(world, f"/assets?{query}")) == expected


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
