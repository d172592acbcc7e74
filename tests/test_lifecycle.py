"""The tables of support: dates, sources, the day they were looked up."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest

from collector.standards.rulebook import lifecycle

TABLES = lifecycle()
CHANNELS = {"ends", "home_pro", "enterprise", "ltsc", "iot_ltsc", "server"}


def rows() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for system, table in TABLES.items():
        for part in ("releases", "client", "server"):
            for key, row in table.get(part, {}).items():
                yield f"{system}.{part}", key, row


def test_the_tables_are_those_of_debian_ubuntu_and_windows() -> None:
    assert set(TABLES) == {"debian", "ubuntu", "windows"}


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_a_table_names_its_source_and_the_day_it_was_looked_up(table: dict[str, Any]) -> None:
    assert table["source"]
    assert isinstance(table["checked"], datetime.date)
    assert table["checked"] <= datetime.date(2026, 11, 25)


@pytest.mark.parametrize(("place", "key", "row"), list(rows()))
def test_a_release_has_a_name_and_dates(place: str, key: str, row: dict[str, Any]) -> None:
    assert isinstance(key, str)
    assert isinstance(row["name"], str)
    dates = {name: value for name, value in row.items() if name != "name"}
    assert dates
    assert set(dates) <= ({"ends"} if place.endswith("releases") else CHANNELS)
    for value in dates.values():
        assert isinstance(value, datetime.date)
        assert 2009 < value.year < 2040  # Windows 2000 and Debian 4.0 ended in 2010


def test_an_enterprise_release_is_never_supported_shorter_than_home() -> None:
    for row in TABLES["windows"]["client"].values():
        if "enterprise" in row:
            assert row["enterprise"] >= row["home_pro"], row["name"]


def test_later_releases_end_later() -> None:
    for system in ("debian", "ubuntu"):
        releases = TABLES[system]["releases"]
        lts = [r for k, r in releases.items() if system == "debian" or "LTS" in r["name"]]
        ends = [row["ends"] for row in lts]
        assert ends == sorted(ends)


def test_no_release_between_the_first_and_the_last_is_missing() -> None:
    ubuntu = TABLES["ubuntu"]["releases"]
    halves = [f"{year}.{month}" for year in range(10, 27) for month in ("04", "10")]
    assert list(ubuntu) == halves
    debian = TABLES["debian"]["releases"]
    assert list(debian) == ["4.0", "5.0", "6.0", *(str(n) for n in range(7, 14))]


@pytest.mark.parametrize("part", ["client", "server"])
def test_builds_stand_from_the_newest_to_the_oldest(part: str) -> None:
    builds = [int(build) for build in TABLES["windows"][part]]
    assert builds == sorted(builds, reverse=True)
